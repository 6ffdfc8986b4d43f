use crate::diagnostic::parse;

#[test]
fn a_message_loses_the_list_of_other_types_and_the_closing_lines() {
    let line = |level: &str, message: &str, spans: &[u8], rendered: &str| {
        serde_json::json!({ "level": level, "message": message, "spans": spans, "rendered": rendered }).to_string()
    };
    let rendered = "error: no\n  |\n  = help: the following other types implement trait `A`:\n            B\n          and 3 others\n  = note: last\n\n";
    let output = [
        line("error", "no", &[1], rendered),
        line("error", "aborting due to 1 previous error", &[], ""),
        line("failure-note", "For more information", &[], ""),
    ];
    let found = parse(&output.join("\n")).expect("diagnostics");
    assert_eq!(found.len(), 1);
    assert!(found[0].is_error());
    assert_eq!(found[0].text, "error: no\n  |\n  = note: last\n");
}

#[test]
fn words_that_are_no_diagnostic_are_told() {
    let error = parse("error: multiple candidates").expect_err("no JSON");
    assert!(error.to_string().contains("multiple candidates"), "{error}");
}
