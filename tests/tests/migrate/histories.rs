//! Random histories: whatever the models become, the database follows, forward and back.

use std::time::{Duration, Instant};

use fjango::db::Db;
use fjango::migrate::state::{
    CheckState, DeferrableState, EnforcedState, ExclusionState, FieldState, IndexState, KeyOfState, KeyState, Literal,
    ManyToManyState, ModelState, OnDeleteState, ProjectState, RelationKindState, RelationState, UniqueState,
};
use fjango::migrate::{Error, Graph, SquashOptions, Squashed, Target, squash};
use fjango::schema::Nulls;
use fjango::value::SqlType;
use fjango_tests::{FreshDatabase, Kind, fresh_database};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::drift::found;
use super::squash::with;
use super::support::{History, model, run, schema, texts};

const MODELS: [&str; 4] = ["Alpha", "Beta", "Gamma", "Delta"];
const FIELDS: [&str; 4] = ["one", "two", "three", "four"];
const STEPS: usize = 30;
/// How many histories are lived through when nobody asks for more.
const USUALLY: u64 = 4;
/// Names the number from which random histories are made.
const SEED: &str = "FJANGO_TEST_SEED";
/// Names for how many seconds.
const FOR: &str = "FJANGO_FUZZ_SECONDS";

/// One change; indexes are taken modulo what is there.
#[derive(Clone, Debug)]
enum Change {
    /// Adds the model when it is missing, else takes it away.
    Model(usize),
    Field(usize, usize, Box<FieldState>),
    DropField(usize, usize),
    Relation(usize, usize, bool, bool),
    Many(usize, usize),
    Index(usize, usize, usize),
    Check(usize),
    /// Rules and facts beyond lists of fields, by which of them.
    Rich(usize, usize),
    Table(usize, bool),
    KeyKind(usize, bool),
}

fn field() -> impl Strategy<Value = FieldState> {
    let kind = proptest::sample::select(SqlType::ALL.to_vec());
    (kind, any::<[bool; 5]>(), 5..50_u32, any::<bool>()).prop_map(
        |(kind, [nullable, unique, index, choices, bounds], max, renamed)| {
            let text = kind == SqlType::Text;
            let number = kind.is_integer();
            FieldState {
                nullable,
                // A unique column that comes to rows that exist can only hold NULL in them, and two rows can be of one moment.
                unique: unique && nullable && !matches!(kind, SqlType::Json | SqlType::DateTime),
                index: index && kind != SqlType::Json,
                max_length: (text && bounds).then_some(max),
                choices: if text && choices {
                    vec!["aaa".into(), "bbb".into()]
                } else {
                    Vec::new()
                },
                min: (number && bounds).then(|| "-5".to_owned()),
                range: (number && choices).then_some((-100, 100)),
                db_default: (kind == SqlType::DateTime && choices).then(|| "now()".to_owned()),
                column: if renamed { "other".into() } else { String::new() },
                ..FieldState::new("x", kind)
            }
        },
    )
}

fn change() -> impl Strategy<Value = Change> {
    let place = 0..16_usize;
    prop_oneof![
        3 => place.clone().prop_map(Change::Model),
        6 => (place.clone(), place.clone(), field()).prop_map(|(m, f, field)| Change::Field(m, f, Box::new(field))),
        2 => (place.clone(), place.clone()).prop_map(|(m, f)| Change::DropField(m, f)),
        3 => (place.clone(), place.clone(), any::<bool>(), any::<bool>()).prop_map(|(a, b, one, cascade)| Change::Relation(a, b, one, cascade)),
        2 => (place.clone(), place.clone()).prop_map(|(a, b)| Change::Many(a, b)),
        2 => (place.clone(), place.clone(), place.clone()).prop_map(|(m, a, b)| Change::Index(m, a, b)),
        1 => place.clone().prop_map(Change::Check),
        4 => (place.clone(), place.clone()).prop_map(|(m, which)| Change::Rich(m, which)),
        1 => (place.clone(), any::<bool>()).prop_map(|(m, long)| Change::Table(m, long)),
        1 => (place, any::<bool>()).prop_map(|(m, small)| Change::KeyKind(m, small)),
    ]
}

fn existing(state: &mut ProjectState, place: usize) -> Option<&mut ModelState> {
    let count = state.models.len();
    (count > 0)
        .then(|| state.models.values_mut().nth(place % count))
        .flatten()
}

fn apply(change: &Change, state: &mut ProjectState) {
    let labels: Vec<String> = state.models.keys().cloned().collect();
    match change {
        Change::Model(place) => {
            let name = MODELS[place % MODELS.len()];
            let mut fresh = model(name, vec![]);
            // Two apps, so that they depend on each other in turn.
            fresh.app = if place % 2 == 0 { "east".into() } else { "west".into() };
            let label = fresh.label();
            if state.models.remove(&label).is_none() {
                state.models.insert(label, fresh);
            } else {
                for model in state.models.values_mut() {
                    let is_gone =
                        |field: &FieldState| field.relation.as_ref().is_some_and(|relation| relation.target == label);
                    let gone: Vec<String> = model
                        .fields
                        .iter()
                        .filter(|one| is_gone(one))
                        .map(|one| one.name.clone())
                        .collect();
                    for name in gone {
                        drop_field(model, &name);
                    }
                    model.many_to_many.retain(|many| many.target != label);
                }
            }
        }
        Change::Field(m, f, field) => {
            let Some(model) = existing(state, *m) else { return };
            let name = FIELDS[f % FIELDS.len()];
            let mut field = FieldState {
                name: name.into(),
                ..(**field).clone()
            };
            field.column = if field.column == "other" {
                format!("{name}_col")
            } else {
                name.into()
            };
            match model.fields.iter_mut().find(|old| old.name == name) {
                Some(old) => {
                    // Types change in their own test, where it is known what converts; the rest may change here.
                    if old.kind != field.kind || old.nullable != field.nullable || !old.choices.is_empty() {
                        field = FieldState {
                            column: field.column,
                            ..old.clone()
                        };
                    }
                    if old.max_length.is_some() || old.min.is_some() || old.range.is_some() || !field.choices.is_empty()
                    {
                        field = FieldState {
                            column: field.column,
                            index: field.index,
                            ..old.clone()
                        };
                    }
                    *old = field;
                }
                None => {
                    if !field.nullable && field.db_default.is_none() {
                        field.fill = Some(some_value(&field));
                    }
                    model.fields.push(field);
                }
            }
        }
        Change::DropField(m, f) => {
            let Some(model) = existing(state, *m) else { return };
            let name = FIELDS[f % FIELDS.len()];
            drop_field(model, name);
        }
        Change::Relation(a, b, one, cascade) => {
            let Some(target) = labels.get(b % labels.len().max(1)).cloned() else {
                return;
            };
            let Some(model) = existing(state, *a) else { return };
            let name = format!("to_{}", target.split('.').next_back().unwrap().to_lowercase());
            if model.field(&name).is_none() {
                model.fields.push(FieldState {
                    column: format!("{name}_id"),
                    nullable: true,
                    relation: Some(RelationState {
                        kind: if *one {
                            RelationKindState::OneToOne
                        } else {
                            RelationKindState::ForeignKey
                        },
                        target,
                        on_delete: if *cascade {
                            OnDeleteState::Cascade
                        } else {
                            OnDeleteState::SetNull
                        },
                        enforced: EnforcedState::Deferred,
                    }),
                    ..FieldState::new(&name, SqlType::BigInt)
                });
            } else {
                drop_field(model, &name);
            }
        }
        Change::Many(a, b) => {
            let Some(target) = labels.get(b % labels.len().max(1)).cloned() else {
                return;
            };
            let Some(model) = existing(state, *a) else { return };
            let name = format!("many_{}", target.split('.').next_back().unwrap().to_lowercase());
            if model.many_to_many.iter().any(|many| many.name == name) {
                model.many_to_many.retain(|many| many.name != name);
            } else {
                model.many_to_many.push(ManyToManyState {
                    table: fjango::schema::names::bounded(&format!("{}_{name}", model.table)),
                    name,
                    target,
                    source_column: "from_id".into(),
                    target_column: "to_id".into(),
                });
            }
        }
        Change::Index(m, a, b) => {
            let Some(model) = existing(state, *m) else { return };
            let names: Vec<String> = model
                .fields
                .iter()
                .filter(|field| field.kind != SqlType::Json)
                .map(|field| field.name.clone())
                .collect();
            let mut fields = vec![names[a % names.len()].clone(), names[b % names.len()].clone()];
            fields.dedup();
            let index = IndexState::from(fields.clone());
            if model.indexes.contains(&index) {
                model.indexes.retain(|one| *one != index);
            } else {
                model.indexes.push(index);
                // With the key in it, no two rows are alike.
                fields.retain(|one| one != "id");
                fields.push("id".into());
                let unique = UniqueState::from(fields);
                if !model.unique.contains(&unique) {
                    model.unique.push(unique);
                }
            }
        }
        Change::Check(m) => {
            let Some(model) = existing(state, *m) else { return };
            if model.checks.is_empty() {
                model.checks.push(CheckState {
                    name: "positive".into(),
                    sql: "id > 0".into(),
                });
            } else {
                model.checks.clear();
            }
        }
        Change::Rich(m, which) => {
            let Some(model) = existing(state, *m) else { return };
            rich(model, *which);
        }
        Change::Table(m, long) => {
            let Some(model) = existing(state, *m) else { return };
            let tail = if *long {
                "_with_a_name_that_is_long_enough_to_be_cut_in_constraints"
            } else {
                ""
            };
            model.table = format!("t_{}{tail}", model.name.to_lowercase());
        }
        Change::KeyKind(m, small) => {
            let Some(model) = existing(state, *m) else { return };
            let key = model.fields.iter_mut().find(|field| field.primary_key).unwrap();
            key.kind = if *small { SqlType::Integer } else { SqlType::BigInt };
        }
    }
}

/// Adds one of the rules and facts, or takes it away, or gives it another name.
fn rich(model: &mut ModelState, which: usize) {
    let sql = |text: &str| KeyState {
        of: KeyOfState::Sql(text.into()),
        ..KeyState::field("")
    };
    let down = KeyState {
        descending: true,
        nulls: Some(Nulls::Last),
        ..KeyState::field("id")
    };
    let indexes = [
        IndexState {
            name: Some("low".into()),
            keys: vec![sql("id % 10"), down],
            condition: Some("id < 100".into()),
            ..IndexState::default()
        },
        IndexState {
            include: vec!["id".into()],
            using: Some("btree".into()),
            ..IndexState::from(vec!["id"])
        },
    ];
    match which % 8 {
        0 | 1 => {
            let index = &indexes[which % 8];
            match model.indexes.iter().position(|one| one == index) {
                Some(place) => drop(model.indexes.remove(place)),
                None => model.indexes.push(index.clone()),
            }
        }
        2 => {
            for index in model.indexes.iter_mut().filter(|index| index.condition.is_some()) {
                index.name = Some(
                    if index.name.as_deref() == Some("low") {
                        "lower"
                    } else {
                        "low"
                    }
                    .into(),
                );
            }
        }
        3 => {
            let unique = UniqueState {
                name: Some("live".into()),
                keys: vec![sql("id + 0")],
                condition: Some("id > 5".into()),
                ..UniqueState::default()
            };
            match model.unique.iter().position(|one| *one == unique) {
                Some(place) => drop(model.unique.remove(place)),
                None => model.unique.push(unique),
            }
        }
        4 => {
            let unique = UniqueState {
                name: Some("late".into()),
                nulls_not_distinct: true,
                deferrable: Some(DeferrableState::Deferred),
                ..UniqueState::from(vec!["id"])
            };
            match model.unique.iter().position(|one| *one == unique) {
                Some(place) => drop(model.unique.remove(place)),
                None => model.unique.push(unique),
            }
        }
        5 => match model.field("computed") {
            Some(_) => drop_field(model, "computed"),
            None => model.fields.push(FieldState {
                nullable: true,
                index: true,
                generated: Some("id * 2".into()),
                ..FieldState::new("computed", SqlType::Decimal)
            }),
        },
        6 => {
            for field in model.fields.iter_mut().filter(|field| field.generated.is_some()) {
                let other = if field.generated.as_deref() == Some("id * 2") {
                    "id * 3"
                } else {
                    "id * 2"
                };
                field.generated = Some(other.into());
            }
            model.comment = if model.comment.is_none() {
                Some("it's noted".into())
            } else {
                None
            };
        }
        _ => match model.exclusions.pop() {
            Some(_) => {}
            None => model.exclusions.push(ExclusionState {
                name: "apart".into(),
                equal: vec!["id".into()],
                overlap: vec![("id".into(), "id".into())],
                condition: Some("id > 3".into()),
            }),
        },
    }
}

fn drop_field(model: &mut ModelState, name: &str) {
    model.fields.retain(|field| field.name != name);
    model.indexes.retain(|index| index.fields().all(|field| field != name));
    model.unique.retain(|unique| unique.fields().all(|field| field != name));
}

fn some_value(field: &FieldState) -> Literal {
    match field.kind {
        SqlType::Bool => Literal::Bool(true),
        kind if kind.is_integer() => Literal::Integer(3),
        SqlType::Interval => Literal::Integer(5_000_000),
        SqlType::Real | SqlType::Double => Literal::Float(1.5),
        SqlType::Decimal => Literal::Text("2.50".into()),
        SqlType::Bytes => Literal::Text("4142".into()),
        SqlType::Uuid => Literal::Text("7d444840-9dc0-11d1-b245-5ffdce74fad2".into()),
        SqlType::DateTime | SqlType::Date | SqlType::Time => Literal::Now { now: true },
        SqlType::Json => Literal::Text("{}".into()),
        _ => Literal::Text("aaa".into()),
    }
}

/// The rows that every table keeps, told by their keys and by the columns that are on both sides.
async fn rows(db: &Db, state: &ProjectState, common: &ProjectState) -> Vec<String> {
    let mut found = Vec::new();
    for (label, model) in &state.models {
        let Some(other) = common.models.get(label) else {
            continue;
        };
        let columns = model
            .fields
            .iter()
            // What the database computes follows from the rest.
            .filter(|field| field.generated.is_none())
            .filter(|field| other.field(&field.name).is_some_and(|same| same.kind == field.kind));
        let mut columns: Vec<(String, String)> = columns
            .map(|field| (field.name.clone(), field.column.clone()))
            .collect();
        columns.sort();
        if columns.is_empty() {
            continue;
        }
        let texts_of = columns
            .iter()
            .map(|(_, column)| format!("coalesce(CAST(\"{column}\" AS text), '-')"));
        let sql = format!(
            "SELECT {} FROM \"{}\" ORDER BY id",
            texts_of.collect::<Vec<_>>().join(" || '|' || "),
            model.table
        );
        found.push(format!("{label}: {:?}", texts(db, &sql).await));
    }
    found
}

/// Two rows in each new table, as far as its columns need no value of their own.
async fn insert(db: &Db, old: &ProjectState, new: &ProjectState) {
    for (label, model) in &new.models {
        if old.models.contains_key(label) || model.fields.iter().any(|field| !field.nullable && !field.auto) {
            continue;
        }
        run(db, &format!("INSERT INTO \"{}\" (id) VALUES (11), (12)", model.table)).await;
    }
}

async fn one_history(database: &FreshDatabase, changes: &[Change]) {
    let db = Db::connect(database.url()).await.unwrap();
    let mut history = History::default();
    let mut state = ProjectState::default();
    for change in changes {
        let before = state.clone();
        apply(change, &mut state);
        let what = || format!("after {change:?} of\n{changes:#?}");
        let schema_before = schema(&db).await;
        let dump_before = dump(database, &db).await;
        let applied: Vec<_> = history.graph.iter().map(|one| one.id.clone()).collect();
        let made = history
            .make(&state)
            .unwrap_or_else(|error| panic!("{error} {}", what()));
        let rows_before = rows(&db, &before, &state).await;
        let forward = history
            .migrate(&db, &Target::All)
            .await
            .unwrap_or_else(|error| panic!("{error} {}", what()));
        assert_eq!(forward.steps.len(), made, "{}", what());
        assert_eq!(history.make(&state).unwrap(), 0, "detected again {}", what());
        assert_eq!(found(&db, &history).await, [], "drift {}", what());
        let schema_after = schema(&db).await;
        let dump_after = dump(database, &db).await;
        assert_eq!(rows(&db, &state, &before).await, rows_before, "{}", what());
        // The live schema is the one that these models would get at once.
        let fresh = fresh_database(database.kind());
        let at_once = Db::connect(fresh.url()).await.unwrap();
        let mut direct = History::default();
        direct.make(&state).unwrap();
        direct
            .migrate(&at_once, &Target::All)
            .await
            .unwrap_or_else(|error| panic!("{error} {}", what()));
        assert_eq!(schema_after, schema(&at_once).await, "{}", what());
        // Back by what this step made, and forward again.
        for step in forward.steps.iter().rev() {
            let last = applied
                .iter()
                .rfind(|id| id.app == step.id.app)
                .map(|id| id.name.clone());
            let target = match last {
                Some(name) => Target::Migration(step.id.app.clone(), name),
                None => Target::Zero(step.id.app.clone()),
            };
            history
                .migrate(&db, &target)
                .await
                .unwrap_or_else(|error| panic!("{error} {}", what()));
        }
        assert_eq!(schema(&db).await, schema_before, "back {}", what());
        assert_eq!(dump(database, &db).await, dump_before, "back {}", what());
        assert_eq!(rows(&db, &before, &state).await, rows_before, "back {}", what());
        history
            .migrate(&db, &Target::All)
            .await
            .unwrap_or_else(|error| panic!("{error} {}", what()));
        assert_eq!(schema(&db).await, schema_after, "forward again {}", what());
        assert_eq!(dump(database, &db).await, dump_after, "forward again {}", what());
        assert_eq!(
            rows(&db, &state, &before).await,
            rows_before,
            "forward again {}",
            what()
        );
        let created = ProjectState {
            models: before
                .models
                .into_iter()
                .filter(|(label, _)| state.models.contains_key(label))
                .collect(),
        };
        insert(&db, &created, &state).await;
        assert!(db.ping().await.is_ok());
    }
    squashed(&history, database.kind(), &schema(&db).await, changes).await;
}

fjango_tests::each_database! {
    async fn random_histories(database: &FreshDatabase) {
        let seed = number(SEED).unwrap_or(7);
        let patience = number(FOR).map(Duration::from_secs);
        let started = Instant::now();
        for history in 0_u64.. {
            if patience.map_or(history == USUALLY, |patience| started.elapsed() > patience) {
                break;
            }
            // The same for everybody unless asked otherwise; a failure prints its history and this.
            let seed = seed + history;
            eprintln!("{SEED}={seed}");
            let changes = changes(seed);
            if history == 0 {
                one_history(database, &changes).await;
            } else {
                one_history(&fresh_database(database.kind()), &changes).await;
            }
        }
    }
}

/// The changes of one history.
fn changes(seed: u64) -> Vec<Change> {
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    // The first changes make models, so that the others have something to change.
    let tree = proptest::collection::vec(change(), STEPS)
        .new_tree(&mut runner)
        .unwrap();
    let mut changes = vec![Change::Model(0), Change::Model(1)];
    changes.extend(tree.current());
    changes
}

/// The migrations of one history, for those who look at the SQL.
pub fn migrations(seed: u64) -> History {
    let (mut history, mut state) = (History::default(), ProjectState::default());
    for change in changes(seed) {
        apply(&change, &mut state);
        history.make(&state).unwrap();
    }
    history
}

/// What the environment says, as tests have no settings.
#[expect(
    clippy::disallowed_methods,
    reason = "tests have no settings; the run says how far they go"
)]
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// All of each app made one migration, or as few as other apps allow, which gives the same tables.
async fn squashed(history: &History, kind: Kind, schema_after: &[String], changes: &[Change]) {
    let apps: Vec<String> = history.graph.apps().into_iter().map(str::to_owned).collect();
    for app in apps {
        // A database that is new runs one app's before the other's.
        let fresh = fresh_database(kind);
        let db = Db::connect(fresh.url()).await.unwrap();
        for target in [Target::App(app.clone()), Target::All] {
            history
                .migrate(&db, &target)
                .await
                .unwrap_or_else(|error| panic!("{error} {app} first of\n{changes:#?}"));
        }
        assert_eq!(schema(&db).await, schema_after, "{app} first of\n{changes:#?}");
        let (mut short, mut made): (Option<History>, _) = (None, Vec::new());
        let mut from: Option<String> = None;
        loop {
            let so_far = short.as_ref().unwrap_or(history);
            let (squashed, next) = piece(&so_far.graph, &app, from.as_deref(), changes);
            if let Some(squashed) = squashed {
                made.push(squashed.migration.id.clone());
                short = Some(with(so_far, &squashed));
            }
            from = next;
            if from.is_none() {
                break;
            }
        }
        let Some(short) = short else { continue };
        let fresh = fresh_database(kind);
        let db = Db::connect(fresh.url()).await.unwrap();
        let what = || format!("squashed {made:?} of\n{changes:#?}");
        for target in [Target::App(app.clone()), Target::All] {
            short
                .migrate(&db, &target)
                .await
                .unwrap_or_else(|error| panic!("{error} {}", what()));
        }
        assert_eq!(schema(&db).await, schema_after, "{}", what());
        assert_eq!(found(&db, &short).await, [], "drift {}", what());
    }
}

/// As many of the migrations from `from` on as can be one, and where to go on. One alone stays as it is.
fn piece(graph: &Graph, app: &str, from: Option<&str>, changes: &[Change]) -> (Option<Squashed>, Option<String>) {
    let mut options = SquashOptions {
        app: app.to_owned(),
        from: from.map(str::to_owned),
        to: graph.leaf(app).unwrap().unwrap().name.clone(),
        name: None,
        optimize: true,
    };
    let name = |id: String| id.split_once('.').unwrap().1.to_owned();
    let after = match squash(graph, &options) {
        Ok(squashed) => return (Some(squashed), None),
        Err(Error::CannotSquash { reason, .. }) if reason.contains("only one") => return (None, None),
        Err(Error::StandsBetween { before, after, .. }) => {
            options.to = name(before);
            name(after)
        }
        Err(error) => panic!("{error} of\n{changes:#?}"),
    };
    match squash(graph, &options) {
        Ok(squashed) => (Some(squashed), Some(after)),
        Err(Error::CannotSquash { reason, .. }) if reason.contains("only one") => (None, Some(after)),
        Err(error) => panic!("what was proposed is refused: {error} of\n{changes:#?}"),
    }
}

/// The schema as the database's own tools tell it: `pg_dump --schema-only`, or SQLite's own table of it. The order of
/// columns, and the names of the sequences behind keys, say nothing.
async fn dump(database: &FreshDatabase, db: &Db) -> Vec<String> {
    // How SQLite's text of a table is written says nothing: `schema` takes it apart.
    if database.kind() == Kind::Sqlite {
        return schema(db).await;
    }
    let programs = texts(db, "SELECT setting FROM pg_config WHERE name = 'BINDIR'").await;
    let output = std::process::Command::new(format!("{}/pg_dump", programs[0]))
        .args([
            "--schema-only",
            "--no-owner",
            "--exclude-table=fjango_migration*",
            database.url(),
        ])
        .output()
        .unwrap_or_else(|error| panic!("pg_dump, which comes with the server: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text
        .lines()
        .filter(|line| !line.starts_with("--") && !line.starts_with('\\') && !line.contains("SEQUENCE NAME"));
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    let mut statements: Vec<String> = text
        .split(";\n")
        .map(|statement| {
            let mut lines: Vec<&str> = statement
                .lines()
                .map(|line| line.trim().trim_end_matches(','))
                .filter(|line| !line.is_empty())
                .collect();
            lines.sort_unstable();
            lines.join("\n")
        })
        // An extension that a migration made stays on its way back: others may use it by then.
        .filter(|statement| !statement.is_empty() && !statement.contains(" EXTENSION "))
        .collect();
    statements.sort_unstable();
    statements
}
