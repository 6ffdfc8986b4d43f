//! The table of types in the reference says what migrations write.

use fjango::migrate::state::ProjectState;
use fjango::migrate::{Graph, MakeOptions, detect};
use fjango::prelude::*;

/// A field for each row of the table, in the table's order.
#[model(app = "book", table = "everything")]
struct Everything {
    id: i64,
    f0: bool,
    f1: i8,
    f2: u8,
    f3: i16,
    f4: u16,
    f5: i32,
    f6: u32,
    f7: i64,
    f8: u64,
    f9: f32,
    f10: f64,
    f11: Decimal,
    f12: String,
    f13: Text,
    file: FileField,
    image: ImageField,
    f14: Slug,
    f15: Email,
    f16: Url,
    f17: Uuid,
    f18: DateTime<Utc>,
    f19: NaiveDate,
    f20: NaiveTime,
    f21: Duration,
    f22: chrono::TimeDelta,
    f23: Json<Vec<i32>>,
    f24: Vec<u8>,
}

/// The rows of the table: Rust type, PostgreSQL, SQLite, without backticks.
fn rows() -> Vec<[String; 3]> {
    let chapter = include_str!("../src/reference/model.md");
    let table = chapter.split("| Rust type | holds |").nth(1).expect("the table");
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        [cells[1].to_owned(), cells[3].to_owned(), cells[4].to_owned()]
    })
    .collect()
}

#[test]
fn types_are_as_the_reference_says() {
    let models = ProjectState::from_models(&[Everything::META]);
    let graph = Graph::new([]).expect("an empty history");
    let made = detect(&graph, &models, &MakeOptions::default()).expect("a first migration");
    let rows = rows();
    let fields = &Everything::META.fields[1..];
    assert_eq!(rows.len(), fields.len(), "a row for each field");
    for (dialect, cell) in [("postgres", 1), ("sqlite", 2)] {
        let sql = &made[0].script(dialect).expect("SQL").up;
        for (row, field) in rows.iter().zip(fields) {
            // Both names of one type are in the table.
            let name = row[0]
                .split('<')
                .next()
                .unwrap_or_default()
                .replace("TimeDelta", "Duration");
            assert!(
                field.value_type.name.starts_with(&name),
                "`{}` is described as `{name}`",
                field.value_type.name
            );
            let column = format!("\"{}\" {} NOT NULL", field.name, row[cell]);
            assert!(
                sql.contains(&column),
                "{dialect} has no `{column}` for `{}`:\n{sql}",
                row[0]
            );
        }
    }
}
