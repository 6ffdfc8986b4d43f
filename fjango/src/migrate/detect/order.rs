//! Which steps must wait for which.

use std::collections::{BTreeMap, BTreeSet};

use super::answers::Asking;
use super::drafts::Draft;
use super::renames::Renames;
use crate::migrate::state::{ModelState, ProjectState};
use crate::migrate::{Operation, Result};

pub(super) struct Detector<'a, 'q> {
    /// The files' state by the models' names.
    pub(super) old: &'a ProjectState,
    pub(super) new: &'a ProjectState,
    /// The labels that the files know before anything is made now.
    known: BTreeSet<&'a str>,
    pub(super) asking: &'a mut Asking<'q>,
    pub(super) drafts: BTreeMap<(String, usize), Draft>,
    /// App to the apps where it points at a model that is new too.
    pub(super) edges: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a, 'q> Detector<'a, 'q> {
    pub(super) fn new(
        files: &'a ProjectState,
        renames: &'a Renames,
        new: &'a ProjectState,
        asking: &'a mut Asking<'q>,
    ) -> Self {
        let known: BTreeSet<&str> = files.models.keys().map(String::as_str).collect();
        let mut edges: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for model in new.models.values() {
            for target in model.targets().filter(|target| !known.contains(*target)) {
                if app_of(target) != model.app {
                    edges.entry(&model.app).or_default().insert(app_of(target));
                }
            }
        }
        Self {
            old: &renames.state,
            new,
            known,
            asking,
            drafts: BTreeMap::new(),
            edges,
        }
    }

    pub(super) fn run(mut self, renames: &Renames) -> Result<Vec<Draft>> {
        for (app, operation) in &renames.steps {
            self.push(app, 0, operation.clone());
        }
        for (app, other) in &renames.after {
            self.draft(app, 0).rests_on.insert(other.clone());
        }
        for (app, other) in &renames.behind {
            self.draft(app, 0).after.insert((other.clone(), 0));
        }
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

    pub(super) fn push(&mut self, app: &str, stage: usize, operation: Operation) {
        self.draft(app, stage).operations.push(operation);
    }

    pub(super) fn draft(&mut self, app: &str, stage: usize) -> &mut Draft {
        let key = (app.to_owned(), stage);
        self.drafts.entry(key).or_insert_with(|| Draft::new(app, stage))
    }

    /// Whether a relation must wait until both apps have made their tables: every circle of apps has a relation from an
    /// earlier name to a later one.
    pub(super) fn must_wait(&self, app: &str, target: &str) -> bool {
        let other = app_of(target);
        if self.known.contains(target) || app >= other {
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
    pub(super) fn relate(&mut self, app: &str, target: &str) -> usize {
        let other = app_of(target);
        let stage = usize::from(self.must_wait(app, target));
        if other != app {
            let is_new = !self.known.contains(target);
            let draft = self.draft(app, stage);
            if is_new {
                draft.after.insert((other.to_owned(), 0));
            } else {
                draft.rests_on.insert(other.to_owned());
            }
        }
        stage
    }
}

/// Models in an order in which those pointed at come first, as far as there is one.
pub(super) fn by_dependency(models: Vec<&ModelState>) -> Vec<&ModelState> {
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

pub(super) fn app_of(label: &str) -> &str {
    label.split_once('.').map_or(label, |(app, _)| app)
}
