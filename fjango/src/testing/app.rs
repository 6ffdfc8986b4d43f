use std::rc::Rc;

use super::client::{Client, Inside, Request};
use super::{Options, TestDb};
use crate::auth::{self, Auth, Cost, PasswordHasher, TokenConfig, User, UserCreate};
use crate::commands::App;
use crate::conf::Settings;
use crate::db::Db;
use crate::orm::Model as _;
use crate::storage::MemoryStorage;

/// Logging in is no faster to crack in a test, and need not be.
const CHEAP: Cost = Cost {
    memory_kib: 64,
    passes: 1,
    lanes: 1,
};

/// The application on a database of its own, without a socket: requests go through everything that the server has.
///
/// Handlers run on the test's thread. What the settings' files say holds, in the environment `test`; functions given to
/// `App::prepare` do not run, so that a test begins with no rows.
///
/// # Examples
/// ```
/// use fjango::prelude::*;
/// use fjango::testing::{Options, Schema, TestApp, TestDb, json};
///
/// #[model(app = "shelf")]
/// #[api(path = "/books", read = "anyone", write = "authenticated")]
/// pub struct Book {
///     pub id: i64,
///     #[field(max_length = 100)]
///     pub title: String,
/// }
///
/// # fjango::__private::run_test(async {
/// // A project with migrations says `TestApp::new().await`.
/// let db = TestDb::with(Options { schema: Schema::Models, ..Options::default() }).await;
/// let app = TestApp::with(App::new(), db).await;
/// let ann = app.create_user("ann").await;
/// let ann = app.force_login(&ann);
///
/// app.post("/api/books").json(&json!({"title": "Dune"})).await.assert_status(401);
/// let response = ann.post("/api/books").json(&json!({"title": "Dune"})).await.assert_status(201);
/// assert_eq!(response.value()["title"], "Dune");
/// assert_eq!(Book::objects().count(app.db()).await.unwrap(), 1);
/// # });
/// ```
#[derive(Debug)]
pub struct TestApp {
    // Dropped in this order: who asks, then the database.
    client: Client,
    db: TestDb,
}

impl TestApp {
    /// Everything linked into the test, on a fresh migrated database.
    ///
    /// # Panics
    /// As [`TestDb::new`], and when a service cannot be built.
    pub async fn new() -> Self {
        Self::of(App::new()).await
    }

    /// This application on a fresh migrated database. Where `main` adds to its [`App`], move that to a function which
    /// both call.
    ///
    /// # Panics
    /// As [`new`](Self::new).
    pub async fn of(app: App) -> Self {
        Self::with(app, TestDb::with(Options::default()).await).await
    }

    /// This application on this database.
    ///
    /// # Panics
    /// When the API or the admin has mistakes or a service cannot be built.
    pub async fn with(mut app: App, mut db: TestDb) -> Self {
        let mistakes = app.admin_mistakes();
        assert!(
            mistakes.is_empty(),
            "the admin cannot be built: {}",
            mistakes.join("; ")
        );
        // Those that the application names, in memory: tests leave no files.
        let named = app.storages(db.settings());
        let storages = named
            .iter()
            .fold(db.db().storages().clone(), |storages, (name, storage)| {
                if storages.get(name).is_ok() {
                    return storages;
                }
                let memory = MemoryStorage::new();
                let memory = storage.mount().map_or(memory.clone(), |url| memory.with_url(url));
                storages.with(name, memory)
            });
        db.set_storages(storages);
        let mut settings = db.settings().clone();
        if !settings.server.allowed_hosts.is_empty() {
            settings.server.allowed_hosts.push("localhost".to_owned());
        }
        let auth = Auth::new(&TokenConfig::from_settings(&settings)).with_passwords(PasswordHasher::new(CHEAP));
        let api = match App::api(&settings) {
            Ok(api) => api,
            Err(error) => panic!("the API cannot be built: {error}"),
        };
        let server = app.into_server(api, &settings, db.db().clone(), auth.clone());
        let server = match server.in_process().await {
            Ok(server) => server,
            Err(error) => panic!("the application cannot be built: {error}"),
        };
        let client = Client::new(Rc::new(Inside { server, auth }));
        Self { client, db }
    }

    /// The database.
    pub fn db(&self) -> &Db {
        self.db.db()
    }

    /// The settings the application was made with, of the environment `test`.
    pub fn settings(&self) -> &Settings {
        self.db.settings()
    }

    /// Somebody who is not logged in.
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// Makes a user who is nothing special and has no password; [`force_login`](Self::force_login) needs none.
    ///
    /// # Panics
    /// When the name is taken.
    pub async fn create_user(&self, username: &str) -> User {
        self.create(username, false).await
    }

    /// Makes a user who may do everything and has no password.
    ///
    /// # Panics
    /// When the name is taken.
    pub async fn create_superuser(&self, username: &str) -> User {
        self.create(username, true).await
    }

    /// The user, logged in without a password.
    ///
    /// # Panics
    /// When no token can be signed.
    pub fn force_login(&self, user: &User) -> Client {
        self.client.force_login(user.id)
    }

    /// Logs in as a client does, through the API.
    ///
    /// # Panics
    /// When the answer is not a token.
    pub async fn login(&self, username: &str, password: &str) -> Client {
        let path = format!("{}/auth/token", self.settings().api.prefix);
        let body = super::json!({ "username": username, "password": password });
        let response = self.post(&path).json(&body).await.assert_status(200);
        match response.value()["access"].as_str() {
            Some(token) => self.client.with_token(token),
            None => panic!("the answer to a login has no `access`: {}", response.text()),
        }
    }

    /// A GET request of nobody.
    pub fn get(&self, path: &str) -> Request {
        self.client.get(path)
    }

    /// A POST request of nobody.
    pub fn post(&self, path: &str) -> Request {
        self.client.post(path)
    }

    /// A PUT request of nobody.
    pub fn put(&self, path: &str) -> Request {
        self.client.put(path)
    }

    /// A PATCH request of nobody.
    pub fn patch(&self, path: &str) -> Request {
        self.client.patch(path)
    }

    /// A DELETE request of nobody.
    pub fn delete(&self, path: &str) -> Request {
        self.client.delete(path)
    }

    async fn create(&self, username: &str, superuser: bool) -> User {
        let user = UserCreate {
            is_superuser: Some(superuser),
            is_staff: Some(superuser),
            ..UserCreate::new(auth::unusable_password(), username)
        };
        match User::objects().create(self.db(), user).await {
            Ok(user) => user,
            Err(error) => panic!("the user `{username}` cannot be made: {error}"),
        }
    }
}
