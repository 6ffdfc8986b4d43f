//! Fields and their columns.

use fjango::migrate::state::{FieldState, Literal, ModelState, OnDeleteState, RelationState};
use fjango::value::SqlType;

use super::cases::*;

fn literal(text: &str) -> Literal {
    Literal::Text(text.into())
}

fn on_delete(field: FieldState, on_delete: OnDeleteState) -> FieldState {
    let relation = field.relation.map(|relation| RelationState { on_delete, ..relation });
    FieldState { relation, ..field }
}

/// A numbered key of this kind.
fn numbered(kind: SqlType) -> FieldState {
    FieldState {
        auto: true,
        ..key(FieldState::new("id", kind))
    }
}

fn with_key(name: &str, id: FieldState, fields: Vec<FieldState>) -> ModelState {
    let mut keyed = model(name, fields);
    keyed.fields[0] = id;
    keyed
}

/// A numbered key that grows, with what points at it.
fn growth(name: &'static str, from: SqlType, to: SqlType, insert: &'static str) -> Case {
    let article = with_key("Article", numbered(from), vec![]);
    let post = model("Post", vec![foreign_key("article", "blog.Article")]);
    case(name, vec![alter("Article", numbered(to))])
        .from(
            vec![article, post],
            &[
                "INSERT INTO blog_article (id) VALUES (1)",
                "INSERT INTO blog_post (id, article_id) VALUES (1, 1)",
            ],
        )
        .takes(insert)
        .refuses("INSERT INTO blog_post (article_id) VALUES (2)")
    // SQLite's numbered keys have 64 bits, however they are declared.
}

/// A key of text that becomes something else, with what points at it.
fn chain(name: &'static str, steps: Vec<fjango::migrate::Operation>) -> Case {
    let short = |field: FieldState| FieldState {
        max_length: Some(100),
        ..field
    };
    let mut rider = keyed("Rider", SqlType::Text, vec![]);
    rider.fields[0] = short(rider.fields[0].clone());
    let mut pony = keyed("Pony", SqlType::Text, vec![foreign_key("rider", "blog.Rider")]);
    pony.fields[0] = short(pony.fields[0].clone());
    let both = model("PonyRider", vec![foreign_key("pony", "blog.Pony")]);
    case(name, steps).from(
        vec![rider, pony, both],
        &[
            "INSERT INTO blog_rider (id) VALUES ('7')",
            "INSERT INTO blog_pony (id, rider_id) VALUES ('3', '7')",
            "INSERT INTO blog_ponyrider (id, pony_id) VALUES (1, '3')",
        ],
    )
}

pub fn cases() -> Vec<Case> {
    let insert = "INSERT INTO blog_pony (pink, weight) VALUES (3, 4.5)";
    let double = |name: &str| FieldState::new(name, SqlType::Double);
    let bytes = FieldState::new("blob", SqlType::Bytes);
    let limited = |field: FieldState| FieldState {
        max_length: Some(20),
        ..field
    };
    let collated = |field: FieldState, collation: &str| FieldState {
        collation: Some(collation.into()),
        ..field
    };
    let twice = |sql: &str| generated(nullable(integer("twice")), sql);
    let with_twice = || pony_with(|pony| pony.fields.push(generated(nullable(integer("twice")), "pink + pink")));
    let read = |field: FieldState| FieldState { stored: false, ..field };
    let with_read = || pony_with(|pony| pony.fields.push(read(twice("pink + pink"))));
    let nullable_green = |field: FieldState| pony_with(|pony| pony.fields.push(field));
    let fill_green = "INSERT INTO blog_pony (id, pink, weight, green) VALUES (1, 3, 4.5, NULL), (2, 5, 1.5, NULL)";
    let bigger = "SELECT CAST(twice AS text) FROM blog_pony ORDER BY id";
    let big_key = FieldState::new("id", SqlType::BigInt);
    vec![
        case(
            "test_add_field",
            vec![add("Pony", filled(double("height"), Literal::Float(5.0)))],
        )
        .holds(
            "SELECT CAST(CAST(height AS integer) AS text) FROM blog_pony",
            &["5", "5"],
        )
        .refuses(insert),
        case("test_add_generated_field", vec![add("Pony", twice("pink + pink"))])
            .holds(bigger, &["6", "10"])
            .takes(insert),
        case(
            "test_add_charfield",
            vec![
                add("Pony", filled(limited(text("text")), literal("some text"))),
                add("Pony", filled(limited(text("empty")), literal(""))),
                add("Pony", filled(limited(text("digits")), literal("42"))),
                add("Pony", filled(limited(text("quotes")), literal("\"'\""))),
            ],
        )
        .holds(
            "SELECT text || '|' || empty || '|' || digits || '|' || quotes FROM blog_pony WHERE id = 1",
            &["some text||42|\"'\""],
        ),
        case(
            "test_add_textfield",
            vec![
                add("Pony", filled(text("text"), literal("some text"))),
                add("Pony", filled(text("quotes"), literal("\"'\""))),
            ],
        )
        .holds("SELECT text || quotes FROM blog_pony WHERE id = 1", &["some text\"'\""]),
        case(
            "test_add_binaryfield",
            vec![add("Pony", filled(bytes, literal("736f6d652074657874")))],
        )
        .holds("SELECT CAST(length(blob) AS text) FROM blog_pony", &["9", "9"]),
        case(
            "test_column_name_quoting",
            vec![
                add("Pony", nullable(in_column(integer("order"), "Order by"))),
                add("Pony", nullable(in_column(integer("select"), "select"))),
            ],
        )
        .takes("UPDATE blog_pony SET \"Order by\" = 1, \"select\" = 2"),
        case(
            "test_add_field_preserve_default",
            vec![add("Pony", filled(integer("height"), Literal::Integer(4)))],
        )
        .holds("SELECT CAST(height AS text) FROM blog_pony", &["4", "4"])
        .refuses(insert),
        case(
            "test_add_field_database_default",
            vec![add("Pony", defaulted(double("height"), "4"))],
        )
        .holds(
            "SELECT CAST(CAST(height AS integer) AS text) FROM blog_pony",
            &["4", "4"],
        )
        .takes(insert),
        case(
            "test_add_field_database_default_special_char_escaping",
            vec![add("Pony", defaulted(text("special"), "'''\"%\\;'"))],
        )
        .holds("SELECT special FROM blog_pony WHERE id = 1", &["'\"%\\;"]),
        case(
            "test_add_field_database_default_function",
            vec![add(
                "Pony",
                defaulted(FieldState::new("seen", SqlType::DateTime), "now()"),
            )],
        )
        .holds("SELECT CAST(count(seen) AS text) FROM blog_pony", &["2"])
        .takes(insert),
        case(
            "test_add_field_both_defaults",
            vec![add(
                "Pony",
                filled(defaulted(integer("height"), "4"), Literal::Integer(4)),
            )],
        )
        .holds("SELECT CAST(height AS text) FROM blog_pony", &["4", "4"])
        .takes(insert),
        case("test_remove_field", vec![remove("Pony", "pink")])
            .lossy()
            .takes("INSERT INTO blog_pony (weight) VALUES (1)"),
        case("test_remove_fk", vec![remove("Rider", "pony")])
            .from(
                vec![
                    pony(),
                    ModelState {
                        fields: vec![rider().fields[0].clone(), nullable(foreign_key("pony", "blog.Pony"))],
                        ..rider()
                    },
                ],
                &[PONIES, RIDERS],
            )
            .lossy()
            .takes("DELETE FROM blog_pony"),
        case("test_alter_field", vec![alter("Pony", nullable(integer("pink")))])
            .takes("INSERT INTO blog_pony (weight) VALUES (1)"),
        case(
            "test_alter_field_add_database_default",
            vec![alter("Pony", defaulted(double("weight"), "4.5"))],
        )
        .takes("INSERT INTO blog_pony (pink) VALUES (1)"),
        case(
            "test_alter_field_change_default_to_database_default",
            vec![alter("Pony", defaulted(integer("pink"), "4"))],
        )
        .takes("INSERT INTO blog_pony (weight) VALUES (1)"),
        case(
            "test_alter_field_change_nullable_to_database_default_not_null",
            vec![alter("Pony", defaulted(integer("green"), "4"))],
        )
        .from(vec![nullable_green(nullable(integer("green")))], &[fill_green])
        .holds("SELECT CAST(green AS text) FROM blog_pony", &["4", "4"])
        .refuses("UPDATE blog_pony SET green = NULL")
        .lossy(),
        case(
            "test_alter_field_change_nullable_to_decimal_database_default_not_null",
            vec![alter(
                "Pony",
                defaulted(FieldState::new("green", SqlType::Decimal), "3.5"),
            )],
        )
        .from(
            vec![nullable_green(nullable(FieldState::new("green", SqlType::Decimal)))],
            &[fill_green],
        )
        .holds("SELECT CAST(green AS text) FROM blog_pony", &["3.5", "3.5"])
        .lossy(),
        case(
            "test_alter_field_change_blank_nullable_database_default_to_not_null",
            vec![alter("Pony", defaulted(text("green"), "'Yellow'"))],
        )
        .from(
            vec![nullable_green(nullable(defaulted(text("green"), "'Yellow'")))],
            &[fill_green],
        )
        .holds("SELECT green FROM blog_pony", &["Yellow", "Yellow"])
        .lossy(),
        case(
            "test_alter_field_add_db_column_noop",
            vec![alter("Rider", foreign_key("pony", "blog.Pony"))],
        )
        .from(vec![pony(), rider()], &[PONIES, RIDERS])
        .changing(Changes::Nothing),
        case("test_alter_field_pk", vec![alter("Pony", key(integer("id")))])
            .takes("INSERT INTO blog_pony (id, pink, weight) VALUES (9, 1, 1)"),
        case("test_alter_field_pk_fk", vec![alter("Pony", key(double("id")))])
            .from(
                vec![keyed("Pony", SqlType::Integer, vec![]), rider()],
                &["INSERT INTO blog_pony (id) VALUES (1), (2)", RIDERS],
            )
            .takes("INSERT INTO blog_pony (id) VALUES (2.5)")
            .refuses("INSERT INTO blog_rider (pony_id) VALUES (2.5)"),
        case(
            "test_alter_field_pk_fk_db_collation",
            vec![alter("Pony", collated(key(text("id")), "C"))],
        )
        .from(
            vec![keyed("Pony", SqlType::Text, vec![]), rider()],
            &[
                "INSERT INTO blog_pony (id) VALUES ('a')",
                "INSERT INTO blog_rider (id, pony_id) VALUES (1, 'a')",
            ],
        )
        .changing(Changes::PostgresOnly)
        .takes("SELECT 1 FROM blog_pony JOIN blog_rider ON blog_rider.pony_id = blog_pony.id"),
        case(
            "test_alter_id_pk_to_uuid_pk",
            vec![
                add(
                    "Pony",
                    filled(
                        FieldState::new("uuid", SqlType::Uuid),
                        literal("7d444840-9dc0-11d1-b245-5ffdce74fad2"),
                    ),
                ),
                remove("Pony", "id"),
                rename("Pony", "uuid", "id", "id"),
                alter("Pony", key(FieldState::new("id", SqlType::Uuid))),
            ],
        )
        .from(
            vec![pony()],
            &["INSERT INTO blog_pony (id, pink, weight) VALUES (1, 3, 4.5)"],
        )
        .holds(
            "SELECT CAST(id AS text) FROM blog_pony",
            &["7d444840-9dc0-11d1-b245-5ffdce74fad2"],
        ),
        chain(
            "test_alter_field_reloads_state_on_fk_target_changes",
            vec![
                alter("Rider", key(FieldState::new("id", SqlType::Integer))),
                alter("Pony", key(FieldState::new("id", SqlType::Integer))),
            ],
        )
        .holds("SELECT CAST(pony_id + 1 AS text) FROM blog_ponyrider", &["4"])
        .refuses("INSERT INTO blog_ponyrider (pony_id) VALUES (4)"),
        chain(
            "test_rename_field_reloads_state_on_fk_target_changes",
            vec![
                rename("Rider", "id", "id2", "id2"),
                alter(
                    "Rider",
                    FieldState {
                        max_length: Some(100),
                        ..key(text("id2"))
                    },
                ),
                alter("Pony", key(FieldState::new("id", SqlType::Integer))),
            ],
        )
        .holds(
            "SELECT p.rider_id FROM blog_pony p JOIN blog_rider r ON r.id2 = p.rider_id",
            &["7"],
        )
        .refuses("INSERT INTO blog_pony (id, rider_id) VALUES (5, 'nobody')"),
        case(
            "test_alter_field_pk_fk_char_to_int",
            vec![alter("Parent", key(big_key))],
        )
        .from(
            vec![
                keyed("Parent", SqlType::Text, vec![]),
                model("Child", vec![foreign_key("parent", "blog.Parent")]),
            ],
            &[
                "INSERT INTO blog_parent (id) VALUES ('7')",
                "INSERT INTO blog_child (id, parent_id) VALUES (1, '7')",
            ],
        )
        .holds("SELECT CAST(parent_id + 1 AS text) FROM blog_child", &["8"]),
        case("test_rename_field", vec![rename("Pony", "pink", "blue", "blue")])
            .from(
                vec![pony_with(|pony| pony.checks.push(check("few", "pink < 9")))],
                &[PONIES],
            )
            .holds("SELECT CAST(blue AS text) FROM blog_pony ORDER BY 1", &["3", "5"])
            .refuses("UPDATE blog_pony SET blue = 10"),
        case(
            "test_rename_field_unique_together",
            vec![rename("Pony", "pink", "blue", "blue")],
        )
        .from(
            vec![pony_with(|pony| pony.unique.push(unique_over(&["pink", "weight"])))],
            &[PONIES],
        )
        .refuses("INSERT INTO blog_pony (blue, weight) VALUES (3, 4.5)"),
        case(
            "test_rename_field_index_together",
            vec![rename("Pony", "pink", "blue", "blue")],
        )
        .from(
            vec![pony_with(|pony| pony.indexes.push(index(&["weight", "pink"])))],
            &[PONIES],
        )
        .takes("INSERT INTO blog_pony (blue, weight) VALUES (3, 4.5)"),
        case(
            "test_rename_field_with_db_column",
            vec![rename("Pony", "fool", "knave", "the_fool")],
        )
        .from(
            vec![pony_with(|pony| {
                pony.fields.push(nullable(in_column(integer("fool"), "the_fool")))
            })],
            &[PONIES],
        )
        .changing(Changes::Nothing),
        case("test_rename_field_case", vec![rename("Pony", "pink", "pink", "PiNk")])
            .holds("SELECT CAST(\"PiNk\" AS text) FROM blog_pony ORDER BY 1", &["3", "5"]),
        case(
            "test_alter_fk",
            vec![alter(
                "Rider",
                on_delete(foreign_key("pony", "blog.Pony"), OnDeleteState::Restrict),
            )],
        )
        .from(vec![pony(), rider()], &[PONIES, RIDERS])
        .refuses("DELETE FROM blog_pony"),
        case("test_alter_fk_non_fk", vec![alter("Rider", double("pony"))])
            .from(vec![pony(), rider()], &[PONIES, RIDERS])
            .takes("INSERT INTO blog_rider (pony) VALUES (99.5)"),
        growth(
            "test_autofield__bigautofield_foreignfield_growth",
            SqlType::Integer,
            SqlType::BigInt,
            "INSERT INTO blog_article (id) VALUES (8589934592)",
        ),
        growth(
            "test_smallfield_autofield_foreignfield_growth",
            SqlType::SmallInt,
            SqlType::Integer,
            "INSERT INTO blog_article (id) VALUES (4194304)",
        ),
        growth(
            "test_smallfield_bigautofield_foreignfield_growth",
            SqlType::SmallInt,
            SqlType::BigInt,
            "INSERT INTO blog_article (id) VALUES (8589934592)",
        ),
        case(
            "test_invalid_generated_field_changes_stored",
            vec![alter("Pony", twice("pink * 3"))],
        )
        .from(vec![with_twice()], &[PONIES])
        .holds(bigger, &["9", "15"]),
        case(
            "test_invalid_generated_field_changes_on_rename_stored",
            vec![rename("Pony", "pink", "renamed", "renamed")],
        )
        .from(vec![with_twice()], &[PONIES])
        .holds(bigger, &["6", "10"])
        .takes("INSERT INTO blog_pony (renamed, weight) VALUES (1, 1)"),
        case(
            "test_invalid_generated_field_changes_virtual",
            vec![alter("Pony", read(twice("pink * 3")))],
        )
        .from(vec![with_read()], &[PONIES])
        .holds(bigger, &["9", "15"]),
        case(
            "test_invalid_generated_field_changes_on_rename_virtual",
            vec![rename("Pony", "pink", "renamed", "renamed")],
        )
        .from(vec![with_read()], &[PONIES])
        .holds(bigger, &["6", "10"])
        .takes("INSERT INTO blog_pony (renamed, weight) VALUES (1, 1)"),
        case(
            "test_invalid_generated_field_persistency_change",
            vec![alter("Pony", read(twice("pink + pink")))],
        )
        .from(vec![with_twice()], &[PONIES])
        .holds(bigger, &["6", "10"]),
        case(
            "test_add_generated_field_virtual",
            vec![add("Pony", read(twice("pink + pink")))],
        )
        .holds(bigger, &["6", "10"])
        .refuses("UPDATE blog_pony SET twice = 1"),
        case("test_remove_generated_field_virtual", vec![remove("Pony", "twice")]).from(vec![with_read()], &[PONIES]),
        case(
            "test_generated_field_changes_output_field",
            vec![alter(
                "Pony",
                generated(nullable(FieldState::new("twice", SqlType::Decimal)), "pink + pink"),
            )],
        )
        .from(vec![with_twice()], &[PONIES])
        .holds(
            "SELECT CAST(CAST(twice AS integer) AS text) FROM blog_pony ORDER BY id",
            &["6", "10"],
        ),
        case(
            "test_add_generated_field_stored",
            vec![add(
                "Pony",
                FieldState {
                    index: true,
                    ..twice("pink + pink")
                },
            )],
        )
        .holds(bigger, &["6", "10"])
        .refuses("UPDATE blog_pony SET twice = 1"),
        case("test_remove_generated_field_stored", vec![remove("Pony", "twice")]).from(vec![with_twice()], &[PONIES]),
        case(
            "test_add_field_after_generated_field",
            vec![add("Pony", filled(integer("blue"), Literal::Integer(7)))],
        )
        .from(vec![with_twice()], &[PONIES])
        .holds(bigger, &["6", "10"]),
    ]
}
