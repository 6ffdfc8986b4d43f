use fjango::assert_queries;
use fjango::orm::{Error, Related};
use fjango::prelude::*;
use fjango_tests::FreshDatabase;

use super::models::*;

async fn book(db: &Db, title: &'static str) -> Book {
    Book::objects()
        .filter(|b| b.title().starts_with(title))
        .get_one(db)
        .await
        .unwrap()
}

async fn names(db: &Db, tags: &Related<Book, Tag>) -> Vec<String> {
    tags.objects().values(db, |t| t.name()).await.unwrap()
}

fjango_tests::each_database! {
    async fn many_to_many_rows_are_related_and_separated(database: &FreshDatabase) {
        let db = library(database).await;
        let (asynchronous, cooking) = (book(&db, "Async").await, book(&db, "Cooking").await);
        let tags = cooking.related(|b| b.tags());
        let all: Vec<i64> = Tag::objects().values(&db, |t| t.id()).await.unwrap();
        assert_eq!(assert_queries!(1, tags.add(&db, all.clone()).await.unwrap()), 2);
        assert_eq!(tags.add(&db, [all[0]]).await.unwrap(), 0);
        assert_eq!(names(&db, &tags).await, ["rust", "web"]);
        assert_eq!(tags.remove(&db, [all[0], 999]).await.unwrap(), 1);
        assert_eq!(names(&db, &tags).await, ["web"]);
        let food = tags.create(&db, TagCreate::new("food")).await.unwrap();
        tags.set(&db, [food.id, all[0]]).await.unwrap();
        assert_eq!(names(&db, &tags).await, ["food", "rust"]);
        // Setting what is there reads, and writes nothing.
        let (begin, select, commit) = (1, 1, 1);
        let statements = fjango::db::QueryCount::new();
        tags.set(&db, [food.id, all[0]]).await.unwrap();
        assert!(statements.get() <= begin + select + commit, "{}", statements.get());
        let error = tags.set(&db, [999_i64]).await.unwrap_err();
        let Error::Integrity { fields, .. } = &error else { panic!("{error:?}") };
        assert_eq!(fields, &["tags"]);
        assert_eq!(names(&db, &tags).await, ["food", "rust"], "a refused change undoes nothing by half");
        assert_eq!(tags.clear(&db).await.unwrap(), 2);
        assert!(names(&db, &tags).await.is_empty());
        // Others keep theirs, and the other end sees the same.
        assert_eq!(names(&db, &asynchronous.related(|b| b.tags())).await, ["rust", "web"]);
        let back = food.related(|t| t.books());
        assert_eq!(back.add(&db, [asynchronous.id]).await.unwrap(), 1);
        assert_eq!(names(&db, &asynchronous.related(|b| b.tags())).await, ["food", "rust", "web"]);
        assert_eq!(initials(&db, back.objects()).await, "A");
    }

    async fn foreign_keys_are_pointed_elsewhere(database: &FreshDatabase) {
        let db = library(database).await;
        let ann = Author::objects().filter(|a| a.name().eq("Ann")).get_one(&db).await.unwrap();
        let bob = Author::objects().filter(|a| a.name().eq("Bob")).get_one(&db).await.unwrap();
        let books = bob.related(|a| a.books());
        let cooking = book(&db, "Cooking").await;
        assert_eq!(books.add(&db, [cooking.id]).await.unwrap(), 1);
        assert_eq!((initials(&db, books.objects()).await, initials(&db, ann.related(|a| a.books()).objects()).await), ("CD".into(), "AB".into()));
        // An author is required, so a book cannot be without one.
        let error = books.clear(&db).await.unwrap_err();
        assert!(error.to_string().contains("cannot be NULL"), "{error}");
        // An editor is not.
        let edited = ann.related(|a| a.edited());
        assert_eq!(initials(&db, edited.objects()).await, "D");
        edited.set(&db, [cooking.id]).await.unwrap();
        assert_eq!(initials(&db, edited.objects()).await, "C");
        assert_eq!(edited.clear(&db).await.unwrap(), 1);
        // The key of another author in the input gives way to the relation.
        let new = books.create(&db, BookCreate::new("Fresh", ann.id)).await.unwrap();
        assert_eq!(*new.author.key(), bob.id);
    }
}
