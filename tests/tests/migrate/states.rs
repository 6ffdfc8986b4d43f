//! Making migrations: what is detected, and what its files say.

use fjango::migrate::state::{CheckState, FieldState};
use fjango::migrate::state::{
    EnforcedState, Literal, ManyToManyState, OnDeleteState, RelationKindState, RelationState,
};
use fjango::migrate::{Answers, Error, MakeOptions, Operation, Refuse, detect};
use fjango::value::SqlType;

use super::support::{History, model, state};

pub fn foreign_key(name: &str, target: &str) -> FieldState {
    FieldState {
        column: format!("{name}_id"),
        relation: Some(RelationState {
            kind: RelationKindState::ForeignKey,
            target: target.into(),
            on_delete: OnDeleteState::Cascade,
            enforced: EnforcedState::Deferred,
        }),
        ..FieldState::new(name, SqlType::BigInt)
    }
}

/// A model with a column of every kind and every rule.
pub fn every_kind() -> fjango::migrate::state::ProjectState {
    let mut fields: Vec<FieldState> = SqlType::ALL
        .into_iter()
        .map(|kind| FieldState::new(&format!("a_{}", kind.name()), kind))
        .collect();
    fields.push(FieldState {
        max_length: Some(200),
        unique: true,
        ..FieldState::new("title", SqlType::Text)
    });
    fields.push(FieldState {
        choices: vec!["draft".into(), "it's out".into()],
        index: true,
        ..FieldState::new("status", SqlType::Text)
    });
    fields.push(FieldState {
        range: Some((0, 255)),
        min: Some("1".into()),
        ..FieldState::new("rating", SqlType::SmallInt)
    });
    fields.push(FieldState {
        db_default: Some("now()".into()),
        ..FieldState::new("created", SqlType::DateTime)
    });
    fields.push(foreign_key("author", "blog.User"));
    let mut post = model("Post", fields);
    post.unique.push(vec!["author", "title"].into());
    post.indexes.push(vec!["status", "created"].into());
    post.checks.push(CheckState {
        name: "sane".into(),
        sql: "a_integer < a_big_int".into(),
    });
    post.many_to_many.push(ManyToManyState {
        name: "tags".into(),
        target: "blog.Tag".into(),
        table: "blog_post_tags".into(),
        source_column: "post_id".into(),
        target_column: "tag_id".into(),
    });
    state(vec![post, model("Tag", vec![]), model("User", vec![])])
}

#[test]
fn a_new_app_is_one_initial_migration_and_then_nothing() {
    let mut history = History::default();
    assert_eq!(history.make(&every_kind()).unwrap(), 1);
    let names: Vec<String> = history.graph.iter().map(|one| one.id.to_string()).collect();
    assert_eq!(names, ["blog.0001_initial"]);
    assert_eq!(history.make(&every_kind()).unwrap(), 0);
}

#[test]
fn steps_name_the_migration() {
    let mut history = History::default();
    let mut step = |fields: Vec<FieldState>| {
        history.make(&state(vec![model("Post", fields)])).unwrap();
        let last = history.graph.iter().last().unwrap();
        last.id.name.clone()
    };
    let text = |name: &str| FieldState {
        nullable: true,
        ..FieldState::new(name, SqlType::Text)
    };
    assert_eq!(step(vec![]), "0001_initial");
    assert_eq!(step(vec![text("subtitle")]), "0002_post_subtitle");
    assert_eq!(step(vec![]), "0003_remove_post_subtitle");
    let many = vec![
        text("a_rather_long_name"),
        text("another_rather_long_name"),
        text("third"),
    ];
    assert_eq!(step(many), "0004_post_a_rather_long_name_and_more");
}

#[test]
fn a_required_column_asks_for_a_value_for_existing_rows() {
    let mut history = History::default();
    history.make(&state(vec![model("Post", vec![])])).unwrap();
    let mut title = FieldState::new("title", SqlType::Text);
    let error = history
        .make_asking(
            &state(vec![model("Post", vec![title.clone()])]),
            Answers::default(),
            &mut Refuse,
        )
        .unwrap_err();
    assert!(
        matches!(&error, Error::Unanswered { .. }) && error.to_string().contains("--default blog.Post.title=VALUE"),
        "{error}"
    );
    title.fill = Some(Literal::Text("untitled".into()));
    assert_eq!(history.make(&state(vec![model("Post", vec![title])])).unwrap(), 1);
}

#[test]
fn the_order_of_fields_says_nothing() {
    let mut history = History::default();
    let mut models = every_kind();
    history.make(&models).unwrap();
    models.models.get_mut("blog.Post").unwrap().fields.reverse();
    assert_eq!(history.make(&models).unwrap(), 0);
}

#[test]
fn apps_in_a_circle_are_split_and_depend_on_each_other() {
    let mut a = model("A", vec![foreign_key("b", "two.B")]);
    let mut b = model("B", vec![foreign_key("a", "one.A")]);
    (a.app, b.app) = ("one".into(), "two".into());
    let mut history = History::default();
    history.make(&state(vec![a.clone(), b.clone()])).unwrap();
    let names: Vec<String> = history.graph.iter().map(|one| one.id.to_string()).collect();
    assert_eq!(names, ["one.0001_initial", "two.0001_initial", "one.0002_a_b"]);
    assert_eq!(history.make(&state(vec![a, b])).unwrap(), 0);
}

#[test]
fn what_loses_data_says_so() {
    let mut history = History::default();
    history.make(&every_kind()).unwrap();
    let mut models = every_kind();
    models
        .models
        .get_mut("blog.Post")
        .unwrap()
        .fields
        .retain(|field| field.name != "rating");
    let new = detect(&history.graph, &models, &MakeOptions::default()).unwrap();
    let losing: Vec<String> = new[0]
        .operations
        .iter()
        .filter(|one| one.loses_data())
        .map(Operation::describe)
        .collect();
    assert_eq!(losing, ["Remove field rating from Post and drop its column"]);
}

#[test]
fn the_sql_of_every_kind() {
    let mut history = History::default();
    history.make(&every_kind()).unwrap();
    for (path, contents) in history.graph.iter().next().unwrap().files().unwrap() {
        if !path.ends_with("head") {
            insta::assert_snapshot!(path.replace(['/', '.'], "_"), contents);
        }
    }
}
