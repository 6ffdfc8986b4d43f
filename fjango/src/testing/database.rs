use super::place::Place;
use crate::conf::{ConnectionUrl, Settings, Sources};
use crate::db::{Config, Db};
use crate::migrate::state::ProjectState;
use crate::migrate::{self, MakeOptions, Migrator, Project, Target, detect};
use crate::schema::registry;
use crate::storage::{MemoryStorage, Storages};

/// Each test has few requests at once; every reader of SQLite is a thread to start.
const POOL_SIZE: usize = 2;

/// A database that one test has to itself: fresh, migrated, and removed when it is dropped.
///
/// Its kind is that of the settings' database in the environment `test`, so `DATABASE_URL` and `fjango.test.toml` choose
/// it. On SQLite it is a file in a directory of its own. On PostgreSQL it is a database of its own on the server of the
/// URL, whose user needs the right CREATEDB. The database that the settings name is never touched.
///
/// # Examples
/// ```
/// use fjango::prelude::*;
/// use fjango::testing::TestDb;
///
/// # fjango::__private::run_test(async {
/// let db = TestDb::new().await;
/// assert_eq!(User::objects().count(db.db()).await.unwrap(), 0);
/// # });
/// ```
#[derive(Debug)]
pub struct TestDb {
    // Dropped in this order: connections before what they lead to.
    db: Db,
    settings: Settings,
    _place: Place,
}

/// What a [`TestDb`] is made of.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The kind of database, and for PostgreSQL the server; the settings' when there is none.
    pub url: Option<String>,
    /// Where its tables come from.
    pub schema: Schema,
}

/// Where the tables of a [`TestDb`] come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Schema {
    /// From the migrations, as in production: what `makemigrations` has not written yet is missing here too.
    #[default]
    Migrations,
    /// From the migrations and what they lack to fit the models. For models without migrations, such as those of a
    /// library's tests.
    Models,
}

impl TestDb {
    /// A database of the settings' kind with all migrations applied.
    ///
    /// # Panics
    /// When the settings are wrong, the server refuses, or a migration fails.
    pub async fn new() -> Self {
        Self::with(Options::default()).await
    }

    /// A database as the options say.
    ///
    /// # Panics
    /// As [`new`](Self::new).
    ///
    /// # Examples
    /// ```
    /// use fjango::prelude::*;
    /// use fjango::testing::{Options, Schema, TestDb};
    ///
    /// #[model(app = "stall")]
    /// pub struct Book {
    ///     pub id: i64,
    ///     pub title: String,
    /// }
    ///
    /// # fjango::__private::run_test(async {
    /// let db = TestDb::with(Options { schema: Schema::Models, ..Options::default() }).await;
    /// let book = Book::objects().create(db.db(), BookCreate::new("Dune")).await.unwrap();
    /// assert_eq!(book.id, 1);
    /// # });
    /// ```
    pub async fn with(options: Options) -> Self {
        match Self::make(options).await {
            Ok(made) => made,
            Err(reason) => panic!("there is no database for the test: {reason}"),
        }
    }

    /// The database, to pass where one is taken.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// The settings of the environment `test`, with this database's URL.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Puts other storages in place of the one in memory.
    pub(super) fn set_storages(&mut self, storages: Storages) {
        self.db = self.db.clone().with_storages(storages);
    }

    async fn make(options: Options) -> Result<Self, String> {
        let sources = Sources::from_process().with_variable("FJANGO_ENV", "test");
        let mut settings = Settings::load(&sources).map_err(|error| error.to_string())?;
        let kind = options
            .url
            .unwrap_or_else(|| settings.database_url().expose().to_owned());
        let (place, url) = Place::make(&kind).await?;
        let config = Config {
            pool_size: POOL_SIZE,
            ..Config::default()
        };
        let db = Db::connect_with(&url, &config)
            .await
            .map_err(|error| error.to_string())?;
        let media = MemoryStorage::new().with_url(&settings.storage.url);
        let storages = Storages::new(media).with_max_file_bytes(settings.storage.max_file_bytes);
        let db = db.with_storages(storages);
        settings.database.url = ConnectionUrl::new(url);
        apply(&db, &settings, options.schema)
            .await
            .map_err(|error| error.to_string())?;
        Ok(Self {
            db,
            settings,
            _place: place,
        })
    }
}

async fn apply(db: &Db, settings: &Settings, schema: Schema) -> migrate::Result<()> {
    let mut graph = Project::linked(settings.root())?.graph;
    if schema == Schema::Models {
        let models = ProjectState::from_models(registry::models());
        let missing = detect(&graph, &models, &MakeOptions::default())?;
        graph = graph.extended(missing)?;
    }
    let migrator = Migrator::new(db, &graph);
    migrator.run(&Target::All, &migrate::Options::default()).await.map(drop)
}
