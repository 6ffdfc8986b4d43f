use std::path::Path;

use super::support::*;
use crate::conf::*;

#[test]
fn every_setting_is_documented_and_its_variable_sets_it() {
    for setting in reference() {
        assert!(
            !setting.doc.is_empty() && !setting.default.is_empty(),
            "{}",
            setting.path
        );
        // A value that no type takes shows that the variable reaches the setting.
        let nonsense = Sources::none().with_variable(setting.variables[0].as_str(), "=\u{1}");
        match Settings::load(&nonsense) {
            Err(error) => assert_eq!(error.problems()[0].key.as_deref(), Some(setting.path)),
            Ok(settings) => {
                assert_ne!(settings.origin(setting.path), Origin::Default, "{}", setting.path);
            }
        }
    }
}

#[test]
fn defaults_obey_their_own_rules() {
    for env in ["development", "test", "production"] {
        let mut sources = Sources::none()
            .with_variable("FJANGO_ENV", env)
            .with_variable("SECRET_KEY", KEY);
        let defaults = Settings::load(&sources).unwrap();
        for (path, value) in defaults.shown() {
            let is_secret = reference().iter().any(|setting| setting.path == path && setting.secret);
            if !is_secret {
                sources = sources.with_override(path, describe::plain(&value), "--same");
            }
        }
        let again = Settings::load(&sources).unwrap();
        assert_eq!(again.shown(), defaults.shown());
    }
}

#[test]
fn rendering_shows_each_value_with_its_origin() {
    let settings = toml("[api]\npage_size = 7\n[app]\nsite = \"a\\u001bb\"\n").unwrap();
    let table = render(&settings, Layout::Table);
    let line = |key: &str| {
        let line = table.lines().find(|line| line.starts_with(key)).unwrap();
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(line("api.page_size"), "api.page_size 7 fjango.toml:2:13");
    assert_eq!(line("secret_key "), "secret_key *** default");
    assert_eq!(line("app.site"), "app.site a\\u{1b}b fjango.toml:4:8");
    let json: serde_json::Value = serde_json::from_str(&render(&settings, Layout::Json)).unwrap();
    assert_eq!(
        json["api.page_size"],
        serde_json::json!({ "value": 7, "origin": "fjango.toml:2:13" })
    );
}

/// `FJANGO_TEST_BLESS=1` writes the page anew.
#[test]
fn the_reference_page_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../book/src/reference/settings.md");
    let page = reference_markdown();
    if process_variable("FJANGO_TEST_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        written == page,
        "book/src/reference/settings.md is out of date; its second paragraph says how to write it anew"
    );
}
