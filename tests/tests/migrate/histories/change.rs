//! What may change in models.

use fjango::migrate::state::{
    CheckState, DeferrableState, EnforcedState, ExclusionState, FieldState, IndexState, KeyOfState, KeyState, Literal,
    ManyToManyState, ModelState, OnDeleteState, ProjectState, RelationKindState, RelationState, UniqueState,
};
use fjango::schema::Nulls;
use fjango::schema::names::bounded;
use fjango::value::SqlType;
use proptest::prelude::*;

use super::super::support::model;
use super::renaming::{Renaming, rename_field, rename_model};

const MODELS: [&str; 4] = ["Alpha", "Beta", "Gamma", "Delta"];
const FIELDS: [&str; 4] = ["one", "two", "three", "four"];

/// One change; indexes are taken modulo what is there.
#[derive(Clone, Debug)]
pub enum Change {
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
    /// Gives a field another name, and its column.
    RenameField(usize, usize),
    /// Gives a model another name, or moves it to the other app, or both, with its table.
    RenameModel(usize, usize),
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

pub fn change() -> impl Strategy<Value = Change> {
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
        1 => (place.clone(), any::<bool>()).prop_map(|(m, small)| Change::KeyKind(m, small)),
        2 => (place.clone(), place.clone()).prop_map(|(m, f)| Change::RenameField(m, f)),
        2 => (place.clone(), place).prop_map(|(m, which)| Change::RenameModel(m, which)),
    ]
}

pub fn existing(state: &mut ProjectState, place: usize) -> Option<&mut ModelState> {
    let count = state.models.len();
    (count > 0)
        .then(|| state.models.values_mut().nth(place % count))
        .flatten()
}

/// Changes the models, and gives what is only called otherwise.
pub fn apply(change: &Change, state: &mut ProjectState) -> Renaming {
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
            let Some(model) = existing(state, *m) else {
                return Renaming::Nothing;
            };
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
            let Some(model) = existing(state, *m) else {
                return Renaming::Nothing;
            };
            let name = FIELDS[f % FIELDS.len()];
            drop_field(model, name);
        }
        Change::Relation(a, b, one, cascade) => {
            let Some(target) = labels.get(b % labels.len().max(1)).cloned() else {
                return Renaming::Nothing;
            };
            let Some(model) = existing(state, *a) else {
                return Renaming::Nothing;
            };
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
                return Renaming::Nothing;
            };
            let Some(model) = existing(state, *a) else {
                return Renaming::Nothing;
            };
            let name = format!("many_{}", target.split('.').next_back().unwrap().to_lowercase());
            if model.many_to_many.iter().any(|many| many.name == name) {
                model.many_to_many.retain(|many| many.name != name);
            } else {
                model.many_to_many.push(ManyToManyState {
                    table: bounded(&format!("{}_{name}", model.table)),
                    name,
                    target,
                    source_column: "from_id".into(),
                    target_column: "to_id".into(),
                });
            }
        }
        Change::Index(m, a, b) => {
            let Some(model) = existing(state, *m) else {
                return Renaming::Nothing;
            };
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
            let Some(model) = existing(state, *m) else {
                return Renaming::Nothing;
            };
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
            let Some(model) = existing(state, *m) else {
                return Renaming::Nothing;
            };
            rich(model, *which);
        }
        Change::Table(m, long) => {
            let Some(model) = existing(state, *m) else {
                return Renaming::Nothing;
            };
            let tail = if *long {
                "_with_a_name_that_is_long_enough_to_be_cut_in_constraints"
            } else {
                ""
            };
            model.table = format!("t_{}{tail}", model.name.to_lowercase());
        }
        Change::KeyKind(m, small) => {
            let Some(model) = existing(state, *m) else {
                return Renaming::Nothing;
            };
            let key = model.fields.iter_mut().find(|field| field.primary_key).unwrap();
            key.kind = if *small { SqlType::Integer } else { SqlType::BigInt };
        }
        Change::RenameField(m, f) => return rename_field(state, *m, *f).unwrap_or(Renaming::Nothing),
        Change::RenameModel(m, which) => return rename_model(state, *m, *which).unwrap_or(Renaming::Nothing),
    }
    Renaming::Nothing
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
