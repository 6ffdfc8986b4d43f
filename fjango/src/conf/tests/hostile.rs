use proptest::prelude::*;

use super::support::*;
use crate::conf::*;

/// Text that has a chance to get past the first line of a parser.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "[server]", "[app]", "[[api]]", "bind", "debug", "secret_key", "pool_size", "=", " = ", "\n", "\r\n", "\"", "'",
            "\"\"\"", "'''", "${", "}", ":-", "$", "\\", "#", "FJANGO_", "FJANGO_APP__", "__", "DATABASE_URL", "export ",
            "true", "99999999999999999999", "-1", "0x", "1e999", "nan", "'1d'", "[", "]", "{", "}", ",", ".", "\u{feff}", "\0",
            "://", "@", "é", "\u{10ffff}",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_of_any_file_panics(text in hostile()) {
        let origin = |problems: Vec<Problem>| problems.iter().map(Problem::to_string).collect::<Vec<_>>();
        match files::parse_toml(&text, "fjango.toml") {
            Ok(tree) => { layers::unknown_keys(&tree); }
            Err(problems) => prop_assert!(!origin(problems).is_empty()),
        }
        let (assignments, _) = dotenv::parse(&text, ".env", &Default::default());
        prop_assert!(assignments.iter().all(|assignment| assignment.line >= 1));
    }

    #[test]
    fn no_project_panics(toml in hostile(), env in hostile(), value in any::<String>()) {
        let project = Project::new(&[("fjango.toml", &toml), (".env", &env)]);
        for setting in reference() {
            let sources = project.sources().with_variable(setting.variables[0].as_str(), value.as_str());
            match Settings::load(&sources) {
                Ok(settings) => {
                    render(&settings, Layout::Table);
                    let _ = settings.app::<serde_json::Value>();
                    check_deploy(&settings);
                }
                Err(error) => prop_assert!(!error.problems().is_empty()),
            }
        }
    }

    #[test]
    fn no_password_survives_masking(password in "[a-zA-Z0-9/?#@:%&=]{6,20}") {
        let url = format!("postgres://ann:{password}@host/db");
        let shown = ConnectionUrl::new(url).to_string();
        prop_assert_eq!(shown, "postgres://ann:***@host/db");
    }
}
