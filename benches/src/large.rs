//! A large project and a long history, for what `makemigrations` and `migrate` do with files.

use std::collections::BTreeMap;

use fjango::migrate::sql::{DIALECTS, Script};
use fjango::migrate::state::{
    EnforcedState, FieldState, ModelState, OnDeleteState, ProjectState, RelationKindState, RelationState,
};
use fjango::migrate::{Migration, MigrationId, Operation};
use fjango::value::SqlType;

/// Ten apps whose models point at the one before them.
pub fn project(tables: usize, fields: usize) -> ProjectState {
    let mut state = ProjectState::default();
    for number in 0..tables {
        let mut model = model(number);
        for field in 2..fields {
            let kind = SqlType::ALL[field % SqlType::ALL.len()];
            model.fields.push(FieldState {
                index: field == 4,
                ..FieldState::new(&format!("field_{field}"), kind)
            });
        }
        if let Some(before) = number.checked_sub(1) {
            let target = self::model(before).label();
            model.fields.push(FieldState {
                column: "before_id".into(),
                nullable: true,
                relation: Some(RelationState {
                    kind: RelationKindState::ForeignKey,
                    target,
                    on_delete: OnDeleteState::Cascade,
                    enforced: EnforcedState::Deferred,
                }),
                ..FieldState::new("before", SqlType::BigInt)
            });
        }
        state.models.insert(model.label(), model);
    }
    state
}

fn model(number: usize) -> ModelState {
    let mut id = FieldState::new("id", SqlType::BigInt);
    (id.primary_key, id.auto) = (true, true);
    let (app, name) = (format!("app{}", number % 10), format!("Model{number}"));
    ModelState {
        table: format!("{app}_{}", name.to_lowercase()),
        app,
        name,
        fields: vec![id],
        many_to_many: Vec::new(),
        indexes: Vec::new(),
        unique: Vec::new(),
        checks: Vec::new(),
        exclusions: Vec::new(),
        comment: None,
        soft_delete: false,
    }
}

/// The files of one app's history: a model, and then a field after the other, of which every second goes again.
pub fn history(migrations: usize) -> anyhow::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    let mut state = ProjectState::default();
    let mut last: Option<MigrationId> = None;
    for number in 1..=migrations {
        let operation = match number {
            1 => Operation::create(&model(0)),
            number if number % 2 == 0 => Operation::AddField {
                model: "Model0".into(),
                field: FieldState {
                    nullable: true,
                    ..FieldState::new(&format!("field_{number}"), SqlType::Text)
                },
            },
            number if number % 4 == 1 => Operation::RemoveField {
                model: "Model0".into(),
                field: format!("field_{}", number - 1),
            },
            number => Operation::AddField {
                model: "Model0".into(),
                field: FieldState {
                    nullable: true,
                    ..FieldState::new(&format!("field_{number}"), SqlType::Integer)
                },
            },
        };
        let operations = vec![operation];
        let mut scripts = BTreeMap::new();
        for dialect in DIALECTS {
            scripts.insert(dialect.name(), Script::write(dialect, "app0", &operations, &state)?);
        }
        let migration = Migration {
            id: MigrationId::new("app0", format!("{number:04}_step")),
            dependencies: last.iter().cloned().collect(),
            operations,
            replaces: Vec::new(),
            scripts,
        };
        migration.apply(&mut state)?;
        files.extend(migration.files()?);
        last = Some(migration.id);
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use fjango::migrate::{Graph, MakeOptions, detect};

    use super::*;

    // Asked for is a second in a release build. Tests are not optimized and share the machine; what grows with the square of
    // the size would still be far over this.
    const FIRST: f64 = 60.0;
    const DETECTION: f64 = 5.0;
    const LOADING: f64 = 2.0;

    /// The shortest of the tries, so that what else runs counts little.
    fn seconds<T>(tries: usize, mut what: impl FnMut() -> T) -> f64 {
        let times = (0..tries).map(|_| {
            let started = Instant::now();
            what();
            started.elapsed().as_secs_f64()
        });
        times.fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn a_large_project_is_looked_through_in_time() {
        let none = MakeOptions::default();
        let state = project(500, 10);
        assert_eq!(
            state.models.values().map(|model| model.fields.len()).sum::<usize>(),
            500 * 10 - 1
        );
        let mut made = Vec::new();
        let first = seconds(1, || made = detect(&Graph::default(), &state, &none).unwrap());
        let initial = Graph::new(made).unwrap();
        let mut changed = state.clone();
        for model in changed.models.values_mut().step_by(5) {
            let added = FieldState::new("added", SqlType::Text);
            model.fields.push(FieldState {
                nullable: true,
                ..added
            });
        }
        let nothing = seconds(3, || assert!(detect(&initial, &state, &none).unwrap().is_empty()));
        let some = seconds(3, || assert_eq!(detect(&initial, &changed, &none).unwrap().len(), 10));
        eprintln!("new: {first:.2} s, nothing changed: {nothing:.2} s, a hundred tables changed: {some:.2} s");
        assert!(first < FIRST, "{first:.2} s");
        assert!(nothing < DETECTION && some < DETECTION, "{nothing:.2} s, {some:.2} s");
    }

    #[test]
    fn a_long_history_is_loaded_in_time() {
        let files = history(1_000).unwrap();
        let loaded = seconds(3, || {
            let graph = Graph::new(Migration::read_all(&files).unwrap()).unwrap();
            assert_eq!(graph.state().unwrap().models.len(), 1);
        });
        eprintln!("a thousand migrations: {loaded:.2} s");
        assert!(loaded < LOADING, "{loaded:.2} s");
    }
}
