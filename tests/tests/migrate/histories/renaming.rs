//! What is the same by another name.

use fjango::migrate::Answers;
use fjango::migrate::state::ProjectState;
use fjango::schema::names::bounded;

use super::change::existing;

/// What a change only calls otherwise.
#[derive(Clone, Debug)]
pub enum Renaming {
    Nothing,
    Field { label: String, from: String, to: String },
    Model { from: String, to: String },
}

impl Renaming {
    /// What `makemigrations` is told.
    pub fn answers(&self) -> Answers {
        let told = match self {
            Self::Nothing => return Answers::default(),
            Self::Field { label, from, to } => format!("{label}.{from}={to}"),
            Self::Model { from, to } => format!("{from}={to}"),
        };
        Answers::default().with_renamed(&told).unwrap()
    }

    /// The models of `before`, their tables and columns, by the names of today.
    pub fn seen_in(&self, before: &ProjectState) -> ProjectState {
        let mut seen = before.clone();
        match self {
            Self::Nothing => {}
            Self::Field { label, from, to } => {
                let fields = &mut seen.model_mut(label).unwrap().fields;
                let field = fields.iter_mut().find(|field| field.name == *from).unwrap();
                field.name.clone_from(to);
            }
            Self::Model { from, to } => {
                let (app, name) = to.split_once('.').unwrap();
                seen.relabel(from, app, name).unwrap();
            }
        }
        seen
    }
}

/// There and back.
fn other(name: &str, mark: &str) -> String {
    name.strip_suffix(mark)
        .map_or_else(|| format!("{name}{mark}"), str::to_owned)
}

/// Gives a field that is not the key its other name; nothing when that is taken.
pub fn rename_field(state: &mut ProjectState, model: usize, field: usize) -> Option<Renaming> {
    let model = existing(state, model)?;
    let fields: Vec<_> = model.fields.iter().filter(|field| !field.primary_key).collect();
    let field = *fields.get(field % fields.len().max(1))?;
    let (from, to) = (field.name.clone(), other(&field.name, "_x"));
    let column = match field.relation {
        Some(_) => format!("{to}_id"),
        None => to.clone(),
    };
    let label = model.label();
    model.rename_field(&from, &to, &column).ok()?;
    Some(Renaming::Field { label, from, to })
}

/// Gives a model its other name, or the other app, or both; nothing when there is one of that name.
pub fn rename_model(state: &mut ProjectState, model: usize, which: usize) -> Option<Renaming> {
    let model = existing(state, model)?;
    let from = model.label();
    let (moves, renames) = (!which.is_multiple_of(3), which % 3 != 1);
    let app = match (moves, model.app.as_str()) {
        (true, "east") => "west".to_owned(),
        (true, _) => "east".to_owned(),
        (false, same) => same.to_owned(),
    };
    let name = match renames {
        true => other(&model.name, "New"),
        false => model.name.clone(),
    };
    state.relabel(&from, &app, &name).ok()?;
    let to = format!("{app}.{name}");
    let model = state.model_mut(&to).ok()?;
    model.table = format!("{app}_{}", name.to_lowercase());
    for many in &mut model.many_to_many {
        many.table = bounded(&format!("{}_{}", model.table, many.name));
    }
    Some(Renaming::Model { from, to })
}
