//! The cases that ask for something else than steps.

use fjango::migrate::state::FieldState;
use fjango::migrate::{Answers, Decline, MakeOptions, MigrationId, Operation, Refuse, detect, detect_asking};
use fjango::value::SqlType;

use super::Asked::Nothing;
use super::cases::{ATTRIBUTION, AUTHOR, AUTHOR_WITH_BOOK, BOOK};
use super::{made, models};
use crate::migrate::support::History;

/// The cases that ask for something else than steps.
pub(super) const SPECIAL: &[(&str, fn())] = &[
    ("test_arrange_for_graph", arrange_for_graph),
    (
        "test_arrange_for_graph_with_multiple_initial",
        arrange_with_multiple_initial,
    ),
    ("test_trim_apps", trim_apps),
    ("test_add_field_before_generated_field", || {
        computed_last("testapp.Author name:text(20)?", "name", "upper(name)");
    }),
    ("test_add_fk_before_generated_field", || {
        computed_last(
            "testapp.Author publisher>testapp.Publisher?",
            "publisher_id",
            "publisher_id + 1",
        );
    }),
    ("test_custom_migration_name", custom_migration_name),
    ("test_alter_field_to_not_null_oneoff_default", oneoff_default),
    ("test_parse_number", parse_number),
    ("test_no_operations", || {
        assert_eq!(suggested(&[AUTHOR], &[AUTHOR], true), "0002_custom")
    }),
    ("test_no_operations_initial", || {
        assert_eq!(suggested(&[], &[], true), "0001_initial")
    }),
    ("test_single_operation", || {
        assert_eq!(suggested(&[AUTHOR], &[AUTHOR, "testapp.Person"], false), "0002_person")
    }),
    ("test_single_operation_long_name", || {
        let long = format!("testapp.{}", "A".repeat(53));
        assert_eq!(
            suggested(&[AUTHOR], &[AUTHOR, &long], false),
            format!("0002_{}", "a".repeat(53))
        );
    }),
    ("test_two_operations", || {
        let name = suggested(&["testapp.Person name:text"], &["testapp.Animal"], false);
        assert_eq!(name, "0002_animal_delete_person");
    }),
    ("test_two_create_models", || {
        let name = suggested(&[AUTHOR], &[AUTHOR, "testapp.Person", "testapp.Animal"], false);
        assert_eq!(name, "0002_animal_person");
    }),
    ("test_two_create_models_with_initial_true", || {
        assert_eq!(
            suggested(&[], &["testapp.Person", "testapp.Animal"], false),
            "0001_initial"
        );
    }),
    ("test_many_operations_suffix", || {
        let many = [
            "testapp.Author",
            "testapp.Person1",
            "testapp.Person2",
            "testapp.Person3",
            "testapp.Person4",
            "testapp.Person5",
            "testapp.Person6",
            "testapp.Person7",
        ];
        assert_eq!(
            suggested(&[AUTHOR], &many, false),
            "0002_person1_person2_person3_person4_person5_person6_and_more"
        );
    }),
    (
        "test_operation_with_invalid_chars_in_suggested_name",
        invalid_characters,
    ),
    ("test_auto", || {
        assert!(suggested(&[AUTHOR], &[AUTHOR], true).starts_with("0002_"))
    }),
];

/// The name of the migration that is made.
fn suggested(before: &[&str], after: &[&str], empty: bool) -> String {
    let mut history = History::default();
    history.make(&models(before)).expect("the models before");
    let options = MakeOptions {
        apps: if empty { vec!["testapp".into()] } else { Vec::new() },
        empty,
        ..MakeOptions::default()
    };
    let after = if empty && after.is_empty() {
        models(&[AUTHOR])
    } else {
        models(after)
    };
    let made = detect_asking(&history.graph, &after, &options, &mut Decline).expect("nothing is wrong");
    made[0].id.name.clone()
}

/// Two apps with migrations, to which a model of each comes.
fn arranged(name: Option<&str>) -> Vec<(String, Vec<String>)> {
    let mut history = History::default();
    history
        .push("testapp", "0001_initial", &[], vec![])
        .expect("it stands alone");
    history
        .push("testapp", "0002_foobar", &["testapp.0001_initial"], vec![])
        .expect("it follows");
    history
        .push("otherapp", "0001_initial", &[], vec![])
        .expect("it stands alone");
    let options = MakeOptions {
        name: name.map(str::to_owned),
        ..MakeOptions::default()
    };
    let after = models(&[AUTHOR, "otherapp.Pony", "otherapp.Stable"]);
    let made = detect_asking(&history.graph, &after, &options, &mut Refuse).expect("nothing is wrong");
    made.iter()
        .map(|one| {
            (
                one.id.to_string(),
                one.dependencies.iter().map(ToString::to_string).collect(),
            )
        })
        .collect()
}

fn arrange_for_graph() {
    let expected = [
        (
            "otherapp.0002_pony_stable".to_owned(),
            vec!["otherapp.0001_initial".to_owned()],
        ),
        ("testapp.0003_author".to_owned(), vec!["testapp.0002_foobar".to_owned()]),
    ];
    let mut made = arranged(None);
    made.sort();
    assert_eq!(made, expected);
}

fn custom_migration_name() {
    let mut names: Vec<String> = arranged(Some("custom_name"))
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    names.sort();
    assert_eq!(names, ["otherapp.0002_custom_name", "testapp.0003_custom_name"]);
}

fn arrange_with_multiple_initial() {
    let lines = made(&[], &[AUTHOR_WITH_BOOK, BOOK, ATTRIBUTION], Nothing);
    assert_eq!(
        lines,
        [
            "otherapp.1: create_model Book, create_model Attribution",
            "testapp.1: create_model Author < otherapp.1",
            "otherapp.2: add_field Book.author, add_field Attribution.author < testapp.1",
        ]
    );
}

fn trim_apps() {
    let options = MakeOptions {
        apps: vec!["testapp".into()],
        ..MakeOptions::default()
    };
    let after = models(&[AUTHOR_WITH_BOOK, "otherapp.Book", "thirdapp.Thing"]);
    let made = detect_asking(&History::default().graph, &after, &options, &mut Refuse).expect("nothing is wrong");
    let apps: Vec<&str> = made.iter().map(|one| one.id.app.as_str()).collect();
    assert_eq!(apps, ["otherapp", "testapp"]);
}

fn oneoff_default() {
    let mut history = History::default();
    history
        .make(&models(&["testapp.Author name:text?"]))
        .expect("the models before");
    let answers = Answers::default()
        .with_default("testapp.Author.name=Ada")
        .expect("a value");
    history
        .make_asking(&models(&["testapp.Author name:text"]), answers, &mut Refuse)
        .expect("it was answered");
    let last = history.graph.iter().last().expect("one was made");
    assert!(
        last.scripts["postgres"]
            .up
            .contains("SET \"name\" = 'Ada' WHERE \"name\" IS NULL")
    );
    let state = history.graph.state().expect("it fits");
    assert_eq!(
        state.models["testapp.Author"].field("name").expect("it is there").fill,
        None
    );
}

fn parse_number() {
    for (name, number) in [
        ("no_number", None),
        ("0001_initial", Some(1)),
        ("0002_model3", Some(2)),
        ("0012", Some(12)),
    ] {
        assert_eq!(MigrationId::new("app", name).number(), number, "{name}");
    }
}

/// The names of folders are plain, whatever choices are called.
fn invalid_characters() {
    let with = |choice: &str| {
        let mut state = models(&["testapp.Author kind:text"]);
        let author = state.models.get_mut("testapp.Author").expect("it is there");
        author.fields[1].choices = vec![choice.to_owned()];
        state
    };
    let mut history = History::default();
    history.make(&with("e-book.v1-")).expect("the models before");
    let answers = Answers::default().with_renamed("testapp.Author.kind:e-book.v1-=ä b");
    let answers = answers.expect("an answer");
    history
        .make_asking(&with("ä b"), answers, &mut Refuse)
        .expect("it was answered");
    let last = history.graph.iter().last().expect("one was made");
    assert_eq!(last.id.name, "0002_author_kind_e_book_v1____b_alter_author_kind");
}

/// A computed column that the model says first, and what it is computed from: all are added, and it is the last.
fn computed_last(after: &str, column: &str, sql: &str) {
    let mut history = History::default();
    history.make(&models(&["testapp.Author", "testapp.Publisher"])).unwrap();
    let mut after = models(&[after, "testapp.Publisher"]);
    let author = after.models.get_mut("testapp.Author").unwrap();
    let computed = FieldState {
        nullable: true,
        generated: Some(sql.to_owned()),
        ..FieldState::new("a_computed", SqlType::Text)
    };
    author.fields.insert(1, computed);
    let new = detect(&history.graph, &after, &MakeOptions::default()).unwrap();
    assert_eq!(new.len(), 1);
    assert_eq!(new[0].operations.len(), 2);
    let added = |step: &Operation| matches!(step, Operation::AddField { .. });
    assert!(new[0].operations.iter().all(added));
    let up = &new[0].scripts["postgres"].up;
    let at = |column: &str| up.find(&format!("ADD COLUMN \"{column}\"")).expect(up);
    assert!(at(column) < at("a_computed"), "{up}");
    let up = &new[0].scripts["sqlite"].up;
    assert!(up.contains(&format!("GENERATED ALWAYS AS ({sql})")), "{up}");
}
