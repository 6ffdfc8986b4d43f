use fjango::db::{ConstraintKind, QueryCount};
use fjango::orm::Error;
use fjango::prelude::*;
use fjango_tests::{FreshDatabase, Kind};

use super::models::*;

fn sample() -> SampleCreate {
    SampleCreate {
        url: Some("https://example.com/ä".into()),
        ..SampleCreate::new(
            -128_i8,
            255_u8,
            i16::MIN,
            u16::MAX,
            i32::MIN,
            u32::MAX,
            i64::MIN,
            i64::MAX as u64,
            0.1_f32,
            0.1_f64,
            true,
            Text::new("line\nΩ 'quoted' \"twice\" \\ %_ 😀"),
            NaiveDate::from_ymd_opt(1, 1, 1).unwrap(),
            NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap(),
            DateTime::from_timestamp_micros(1_234_567_890_123_456).unwrap(),
            Duration::microseconds(-90_000_001),
            "-12345678901.2345".parse::<Decimal>().unwrap(),
            vec![0_u8, 255, 0],
            Json(vec!["a".to_owned(), "\"".to_owned()]),
        )
    }
}

fjango_tests::each_database! {
    async fn every_kind_of_value_reads_back_as_it_was_written(database: &FreshDatabase) {
        let db = open(database).await;
        let input = sample();
        let created = Sample::objects().create(&db, input.clone()).await.unwrap();
        let read = Sample::objects().get(&db, created.id).await.unwrap();
        assert_eq!(created.id.get_version_num(), 7);
        assert_eq!(format!("{created:?}"), format!("{read:?}"));
        assert_eq!((read.tiny, read.byte, read.small, read.word), (-128, 255, i16::MIN, u16::MAX));
        assert_eq!((read.int, read.wide, read.big, read.huge), (i32::MIN, u32::MAX, i64::MIN, i64::MAX as u64));
        assert_eq!((read.real, read.double, read.flag), (0.1, 0.1, true));
        assert_eq!((&read.text, &read.url, read.date, read.time), (&input.text, &input.url, input.date, input.time));
        assert_eq!((read.moment, read.span, read.price), (input.moment, input.span, input.price));
        assert_eq!((&read.bytes, &read.json), (&input.bytes, &input.json));
        let found = Sample::objects().filter(|s| {
            s.price().eq(input.price) & s.moment().eq(input.moment) & s.span().eq(input.span) & s.id().eq(read.id)
                & s.bytes().eq(input.bytes.clone()) & s.time().eq(input.time) & s.real().le(0.1_f32) & s.flag()
        });
        assert_eq!(found.count(&db).await.unwrap(), 1);
    }

    async fn all_wrong_fields_are_told_at_once_and_nothing_is_written(database: &FreshDatabase) {
        let db = library(database).await;
        let count = QueryCount::new();
        let book = BookCreate { pages: Some(-1), slug: Some("no slug!".into()), ..BookCreate::new("x".repeat(101), 1_i64) };
        let Err(Error::Validation(errors)) = Book::objects().create(&db, book).await else { panic!("it was accepted") };
        let found: Vec<_> = errors.errors().iter().map(|e| (e.pointer.as_str(), e.code)).collect();
        assert_eq!(found, [("/title", "max_length"), ("/slug", "slug"), ("/pages", "min")]);
        let patch = BookPatch { title: Some("a\0b".into()), pages: Some(-1), ..BookPatch::default() };
        let Err(Error::Validation(errors)) = Book::objects().update(&db, patch).await else { panic!("it was accepted") };
        assert_eq!(errors.errors().len(), 2);
        let too_large = SampleCreate { huge: u64::MAX, double: f64::NAN, ..sample() };
        let Err(Error::Validation(errors)) = Sample::objects().create(&db, too_large).await else { panic!("accepted") };
        assert_eq!(errors.errors().iter().map(|e| e.code).collect::<Vec<_>>(), ["range", "finite"]);
        let many = (0..3).map(|i| AuthorCreate { email: Some(format!("wrong{i}").into()), ..AuthorCreate::new("A") });
        let Err(Error::Validation(errors)) = Author::objects().bulk_create(&db, many).await else { panic!("accepted") };
        assert_eq!(errors.errors()[2].pointer, "/2/email");
        assert_eq!(count.get(), 0);
    }

    async fn constraints_name_their_fields(database: &FreshDatabase) {
        let db = library(database).await;
        let again = Author::objects().create(&db, AuthorCreate::new("Ann")).await.unwrap_err();
        let Error::Integrity { kind: ConstraintKind::Unique, fields, .. } = &again else { panic!("{again:?}") };
        assert_eq!(fields, &["name"]);
        assert!(!again.to_string().contains("Ann"), "{again}");
        let pair = Book::objects().create(&db, BookCreate::new("Die Ärztin", 2_i64)).await.unwrap_err();
        let Error::Integrity { kind: ConstraintKind::Unique, fields, .. } = &pair else { panic!("{pair:?}") };
        assert_eq!(fields, &["author", "slug"]);
        let nobody = Book::objects().create(&db, BookCreate::new("New", 99_i64)).await.unwrap_err();
        assert!(matches!(nobody, Error::Integrity { kind: ConstraintKind::ForeignKey, .. }), "{nobody:?}");
    }

    async fn rows_are_saved_changed_and_deleted(database: &FreshDatabase) {
        let db = library(database).await;
        let mut book = Book::objects().first(&db).await.unwrap().unwrap();
        book.title = "Renamed".into();
        book.published = None;
        book.save(&db).await.unwrap();
        let read = Book::objects().get(&db, book.id).await.unwrap();
        assert_eq!((read.title.as_str(), read.published, read.created), ("Renamed", None, book.created));
        book.pages = -5;
        assert!(matches!(book.save(&db).await, Err(Error::Validation(_))));

        let by_ann = Book::objects().filter(|b| b.author().name().eq("Ann"));
        let patch = BookPatch { editor: Some(None), pages: Some(7), ..BookPatch::default() };
        assert_eq!(by_ann.update(&db, patch).await.unwrap(), 3);
        assert_eq!(by_ann.clone().filter(|b| b.pages().eq(7) & b.editor().is_null()).count(&db).await.unwrap(), 3);
        assert_eq!(by_ann.update(&db, BookPatch::default()).await.unwrap(), 0);
        assert_eq!(by_ann.clone().order_by(|b| b.id().desc()).limit(1).delete(&db).await.unwrap(), 1);
        assert_eq!(by_ann.count(&db).await.unwrap(), 2);
        book.delete(&db).await.unwrap();
        assert!(book.delete(&db).await.unwrap_err().is_does_not_exist());
        book.pages = 1;
        assert!(book.save(&db).await.unwrap_err().is_does_not_exist());
    }

    async fn many_rows_are_created_in_few_statements(database: &FreshDatabase) {
        let db = open(database).await;
        let count = QueryCount::new();
        let inputs = (0..2_500).map(|i| AuthorCreate::new(format!("author {i}")));
        let created = Author::objects().bulk_create(&db, inputs).await.unwrap();
        let statements = match database.kind() {
            Kind::Sqlite => 2,
            Kind::Postgres => 1,
        };
        assert_eq!((created.len(), count.get()), (2_500, statements));
        assert_eq!(created[2_499].name, "author 2499");
        let twice = ["x", "y", "x"].map(AuthorCreate::new);
        assert!(Author::objects().bulk_create(&db, twice).await.is_err());
        assert_eq!(Author::objects().count(&db).await.unwrap(), 2_500);
    }

    async fn savepoints_undo_only_their_part(database: &FreshDatabase) {
        let db = open(database).await;
        let result: fjango::orm::Result<()> = db.transaction(async |tx| {
            Author::objects().create(tx, AuthorCreate::new("kept")).await?;
            let inner: fjango::orm::Result<()> = tx.transaction(async |tx| {
                Author::objects().create(tx, AuthorCreate::new("undone")).await?;
                Author::objects().create(tx, AuthorCreate::new("kept")).await?;
                Ok(())
            }).await;
            assert!(inner.is_err());
            Author::objects().create(tx, AuthorCreate::new("also kept")).await?;
            Ok(())
        }).await;
        result.unwrap();
        let names = Author::objects().values(&db, |a| a.name()).await.unwrap();
        assert_eq!(names, ["also kept", "kept"]);
    }
}
