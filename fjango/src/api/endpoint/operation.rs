use actix_web::http::StatusCode;
use aide::openapi::{
    HeaderStyle, MediaType, Operation, Parameter, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle,
    ReferenceOr, RequestBody, Response, Responses, SchemaObject, StatusCode as Code,
};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value as JsonValue;

use crate::api::openapi::PROBLEMS;
use crate::http::PROBLEM_JSON;

/// Collects what OpenAPI says of one operation.
pub struct OperationBuilder<'a> {
    operation: Operation,
    generator: &'a mut SchemaGenerator,
    status: Option<u16>,
    any_query: bool,
}

impl<'a> OperationBuilder<'a> {
    /// An operation of which nothing is known. Schemas with names go to `generator`; `status` is that of success when
    /// the endpoint sets one.
    pub fn new(generator: &'a mut SchemaGenerator, status: Option<u16>) -> Self {
        Self {
            operation: Operation {
                responses: Some(Responses::default()),
                ..Operation::default()
            },
            generator,
            status,
            any_query: false,
        }
    }

    /// What was collected.
    pub fn finish(self) -> Operation {
        self.operation
    }

    /// Says that the endpoint reads the query string by itself, so that no parameter in it is unknown.
    pub fn any_query(&mut self) {
        self.any_query = true;
    }

    /// The names of the parameters that the query string may have; `None` when it may have any.
    pub fn query_names(&self) -> Option<Vec<String>> {
        let names = self
            .operation
            .parameters
            .iter()
            .filter_map(|parameter| match parameter {
                ReferenceOr::Item(Parameter::Query { parameter_data, .. }) => Some(parameter_data.name.clone()),
                _ => None,
            });
        (!self.any_query).then(|| names.collect())
    }

    /// The operation, to add what no method here does.
    pub fn operation(&mut self) -> &mut Operation {
        &mut self.operation
    }

    /// The schema of `T`: a reference when it has a name.
    pub fn schema<T: JsonSchema>(&mut self) -> Schema {
        self.generator.subschema_for::<T>()
    }

    /// A part of the path, with its [schema](super::PathParameter::schema).
    pub fn path_parameter(&mut self, name: &str, schema: JsonValue) {
        let schema = schema.try_into().unwrap_or_default();
        self.parameter(Parameter::Path {
            parameter_data: data(name, true, schema),
            style: PathStyle::Simple,
        });
    }

    /// One parameter of the query string for each property of `T`. A `T` that is more than a struct of fields, such as one
    /// with a flattened map, may take [any](Self::any_query).
    pub fn query_parameters<T: JsonSchema>(&mut self) {
        let schema = T::json_schema(self.generator);
        let open = [
            "anyOf",
            "oneOf",
            "allOf",
            "$ref",
            "patternProperties",
            "unevaluatedProperties",
        ];
        let more = schema
            .get("additionalProperties")
            .is_some_and(|more| *more != JsonValue::Bool(false));
        if more || schema.get("properties").is_none() || open.into_iter().any(|key| schema.get(key).is_some()) {
            self.any_query();
        }
        let required: Vec<&str> = schema
            .get("required")
            .and_then(JsonValue::as_array)
            .map(|names| names.iter().filter_map(JsonValue::as_str).collect())
            .unwrap_or_default();
        let properties = schema.get("properties").and_then(JsonValue::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let required = required.contains(&name.as_str());
            let property = property.clone().try_into().unwrap_or_default();
            self.parameter(Parameter::Query {
                parameter_data: data(name, required, property),
                allow_reserved: false,
                style: QueryStyle::Form,
                allow_empty_value: None,
            });
        }
    }

    /// A header.
    pub fn header_parameter(&mut self, name: &str, required: bool) {
        let schema = schemars::json_schema!({ "type": "string" });
        self.parameter(Parameter::Header {
            parameter_data: data(name, required, schema),
            style: HeaderStyle::Simple,
        });
    }

    /// A JSON body.
    pub fn json_body<T: JsonSchema>(&mut self) {
        let schema = self.schema::<T>();
        let mut body = RequestBody {
            required: true,
            ..RequestBody::default()
        };
        body.content.insert("application/json".to_owned(), media(Some(schema)));
        self.operation.request_body = Some(ReferenceOr::Item(body));
    }

    /// A form with one file, in the part of this name.
    pub fn file_body(&mut self, name: &str) {
        let schema = schemars::json_schema!({
            "type": "object",
            "required": [name],
            "properties": { name: { "type": "string", "contentMediaType": "application/octet-stream" } },
            "additionalProperties": false,
        });
        let mut body = RequestBody {
            required: true,
            ..RequestBody::default()
        };
        body.content
            .insert("multipart/form-data".to_owned(), media(Some(schema)));
        self.operation.request_body = Some(ReferenceOr::Item(body));
    }

    /// Success with JSON: 200 unless the endpoint says otherwise.
    pub fn json_response<T: JsonSchema>(&mut self) {
        let schema = self.schema::<T>();
        self.success(StatusCode::OK, Some(("application/json", Some(schema))));
    }

    /// Success with text.
    pub fn text_response(&mut self) {
        let schema = schemars::json_schema!({ "type": "string" });
        self.success(StatusCode::OK, Some(("text/plain; charset=utf-8", Some(schema))));
    }

    /// Success without a body: 204 unless the endpoint says otherwise.
    pub fn empty_response(&mut self) {
        self.success(StatusCode::NO_CONTENT, None);
    }

    /// Success with anything.
    pub fn any_response(&mut self) {
        self.success(StatusCode::OK, Some(("*/*", None)));
    }

    /// An error: a problem document. Named once for each status.
    pub fn error(&mut self, status: u16) {
        if let Some(kind) = PROBLEMS.iter().find(|kind| kind.status().as_u16() == status) {
            let shared = ReferenceOr::ref_(&format!("#/components/responses/{}", kind.code()));
            self.add_response(status, shared);
            return;
        }
        let schema = schemars::json_schema!({ "$ref": "#/components/schemas/Problem" });
        self.response(status, Some((PROBLEM_JSON, Some(schema))));
    }

    fn success(&mut self, status: StatusCode, content: Option<(&str, Option<Schema>)>) {
        self.response(self.status.unwrap_or(status.as_u16()), content);
    }

    fn response(&mut self, status: u16, content: Option<(&str, Option<Schema>)>) {
        let reason = StatusCode::from_u16(status)
            .ok()
            .and_then(|status| status.canonical_reason());
        let mut response = Response {
            description: reason.unwrap_or("Response").to_owned(),
            ..Response::default()
        };
        if let Some((name, schema)) = content {
            response.content.insert(name.to_owned(), media(schema));
        }
        self.add_response(status, ReferenceOr::Item(response));
    }

    fn add_response(&mut self, status: u16, response: ReferenceOr<Response>) {
        let responses = self.operation.responses.get_or_insert_with(Responses::default);
        responses.responses.insert(Code::Code(status), response);
    }

    fn parameter(&mut self, parameter: Parameter) {
        self.operation.parameters.push(ReferenceOr::Item(parameter));
    }
}

fn object(schema: Schema) -> SchemaObject {
    SchemaObject {
        json_schema: schema,
        external_docs: None,
        example: None,
    }
}

fn media(schema: Option<Schema>) -> MediaType {
    MediaType {
        schema: schema.map(object),
        ..MediaType::default()
    }
}

fn data(name: &str, required: bool, schema: Schema) -> ParameterData {
    let description = schema.get("description").and_then(JsonValue::as_str).map(str::to_owned);
    ParameterData {
        name: name.to_owned(),
        description,
        required,
        deprecated: None,
        format: ParameterSchemaOrContent::Schema(object(schema)),
        example: None,
        examples: Default::default(),
        explode: None,
        extensions: Default::default(),
    }
}
