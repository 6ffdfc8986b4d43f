//! Window functions: every function, frames, and conditions on them.

use fjango::orm::{Exclusion, count, cume_dist, dense_rank, ntile, percent_rank, rank, row_number, window};
use fjango::prelude::*;
use fjango_tests::FreshDatabase;

use super::models::*;

/// Books of 10, 20, 20, 30 and 40 pages, the first three by one author.
async fn shelf(database: &FreshDatabase) -> Db {
    let db = open(database).await;
    let ann = Author::objects().create(&db, AuthorCreate::new("Ann")).await.unwrap();
    let bob = Author::objects().create(&db, AuthorCreate::new("Bob")).await.unwrap();
    for (title, pages, author) in [
        ("a", 10, &ann),
        ("b", 20, &ann),
        ("c", 20, &ann),
        ("d", 30, &bob),
        ("e", 40, &bob),
    ] {
        let input = BookCreate {
            pages: Some(pages),
            ..BookCreate::new(title, author.id)
        };
        Book::objects().create(&db, input).await.unwrap();
    }
    db
}

/// A value for each book, in the order of titles.
async fn each<V: fjango::orm::Valued + 'static>(db: &Db, pick: impl FnOnce(&BookColumns) -> V) -> Vec<V::Row> {
    Book::objects()
        .order_by(|b| b.title().asc())
        .values(db, |b| pick(&b))
        .await
        .expect("the values are read")
}

async fn titles(db: &Db, books: QuerySet<Book>) -> String {
    books
        .all(db)
        .await
        .unwrap()
        .into_iter()
        .map(|book| book.title)
        .collect()
}

fjango_tests::each_database! {
    async fn rows_are_ranked(database: &FreshDatabase) {
        let db = shelf(database).await;
        let ranks = each(&db, |b| {
            let by_pages = || window().order_by(b.pages().asc());
            (row_number().over(window().order_by((b.pages().asc(), b.id().asc()))), rank().over(by_pages()),
                dense_rank().over(by_pages()), ntile(2).over(window().order_by(b.title().asc())))
        }).await;
        assert_eq!(ranks, [(1, 1, 1, 1), (2, 2, 2, 1), (3, 2, 2, 1), (4, 4, 3, 2), (5, 5, 4, 2)]);
        let parts = each(&db, |b| {
            let by_pages = || window().order_by(b.pages().asc());
            (percent_rank().over(by_pages()), cume_dist().over(by_pages()))
        }).await;
        assert_eq!(parts, [(0.0, 0.2), (0.25, 0.6), (0.25, 0.6), (0.75, 0.8), (1.0, 1.0)]);
        let of_author = each(&db, |b| row_number().over(window().partition_by(b.author()).order_by(b.id().desc()))).await;
        assert_eq!(of_author, [3, 2, 1, 2, 1]);
    }

    async fn rows_see_their_neighbours(database: &FreshDatabase) {
        let db = shelf(database).await;
        let near = each(&db, |b| {
            let by_title = || window().order_by(b.title().asc());
            (b.pages().lag(1).over(by_title()), b.pages().lead(2).over(by_title()), b.pages().lag_or(1, -1).over(by_title()),
                b.title().lead_or(1, "?").over(by_title()))
        }).await;
        assert_eq!(near, [
            (None, Some(20), -1, "b".to_owned()),
            (Some(10), Some(30), 10, "c".to_owned()),
            (Some(20), Some(40), 20, "d".to_owned()),
            (Some(20), None, 20, "e".to_owned()),
            (Some(30), None, 30, "?".to_owned()),
        ]);
        let ends = each(&db, |b| {
            let whole = || window().partition_by(b.author()).order_by(b.title().asc()).rows(..);
            (b.title().first_value().over(whole()), b.title().last_value().over(whole()), b.title().nth_value(3).over(whole()))
        }).await;
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(ends[0], (text("a"), text("c"), text("c")));
        assert_eq!(ends[4], (text("d"), text("e"), None));
    }

    async fn aggregates_have_frames(database: &FreshDatabase) {
        let db = shelf(database).await;
        let sums = each(&db, |b| {
            let by_pages = || window().order_by(b.pages().asc());
            let sum = || b.pages().sum();
            (
                sum().over(window()), sum().over(by_pages()), sum().over(by_pages().range(-10..=10)),
                sum().over(window().order_by((b.pages().asc(), b.id().asc())).rows(-1..2)),
                sum().over(by_pages().groups(-1..=0)), sum().over(by_pages().exclude(Exclusion::Ties)),
                sum().over(by_pages().range(..).exclude(Exclusion::CurrentRow)),
                count().filter(b.pages().gt(10)).over(by_pages().rows(..).exclude(Exclusion::Group)),
            )
        }).await;
        let expected = [
            (120, 10, 50, 30, 10, 10, 110, 4),
            (120, 50, 80, 50, 50, 30, 100, 2),
            (120, 50, 80, 70, 50, 30, 100, 2),
            (120, 80, 110, 90, 70, 80, 90, 3),
            (120, 120, 70, 70, 70, 120, 80, 3),
        ];
        for (found, expected) in sums.into_iter().zip(expected) {
            let (a, b, c, d, e, f, g, h) = found;
            let known = |sum: Option<i64>| sum.expect("no frame is empty");
            assert_eq!((known(a), known(b), known(c), known(d), known(e), known(f), known(g), h), expected);
        }
    }

    async fn conditions_on_windows_are_about_the_rows_that_meet_the_others(database: &FreshDatabase) {
        let db = shelf(database).await;
        let longest = |places: i64| Book::objects().filter(|b| {
            row_number().over(window().partition_by(b.author()).order_by((b.pages().desc(), b.id().desc()))).le(places)
        });
        assert_eq!(titles(&db, longest(1)).await, "ce");
        assert_eq!(titles(&db, longest(2).order_by(|b| b.title().desc()).limit(3)).await, "edc");
        // Conditions on rows come first, wherever they are written; windows among the values see the same rows.
        let rest = longest(1).filter(|b| b.title().ne("e") & b.pages().le(30));
        assert_eq!(titles(&db, rest.clone()).await, "cd");
        let numbered = rest.values(&db, |b| (b.title(), count().over(window()))).await.unwrap();
        assert_eq!(numbered, [("c".to_owned(), 4), ("d".to_owned(), 4)]);
        assert_eq!(longest(1).count(&db).await.unwrap(), 2);
        assert!(longest(1).exists(&db).await.unwrap());
        assert!(!longest(0).exists(&db).await.unwrap());
        assert_eq!(longest(1).aggregate(&db, |b| b.pages().sum()).await.unwrap(), Some(60));
        let joined = longest(1).select_related(|b| b.author()).all(&db).await.unwrap();
        assert_eq!(joined[1].author.loaded().unwrap().name, "Bob");
        assert_eq!(titles(&db, longest(1).union(Book::objects().filter(|b| b.title().eq("a"))).order_by(|b| b.title().asc())).await, "ace");
        assert_eq!(titles(&db, longest(2).distinct_on(|b| b.author().key().clone()).order_by(|b| (b.author().key().asc(), b.title().asc()))).await, "bd");
        assert_eq!(titles(&db, longest(2).distinct()).await, "bcde");
        let with = Author::objects().prefetch_related(|a| a.books().with(|books| books.filter(|b| {
            row_number().over(window().partition_by(b.author()).order_by(b.pages().asc())).le(1)
        }))).all(&db).await.unwrap();
        assert_eq!(with[0].books.loaded().unwrap()[0].title, "a");
        assert_eq!(with[1].books.loaded().unwrap().len(), 1);
        assert_eq!(longest(1).update_with(&db, |b| b.pages().set(b.pages() + 1)).await.unwrap(), 2);
        assert_eq!(longest(1).delete(&db).await.unwrap(), 2);
        assert_eq!(titles(&db, Book::objects()).await, "abd");
    }

    async fn windows_stand_over_groups(database: &FreshDatabase) {
        let db = shelf(database).await;
        // The window sees one row for each author.
        let rows = Book::objects()
            .order_by(|b| b.author().name().asc())
            .values(&db, |b| (b.author().name(), b.pages().sum(), rank().over(window().order_by(b.pages().sum().desc()))))
            .await
            .unwrap();
        assert_eq!(rows, [("Ann".to_owned(), Some(50), 2), ("Bob".to_owned(), Some(70), 1)]);
        let best = Book::objects()
            .filter(|b| rank().over(window().order_by(b.pages().sum().desc())).eq(1))
            .values(&db, |b| (b.author().name(), b.pages().sum()))
            .await
            .unwrap();
        assert_eq!(best, [("Bob".to_owned(), Some(70))]);
    }

    async fn a_locked_query_may_have_windows(database: &FreshDatabase) {
        let db = shelf(database).await;
        let first = Book::objects().filter(|b| row_number().over(window().order_by(b.id().asc())).le(1));
        let locked = db.transaction(async |tx| {
            first.clone().select_for_update(fjango::db::RowLock::Wait).all(tx).await
        }).await;
        assert_eq!(locked.unwrap().len(), 1);
        // Neither database aggregates in an order of its own over a window; the error is typed.
        let ordered = Book::objects().values(&db, |b| b.title().join(",").order_by(b.id().asc()).over(window())).await;
        assert!(matches!(ordered, Err(fjango::orm::Error::Database(_))), "{ordered:?}");
    }
}
