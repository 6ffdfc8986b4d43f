use std::collections::BTreeMap;

use serde_json::Value as JsonValue;

use super::{ListFilter, contract};

contract! {
    /// `GET schema`: what the frame around every page needs. Small, whatever the number of models.
    pub struct SiteSchema {
        /// Changes whenever anything here does.
        pub rev: String,
        /// The site.
        pub site: SiteInfo,
        /// Who looks at it.
        pub user: SchemaUser,
        /// Texts of the interface in the user's language that differ from the built-in ones.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        pub messages: BTreeMap<String, String>,
        /// The sidebar.
        pub nav: Vec<NavGroup>,
        /// Every model that the user may see, by key (`shop.order`).
        pub models: BTreeMap<String, ModelSummary>,
    }

    /// The site.
    pub struct SiteInfo {
        /// Its name.
        pub title: String,
        /// The environment, shown beside the name.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub env: Option<Environment>,
        /// The language when the user chose none.
        pub locale: String,
        /// The languages to choose from.
        pub locales: Vec<String>,
        /// The time zone that times are shown in when the user chose none; an IANA name.
        pub tz: String,
        /// Parts of the admin that are there beside models: `audit`, `import`, `export`, `tasks`, ….
        pub features: Vec<String>,
        /// The address of the generated style sheet.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub theme_css: Option<String>,
        /// The address of the site itself, for a link "View site".
        #[serde(skip_serializing_if = "Option::is_none")]
        pub site_url: Option<String>,
    }

    /// The environment the site runs in.
    pub struct Environment {
        /// `staging`.
        pub label: String,
        /// How it is coloured.
        pub tone: Tone,
    }

    /// What a colour means.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Tone {
        /// Nothing in particular.
        Neutral,
        /// Done, well.
        Ok,
        /// To be looked at.
        Warn,
        /// Wrong, dangerous.
        Danger,
        /// Worth knowing.
        Info,
    }

    /// Who looks at the schema.
    pub struct SchemaUser {
        /// The key.
        pub id: String,
        /// The name shown.
        pub name: String,
        /// What the user signs in with.
        pub username: String,
        /// Whether everything may be done.
        pub superuser: bool,
    }

    /// A group of the sidebar.
    pub struct NavGroup {
        /// Its label; empty for none.
        pub group: String,
        /// Its items.
        pub items: Vec<NavItem>,
    }

    /// One item of the sidebar.
    pub struct NavItem {
        /// What it leads to.
        pub kind: NavKind,
        /// The model's or the page's key.
        pub key: String,
        /// The label.
        pub label: String,
        /// The icon's name.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub icon: Option<String>,
    }

    /// What an item of the sidebar leads to.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum NavKind {
        /// The list of a model.
        Model,
        /// A page from Rust: `pages/{key}`.
        Page,
        /// A page that the admin has built in, such as `audit`.
        Builtin,
    }

    /// What is known of every model before its schema is asked for.
    pub struct ModelSummary {
        /// `order`.
        pub one: String,
        /// `orders`.
        pub many: String,
        /// What the user may do with some of its rows.
        pub can: Vec<Can>,
        /// Whether it can be searched.
        pub search: bool,
        /// The icon's name.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub icon: Option<String>,
    }

    /// Something that may be done.
    #[derive(Copy, Eq, Hash, PartialOrd, Ord)]
    #[serde(rename_all = "snake_case")]
    pub enum Can {
        /// To see rows.
        View,
        /// To create rows.
        Add,
        /// To change rows.
        Change,
        /// To delete rows.
        Delete,
        /// To take rows away as a file.
        Export,
        /// To bring rows in from a file.
        Import,
    }

    /// `GET schema/{app.model}`: all that list, form and detail of one model need. What the user may not see is absent.
    pub struct ModelSchema {
        /// Changes whenever anything here does.
        pub rev: String,
        /// `shop.order`.
        pub key: String,
        /// `order`.
        pub one: String,
        /// `orders`.
        pub many: String,
        /// What the model is, from its doc comment.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        pub help: String,
        /// The icon's name.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub icon: Option<String>,
        /// The field that is the primary key.
        pub pk: String,
        /// What the user may do with some of its rows.
        pub can: Vec<Can>,
        /// Whether rows have a version that changes must name. Always so.
        pub version: bool,
        /// Whether deleted rows stay and can be brought back.
        pub soft_delete: bool,
        /// Whether changes are kept and shown.
        pub history: bool,
        /// Whether what may be done differs from row to row: then each row says `can`.
        pub object_perms: bool,
        /// Whether rows have an address on the site itself.
        pub view_url: bool,
        /// Every field named below, also those of other models (`author__name`).
        pub fields: BTreeMap<String, FieldSchema>,
        /// The list.
        pub list: ListSchema,
        /// The form.
        pub form: FormSchema,
        /// What can be done beside editing.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub actions: Vec<ActionSchema>,
    }

    /// What kind of value a field holds, and so how it is shown and edited.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum FieldType {
        /// One line of text.
        String,
        /// Text of many lines.
        Text,
        /// An email address.
        Email,
        /// An address on the web.
        Url,
        /// Part of an address.
        Slug,
        /// A whole number that JavaScript holds.
        Integer,
        /// A whole number beyond that, as a string.
        Bigint,
        /// A number.
        Float,
        /// An exact number, as a string.
        Decimal,
        /// Yes or no.
        Boolean,
        /// `2026-11-24`.
        Date,
        /// `13:05:00`.
        Time,
        /// RFC 3339.
        Datetime,
        /// A span of time: ISO 8601.
        Duration,
        /// A UUID.
        Uuid,
        /// One of `choices`.
        Enum,
        /// Any JSON.
        Json,
        /// Bytes, in base64. Shown as their number, never edited.
        Bytes,
        /// A row of another model, or (`many`) several.
        Relation,
        /// A file.
        File,
        /// An image.
        Image,
    }

    /// One field.
    pub struct FieldSchema {
        /// What it holds.
        #[serde(rename = "type")]
        pub kind: FieldType,
        /// The name for people.
        pub label: String,
        /// A hint.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        pub help: String,
        /// Whether a new row needs it.
        #[serde(default, skip_serializing_if = "is_false")]
        pub required: bool,
        /// Whether it may be empty: `null`.
        #[serde(default, skip_serializing_if = "is_false")]
        pub nullable: bool,
        /// Whether it is shown only.
        #[serde(default, skip_serializing_if = "is_false")]
        pub readonly: bool,
        /// Whether no two rows may hold the same.
        #[serde(default, skip_serializing_if = "is_false")]
        pub unique: bool,
        /// The most characters.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<u32>,
        /// The smallest number.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub min_value: Option<JsonValue>,
        /// The largest number.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max_value: Option<JsonValue>,
        /// Digits after the point, of a decimal.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub scale: Option<u32>,
        /// What the number counts: `EUR`, `kB`.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub unit: Option<String>,
        /// The values to choose from.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub choices: Vec<ChoiceSchema>,
        /// How it is edited, where that differs from what its type says: `select`, `radio`, `switch`, `checkbox`, `input`,
        /// `textarea`, `markdown`, `password`, `color` or `slider`.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub widget: Option<String>,
        /// What a new row has.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub default: Option<JsonValue>,
        /// The model at the other end of a relation.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub to: Option<String>,
        /// Whether there may be several rows at the other end.
        #[serde(default, skip_serializing_if = "is_false")]
        pub many: bool,
        /// Whether a row of the other end may be created in place.
        #[serde(default, skip_serializing_if = "is_false")]
        pub create: bool,
        /// Whether rows of the other end may be opened.
        #[serde(default, skip_serializing_if = "is_false")]
        pub open: bool,
        /// The JSON Schema that the JSON must meet.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub json_schema: Option<JsonValue>,
        /// What files are taken: extensions (`.pdf`) and types (`image/*`).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub accept: Vec<String>,
        /// The most bytes of a file.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max_bytes: Option<u64>,
        /// When the form shows it: by field, the values (`eq`, `ne`, `in`) that another must have.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        pub visible_if: BTreeMap<String, Shown>,
        /// The field that an empty slug is made from.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub slug_from: Option<String>,
    }

    /// When a field is shown, by the value of another. One of the three.
    #[derive(Default)]
    pub struct Shown {
        /// It has this value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub eq: Option<JsonValue>,
        /// It has another value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub ne: Option<JsonValue>,
        /// It has one of these values.
        #[serde(default, rename = "in", skip_serializing_if = "Option::is_none")]
        pub any: Option<Vec<JsonValue>>,
    }

    /// One value to choose.
    pub struct ChoiceSchema {
        /// The value.
        pub v: String,
        /// The name for people.
        pub label: String,
        /// How it is coloured.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub tone: Option<Tone>,
    }

    /// The list of a model.
    pub struct ListSchema {
        /// The columns, in their order.
        pub columns: Vec<ColumnSchema>,
        /// Columns that are there but not shown until the user asks.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub more: Vec<ColumnSchema>,
        /// The order when the request says none: `-placed`.
        pub order: Vec<String>,
        /// Rows of a page to choose from; the first is the default.
        pub sizes: Vec<u32>,
        /// How rows are counted.
        pub count: CountMode,
        /// How pages are reached.
        pub paging: Paging,
        /// Whether there is a search box.
        pub search: bool,
        /// What it looks through.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        pub search_help: String,
        /// The filters offered.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub filters: Vec<FilterSchema>,
        /// Views from Rust; those that users saved come from `GET views`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub views: Vec<ViewSchema>,
        /// What stands where a value is empty.
        pub empty: String,
    }

    /// A column of a list.
    pub struct ColumnSchema {
        /// The field, a way to one (`author__name`), or a computed column.
        pub f: String,
        /// The head.
        pub label: String,
        /// Whether it leads to the row.
        #[serde(default, skip_serializing_if = "is_false")]
        pub link: bool,
        /// Whether the list can be ordered by it.
        #[serde(default, skip_serializing_if = "is_false")]
        pub sort: bool,
        /// Whether code or the database computes it.
        #[serde(default, skip_serializing_if = "is_false")]
        pub computed: bool,
        /// Whether cells can be edited in place.
        #[serde(default, skip_serializing_if = "is_false")]
        pub editable: bool,
        /// Whether the page shows a sum.
        #[serde(default, skip_serializing_if = "is_false")]
        pub sum: bool,
        /// On which side values stand.
        #[serde(default, skip_serializing_if = "Align::is_start")]
        pub align: Align,
    }

    /// On which side values stand.
    #[derive(Copy, Default, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Align {
        /// Where reading begins.
        #[default]
        Start,
        /// Where it ends: numbers.
        End,
    }

    /// How a list's rows are counted.
    #[derive(Copy, Default, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum CountMode {
        /// One by one, whatever it takes.
        Exact,
        /// One by one up to some number, beyond by what the database guesses.
        #[default]
        Estimate,
        /// Not at all.
        None,
    }

    /// How pages are reached.
    #[derive(Copy, Default, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Paging {
        /// By number: `page=3`.
        #[default]
        Page,
        /// From the last row of the one before: `after=…`. As fast on every page.
        Keyset,
    }

    /// A filter offered.
    pub struct FilterSchema {
        /// The field, or a way to one.
        pub f: String,
        /// The label.
        pub label: String,
        /// What it can be asked.
        pub ops: Vec<FilterOp>,
        /// Whether `GET m/{model}/facets` counts its values.
        #[serde(default, skip_serializing_if = "is_false")]
        pub facets: bool,
    }

    /// What a filter asks of a value.
    #[derive(Copy, Eq, Hash, PartialOrd, Ord)]
    #[serde(rename_all = "snake_case")]
    pub enum FilterOp {
        /// It is this.
        Eq,
        /// It is not this.
        Ne,
        /// It is smaller.
        Lt,
        /// It is not larger.
        Lte,
        /// It is larger.
        Gt,
        /// It is not smaller.
        Gte,
        /// It is one of two or between them: a list of two.
        Between,
        /// It is one of a list.
        In,
        /// It is none of a list.
        NotIn,
        /// It holds this text, in any case.
        Contains,
        /// It begins with this text, in any case.
        Starts,
        /// Whether it is empty: `true` or `false`.
        Null,
        /// It is within a span of time named by a [`Preset`].
        Preset,
    }

    /// A span of time that moves along. Days, weeks and months are those of the zone of the request.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Preset {
        /// Today.
        Today,
        /// Yesterday.
        Yesterday,
        /// Seven days, today among them.
        #[serde(rename = "last_7d")]
        Last7d,
        /// Thirty days, today among them.
        #[serde(rename = "last_30d")]
        Last30d,
        /// From Monday on.
        ThisWeek,
        /// From the first on.
        ThisMonth,
        /// The month before.
        LastMonth,
        /// From the first of January on.
        ThisYear,
        /// Everything before now.
        Past,
        /// Everything after now.
        Future,
    }

    /// A view from Rust: a list with conditions.
    pub struct ViewSchema {
        /// What addresses name it by.
        pub key: String,
        /// The label.
        pub label: String,
        /// The conditions.
        pub f: ListFilter,
        /// The order; the list's when absent.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub sort: Vec<String>,
    }

    /// The form of a model.
    pub struct FormSchema {
        /// The main column.
        pub main: Vec<FormBlock>,
        /// Facts beside it, shown but not edited.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub aside: Vec<String>,
        /// Rows of other models edited along, by the name that blocks call them by.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        pub inlines: BTreeMap<String, InlineSchema>,
        /// What else can be done when saving.
        pub save: Vec<SaveOption>,
    }

    /// What the save bar offers beside saving.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum SaveOption {
        /// Save and continue editing.
        Stay,
        /// Save and add another.
        Another,
        /// Save as a new row.
        Duplicate,
    }

    /// A part of a form. Exactly one of `rows`, `tabs` and `inline` is there.
    #[derive(Default)]
    pub struct FormBlock {
        /// The title of a section.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub section: Option<String>,
        /// A hint under the title.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub help: Option<String>,
        /// Whether the section begins folded.
        #[serde(default, skip_serializing_if = "is_false")]
        pub collapsed: bool,
        /// Fields, those of one row beside each other.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub rows: Option<Vec<Vec<String>>>,
        /// Parts of which one is seen at a time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub tabs: Option<Vec<FormTab>>,
        /// Rows of another model.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub inline: Option<String>,
    }

    /// One tab of a form.
    pub struct FormTab {
        /// The label.
        pub label: String,
        /// What is in it.
        pub main: Vec<FormBlock>,
    }

    /// Rows of another model that are edited along.
    pub struct InlineSchema {
        /// The model.
        pub model: String,
        /// The title.
        pub label: String,
        /// `line`.
        pub one: String,
        /// The foreign key that leads back; absent from `fields`.
        pub fk: String,
        /// How rows are shown.
        pub style: InlineStyle,
        /// The fields, in their order.
        pub order: Vec<String>,
        /// What they are.
        pub fields: BTreeMap<String, FieldSchema>,
        /// The least rows.
        #[serde(default)]
        pub min: u32,
        /// The most rows.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub max: Option<u32>,
        /// Empty rows that a new form begins with.
        #[serde(default)]
        pub extra: u32,
        /// The number that says where a row stands, when rows can be dragged.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub sortable: Option<String>,
        /// Rows read at once.
        pub page: u32,
        /// What the user may do with the rows.
        pub can: Vec<Can>,
        /// Whether rows can be opened by themselves.
        #[serde(default, skip_serializing_if = "is_false")]
        pub open: bool,
    }

    /// How the rows of an inline are shown.
    #[derive(Copy, Default, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum InlineStyle {
        /// A row each.
        #[default]
        Table,
        /// A small form each.
        Stacked,
    }

    /// Something that can be done with rows.
    pub struct ActionSchema {
        /// What addresses name it by.
        pub key: String,
        /// The label.
        pub label: String,
        /// Where it is offered.
        pub on: Vec<ActionPlace>,
        /// How it is coloured.
        pub tone: Tone,
        /// What is asked before it runs; `{n}` is the number of rows, `{one}` and `{many}` the model's names.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub confirm: Option<String>,
        /// What must be said along.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub form: Option<ActionForm>,
        /// Whether it runs in the background.
        #[serde(default, skip_serializing_if = "is_false")]
        pub job: bool,
        /// Whether the password is asked again.
        #[serde(default, skip_serializing_if = "is_false")]
        pub reauth: bool,
        /// The most rows at once.
        pub max: u64,
    }

    /// Where an action is offered.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum ActionPlace {
        /// In the menu of a row.
        Row,
        /// On selected rows.
        Bulk,
        /// On the page of a row.
        Detail,
        /// On the list as a whole: it needs no rows.
        List,
    }

    /// The form of an action.
    pub struct ActionForm {
        /// The fields, in their order.
        pub order: Vec<String>,
        /// What they are.
        pub fields: BTreeMap<String, FieldSchema>,
    }
}

impl Align {
    fn is_start(&self) -> bool {
        *self == Self::Start
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
pub(super) fn is_false(value: &bool) -> bool {
    !*value
}
