//! Every case in one test, because trybuild then builds them as one project.

use std::path::Path;

#[test]
fn messages_are_as_written_and_right_input_compiles() {
    let cases = trybuild::TestCases::new();
    cases.pass("*/pass/*.rs");
    cases.compile_fail("*/fail/*.rs");
}

/// Finds the `.rs` files of `kind` with their content.
fn sources(kind: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in std::fs::read_dir(root).expect("the crate's folder").flatten() {
        let Ok(files) = std::fs::read_dir(folder.path().join(kind)) else {
            continue;
        };
        for file in files.flatten().map(|file| file.path()) {
            if file.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&file).expect("a case is readable");
                found.push((file.display().to_string(), text));
            }
        }
    }
    found
}

#[test]
fn each_case_states_its_rule_and_has_one_error() {
    let fail = sources("fail");
    assert!(fail.len() >= 40, "{} cases", fail.len());
    for (path, text) in fail.iter().chain(&sources("pass")) {
        assert!(text.starts_with("// "), "{path} does not state its rule first");
    }
    for (path, _) in &fail {
        let stderr = std::fs::read_to_string(Path::new(path).with_extension("stderr")).unwrap_or_default();
        let errors = stderr.lines().filter(|line| line.starts_with("error")).count();
        assert_eq!(errors, 1, "{path}:\n{stderr}");
    }
}
