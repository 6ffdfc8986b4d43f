use std::ops::Range;
use std::sync::Arc;

use fjango::assert_queries;
use fjango::orm::Error;
use fjango::prelude::*;
use fjango::storage::{
    self, BoxFuture, Content, MemoryStorage, Name, Opened, Stat, Storage, StorageName, Storages, Upload,
};
use fjango_tests::FreshDatabase;
use tokio::sync::Notify;

use super::*;

fn codes(error: &Error) -> Vec<(&str, &str)> {
    let errors = error.field_errors().expect("fields are wrong").errors();
    errors
        .iter()
        .map(|error| (error.pointer.as_str(), error.code))
        .collect()
}

/// Storage that is full from the second file on.
#[derive(Debug, Default)]
struct AlmostFull(MemoryStorage);

impl Storage for AlmostFull {
    fn save<'a>(&'a self, name: &'a Name, content: Content, max: usize) -> BoxFuture<'a, storage::Result<Name>> {
        match self.0.names().is_empty() {
            true => self.0.save(name, content, max),
            false => Box::pin(async { Err(storage::Error::Full { name: name.to_string() }) }),
        }
    }
    fn open<'a>(&'a self, name: &'a Name, range: Option<Range<u64>>) -> BoxFuture<'a, storage::Result<Opened>> {
        self.0.open(name, range)
    }
    fn delete<'a>(&'a self, name: &'a Name) -> BoxFuture<'a, storage::Result<()>> {
        self.0.delete(name)
    }
    fn stat<'a>(&'a self, name: &'a Name) -> BoxFuture<'a, storage::Result<Stat>> {
        self.0.stat(name)
    }
    fn url(&self, name: &Name) -> storage::Result<String> {
        self.0.url(name)
    }
}

/// Tells when a file is deleted.
#[derive(Debug)]
struct Telling(MemoryStorage, Arc<Notify>);

impl Storage for Telling {
    fn save<'a>(&'a self, name: &'a Name, content: Content, max: usize) -> BoxFuture<'a, storage::Result<Name>> {
        self.0.save(name, content, max)
    }
    fn open<'a>(&'a self, name: &'a Name, range: Option<Range<u64>>) -> BoxFuture<'a, storage::Result<Opened>> {
        self.0.open(name, range)
    }
    fn delete<'a>(&'a self, name: &'a Name) -> BoxFuture<'a, storage::Result<()>> {
        Box::pin(async move {
            self.0.delete(name).await?;
            self.1.notify_one();
            Ok(())
        })
    }
    fn stat<'a>(&'a self, name: &'a Name) -> BoxFuture<'a, storage::Result<Stat>> {
        self.0.stat(name)
    }
    fn url(&self, name: &Name) -> storage::Result<String> {
        self.0.url(name)
    }
}

fjango_tests::each_database! {
    async fn a_row_and_its_files_are_created_by_one_call(database: &FreshDatabase) {
        let gallery = gallery(database).await;
        let db = &gallery.db;
        let input = PhotoCreate {
            licence: Some(Upload::new("CC BY.txt", "free").into()),
            ..PhotoCreate::new("Ann", png("../Ann's.PNG"))
        };
        let photo = Photo::objects().create(db, input.clone()).await.unwrap();
        let year = Utc::now().format("%Y");
        assert_eq!(photo.image.name(), format!("photos/{year}/Anns.PNG"));
        assert_eq!((photo.width, photo.height), (Some(3), Some(2)));
        assert_eq!(photo.image.url(db.storages()).unwrap(), format!("/media/photos/{year}/Anns.PNG"));
        assert_eq!(photo.image.open(db.storages()).await.unwrap().bytes().await.unwrap(), PNG);
        let licence = photo.licence.as_ref().unwrap();
        assert_eq!((licence.name(), gallery.papers.names().len()), ("licences/CC_BY.txt", 1));
        assert_eq!(licence.open(db.storages()).await.unwrap().text().await.unwrap(), "free");
        // The same names again, each with a suffix, the shorter column's fitting it.
        let second = Photo::objects().create(db, PhotoCreate { title: "Bob".into(), ..input }).await.unwrap();
        assert_ne!(second.image.name(), photo.image.name());
        let licence = second.licence.as_ref().unwrap().name();
        assert!(licence.starts_with("licences/CC_BY_") && licence.chars().count() <= 30, "{licence}");
        let found = Photo::objects().filter(|p| p.image().ends_with("Anns.PNG")).get_one(db).await.unwrap();
        assert_eq!((found.id, found.image == photo.image), (photo.id, true));
        let names: Vec<FileField<Papers>> =
            Photo::objects().filter(|p| p.title().eq("Ann")).values(db, |p| p.licence()).await.unwrap()
                .into_iter().flatten().collect();
        assert!(names[0].exists(db.storages()).await.unwrap());
    }

    async fn what_is_wrong_is_told_at_once_and_nothing_is_stored(database: &FreshDatabase) {
        let gallery = gallery(database).await;
        let input = PhotoCreate {
            licence: Some(Upload::new("a.exe", "MZ").into()),
            ..PhotoCreate::new("x".repeat(41), Upload::new("a.png", "no image"))
        };
        let error = Photo::objects().create(&gallery.db, input.clone()).await.unwrap_err();
        assert_eq!(codes(&error), [("/title", "max_length"), ("/image", "image"), ("/licence", "extension")]);
        let error = input.full_clean(&gallery.db).await.unwrap_err();
        assert_eq!(codes(&error).len(), 3);
        let error = Photo::objects().bulk_create(&gallery.db, [input]).await.unwrap_err();
        assert_eq!(codes(&error)[1], ("/0/image", "image"));
        let large = PhotoCreate::new("Ann", Upload::new("a.png", [PNG, &[0; 100_000]].concat()));
        let error = Photo::objects().create(&gallery.db, large).await.unwrap_err();
        assert_eq!(codes(&error), [("/image", "max_size")]);
        let error = Photo::objects()
            .update_with(&gallery.db, |p| p.image().set(ImageField::from(png("a.png"))))
            .await
            .unwrap_err();
        assert_eq!(codes(&error), [("/image", "not_stored")]);
        assert_eq!(gallery.files(), [""; 0]);
    }

    async fn a_refused_row_leaves_no_file(database: &FreshDatabase) {
        let gallery = gallery(database).await;
        let db = &gallery.db;
        let mut photo = Photo::objects().create(db, PhotoCreate::new("Ann", png("a.png"))).await.unwrap();
        let kept = gallery.files();
        let again = Photo::objects().create(db, PhotoCreate::new("Ann", png("b.png"))).await;
        assert!(matches!(again, Err(Error::Integrity { .. })), "{again:?}");
        assert_eq!(gallery.files(), kept);
        let bulk = [PhotoCreate::new("Bob", png("c.png")), PhotoCreate::new("Ann", png("d.png"))];
        assert!(Photo::objects().bulk_create(db, bulk).await.is_err());
        assert_eq!(gallery.files(), kept);
        // Of rows that were there already, the new content is not kept.
        let bulk = [PhotoCreate::new("Bob", png("c.png")), PhotoCreate::new("Ann", png("d.png"))];
        let made = Photo::objects().bulk_create_ignore(db, bulk).await.unwrap();
        assert_eq!((made.len(), gallery.files().len()), (1, 2));
        let kept = gallery.files();
        photo.title = "Bob".into();
        photo.image = png("e.png").into();
        assert!(photo.save(db).await.is_err());
        assert_eq!(gallery.files(), kept);
        // It has its content still, and can be saved with what is right.
        photo.title = "Cid".into();
        photo.save(db).await.unwrap();
        assert!(photo.image.upload().is_none() && photo.image.name().ends_with("/e.png"));
        assert_eq!(gallery.files().len(), 3);
        let none = Photo::objects().filter(|p| p.title().eq("Nobody"));
        let patch = PhotoPatch { image: Some(png("f.png").into()), ..PhotoPatch::default() };
        assert_eq!(none.update(db, patch).await.unwrap(), 0);
        assert_eq!(gallery.files().len(), 3);
    }

    async fn an_undone_transaction_takes_its_files_along(database: &FreshDatabase) {
        let gallery = gallery(database).await;
        let db = &gallery.db;
        Photo::objects().create(db, PhotoCreate::new("Ann", png("a.png"))).await.unwrap();
        let undone: Result<(), Error> = db.transaction(async |tx| {
            Photo::objects().create(tx, PhotoCreate::new("Bob", png("b.png"))).await?;
            assert_eq!(gallery.files().len(), 2);
            Err(Error::DoesNotExist { model: "Photo" })
        }).await;
        assert!(undone.is_err());
        assert_eq!(gallery.files().len(), 1);
        // A savepoint's files go with it, those around stay.
        db.transaction(async |tx| {
            Photo::objects().create(tx, PhotoCreate::new("Bob", png("b.png"))).await?;
            let refused = Photo::objects().create(tx, PhotoCreate::new("Ann", png("c.png"))).await;
            assert!(refused.is_err());
            assert_eq!(gallery.files().len(), 2);
            Photo::objects().create(tx, PhotoCreate::new("Cid", png("d.png"))).await
        }).await.unwrap();
        assert_eq!(gallery.files().len(), 3);
        assert_eq!(Photo::objects().count(db).await.unwrap(), 3);
    }

    async fn a_dropped_transaction_takes_its_files_along(database: &FreshDatabase) {
        let gallery = gallery(database).await;
        let (deleted, media) = (Arc::new(Notify::new()), MemoryStorage::new());
        let telling = Telling(media.clone(), Arc::clone(&deleted));
        let db = gallery.db.clone().with_storages(Storages::new(telling));
        let written = Arc::new(Notify::new());
        let work = {
            let (db, written) = (db.clone(), Arc::clone(&written));
            tokio::spawn(async move {
                db.transaction(async |tx| {
                    Photo::objects().create(tx, PhotoCreate::new("Bob", png("b.png"))).await?;
                    written.notify_one();
                    std::future::pending::<Result<(), Error>>().await
                }).await
            })
        };
        written.notified().await;
        assert_eq!(media.names().len(), 1);
        work.abort();
        deleted.notified().await;
        assert_eq!(media.names().len(), 0);
        assert_eq!(Photo::objects().count(&db).await.unwrap(), 0);
    }

    async fn a_storage_that_is_full_or_missing_writes_no_row(database: &FreshDatabase) {
        let gallery = gallery(database).await;
        let storages = Storages::new(AlmostFull::default());
        let db = gallery.db.clone().with_storages(storages);
        Photo::objects().create(&db, PhotoCreate::new("Ann", png("a.png"))).await.unwrap();
        let error = Photo::objects().create(&db, PhotoCreate::new("Bob", png("b.png"))).await.unwrap_err();
        assert!(matches!(&error, Error::Storage(storage::Error::Full { .. })), "{error:?}");
        let input = PhotoCreate {
            licence: Some(Upload::new("a.txt", "free").into()),
            ..PhotoCreate::new("Cid", png("c.png"))
        };
        let media = MemoryStorage::new();
        let db = gallery.db.clone().with_storages(Storages::new(media.clone()));
        let error = Photo::objects().create(&db, input).await.unwrap_err();
        assert!(matches!(&error, Error::Storage(storage::Error::Unknown { storage }) if storage == Papers::NAME));
        assert_eq!((Photo::objects().count(&db).await.unwrap(), media.names().len()), (1, 0));
    }

    async fn files_are_replaced_by_every_kind_of_write(database: &FreshDatabase) {
        let gallery = gallery(database).await;
        let db = &gallery.db;
        let bulk = ["Ann", "Bob"].map(|title| PhotoCreate::new(title, png("a.png")));
        let mut photos = Photo::objects().bulk_create(db, bulk).await.unwrap();
        assert_eq!(photos.iter().filter(|photo| photo.width == Some(3)).count(), 2);
        let patch = PhotoPatch {
            licence: Some(Some(Upload::new("l.txt", "free").into())),
            ..PhotoPatch::default()
        };
        assert_eq!(Photo::objects().update(db, patch.clone()).await.unwrap(), 2);
        assert_eq!(gallery.papers.names().len(), 1);
        let ann = Photo::objects().filter(|p| p.title().eq("Ann"));
        let (photo, created) = ann.update_or_create(db, patch, || PhotoCreate::new("Ann", png("x.png"))).await.unwrap();
        assert!(!created && photo.licence.is_some());
        assert_eq!(gallery.papers.names().len(), 2);
        let mut gif = PNG.to_vec();
        gif[23] = 9;
        for photo in &mut photos {
            photo.image = Upload::new("wide.png", gif.clone()).into();
        }
        Photo::objects().bulk_update(db, &mut photos, |p| (p.image(), p.height())).await.unwrap();
        for photo in &photos {
            let read = Photo::objects().get(db, photo.id).await.unwrap();
            assert!(read.image == photo.image && read.image.name().contains("/wide"), "{read:?}");
            assert_eq!(read.height, Some(9));
        }
        assert_eq!(gallery.media.names().len(), 4);
        // A row whose files stay writes their names and nothing else: no transaction, no storage.
        let mut photo = Photo::objects().get(db, photos[0].id).await.unwrap();
        let names = gallery.files();
        assert_queries!(1, photo.save(db).await.unwrap());
        photo.licence = None;
        photo.save(db).await.unwrap();
        assert_eq!(gallery.files(), names);
    }

    async fn hooks_and_changes_see_the_name_that_a_file_got(database: &FreshDatabase) {
        let gallery = gallery(database).await;
        let db = &gallery.db;
        let mut scan = Scan::objects().create(db, ScanCreate::new(Upload::new("a.txt", "one"), "note")).await.unwrap();
        assert!(!scan.is_changed());
        let refused = Scan::objects().create(db, ScanCreate::new(Upload::new("b.txt", "two"), "refuse")).await;
        assert_eq!(codes(&refused.unwrap_err()), [("/note", "refused")]);
        assert_eq!(gallery.files(), ["a.txt"]);
        scan.file = Upload::new("c.txt", "three").into();
        assert!(scan.is_changed());
        scan.note = "refuse".into();
        assert!(scan.save(db).await.is_err());
        assert!(scan.file.upload().is_some());
        assert_eq!(gallery.files(), ["a.txt"]);
        scan.note = "fine".into();
        scan.save(db).await.unwrap();
        assert!(!scan.is_changed());
        assert_eq!((scan.file.name(), gallery.files().len()), ("c.txt", 2));
    }
}
