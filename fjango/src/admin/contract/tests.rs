use std::path::Path;

use schemars::generate::SchemaSettings;
use serde_json::{Value as JsonValue, json};

use super::*;

/// The types that requests and answers consist of, with all that they hold.
fn document() -> JsonValue {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    macro_rules! subschemas {
        ($($type:ty),* $(,)?) => {$( generator.subschema_for::<$type>(); )*};
    }
    subschemas![
        Entrance,
        Session,
        Login,
        Reauth,
        SiteSchema,
        ModelSchema,
        Preset,
        ListFilter,
        ListParameters,
        ListPage,
        Total,
        Facets,
        CellsRequest,
        CellsResult,
        Record,
        FileValue,
        Uploaded,
        RecordWrite,
        InlineRows,
        DeletePreview,
        RelationOptions,
        ActionRequest,
        ActionResult,
        BulkRequest,
        HistoryPage,
        SearchResults,
        Views,
        View,
        ViewWrite,
        Preferences,
        Page,
        PageSubmit,
        MarkdownText,
        MarkdownTree,
        ExportRequest,
        ImportFile,
        ImportRun,
        ImportResult,
        AdminProblem,
    ];
    let definitions = generator.take_definitions(true);
    let properties: serde_json::Map<String, JsonValue> = definitions
        .keys()
        .map(|name| (name.clone(), json!({"$ref": format!("#/$defs/{name}")})))
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Contract",
        "description": "Every JSON between the admin's server and its pages. Generated; see fjango/src/admin/contract.",
        "type": "object",
        "properties": properties,
        "$defs": definitions,
    })
}

#[test]
fn the_pages_are_generated_from_these_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("admin-ui/contract.json");
    let text = serde_json::to_string_pretty(&document()).expect("a document is JSON") + "\n";
    #[expect(clippy::disallowed_methods, reason = "a test has no settings")]
    let bless = std::env::var("FJANGO_BLESS").is_ok();
    if bless {
        std::fs::write(&path, &text).expect("the file can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == text,
        "{} is not what the types say; write it with `FJANGO_BLESS=1 cargo test -p fjango the_pages_are_generated`, then \
         the TypeScript with `npm run contract`",
        path.display()
    );
}
