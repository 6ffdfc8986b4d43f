use serde_json::Value as JsonValue;

use super::{ActionForm, Members, Tone, contract};

contract! {
    /// `GET pages/{key}`: a page from Rust. `home` is the dashboard.
    pub struct Page {
        /// The key.
        pub key: String,
        /// The title.
        pub title: String,
        /// What stands on it.
        pub blocks: Vec<Block>,
    }

    /// A part of a page. Nothing here is executed, and no text is HTML.
    #[serde(tag = "kind", rename_all = "snake_case")]
    pub enum Block {
        /// Numbers beside each other.
        Stats {
            /// The numbers.
            stats: Vec<Stat>,
        },
        /// Values over time or over names.
        Chart(Chart),
        /// Rows and columns.
        Table(Table),
        /// Something to fill in, sent to `POST pages/{key}/{action}`.
        Form(PageForm),
        /// Text: paragraphs, lists, emphasis, links.
        Markdown {
            /// The text, taken apart.
            content: Vec<Markup>,
        },
        /// Lines that lead somewhere.
        List(LinkList),
        /// A part that could not be made; the others stand.
        Failed(FailedBlock),
    }

    /// A part of a page that could not be made.
    pub struct FailedBlock {
        /// The part's title.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub title: Option<String>,
        /// What helps.
        pub message: String,
        /// How the log names the request, of errors of the server.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub request_id: Option<String>,
    }

    /// A piece of text. What was HTML in Markdown is text here.
    #[serde(tag = "kind", rename_all = "snake_case")]
    pub enum Markup {
        /// Letters.
        Text {
            /// The letters.
            text: String,
        },
        /// A paragraph.
        Paragraph {
            /// What it holds.
            content: Vec<Markup>,
        },
        /// A heading.
        Heading {
            /// 1 to 6.
            level: u8,
            /// What it holds.
            content: Vec<Markup>,
        },
        /// A list.
        List {
            /// Whether its items have numbers.
            ordered: bool,
            /// The items.
            items: Vec<MarkupItem>,
        },
        /// Words of another.
        Quote {
            /// What it holds.
            content: Vec<Markup>,
        },
        /// Lines of code.
        CodeBlock {
            /// The lines.
            text: String,
        },
        /// A line between paragraphs.
        Rule,
        /// Stressed.
        Emphasis {
            /// What it holds.
            content: Vec<Markup>,
        },
        /// Stressed more.
        Strong {
            /// What it holds.
            content: Vec<Markup>,
        },
        /// No longer so.
        Strike {
            /// What it holds.
            content: Vec<Markup>,
        },
        /// Code within a line.
        Code {
            /// The code.
            text: String,
        },
        /// A link: a path below the admin, `https:`, `http:` or `mailto:`.
        Link {
            /// Where it leads.
            to: String,
            /// What it holds.
            content: Vec<Markup>,
        },
        /// A new line.
        Break,
    }

    /// An item of a list.
    pub struct MarkupItem {
        /// What it holds.
        pub content: Vec<Markup>,
    }

    /// A number.
    pub struct Stat {
        /// What it is.
        pub label: String,
        /// The number, as it is shown.
        pub value: String,
        /// What it was before, or what it means.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub note: Option<String>,
        /// How it is coloured.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub tone: Option<Tone>,
        /// Where it leads: a path below the admin.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub to: Option<String>,
        /// Values over time, drawn small.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub spark: Vec<f64>,
    }

    /// A chart.
    pub struct Chart {
        /// The title.
        pub title: String,
        /// Its form.
        pub style: ChartStyle,
        /// Times in seconds since 1970, of a chart over time.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub times: Vec<i64>,
        /// Names, of a chart over names.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub names: Vec<String>,
        /// The values; each series as long as `times` or `names`.
        pub series: Vec<Series>,
        /// What the values count.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub unit: Option<String>,
    }

    /// The form of a chart.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum ChartStyle {
        /// A line.
        Line,
        /// A line with its area filled.
        Area,
        /// Bars.
        Bar,
        /// Parts of a whole.
        Donut,
    }

    /// One series of a chart.
    pub struct Series {
        /// What it is.
        pub label: String,
        /// The values; `null` where there is none.
        pub values: Vec<Option<f64>>,
    }

    /// A table.
    pub struct Table {
        /// The title.
        pub title: String,
        /// The heads.
        pub columns: Vec<TableColumn>,
        /// The rows.
        pub rows: Vec<TableRow>,
    }

    /// A column of a table.
    pub struct TableColumn {
        /// The head.
        pub label: String,
        /// Whether it holds numbers, which stand at the end.
        #[serde(default)]
        pub numeric: bool,
    }

    /// A row of a table.
    pub struct TableRow {
        /// The cells.
        pub cells: Vec<JsonValue>,
        /// Where it leads: a path below the admin.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub to: Option<String>,
    }

    /// A form on a page.
    pub struct PageForm {
        /// The title.
        pub title: String,
        /// What `POST pages/{key}/{action}` calls it.
        pub action: String,
        /// The button.
        pub submit: String,
        /// What is asked.
        pub form: ActionForm,
    }

    /// Lines that lead somewhere.
    pub struct LinkList {
        /// The title.
        pub title: String,
        /// The lines.
        pub items: Vec<LinkItem>,
        /// What is said when there are none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub empty: Option<String>,
    }

    /// A line that leads somewhere.
    pub struct LinkItem {
        /// The line.
        pub label: String,
        /// More of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub note: Option<String>,
        /// Where it leads: a path below the admin.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub to: Option<String>,
        /// How it is coloured.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub tone: Option<Tone>,
    }

    /// The body of `POST markdown`.
    #[serde(deny_unknown_fields)]
    pub struct MarkdownText {
        /// The text.
        pub text: String,
    }

    /// What `POST markdown` answers: the text taken apart.
    pub struct MarkdownTree {
        /// What it holds.
        pub content: Vec<Markup>,
    }

    /// The body of `POST pages/{key}/{action}`.
    #[derive(Default)]
    #[serde(deny_unknown_fields)]
    pub struct PageSubmit {
        /// What the form says.
        #[serde(default)]
        pub form: Members,
    }
}
