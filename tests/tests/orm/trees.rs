//! Any expression is SQL that both databases accept, and no value of it is in the text.
//!
//! Trees are random but typed, as the typed face builds them. On PostgreSQL plans are generic, so that a value cannot make
//! the planner compute what has no result (a division by zero); the tables are empty, so that nobody else does.

use fjango::db::{Db, Executor, Statement, Tx};
use fjango::orm::{
    Exclusion, Expr, Expression, Func, Window, count, cume_dist, dense_rank, exists, json_array, json_object, now,
    ntile, percent_rank, random, rank, row_number, value, when, window,
};
use fjango::prelude::*;
use fjango_tests::{FreshDatabase, Kind, fresh_database};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value as Data, json};

use super::models::*;

/// Statements per run and database.
const STATEMENTS: usize = 1_000;
const DEPTH: u32 = 6;
/// Repeats a run: its seed, as the run prints it.
const SEED: &str = "FJANGO_TEST_SEED";
/// What values are made of, and SQL must not hold.
const MARKS: [&str; 3] = ["1987", "kanarie", "0.7654"];

/// What PostgreSQL says about a value, not about the statement.
const OF_VALUES: [&str; 8] = [
    "division by zero",
    "out of range",
    "invalid input syntax",
    "cannot take",
    "character too large",
    "character number must be positive",
    "null character",
    "a negative number raised",
];

type Int = Expression<Option<i64>>;
type Float = Expression<Option<f64>>;
type Words = Expression<Option<String>>;
type Moment = Expression<Option<DateTime<Utc>>>;
type Day = Expression<Option<NaiveDate>>;
type Clock = Expression<Option<NaiveTime>>;
type Span = Expression<Option<Duration>>;
type Money = Expression<Option<Decimal>>;
type Json = Expression<Option<Data>>;
type Columns = SampleColumns;

struct Gardener {
    random: StdRng,
    /// Whether window functions may stand here.
    windows: bool,
}

impl Gardener {
    fn below(&mut self, end: u32) -> u32 {
        self.random.random_range(0..end)
    }

    fn word(&mut self) -> String {
        const WORDS: [&str; 5] = [
            "kanarie",
            "it's kanarie",
            "\"kanarie\"; --",
            "100%_\\kanarie",
            "kanarie🎉$1?",
        ];
        WORDS[self.below(5) as usize].to_owned()
    }

    fn number(&mut self) -> i64 {
        198_700 + i64::from(self.below(99))
    }

    fn moment_value(&mut self) -> DateTime<Utc> {
        let day = 1 + self.below(28);
        format!("1987-06-{day:02}T10:20:30.5Z").parse().expect("a moment")
    }

    fn json_value(&mut self) -> Data {
        match self.below(4) {
            0 => json!(null),
            1 => json!({ "kanarie": [1987, self.word()] }),
            2 => json!([self.word(), 0.7654]),
            _ => json!(self.word()),
        }
    }

    /// What stands in a subquery, an aggregate or a window: no window functions.
    fn inside<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.windows, false);
        let made = make(self);
        self.windows = before;
        made
    }

    fn window(&mut self, c: &Columns, depth: u32) -> Window {
        let mut over = window();
        if self.below(2) == 0 {
            over = over.partition_by((self.words(c, depth.min(2)), self.int(c, depth.min(1))));
        }
        match self.below(4) {
            0 => over,
            1 => over.order_by(c.big().asc()).range(-3..=4),
            2 => over
                .order_by((self.moment(c, depth.min(2)).desc(), c.text().asc()))
                .groups(-2..)
                .exclude(Exclusion::Ties),
            _ => {
                let exclusion = [Exclusion::CurrentRow, Exclusion::Group][self.below(2) as usize];
                over.order_by(self.float(c, depth.min(2)).asc().nulls_last())
                    .rows(..=1)
                    .exclude(exclusion)
            }
        }
    }

    /// What values of every type have.
    fn common<T: DbValue<Plain = T>>(
        &mut self,
        c: &Columns,
        depth: u32,
        make: fn(&mut Self, &Columns, u32) -> Expression<Option<T>>,
    ) -> Expression<Option<T>> {
        match self.below(if self.windows { 13 } else { 8 }) {
            0 => make(self, c, depth).coalesce(make(self, c, depth)).optional(),
            1 => make(self, c, depth).null_if(make(self, c, depth)),
            2 => make(self, c, depth).greatest(make(self, c, depth)),
            3 => make(self, c, depth).least(make(self, c, depth)),
            4 => when(self.condition(c, depth), make(self, c, depth))
                .when(self.condition(c, depth), make(self, c, depth))
                .end(),
            5 => {
                let case = when::<T>(self.condition(c, depth), make(self, c, depth));
                case.otherwise(make(self, c, depth)).optional()
            }
            6 => self.inside(|this| {
                let outer = this.int(c, depth.min(2));
                let rows = Sample::objects()
                    .filter(|s| s.big().gt(outer) & this.condition(&s, depth.min(3)))
                    .order_by(|s| this.words(&s, depth.min(2)).asc());
                (*rows.subquery(|s| make(this, &s, depth.min(3)))).clone()
            }),
            7 => self.inside(|this| {
                let rows = Sample::objects()
                    .distinct_on(|s| s.text())
                    .order_by(|s| s.text().asc())
                    .limit(3);
                (*rows.subquery(|s| make(this, &s, depth.min(2)))).clone()
            }),
            // Windows cannot stand in windows.
            how => self.inside(|this| {
                let (over, one) = (this.window(c, depth), make(this, c, depth));
                match how {
                    8 => one.lag(2).over(over),
                    9 => one.lead_or(1, make(this, c, depth)).over(over),
                    10 => one.first_value().over(over),
                    11 => one.last_value().over(over),
                    _ => one.nth_value(2).over(over),
                }
            }),
        }
    }

    fn int(&mut self, c: &Columns, depth: u32) -> Int {
        if depth == 0 {
            return match self.below(5) {
                0 => c.big().optional(),
                1 => c.int().cast::<i64>().optional(),
                2 => c.tiny().cast::<i64>().optional(),
                3 => c.huge().cast::<i64>().optional(),
                _ => value(self.number()).optional(),
            };
        }
        let d = depth - 1;
        match self.below(36) {
            0 => self.int(c, d) + self.int(c, d),
            1 => self.int(c, d) - self.number(),
            2 => self.int(c, d) * self.int(c, d),
            3 => self.int(c, d) / self.int(c, d),
            4 => self.int(c, d) % self.int(c, d),
            5 => self.int(c, d).abs(),
            6 => self.int(c, d).sign(),
            7 => self.words(c, d).length().cast::<i64>(),
            8 => self.words(c, d).position(self.word()).cast::<i64>(),
            9 => self.words(c, d).code_point().cast::<i64>(),
            10 => self.moment(c, d).year().cast::<i64>(),
            11 => self.moment(c, d).month().cast::<i64>(),
            12 => self.moment(c, d).day().cast::<i64>(),
            13 => self.moment(c, d).week_day().cast::<i64>(),
            14 => self.day(c, d).iso_week_day().cast::<i64>(),
            15 => self.day(c, d).week().cast::<i64>(),
            16 => self.day(c, d).iso_year().cast::<i64>(),
            17 => self.day(c, d).quarter().cast::<i64>(),
            18 => self.moment(c, d).hour().cast::<i64>(),
            19 => self.clock(c, d).minute().cast::<i64>(),
            20 => self.clock(c, d).second().cast::<i64>(),
            21 => self.words(c, d).cast::<i64>(),
            22 => Func::template("{0} & {1}")
                .argument(self.int(c, d))
                .argument(value(self.number()))
                .returns(),
            23 => self.inside(|this| {
                let (low, rows) = (this.int(c, d.min(2)), Book::objects());
                let rows = rows.filter(|b| b.pages().cast::<i64>().gt(low) & b.author().name().icontains(this.word()));
                let counted = rows.subquery(|b| count().filter(b.editor().name().ne(this.word())));
                (*counted).clone()
            }),
            24 => self.inside(|this| {
                let rows = Sample::objects().filter(|s| this.condition(&s, d.min(2)));
                (*rows.subquery(|s| this.int(&s, d.min(2)).sum().distinct())).clone()
            }),
            25 => self.inside(|this| {
                let rows = Sample::objects().filter(|s| this.condition(&s, d.min(2)));
                (*rows.subquery(|s| this.int(&s, d.min(2)).min())).clone()
            }),
            26..=31 if self.windows => self.inside(|this| {
                let over = this.window(c, d);
                match this.below(7) {
                    0 => row_number().over(over).optional(),
                    1 => rank().over(over).optional(),
                    2 => dense_rank().over(over).optional(),
                    3 => ntile(3).over(over).optional(),
                    4 => count().filter(this.condition(c, d)).over(over).optional(),
                    5 => this.int(c, d).sum().over(over),
                    _ => this.int(c, d).max().over(over),
                }
            }),
            _ => self.common(c, d, Self::int),
        }
    }

    fn float(&mut self, c: &Columns, depth: u32) -> Float {
        if depth == 0 {
            return match self.below(4) {
                0 => c.double().optional(),
                1 => c.real().cast::<f64>().optional(),
                2 => random().optional(),
                _ => value(0.7654).optional(),
            };
        }
        let d = depth - 1;
        match self.below(36) {
            0 => self.float(c, d) + self.float(c, d),
            1 => self.float(c, d) - 0.7654,
            2 => self.float(c, d) * self.float(c, d),
            3 => self.float(c, d) / self.float(c, d),
            4 => self.float(c, d).abs(),
            5 => self.float(c, d).ceil(),
            6 => self.float(c, d).floor(),
            7 => self.float(c, d).sign(),
            8 => self.float(c, d).sqrt(),
            9 => self.float(c, d).power(0.7654),
            10 => self.float(c, d).exp(),
            11 => self.int(c, d).ln(),
            12 => self.float(c, d).log(0.7654),
            13 => self.float(c, d).sin(),
            14 => self.float(c, d).cos(),
            15 => self.float(c, d).tan(),
            16 => self.float(c, d).cot(),
            17 => self.float(c, d).asin(),
            18 => self.float(c, d).acos(),
            19 => self.float(c, d).atan(),
            20 => self.float(c, d).atan2(self.float(c, d)),
            21 => self.float(c, d).degrees(),
            22 => self.float(c, d).radians(),
            23 => self.json(c, d).number(),
            24 => self.int(c, d).cast::<f64>(),
            25 => self.inside(|this| {
                let rows = Sample::objects().filter(|s| this.condition(&s, d.min(2)));
                match this.below(5) {
                    0 => (*rows.subquery(|s| this.int(&s, 1).avg())).clone(),
                    1 => (*rows.subquery(|s| this.float(&s, 1).std_dev())).clone(),
                    2 => (*rows.subquery(|s| this.float(&s, 1).variance_sample())).clone(),
                    3 => (*rows.subquery(|s| this.int(&s, 1).std_dev_sample())).clone(),
                    _ => (*rows.subquery(|s| this.float(&s, 1).variance())).clone(),
                }
            }),
            26 => self.money(c, d).cast::<f64>(),
            27..=30 if self.windows => self.inside(|this| {
                let over = this.window(c, d);
                match this.below(3) {
                    0 => percent_rank().over(over).optional(),
                    1 => cume_dist().over(over).optional(),
                    _ => this.float(c, d).avg().over(over),
                }
            }),
            _ => self.common(c, d, Self::float),
        }
    }

    fn words(&mut self, c: &Columns, depth: u32) -> Words {
        if depth == 0 {
            return match self.below(3) {
                0 => c.text().cast::<String>().optional(),
                1 => c.url().cast::<String>(),
                _ => value(self.word()).optional(),
            };
        }
        let d = depth - 1;
        match self.below(36) {
            0 => self.words(c, d).lower(),
            1 => self.words(c, d).upper(),
            2 => self.words(c, d).trim(),
            3 => self.words(c, d).trim_start(),
            4 => self.words(c, d).trim_end(),
            5 => self.words(c, d).concat(self.words(c, d)).optional(),
            6 => self.words(c, d).replace(self.word(), self.word()),
            7 => self.words(c, d).substring(2, 3),
            8 => self.words(c, d).left(3),
            9 => self.words(c, d).right(2),
            10 => self.words(c, d).pad_start(9, self.word()),
            11 => self.words(c, d).pad_end(9, self.word()),
            12 => self.words(c, d).repeat(2),
            13 => self.words(c, d).reverse(),
            14 => self.words(c, d).md5(),
            15 => self.words(c, d).sha224(),
            16 => self.words(c, d).sha256(),
            17 => self.words(c, d).sha384(),
            18 => self.words(c, d).sha512(),
            19 => self.int(c, d).cast::<i32>().character(),
            20 => self.json(c, d).text(),
            21 => self.int(c, d).cast::<String>(),
            22 => self.moment(c, d).cast::<String>(),
            23 => self.words(c, d).collate("C"),
            24 => Func::new("NULLIF")
                .argument(self.words(c, d))
                .argument(value(self.word()))
                .returns(),
            25 => self.inside(|this| {
                let rows = Sample::objects().filter(|s| this.condition(&s, d.min(2)));
                (*rows.subquery(|s| this.words(&s, 1).join(this.word()).order_by(s.big().desc()))).clone()
            }),
            26 => self.inside(|this| {
                let rows = Sample::objects().filter(|s| this.condition(&s, d.min(2)));
                (*rows.subquery(|s| Func::aggregate::<Option<String>>("MAX", this.words(&s, 1)))).clone()
            }),
            _ => self.common(c, d, Self::words),
        }
    }

    fn moment(&mut self, c: &Columns, depth: u32) -> Moment {
        if depth == 0 {
            return match self.below(3) {
                0 => c.moment().optional(),
                1 => now().optional(),
                _ => value(self.moment_value()).optional(),
            };
        }
        let d = depth - 1;
        match self.below(14) {
            0 => self.moment(c, d).plus(self.span(c, d)),
            1 => self.moment(c, d).minus(Duration::microseconds(1987)),
            2 => self.moment(c, d).start_of_year(),
            3 => self.moment(c, d).start_of_quarter(),
            4 => self.moment(c, d).start_of_month(),
            5 => self.moment(c, d).start_of_week(),
            6 => self.moment(c, d).start_of_day(),
            7 => self.moment(c, d).start_of_hour(),
            8 => self.moment(c, d).start_of_minute(),
            9 => self.moment(c, d).start_of_second(),
            _ => self.common(c, d, Self::moment),
        }
    }

    fn day(&mut self, c: &Columns, depth: u32) -> Day {
        if depth == 0 {
            return match self.below(2) {
                0 => c.date().optional(),
                _ => value(self.moment_value().date_naive()).optional(),
            };
        }
        let d = depth - 1;
        match self.below(8) {
            0 | 1 => self.moment(c, d).date(),
            2 => self.day(c, d).start_of_year(),
            3 => self.day(c, d).start_of_quarter(),
            4 => self.day(c, d).start_of_week(),
            5 => self.day(c, d).start_of_month(),
            _ => self.common(c, d, Self::day),
        }
    }

    fn clock(&mut self, c: &Columns, depth: u32) -> Clock {
        if depth == 0 {
            return match self.below(2) {
                0 => c.time().optional(),
                _ => value(self.moment_value().time()).optional(),
            };
        }
        let d = depth - 1;
        match self.below(7) {
            0 | 1 => self.moment(c, d).time(),
            2 => self.clock(c, d).start_of_hour(),
            3 => self.clock(c, d).start_of_minute(),
            4 => self.clock(c, d).start_of_second(),
            _ => self.common(c, d, Self::clock),
        }
    }

    fn span(&mut self, c: &Columns, depth: u32) -> Span {
        if depth == 0 {
            return match self.below(2) {
                0 => c.span().optional(),
                _ => value(Duration::microseconds(self.number())).optional(),
            };
        }
        let d = depth - 1;
        match self.below(4) {
            0 | 1 => self.moment(c, d).since(self.moment(c, d)),
            _ => self.common(c, d, Self::span),
        }
    }

    fn money(&mut self, c: &Columns, depth: u32) -> Money {
        if depth == 0 {
            return match self.below(2) {
                0 => c.price().optional(),
                _ => value("1987.25".parse::<Decimal>().expect("a decimal")).optional(),
            };
        }
        let d = depth - 1;
        match self.below(8) {
            0 => self.money(c, d) + self.money(c, d),
            1 => self.money(c, d) * self.money(c, d),
            2 => self.money(c, d).round(1),
            3 => self.money(c, d).abs(),
            4 => self.int(c, d).cast::<Decimal>(),
            _ => self.common(c, d, Self::money),
        }
    }

    fn json(&mut self, c: &Columns, depth: u32) -> Json {
        if depth == 0 {
            return match self.below(2) {
                0 => c.json().to_json().optional(),
                _ => value(self.json_value()).optional(),
            };
        }
        let d = depth - 1;
        match self.below(14) {
            0 => self.json(c, d).key(self.word()),
            1 => self.json(c, d).at(-1),
            2 => self.int(c, d).to_json(),
            3 => self.float(c, d).to_json(),
            4 => self.words(c, d).to_json(),
            5 => self.moment(c, d).to_json(),
            6 => self.clock(c, d).to_json(),
            7 => self.span(c, d).to_json(),
            8 => self.money(c, d).to_json(),
            9 => c.flag().to_json().optional(),
            10 => json_object([
                (self.word(), self.json(c, d)),
                ("b".to_owned(), self.words(c, d).to_json()),
            ])
            .optional(),
            11 => json_array([self.json(c, d), self.int(c, d).to_json()]).optional(),
            12 => c.bytes().to_json().optional(),
            _ => self.json(c, d).coalesce(self.json(c, d)).optional(),
        }
    }

    fn condition(&mut self, c: &Columns, depth: u32) -> Condition {
        let d = depth.saturating_sub(1);
        if depth == 0 {
            return match self.below(4) {
                0 => c.flag().is_true(),
                1 => c.big().gt(self.number()),
                2 => c.url().is_null(),
                _ => c.text().icontains(self.word()),
            };
        }
        match self.below(37) {
            0 | 1 => self.condition(c, d) & self.condition(c, d),
            2 | 3 => self.condition(c, d) | self.condition(c, d),
            4 => self.condition(c, d) ^ self.condition(c, d),
            5 | 6 => !self.condition(c, d),
            7 => self.int(c, d).eq(self.int(c, d)),
            8 => self.words(c, d).ne(self.words(c, d)),
            9 => self.moment(c, d).lt(self.moment(c, d)),
            10 => self.float(c, d).le(0.7654),
            11 => self.day(c, d).gt(self.day(c, d)),
            12 => self.clock(c, d).ge(self.clock(c, d)),
            13 => self.span(c, d).lt(Duration::microseconds(1987)),
            14 => self.money(c, d).gt(self.money(c, d)),
            15 => self.int(c, d).range(self.number(), self.int(c, d)),
            16 => self.words(c, d).in_([self.word(), self.word()]),
            17 => self.moment(c, d).in_([self.moment_value()]),
            18 => self.int(c, d).in_(Vec::<i64>::new()),
            19 => self.json(c, d).is_null(),
            20 => self.words(c, d).is_not_null(),
            21 => self.words(c, d).iexact(self.word()),
            22 => self.words(c, d).contains(self.word()),
            23 => self.words(c, d).istarts_with(self.word()),
            24 => self.words(c, d).ends_with(self.word()),
            25 => self.words(c, d).iregex("^kanarie[0-9]+"),
            26 => self.json(c, d).has_keys([self.word(), self.word()]),
            27 => self.json(c, d).has_any_keys([self.word()]),
            28 => self.json(c, d).contains_json(self.json_value()),
            29 => self.json(c, d).contained_by(self.json_value()),
            30 => self.json(c, d).is_json_null(),
            31 => self.json(c, d).eq(self.json_value()),
            32 => self.inside(|this| {
                let rows = Book::objects().filter(|b| {
                    let tagged = b.tags().any(|t| t.name().contains(this.word()) | t.books().is_empty());
                    tagged & b.title().eq(this.words(c, d.min(2)))
                });
                exists(rows)
            }),
            33 => self.inside(|this| {
                let rows = Sample::objects().filter(|s| this.condition(&s, d.min(2))).limit(5);
                let one = this.int(c, d);
                one.in_subquery(rows.subquery(|s| this.int(&s, d.min(2))))
            }),
            34 => {
                let yes = when::<bool>(self.condition(c, d), true).otherwise(false);
                yes.is_true()
            }
            35 => Func::template("{0} IS NOT DISTINCT FROM {1}")
                .argument(self.words(c, d))
                .argument(self.words(c, d))
                .returns::<bool>()
                .is_true(),
            _ => self.int(c, d).sign().ne(self.number()),
        }
    }

    /// A value of any type.
    fn any(&mut self, c: &Columns) -> Expr {
        match self.below(9) {
            0 | 1 => self.int(c, DEPTH).expr(),
            2 => self.float(c, DEPTH).expr(),
            3 => self.words(c, DEPTH).expr(),
            4 => self.moment(c, DEPTH).expr(),
            5 => self.day(c, DEPTH).expr(),
            6 => self.clock(c, DEPTH).expr(),
            7 => self.money(c, DEPTH).expr(),
            _ => self.json(c, DEPTH).expr(),
        }
    }

    /// A query with such expressions in every place: rows, or groups of rows.
    fn statement(&mut self, db: &Db) -> Statement {
        let grouped = self.below(4) == 0;
        self.windows = !grouped && self.below(2) == 0;
        let depth = 1 + self.below(DEPTH);
        let mut values = Vec::new();
        let mut rows = Sample::objects().filter(|s| {
            if grouped {
                values.extend([self.words(&s, depth).expr(), self.int(&s, depth).sum().expr()]);
                values.push(self.float(&s, depth).avg().filter(self.condition(&s, depth)).expr());
            } else {
                values.extend([self.any(&s), self.any(&s)]);
            }
            self.condition(&s, depth)
        });
        rows = match self.below(4) {
            0 if grouped => rows.filter(|_| count().gt(self.number())),
            1 if !grouped => rows
                .order_by(|s| (self.int(&s, depth).desc(), self.words(&s, depth).asc()))
                .limit(7)
                .offset(2),
            2 if !grouped => rows.distinct(),
            _ => rows,
        };
        if self.below(8) == 0 && !grouped {
            rows = rows
                .order_by(|_| Vec::new())
                .union(Sample::objects().filter(|s| self.condition(&s, depth)));
            return rows.query().count(db.dialect());
        }
        if matches!(rows.query().distinct, fjango::orm::Distinct::Rows) {
            rows = rows.order_by(|_| Vec::new());
        }
        rows.query().select_values(db.dialect(), &values)
    }
}

async fn check_all(database: &FreshDatabase, seed: u64) {
    let db = open(database).await;
    let mut gardener = Gardener {
        random: StdRng::seed_from_u64(seed),
        windows: false,
    };
    let mut wrong: Vec<String> = Vec::new();
    let mut binds = 0;
    let ended: fjango::db::Result<()> = db
        .transaction(async |tx: &Tx| {
            if database.kind() == Kind::Postgres {
                tx.execute_sql("SET LOCAL plan_cache_mode = force_generic_plan").await?;
            }
            for i in 0..STATEMENTS {
                let statement = gardener.statement(&db);
                let sql = statement.to_sql(db.dialect());
                binds += statement.bind_count();
                for mark in MARKS.iter().filter(|mark| sql.contains(**mark)) {
                    wrong.push(format!("statement {i} holds the value {mark}: {sql}"));
                }
                // In a savepoint, so that the next one is asked too.
                let tried: fjango::db::Result<()> = tx
                    .transaction(async |tx| tx.fetch(statement.clone(), |_| Ok(())).await.map(drop))
                    .await;
                // Conditions without columns are computed even where there are no rows.
                let of_a_value = |said: &str| OF_VALUES.iter().any(|part| said.contains(part));
                if let Err(said) = tried
                    && !of_a_value(&said.to_string())
                {
                    wrong.push(format!("statement {i}: {said}: {sql}"));
                }
            }
            Ok(())
        })
        .await;
    wrong.sort_by_key(String::len);
    let shown = wrong
        .iter()
        .take(4)
        .map(|text| text.chars().take(3_000).collect::<String>());
    assert!(
        wrong.is_empty(),
        "{} of {STATEMENTS} statements are wrong on {}, repeat with {SEED}={seed}\n{}",
        wrong.len(),
        database.kind(),
        shown.collect::<Vec<_>>().join("\n\n"),
    );
    ended.expect("the transaction ends");
    assert!(binds > STATEMENTS, "values are bound");
}

fn seed() -> u64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "tests have no settings; who runs them repeats a seed"
    )]
    let given = std::env::var(SEED).ok();
    let seed = given.map_or_else(rand::random, |seed| seed.parse().expect("the seed is a number"));
    eprintln!("{STATEMENTS} random statements, {SEED}={seed}");
    seed
}

#[tokio::test]
async fn any_expression_is_sql_that_sqlite_accepts() {
    check_all(&fresh_database(Kind::Sqlite), seed()).await;
}

#[tokio::test]
async fn any_expression_is_sql_that_postgres_accepts() {
    check_all(&fresh_database(Kind::Postgres), seed()).await;
}
