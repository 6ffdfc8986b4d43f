use serde_json::{Value as JsonValue, json};

use super::markdown::read;

fn tree(text: &str) -> JsonValue {
    serde_json::to_value(read(text)).expect("a tree is JSON")
}

fn text(text: &str) -> JsonValue {
    json!({"kind": "text", "text": text})
}

#[test]
fn markdown_is_a_tree() {
    assert_eq!(
        tree(
            "# Returns\n\nSee *all* **of** ~~it~~ `x`,\nor [orders](/m/shop.order).\n\n1. one\n2. two\n\n> said\n\n---\n\n```rust\nlet x;\n```"
        ),
        json!([
            {"kind": "heading", "level": 1, "content": [text("Returns")]},
            {"kind": "paragraph", "content": [
                text("See "), {"kind": "emphasis", "content": [text("all")]}, text(" "),
                {"kind": "strong", "content": [text("of")]}, text(" "), {"kind": "strike", "content": [text("it")]},
                text(" "), {"kind": "code", "text": "x"}, text(", or "),
                {"kind": "link", "to": "/m/shop.order", "content": [text("orders")]}, text("."),
            ]},
            {"kind": "list", "ordered": true, "items": [{"content": [text("one")]}, {"content": [text("two")]}]},
            {"kind": "quote", "content": [{"kind": "paragraph", "content": [text("said")]}]},
            {"kind": "rule"},
            {"kind": "code_block", "text": "let x;"},
        ])
    );
}

#[test]
fn html_is_text_and_links_lead_to_pages_alone() {
    assert_eq!(
        tree("<script>alert(1)</script>"),
        json!([{"kind": "paragraph", "content": [text("<script>alert(1)</script>")]}])
    );
    for (url, followed) in [
        ("https://fjango.dev", true),
        ("HTTP://x.example", true),
        ("mailto:a@b.example", true),
        ("/m/shop.order?q=a", true),
        ("javascript:alert(1)", false),
        ("JaVaScRiPt:alert(1)", false),
        ("data:text/html,x", false),
        ("//evil.example", false),
        ("/\\evil.example", false),
        ("vbscript:x", false),
        ("&#106;avascript:alert(1)", false),
    ] {
        let shown = tree(&format!("[x](<{url}>)")).to_string();
        assert_eq!(shown.contains("\"link\""), followed, "{url}: {shown}");
    }
    let image = tree("![a cat](https://x.example/cat.png)").to_string();
    assert!(image.contains("a cat") && !image.contains("cat.png"), "{image}");
}

#[test]
fn no_text_makes_a_deep_tree() {
    fn depth(json: &JsonValue) -> usize {
        match json {
            JsonValue::Array(parts) => parts.iter().map(depth).max().unwrap_or(0) + 1,
            JsonValue::Object(parts) => parts.values().map(depth).max().unwrap_or(0) + 1,
            _ => 0,
        }
    }
    for sent in [
        ">".repeat(20_000) + " x",
        "- ".repeat(20_000) + "x",
        "*".repeat(50_000) + "x",
        "[".repeat(50_000) + "x",
        "**a *b ".repeat(5_000),
    ] {
        let tree = tree(&sent);
        assert!(depth(&tree) < 100, "{}", depth(&tree));
    }
    let long = "ä".repeat(300_000);
    assert!(tree(&long).to_string().len() < 210_000);
}
