use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::{Method, StatusCode, header};
use actix_web::web::{self, Bytes};
use actix_web::{FromRequest as _, HttpRequest, HttpResponse};
use serde_json::Value as JsonValue;

use super::access::{Access, Caller, authorize};
use super::body::{Purpose, Sent, no_object};
use super::document::Body;
use super::paginate::PageSizes;
use super::{Endpoint, Guard, ModelApi, crud, login};
use crate::db::Db;
use crate::http::{
    Client, Form, Problem, Room, Routes, State, ToProblem as _, is_form, json_bytes, parse_json, read_form,
};
use crate::schema::FileMeta;
use crate::storage::Shown;
use crate::value::Value;

/// The API of some models below one prefix.
#[derive(Clone, Debug)]
#[must_use = "an API answers nothing until it is mounted"]
pub struct Api {
    pub(super) prefix: String,
    pub(super) models: Vec<&'static ModelApi>,
    pub(super) title: String,
    pub(super) version: String,
    pub(super) documents: Vec<JsonValue>,
    pub(super) endpoints: Vec<&'static Endpoint>,
    pub(super) sizes: PageSizes,
    docs: bool,
    pub(super) login: bool,
}

impl Api {
    /// An API without models below `prefix`, such as `/api` or the empty string.
    pub fn new(prefix: &str) -> Self {
        Self {
            prefix: prefix.trim_end_matches('/').to_owned(),
            models: Vec::new(),
            title: "API".to_owned(),
            version: "1".to_owned(),
            documents: Vec::new(),
            endpoints: Vec::new(),
            sizes: PageSizes::default(),
            docs: true,
            login: false,
        }
    }

    /// The API of every model and every endpoint with `#[api(…)]` linked into the binary.
    pub fn registered(prefix: &str) -> Self {
        Self {
            models: ModelApi::registered(),
            endpoints: Endpoint::registered(),
            ..Self::new(prefix)
        }
    }

    /// Adds a model.
    pub fn model(mut self, model: &'static ModelApi) -> Self {
        self.models.push(model);
        self
    }

    /// Sets the title and version that the documentation shows; `API` and `1` otherwise.
    pub fn info(mut self, title: &str, version: &str) -> Self {
        title.clone_into(&mut self.title);
        version.clone_into(&mut self.version);
        self
    }

    /// Adds to the OpenAPI document what other routes of the application do: an object with `paths` and
    /// `components`, as OpenAPI has them. What the document says already stays.
    pub fn document(mut self, part: JsonValue) -> Self {
        self.documents.push(part);
        self
    }

    /// Adds an endpoint.
    pub fn endpoint(mut self, endpoint: &'static Endpoint) -> Self {
        self.endpoints.push(endpoint);
        self
    }

    /// Sets how many rows a page has when neither the request nor the model says, and the most that a request may ask
    /// for; 20 and 100 otherwise.
    pub fn page_sizes(mut self, default: u32, max: u32) -> Self {
        let default = u64::from(default.max(1));
        self.sizes = PageSizes {
            default,
            max: u64::from(max).max(default),
        };
        self
    }

    /// Serves and documents `POST …/auth/token` and `POST …/auth/refresh`. The server must share an [`Auth`](crate::auth::Auth).
    pub fn login(mut self) -> Self {
        self.login = true;
        self
    }

    /// Serves neither the OpenAPI document nor the pages that show it.
    pub fn without_docs(mut self) -> Self {
        self.docs = false;
        self
    }

    /// The endpoints exposed.
    pub fn endpoints(&self) -> &[&'static Endpoint] {
        &self.endpoints
    }

    /// The models exposed.
    pub fn models(&self) -> &[&'static ModelApi] {
        &self.models
    }

    /// Adds the routes, with the OpenAPI document at `openapi.json` and its pages at `docs` (Swagger UI) and `redoc`. The
    /// server must share a [`Db`] as state, and an [`Authorizer`](super::Authorizer) for anything that not everybody may do.
    pub fn mount(&self, routes: Routes) -> Routes {
        let routes = match self.docs {
            true => super::docs::mount(self, routes),
            false => routes,
        };
        let routes = login::ALL
            .iter()
            .filter(|_| self.login)
            .fold(routes, |routes, endpoint| endpoint.mount_open(&self.prefix, routes));
        // Endpoints first: one at an address of a model takes that operation over.
        let routes = self
            .endpoints
            .iter()
            .fold(routes, |routes, endpoint| endpoint.mount(&self.prefix, routes));
        self.models.iter().fold(routes, |routes, api| {
            let base = format!("{}{}", self.prefix, api.path);
            let resource = Resource {
                api,
                base: base.into(),
                sizes: self.sizes.of(api),
            };
            resource.mount(routes)
        })
    }
}

/// One model's rows at their address.
#[derive(Clone)]
struct Resource {
    api: &'static ModelApi,
    base: Arc<str>,
    sizes: PageSizes,
}

impl Resource {
    fn mount(self, routes: Routes) -> Routes {
        let (all, one) = (self.base.to_string(), format!("{}/{{id}}", self.base));
        let this = self.clone();
        let list = move |request: HttpRequest| this.clone().list(request);
        let this = self.clone();
        let create = move |request: HttpRequest, body: web::Payload| this.clone().create(request, body);
        let this = self.clone();
        let retrieve = move |request: HttpRequest| this.clone().retrieve(request);
        let this = self.clone();
        let replace =
            move |request: HttpRequest, body: web::Payload| this.clone().update(request, body, Purpose::Replace);
        let this = self.clone();
        let change =
            move |request: HttpRequest, body: web::Payload| this.clone().update(request, body, Purpose::Change);
        let delete = move |request: HttpRequest| self.clone().delete(request);
        routes
            .add(Method::GET, &all, list)
            .add(Method::POST, &all, create)
            .add(Method::GET, &one, retrieve)
            .add(Method::PUT, &one, replace)
            .add(Method::PATCH, &one, change)
            .add(Method::DELETE, &one, delete)
    }

    async fn allow(&self, request: &HttpRequest, guard: Guard, action: &str) -> Result<Option<Caller>, Problem> {
        let meta = (self.api.meta)();
        let permission = match guard {
            Guard::Permission => format!("{}.{action}_{}", meta.app, meta.name_lower()),
            _ => String::new(),
        };
        authorize(request, Access::new(guard, permission)).await
    }

    /// Where the client sees the rows.
    fn address(&self, request: &HttpRequest) -> String {
        Client::origin_of(request) + &self.base
    }

    /// Where the client sees one row.
    fn address_of(&self, request: &HttpRequest, key: &Value) -> String {
        let mut address = self.address(request);
        address.push('/');
        match key {
            Value::Integer(_) | Value::BigInt(_) | Value::Uuid(_) => address.push_str(&key.to_text()),
            _ => {
                for part in url::form_urlencoded::byte_serialize(key.to_text().as_bytes()) {
                    // In a path a plus sign is one.
                    address.push_str(if part == "+" { "%20" } else { part });
                }
            }
        }
        address
    }

    fn key(&self, request: &HttpRequest) -> Result<Value, Problem> {
        crud::key((self.api.meta)(), request.match_info().query("id"))
    }

    /// How files of the rows are shown, when they have some.
    fn shown(&self, request: &HttpRequest, db: &Db) -> Option<Shown> {
        (self.api.meta)().has_files().then(|| Shown {
            storages: db.storages().clone(),
            origin: Client::origin_of(request).into(),
        })
    }

    /// The body, read only once the caller is known to be allowed.
    async fn read(&self, request: &HttpRequest, body: web::Payload, db: &Db) -> Result<Received, Problem> {
        let mut payload: Payload = body.into_inner();
        let meta = (self.api.meta)();
        if !(meta.has_files() && is_form(request)) {
            return json_bytes(request, &mut payload).await.map(Received::Json);
        }
        let limit = |file: &FileMeta| file.max_size.unwrap_or_else(|| db.storages().max_file_bytes());
        let total = meta.files().map(limit).fold(0, u64::saturating_add);
        let room = |name: &str| {
            let file = meta.field(name)?.file.as_ref()?;
            // One that is not there is told when the row is written.
            let storage = Arc::clone(db.storages().get(file.storage).ok()?);
            Some(Room {
                limit: limit(file),
                storage,
            })
        };
        read_form(request, payload, total, room).await.map(Received::Form)
    }

    async fn list(self, request: HttpRequest) -> Result<HttpResponse, Problem> {
        self.allow(&request, self.api.read, "view").await?;
        let db = database(&request)?;
        let list = crud::list(
            self.api,
            self.sizes,
            &db,
            &self.address(&request),
            request.query_string(),
            self.shown(&request, &db).as_ref(),
        )
        .await?;
        let mut response = json(StatusCode::OK, list.body);
        if let Some(link) = list.links.header().and_then(|link| link.parse().ok()) {
            response.headers_mut().insert(header::LINK, link);
        }
        Ok(response)
    }

    async fn create(self, request: HttpRequest, body: web::Payload) -> Result<HttpResponse, Problem> {
        let caller = self.allow(&request, self.api.write, "add").await?;
        no_query(&request)?;
        let db = database(&request)?;
        let body = self.read(&request, body, &db).await?;
        let shown = self.shown(&request, &db);
        let created = crud::create(self.api, &db, &body.sent()?, caller.as_ref(), shown.as_ref()).await?;
        let mut response = json(StatusCode::CREATED, created.body);
        let location = self.address_of(&request, &created.key);
        if let Ok(location) = header::HeaderValue::from_maybe_shared(Bytes::from(location)) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        Ok(response)
    }

    async fn retrieve(self, request: HttpRequest) -> Result<HttpResponse, Problem> {
        self.allow(&request, self.api.read, "view").await?;
        no_query(&request)?;
        let key = self.key(&request)?;
        let db = database(&request)?;
        let shown = self.shown(&request, &db);
        let body = crud::retrieve(self.api, &db, &key, shown.as_ref()).await?;
        Ok(json(StatusCode::OK, body))
    }

    async fn update(self, request: HttpRequest, body: web::Payload, purpose: Purpose) -> Result<HttpResponse, Problem> {
        let caller = self.allow(&request, self.api.write, "change").await?;
        no_query(&request)?;
        let key = self.key(&request)?;
        let db = database(&request)?;
        let body = self.read(&request, body, &db).await?;
        let (caller, shown) = (caller.as_ref(), self.shown(&request, &db));
        let body = crud::update(self.api, &db, &key, &body.sent()?, purpose, caller, shown.as_ref()).await?;
        Ok(json(StatusCode::OK, body))
    }

    async fn delete(self, request: HttpRequest) -> Result<HttpResponse, Problem> {
        let caller = self.allow(&request, self.api.write, "delete").await?;
        no_query(&request)?;
        let key = self.key(&request)?;
        let db = database(&request)?;
        crud::delete(self.api, &db, &key, caller.as_ref()).await?;
        Ok(HttpResponse::new(StatusCode::NO_CONTENT))
    }
}

/// Only lists take parameters; one elsewhere is most likely meant for a list.
fn no_query(request: &HttpRequest) -> Result<(), Problem> {
    super::filter::only_parameters(request, &[])
}

/// A body as it was received.
enum Received {
    Json(Bytes),
    Form(Form),
}

impl Received {
    /// What it says.
    fn sent(&self) -> Result<Sent<'_>, Problem> {
        match self {
            Self::Json(bytes) => {
                let Body(object) = parse_json(bytes)?;
                object.map(Sent::Json).ok_or_else(|| no_object().to_problem())
            }
            Self::Form(form) => Ok(Sent::Form(form.clone())),
        }
    }
}

fn database(request: &HttpRequest) -> Result<Db, Problem> {
    let db = State::<Db>::from_request(request, &mut Payload::None).into_inner()?;
    Ok((*db).clone())
}

fn json(status: StatusCode, body: Vec<u8>) -> HttpResponse {
    let mut response = HttpResponse::with_body(status, BoxBody::new(body));
    let json = header::HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}
