//! Somebody with a browser.

use fjango::auth::{User, UserCreate};
use fjango::prelude::*;
use fjango::testing::{Client, Options, Request, Response, Schema, TestApp, TestDb, json};
use fjango_tests::FreshDatabase;

/// Everybody's.
pub const PASSWORD: &str = "correct horse battery";

/// The application with an admin, on a database of this kind.
pub async fn open(database: &FreshDatabase) -> TestApp {
    open_with(database, App::new().admin(|site| site.title("Fjord Store"))).await
}

/// This application on a database of this kind.
pub async fn open_with(database: &FreshDatabase, app: App) -> TestApp {
    let options = Options {
        url: Some(database.url().to_owned()),
        schema: Schema::Models,
    };
    TestApp::with(app, TestDb::with(options).await).await
}

/// Makes a user with [`PASSWORD`], who is of the staff.
pub async fn staff(app: &TestApp, username: &str) -> User {
    user(app, username, |user| user.is_staff = Some(true)).await
}

/// Makes a user with [`PASSWORD`], changed before.
pub async fn user(app: &TestApp, username: &str, change: impl FnOnce(&mut UserCreate)) -> User {
    let mut user = UserCreate::new(hash().await, username);
    change(&mut user);
    User::objects().create(app.db(), user).await.unwrap()
}

/// A cheap hash of [`PASSWORD`], of the cost that [`TestApp`] has.
async fn hash() -> String {
    let cost = fjango::auth::Cost {
        memory_kib: 64,
        passes: 1,
        lanes: 1,
    };
    fjango::auth::PasswordHasher::new(cost).hash(PASSWORD).await.unwrap()
}

/// A browser with the admin's pages open.
#[derive(Clone)]
pub struct Browser {
    client: Client,
    /// Where the admin is: `/admin`.
    mount: String,
    /// `name=value` of the session's cookie.
    pub cookie: Option<String>,
    /// What changes send along.
    pub csrf: String,
}

impl Browser {
    /// Nobody is signed in.
    pub fn new(app: &TestApp) -> Self {
        Self::at(app, "/admin")
    }

    /// Nobody is signed in to an admin at this path; empty for the whole site.
    pub fn at(app: &TestApp, mount: &str) -> Self {
        Self {
            client: app.client(),
            mount: mount.to_owned(),
            cookie: None,
            csrf: String::new(),
        }
    }

    /// Signed in with [`PASSWORD`].
    pub async fn signed_in(app: &TestApp, username: &str) -> Self {
        let mut browser = Self::new(app);
        browser.sign_in(username, PASSWORD).await.assert_status(200);
        browser
    }

    /// Gives a username and a password, and keeps what comes back.
    pub async fn sign_in(&mut self, username: &str, password: &str) -> Response {
        let answer = self
            .post("/login")
            .json(&json!({"username": username, "password": password}))
            .await;
        if answer.status() == 200 {
            let cookie = answer.header("set-cookie").expect("a session has a cookie");
            self.cookie = Some(cookie.split(';').next().unwrap_or_default().to_owned());
            self.csrf = answer.value()["csrf"].as_str().unwrap_or_default().to_owned();
        }
        answer
    }

    /// A GET request below the admin's `api`.
    pub fn get(&self, path: &str) -> Request {
        self.with_cookie(self.client.get(&format!("{}/api{path}", self.mount)))
    }

    /// A change with all that a page sends.
    pub fn change(&self, method: &str, path: &str) -> Request {
        let method = method.parse().expect("a method");
        let request = self.client.request(method, &format!("{}/api{path}", self.mount));
        self.with_cookie(request)
            .header("sec-fetch-site", "same-origin")
            .header("x-csrf-token", &self.csrf)
    }

    /// A POST request with all that a page sends.
    pub fn post(&self, path: &str) -> Request {
        self.change("POST", path)
    }

    /// The cookie, and nothing else that a page sends.
    pub fn with_cookie(&self, request: Request) -> Request {
        match &self.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        }
    }

    /// Whether the server knows who this is.
    pub async fn is_in(&self) -> bool {
        let answer = self.get("/session").await.assert_status(200);
        !answer.value()["session"].is_null()
    }
}
