//! Random conditions: one tree, printed as Django's `Q` and built through fjango's untyped door.
//!
//! A condition on a relation with many rows at its end is, in fjango, about some row for itself: `EXISTS`. Django has
//! that meaning for conditions in `filter` calls of their own, and joins the conditions of one call to one row; so such a
//! leaf is printed as a query of its own, `Q(pk__in=Post.objects.filter(tags__name="x"))`.

use std::collections::BTreeSet;

use fjango::db::QueryCount;
use fjango::orm::{Query, lookup};
use fjango::prelude::*;
use fjango::schema::{FieldMeta, ModelMeta};
use fjango::value::SqlType;
use fjango_tests::Kind;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::json;

use crate::models::*;
use crate::rows::{DATES, DECIMALS, DURATIONS, FLOATS, MOMENTS, NUMBERS, TEXTS, TIMES};
use crate::{Fjango, agree, answer, django, driver, parting};

/// Trees per run.
const TREES: usize = 2_000;
/// Repeats a run: its seed, as a failure prints it.
const SEED: &str = "FJANGO_TEST_SEED";
/// The deepest nesting of `&`, `|`, `^` and `~`.
const DEPTH: u32 = 4;

/// A condition on rows of a model.
#[derive(Debug)]
enum Tree {
    Leaf(Leaf),
    And(Vec<Tree>),
    Or(Vec<Tree>),
    Xor(Box<Tree>, Box<Tree>),
    Not(Box<Tree>),
}

/// One lookup.
#[derive(Debug)]
struct Leaf {
    lookup: String,
    /// The value, as the untyped door takes it.
    text: String,
    /// The value, as Python writes it.
    python: String,
    /// Whether there may be many rows, or none, at the end of the way.
    many: bool,
    /// The nullable foreign key that the way begins with.
    nullable: Option<&'static str>,
    /// Whether Django on SQLite answers by ASCII only; its answer on PostgreSQL is what both should say.
    by_case: bool,
}

/// How far a tree has been written for Django.
#[derive(Default)]
struct Writing {
    /// The nullable foreign keys that the query has joined along so far.
    joined: BTreeSet<&'static str>,
    negated: bool,
    in_xor: bool,
}

impl Tree {
    /// The tree as a `Q`. Where Django is known to go wrong, a leaf is a query of its own: Django lets a join that one
    /// condition made an inner one stay so for a later negated one, and for the other side of a `^`.
    fn python(&self, model: &str, writing: &mut Writing) -> String {
        let mut joined = |all: &[Self], with: &str| {
            let all: Vec<String> = all.iter().map(|tree| tree.python(model, writing)).collect();
            format!("({})", all.join(with))
        };
        match self {
            Self::Leaf(leaf) => {
                let Leaf { lookup, python, .. } = leaf;
                let joined_before = leaf.nullable.is_some_and(|step| writing.joined.contains(step));
                let mistaken = leaf.nullable.is_some() && (writing.in_xor || (writing.negated && joined_before));
                if leaf.many || mistaken {
                    return format!("Q(pk__in={model}.objects.filter({lookup}={python}).values(\"pk\"))");
                }
                writing.joined.extend(leaf.nullable);
                format!("Q({lookup}={python})")
            }
            Self::And(all) => joined(all, " & "),
            Self::Or(all) => joined(all, " | "),
            Self::Xor(a, b) => {
                let before = std::mem::replace(&mut writing.in_xor, true);
                let text = format!("({} ^ {})", a.python(model, writing), b.python(model, writing));
                writing.in_xor = before;
                text
            }
            Self::Not(inner) => {
                writing.negated = !writing.negated;
                let text = format!("~{}", inner.python(model, writing));
                writing.negated = !writing.negated;
                text
            }
        }
    }

    fn condition(&self, meta: &'static ModelMeta) -> Condition {
        match self {
            Self::Leaf(Leaf { lookup, text, .. }) => {
                let parsed = lookup::parse(meta, lookup, text);
                parsed.unwrap_or_else(|error| panic!("{lookup}={text}: {error}")).into()
            }
            Self::And(all) => joined(all, meta, |a, b| a & b),
            Self::Or(all) => joined(all, meta, |a, b| a | b),
            Self::Xor(a, b) => a.condition(meta) ^ b.condition(meta),
            Self::Not(inner) => !inner.condition(meta),
        }
    }

    fn any(&self, wanted: &dyn Fn(&Leaf) -> bool) -> bool {
        match self {
            Self::Leaf(leaf) => wanted(leaf),
            Self::And(all) | Self::Or(all) => all.iter().any(|tree| tree.any(wanted)),
            Self::Xor(a, b) => a.any(wanted) || b.any(wanted),
            Self::Not(inner) => inner.any(wanted),
        }
    }
}

impl Tree {
    /// This tree and every part of it.
    fn parts<'t>(&'t self, all: &mut Vec<&'t Self>) {
        all.push(self);
        match self {
            Self::Leaf(_) => {}
            Self::And(some) | Self::Or(some) => some.iter().for_each(|tree| tree.parts(all)),
            Self::Xor(a, b) => [a, b].into_iter().for_each(|tree| tree.parts(all)),
            Self::Not(inner) => inner.parts(all),
        }
    }
}

fn joined(all: &[Tree], meta: &'static ModelMeta, join: fn(Condition, Condition) -> Condition) -> Condition {
    let conditions = all.iter().map(|tree| tree.condition(meta));
    conditions.reduce(join).expect("a group has members")
}

/// A way from a model: its spelling, the model at its end, whether it passes a relation to many rows.
type Way = (&'static str, &'static ModelMeta, bool);

fn ways(model: &str) -> Vec<Way> {
    let (author, profile, tag, post, comment) = (Author::META, Profile::META, Tag::META, Post::META, Comment::META);
    match model {
        "Post" => vec![
            ("", post, false),
            ("author__", author, false),
            ("editor__", author, false),
            ("editor__mentor__", author, false),
            ("author__profile__", profile, true),
            ("tags__", tag, true),
            ("comments__", comment, true),
            ("comments__author__", author, true),
            ("comments__replies__", comment, true),
        ],
        "Author" => vec![
            ("", author, false),
            ("mentor__", author, false),
            ("profile__", profile, true),
            ("students__", author, true),
            ("posts__", post, true),
            ("edited__", post, true),
            ("posts__tags__", tag, true),
        ],
        _ => vec![
            ("", comment, false),
            ("post__", post, false),
            ("author__", author, false),
            ("parent__", comment, false),
            ("parent__post__editor__", author, false),
            ("replies__", comment, true),
            ("post__tags__", tag, true),
        ],
    }
}

struct Gardener(StdRng);

impl Gardener {
    fn below(&mut self, end: usize) -> usize {
        self.0.random_range(0..end)
    }

    fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// Without `^` inside `~`: there Django adds up conditions that are `NULL` as if they were false, and so says
    /// something else for `~(a ^ ~b)` than for `~((a & b) | (~a & ~b))`.
    fn tree(&mut self, model: &str, depth: u32, negated: bool) -> Tree {
        let roll = if depth == 0 { 0 } else { self.below(10) };
        match roll {
            0..=3 => Tree::Leaf(self.leaf(model)),
            4 | 5 => Tree::And(self.trees(model, depth, negated)),
            6 | 7 => Tree::Or(self.trees(model, depth, negated)),
            9 if !negated => {
                let mut side = || Box::new(self.tree(model, depth - 1, negated));
                Tree::Xor(side(), side())
            }
            _ => Tree::Not(Box::new(self.tree(model, depth - 1, true))),
        }
    }

    fn trees(&mut self, model: &str, depth: u32, negated: bool) -> Vec<Tree> {
        (0..2 + self.below(2))
            .map(|_| self.tree(model, depth - 1, negated))
            .collect()
    }

    fn leaf(&mut self, model: &str) -> Leaf {
        let ways = ways(model);
        let (way, meta, many) = self.pick(&ways);
        let leaf = self.lookup(way, meta, many);
        let (step, root) = (leaf.lookup.split("__").next(), ways[0].1);
        let first = root.fields.iter().find(|field| Some(field.name) == step);
        let nullable = first.filter(|field| field.nullable && field.target().is_some());
        Leaf {
            nullable: nullable.map(|field| field.name),
            ..leaf
        }
    }

    fn lookup(&mut self, way: &str, meta: &'static ModelMeta, many: bool) -> Leaf {
        let field = &meta.fields[self.below(meta.fields.len())];
        let name = format!("{way}{}", field.name);
        // At the end of a nullable way any column can be missing.
        let nullable = field.nullable || !way.is_empty();
        if (nullable && self.below(8) == 0) || field.sql_type() == SqlType::Json {
            // Of many rows, Django's `isnull=True` also finds what has none of them.
            let is_null = !many && self.below(2) == 0;
            return self.made(
                name,
                "isnull",
                is_null.to_string(),
                if is_null { "True" } else { "False" }.into(),
                many,
            );
        }
        if let Some(part) = self.part(field) {
            let how = self.pick(&["", "__gt", "__gte", "__lt", "__lte", "__exact"]);
            if matches!(part, "date" | "time") {
                let text = if part == "date" {
                    self.pick(&DATES)
                } else {
                    self.pick(&TIMES)
                };
                let python = format!("{part}.fromisoformat(\"{text}\")");
                return self.made(name, &format!("{part}{how}"), text.into(), python, many);
            }
            // Django refuses the year 0 and the ISO year 9999.
            let number = match part {
                "year" | "iso_year" => self.pick(&[1, 1000, 1582, 1999, 2000, 2020, 2021, 2024, 2025]),
                _ => self.pick(&[0, 1, 2, 3, 4, 7, 12, 18, 23, 31, 53, 59]),
            };
            return self.made(
                name,
                &format!("{part}{how}"),
                number.to_string(),
                number.to_string(),
                many,
            );
        }
        let textual = field.sql_type() == SqlType::Text && field.value_type.choices.is_empty();
        if textual && self.below(3) > 0 {
            return self.text(name, many);
        }
        match self.below(8) {
            0 => {
                let count = self.below(4);
                let (texts, pythons): (Vec<_>, Vec<_>) = (0..count).map(|_| self.value(field)).filter(listable).unzip();
                self.made(name, "in", texts.join(","), format!("[{}]", pythons.join(", ")), many)
            }
            // Django has no `range` of keys.
            1 if is_ordered(field) && field.target().is_none() => {
                let ends = [self.value(field), self.value(field)];
                if !ends.iter().all(listable) {
                    return self.lookup(way, meta, many);
                }
                let [(low, python_low), (high, python_high)] = ends;
                self.made(
                    name,
                    "range",
                    format!("{low},{high}"),
                    format!("({python_low}, {python_high})"),
                    many,
                )
            }
            2..=4 if is_ordered(field) => {
                let how = self.pick(&["gt", "gte", "lt", "lte"]);
                let (text, python) = self.value(field);
                self.made(name, how, text, python, many)
            }
            _ => {
                let (text, python) = self.value(field);
                let how = self.pick(&["exact", ""]);
                self.made(name, how, text, python, many)
            }
        }
    }

    fn made(&self, name: String, how: &str, text: String, python: String, many: bool) -> Leaf {
        let lookup = if how.is_empty() { name } else { format!("{name}__{how}") };
        Leaf {
            lookup,
            text,
            python,
            many,
            nullable: None,
            by_case: false,
        }
    }

    /// A part of a date or time that the field has, now and then.
    fn part(&mut self, field: &FieldMeta) -> Option<&'static str> {
        let dates = [
            "year",
            "month",
            "day",
            "week",
            "week_day",
            "quarter",
            "iso_year",
            "iso_week_day",
        ];
        let times = ["hour", "minute", "second"];
        let parts: Vec<&str> = match field.sql_type() {
            SqlType::Date => dates.to_vec(),
            SqlType::Time => times.to_vec(),
            SqlType::DateTime => [dates.as_slice(), &times, &["date", "time"]].concat(),
            _ => return None,
        };
        (self.below(2) == 0).then(|| self.pick(&parts))
    }

    fn text(&mut self, name: String, many: bool) -> Leaf {
        let how = self.pick(&[
            "iexact",
            "contains",
            "icontains",
            "startswith",
            "istartswith",
            "endswith",
            "iendswith",
            "regex",
            "iregex",
        ]);
        let text = if how.ends_with("regex") {
            self.pick(&[
                "^a",
                "[0-9]+$",
                "quick|BROWN",
                r"\\",
                "^$",
                "A.*e",
                "%|_",
                "ö",
                r"\(\)|\$",
                "^[^0-9]",
            ])
            .to_owned()
        } else {
            self.piece()
        };
        let python = json!(text).to_string();
        let by_case = !how.ends_with("regex");
        Leaf {
            by_case,
            ..self.made(name, how, text, python, many)
        }
    }

    /// A text, or some of its characters.
    fn piece(&mut self) -> String {
        let text = self.pick(&TEXTS);
        let length = text.chars().count();
        if self.below(2) == 0 || length == 0 {
            return text.to_owned();
        }
        let start = self.below(length);
        let end = start + self.below(length - start);
        text.chars().skip(start).take(end - start + 1).collect()
    }

    /// A value that the field can hold: as text and as Python.
    fn value(&mut self, field: &FieldMeta) -> (String, String) {
        if field.target().is_some() || field.primary_key {
            let key = 1 + self.below(30);
            return (key.to_string(), key.to_string());
        }
        if !field.value_type.choices.is_empty() {
            let choice = self.pick(&["draft", "published", "archived"]);
            return (choice.into(), json!(choice).to_string());
        }
        let called = |name: &str, text: &str| (text.to_owned(), format!("{name}({})", json!(text)));
        match field.sql_type() {
            SqlType::Bool => self.pick(&[("true", "True"), ("false", "False")]).into_strings(),
            SqlType::SmallInt => {
                let number = self.below(12) as i64 - 5;
                (number.to_string(), number.to_string())
            }
            SqlType::Integer | SqlType::BigInt => {
                let number = self.pick(&NUMBERS);
                (number.to_string(), number.to_string())
            }
            SqlType::Double | SqlType::Real => {
                let number = self.pick(&FLOATS);
                (number.to_string(), format!("{number:?}"))
            }
            SqlType::Decimal => called("D", self.pick(&DECIMALS)),
            SqlType::Date => {
                let text = self.pick(&DATES);
                (text.into(), format!("date.fromisoformat(\"{text}\")"))
            }
            SqlType::DateTime => called("moment", self.pick(&MOMENTS)),
            SqlType::Time => {
                let text = self.pick(&TIMES);
                (text.into(), format!("time.fromisoformat(\"{text}\")"))
            }
            SqlType::Interval => called("duration", self.pick(&DURATIONS)),
            SqlType::Uuid => {
                let i = self.below(90);
                called("UUID", &format!("{:08x}-0000-4000-8000-{i:012x}", i * 0x0101_0101))
            }
            _ => {
                let text = self.pick(&TEXTS);
                (text.to_owned(), json!(text).to_string())
            }
        }
    }
}

trait IntoStrings {
    fn into_strings(self) -> (String, String);
}

impl IntoStrings for (&str, &str) {
    fn into_strings(self) -> (String, String) {
        (self.0.to_owned(), self.1.to_owned())
    }
}

/// Whether the value can stand in a list, whose text is separated by commas.
fn listable(value: &(String, String)) -> bool {
    !value.0.is_empty() && !value.0.contains(',')
}

fn is_ordered(field: &FieldMeta) -> bool {
    !matches!(field.sql_type(), SqlType::Bool | SqlType::Uuid | SqlType::Json) && field.value_type.choices.is_empty()
}

/// The keys found, through the untyped door.
async fn keys<M: Model<Key = i64>>(db: &Db, tree: &Tree) -> fjango::orm::Result<Vec<i64>> {
    let mut query = Query::new(M::META);
    query.filter.push(tree.condition(M::META).into_expr());
    query.order = Some(Vec::new());
    let rows = QuerySet::<M>::from(query).all(db).await?;
    Ok(rows.iter().map(Model::key).collect())
}

/// How Django asks for it.
fn spelled(model: &str, tree: &Tree) -> String {
    format!(
        "{model}.objects.filter({}).order_by().values_list(\"pk\", flat=True)",
        tree.python(model, &mut Writing::default())
    )
}

/// Asks both sides; gives the number of answers that hold rows, and the trees whose answers differ with what is to be
/// said of them.
async fn compare<'t>(
    side: &Fjango,
    trees: &[(&'static str, &'t Tree)],
) -> (usize, Vec<(&'static str, &'t Tree, String)>) {
    let on = |kind| django(kind, trees.iter().map(|(model, tree)| spelled(model, tree)));
    let (sqlite, postgres) = (on(Kind::Sqlite), on(Kind::Postgres));
    let (mut found_some, mut differing) = (0, Vec::new());
    for (i, (model, tree)) in trees.iter().enumerate() {
        for (kind, db, _) in &side.databases {
            let count = QueryCount::new();
            let keys = match *model {
                "Post" => keys::<Post>(db, tree).await,
                "Author" => keys::<Author>(db, tree).await,
                _ => keys::<Comment>(db, tree).await,
            };
            found_some += usize::from(keys.as_ref().is_ok_and(|keys| !keys.is_empty()));
            let found = answer(keys);
            let by_case = tree.any(&|leaf| leaf.by_case);
            let expected = if *kind == Kind::Sqlite && !by_case {
                &sqlite[i]
            } else {
                &postgres[i]
            };
            if !agree(expected, &found) {
                let (parting, sql) = (parting(expected, &found), count.statements().join("; "));
                let text = format!("\n{kind}: {}\n{parting}\n  sql     {sql}\n", spelled(model, tree));
                differing.push((*model, *tree, text));
            }
        }
    }
    (found_some, differing)
}

#[tokio::test]
async fn random_conditions_find_what_they_find_in_django() {
    let seed = driver::variable(SEED).map_or_else(rand::random, |seed| seed.parse().expect("the seed is a number"));
    eprintln!("{TREES} random conditions, {SEED}={seed}");
    let mut gardener = Gardener(StdRng::seed_from_u64(seed));
    let trees: Vec<(&'static str, Tree)> = (0..TREES)
        .map(|i| {
            let model = ["Post", "Author", "Comment"][i % 3];
            (model, gardener.tree(model, DEPTH, false))
        })
        .collect();
    let side = Fjango::open().await;
    let whole: Vec<_> = trees.iter().map(|(model, tree)| (*model, tree)).collect();
    let (found_some, differing) = compare(&side, &whole).await;
    // Conditions that find nothing prove little.
    assert!(found_some > TREES, "{found_some} of {} found any row", TREES * 2);
    if differing.is_empty() {
        return;
    }
    // The smallest parts of a tree that still differ tell what is wrong.
    let mut parts = Vec::new();
    for (model, tree, _) in differing.iter().take(20) {
        let mut all = Vec::new();
        tree.parts(&mut all);
        parts.extend(all.into_iter().map(|tree| (*model, tree)));
    }
    let (_, mut smallest) = compare(&side, &parts).await;
    smallest.sort_by_key(|(_, _, text)| text.len());
    let texts: String = smallest.iter().take(8).map(|(_, _, text)| text.as_str()).collect();
    panic!("{} answers differ, repeat with {SEED}={seed}\n{texts}", differing.len());
}
