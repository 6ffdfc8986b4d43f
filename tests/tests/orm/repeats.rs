//! The guard against N+1: which line it names, what it says to write instead, and when it says nothing.

use std::sync::{Arc, Mutex};

use fjango::App;
use fjango::assert_no_n_plus_one;
use fjango::db::{Db, Executor as _, NPlusOne, Statement};
use fjango::prelude::*;
use fjango::testing::{Options, Schema, TestApp, TestDb};
use fjango_tests::FreshDatabase;

use super::models::*;

/// Six authors with a book and a tag each.
async fn shelves(database: &FreshDatabase) -> Db {
    let db = open(database).await;
    let names = ["A", "B", "C", "D", "E", "F"].map(AuthorCreate::new);
    let authors = Author::objects().bulk_create(&db, names).await.unwrap();
    let tag = Tag::objects().create(&db, TagCreate::new("rust")).await.unwrap();
    for author in authors {
        let book = BookCreate {
            tags: vec![tag.id],
            ..BookCreate::new("Book", author.id)
        };
        Book::objects().create(&db, book).await.unwrap();
    }
    db
}

/// What was told of the only line that repeated itself: its place and the fix.
fn only(guard: &NPlusOne) -> (String, usize, String) {
    let repeated = guard.repeated();
    assert_eq!(repeated.len(), 1, "{repeated:#?}");
    let one = &repeated[0];
    (format!("{}:{}", one.site.file(), one.site.line()), one.calls, one.fix())
}

fn here(line: u32) -> String {
    format!("{}:{line}", file!())
}

fjango_tests::each_database! {
    async fn the_line_and_the_fix_are_named(database: &FreshDatabase) {
        let db = shelves(database).await;
        let books = Book::objects().all(&db).await.unwrap();
        let authors = Author::objects().all(&db).await.unwrap();

        let guard = NPlusOne::new();
        for book in &books {
            Author::objects().get(&db, *book.author.key()).await.unwrap();
        }
        let (site, calls, fix) = only(&guard);
        assert_eq!((site, calls), (here(line!() - 3), 6));
        assert_eq!(fix, "read them along with `.select_related(|book| book.author())` in the query of the `Book` rows, or before the loop with `Author::objects().in_bulk(&db, keys)`");
        drop(guard);

        let guard = NPlusOne::new();
        for author in &authors {
            author.related(|a| a.books()).objects().all(&db).await.unwrap();
        }
        let (site, _, fix) = only(&guard);
        assert_eq!(site, here(line!() - 3));
        assert_eq!(fix, "read them along with `.prefetch_related(|author| author.books())` in the query of the `Author` rows");
        drop(guard);

        let guard = NPlusOne::new();
        for book in &books {
            book.related(|b| b.tags()).objects().values(&db, |t| t.name()).await.unwrap();
        }
        assert_eq!(only(&guard).2, "read them along with `.prefetch_related(|book| book.tags())` in the query of the `Book` rows");
        drop(guard);

        let guard = NPlusOne::new();
        for book in &books {
            Review::objects().filter(|r| r.book().eq(book.id)).first(&db).await.unwrap();
        }
        let fix = only(&guard).2;
        assert!(fix.ends_with("in the query of the `Book` rows, with a field `reviews: ReverseForeignKey<Review>` in `Book`"), "{fix}");
        drop(guard);

        for (write, expected) in [(true, "`Review::objects().bulk_create(&db, inputs)`"), (false, "with `annotate`")] {
            let guard = NPlusOne::new();
            for book in &books {
                match write {
                    true => drop(Review::objects().create(&db, ReviewCreate::new(book.id, 5)).await.unwrap()),
                    false => drop(Review::objects().filter(|r| r.book().eq(book.id)).count(&db).await),
                }
            }
            let fix = only(&guard).2;
            assert!(fix.contains(expected), "{fix}");
        }
        let guard = NPlusOne::new();
        for mut book in books {
            book.pages += 1;
            book.save(&db).await.unwrap();
        }
        let (site, calls, fix) = only(&guard);
        assert_eq!((site, calls), (here(line!() - 3), 6));
        assert!(fix.contains("`Book::objects().bulk_update(&db, &mut rows, |book| …)`"), "{fix}");
    }

    async fn what_is_no_repetition_is_not_told(database: &FreshDatabase) {
        let db = shelves(database).await;
        assert_no_n_plus_one!({
            // Four times is no loop to speak of.
            for key in 1..=4_i64 {
                Author::objects().get(&db, key).await.unwrap();
            }
            // Other lines are other calls.
            Author::objects().get(&db, 1).await.unwrap();
            Author::objects().get(&db, 2).await.unwrap();
            // Other statements on one line.
            for n in 1..9 {
                Author::objects().limit(n).all(&db).await.unwrap();
            }
            // Batches of one call, and what a call does inside.
            let tags = (0..5_500).map(|n| TagCreate::new(format!("t{n}")));
            Tag::objects().bulk_create(&db, tags).await.unwrap();
            let books = Book::objects().select_related(|b| b.author()).prefetch_related(|b| b.tags());
            books.all(&db).await.unwrap();
            books.stream_batches(&db, 1).try_collect::<Vec<_>>().await.unwrap();
        });
    }

    async fn a_strict_test_fails_with_all_that_helps(database: &FreshDatabase) {
        let db = shelves(database).await;
        let guard = NPlusOne::new();
        for _ in 0..5 {
            db.fetch(Statement::sql("SELECT 1"), |_| Ok(())).await.unwrap();
        }
        let line = line!() - 2;
        let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| guard.expect_none()));
        let message = *failed.unwrap_err().downcast::<String>().unwrap();
        assert_eq!(message, format!("N+1:\n{}:{line} ran the same statement 5 times: ask once, before the loop\n  SELECT 1", file!()));
    }
}

/// Asks for each user anew.
#[fjango::api(get, path = "/one-by-one/{times}", login = "anyone")]
async fn one_by_one(times: i64, db: Db) -> fjango::orm::Result<fjango::prelude::Json<i64>> {
    let mut found = 0;
    for _ in 0..times {
        found += User::objects().filter(|user| user.id().eq(times)).exists(&db).await? as i64;
    }
    Ok(fjango::prelude::Json(found))
}
const LOOP: u32 = line!() - 4;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("the lines").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fjango_tests::each_database! {
    async fn a_request_warns_once_with_the_number(database: &FreshDatabase) {
        let options = Options { url: Some(database.url().to_owned()), schema: Schema::Models };
        let app = TestApp::with(App::new(), TestDb::with(options).await).await;
        assert!(app.settings().log.n_plus_one, "as in development");
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt().with_ansi(false).with_max_level(tracing::Level::WARN).with_writer(move || writer.clone()).finish();
        let _guard = tracing::subscriber::set_default(subscriber);
        app.get("/api/one-by-one/4").await.assert_status(200);
        assert_eq!(String::from_utf8(lines.0.lock().unwrap().clone()).unwrap(), "");
        app.get("/api/one-by-one/7").await.assert_status(200);
        let said = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert_eq!(said.matches("N+1: ").count(), 1, "{said}");
        assert!(said.contains(&format!("{}:{LOOP} ran the same statement 7 times", file!())), "{said}");
    }
}
