use super::Origin;
use std::collections::BTreeMap;

/// A value as some source wrote it, with its place.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) origin: Origin,
    pub(super) content: Content,
}

/// The entries of a table: key → (place of the key, value).
pub(super) type Table = BTreeMap<String, (Origin, Node)>;

#[derive(Debug, Clone)]
pub(super) enum Content {
    /// Untyped text of the environment, `.env` or the command line: read as what the setting wants.
    Text(String),
    String(String),
    Boolean(bool),
    /// `None` when the number does not even fit 128 bits; the text is for messages.
    Integer(Option<i128>, String),
    Float(f64),
    Datetime(String),
    Array(Vec<Node>),
    Table(Table),
}

impl Node {
    pub(super) fn table(origin: Origin) -> Self {
        Self {
            origin,
            content: Content::Table(Table::new()),
        }
    }

    pub(super) fn as_table(&self) -> Option<&Table> {
        match &self.content {
            Content::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The node at a dotted path.
    pub(super) fn at(&self, path: &str) -> Option<&Node> {
        path.split('.')
            .try_fold(self, |node, key| node.as_table()?.get(key).map(|(_, node)| node))
    }

    /// Puts `node` at `path`, making tables on the way.
    ///
    /// # Errors
    /// The place already holds a value, or a value stands where a table is needed.
    pub(super) fn insert(&mut self, path: &[String], node: Node) -> Result<(), ()> {
        let (Content::Table(table), [key, rest @ ..]) = (&mut self.content, path) else {
            return Err(());
        };
        if rest.is_empty() {
            if table.contains_key(key) {
                return Err(());
            }
            table.insert(key.clone(), (node.origin.clone(), node));
            return Ok(());
        }
        let origin = node.origin.clone();
        let (_, inner) = table
            .entry(key.clone())
            .or_insert_with(|| (origin.clone(), Self::table(origin)));
        inner.insert(rest, node)
    }

    /// Lays `later` over this node: tables are merged key by key, everything else is replaced.
    pub(super) fn overlay(&mut self, later: &Node) {
        match (&mut self.content, &later.content) {
            (Content::Table(table), Content::Table(over)) => {
                for (key, (origin, node)) in over {
                    match table.get_mut(key) {
                        Some((place, existing)) => {
                            *place = origin.clone();
                            existing.overlay(node);
                        }
                        None => {
                            table.insert(key.clone(), (origin.clone(), node.clone()));
                        }
                    }
                }
            }
            _ => *self = later.clone(),
        }
    }

    /// What was found, for a message. With `secret` only its type is told.
    pub(super) fn found(&self, secret: bool) -> String {
        let quoted = |what: &str, text: &str| {
            if secret {
                what.to_owned()
            } else {
                let shown: String = super::mask::mask_urls(text).chars().take(60).collect();
                format!("{what} `{}`", shown.escape_debug())
            }
        };
        match &self.content {
            Content::Text(text) | Content::String(text) if text.is_empty() => "an empty string".to_owned(),
            Content::Text(text) => quoted("the text", text),
            Content::String(text) => quoted("the string", text),
            Content::Boolean(value) => quoted("the boolean", &value.to_string()),
            Content::Integer(_, text) => quoted("the integer", text),
            Content::Float(value) => quoted("the float", &value.to_string()),
            Content::Datetime(text) => quoted("the date or time", text),
            Content::Array(_) => "an array".to_owned(),
            Content::Table(_) => "a table".to_owned(),
        }
    }
}
