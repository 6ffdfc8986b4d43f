//! Endpoints in the OpenAPI document.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value as JsonValue, json};

use super::{Endpoint, OperationBuilder};
use crate::api::Guard;
use crate::api::example::Doc;
use crate::api::openapi::{PROBLEMS, problem_response};
use crate::http::ProblemType;

/// What the endpoints add to the document: `paths` and `components`. An endpoint is shown under the groups that `tags`
/// gives.
pub(in crate::api) fn document<'a>(
    prefix: &str,
    endpoints: &[&'static Endpoint],
    tags: impl Fn(&'static Endpoint) -> Vec<&'a str>,
) -> JsonValue {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let mut paths = Map::new();
    for endpoint in endpoints {
        let mut operation = operation(endpoint, endpoints, &mut generator);
        let tags = tags(endpoint);
        if !tags.is_empty() {
            operation["tags"] = tags.into();
        }
        let path = paths
            .entry(format!("{prefix}{}", endpoint.path))
            .or_insert_with(|| json!({}));
        let method = endpoint.method.as_str().to_lowercase();
        // The first endpoint of an address serves it, so it is also the one described.
        if path.get(&method).is_none() {
            path[method] = operation;
        }
    }
    json!({ "paths": paths, "components": { "schemas": generator.take_definitions(true) } })
}

fn operation(endpoint: &Endpoint, all: &[&'static Endpoint], generator: &mut SchemaGenerator) -> JsonValue {
    let mut builder = OperationBuilder::new(generator, endpoint.status);
    (endpoint.describe)(&mut builder);
    let described = builder.finish();
    let (has_parameters, has_body) = (!described.parameters.is_empty(), described.request_body.is_some());
    // Invariant: OpenAPI's own types are maps with text keys, which always have a JSON form.
    let mut operation = serde_json::to_value(described).unwrap_or_else(|_| json!({}));
    operation["operationId"] = operation_id(endpoint, all).into();
    let summary = endpoint.summary.map_or_else(|| title(endpoint.name), str::to_owned);
    operation["summary"] = summary.into();
    let access = access(endpoint);
    let doc = Doc::parse(endpoint.doc);
    operation["description"] = format!("{}\n\n{access}", doc.text).trim().into();
    add_examples(&mut operation, doc.examples, has_body);
    if endpoint.deprecated {
        operation["deprecated"] = true.into();
    }
    operation["security"] = match endpoint.guard {
        Guard::Anyone => json!([]),
        _ => json!([{ "bearer": [] }]),
    };
    let mut problems = vec![
        ProblemType::BadRequest,
        ProblemType::UriTooLong,
        ProblemType::Internal,
        ProblemType::ServiceUnavailable,
    ];
    if endpoint.guard != Guard::Anyone {
        problems.extend([ProblemType::Unauthorized, ProblemType::Forbidden]);
    }
    if has_parameters {
        problems.push(ProblemType::NotFound);
    }
    if has_body {
        problems.extend([
            ProblemType::PayloadTooLarge,
            ProblemType::UnsupportedMediaType,
            ProblemType::Validation,
        ]);
    }
    let responses = &mut operation["responses"];
    for kind in problems {
        responses[kind.status().as_u16().to_string()] = problem_response(kind);
    }
    for status in endpoint.errors {
        let status_text = status.to_string();
        if responses.get(&status_text).is_none() {
            responses[status_text] = problem(*status);
        }
    }
    operation
}

/// The first example is the body's, where there is a body; the next is that of success.
fn add_examples(operation: &mut JsonValue, examples: Vec<JsonValue>, has_body: bool) {
    let mut examples = examples.into_iter();
    let body = operation.pointer_mut("/requestBody/content/application~1json");
    if let Some(body) = body.filter(|_| has_body)
        && let Some(example) = examples.next()
    {
        body["example"] = example;
    }
    let responses = operation["responses"].as_object_mut().into_iter().flatten();
    for (_, response) in responses.filter(|(status, _)| status.starts_with('2')) {
        if let Some(content) = response.pointer_mut("/content/application~1json")
            && let Some(example) = examples.next()
        {
            content["example"] = example;
        }
    }
}

/// The function's name; with its module's when two functions share it.
fn operation_id(endpoint: &Endpoint, all: &[&'static Endpoint]) -> String {
    let same = all.iter().filter(|other| other.name == endpoint.name).count();
    if same < 2 {
        return endpoint.name.to_owned();
    }
    let module = endpoint.module.replace("::", "_");
    format!("{module}_{}", endpoint.name)
}

/// `add_note` as `Add note`.
fn title(name: &str) -> String {
    let mut words = name.replace('_', " ");
    words.get_mut(..1).map(str::make_ascii_uppercase);
    words
}

fn access(endpoint: &Endpoint) -> String {
    match (endpoint.guard, endpoint.permission) {
        (_, Some(permission)) => format!("Needs the permission `{permission}`."),
        (Guard::Anyone, None) => "Open to everybody.".to_owned(),
        (Guard::Staff, None) => "For staff.".to_owned(),
        (Guard::Superuser, None) => "For superusers.".to_owned(),
        (_, None) => "Needs a login.".to_owned(),
    }
}

fn problem(status: u16) -> JsonValue {
    if let Some(kind) = PROBLEMS.iter().find(|kind| kind.status().as_u16() == status) {
        return problem_response(*kind);
    }
    let reason = actix_web::http::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason());
    json!({
        "description": reason.unwrap_or("Error"),
        "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    })
}
