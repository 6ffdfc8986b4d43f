use super::contract;

contract! {
    /// `GET rel/{model}/{field}?q=…&ids=…&after=…`: rows to choose from, never more than 20.
    pub struct RelationOptions {
        /// The rows.
        pub options: Vec<RelationOption>,
        /// Where more are.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub next: Option<String>,
    }

    /// A row to choose.
    pub struct RelationOption {
        /// The key.
        pub id: String,
        /// Its name for people.
        pub repr: String,
        /// What tells it from others of the same name.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sub: Option<String>,
    }
}
