use std::collections::BTreeMap;

use super::{ListFilter, Related, contract};

contract! {
    /// `GET views?model=…`: the saved views that the user may use.
    pub struct Views {
        /// The views.
        pub views: Vec<View>,
        /// The groups that the user may share views with: their keys are what [`ViewWrite::role`] takes.
        pub roles: Vec<Related>,
        /// Whether the user may share views with everyone.
        pub everyone: bool,
    }

    /// A saved view of a list.
    pub struct View {
        /// The key.
        pub id: String,
        /// Whether the user may change and delete it: the own ones, and shared ones for who may change every view.
        pub own: bool,
        /// What it is.
        #[serde(flatten)]
        pub view: ViewWrite,
    }

    /// The body of `POST views` and `PUT views/{id}`, which answer with the [`View`].
    pub struct ViewWrite {
        /// The list.
        pub model: String,
        /// The label.
        pub label: String,
        /// Who sees it.
        pub shared: Shared,
        /// The key of the group it is shared with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub role: Option<String>,
        /// Words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub q: Option<String>,
        /// Conditions.
        #[serde(default)]
        pub f: ListFilter,
        /// The order.
        #[serde(default)]
        pub sort: Vec<String>,
        /// The columns.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub columns: Option<Vec<ColumnPreference>>,
    }

    /// Who sees a saved view.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Shared {
        /// Who saved it.
        Private,
        /// The members of a group.
        Role,
        /// Everyone.
        Everyone,
    }

    /// `GET prefs` and `PUT prefs`: how one user wants to see the admin.
    #[derive(Default)]
    pub struct Preferences {
        /// Light, dark, or as the system has it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub theme: Option<ThemeChoice>,
        /// How high rows are.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub density: Option<Density>,
        /// The language.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub locale: Option<String>,
        /// The columns of lists, by model.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        pub columns: BTreeMap<String, Vec<ColumnPreference>>,
        /// Rows of a page, by model.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        pub sizes: BTreeMap<String, u32>,
    }

    /// A column as a user wants it; those that are not named come last.
    pub struct ColumnPreference {
        /// The column.
        pub f: String,
        /// Whether it is left out.
        #[serde(default)]
        pub hidden: bool,
        /// Its width in pixels.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub width: Option<u32>,
    }

    /// Light or dark.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum ThemeChoice {
        /// Light.
        Light,
        /// Dark.
        Dark,
        /// As the system has it.
        Auto,
    }

    /// How high rows are.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Density {
        /// 32 pixels.
        Compact,
        /// 40 pixels.
        Normal,
        /// 48 pixels.
        Relaxed,
    }
}
