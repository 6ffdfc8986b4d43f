//! The rows both sides load: about two hundred, made of values at the edges.

use fjango::db::{Db, Executor, Statement};
use fjango::migrate::state::ProjectState;
use fjango::migrate::{Graph, MakeOptions, Migrator, Options, Target, detect};
use fjango::orm::insert_rows;
use fjango::prelude::*;
use fjango::schema::ModelMeta;
use fjango::value::Value;
use serde_json::{Map, Value as Data, json};

use crate::models::*;

/// Texts that a careless query would read as something else.
pub const TEXTS: [&str; 32] = [
    "",
    "a",
    "A",
    "Ann's \"quoted\" title",
    "100%",
    "100 percent",
    "snake_case",
    "snakeXcase",
    "back\\slash",
    "ÄÖÜ and äöü",
    "äöü",
    "Straße",
    "STRASSE",
    "İstanbul",
    "istanbul",
    "ISTANBUL",
    "emoji 🎉 party",
    "tab\there",
    "new\nline",
    "  padded  ",
    "%",
    "_",
    "\\",
    "'; DROP TABLE press_post; --",
    "日本語",
    "a;b",
    "NULL",
    "0",
    "-1",
    "Ærø",
    "{}[]()^$.*+?|",
    "the quick brown fox",
];

pub const DATES: [&str; 16] = [
    "0001-01-01",
    "1000-06-15",
    "1582-10-15",
    "1900-02-28",
    "1999-12-31",
    "2000-02-29",
    "2004-02-29",
    "2020-12-31",
    "2021-01-01",
    "2021-01-03",
    "2021-01-04",
    "2024-02-29",
    "2024-12-30",
    "2025-07-01",
    "2026-01-01",
    "9999-12-31",
];

pub const MOMENTS: [&str; 14] = [
    "0001-01-01T00:00:00Z",
    "1582-10-15T12:00:00Z",
    "1969-12-31T23:59:59.999999Z",
    "1970-01-01T00:00:00Z",
    "2000-02-29T23:59:59Z",
    "2020-12-31T23:30:00Z",
    "2021-01-01T00:00:00Z",
    "2021-01-03T23:59:59.999999Z",
    "2021-01-04T00:00:00Z",
    "2024-02-29T12:34:56.789012Z",
    "2024-06-30T06:07:08.000009Z",
    "2024-06-30T18:00:00.5Z",
    "2025-12-31T23:59:59Z",
    "9999-12-31T23:59:59.999999Z",
];

pub const TIMES: [&str; 6] = [
    "00:00:00",
    "00:00:00.000001",
    "06:30:00",
    "12:00:00",
    "18:45:30.5",
    "23:59:59.999999",
];
pub const DURATIONS: [&str; 7] = [
    "PT0S",
    "PT90S",
    "-PT5400S",
    "P1DT2H3M4S",
    "PT0.000001S",
    "P365D",
    "PT3600S",
];
pub const DECIMALS: [&str; 9] = [
    "0.00",
    "-0.01",
    "0.10",
    "19.99",
    "-1234.50",
    "9999999999999.99",
    "12345678901.23",
    "100.00",
    "20.00",
];
pub const FLOATS: [f64; 8] = [0.0, -1.5, 3.25, 1e10, 4.5, 2.5, -0.5, 1e-7];
pub const NUMBERS: [i64; 11] = [0, 1, -1, 7, 10, 42, 100, -100, 1000, i32::MAX as i64, i32::MIN as i64];

/// The value at this place of an endless repetition.
fn at<T: Copy>(values: &[T], place: usize) -> T {
    values[place % values.len()]
}

/// `None` for one in `every` rows.
fn unless<T>(place: usize, every: usize, value: T) -> Option<T> {
    (!place.is_multiple_of(every)).then_some(value)
}

fn documents() -> Vec<Data> {
    vec![
        json!({}),
        json!([]),
        json!({ "a": 1, "b": [1, 2, { "c": null }], "k y": "v" }),
        json!([1, "two", null, 3.5]),
        json!("text"),
        json!(5),
        json!(true),
        json!({ "a": null }),
        json!({ "a": "1", "lang": "de" }),
        json!({ "lang": "en", "stars": 5, "nested": { "deep": { "er": "x" } } }),
        json!({ "lang": "fr", "stars": 2.5, "it's": "\"q\"" }),
        json!({ "stars": -3, "tags": ["x", "y"], "Ä": "ö" }),
    ]
}

/// Every row of every model, by the model's name; `tags` holds the pairs of posts and tags.
pub fn all() -> Data {
    json!({
        "Author": (0..24).map(author).collect::<Vec<_>>(),
        "Profile": (0..15).map(profile).collect::<Vec<_>>(),
        "Tag": (0..12).map(tag).collect::<Vec<_>>(),
        "Post": (0..80).map(post).collect::<Vec<_>>(),
        "Comment": (0..90).map(comment).collect::<Vec<_>>(),
        "Venue": (["Hall", "Barn", "Attic", "Cellar"].map(|name| json!({ "name": name }))),
        "Club": (0..8).map(club).collect::<Vec<_>>(),
        "Membership": (0..20).map(membership).collect::<Vec<_>>(),
        // Each of the first two clubs loses its events with its home, the third does not.
        "Event": ([(1, 2), (2, 2), (3, 3), (3, 2), (6, 4)].map(|(club, venue)| {
            json!({ "name": format!("{club} at {venue}"), "club": club, "venue": venue })
        })),
        "tags": pairs(),
        "partners": [(1, 2), (1, 3), (4, 5), (6, 6)],
        "follows": [(1, 2), (2, 1), (2, 3), (3, 4), (5, 5)],
    })
}

fn author(i: usize) -> Data {
    let names = ["Ann", "ann", "Bob", "Çelik", "Ægir", "O'Neil", "Zoë", "多田"];
    json!({
        "name": if i < names.len() { names[i].to_owned() } else { format!("Author {i:02}") },
        "email": unless(i, 3, format!("author{i}@{}.example", ["Press", "press"][i % 2])),
        "bio": at(&TEXTS, i * 5 + 1),
        "age": unless(i, 4, at(&[0, 18, 33, 33, 47, 99], i)),
        "rating": unless(i, 5, at(&FLOATS, i)),
        "active": i % 3 != 1,
        "born": unless(i, 3, at(&DATES, i)),
        "mentor": (i > 4 && i.is_multiple_of(2)).then_some(i / 2),
    })
}

fn profile(i: usize) -> Data {
    json!({
        "author": i + 3,
        "motto": at(&TEXTS, i * 3),
        "website": unless(i, 2, format!("https://{i}.example/%41_b?q=1")),
    })
}

fn club(i: usize) -> Data {
    json!({
        "name": format!("Club {}", i + 1),
        "home": ([Some(2), Some(2), Some(3)].get(i).copied().flatten()),
        "rented": ([3, 4].contains(&i).then_some(1)),
        "keeper": 1 + (i * 4) % 12,
    })
}

fn membership(i: usize) -> Data {
    json!({
        "club": 1 + (i * 3) % 8,
        "author": 1 + (i * 7) % 23,
        "role": at(&["member", "chair", "guest"], i),
        "since": 2000 + (i * 7) % 26,
    })
}

fn tag(i: usize) -> Data {
    let names = [
        "rust",
        "Rust",
        "web",
        "db",
        "50%",
        "under_score",
        "",
        "große",
        "GROSSE",
        "日本",
        "unused",
        "web",
    ];
    json!({ "name": names[i], "weight": at(&[0, 1, -1, 5, 5, 10], i) })
}

fn post(i: usize) -> Data {
    json!({
        "title": if i < TEXTS.len() { TEXTS[i].to_owned() } else { format!("{} {}", at(&TEXTS, i * 7), i % 9) },
        "body": unless(i, 6, at(&TEXTS, i * 11 + 3)),
        "status": at(&["draft", "published", "archived", "published"], i),
        "author": 1 + (i * 7) % 20,
        "editor": unless(i, 3, 1 + (i * 5) % 23),
        "views": at(&NUMBERS, i * 3),
        "score": unless(i, 4, at(&NUMBERS, i) * 3),
        "rating": at(&FLOATS, i * 3 + 1),
        "price": unless(i, 5, at(&DECIMALS, i * 2)),
        "pinned": i % 7 == 2,
        "created": at(&MOMENTS, i),
        "edited_at": unless(i, 3, at(&MOMENTS, i * 5 + 2)),
        "published": unless(i, 4, at(&DATES, i * 3)),
        "opens": unless(i, 5, at(&TIMES, i)),
        "length": unless(i, 4, at(&DURATIONS, i)),
        "meta": unless(i, 7, &documents()[i % 12]),
        "uid": format!("{:08x}-0000-4000-8000-{i:012x}", i * 0x0101_0101),
    })
}

fn comment(i: usize) -> Data {
    json!({
        "post": 1 + (i * 11) % 70,
        "author": unless(i, 4, 1 + (i * 3) % 22),
        "parent": (i > 9 && i.is_multiple_of(3)).then_some(i / 3),
        "text": at(&TEXTS, i * 13 + 2),
        "stars": at(&[0, 1, 2, 3, 4, 5, -5], i),
        "created": at(&MOMENTS, i * 3),
    })
}

/// Some posts have no tag, one tag has no post.
fn pairs() -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for post in 1..=80 {
        for n in 0..post % 4 {
            pairs.push((post, 1 + [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11][(post * 3 + n * 5) % 11]));
        }
    }
    pairs
}

/// Makes fjango's tables by the migrations that it writes itself, and fills them.
pub async fn load(db: &Db, rows: &Data) {
    let models = [
        Author::META,
        Profile::META,
        Tag::META,
        Post::META,
        Comment::META,
        Venue::META,
        Club::META,
        Membership::META,
        Event::META,
    ];
    let graph = Graph::new([]).expect("no migration is a history");
    let made = detect(&graph, &ProjectState::from_models(&models), &MakeOptions::default());
    let graph = Graph::new(made.expect("the migration is made")).expect("one migration is a history");
    let migrator = Migrator::new(db, &graph);
    let report = migrator.run(&Target::All, &Options::default()).await;
    report.expect("the tables are made");
    for meta in models {
        let rows = rows[meta.name].as_array().expect("every model has rows");
        let rows: Vec<_> = rows
            .iter()
            .map(|row| values(meta, row.as_object().expect("a row")))
            .collect();
        let insert = insert_rows(db.dialect(), meta, &rows);
        db.execute(insert)
            .await
            .unwrap_or_else(|error| panic!("the rows of {}: {error}", meta.name));
    }
    for pair in rows["tags"].as_array().expect("a list of pairs") {
        let sql = format!(
            "INSERT INTO press_post_tags (post_id, tag_id) VALUES ({}, {})",
            pair[0], pair[1]
        );
        db.execute(Statement::sql(sql)).await.expect("the post is tagged");
    }
    let pairs = |name: &str| -> Vec<(i64, i64)> { serde_json::from_value(rows[name].clone()).expect("pairs") };
    for (near, far) in pairs("partners") {
        let club = Club::objects().get(db, near).await.expect("a club");
        club.related(|c| c.partners()).add(db, [far]).await.expect("a partner");
    }
    for (near, far) in pairs("follows") {
        let club = Club::objects().get(db, near).await.expect("a club");
        club.related(|c| c.follows())
            .add(db, [far])
            .await
            .expect("one to follow");
    }
}

fn values(meta: &'static ModelMeta, row: &Map<String, Data>) -> Vec<(usize, Value)> {
    let value = |(name, data): (&String, &Data)| {
        let position = meta.field_index(name).expect("the field is one of the model");
        let parse = meta.fields[position].value_type.parse_json;
        let value = parse(data).unwrap_or_else(|error| panic!("{}.{name} = {data}: {}", meta.name, error.detail()));
        (position, value)
    };
    row.iter().map(value).collect()
}
