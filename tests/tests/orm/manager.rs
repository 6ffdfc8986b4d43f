use fjango::assert_queries;
use fjango::orm::Error;
use fjango::prelude::*;
use fjango_tests::FreshDatabase;

use super::models::*;

fn named(name: &'static str) -> QuerySet<Author> {
    Author::objects().filter(move |a| a.name().eq(name))
}

fjango_tests::each_database! {
    async fn a_row_is_found_or_made(database: &FreshDatabase) {
        let db = library(database).await;
        let (ann, created) = named("Ann").get_or_create(&db, || unreachable!("she is there")).await.unwrap();
        assert_eq!((ann.name.as_str(), created), ("Ann", false));
        let (eve, created) = named("Eve").get_or_create(&db, || AuthorCreate::new("Eve")).await.unwrap();
        assert!(created);
        assert_eq!(named("Eve").get_or_create(&db, || AuthorCreate::new("Eve")).await.unwrap().0.id, eve.id);
        // What the query does not find and the constraint refuses is an error, and leaves the transaction usable.
        let refused: Result<(), Error> = db.transaction(async |tx| {
            let error = named("nobody").get_or_create(tx, || AuthorCreate::new("Eve")).await.unwrap_err();
            assert!(matches!(error, Error::Integrity { .. }), "{error}");
            assert_eq!(named("Eve").count(tx).await?, 1);
            Ok(())
        }).await;
        refused.unwrap();
        let several = Author::objects().get_or_create(&db, || AuthorCreate::new("Zoe")).await.unwrap_err();
        assert!(matches!(several, Error::MultipleObjectsReturned { .. }), "{several}");
    }

    async fn many_at_once_make_one_row(database: &FreshDatabase) {
        let db = library(database).await;
        let tasks = (0..12).map(|_| {
            let db = db.clone();
            async move { named("Once").get_or_create(&db, || AuthorCreate::new("Once")).await.unwrap() }
        });
        let rows = futures_util::future::join_all(tasks).await;
        assert_eq!(rows.iter().filter(|(_, created)| *created).count(), 1);
        assert_eq!(named("Once").count(&db).await.unwrap(), 1);
    }

    async fn a_row_is_changed_or_made(database: &FreshDatabase) {
        let db = library(database).await;
        let patch = || AuthorPatch { email: Some(Some("ann@example.com".into())), ..AuthorPatch::default() };
        let (ann, created) = named("Ann").update_or_create(&db, patch(), || unreachable!("she is there")).await.unwrap();
        assert_eq!((ann.email.as_deref().map(AsRef::as_ref), created), (Some("ann@example.com"), false));
        let (eve, created) = named("Eve").update_or_create(&db, patch(), || AuthorCreate::new("Eve")).await.unwrap();
        assert_eq!((eve.email, created), (None, true));
        // A wrong patch undoes nothing else and is told.
        let wrong = AuthorPatch { email: Some(Some("nothing".into())), ..AuthorPatch::default() };
        let error = named("Ann").update_or_create(&db, wrong, || AuthorCreate::new("Ann")).await.unwrap_err();
        assert!(matches!(error, Error::Validation(_)), "{error}");
    }

    async fn many_rows_meet_those_there(database: &FreshDatabase) {
        let db = library(database).await;
        let names = || ["Ann", "Eve", "Bob", "Zoe"].map(AuthorCreate::new);
        let error = Author::objects().bulk_create(&db, names()).await.unwrap_err();
        assert!(matches!(error, Error::Integrity { .. }), "{error}");
        assert_eq!(Author::objects().count(&db).await.unwrap(), 2);
        let created = assert_queries!(1, Author::objects().bulk_create_ignore(&db, names()).await.unwrap());
        assert_eq!(created.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["Eve", "Zoe"]);
        let ids: Vec<i64> = Author::objects().values(&db, |a| a.id()).await.unwrap();
        let with_mail = names().map(|input| AuthorCreate { email: Some("new@example.com".into()), ..input });
        let rows = Author::objects().bulk_upsert(&db, with_mail, |a| a.name(), |a| a.email()).await.unwrap();
        assert_eq!(rows.len(), 4);
        assert!(rows.iter().all(|row| row.email.is_some() && ids.contains(&row.id)), "{rows:?}");
    }

    async fn some_fields_of_many_rows(database: &FreshDatabase) {
        let db = library(database).await;
        let mut books = Book::objects().all(&db).await.unwrap();
        for book in &mut books {
            book.pages += 1;
            book.published = None;
            book.title.push('!');
        }
        let changed = assert_queries!(1, Book::objects().bulk_update(&db, &mut books, |b| (b.pages(), b.published())).await.unwrap());
        assert_eq!(changed, 4);
        let read = Book::objects().values(&db, |b| (b.title(), b.pages(), b.published())).await.unwrap();
        assert_eq!(read[0], ("Async in Depth".into(), 301, None));
        assert_eq!(read.iter().map(|row| row.1).collect::<Vec<_>>(), [301, 121, 81, 201]);
        books[1].pages = -1;
        books[3].title = "x".repeat(200);
        let Err(Error::Validation(errors)) = Book::objects().bulk_update(&db, &mut books, |b| (b.pages(), b.title())).await else { panic!("accepted") };
        assert_eq!(errors.errors().iter().map(|e| e.pointer.as_str()).collect::<Vec<_>>(), ["/1/pages", "/3/title"]);
        assert_eq!(Book::objects().bulk_update(&db, &mut [], |b| b.pages()).await.unwrap(), 0);
    }

    async fn rows_by_key_and_at_the_edges(database: &FreshDatabase) {
        let db = library(database).await;
        let ids: Vec<i64> = Book::objects().values(&db, |b| b.id()).await.unwrap();
        let found = Book::objects().in_bulk(&db, [ids[0], ids[2], 999]).await.unwrap();
        assert_eq!((found.len(), found[&ids[2]].pages), (2, 80));
        // A book without a date is neither the newest nor the oldest.
        assert_eq!(Book::objects().latest(&db, |b| b.published().asc()).await.unwrap().title, "Die Ärztin");
        assert_eq!(Book::objects().earliest(&db, |b| b.published().asc()).await.unwrap().title, "Async in Depth");
        let none = Book::objects().filter(|b| b.pages().lt(0)).latest(&db, |b| b.published().asc()).await.unwrap_err();
        assert!(none.is_does_not_exist());
        let book = Book::objects().get(&db, ids[0]).await.unwrap();
        assert!(Book::objects().filter(|b| b.pages().gt(200)).contains(&db, &book).await.unwrap());
        assert!(!Book::objects().filter(|b| b.pages().gt(300)).contains(&db, &book).await.unwrap());
    }
}
