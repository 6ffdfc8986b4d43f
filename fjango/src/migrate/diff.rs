//! The autodetector: which steps lead from the files' state to the models'.
//!
//! As in Django's `db/migrations/autodetector.py` steps are found per app and apps depend on each other by their
//! relations; unlike there the order inside one migration needs no care, since its SQL is made from both its ends.

use std::collections::{BTreeMap, BTreeSet};

use super::files::{Migration, MigrationId};
use super::graph::{Graph, nearest};
use super::operations::{Constraint, Operation};
use super::sql::{DIALECTS, Script};
use super::state::{FieldState, ModelState, ProjectState};
use super::{Error, Result};

/// What `makemigrations` was asked for.
#[derive(Clone, Debug, Default)]
pub struct MakeOptions {
    /// Only these apps, and what they depend on; all when empty.
    pub apps: Vec<String>,
    /// The name after the number, for every migration made.
    pub name: Option<String>,
    /// Make a migration without steps for each of `apps`, to be filled with SQL by hand.
    pub empty: bool,
}

/// The migrations that are missing between `graph` and `models`, in order. Empty when nothing changed.
///
/// Renames are not guessed: a field that is called otherwise is one removed and one added, and
/// [`Operation::loses_data`] says so.
///
/// # Errors
/// [`Error::Conflict`] when an app has two last migrations, [`Error::NeedsDefault`] when a new column has no value for
/// existing rows, [`Error::UnknownApp`] and [`Error::BadName`] for what was asked.
pub fn detect(graph: &Graph, models: &ProjectState, options: &MakeOptions) -> Result<Vec<Migration>> {
    graph.check_conflicts()?;
    check(graph, models, options)?;
    let state = graph.state()?;
    let drafts = if options.empty {
        options.apps.iter().map(|app| Draft::new(app, 0)).collect()
    } else {
        Detector::new(&state, models).run()?
    };
    let mut new = named(graph, drafts, options)?;
    if !options.apps.is_empty() {
        let wanted: Vec<MigrationId> = new
            .iter()
            .map(|one| one.id.clone())
            .filter(|id| options.apps.contains(&id.app))
            .collect();
        let both = Graph::new(graph.iter().cloned().chain(new.iter().cloned()))?;
        let needed = both.with_dependencies(&wanted);
        new.retain(|one| needed.contains(&one.id));
    }
    let order = Graph::new(graph.iter().cloned().chain(new.iter().cloned()))?;
    let mut before = state;
    let mut done = Vec::new();
    for migration in order.iter().filter(|one| graph.get(&one.id).is_none()) {
        let mut migration = migration.clone();
        for dialect in DIALECTS {
            let script = Script::write(dialect, &migration.id.app, &migration.operations, &before)?;
            migration.scripts.insert(dialect.name(), script);
        }
        migration.apply(&mut before)?;
        done.push(migration);
    }
    Ok(done)
}

fn check(graph: &Graph, models: &ProjectState, options: &MakeOptions) -> Result<()> {
    let known: BTreeSet<&str> = graph.apps().into_iter().chain(models.apps()).collect();
    if let Some(app) = options.apps.iter().find(|app| !known.contains(app.as_str())) {
        return Err(Error::UnknownApp {
            app: app.clone(),
            suggestion: nearest(app, known.into_iter()),
        });
    }
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    match &options.name {
        Some(name) if name.is_empty() || !name.chars().all(is_plain) => Err(Error::BadName { name: name.clone() }),
        _ => Ok(()),
    }
}

/// A migration without its name.
struct Draft {
    app: String,
    /// 0, or 1 for what must wait for the other apps' first ones.
    stage: usize,
    operations: Vec<Operation>,
    /// Apps whose draft of a stage comes first.
    after: BTreeSet<(String, usize)>,
    /// Apps whose last migration so far comes first: waiting for their new ones could go round in a circle.
    rests_on: BTreeSet<String>,
}

impl Draft {
    fn new(app: &str, stage: usize) -> Self {
        Self {
            app: app.to_owned(),
            stage,
            operations: Vec::new(),
            after: BTreeSet::new(),
            rests_on: BTreeSet::new(),
        }
    }
}

struct Detector<'a> {
    old: &'a ProjectState,
    new: &'a ProjectState,
    drafts: BTreeMap<(String, usize), Draft>,
    /// App to the apps where it points at a model that is new too.
    edges: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Detector<'a> {
    fn new(old: &'a ProjectState, new: &'a ProjectState) -> Self {
        let mut edges: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for model in new.models.values() {
            for target in model.targets().filter(|target| !old.models.contains_key(*target)) {
                if app_of(target) != model.app {
                    edges.entry(&model.app).or_default().insert(app_of(target));
                }
            }
        }
        Self {
            old,
            new,
            drafts: BTreeMap::new(),
            edges,
        }
    }

    fn run(mut self) -> Result<Vec<Draft>> {
        for (label, old) in &self.old.models {
            if let Some(new) = self.new.models.get(label) {
                self.change(old, new)?;
            }
        }
        let created = self
            .new
            .models
            .iter()
            .filter(|(label, _)| !self.old.models.contains_key(*label));
        for model in by_dependency(created.map(|(_, model)| model).collect()) {
            self.create(model);
        }
        let deleted = self
            .old
            .models
            .iter()
            .filter(|(label, _)| !self.new.models.contains_key(*label));
        for model in by_dependency(deleted.map(|(_, model)| model).collect())
            .into_iter()
            .rev()
        {
            self.delete(model);
        }
        let later: Vec<String> = self
            .drafts
            .keys()
            .filter(|key| key.1 == 1)
            .map(|key| key.0.clone())
            .collect();
        for app in later {
            if self.drafts.contains_key(&(app.clone(), 0))
                && let Some(draft) = self.drafts.get_mut(&(app.clone(), 1))
            {
                draft.after.insert((app, 0));
            }
        }
        Ok(self.drafts.into_values().collect())
    }

    fn push(&mut self, app: &str, stage: usize, operation: Operation) {
        self.draft(app, stage).operations.push(operation);
    }

    fn draft(&mut self, app: &str, stage: usize) -> &mut Draft {
        let key = (app.to_owned(), stage);
        self.drafts.entry(key).or_insert_with(|| Draft::new(app, stage))
    }

    /// Whether a relation must wait until both apps have made their tables: every circle of apps has a relation from an
    /// earlier name to a later one.
    fn must_wait(&self, app: &str, target: &str) -> bool {
        let other = app_of(target);
        if self.old.models.contains_key(target) || app >= other {
            return false;
        }
        let mut open = vec![other];
        let mut seen = BTreeSet::new();
        while let Some(next) = open.pop() {
            if next == app {
                return true;
            }
            if seen.insert(next) {
                open.extend(self.edges.get(next).into_iter().flatten());
            }
        }
        false
    }

    /// Notes that `app` points at `target`, and says in which stage the relation can be made.
    fn relate(&mut self, app: &str, target: &str) -> usize {
        let other = app_of(target);
        let stage = usize::from(self.must_wait(app, target));
        if other != app {
            let is_new = !self.old.models.contains_key(target);
            let draft = self.draft(app, stage);
            if is_new {
                draft.after.insert((other.to_owned(), 0));
            } else {
                draft.rests_on.insert(other.to_owned());
            }
        }
        stage
    }

    fn create(&mut self, model: &ModelState) {
        let mut first = model.clone();
        let mut late = Vec::new();
        let mut late_fields = BTreeSet::new();
        for field in &model.fields {
            let Some(relation) = &field.relation else { continue };
            // A key cannot come later; a circle of keys has no first row anyway.
            if field.primary_key || self.relate_later(model, &relation.target) {
                self.relate(&model.app, &relation.target);
                if field.primary_key {
                    continue;
                }
                late_fields.insert(field.name.clone());
                late.push(Operation::AddField {
                    model: model.name.clone(),
                    field: field.without_fill(),
                });
            }
        }
        for many in &model.many_to_many {
            if self.relate_later(model, &many.target) {
                self.relate(&model.app, &many.target);
                late_fields.insert(many.name.clone());
                late.push(Operation::AddManyToMany {
                    model: model.name.clone(),
                    field: many.clone(),
                });
            }
        }
        let waits = |fields: &Vec<String>| fields.iter().any(|field| late_fields.contains(field));
        let name = &model.name;
        late.extend(
            first
                .unique
                .extract_if(.., |fields| waits(fields))
                .map(|fields| Operation::AddConstraint {
                    model: name.clone(),
                    constraint: Constraint::Unique(fields),
                }),
        );
        late.extend(
            first
                .indexes
                .extract_if(.., |fields| waits(fields))
                .map(|fields| Operation::AddIndex {
                    model: name.clone(),
                    fields,
                }),
        );
        if !late.is_empty() {
            // A condition may read any column.
            late.extend(first.checks.drain(..).map(|check| Operation::AddConstraint {
                model: name.clone(),
                constraint: Constraint::Check(check),
            }));
        }
        first.fields.retain(|field| !late_fields.contains(&field.name));
        first.many_to_many.retain(|many| !late_fields.contains(&many.name));
        self.push(&model.app, 0, Operation::create(&first));
        for operation in late {
            self.push(&model.app, 1, operation);
        }
    }

    /// Notes a relation that can be made at once; says `true` for one that cannot.
    fn relate_later(&mut self, model: &ModelState, target: &str) -> bool {
        if self.must_wait(&model.app, target) {
            return true;
        }
        self.relate(&model.app, target);
        false
    }

    /// What other apps pointed here goes first, so deletions come in the second stage.
    fn delete(&mut self, model: &ModelState) {
        let label = model.label();
        let others: BTreeSet<String> = self
            .old
            .models
            .values()
            .filter(|other| other.app != model.app && other.targets().any(|target| target == label))
            .map(|other| other.app.clone())
            .collect();
        let stage = usize::from(!others.is_empty());
        for other in others {
            self.draft(&model.app, stage).after.insert((other, 0));
        }
        if stage == 1 {
            for field in model.fields.iter().filter(|field| !field.primary_key) {
                let target = field.relation.as_ref().map(|relation| relation.target.as_str());
                if target.is_some_and(|target| app_of(target) != model.app) {
                    let operation = Operation::RemoveField {
                        model: model.name.clone(),
                        field: field.name.clone(),
                    };
                    self.push(&model.app, 0, operation);
                }
            }
        }
        let operation = Operation::DeleteModel {
            model: model.name.clone(),
        };
        self.push(&model.app, stage, operation);
    }

    fn change(&mut self, old: &ModelState, new: &ModelState) -> Result<()> {
        let (app, model) = (&new.app, || new.name.clone());
        let operations = [gone(old, new), same_table(old, new)].concat();
        for operation in operations {
            self.push(app, 0, operation);
        }
        let mut stage_of_field = BTreeMap::new();
        for field in &new.fields {
            let before = old.field(&field.name);
            if before.is_some_and(|before| before.same_schema(field)) {
                continue;
            }
            let target = field.relation.as_ref().map(|relation| relation.target.as_str());
            let stage = target.map_or(0, |target| self.relate(app, target));
            stage_of_field.insert(field.name.as_str(), stage);
            let operation = match before {
                Some(_) => Operation::AlterField {
                    model: model(),
                    field: field.clone(),
                },
                None => {
                    check_fill(new, field)?;
                    Operation::AddField {
                        model: model(),
                        field: field.clone(),
                    }
                }
            };
            self.push(app, stage, operation);
        }
        for field in old.fields.iter().filter(|field| new.field(&field.name).is_none()) {
            let operation = Operation::RemoveField {
                model: model(),
                field: field.name.clone(),
            };
            self.push(app, 0, operation);
        }
        for many in new.many_to_many.iter().filter(|many| !old.many_to_many.contains(many)) {
            let stage = self.relate(app, &many.target);
            let operation = Operation::AddManyToMany {
                model: model(),
                field: many.clone(),
            };
            self.push(app, stage, operation);
        }
        let stage = |fields: &[String]| {
            let stages = fields.iter().filter_map(|field| stage_of_field.get(field.as_str()));
            stages.copied().max().unwrap_or(0)
        };
        for fields in new.indexes.iter().filter(|fields| !old.indexes.contains(fields)) {
            let operation = Operation::AddIndex {
                model: model(),
                fields: fields.clone(),
            };
            self.push(app, stage(fields), operation);
        }
        for fields in new.unique.iter().filter(|fields| !old.unique.contains(fields)) {
            let constraint = Constraint::Unique(fields.clone());
            let operation = Operation::AddConstraint {
                model: model(),
                constraint,
            };
            self.push(app, stage(fields), operation);
        }
        if old.soft_delete != new.soft_delete {
            let operation = Operation::AlterSoftDelete {
                model: model(),
                soft_delete: new.soft_delete,
            };
            self.push(app, 0, operation);
        }
        let last = stage_of_field.values().copied().max().unwrap_or(0);
        for check in new.checks.iter().filter(|check| !old.checks.contains(check)) {
            let constraint = Constraint::Check(check.clone());
            let operation = Operation::AddConstraint {
                model: model(),
                constraint,
            };
            self.push(app, last, operation);
        }
        Ok(())
    }
}

/// What a changed model no longer has, apart from columns.
fn gone(old: &ModelState, new: &ModelState) -> Vec<Operation> {
    let model = || new.name.clone();
    let indexes = old.indexes.iter().filter(|fields| !new.indexes.contains(fields));
    let unique = old.unique.iter().filter(|fields| !new.unique.contains(fields));
    let checks = old.checks.iter().filter(|check| !new.checks.contains(check));
    let many = old.many_to_many.iter().filter(|many| !new.many_to_many.contains(many));
    let indexes = indexes.map(|fields| Operation::RemoveIndex {
        model: model(),
        fields: fields.clone(),
    });
    let rules = unique
        .map(|fields| Constraint::Unique(fields.clone()))
        .chain(checks.map(|check| Constraint::Check(check.clone())));
    let rules = rules.map(|constraint| Operation::RemoveConstraint {
        model: model(),
        constraint,
    });
    let many = many.map(|many| Operation::RemoveManyToMany {
        model: model(),
        field: many.name.clone(),
    });
    indexes.chain(rules).chain(many).collect()
}

fn same_table(old: &ModelState, new: &ModelState) -> Vec<Operation> {
    let renamed = (old.table != new.table).then(|| Operation::AlterTable {
        model: new.name.clone(),
        table: new.table.clone(),
    });
    renamed.into_iter().collect()
}

fn check_fill(model: &ModelState, field: &FieldState) -> Result<()> {
    if field.nullable || field.auto || field.fill.is_some() || field.db_default.is_some() {
        return Ok(());
    }
    Err(Error::NeedsDefault {
        label: model.label(),
        field: field.name.clone(),
    })
}

/// Models in an order in which those pointed at come first, as far as there is one.
fn by_dependency(models: Vec<&ModelState>) -> Vec<&ModelState> {
    fn visit<'a>(
        model: &'a ModelState,
        models: &BTreeMap<String, &'a ModelState>,
        seen: &mut BTreeSet<String>,
        out: &mut Vec<&'a ModelState>,
    ) {
        if !seen.insert(model.label()) {
            return;
        }
        for target in model.targets() {
            if let Some(target) = models.get(target) {
                visit(target, models, seen, out);
            }
        }
        out.push(model);
    }
    let by_label: BTreeMap<String, &ModelState> = models.iter().map(|model| (model.label(), *model)).collect();
    let (mut seen, mut out) = (BTreeSet::new(), Vec::new());
    for model in models {
        visit(model, &by_label, &mut seen, &mut out);
    }
    out
}

fn app_of(label: &str) -> &str {
    label.split_once('.').map_or(label, |(app, _)| app)
}

/// Gives the drafts their names and dependencies.
fn named(graph: &Graph, drafts: Vec<Draft>, options: &MakeOptions) -> Result<Vec<Migration>> {
    let mut names: BTreeMap<(String, usize), MigrationId> = BTreeMap::new();
    for draft in &drafts {
        let first = names.get(&(draft.app.clone(), 0));
        let last = first.or(graph.leaf(&draft.app)?);
        let highest = graph
            .iter()
            .filter(|one| one.id.app == draft.app)
            .filter_map(|one| one.id.number())
            .max();
        let number = last.and_then(MigrationId::number).max(highest).unwrap_or(0) + 1;
        let text = match &options.name {
            Some(name) => name.clone(),
            None if last.is_none() => "initial".to_owned(),
            None => automatic_name(&draft.operations),
        };
        let id = MigrationId::new(&draft.app, format!("{number:04}_{text}"));
        names.insert((draft.app.clone(), draft.stage), id);
    }
    let mut made = Vec::new();
    for draft in drafts {
        let id = names[&(draft.app.clone(), draft.stage)].clone();
        let mut dependencies: BTreeSet<MigrationId> = BTreeSet::new();
        dependencies.extend(
            graph
                .leaf(&draft.app)?
                .cloned()
                .filter(|_| draft.stage == 0 || !names.contains_key(&(draft.app.clone(), 0))),
        );
        for key in &draft.after {
            // An app that makes nothing new is depended on as it is.
            let first = names.get(key).cloned();
            dependencies.extend(first.or(graph.leaf(&key.0)?.cloned()));
        }
        for app in &draft.rests_on {
            dependencies.extend(graph.leaf(app)?.cloned());
        }
        made.push(Migration {
            id,
            dependencies: dependencies.into_iter().collect(),
            operations: draft.operations,
            scripts: BTreeMap::new(),
        });
    }
    Ok(made)
}

/// As Django names them: what is done, as far as it fits.
fn automatic_name(operations: &[Operation]) -> String {
    const LONGEST: usize = 52;
    const MORE: &str = "_and_more";
    let mut fragments = operations.iter().map(Operation::name_fragment);
    let Some(mut name) = fragments.next() else {
        return "custom".to_owned();
    };
    for fragment in fragments {
        if name.len() + 1 + fragment.len() > LONGEST {
            return format!("{name}{MORE}");
        }
        name.push('_');
        name.push_str(&fragment);
    }
    name
}
