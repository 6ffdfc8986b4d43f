use crate::admin::contract::{
    Block, Chart, ChartStyle, LinkItem, LinkList, Series, Stat, Table, TableColumn, TableRow, Tone,
};

impl Stat {
    /// A number as it is shown.
    pub fn new(label: &str, value: impl ToString) -> Self {
        Self {
            label: label.to_owned(),
            value: value.to_string(),
            note: None,
            tone: None,
            to: None,
            spark: Vec::new(),
        }
    }

    /// Says what it was before, or what it means.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Colours it.
    #[must_use]
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = Some(tone);
        self
    }

    /// Lets it lead to a path below the admin: `/m/shop.order`.
    #[must_use]
    pub fn to(mut self, path: impl Into<String>) -> Self {
        self.to = Some(path.into());
        self
    }

    /// Draws values over time beside it.
    #[must_use]
    pub fn spark(mut self, values: impl IntoIterator<Item = f64>) -> Self {
        self.spark = values.into_iter().collect();
        self
    }
}

impl Chart {
    /// A chart over names, such as one bar for each status.
    pub fn of_names(title: &str, style: ChartStyle, values: impl IntoIterator<Item = (String, f64)>) -> Self {
        let (names, values): (Vec<String>, Vec<Option<f64>>) =
            values.into_iter().map(|(name, value)| (name, Some(value))).unzip();
        Self {
            title: title.to_owned(),
            style,
            times: Vec::new(),
            names,
            series: vec![Series {
                label: title.to_owned(),
                values,
            }],
            unit: None,
        }
    }

    /// A chart over time.
    pub fn of_times(
        title: &str,
        style: ChartStyle,
        values: impl IntoIterator<Item = (chrono::DateTime<chrono::Utc>, f64)>,
    ) -> Self {
        let (times, values): (Vec<i64>, Vec<Option<f64>>) = values
            .into_iter()
            .map(|(time, value)| (time.timestamp(), Some(value)))
            .unzip();
        Self {
            title: title.to_owned(),
            style,
            times,
            names: Vec::new(),
            series: vec![Series {
                label: title.to_owned(),
                values,
            }],
            unit: None,
        }
    }

    /// Says what the values count.
    #[must_use]
    pub fn unit(mut self, unit: &str) -> Self {
        self.unit = Some(unit.to_owned());
        self
    }
}

impl Table {
    /// A table with these heads; one that ends in `#` is of numbers.
    pub fn new<const N: usize>(title: &str, columns: [&str; N]) -> Self {
        let columns = columns.into_iter().map(|label| TableColumn {
            label: label.trim_end_matches('#').trim_end().to_owned(),
            numeric: label.ends_with('#'),
        });
        Self {
            title: title.to_owned(),
            columns: columns.collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    #[must_use]
    pub fn row(mut self, cells: impl IntoIterator<Item = serde_json::Value>, to: Option<String>) -> Self {
        self.rows.push(TableRow {
            cells: cells.into_iter().collect(),
            to,
        });
        self
    }
}

impl LinkList {
    /// A list without lines, which says `empty` as long as it has none.
    pub fn new(title: &str, empty: &str) -> Self {
        Self {
            title: title.to_owned(),
            items: Vec::new(),
            empty: Some(empty.to_owned()),
        }
    }

    /// Adds a line.
    #[must_use]
    pub fn item(mut self, label: impl Into<String>, note: impl Into<String>, to: impl Into<String>) -> Self {
        self.items.push(LinkItem {
            label: label.into(),
            note: Some(note.into()).filter(|note| !note.is_empty()),
            to: Some(to.into()),
            tone: None,
        });
        self
    }
}

impl From<Chart> for Block {
    fn from(chart: Chart) -> Self {
        Self::Chart(chart)
    }
}

impl From<Table> for Block {
    fn from(table: Table) -> Self {
        Self::Table(table)
    }
}

impl From<LinkList> for Block {
    fn from(list: LinkList) -> Self {
        Self::List(list)
    }
}

impl Block {
    /// Numbers beside each other.
    pub fn stats(stats: impl IntoIterator<Item = Stat>) -> Self {
        Self::Stats {
            stats: stats.into_iter().collect(),
        }
    }

    /// Text in Markdown.
    pub fn markdown(text: impl Into<String>) -> Self {
        Self::Markdown { text: text.into() }
    }
}
