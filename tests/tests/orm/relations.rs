use fjango::db::QueryCount;
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
}
