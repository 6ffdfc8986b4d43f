//! The OpenAPI 3.1 document of an API.

use chrono::{NaiveDate, NaiveTime};
use serde_json::{Map, Value as JsonValue, json};

use super::body::Purpose;
use super::example::Doc;
use super::filter::Filter;
use super::paginate::{MAX_POSITION, PageSizes};
use super::{Api, Endpoint, Guard, ModelApi, Paginate, filter, login, schema};
use crate::http::ProblemType;
use crate::orm::lookup::{Lookup, Taken};
use crate::schema::ModelMeta;
use crate::value::{DbValue, SqlType};

impl Api {
    /// The OpenAPI 3.1 document of everything mounted: the same at every call and in every process.
    pub fn openapi(&self) -> JsonValue {
        let mut schemas = Map::new();
        let mut paths = Map::new();
        schemas.insert("Problem".into(), problem());
        for api in &self.models {
            let name = self.schema_name(api);
            add_schemas(&mut schemas, &name, api, self.set_owner(api));
            let base = format!("{}{}", self.prefix, api.path);
            paths.insert(base.clone(), collection(api, self.sizes.of(api), &name));
            paths.insert(format!("{base}/{{id}}"), item(api, &name));
        }
        let mut document = json!({
            "openapi": "3.1.0",
            "info": { "title": self.title, "version": self.version },
            "paths": paths,
            "components": {
                "schemas": schemas,
                "responses": responses(),
                "securitySchemes": {
                    "bearer": {
                        "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                        "description": "An access token.",
                    },
                },
            },
        });
        // An endpoint at an address of a model takes that operation over, so it is described instead.
        let login = login::ALL.iter().copied().filter(|_| self.login);
        let endpoints: Vec<_> = login.chain(self.endpoints.iter().copied()).collect();
        let endpoints = super::endpoint::document(&self.prefix, &endpoints, |endpoint| self.tags(endpoint));
        for (path, operations) in endpoints["paths"].as_object().into_iter().flatten() {
            let taken = document["paths"].get_mut(path).and_then(JsonValue::as_object_mut);
            if let (Some(taken), Some(operations)) = (taken, operations.as_object()) {
                taken.retain(|method, _| !operations.contains_key(method));
            }
        }
        merge(&mut document, &endpoints);
        if self.login {
            refuse_wrong_tokens(&mut document);
        }
        for extra in &self.documents {
            merge(&mut document, extra);
        }
        document
    }

    /// The groups an endpoint is shown under: its own, else those of the model whose address it lies below.
    fn tags(&self, endpoint: &'static Endpoint) -> Vec<&'static str> {
        if !endpoint.tags.is_empty() {
            return endpoint.tags.to_vec();
        }
        let below = |api: &&&ModelApi| {
            let rest = endpoint.path.strip_prefix(api.path);
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        let nearest = self.models.iter().filter(below).max_by_key(|api| api.path.len());
        nearest.map(|api| tags(api)).unwrap_or_default()
    }

    /// The field set to the caller on every way to this model; a body can leave it out.
    fn set_owner(&self, api: &ModelApi) -> Option<&'static str> {
        let meta = (api.meta)();
        let ways = self.models.iter().filter(|other| (other.meta)().is(meta));
        api.owner
            .filter(|_| ways.into_iter().all(|other| other.owner == api.owner))
    }

    /// The model's name, with its app's when two apps have models of one name.
    fn schema_name(&self, api: &ModelApi) -> String {
        let meta = (api.meta)();
        let same = |other: &&&ModelApi| (other.meta)().name == meta.name && !(other.meta)().is(meta);
        if self.models.iter().any(|other| same(&other)) {
            let mut app = meta.app.to_owned();
            app.get_mut(..1).map(str::make_ascii_uppercase);
            format!("{app}{}", meta.name)
        } else {
            meta.name.to_owned()
        }
    }
}

/// A wrong token is 401 also where none is needed.
fn refuse_wrong_tokens(document: &mut JsonValue) {
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for operation in paths.flat_map(|(_, path)| path.as_object_mut().into_iter().flatten()) {
        if let Some(responses) = operation.1.get_mut("responses").and_then(JsonValue::as_object_mut) {
            responses
                .entry("401")
                .or_insert_with(|| problem_response(ProblemType::Unauthorized));
        }
    }
}

/// The response with a problem document of one kind.
pub(super) fn problem_response(kind: ProblemType) -> JsonValue {
    json!({ "$ref": format!("#/components/responses/{}", kind.code()) })
}

/// Adds what `extra` says to `document`; what is there stays, objects are joined.
fn merge(document: &mut JsonValue, extra: &JsonValue) {
    if let (Some(document), Some(extra)) = (document.as_object_mut(), extra.as_object()) {
        for (name, value) in extra {
            match document.get_mut(name) {
                Some(known) => merge(known, value),
                None => {
                    document.insert(name.clone(), value.clone());
                }
            }
        }
    }
}

fn problem() -> JsonValue {
    json!({
        "type": "object",
        "description": "An error (RFC 9457).",
        "required": ["type", "title", "status"],
        "properties": {
            "type": { "type": "string", "format": "uri" },
            "title": { "type": "string" },
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
            "detail": { "type": "string" },
            "instance": { "type": "string", "format": "uri-reference" },
            "parameter": { "type": "string", "description": "The query parameter that is wrong." },
            "request_id": { "type": "string", "description": "Under this id the server's log holds the cause." },
            "errors": {
                "type": "array",
                "description": "Every field that is wrong.",
                "items": {
                    "type": "object",
                    "required": ["pointer", "code", "detail"],
                    "properties": {
                        "pointer": { "type": "string", "description": "A JSON pointer into the body." },
                        "code": { "type": "string" },
                        "detail": { "type": "string" },
                    },
                },
            },
        },
    })
}

/// The statuses that operations answer with besides success.
pub(super) const PROBLEMS: &[ProblemType] = &[
    ProblemType::BadRequest,
    ProblemType::Unauthorized,
    ProblemType::Forbidden,
    ProblemType::NotFound,
    ProblemType::Conflict,
    ProblemType::PayloadTooLarge,
    ProblemType::UriTooLong,
    ProblemType::UnsupportedMediaType,
    ProblemType::Validation,
    ProblemType::Internal,
    ProblemType::ServiceUnavailable,
];

fn responses() -> JsonValue {
    let all = PROBLEMS.iter().map(|kind| {
        let response = json!({
            "description": kind.title(),
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        });
        (kind.code().to_owned(), response)
    });
    JsonValue::Object(all.collect())
}

fn add_schemas(schemas: &mut Map<String, JsonValue>, name: &str, api: &ModelApi, owner: Option<&str>) {
    let meta = (api.meta)();
    schemas.insert(name.to_owned(), schema::row(meta));
    for (what, purpose) in [
        ("Create", Purpose::Create),
        ("Replace", Purpose::Replace),
        ("Patch", Purpose::Change),
    ] {
        if purpose == Purpose::Replace && !replaces_otherwise(meta) {
            continue;
        }
        if !schema::needs_form(meta, purpose) {
            schemas.insert(format!("{name}{what}"), schema::body(meta, purpose, owner));
        }
        if meta.has_files() {
            schemas.insert(format!("{name}{what}Form"), schema::form(meta, purpose, owner));
        }
    }
    schemas.insert(page_name(name, api.paginate), page(name, api.paginate));
}

/// Whether replacing a row takes another body than creating one.
fn replaces_otherwise(meta: &ModelMeta) -> bool {
    meta.pk().editable() || meta.version().is_some()
}

fn page_name(name: &str, paginate: Paginate) -> String {
    match paginate {
        Paginate::Page | Paginate::LimitOffset => format!("{name}Page"),
        Paginate::Cursor => format!("{name}CursorPage"),
    }
}

fn page(name: &str, paginate: Paginate) -> JsonValue {
    let link = json!({ "type": ["string", "null"], "format": "uri-reference" });
    let mut page = json!({
        "type": "object",
        "required": ["next", "previous", "results"],
        "properties": {
            "next": link,
            "previous": link,
            "results": { "type": "array", "items": reference(name) },
        },
    });
    if paginate != Paginate::Cursor {
        page["required"] = json!(["count", "next", "previous", "results"]);
        page["properties"]["count"] = json!({ "type": "integer", "minimum": 0, "description": "All rows that match." });
    }
    page
}

fn reference(schema: &str) -> JsonValue {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

fn content(schema: &str) -> JsonValue {
    json!({ "application/json": { "schema": reference(schema) } })
}

/// The body of a write, as JSON or, of a model with files, as a form.
fn body(meta: &ModelMeta, purpose: Purpose, schema: &str) -> JsonValue {
    let mut all = match schema::needs_form(meta, purpose) {
        true => json!({}),
        false => content(schema),
    };
    if meta.has_files() {
        let files = meta
            .fields
            .iter()
            .filter_map(|field| Some((field.name, field.file.as_ref()?)));
        let encoding: Map<String, JsonValue> = files
            .map(|(name, file)| (name.to_owned(), json!({ "contentType": schema::media_types(file) })))
            .collect();
        all["multipart/form-data"] = json!({ "schema": reference(&format!("{schema}Form")), "encoding": encoding });
    }
    json!({ "required": true, "content": all })
}

fn who(guard: Guard) -> &'static str {
    match guard {
        Guard::Anyone => "Open to everybody.",
        Guard::Authenticated => "Needs a login.",
        Guard::Staff => "For staff.",
        Guard::Superuser => "For superusers.",
        Guard::Permission => "Needs the permission",
    }
}

/// The groups that a model's operations are shown under.
fn tags(api: &ModelApi) -> Vec<&'static str> {
    match api.tags {
        [] => vec![(api.meta)().verbose_name_plural],
        tags => tags.to_vec(),
    }
}

/// What all operations of a model share.
fn operation(
    api: &ModelApi,
    action: &str,
    verb: &str,
    subject: &str,
    guard: Guard,
    problems: &[ProblemType],
) -> JsonValue {
    let meta = (api.meta)();
    let tags = tags(api);
    let slug: String = api
        .path
        .trim_matches('/')
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    let access = match (guard, verb) {
        (Guard::Permission, _) => {
            let permission = match action {
                "list" | "retrieve" => "view",
                "create" => "add",
                "delete" => "delete",
                _ => "change",
            };
            format!("{} `{}.{permission}_{}`.", who(guard), meta.app, meta.name_lower())
        }
        _ => who(guard).to_owned(),
    };
    let description = format!("{}\n\n{access}", Doc::parse(meta.doc).text);
    let mut responses = Map::new();
    let always = [
        ProblemType::BadRequest,
        ProblemType::UriTooLong,
        ProblemType::Internal,
        ProblemType::ServiceUnavailable,
    ];
    let guarded = [ProblemType::Unauthorized, ProblemType::Forbidden];
    let guarded = guarded.iter().filter(|_| guard != Guard::Anyone);
    for kind in always.iter().chain(guarded).chain(problems) {
        responses.insert(kind.status().as_u16().to_string(), problem_response(*kind));
    }
    json!({
        "operationId": format!("{slug}_{action}"),
        "summary": format!("{verb} {subject}"),
        "description": description.trim(),
        "tags": tags,
        "security": if guard == Guard::Anyone { json!([]) } else { json!([{ "bearer": [] }]) },
        "responses": responses,
    })
}

fn answers(operation: &mut JsonValue, status: &str, response: JsonValue) {
    operation["responses"][status] = response;
}

const WRITE: [ProblemType; 4] = [
    ProblemType::Conflict,
    ProblemType::PayloadTooLarge,
    ProblemType::UnsupportedMediaType,
    ProblemType::Validation,
];

fn collection(api: &ModelApi, sizes: PageSizes, name: &str) -> JsonValue {
    let meta = (api.meta)();
    let mut list = operation(api, "list", "List", meta.verbose_name_plural, api.read, &[]);
    list["parameters"] = list_parameters(api, sizes).into();
    let links = json!({ "Link": {
        "description": "The pages beside this one (RFC 8288).", "schema": { "type": "string" },
    } });
    answers(
        &mut list,
        "200",
        json!({ "description": "One page.", "headers": links, "content": content(&page_name(name, api.paginate)) }),
    );
    let mut create = operation(api, "create", "Create", meta.verbose_name, api.write, &WRITE);
    create["requestBody"] = body(meta, Purpose::Create, &format!("{name}Create"));
    let location = json!({ "Location": {
        "description": "Where the new row is.", "schema": { "type": "string", "format": "uri-reference" },
    } });
    answers(
        &mut create,
        "201",
        json!({ "description": "Created.", "headers": location, "content": content(name) }),
    );
    json!({ "get": list, "post": create })
}

fn item(api: &ModelApi, name: &str) -> JsonValue {
    let meta = (api.meta)();
    let id = json!([{
        "name": "id", "in": "path", "required": true, "schema": schema::value(meta.pk()), "description": "The primary key.",
    }]);
    let found = json!({ "description": "The row.", "content": content(name) });
    let mut write = vec![ProblemType::NotFound];
    write.extend(WRITE);
    if api.owner.is_some() {
        write.push(ProblemType::Forbidden);
    }
    let subject = meta.verbose_name;
    let mut retrieve = operation(api, "retrieve", "Retrieve", subject, api.read, &[ProblemType::NotFound]);
    answers(&mut retrieve, "200", found.clone());
    let mut replace = operation(api, "update", "Replace", subject, api.write, &write);
    let replaced = if replaces_otherwise(meta) { "Replace" } else { "Create" };
    replace["requestBody"] = body(meta, Purpose::Replace, &format!("{name}{replaced}"));
    answers(&mut replace, "200", found.clone());
    let mut change = operation(api, "partial_update", "Change", subject, api.write, &write);
    change["requestBody"] = body(meta, Purpose::Change, &format!("{name}Patch"));
    answers(&mut change, "200", found);
    let refusals = [ProblemType::NotFound, ProblemType::Conflict];
    let mut delete = operation(api, "delete", "Delete", subject, api.write, &refusals);
    answers(&mut delete, "204", json!({ "description": "Deleted." }));
    json!({ "parameters": id, "get": retrieve, "put": replace, "patch": change, "delete": delete })
}

fn parameter(name: &str, schema: JsonValue, description: impl Into<String>) -> JsonValue {
    let mut parameter =
        json!({ "name": name, "in": "query", "required": false, "schema": schema, "description": description.into() });
    if parameter["schema"]["type"] == "array" {
        parameter["style"] = "form".into();
        parameter["explode"] = false.into();
    }
    parameter
}

fn list_parameters(api: &ModelApi, sizes: PageSizes) -> Vec<JsonValue> {
    let meta = (api.meta)();
    let mut all = Vec::new();
    for entry in api.filter {
        all.extend(
            filter::filters(meta, entry)
                .iter()
                .map(|filter| filter_parameter(entry, filter)),
        );
    }
    if !api.search.is_empty() {
        let fields = api.search.join("`, `");
        let description = format!("Rows with every one of these words in `{fields}`.");
        all.push(parameter("search", json!({ "type": "string" }), description));
    }
    if !api.order.is_empty() {
        let names: Vec<String> = api
            .order
            .iter()
            .flat_map(|name| [(*name).to_owned(), format!("-{name}")])
            .collect();
        let schema = json!({ "type": "array", "items": { "type": "string", "enum": names }, "minItems": 1, "uniqueItems": true });
        all.push(parameter(
            "ordering",
            schema,
            "What to order by; `-` for the largest first.",
        ));
    }
    let size = json!({
        "type": "integer", "minimum": 1, "maximum": sizes.max, "default": sizes.default,
    });
    let place = |min: u64| json!({ "type": "integer", "minimum": min, "maximum": MAX_POSITION, "default": min });
    let (place, size_name) = match api.paginate {
        Paginate::Page => (parameter("page", place(1), "The page's number."), "page_size"),
        Paginate::LimitOffset => (
            parameter("offset", place(0), "Rows left out at the beginning."),
            "limit",
        ),
        Paginate::Cursor => {
            let description = "A position, as `next` and `previous` give it.";
            (
                parameter("cursor", json!({ "type": "string" }), description),
                "page_size",
            )
        }
    };
    all.extend([place, parameter(size_name, size, "Rows of a page.")]);
    all
}

fn filter_parameter(entry: &str, filter: &Filter) -> JsonValue {
    let value = || match filter.subject.taken {
        Taken::Kind(SqlType::Date) => <NaiveDate as DbValue>::json_schema(),
        Taken::Kind(SqlType::Time) => <NaiveTime as DbValue>::json_schema(),
        Taken::Kind(_) => {
            json!({ "type": "integer", "format": "int32", "minimum": i32::MIN, "maximum": i32::MAX })
        }
        Taken::Field => match schema::value(filter.subject.field) {
            // A filter may hold a part of what the field's rules want.
            schema
                if schema["type"] == "string"
                    && filter.subject.kind() == SqlType::Text
                    && schema.get("enum").is_none() =>
            {
                json!({ "type": "string" })
            }
            schema => schema,
        },
        _ => json!({ "type": "string" }),
    };
    let what = match filter.part {
        Some(part) => format!("The {} of `{entry}` (UTC)", part.replace('_', " ")),
        None => format!("`{entry}`"),
    };
    let texts = || json!({ "type": "array", "items": { "type": "string" } });
    let (schema, verb) = match filter.how {
        Lookup::Exact => (value(), "is this"),
        Lookup::In => (json!({ "type": "array", "items": value() }), "is one of these"),
        Lookup::Range => (
            json!({ "type": "array", "items": value(), "minItems": 2, "maxItems": 2 }),
            "is between these two, both included",
        ),
        Lookup::IsNull => (json!({ "type": "boolean" }), "is empty, or with `false` is not"),
        Lookup::Lt => (value(), "is less"),
        Lookup::Lte => (value(), "is less or equal"),
        Lookup::Gt => (value(), "is greater"),
        Lookup::Gte => (value(), "is greater or equal"),
        Lookup::IExact => (json!({ "type": "string" }), "is this text, in any case"),
        Lookup::Contains => (json!({ "type": "string" }), "contains this text"),
        Lookup::IContains => (json!({ "type": "string" }), "contains this text, in any case"),
        Lookup::StartsWith => (json!({ "type": "string" }), "starts with this text"),
        Lookup::IStartsWith => (json!({ "type": "string" }), "starts with this text, in any case"),
        Lookup::EndsWith => (json!({ "type": "string" }), "ends with this text"),
        Lookup::IEndsWith => (json!({ "type": "string" }), "ends with this text, in any case"),
        Lookup::Regex => (json!({ "type": "string" }), "matches this regular expression"),
        Lookup::IRegex => (
            json!({ "type": "string" }),
            "matches this regular expression, in any case",
        ),
        Lookup::ContainsJson => (json!({}), "contains this"),
        Lookup::ContainedBy => (json!({}), "is contained in this"),
        Lookup::HasKey => (json!({ "type": "string" }), "has this key"),
        Lookup::HasKeys => (texts(), "has all of these keys"),
        Lookup::HasAnyKeys => (texts(), "has any of these keys"),
    };
    let mut parameter = parameter(&filter.name, schema, format!("{what} {verb}."));
    // JSON in a parameter says so, as its text would otherwise be any.
    let whole = matches!(filter.subject.taken, Taken::Field) && filter.subject.kind() == SqlType::Json;
    let is_json = match filter.how {
        Lookup::ContainsJson | Lookup::ContainedBy => true,
        Lookup::Exact | Lookup::In => whole,
        _ => false,
    };
    if is_json && let Some(fields) = parameter.as_object_mut() {
        let schema = fields.remove("schema").unwrap_or_default();
        fields.remove("style");
        fields.remove("explode");
        fields.insert(
            "content".to_owned(),
            json!({ "application/json": { "schema": schema } }),
        );
    }
    parameter
}
