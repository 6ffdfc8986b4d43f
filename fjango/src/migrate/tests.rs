use proptest::prelude::*;

use super::{Graph, Migration, MigrationId, split, statements};
use crate::migrate::Error;

#[test]
fn statements_end_at_their_own_semicolons() {
    let check = |script: &str, expected: &[&str]| assert_eq!(statements(script), expected, "{script}");
    check("SELECT 1; SELECT 2", &["SELECT 1", "SELECT 2"]);
    check("-- only; a comment\n ; /* and; /* nested; */ one */", &[]);
    check(
        "SELECT 'a;''b', \"c;d\", `e;f`, [g;h]; SELECT 2;",
        &["SELECT 'a;''b', \"c;d\", `e;f`, [g", "h]", "SELECT 2"],
    );
    check(
        "DO $x$ BEGIN; $y$; END $x$; SELECT $1, 'é;'",
        &["DO $x$ BEGIN; $y$; END $x$", "SELECT $1, 'é;'"],
    );
    check(
        "SELECT E'it\\'s;', 'a\\'; SELECT 2",
        &["SELECT E'it\\'s;', 'a\\'", "SELECT 2"],
    );
    check(
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET b = CASE WHEN 1 THEN 2 END; DELETE FROM c; END; SELECT 1",
        &[
            "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET b = CASE WHEN 1 THEN 2 END; DELETE FROM c; END",
            "SELECT 1",
        ],
    );
    check(
        "BEGIN; SELECT trigger FROM a; COMMIT",
        &["BEGIN", "SELECT trigger FROM a", "COMMIT"],
    );
}

proptest! {
    #[test]
    fn the_pieces_joined_are_the_script(script in r#"([a-z]{0,3}|BEGIN|END|CREATE TRIGGER|[;'"$\[\]`*/ \n\\-]|é|\$a\$){0,40}"#) {
        prop_assert_eq!(split(&script).concat(), script);
    }
}

fn migration(app: &str, name: &str, dependencies: &[(&str, &str)]) -> Migration {
    Migration {
        id: MigrationId::new(app, name),
        dependencies: dependencies
            .iter()
            .map(|(app, name)| MigrationId::new(*app, *name))
            .collect(),
        operations: Vec::new(),
        replaces: Vec::new(),
        scripts: Default::default(),
    }
}

#[test]
fn the_order_follows_dependencies() {
    let graph = Graph::new([
        migration("a", "0002_b", &[("a", "0001_initial"), ("b", "0001_initial")]),
        migration("b", "0001_initial", &[("a", "0001_initial")]),
        migration("a", "0001_initial", &[]),
    ]);
    let graph = graph.expect("nothing is missing");
    let order: Vec<String> = graph.iter().map(|one| one.id.to_string()).collect();
    assert_eq!(order, ["a.0001_initial", "b.0001_initial", "a.0002_b"]);
}

#[test]
fn what_cannot_be_ordered_is_named() {
    let fails = |migrations: Vec<Migration>, expected: &str| {
        let error = Graph::new(migrations).and_then(|graph| graph.check_conflicts());
        let error = error.expect_err("it cannot be ordered").to_string();
        assert!(error.contains(expected), "{error}");
    };
    fails(
        vec![migration("a", "0001_x", &[("b", "0001_y")])],
        "depends on `b.0001_y`, which has no files",
    );
    fails(
        vec![migration("a", "0001_x", &[("a", "0001_x")])],
        "in a circle: a.0001_x",
    );
    fails(
        vec![migration("a", "0001_x", &[]), migration("a", "0001_y", &[])],
        "2 last migrations: 0001_x, 0001_y",
    );
}

#[test]
fn a_name_may_be_its_beginning_and_a_wrong_one_gets_a_hint() {
    let graph = Graph::new([
        migration("blog", "0001_initial", &[]),
        migration("blog", "0002_post", &[]),
    ]);
    let graph = graph.expect("nothing is missing");
    assert_eq!(graph.find("blog", "0002").expect("one begins so").id.name, "0002_post");
    assert!(matches!(
        graph.find("blog", "000"),
        Err(Error::AmbiguousMigration { .. })
    ));
    let message = |app, name| graph.find(app, name).expect_err("there is none").to_string();
    assert_eq!(message("blgo", "0001"), "there is no app `blgo`; did you mean `blog`?");
    assert_eq!(
        message("blog", "0002_pots"),
        "app `blog` has no migration `0002_pots`; did you mean `0002_post`?"
    );
}
