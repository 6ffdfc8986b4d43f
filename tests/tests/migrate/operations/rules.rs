//! Indexes and rules.

use fjango::migrate::state::{DeferrableState, IndexState, KeyState, UniqueState};
use fjango::migrate::{Constraint, Operation};

use super::cases::*;

fn with_index(name: &'static str, index: IndexState, steps: Vec<Operation>) -> Case {
    case(name, steps).from(vec![pony_with(|pony| pony.indexes.push(index))], &[PONIES])
}

fn with_unique(name: &'static str, unique: UniqueState, steps: Vec<Operation>) -> Case {
    case(name, steps).from(vec![pony_with(|pony| pony.unique.push(unique))], &[PONIES])
}

fn with_check(name: &'static str, sql: &str, steps: Vec<Operation>) -> Case {
    case(name, steps).from(vec![pony_with(|pony| pony.checks.push(check("pink", sql)))], &[PONIES])
}

pub fn cases() -> Vec<Case> {
    let same = "INSERT INTO blog_pony (pink, weight) VALUES (3, 9)";
    let whole = "INSERT INTO blog_pony (pink, weight) VALUES (3, 4.5)";
    let pair = || unique_over(&["pink", "weight"]);
    let func = || named_index("func", vec![sql_key("abs(pink)")]);
    let func_unique = || named_unique("func", vec![sql_key("abs(pink)")]);
    let partial = || UniqueState {
        condition: Some("weight > 5".into()),
        ..named_unique("heavy", vec![KeyState::field("pink")])
    };
    let deferred = || UniqueState {
        deferrable: Some(DeferrableState::Deferred),
        ..unique_over(&["pink"])
    };
    let covering = || UniqueState {
        include: vec!["weight".into()],
        ..unique_over(&["pink"])
    };
    let named = |name: &str| named_index(name, vec![KeyState::field("pink")]);
    vec![
        case("test_alter_unique_together", vec![add_unique(pair())])
            .takes(same)
            .refuses(whole),
        with_unique("test_alter_unique_together_remove", pair(), vec![remove_unique(pair())]).takes(whole),
        with_unique(
            "test_remove_unique_together_on_pk_field",
            unique_over(&["id"]),
            vec![remove_unique(unique_over(&["id"]))],
        )
        // The key says so already, so the rule is none of its own.
        .changing(Changes::Nothing)
        .refuses("INSERT INTO blog_pony (id, pink, weight) VALUES (1, 1, 1)"),
        case(
            "test_remove_unique_together_on_unique_field",
            vec![remove_unique(unique_over(&["pink"]))],
        )
        .from(
            vec![pony_with(|pony| {
                pony.fields[1] = unique(integer("pink"));
                pony.unique.push(unique_over(&["pink"]));
            })],
            &[PONIES],
        )
        .changing(Changes::Nothing)
        .refuses(same),
        case("test_add_index", vec![add_index(index(&["pink"]))]),
        with_index(
            "test_remove_index",
            index(&["pink", "weight"]),
            vec![remove_index(index(&["pink", "weight"]))],
        ),
        with_index(
            "test_rename_index",
            named("old"),
            vec![rename_index(named("old"), "new")],
        ),
        with_index(
            "test_rename_index_unnamed_index",
            index(&["weight", "pink"]),
            vec![rename_index(index(&["weight", "pink"]), "new")],
        ),
        case(
            "test_rename_index_unnamed_index_with_unique_index",
            vec![rename_index(index(&["weight", "pink"]), "new")],
        )
        .from(
            vec![pony_with(|pony| {
                pony.indexes.push(index(&["weight", "pink"]));
                pony.unique.push(unique_over(&["weight", "pink"]));
            })],
            &[PONIES],
        )
        .refuses(whole),
        case("test_add_index_state_forwards", vec![add_index(named("pink"))]),
        with_index(
            "test_remove_index_state_forwards",
            named("pink"),
            vec![remove_index(named("pink"))],
        ),
        with_index(
            "test_rename_index_state_forwards",
            named("pink"),
            vec![rename_index(named("pink"), "rose")],
        ),
        with_index(
            "test_rename_index_state_forwards_unnamed_index",
            index(&["pink"]),
            vec![rename_index(index(&["pink"]), "rose")],
        ),
        case("test_add_func_index", vec![add_index(func())]),
        with_index("test_remove_func_index", func(), vec![remove_index(func())]),
        with_index(
            "test_alter_field_with_func_index",
            func(),
            vec![alter("Pony", nullable(integer("pink")))],
        ),
        with_index(
            "test_alter_field_with_index",
            index(&["pink"]),
            vec![alter("Pony", nullable(integer("pink")))],
        ),
        case("test_alter_index_together", vec![add_index(index(&["pink", "weight"]))]),
        with_index(
            "test_alter_index_together_remove",
            index(&["pink", "weight"]),
            vec![remove_index(index(&["pink", "weight"]))],
        ),
        case(
            "test_alter_index_together_remove_with_unique_together",
            vec![remove_index(index(&["pink", "weight"]))],
        )
        .from(
            vec![pony_with(|pony| {
                pony.indexes.push(index(&["pink", "weight"]));
                pony.unique.push(pair());
            })],
            &[PONIES],
        )
        .refuses(whole),
        case("test_add_constraint", vec![add_check("pink", "pink > 2")])
            .takes(same)
            .refuses("UPDATE blog_pony SET pink = 1"),
        case(
            "test_create_model_constraint_percent_escaping",
            vec![
                create(model("Place", vec![text("name")])),
                Operation::AddConstraint {
                    model: "Place".into(),
                    constraint: Constraint::Check(check("percent", "name LIKE '\u{25}\u{25}ok%' OR name = 'a''b'")),
                },
            ],
        )
        .takes("INSERT INTO blog_place (name) VALUES ('is ok')")
        .refuses("INSERT INTO blog_place (name) VALUES ('no')"),
        case(
            "test_add_constraint_percent_escaping",
            vec![add_check("percent", "pink % 2 = 1")],
        )
        .refuses("UPDATE blog_pony SET pink = 2"),
        case(
            "test_add_or_constraint",
            vec![add_check("either", "weight > 2 OR weight < 0 OR pink = 5")],
        )
        .refuses("INSERT INTO blog_pony (pink, weight) VALUES (3, 1)"),
        case(
            "test_add_constraint_combinable",
            vec![add_check("sum", "pink * 2 >= pink + 1")],
        )
        .refuses("UPDATE blog_pony SET pink = 0"),
        with_check(
            "test_remove_constraint",
            "pink > 2",
            vec![remove_check("pink", "pink > 2")],
        )
        .takes("UPDATE blog_pony SET pink = 1"),
        with_check(
            "test_alter_constraint",
            "pink > 2",
            vec![remove_check("pink", "pink > 2"), add_check("pink", "pink > 1")],
        )
        .takes("UPDATE blog_pony SET pink = 2")
        .refuses("UPDATE blog_pony SET pink = 1"),
        case("test_add_partial_unique_constraint", vec![add_unique(partial())])
            .takes(whole)
            .refuses("INSERT INTO blog_pony (pink, weight) VALUES (3, 9), (3, 9)"),
        with_unique(
            "test_remove_partial_unique_constraint",
            partial(),
            vec![remove_unique(partial())],
        )
        .takes("INSERT INTO blog_pony (pink, weight) VALUES (3, 9), (3, 9)"),
        case("test_add_deferred_unique_constraint", vec![add_unique(deferred())]).refuses(same),
        with_unique(
            "test_remove_deferred_unique_constraint",
            deferred(),
            vec![remove_unique(deferred())],
        )
        .takes(same),
        case("test_add_covering_unique_constraint", vec![add_unique(covering())]).refuses(same),
        with_unique(
            "test_remove_covering_unique_constraint",
            covering(),
            vec![remove_unique(covering())],
        )
        .takes(same),
        with_unique(
            "test_alter_field_with_func_unique_constraint",
            func_unique(),
            vec![alter("Pony", nullable(integer("pink")))],
        )
        .refuses("INSERT INTO blog_pony (pink, weight) VALUES (-3, 1)"),
        case("test_add_func_unique_constraint", vec![add_unique(func_unique())])
            .refuses("INSERT INTO blog_pony (pink, weight) VALUES (-3, 1)"),
        with_unique(
            "test_remove_func_unique_constraint",
            func_unique(),
            vec![remove_unique(func_unique())],
        )
        .takes("INSERT INTO blog_pony (pink, weight) VALUES (-3, 1)"),
    ]
}
