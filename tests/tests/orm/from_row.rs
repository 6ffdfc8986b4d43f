//! Structs in place of tuples, and parts of a model.

use fjango::db::QueryCount;
use fjango::orm::{count, when};
use fjango::prelude::*;
use fjango_tests::FreshDatabase;

use super::models::*;

#[derive(Debug, PartialEq, FromRow)]
struct AuthorBooks {
    author: Option<String>,
    books: i64,
    pages: Option<i64>,
}

#[derive(Debug, PartialEq, FromRow)]
struct Shelf {
    first: char_count::Title,
    long: bool,
}

mod char_count {
    use fjango::prelude::*;

    /// A struct in a struct, with private fields.
    #[derive(Debug, PartialEq, FromRow)]
    pub struct Title {
        text: String,
        letters: i32,
    }

    impl Title {
        pub fn of(book: &super::BookColumns) -> TitleValues {
            row!(Title {
                text: book.title(),
                letters: book.title().length()
            })
        }

        pub fn letters(&self) -> i32 {
            self.letters
        }
    }
}

#[derive(Debug, PartialEq, FromRow)]
#[from_row(of = Book)]
struct BookCard {
    title: String,
    id: i64,
    author: Option<i64>,
    #[from_row(from = "author__name")]
    by: String,
}

fjango_tests::each_database! {
    async fn structs_take_the_place_of_tuples(database: &FreshDatabase) {
        let db = library(database).await;
        let rows = Book::objects()
            .order_by(|b| b.author().name().asc())
            .values(&db, |b| row!(AuthorBooks {
                // In any order: fields are matched by name.
                books: count(),
                pages: b.pages().sum(),
                author: b.author().name(),
            }))
            .await
            .unwrap();
        let tuples = Book::objects()
            .order_by(|b| b.author().name().asc())
            .values(&db, |b| (b.author().name(), count(), b.pages().sum()))
            .await
            .unwrap();
        assert!(rows.len() > 1);
        let tuples = tuples.into_iter().map(|(author, books, pages)| AuthorBooks { author: Some(author), books, pages });
        assert_eq!(rows, tuples.collect::<Vec<_>>());
        let whole = Book::objects()
            .aggregate(&db, |b| row!(AuthorBooks { author: b.title().max(), books: count(), pages: b.pages().sum() }))
            .await
            .unwrap();
        assert_eq!(whole.books, rows.iter().map(|row| row.books).sum::<i64>());
    }

    async fn structs_nest_and_stand_beside_rows(database: &FreshDatabase) {
        let db = library(database).await;
        let books = Book::objects()
            .order_by(|b| b.id().asc())
            .annotate(|b| (
                row!(Shelf { first: char_count::Title::of(&b), long: when(b.pages().gt(100), true).otherwise(false) }),
                b.pages(),
            ))
            .all(&db)
            .await
            .unwrap();
        assert!(!books.is_empty());
        for (book, (shelf, pages)) in &books {
            assert_eq!(shelf.first.letters(), i32::try_from(book.title.chars().count()).unwrap());
            assert_eq!((shelf.long, *pages), (book.pages > 100, book.pages));
        }
    }

    async fn a_part_of_a_model_is_read_alone(database: &FreshDatabase) {
        let db = library(database).await;
        let cards = Book::objects().order_by(|b| b.id().desc()).only::<BookCard>();
        let all = cards.all(&db).await.unwrap();
        let books = Book::objects().order_by(|b| b.id().desc()).select_related(|b| b.author()).all(&db).await.unwrap();
        let expected: Vec<BookCard> = books
            .iter()
            .map(|book| BookCard {
                title: book.title.clone(),
                id: book.id,
                author: Some(*book.author.key()),
                by: book.author.loaded().unwrap().name.clone(),
            })
            .collect();
        assert_eq!(all, expected);
        assert_eq!(cards.first(&db).await.unwrap().as_ref(), expected.first());
        assert_eq!(cards.get(&db, expected[1].id).await.unwrap(), expected[1]);
        let streamed: Vec<BookCard> = cards.stream(&db).try_collect().await.unwrap();
        assert_eq!(streamed, expected);
        let missing = Book::objects().only::<BookCard>().get(&db, -1).await.unwrap_err();
        assert!(missing.is_does_not_exist(), "{missing}");
        let many = cards.get_one(&db).await.unwrap_err();
        assert!(matches!(many, fjango::orm::Error::MultipleObjectsReturned { .. }), "{many}");
        let statements = QueryCount::new();
        Book::objects().only::<BookCard>().all(&db).await.unwrap();
        let sql = &statements.statements()[0];
        assert!(sql.contains("\"title\"") && !sql.contains("\"pages\""), "{sql}");
    }
}
