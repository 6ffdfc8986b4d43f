use super::support::*;
use crate::conf::*;
use serde::Deserialize;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Fast,
    Slow { by: u8 },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mine {
    name: String,
    #[serde(default)]
    count: u32,
    #[serde(default)]
    ratio: Option<f64>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    on: bool,
    mode: Option<Mode>,
    nested: Option<Nested>,
}

#[derive(Debug, Deserialize)]
struct Nested {
    key: Secret<String>,
    port: u16,
}

#[test]
fn a_struct_of_ones_own_is_filled_from_all_sources() {
    let project = Project::new(&[
        (
            "fjango.toml",
            "[app]\nname = 'a'\ncount = 1\nmode = { slow = { by = 3 } }\n[app.nested]\nkey = 'k'\nport = 1\n",
        ),
        ("fjango.development.toml", "[app]\ncount = 2\n[app.nested]\nport = 2\n"),
        (".env", "FJANGO_APP__RATIO=0.5\nFJANGO_APP__ON=yes\n"),
    ]);
    let sources = project
        .sources()
        .with_variable("FJANGO_APP__NESTED__PORT", "3")
        .with_variable("FJANGO_APP__TAGS", "x, y");
    let mine: Mine = Settings::load(&sources).unwrap().app().unwrap();
    assert_eq!(
        (mine.name.as_str(), mine.count, mine.ratio, mine.on),
        ("a", 2, Some(0.5), true)
    );
    assert_eq!(mine.tags, ["x", "y"]);
    assert_eq!(mine.mode, Some(Mode::Slow { by: 3 }));
    let nested = mine.nested.unwrap();
    assert_eq!((nested.key.expose().as_str(), nested.port), ("k", 3));
}

#[test]
fn a_unit_variant_is_its_name() {
    let sources = Sources::none()
        .with_variable("FJANGO_APP__NAME", "a")
        .with_variable("FJANGO_APP__MODE", "fast");
    assert_eq!(
        Settings::load(&sources).unwrap().app::<Mine>().unwrap().mode,
        Some(Mode::Fast)
    );
}

#[test]
fn a_mistake_names_its_place() {
    let app = |text: &str| mistake(toml(text).unwrap().app::<Mine>());
    has(
        &app("[app]\nname = 'a'\ncoutn = 2\n"),
        &["fjango.toml:3:1: `app`: unknown field `coutn`"],
    );
    has(
        &app("[app]\nname = 'a'\ncount = 'x'\n"),
        &["fjango.toml:3:9: `app.count`: invalid type"],
    );
    has(
        &app("[app]\nname = 'a'\ncount = -1\n"),
        &["fjango.toml:3:9: `app.count`: invalid value"],
    );
    has(
        &app("[app]\nname = 'a'\ntags = ['x', 1]\n"),
        &["fjango.toml:3:14: `app.tags.1`"],
    );
    has(
        &app("\n[app]\ncount = 1\n"),
        &["fjango.toml:2:1: `app`: missing field `name`"],
    );
    has(
        &mistake(Settings::load(&Sources::none()).unwrap().app::<Mine>()),
        &["missing field `name`"],
    );
    has(
        &app("[app]\nname = 'a'\nmode = 'odd'\n"),
        &["fjango.toml:3:8: `app.mode`: unknown variant `odd`"],
    );
}

#[test]
fn a_mistake_does_not_quote_a_secret() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only its shape matters")]
    struct Keys {
        api_key: u32,
    }
    let text = mistake(toml("[app]\napi_key = 'hunter2'").unwrap().app::<Keys>());
    has(
        &text,
        &["fjango.toml:2:11: `app.api_key`: the value has the wrong type or form"],
    );
}

#[test]
fn a_variable_cannot_be_both_value_and_table() {
    let sources = Sources::none()
        .with_variable("FJANGO_APP__A", "1")
        .with_variable("FJANGO_APP__A__B", "1");
    has(&mistake(Settings::load(&sources)), &["both a value and a table"]);
    has(&mistake(variable("FJANGO_APP__", "1")), &["empty key"]);
}
