//! The facts that parts of pages consist of, made with few words.

use chrono::{DateTime, Utc};
use serde_json::Value as JsonValue;

use crate::admin::contract::{Chart, ChartStyle, LinkItem, LinkList, Series, Stat, Table, TableColumn, TableRow, Tone};

impl Stat {
    /// A number, as it is to be shown.
    pub fn new(label: impl Into<String>, value: impl ToString) -> Self {
        Self {
            label: label.into(),
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

    /// Colours the note.
    #[must_use]
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = Some(tone);
        self
    }

    /// Leads somewhere: a path below the admin, such as `/m/shop.order`.
    #[must_use]
    pub fn to(mut self, path: impl Into<String>) -> Self {
        self.to = Some(path.into());
        self
    }

    /// Draws values over time, small.
    #[must_use]
    pub fn spark(mut self, values: impl IntoIterator<Item = f64>) -> Self {
        self.spark = values.into_iter().collect();
        self
    }
}

impl Chart {
    /// A chart over time; [`series`](Self::series) adds the values.
    pub fn over_time(style: ChartStyle, times: impl IntoIterator<Item = DateTime<Utc>>) -> Self {
        Self {
            times: times.into_iter().map(|time| time.timestamp()).collect(),
            ..Self::blank(style)
        }
    }

    /// A chart over names; [`series`](Self::series) adds the values.
    pub fn over_names<S: Into<String>>(style: ChartStyle, names: impl IntoIterator<Item = S>) -> Self {
        Self {
            names: names.into_iter().map(Into::into).collect(),
            ..Self::blank(style)
        }
    }

    fn blank(style: ChartStyle) -> Self {
        Self {
            title: String::new(),
            style,
            times: Vec::new(),
            names: Vec::new(),
            series: Vec::new(),
            unit: None,
        }
    }

    /// Adds values, one for each time or name. What is no number, such as the mean of nothing, is left out.
    #[must_use]
    pub fn series(mut self, label: impl Into<String>, values: impl IntoIterator<Item = f64>) -> Self {
        let values = values.into_iter().map(|value| value.is_finite().then_some(value));
        self.series.push(Series {
            label: label.into(),
            values: values.collect(),
        });
        self
    }

    /// Says what the values count.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }
}

impl Table {
    /// A table with these heads.
    pub fn new<S: Into<String>>(heads: impl IntoIterator<Item = S>) -> Self {
        let columns = heads.into_iter().map(|label| TableColumn {
            label: label.into(),
            numeric: false,
        });
        Self {
            title: String::new(),
            columns: columns.collect(),
            rows: Vec::new(),
        }
    }

    /// Says that a column, counted from 0, holds numbers.
    #[must_use]
    pub fn numeric(mut self, column: usize) -> Self {
        if let Some(column) = self.columns.get_mut(column) {
            column.numeric = true;
        }
        self
    }

    /// Adds a row.
    #[must_use]
    pub fn row(mut self, cells: impl IntoIterator<Item = JsonValue>) -> Self {
        let cells = cells.into_iter().collect();
        self.rows.push(TableRow { cells, to: None });
        self
    }

    /// Adds a row that leads somewhere: a path below the admin.
    #[must_use]
    pub fn row_to(mut self, path: impl Into<String>, cells: impl IntoIterator<Item = JsonValue>) -> Self {
        self.rows.push(TableRow {
            cells: cells.into_iter().collect(),
            to: Some(path.into()),
        });
        self
    }
}

impl LinkList {
    /// No lines yet; `empty` is said while there are none.
    pub fn new(empty: impl Into<String>) -> Self {
        Self {
            title: String::new(),
            items: Vec::new(),
            empty: Some(empty.into()),
        }
    }

    /// Adds a line.
    #[must_use]
    pub fn item(mut self, item: LinkItem) -> Self {
        self.items.push(item);
        self
    }
}

impl LinkItem {
    /// A line.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            note: None,
            to: None,
            tone: None,
        }
    }

    /// Says more at its end.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Colours the note.
    #[must_use]
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = Some(tone);
        self
    }

    /// Leads somewhere: a path below the admin.
    #[must_use]
    pub fn to(mut self, path: impl Into<String>) -> Self {
        self.to = Some(path.into());
        self
    }
}
