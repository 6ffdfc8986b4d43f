/// One allowed value of a `Choices` enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the database and JSON hold: the variant in snake_case, or what `#[choice(value = "…")]` says.
    pub value: &'static str,
    /// What people read: the variant in words, or what `#[choice(label = "…")]` says.
    pub label: &'static str,
    /// What was stored before, so that rows follow when the value is renamed: what `#[choice(renamed_from = "…")]` says.
    pub renamed_from: Option<&'static str>,
}

/// An enum without data whose values are stored as text, with a check in the database.
///
/// Derive it; the derive implements [`DbValue`](super::DbValue), `Display`, `FromStr` and serde's traits too.
/// ```
/// use fjango::prelude::*;
///
/// #[derive(Choices)]
/// pub enum Status { Draft, #[choice(label = "In print")] InPrint }
///
/// assert_eq!(Status::InPrint.as_str(), "in_print");
/// assert_eq!(Status::InPrint.label(), "In print");
/// assert_eq!(Status::from_name("draft"), Some(Status::Draft));
/// ```
pub trait Choices: Sized + Copy + Eq + Send + Sync + 'static {
    /// Every allowed value, in the order of the variants.
    const ALL: &'static [(Self, Choice)];

    /// The entry of [`ALL`](Self::ALL) for this value.
    fn choice(self) -> Choice {
        // Invariant: the derive lists every variant.
        Self::ALL
            .iter()
            .find(|(value, _)| *value == self)
            .expect("every variant is listed")
            .1
    }

    /// What the database holds.
    fn as_str(self) -> &'static str {
        self.choice().value
    }

    /// What people read.
    fn label(self) -> &'static str {
        self.choice().label
    }

    /// The value stored as `name`.
    fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, choice)| choice.value == name)
            .map(|(value, _)| *value)
    }
}
