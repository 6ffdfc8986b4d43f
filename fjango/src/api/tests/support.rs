//! Two hand-written models, their tables and a server over them.

use actix_web::HttpRequest;
use actix_web::http::{Method, StatusCode, header};
use actix_web::test::TestRequest;
use fjango_tests::{FreshDatabase, Kind};
use futures_util::future::LocalBoxFuture;
use serde_json::Value as JsonValue;

use crate::api::{Access, Api, Authorizer, Caller, Guard, ModelApi, Paginate};
use crate::auth::PasswordHash;
use crate::db::{Db, Executor, Statement};
use crate::http::{Config, InProcess, Problem, Routes, Server, State};
use crate::schema::{
    Bound, Deferrable, FieldMeta, Lifecycle, ManyToManyMeta, ModelMeta, OnDelete, OrderMeta, RelationKind, RelationMeta,
};
use crate::value::{DbValue, Value};

const fn model(name: &'static str, table: &'static str, fields: &'static [FieldMeta]) -> ModelMeta {
    ModelMeta {
        name,
        app: "shop",
        renamed_from: None,
        table,
        verbose_name: name,
        verbose_name_plural: name,
        doc: "",
        fields,
        primary_key: 0,
        many_to_many: &[],
        reverse: &[],
        ordering: &[],
        indexes: &[],
        unique: &[],
        checks: &[],
        exclusions: &[],
        comment: "",
        lifecycle: Lifecycle::NONE,
    }
}

const ID: FieldMeta = FieldMeta {
    primary_key: true,
    auto: true,
    ..FieldMeta::new("id", "id", &<i64 as DbValue>::TYPE)
};

pub(super) static AUTHOR: ModelMeta = model(
    "Author",
    "shop_author",
    &[
        ID,
        FieldMeta {
            unique: true,
            max_length: Some(20),
            ..FieldMeta::new("name", "name", &<String as DbValue>::TYPE)
        },
        FieldMeta::new("secret", "secret", &<Option<PasswordHash> as DbValue>::TYPE),
    ],
);

pub(super) const BOOK: ModelMeta = ModelMeta {
    doc: "A book on a shelf.",
    ordering: &[OrderMeta {
        path: "year",
        descending: true,
    }],
    many_to_many: &[ManyToManyMeta::new("readers", || &AUTHOR)],
    ..model(
        "Book",
        "shop_book",
        &[
            ID,
            FieldMeta {
                max_length: Some(30),
                ..FieldMeta::new("title", "title", &<String as DbValue>::TYPE)
            },
            FieldMeta {
                min: Some(Bound::Integer(0)),
                ..FieldMeta::new("year", "year", &<Option<i32> as DbValue>::TYPE)
            },
            FieldMeta {
                default: Some(|| Value::Bool(true)),
                ..FieldMeta::new("in_print", "in_print", &<bool as DbValue>::TYPE)
            },
            FieldMeta {
                relation: Some(RelationMeta {
                    kind: RelationKind::ForeignKey,
                    target: || &AUTHOR,
                    identity: "Author",
                    on_delete: OnDelete::Restrict,
                    related_name: None,
                    constraint: Some(Deferrable::Deferred),
                }),
                ..FieldMeta::new("author", "author_id", &<i64 as DbValue>::TYPE)
            },
            FieldMeta {
                auto_now_add: true,
                ..FieldMeta::new("created", "created", &<chrono::DateTime<chrono::Utc> as DbValue>::TYPE)
            },
        ],
    )
};

static BOOK_META: ModelMeta = BOOK;

pub(super) const BOOKS: ModelApi = ModelApi {
    meta: || &BOOK_META,
    path: "/books",
    filter: &["author", "year", "title", "created", "author__name", "readers"],
    search: &["title", "author__name"],
    order: &["year", "title", "author__name"],
    paginate: Paginate::Page,
    page_size: Some(2),
    read: Guard::Anyone,
    write: Guard::Anyone,
    owner: None,
    tags: &[],
};
pub(super) static BY_PAGE: ModelApi = BOOKS;
pub(super) static BY_OFFSET: ModelApi = ModelApi {
    path: "/offset",
    paginate: Paginate::LimitOffset,
    ..BOOKS
};
pub(super) static BY_CURSOR: ModelApi = ModelApi {
    path: "/cursor",
    paginate: Paginate::Cursor,
    ..BOOKS
};
static OWNED: ModelApi = ModelApi {
    path: "/owned",
    write: Guard::Permission,
    owner: Some("author"),
    ..BOOKS
};
static NOTE: ModelMeta = model(
    "Note",
    "shop_note",
    &[
        ID,
        FieldMeta::new("data", "data", &<Option<serde_json::Value> as DbValue>::TYPE),
        FieldMeta::new("at", "at", &<chrono::NaiveTime as DbValue>::TYPE),
        FieldMeta::new("day", "day", &<chrono::NaiveDate as DbValue>::TYPE),
        FieldMeta::new("price", "price", &<rust_decimal::Decimal as DbValue>::TYPE),
        FieldMeta::new("code", "code", &<uuid::Uuid as DbValue>::TYPE),
    ],
);

pub(super) static NOTES: ModelApi = ModelApi {
    meta: || &NOTE,
    path: "/notes",
    filter: &["data", "data__owner__name", "at", "day", "day__year", "price", "code"],
    search: &[],
    order: &[],
    paginate: Paginate::LimitOffset,
    ..BOOKS
};
static AUTHORS: ModelApi = ModelApi {
    meta: || &AUTHOR,
    path: "/authors",
    filter: &[],
    search: &[],
    order: &[],
    ..BOOKS
};

pub(super) fn api() -> Api {
    [&BY_PAGE, &BY_OFFSET, &BY_CURSOR, &OWNED, &AUTHORS, &NOTES]
        .into_iter()
        .fold(Api::new("/api"), Api::model)
}

/// Lets in whoever names a user's key as the `authorization` header; `root` is a superuser.
pub(super) struct ByHeader;

impl Authorizer for ByHeader {
    fn authorize<'a>(
        &'a self,
        request: &'a HttpRequest,
        access: Access,
    ) -> LocalBoxFuture<'a, Result<Option<Caller>, Problem>> {
        let user = request
            .headers()
            .get(header::AUTHORIZATION)
            .and_then(|user| user.to_str().ok());
        let answer = match (access.guard, user) {
            (Guard::Anyone, None) => Ok(None),
            (_, None) => Err(Problem::unauthorized("Bearer")),
            (_, Some("root")) => Ok(Some(Caller::new(Value::BigInt(0), true))),
            (Guard::Permission, Some(_)) if !access.permission.ends_with("_book") => Err(Problem::forbidden()),
            (_, Some(user)) => Ok(Some(Caller::new(Value::BigInt(user.parse().unwrap()), false))),
        };
        Box::pin(async move { answer })
    }
}

pub(super) struct Site {
    pub(super) server: InProcess,
    pub(super) db: Db,
}

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) link: String,
    pub(super) location: String,
    pub(super) body: JsonValue,
}

impl Site {
    pub(super) async fn new(database: &FreshDatabase, authorizer: bool) -> Self {
        Self::on(database, Config::default(), authorizer).await
    }

    pub(super) async fn on(database: &FreshDatabase, config: Config, authorizer: bool) -> Self {
        let db = Db::connect(database.url()).await.unwrap();
        let (key, time, zone, json, uuid) = match database.kind() {
            Kind::Sqlite => ("INTEGER PRIMARY KEY", "TEXT", "", "text", "char(36)"),
            Kind::Postgres => ("BIGSERIAL PRIMARY KEY", "TIMESTAMPTZ", "Z", "jsonb", "uuid"),
        };
        for sql in [
            "CREATE TABLE shop_author (id {key}, name TEXT NOT NULL UNIQUE, secret TEXT)",
            "CREATE TABLE shop_book (id {key}, title TEXT NOT NULL, year INTEGER, in_print BOOLEAN NOT NULL, \
             author_id BIGINT NOT NULL REFERENCES shop_author (id), created {time} NOT NULL)",
            "CREATE TABLE shop_book_readers (id {key}, \
             book_id BIGINT NOT NULL REFERENCES shop_book (id) ON DELETE CASCADE, \
             author_id BIGINT NOT NULL REFERENCES shop_author (id), UNIQUE (book_id, author_id))",
            "CREATE TABLE shop_note (id {key}, data {json}, at time NOT NULL, day date NOT NULL, price decimal NOT NULL, code {uuid} NOT NULL)",
            "INSERT INTO shop_note (data, at, day, price, code) VALUES \
             ('{\"owner\":{\"name\":\"Ann\"},\"n\":1}', '10:20:30', '2024-02-29', 1.5, '67e55044-10b1-426f-9247-bb680e5fe0c8'), \
             ('{\"owner\":{\"name\":5}}', '00:00:00', '2025-01-01', 2, '67e55044-10b1-426f-9247-bb680e5fe0c9'), \
             (NULL, '23:59:59', '2025-12-31', 3, '67e55044-10b1-426f-9247-bb680e5fe0ca')",
            "INSERT INTO shop_author (name, secret) VALUES ('Ann', 'abc'), ('Bob', NULL)",
            "INSERT INTO shop_book (title, year, in_print, author_id, created) VALUES \
             ('Red', 2001, true, 1, '2026-01-01 00:00:00.000000{zone}'), ('Blue', NULL, true, 1, '2026-01-02 00:00:00.000000{zone}'), \
             ('Green', 2001, true, 2, '2026-01-03 00:00:00.000000{zone}'), ('Dark red', NULL, true, 2, '2026-01-04 00:00:00.000000{zone}'), \
             ('Grey', 1999, false, 2, '2026-01-05 00:00:00.000000{zone}')",
            "INSERT INTO shop_book_readers (book_id, author_id) VALUES (1, 2), (1, 1), (3, 1)",
        ] {
            let sql = sql
                .replace("{key}", key)
                .replace("{time}", time)
                .replace("{json}", json)
                .replace("{uuid}", uuid)
                .replace("{zone}", zone);
            db.execute(Statement::sql(sql)).await.unwrap();
        }
        let mut server = Server::new(config).state(db.clone());
        if authorizer {
            server = server.configure(|services| {
                let shared: std::sync::Arc<dyn Authorizer> = std::sync::Arc::new(ByHeader);
                services.app_data(State::from(shared));
            });
        }
        let server = server.configure(|services| api().mount(Routes::new()).configure(services));
        Self {
            server: server.in_process().await.unwrap(),
            db,
        }
    }

    pub(super) async fn send(&self, request: TestRequest) -> Answer {
        let request = request.insert_header((header::HOST, "localhost"));
        let response = self.server.call(request.to_request()).await;
        let text = |name| {
            let value = response.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let (link, location, status) = (text(header::LINK), text(header::LOCATION), response.status());
        let bytes = actix_web::body::to_bytes(response.into_body()).await.unwrap();
        let body = if bytes.is_empty() {
            JsonValue::Null
        } else {
            serde_json::from_slice(&bytes).unwrap()
        };
        Answer {
            status,
            link,
            location,
            body,
        }
    }

    pub(super) async fn get(&self, uri: &str) -> Answer {
        self.send(TestRequest::get().uri(uri)).await
    }

    pub(super) async fn with(&self, method: Method, uri: &str, body: JsonValue) -> Answer {
        self.send(TestRequest::default().method(method).uri(uri).set_json(body))
            .await
    }

    #[track_caller]
    pub(super) fn ids(answer: &Answer) -> Vec<i64> {
        let results = answer.body["results"]
            .as_array()
            .unwrap_or_else(|| panic!("{}", answer.body));
        results.iter().map(|row| row["id"].as_i64().unwrap()).collect()
    }

    pub(super) async fn check_ids(&self, uri: &str, expected: &[i64]) {
        let answer = self.get(uri).await;
        assert_eq!(Self::ids(&answer), expected, "{uri}");
    }

    pub(super) async fn check_status(&self, uri: &str, expected: u16) -> JsonValue {
        let answer = self.get(uri).await;
        assert_eq!(answer.status, expected, "{uri}: {}", answer.body);
        answer.body
    }
}
