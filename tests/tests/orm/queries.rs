use fjango::orm::Error;
use fjango::prelude::*;
use fjango_tests::FreshDatabase;

use super::models::*;

async fn check<C: Into<Condition>>(db: &Db, condition: impl FnOnce(BookColumns) -> C, expected: &str) {
    assert_eq!(initials(db, Book::objects().filter(condition)).await, expected);
}

fjango_tests::each_database! {
    async fn comparisons_find_what_they_say(database: &FreshDatabase) {
        let db = library(database).await;
        check(&db, |b| b.pages().eq(120), "B").await;
        check(&db, |b| b.pages().ne(120), "ACD").await;
        check(&db, |b| b.pages().lt(120), "C").await;
        check(&db, |b| b.pages().le(120), "BC").await;
        check(&db, |b| b.pages().gt(200), "A").await;
        check(&db, |b| b.pages().ge(200), "AD").await;
        check(&db, |b| b.pages().range(100, 200), "BD").await;
        check(&db, |b| b.pages().in_([80, 300]), "AC").await;
        check(&db, |b| b.pages().in_(Vec::<i32>::new()), "").await;
        check(&db, |b| b.published().is_null(), "C").await;
        check(&db, |b| b.published().is_not_null(), "ABD").await;
        check(&db, |b| b.published().year().ge(2025), "BD").await;
        check(&db, |b| b.published().month().eq(5) & b.published().day().eq(17), "ABD").await;
        check(&db, |b| b.published().quarter().eq(2), "ABD").await;
        check(&db, |b| b.created().hour().ge(0), "ABCD").await;
        // 17 May 2026 is a Sunday.
        check(&db, |b| b.published().week_day().eq(1), "D").await;
    }

    async fn text_lookups_take_every_character_as_itself(database: &FreshDatabase) {
        let db = library(database).await;
        check(&db, |b| b.title().contains("100%"), "B").await;
        check(&db, |b| b.title().contains("10%"), "").await;
        check(&db, |b| b.title().contains("g_f"), "C").await;
        check(&db, |b| b.title().contains("n_d"), "").await;
        check(&db, |b| b.title().contains("async"), "").await;
        check(&db, |b| b.title().icontains("ASYNC"), "A").await;
        check(&db, |b| b.title().icontains("äRZTIN"), "D").await;
        check(&db, |b| b.title().starts_with("Die"), "D").await;
        check(&db, |b| b.title().starts_with("die"), "").await;
        check(&db, |b| b.title().istarts_with("die"), "D").await;
        check(&db, |b| b.title().ends_with("Two"), "C").await;
        check(&db, |b| b.title().iends_with("two"), "C").await;
        check(&db, |b| b.title().iexact("DIE ÄRZTIN"), "D").await;
        check(&db, |b| b.title().regex("^[AB].*h$"), "A").await;
        check(&db, |b| b.title().iregex("^[ab]"), "AB").await;
        check(&db, |b| b.slug().eq("async-in-depth"), "A").await;
    }

    async fn conditions_join_and_negate(database: &FreshDatabase) {
        let db = library(database).await;
        check(&db, |b| b.pages().gt(100) & (b.title().starts_with("A") | b.title().starts_with("B")), "AB").await;
        check(&db, |b| !(b.pages().gt(100)), "C").await;
        // The book without a date is not published in 2024, as Django's exclude has it.
        assert_eq!(initials(&db, Book::objects().exclude(|b| b.published().year().eq(2024))).await, "BCD");
        check(&db, |b| b.published().ne(NaiveDate::from_ymd_opt(2024, 5, 17).unwrap()), "BCD").await;
        check(&db, |b| b.id().lt(b.author().key().clone()), "").await;
    }

    async fn relations_are_followed(database: &FreshDatabase) {
        let db = library(database).await;
        let ann = Author::objects().filter(|a| a.name().eq("Ann")).get_one(&db).await.unwrap();
        check(&db, |b| b.author().name().eq("Ann"), "ABC").await;
        check(&db, |b| b.author().eq(ann.id), "ABC").await;
        check(&db, |b| b.editor().name().eq("Bob"), "A").await;
        check(&db, |b| b.editor().is_null(), "BC").await;
        check(&db, |b| !b.editor().name().eq("Bob"), "BCD").await;
        check(&db, |b| b.tags().any(|t| t.name().eq("rust")), "AB").await;
        check(&db, |b| b.tags().all(|t| t.name().eq("rust")), "BC").await;
        check(&db, |b| b.tags().is_empty(), "C").await;
        // The inner condition may speak of the outer row.
        check(&db, |b| b.author().books().any(|other| other.pages().gt(b.pages())), "BC").await;
        let tags = Tag::objects().filter(|t| t.books().any(|b| b.author().name().eq("Bob"))).all(&db).await.unwrap();
        assert_eq!(tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["web"]);
        assert_eq!(initials(&db, ann.edited()).await, "D");
        assert_eq!(initials(&db, tags[0].books()).await, "AD");
        let authors = Author::objects().filter(|a| a.books().any(|b| b.pages().lt(100))).all(&db).await.unwrap();
        assert_eq!(authors.len(), 1);
    }

    async fn order_slices_and_single_rows(database: &FreshDatabase) {
        let db = library(database).await;
        let by_pages = Book::objects().order_by(|b| (b.author().name().desc(), b.pages().asc()));
        assert_eq!(initials(&db, by_pages.clone()).await, "DCBA");
        assert_eq!(initials(&db, by_pages.clone().limit(2).offset(1)).await, "CB");
        assert_eq!(initials(&db, by_pages.clone().offset(3)).await, "A");
        assert_eq!(initials(&db, Book::objects().order_by(|b| b.published().asc())).await, "CABD");
        assert_eq!(initials(&db, Book::objects().order_by(|b| b.published().desc())).await, "DBAC");
        assert_eq!(by_pages.count(&db).await.unwrap(), 4);
        assert_eq!(by_pages.clone().limit(3).count(&db).await.unwrap(), 3);
        assert!(by_pages.exists(&db).await.unwrap());
        assert!(!by_pages.clone().filter(|b| b.pages().gt(1000)).exists(&db).await.unwrap());
        assert_eq!(by_pages.first(&db).await.unwrap().unwrap().title, "Die Ärztin");
        assert_eq!(by_pages.last(&db).await.unwrap().unwrap().title, "Async in Depth");
        assert!(by_pages.clone().filter(|b| b.pages().gt(1000)).first(&db).await.unwrap().is_none());
        let authors = Book::objects().order_by(|b| b.author().name().asc()).distinct();
        assert_eq!(authors.values(&db, |b| b.author().name()).await.unwrap(), ["Ann", "Bob"]);
        let pairs = Book::objects().values(&db, |b| (b.pages(), b.published())).await.unwrap();
        assert_eq!(pairs[2], (80, None));
        let missing = Book::objects().get(&db, 99).await.unwrap_err();
        assert!(missing.is_does_not_exist(), "{missing}");
        let many = Book::objects().get_one(&db).await.unwrap_err();
        assert!(matches!(many, Error::MultipleObjectsReturned { model: "Book" }), "{many}");
    }

    async fn lookups_in_text_build_the_same_queries(database: &FreshDatabase) {
        let db = library(database).await;
        for (lookup, value, expected) in [
            ("title__icontains", "äRZT", "D"),
            ("author__name", "Ann", "ABC"),
            ("author__name__in", "Ann,Bob", "ABCD"),
            ("author", "2", "D"),
            ("author__in", "1,2", "ABCD"),
            ("tags__name", "rust", "AB"),
            ("tags", "1", "AB"),
            ("tags__isnull", "true", "C"),
            ("author__books__pages__lt", "100", "ABC"),
            ("pages__range", "100,200", "BD"),
            ("published__year__gte", "2025", "BD"),
            ("published__isnull", "true", "C"),
            ("pk", "3", "C"),
            ("editor__name__startswith", "B", "A"),
            ("published__year__in", "2024,2026", "AD"),
            ("published__year__range", "2024,2025", "AB"),
            ("created__date__gt", "2020-01-01", "ABCD"),
            ("created__time__lt", "00:00", ""),
        ] {
            let found = initials(&db, Book::objects().filter_by(lookup, value).unwrap()).await;
            assert_eq!(found, expected, "{lookup}={value}");
        }
        for (lookup, value) in [
            ("titel", "x"), ("title__like", "x"), ("pages", "many"), ("pages__contains", "1"), ("author__titel", "x"),
            ("published__hour", "1"), ("published__year", "x"), ("published__date", "2024-05-17"),
            ("created__date", "today"), ("created__date__contains", "2024"), ("created__time__range", "10:00"),
            ("published__year__in", "2024,x"), ("title", "a\0b"), ("title__regex", "("), ("", "x"),
            ("pages__range", "1"), ("published__isnull", "maybe"), ("pages", "99999999999"),
            ("author__books__author__books__author__books__author__books__author__books__author__books__pages", "1"),
        ] {
            let error = Book::objects().filter_by(lookup, value).expect_err(lookup);
            assert!(matches!(error, Error::Lookup { .. }), "{error}");
        }
    }

    async fn a_plan_names_the_table_and_runs_nothing(database: &FreshDatabase) {
        let db = library(database).await;
        let plan = Book::objects().filter(|b| b.title().contains("it's")).order_by(|b| b.pages().asc()).limit(3).explain(&db).await.unwrap();
        assert!(plan.contains("library_book") && plan.lines().count() > 1, "{plan}");
    }
}
