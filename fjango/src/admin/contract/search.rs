use super::{RelationOption, contract};

contract! {
    /// `GET search?q=…`: records for the palette.
    pub struct SearchResults {
        /// By model; models without a match are absent.
        pub groups: Vec<SearchGroup>,
        /// Whether some models did not answer in time.
        pub partial: bool,
    }

    /// Records of one model.
    pub struct SearchGroup {
        /// The model.
        pub model: String,
        /// `orders`.
        pub label: String,
        /// At most five.
        pub rows: Vec<RelationOption>,
        /// Whether there are more.
        pub more: bool,
    }
}
