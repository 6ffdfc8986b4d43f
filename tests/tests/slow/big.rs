//! An admin of very many stories.

use std::time::Instant;

use fjango::admin::{Admin, AdminSite};
use fjango::auth::{User, UserCreate};
use fjango::db::{Executor as _, Statement};
use fjango::prelude::*;
use fjango::testing::{Options, Response, Schema, TestApp, TestDb, json};
use fjango_tests::Kind;
use serde_json::Value;

/// Who writes.
#[model(app = "big", ordering = "name")]
pub struct Writer {
    pub id: i64,
    #[field(max_length = 40)]
    pub name: String,
}

/// What stories are about.
#[model(app = "big", ordering = "id")]
pub struct Label {
    pub id: i64,
    #[field(max_length = 40, unique)]
    pub name: String,
}

/// What is written; there is very much of it.
#[model(app = "big", ordering = "-id", index(state), index(created))]
pub struct Story {
    pub id: i64,
    #[field(max_length = 40, unique)]
    pub number: String,
    #[field(max_length = 80)]
    pub title: String,
    #[field(max_length = 10)]
    pub state: String,
    #[field(on_delete = "cascade")]
    pub writer: ForeignKey<Writer>,
    /// The story that this one answers.
    #[field(on_delete = "set_null", related_name = "answers")]
    pub answers: Option<ForeignKey<Story>>,
    pub labels: ManyToMany<Label>,
    pub created: DateTime<Utc>,
}

fn site(site: AdminSite) -> AdminSite {
    site.model(
        Admin::model::<Story>()
            .columns(|s| (s.number(), s.title(), s.writer(), s.state(), s.labels(), s.created()))
            .filters(|s| (s.state(), s.number(), s.writer(), s.created(), s.labels()))
            .search_exact(|s| s.number())
            .sortable(|s| (s.number(), s.created()))
            .page_sizes([50]),
    )
}

/// Makes a thousand writers, ten labels and so many stories inside the database.
fn fill(kind: Kind, rows: i64) -> Vec<String> {
    let numbers = |most: i64| match kind {
        Kind::Postgres => format!("generate_series(1, {most}) AS n(i)"),
        Kind::Sqlite => format!(
            "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most}) SELECT i FROM n) AS n"
        ),
    };
    let moment = match kind {
        Kind::Postgres => "timestamptz '2020-01-01 00:00:00+00' + i * interval '1 minute'",
        Kind::Sqlite => "datetime('2020-01-01', '+' || i || ' minutes') || '+00:00'",
    };
    let order = |columns: &str, table: &str, values: &str, most: i64| {
        format!("INSERT INTO {table} ({columns}) SELECT {values} FROM {}", numbers(most))
    };
    let unchecked = match kind {
        // All keys are there; to look for each takes longer than all the rest.
        Kind::Postgres => "ALTER TABLE big_story DISABLE TRIGGER ALL",
        Kind::Sqlite => "SELECT 1",
    };
    vec![
        unchecked.to_owned(),
        order("id, name", "big_writer", "i, 'Writer ' || i", 1_000),
        order("id, name", "big_label", "i, 'label ' || i", 10),
        order(
            "id, number, title, state, writer_id, answers_id, created",
            "big_story",
            &format!(
                "i, 'S-' || i, 'A story about the number ' || i, CASE WHEN i % 50 = 0 THEN 'late' ELSE 'done' END, \
                 1 + i % 1000, CASE WHEN i % 10 = 0 THEN i / 2 END, {moment}"
            ),
            rows,
        ),
        order(
            "story_id, label_id",
            "big_story_labels",
            "i * 20, 1 + i % 10",
            rows / 20,
        ),
        "ANALYZE".to_owned(),
    ]
}

/// The admin of many stories, with somebody who may do everything.
pub struct Big {
    app: TestApp,
    cookie: String,
    csrf: String,
    /// Where the stories are.
    pub kind: Kind,
}

impl Big {
    /// Makes so many stories at the server of this address.
    pub async fn open(kind: Kind, url: &str, rows: i64) -> Self {
        let options = Options {
            url: Some(url.to_owned()),
            schema: Schema::Models,
        };
        let app = TestApp::with(App::new().admin(site), TestDb::with(options).await).await;
        let started = Instant::now();
        for sql in fill(kind, rows) {
            app.db().execute(Statement::sql(sql)).await.unwrap();
        }
        eprintln!("{kind}: {rows} rows made in {:.1} s", started.elapsed().as_secs_f64());
        let cost = fjango::auth::Cost {
            memory_kib: 64,
            passes: 1,
            lanes: 1,
        };
        let hash = fjango::auth::PasswordHasher::new(cost)
            .hash("correct horse")
            .await
            .unwrap();
        let chief = UserCreate {
            is_superuser: Some(true),
            ..UserCreate::new(hash, "chief")
        };
        User::objects().create(app.db(), chief).await.unwrap();
        let answer = app
            .client()
            .post("/admin/api/login")
            .header("sec-fetch-site", "same-origin")
            .json(&json!({"username": "chief", "password": "correct horse"}))
            .await
            .assert_status(200);
        let cookie = answer
            .header("set-cookie")
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        Self {
            app,
            cookie,
            csrf: answer.value()["csrf"].as_str().unwrap().to_owned(),
            kind,
        }
    }

    /// What a page answers.
    pub async fn get(&self, path: &str) -> Value {
        let request = self
            .app
            .client()
            .get(&format!("/admin/api{path}"))
            .header("cookie", &self.cookie);
        request.await.assert_status(200).value()
    }

    /// Sends a change as a page does.
    pub async fn post(&self, path: &str, body: &Value) -> Response {
        let request = self
            .app
            .client()
            .post(&format!("/admin/api{path}"))
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header("x-csrf-token", &self.csrf);
        request.json(body).await
    }
}
