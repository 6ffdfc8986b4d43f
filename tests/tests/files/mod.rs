//! Files of rows: written with them, removed when they are not written.

mod api;
mod writes;

use fjango::db::Db;
use fjango::prelude::*;
use fjango::storage::{MemoryStorage, Name, StorageName, Storages, Upload};
use fjango::testing::{Options, Schema, TestDb};
use fjango_tests::FreshDatabase;

/// Papers that are not served.
pub struct Papers;

impl StorageName for Papers {
    const NAME: &'static str = "papers";
}

/// A photo with a paper.
#[model(app = "gallery")]
pub struct Photo {
    pub id: i64,
    #[field(max_length = 40, unique)]
    pub title: String,
    #[field(
        upload_to = "photos/%Y",
        max_size = 100_000,
        width_field = "width",
        height_field = "height"
    )]
    pub image: ImageField,
    pub width: Option<i32>,
    pub height: Option<i32>,
    #[field(upload_to = "licences", extensions("txt", "pdf"), max_length = 30)]
    pub licence: Option<FileField<Papers>>,
}

/// The same with what models can have besides.
#[model(app = "gallery", hooks)]
pub struct Scan {
    pub id: i64,
    pub file: FileField,
    pub note: String,
    pub before: Tracked,
}

impl fjango::orm::Hooks for Scan {
    async fn before_save(scan: &mut fjango::orm::Saving<'_, Self>) -> fjango::orm::Result<()> {
        if scan.get(|s| s.note()).is_some_and(|note| note == "refuse") {
            scan.refuse(|s| s.note(), "refused", "is refused");
        }
        Ok(())
    }
}

/// 3 × 2 pixels.
pub const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 3, 0, 0, 0, 2, 8, 6,
    0, 0, 0, 0x9d, 0x74, 0x66, 0x1a, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

pub fn png(name: &str) -> Upload {
    Upload::new(name, PNG)
}

/// A database with storages in memory.
pub struct Gallery {
    /// Goes last.
    _tables: TestDb,
    pub db: Db,
    pub media: MemoryStorage,
    pub papers: MemoryStorage,
}

pub async fn gallery(database: &FreshDatabase) -> Gallery {
    let url = Some(database.url().to_owned());
    let schema = Schema::Models;
    let tables = TestDb::with(Options { url, schema }).await;
    let (media, papers) = (MemoryStorage::new().with_url("/media"), MemoryStorage::new());
    let storages = Storages::new(media.clone()).with("papers", papers.clone());
    let db = tables.db().clone().with_storages(storages);
    Gallery {
        _tables: tables,
        db,
        media,
        papers,
    }
}

impl Gallery {
    /// The names of all files, of both storages.
    pub fn files(&self) -> Vec<String> {
        let all = self.media.names().into_iter().chain(self.papers.names());
        all.map(|name: Name| name.to_string()).collect()
    }
}
