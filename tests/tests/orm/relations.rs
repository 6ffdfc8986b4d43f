use fjango::assert_queries;
use fjango::db::QueryCount;
use fjango::orm::Error;
use fjango::prelude::*;
use fjango_tests::FreshDatabase;

use super::models::*;

fjango_tests::each_database! {
    async fn select_related_is_one_statement(database: &FreshDatabase) {
        let db = library(database).await;
        let count = QueryCount::new();
        let books = Book::objects().select_related(|b| (b.author(), b.editor())).all(&db).await.unwrap();
        assert_eq!(count.get(), 1);
        assert_eq!(books[0].author.loaded().unwrap().name, "Ann");
        assert_eq!(books[0].editor.as_ref().unwrap().loaded().unwrap().name, "Bob");
        assert!(books[1].editor.is_none());
    }

    async fn prefetching_is_one_more_statement_each(database: &FreshDatabase) {
        let db = library(database).await;
        let count = QueryCount::new();
        let books = Book::objects().select_related(|b| b.author()).prefetch_related(|b| b.tags()).all(&db).await.unwrap();
        assert_eq!(count.get(), 2);
        let names = |book: &Book| book.tags.loaded().unwrap().iter().map(|t| t.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&books[0]), ["rust", "web"]);
        assert_eq!(names(&books[2]), Vec::<String>::new());

        let authors = Author::objects().prefetch_related(|a| a.books()).all(&db).await.unwrap();
        assert_eq!(count.get(), 4);
        assert_eq!(authors[0].books.loaded().unwrap().len(), 3);
        assert_eq!(authors[1].books.loaded().unwrap()[0].title, "Die Ärztin");

        let none = Author::objects().filter(|a| a.name().eq("nobody")).prefetch_related(|a| a.books());
        assert!(none.all(&db).await.unwrap().is_empty());
        assert_eq!(count.get(), 5);
    }

    async fn what_was_not_loaded_is_an_error_and_no_statement(database: &FreshDatabase) {
        let db = library(database).await;
        let book = Book::objects().first(&db).await.unwrap().unwrap();
        let count = QueryCount::new();
        assert!(book.author.get().is_none());
        let error = book.author.loaded().unwrap_err();
        assert!(error.to_string().contains("select_related"), "{error}");
        assert!(book.tags.loaded().is_err());
        assert_eq!(count.get(), 0);
        let json = serde_json::to_value(&book).unwrap();
        assert_eq!(json["author"], *book.author.key());
        assert!(json.get("tags").is_none());
    }

    async fn a_transaction_prefetches_inside_itself(database: &FreshDatabase) {
        let db = library(database).await;
        let result: fjango::orm::Result<()> = db.transaction(async |tx| {
            let tag = Tag::objects().create(tx, TagCreate::new("new")).await?;
            let book = BookCreate { tags: vec![tag.id], ..BookCreate::new("Inside", 1_i64) };
            let book = Book::objects().create(tx, book).await?;
            let books = Book::objects().filter(|b| b.id().eq(book.id)).prefetch_related(|b| b.tags()).all(tx).await?;
            assert_eq!(books[0].tags.loaded().unwrap()[0].name, "new");
            Ok(())
        }).await;
        result.unwrap();
    }

    async fn each_kind_of_relation_takes_its_number_of_statements(database: &FreshDatabase) {
        let db = library(database).await;
        let ann = Author::objects().first(&db).await.unwrap().unwrap();
        let rust = Tag::objects().first(&db).await.unwrap().unwrap();
        Profile::objects().create(&db, ProfileCreate::new(ann.id, "Onwards")).await.unwrap();
        for book in [1_i64, 2, 4] {
            Review::objects().create(&db, ReviewCreate::new(book, 5)).await.unwrap();
        }

        // A foreign key, one that may be empty, and two in a chain: joined, whatever the number of rows.
        let books = assert_queries!(1, Book::objects().select_related(|b| b.author()).all(&db).await.unwrap());
        assert!(books.iter().all(|book| book.author.loaded().is_ok()));
        let books = assert_queries!(1, Book::objects().select_related(|b| b.editor()).all(&db).await.unwrap());
        let editors: Vec<_> = books.iter().map(|book| book.editor.as_ref().map(|e| e.loaded().unwrap().name.as_str())).collect();
        assert_eq!(editors, [Some("Bob"), None, None, Some("Ann")]);
        let chain = Review::objects().select_related(|r| r.book().author()).order_by(|r| r.id().asc());
        let reviews = assert_queries!(1, chain.all(&db).await.unwrap());
        let authors: Vec<_> =
            reviews.iter().map(|r| r.book.loaded().unwrap().author.loaded().unwrap().name.as_str()).collect();
        assert_eq!(authors, ["Ann", "Ann", "Bob"]);
        let filtered = Review::objects().filter(|r| r.book().author().name().eq("Bob"));
        assert_eq!(assert_queries!(1, filtered.count(&db).await.unwrap()), 1);

        // One to one, forward and back.
        let profiles = Profile::objects().select_related(|p| p.author());
        assert_eq!(assert_queries!(1, profiles.all(&db).await.unwrap())[0].author.loaded().unwrap().name, "Ann");
        let authors = assert_queries!(2, Author::objects().prefetch_related(|a| a.profile()).all(&db).await.unwrap());
        assert_eq!(authors[0].profile.loaded().unwrap()[0].motto, "Onwards");
        assert!(authors[1].profile.loaded().unwrap().is_empty());

        // The way back of a foreign key: prefetched, of one row, and asked.
        let authors = assert_queries!(2, Author::objects().prefetch_related(|a| a.books()).all(&db).await.unwrap());
        assert_eq!(authors[0].books.loaded().unwrap().len(), 3);
        assert_eq!(assert_queries!(1, ann.edited().all(&db).await.unwrap()).len(), 1);
        assert_eq!(assert_queries!(1, Author::objects().filter(|a| a.books().any(|b| b.pages().gt(1))).count(&db).await.unwrap()), 2);

        // Many to many, forward and back.
        let books = assert_queries!(2, Book::objects().prefetch_related(|b| b.tags()).all(&db).await.unwrap());
        assert_eq!(books[0].tags.loaded().unwrap().len(), 2);
        assert_eq!(assert_queries!(1, rust.books().all(&db).await.unwrap()).len(), 2);
        assert_eq!(assert_queries!(1, Tag::objects().filter(|t| t.books().any(|b| b.pages().gt(250))).count(&db).await.unwrap()), 2);

        // Two relations, and one within another.
        let both = Author::objects().prefetch_related(|a| a.books()).prefetch_related(|a| a.profile());
        assert_queries!(3, both.all(&db).await.unwrap());
        let nested = Author::objects().prefetch_related(|a| a.books().with(|books| {
            books.select_related(|b| b.editor()).prefetch_related(|b| b.tags())
        }));
        let authors = assert_queries!(3, nested.all(&db).await.unwrap());
        let first = &authors[0].books.loaded().unwrap()[0];
        assert_eq!(first.tags.loaded().unwrap().iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["rust", "web"]);
        assert_eq!(first.editor.as_ref().unwrap().loaded().unwrap().name, "Bob");

        // Of nothing, nothing is asked.
        assert_queries!(1, nested.clone().filter(|a| a.name().eq("nobody")).all(&db).await.unwrap());
    }

    async fn a_prefetch_is_narrowed_and_sliced_for_each_row(database: &FreshDatabase) {
        let db = library(database).await;
        let titles = async |authors: QuerySet<Author>| {
            let authors = assert_queries!(2, authors.all(&db).await.unwrap());
            let initials = |author: &Author| -> String {
                author.books.loaded().unwrap().iter().filter_map(|book| book.title.chars().next()).collect()
            };
            authors.iter().map(initials).collect::<Vec<_>>()
        };
        let narrowed = Author::objects().prefetch_related(|a| a.books().with(|b| b.filter(|b| b.pages().gt(100))));
        assert_eq!(titles(narrowed).await, ["AB", "D"]);
        let longest = Author::objects()
            .prefetch_related(|a| a.books().with(|b| b.order_by(|b| b.pages().desc()).limit(2)));
        assert_eq!(titles(longest).await, ["AB", "D"]);
        let shortest = Author::objects()
            .prefetch_related(|a| a.books().with(|b| b.order_by(|b| b.pages().asc()).offset(1).limit(1)));
        assert_eq!(titles(shortest).await, ["B", ""]);
        let tags = Book::objects().prefetch_related(|b| b.tags().with(|t| t.order_by(|t| t.name().desc()).limit(1)));
        let books = assert_queries!(2, tags.all(&db).await.unwrap());
        assert_eq!(books[0].tags.loaded().unwrap().iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["web"]);
    }

    async fn rows_without_a_place_are_refused(database: &FreshDatabase) {
        let db = library(database).await;
        let error = Tag::objects().prefetch_related(|t| t.books()).all(&db).await.unwrap_err();
        assert!(matches!(error, Error::NoPlace { model: "Tag", related: "Book" }), "{error}");
    }
}

#[tokio::test]
#[should_panic(expected = "expected 1 statement, but 2 ran:\n  1. SELECT COUNT(*) FROM \"library_tag\"\n  2. SELECT 1")]
async fn a_wrong_number_of_statements_lists_them() {
    let db = library(&fjango_tests::fresh_database(fjango_tests::Kind::Sqlite)).await;
    assert_queries!(1, {
        Tag::objects().count(&db).await.unwrap();
        db.ping().await.unwrap();
    });
}
