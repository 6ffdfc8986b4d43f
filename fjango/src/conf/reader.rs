use super::describe::{Context, Setting, Spec};
use super::kind::Kind;
use super::node::Node;
use super::{Environment, Origin, Problem};
use std::collections::BTreeMap;
use std::path::Path;

/// One source, as a tree shaped like the settings.
#[derive(Debug)]
pub(super) struct Layer {
    pub(super) tree: Node,
    pub(super) is_file: bool,
}

/// Reads settings from layers, the last one winning, and keeps what is learnt on the way.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    context: Context<'a>,
    layers: &'a [Layer],
    pub(super) problems: Vec<Problem>,
    pub(super) origins: BTreeMap<&'static str, Origin>,
    /// Filled by a reader that only describes.
    pub(super) described: Option<Vec<Setting>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(env: &'a Environment, root: &'a Path, layers: &'a [Layer]) -> Self {
        let context = Context { env, root };
        Self {
            context,
            layers,
            problems: Vec::new(),
            origins: BTreeMap::new(),
            described: None,
        }
    }

    /// A reader that collects descriptions instead of values.
    pub(super) fn describing(env: &'a Environment) -> Self {
        Self {
            described: Some(Vec::new()),
            ..Self::new(env, Path::new(""), &[])
        }
    }

    /// The value of one setting; its default where no layer has a right one.
    ///
    /// Every layer's value is checked, also one that a later layer overrides: it would surprise
    /// on the day the other source goes away.
    pub(super) fn read<T: Kind + 'static>(&mut self, spec: Spec<T>) -> T {
        if let Some(described) = &mut self.described {
            described.push(spec.describe());
        }
        let mut result = None;
        for layer in self.layers {
            let Some(node) = layer.tree.at(spec.path) else {
                continue;
            };
            if spec.outside_files && layer.is_file {
                let message = format!(
                    "`{}` cannot be set in a file, as it decides which files are read; set FJANGO_{}",
                    spec.path,
                    spec.path.to_uppercase()
                );
                self.problems
                    .push(Problem::new(node.origin.clone(), message).about(spec.path));
                continue;
            }
            match spec.read(node) {
                Ok(value) => result = Some((value, node.origin.clone())),
                Err(problem) => self.problems.push(problem),
            }
        }
        let Some((value, origin)) = result else {
            return (spec.default)(&self.context);
        };
        self.origins.insert(spec.path, origin);
        value
    }
}
