//! The API over two hand-written models, on both databases.

use actix_web::HttpRequest;
use actix_web::http::{Method, StatusCode, header};
use actix_web::test::TestRequest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fjango_tests::{FreshDatabase, Kind, each_database};
use futures_util::future::LocalBoxFuture;
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
use serde_json::{Value as JsonValue, json};

use super::filter;
use super::paginate::Page;
use super::{Access, Api, Authorizer, Caller, Guard, ModelApi, Paginate};
use crate::db::{Db, Executor, Statement};
use crate::http::{Config, InProcess, Problem, Routes, Server, State};
use crate::schema::{Bound, FieldMeta, ManyToManyMeta, ModelMeta, OnDelete, OrderMeta, RelationKind, RelationMeta};
use crate::value::{DbValue, Value};

const fn model(name: &'static str, table: &'static str, fields: &'static [FieldMeta]) -> ModelMeta {
    ModelMeta {
        name,
        app: "shop",
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
    }
}

const ID: FieldMeta = FieldMeta {
    primary_key: true,
    auto: true,
    ..FieldMeta::new("id", "id", &<i64 as DbValue>::TYPE)
};

static AUTHOR: ModelMeta = model(
    "Author",
    "shop_author",
    &[
        ID,
        FieldMeta {
            unique: true,
            max_length: Some(20),
            ..FieldMeta::new("name", "name", &<String as DbValue>::TYPE)
        },
        FieldMeta::new("secret", "secret", &<Option<String> as DbValue>::TYPE),
    ],
);

static BOOK: ModelMeta = ModelMeta {
    doc: "A book on a shelf.",
    ordering: &[OrderMeta {
        path: "year",
        descending: true,
    }],
    many_to_many: &[ManyToManyMeta {
        name: "readers",
        target: || &AUTHOR,
        related_name: None,
        table: None,
        help: "",
        verbose_name: "readers",
        doc: "",
    }],
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
                    on_delete: OnDelete::Restrict,
                    related_name: None,
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

const BOOKS: ModelApi = ModelApi {
    meta: || &BOOK,
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
static BY_PAGE: ModelApi = BOOKS;
static BY_OFFSET: ModelApi = ModelApi {
    path: "/offset",
    paginate: Paginate::LimitOffset,
    ..BOOKS
};
static BY_CURSOR: ModelApi = ModelApi {
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
static AUTHORS: ModelApi = ModelApi {
    meta: || &AUTHOR,
    path: "/authors",
    filter: &[],
    search: &[],
    order: &[],
    ..BOOKS
};

pub(super) fn api() -> Api {
    [&BY_PAGE, &BY_OFFSET, &BY_CURSOR, &OWNED, &AUTHORS]
        .into_iter()
        .fold(Api::new("/api"), Api::model)
}

/// Lets in whoever names a user's key as the `authorization` header; `root` is a superuser.
struct ByHeader;

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

struct Site {
    server: InProcess,
    db: Db,
}

struct Answer {
    status: StatusCode,
    link: String,
    location: String,
    body: JsonValue,
}

impl Site {
    async fn new(database: &FreshDatabase, authorizer: bool) -> Self {
        let db = Db::connect(database.url()).await.unwrap();
        let (key, time, zone) = match database.kind() {
            Kind::Sqlite => ("INTEGER PRIMARY KEY", "TEXT", ""),
            Kind::Postgres => ("BIGSERIAL PRIMARY KEY", "TIMESTAMPTZ", "Z"),
        };
        for sql in [
            "CREATE TABLE shop_author (id {key}, name TEXT NOT NULL UNIQUE, secret TEXT)",
            "CREATE TABLE shop_book (id {key}, title TEXT NOT NULL, year INTEGER, in_print BOOLEAN NOT NULL, \
             author_id BIGINT NOT NULL REFERENCES shop_author (id), created {time} NOT NULL)",
            "CREATE TABLE shop_book_readers (id {key}, \
             book_id BIGINT NOT NULL REFERENCES shop_book (id) ON DELETE CASCADE, \
             author_id BIGINT NOT NULL REFERENCES shop_author (id), UNIQUE (book_id, author_id))",
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
                .replace("{zone}", zone);
            db.execute(Statement::sql(sql)).await.unwrap();
        }
        let mut server = Server::new(Config::default()).state(db.clone());
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

    async fn send(&self, request: TestRequest) -> Answer {
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

    async fn get(&self, uri: &str) -> Answer {
        self.send(TestRequest::get().uri(uri)).await
    }

    async fn with(&self, method: Method, uri: &str, body: JsonValue) -> Answer {
        self.send(TestRequest::default().method(method).uri(uri).set_json(body))
            .await
    }

    #[track_caller]
    fn ids(answer: &Answer) -> Vec<i64> {
        let results = answer.body["results"]
            .as_array()
            .unwrap_or_else(|| panic!("{}", answer.body));
        results.iter().map(|row| row["id"].as_i64().unwrap()).collect()
    }

    async fn check_ids(&self, uri: &str, expected: &[i64]) {
        let answer = self.get(uri).await;
        assert_eq!(Self::ids(&answer), expected, "{uri}");
    }

    async fn check_status(&self, uri: &str, expected: u16) -> JsonValue {
        let answer = self.get(uri).await;
        assert_eq!(answer.status, expected, "{uri}: {}", answer.body);
        answer.body
    }
}

each_database! {
    async fn lists_pages_with_links(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        let first = site.get("/api/books").await;
        assert_eq!(first.status, 200);
        assert_eq!(first.body["count"], 5);
        assert_eq!(first.body["next"], "/api/books?page=2");
        assert_eq!(first.body["previous"], JsonValue::Null);
        assert_eq!(first.link, "</api/books?page=2>; rel=\"next\"");
        assert_eq!(
            first.body["results"][0],
            json!({"id": 1, "title": "Red", "year": 2001, "in_print": true, "author": 1,
                   "created": "2026-01-01T00:00:00Z", "readers": [1, 2]})
        );
        assert_eq!(first.body["results"][1]["readers"], json!([1]));
        let last = site.get("/api/books?page=3&title__contains=").await;
        assert_eq!(last.body["previous"], "/api/books?title__contains=&page=2");
        assert_eq!(Site::ids(&last), [4]);
        let offset = site.get("/api/offset?limit=3&offset=1").await;
        assert_eq!(offset.body["next"], "/api/offset?limit=3&offset=4");
        assert_eq!(offset.body["previous"], "/api/offset?limit=3&offset=0");
        let beyond = site.get("/api/offset?limit=2&offset=1000").await;
        assert_eq!(beyond.body["previous"], "/api/offset?limit=2&offset=4");
    }
}

each_database! {
    async fn walks_cursors_both_ways_over_nulls(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        for (ordering, expected) in [
            ("", vec![1, 3, 5, 2, 4]),
            ("?ordering=year", vec![2, 4, 5, 1, 3]),
            // The first place of a name decides.
            ("?ordering=year,-year", vec![2, 4, 5, 1, 3]),
            ("?ordering=-author__name,title", vec![4, 3, 5, 2, 1]),
        ] {
            let mut seen = Vec::new();
            let mut answer = site.get(&format!("/api/cursor{ordering}")).await;
            loop {
                seen.extend(Site::ids(&answer));
                let Some(next) = answer.body["next"].as_str().map(str::to_owned) else {
                    break;
                };
                answer = site.get(&next).await;
            }
            assert_eq!(seen, expected, "{ordering}");
            let mut back = Site::ids(&answer);
            while let Some(previous) = answer.body["previous"].as_str().map(str::to_owned) {
                answer = site.get(&previous).await;
                let mut page = Site::ids(&answer);
                page.extend(back);
                back = page;
            }
            assert_eq!(back, expected, "{ordering} backward");
        }
    }
}

each_database! {
    async fn filters_searches_and_orders(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        site.check_ids("/api/offset?author=2&limit=9", &[3, 5, 4]).await;
        site.check_ids("/api/offset?year__isnull=true&ordering=title", &[2, 4])
            .await;
        site.check_ids("/api/offset?title__icontains=RED&ordering=title", &[4, 1])
            .await;
        site.check_ids("/api/offset?created__gte=2026-01-04T00:00:00Z", &[5, 4])
            .await;
        site.check_ids("/api/offset?created__day__lt=3", &[1, 2]).await;
        site.check_ids("/api/offset?author__name__istartswith=b&year=2001", &[3])
            .await;
        site.check_ids("/api/offset?readers=1", &[1, 3]).await;
        site.check_ids("/api/offset?search=bob+re&ordering=title", &[4, 3])
            .await;
        site.check_ids("/api/offset?ordering=-title", &[1, 5]).await;
    }
}

each_database! {
    async fn refuses_what_it_does_not_know_by_name(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        for (query, parameter) in [
            ("nonsense=1", "nonsense"),
            ("in_print=true", "in_print"),
            ("author__secret__startswith=a", "author__secret__startswith"),
            ("title__regex=(a*)*", "title__regex"),
            ("author=1&author=2", "author"),
            ("author=x", "author"),
            ("author=99999999999999999999", "author"),
            ("created__year=99999999999", "created__year"),
            ("ordering=in_print", "ordering"),
            ("ordering=", "ordering"),
            ("page=0", "page"),
            ("page=-1", "page"),
            ("page=99999999999999999999", "page"),
            ("page_size=101", "page_size"),
            ("limit=1", "limit"),
        ] {
            let body = site.check_status(&format!("/api/books?{query}"), 400).await;
            assert_eq!(body["parameter"], parameter, "{body}");
            assert_eq!(body["type"], "https://fjango.dev/problems/invalid-query");
        }
        let next = site.get("/api/cursor").await.body["next"].as_str().unwrap().to_owned();
        for uri in [
            "/api/cursor?cursor=x".to_owned(),
            "/api/cursor?cursor=e30".to_owned(),
            format!("{next}&ordering=title"),
            "/api/books/1?expand=all".to_owned(),
        ] {
            site.check_status(&uri, 400).await;
        }
        site.check_status("/api/books?page=2147483647", 200).await;
    }
}

each_database! {
    async fn creates_reads_changes_and_deletes(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        let book = json!({"title": "New", "author": 2, "readers": [2, 1, 2]});
        let made = site.with(Method::POST, "/api/books", book).await;
        assert_eq!(
            (made.status, made.location.as_str()),
            (StatusCode::CREATED, "/api/books/6"),
            "{}",
            made.body
        );
        assert_eq!(made.body["in_print"], true);
        assert_eq!(made.body["year"], JsonValue::Null);
        assert_eq!(made.body["readers"], json!([1, 2]));
        assert_eq!(site.get("/api/books/6").await.body, made.body);

        let changed = site
            .with(Method::PATCH, "/api/books/6", json!({"year": 7, "in_print": false}))
            .await;
        assert_eq!((changed.status, &changed.body["year"]), (StatusCode::OK, &json!(7)));
        assert_eq!(
            changed.body["readers"],
            json!([1, 2]),
            "PATCH keeps what it does not name"
        );
        let nothing = site.with(Method::PATCH, "/api/books/6", json!({})).await;
        assert_eq!(nothing.body, changed.body);

        let replaced = site
            .with(Method::PUT, "/api/books/6", json!({"title": "Newer", "author": 1}))
            .await;
        assert_eq!(replaced.status, 200, "{}", replaced.body);
        assert_eq!(
            replaced.body,
            json!({"id": 6, "title": "Newer", "year": null, "in_print": true, "author": 1,
                   "created": made.body["created"], "readers": []})
        );

        let gone = site.with(Method::DELETE, "/api/books/6", json!(null)).await;
        assert_eq!((gone.status, gone.body), (StatusCode::NO_CONTENT, JsonValue::Null));
        for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE] {
            let answer = site.with(method.clone(), "/api/books/6", json!({})).await;
            assert_eq!(answer.status, 404, "{method}");
        }
        site.check_status("/api/books/x", 404).await;
        site.check_status("/api/books/%00", 400).await;
        let other = site.with(Method::POST, "/api/books/1", json!({})).await;
        assert_eq!(other.status, 405);
    }
}

each_database! {
    async fn reports_every_wrong_field_at_once(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        let book = json!({"id": 9, "title": "x".repeat(31), "year": -1, "in_print": null, "author": "x", "color": 1,
                          "created": "2026-01-01T00:00:00Z", "readers": [1, "y", null]});
        let mut expected = vec![
            ("/author", "type"),
            ("/color", "unknown"),
            ("/created", "read_only"),
            ("/id", "read_only"),
            ("/in_print", "null"),
            ("/readers/1", "type"),
            ("/readers/2", "null"),
            ("/title", "max_length"),
            ("/year", "min"),
        ];
        let check = |answer: Answer, expected: &[(&str, &str)]| {
            assert_eq!(answer.status, 422, "{}", answer.body);
            let errors = answer.body["errors"].as_array().unwrap();
            let mut found: Vec<_> = errors
                .iter()
                .map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap()))
                .collect();
            found.sort_unstable();
            assert_eq!(found, expected);
        };
        check(site.with(Method::POST, "/api/books", book.clone()).await, &expected);
        check(site.with(Method::PATCH, "/api/books/1", book).await, &expected);
        expected = vec![("/author", "required"), ("/title", "required")];
        check(site.with(Method::POST, "/api/books", json!({})).await, &expected);
        check(site.with(Method::PUT, "/api/books/1", json!({})).await, &expected);
        check(site.with(Method::POST, "/api/books", json!([])).await, &[("", "type")]);
        let dangling = json!({"title": "x", "author": 77, "readers": [1, 78]});
        let both = [("/author", "does_not_exist"), ("/readers/1", "does_not_exist")];
        check(site.with(Method::POST, "/api/books", dangling.clone()).await, &both);
        check(site.with(Method::PUT, "/api/books/1", dangling).await, &both);
        let unchanged = site.get("/api/books/1").await.body;
        assert_eq!(
            (&unchanged["title"], &unchanged["readers"]),
            (&json!("Red"), &json!([1, 2]))
        );
    }
}

each_database! {
    async fn tells_conflicts(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        let twice = site.with(Method::POST, "/api/authors", json!({"name": "Ann"})).await;
        assert_eq!(twice.status, 409);
        assert_eq!(twice.body["errors"][0]["pointer"], "/name");
        assert_eq!(twice.body["errors"][0]["code"], "unique");
        let needed = site.with(Method::DELETE, "/api/authors/1", json!(null)).await;
        assert_eq!(
            (needed.status, &needed.body["status"]),
            (StatusCode::CONFLICT, &json!(409))
        );
        let tables = "DROP TABLE shop_book_readers";
        site.db.execute(Statement::sql(tables)).await.unwrap();
        let broken = site.check_status("/api/books", 500).await;
        assert!(!broken.to_string().contains("shop_book"), "{broken}");
    }
}

each_database! {
    async fn refuses_without_an_authorizer(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        site.check_status("/api/owned/1", 200).await;
        for (method, uri) in [
            (Method::POST, "/api/owned"),
            (Method::DELETE, "/api/owned/1"),
            (Method::PUT, "/api/owned/99"),
        ] {
            // The caller is refused before anything of the body or the row is told.
            let answer = site.with(method, uri, json!({"nonsense": 1})).await;
            assert_eq!(answer.status, 401);
        }
    }
}

each_database! {
    async fn owners_write_their_own_rows(database: &FreshDatabase) {
        let site = Site::new(database, true).await;
        let by = async |user: &'static str, method: Method, uri: &str, body: JsonValue| {
            let request = TestRequest::default().method(method).uri(uri);
            site.send(request.insert_header((header::AUTHORIZATION, user)).set_json(body))
                .await
        };
        let mine = by("1", Method::POST, "/api/owned", json!({"title": "Mine"})).await;
        assert_eq!(
            (mine.status, &mine.body["author"]),
            (StatusCode::CREATED, &json!(1)),
            "{}",
            mine.body
        );
        let theirs = by("1", Method::POST, "/api/owned", json!({"title": "x", "author": 2})).await;
        assert_eq!(
            (theirs.status, &theirs.body["errors"][0]["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("owner"))
        );
        assert_eq!(
            by("2", Method::PATCH, &mine.location, json!({"title": "y"}))
                .await
                .status,
            403
        );
        assert_eq!(by("2", Method::DELETE, &mine.location, json!(null)).await.status, 403);
        assert_eq!(
            by("1", Method::PATCH, &mine.location, json!({"author": 2}))
                .await
                .status,
            422
        );
        assert_eq!(
            by("1", Method::PATCH, &mine.location, json!({"title": "y"}))
                .await
                .status,
            200
        );
        assert_eq!(
            by("root", Method::PATCH, &mine.location, json!({"author": 2}))
                .await
                .body["author"],
            2
        );
        assert_eq!(by("1", Method::DELETE, &mine.location, json!(null)).await.status, 403);
        assert_eq!(by("2", Method::DELETE, &mine.location, json!(null)).await.status, 204);
    }
}

each_database! {
    async fn documents_itself(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        let document = site.check_status("/api/openapi.json", 200).await;
        assert_eq!(document.to_string(), api().openapi().to_string(), "the same each time");
        // The types of aide are a second opinion on the document's shape.
        let typed: aide::openapi::OpenApi = serde_json::from_str(&document.to_string()).unwrap();
        assert_eq!(typed.paths.unwrap().paths.len(), 10);
        let list = &document["paths"]["/api/books"]["get"];
        let names: Vec<_> = list["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["name"])
            .collect();
        for name in [
            "author",
            "author__in",
            "year__gte",
            "title__icontains",
            "created__year__lt",
            "search",
            "ordering",
            "page",
        ] {
            assert!(names.contains(&&json!(name)), "{name}");
        }
        assert!(!names.contains(&&json!("author__secret")));
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["BookCreate"]["required"], json!(["title", "author"]));
        assert_eq!(schemas["BookCreate"]["properties"]["title"]["maxLength"], 30);
        assert_eq!(schemas["BookCreate"]["properties"]["created"], JsonValue::Null);
        assert_eq!(schemas["BookPatch"]["required"], JsonValue::Null);
        assert_eq!(
            schemas["Book"]["properties"]["year"]["type"],
            json!(["integer", "null"])
        );
        assert_eq!(
            document["paths"]["/api/owned"]["post"]["security"],
            json!([{"bearer": []}])
        );
        let text = document.to_string();
        for reference in text.split("\"$ref\":\"#").skip(1) {
            let pointer = reference.split('"').next().unwrap();
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
    }
}

each_database! {
    /// A list accepts each parameter that the document offers, with a value of the schema it gives.
    async fn offers_only_parameters_that_work(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        let document = api().openapi();
        fn example(schema: &JsonValue) -> String {
            match (schema["type"].as_str(), schema["format"].as_str()) {
                (Some("array"), _) => {
                    let item = schema["items"]["enum"][0]
                        .as_str()
                        .map_or_else(|| example(&schema["items"]), str::to_owned);
                    let items = schema["minItems"].as_u64().unwrap_or(1);
                    vec![item; items as usize].join(",")
                }
                (Some("integer"), _) => "3".into(),
                (Some("boolean"), _) => "true".into(),
                (_, Some("date-time")) => "2026-01-01T00:00:00Z".into(),
                _ => "a".into(),
            }
        }
        let parameters = document["paths"]["/api/books"]["get"]["parameters"].as_array().unwrap();
        for parameter in parameters {
            let name = parameter["name"].as_str().unwrap();
            site.check_status(&format!("/api/books?{name}={}", example(&parameter["schema"])), 200)
                .await;
        }
        assert!(parameters.len() > 40, "{}", parameters.len());
    }
}

each_database! {
    async fn shows_its_documentation(database: &FreshDatabase) {
        let site = Site::new(database, false).await;
        for (uri, kind) in [
            ("/api/docs", "text/html; charset=utf-8"),
            ("/api/docs/start.js", "text/javascript; charset=utf-8"),
            ("/api/docs/swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
            ("/api/docs/swagger-ui.css", "text/css; charset=utf-8"),
        ] {
            let request = TestRequest::get().uri(uri).insert_header((header::HOST, "localhost"));
            let response = site.server.call(request.to_request()).await;
            assert_eq!(response.status(), 200, "{uri}");
            assert_eq!(response.headers().get(header::CONTENT_TYPE).unwrap(), kind, "{uri}");
        }
    }
}

proptest! {
    /// Whatever stands in a query string is read or refused; a cursor too.
    #[test]
    fn any_query_string_has_an_answer(
        query in "((author|year__range|created__hour|search|ordering|cursor|page_size)=)?.{0,60}(&.{0,20})?",
        values in proptest::collection::vec("null|-?[0-9]{1,30}|\"[a-z0-9:-]{0,30}\"|\\[\\]|true", 0..4),
    ) {
        for api in [&BY_PAGE, &BY_OFFSET, &BY_CURSOR] {
            if let Ok(list) = filter::read(api, &query) {
                let page = Page::read(api, &list);
                prop_assert!(page.is_err() || page.unwrap().offset() <= i64::MAX as u64);
            }
        }
        let text = format!(r#"{{"o":"-year,id","b":true,"v":[{}]}}"#, values.join(","));
        let query = format!("cursor={}", URL_SAFE_NO_PAD.encode(text));
        let list = filter::read(&BY_CURSOR, &query).unwrap();
        if let Ok(page) = Page::read(&BY_CURSOR, &list) {
            prop_assert_eq!(values.len(), 2);
            prop_assert!(page.condition(&list.order).is_some());
        }
    }
}
