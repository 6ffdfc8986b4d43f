//! Random histories: whatever the models become, the database follows, forward and back.

use fjango::db::Db;
use fjango::migrate::Target;
use fjango::migrate::state::{
    CheckState, EnforcedState, FieldState, IndexState, Literal, ManyToManyState, ModelState, OnDeleteState,
    ProjectState, RelationKindState, RelationState, UniqueState,
};
use fjango::value::SqlType;
use fjango_tests::{FreshDatabase, fresh_database};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::drift::found;
use super::support::{History, model, run, schema, texts};

const MODELS: [&str; 4] = ["Alpha", "Beta", "Gamma", "Delta"];
const FIELDS: [&str; 4] = ["one", "two", "three", "four"];
const STEPS: usize = 12;
const HISTORIES: usize = 6;

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
                // A unique column that comes to rows that exist can only hold NULL in them.
                unique: unique && nullable && kind != SqlType::Json,
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
                    table: format!("{}_{name}", model.table),
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
        SqlType::Bytes => Literal::Text("00ff".into()),
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
            .filter(|field| other.field(&field.name).is_some_and(|same| same.kind == field.kind));
        let mut columns: Vec<(String, String)> = columns
            .map(|field| (field.name.clone(), field.column.clone()))
            .collect();
        columns.sort();
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
        assert_eq!(rows(&db, &before, &state).await, rows_before, "back {}", what());
        history
            .migrate(&db, &Target::All)
            .await
            .unwrap_or_else(|error| panic!("{error} {}", what()));
        assert_eq!(schema(&db).await, schema_after, "forward again {}", what());
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
}

fjango_tests::each_database! {
    async fn random_histories(database: &FreshDatabase) {
        // A fixed seed: a failure is the same for everybody, and prints its history.
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        for number in 0..HISTORIES {
            // The first changes make models, so that the others have something to change.
            let tree = proptest::collection::vec(change(), STEPS).new_tree(&mut runner).unwrap();
            let mut changes = vec![Change::Model(0), Change::Model(1)];
            changes.extend(tree.current());
            if number == 0 {
                one_history(database, &changes).await;
            } else {
                one_history(&fresh_database(database.kind()), &changes).await;
            }
        }
    }
}
