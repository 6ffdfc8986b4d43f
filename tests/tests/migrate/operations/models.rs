//! Models and their tables.

use fjango::migrate::Operation;
use fjango::migrate::state::{DeferrableState, FieldState, ModelState, UniqueState};
use fjango::value::SqlType;

use super::cases::*;

fn nothing() -> Vec<ModelState> {
    Vec::new()
}

fn created(name: &'static str, models: Vec<ModelState>) -> Case {
    case(name, models.into_iter().map(create).collect()).from(nothing(), &[])
}

fn van() -> ModelState {
    model("Van", vec![])
}

/// Ponies that stand in vans, with one pair.
fn with_vans(name: &'static str, steps: Vec<Operation>) -> Case {
    let pony = pony_with(|pony| pony.many_to_many.push(many("vans", "blog.Van", "blog_pony_vans")));
    case(name, steps).from(
        vec![pony, van()],
        &[
            PONIES,
            "INSERT INTO blog_van (id) VALUES (4)",
            "INSERT INTO blog_pony_vans (id, from_id, to_id) VALUES (1, 2, 4)",
        ],
    )
}

fn with_riders(name: &'static str, steps: Vec<Operation>) -> Case {
    case(name, steps).from(vec![pony(), rider()], &[PONIES, RIDERS])
}

pub fn cases() -> Vec<Case> {
    let insert = "INSERT INTO blog_pony (pink, weight) VALUES (3, 4.5)";
    let partial = UniqueState {
        condition: Some("weight > 5".into()),
        ..named_unique("pink_heavy", unique_over(&["pink"]).keys)
    };
    let deferred = UniqueState {
        deferrable: Some(DeferrableState::Deferred),
        ..unique_over(&["pink"])
    };
    let covering = UniqueState {
        include: vec!["weight".into()],
        ..unique_over(&["pink"])
    };
    let mut collated = keyed("Pony", SqlType::Text, vec![]);
    collated.fields[0].collation = Some("C".into());
    let selfish = |name: &str| model(name, vec![nullable(foreign_key("friend", &format!("blog.{name}")))]);
    let herd = pony_with(|pony| {
        pony.many_to_many
            .push(many("friends", "blog.Pony", "blog_pony_friends"))
    });
    let stable = ModelState {
        app: "shop".into(),
        table: "shop_pony".into(),
        ..model("Pony", vec![])
    };
    let meeting = |one: &str, other: &str| {
        model(
            "PonyVan",
            vec![
                foreign_key("pony", &format!("blog.{one}")),
                foreign_key("van", &format!("blog.{other}")),
            ],
        )
    };
    vec![
        created("test_create_model", vec![pony()])
            .takes(insert)
            .refuses("INSERT INTO blog_pony (pink) VALUES (3)"),
        created(
            "test_create_model_with_unique_after",
            vec![
                pony_with(|pony| pony.unique.push(unique_over(&["pink", "weight"]))),
                rider(),
            ],
        )
        .takes(insert)
        .refuses("INSERT INTO blog_pony (pink, weight) VALUES (1, 2), (1, 2)"),
        created(
            "test_create_model_m2m",
            vec![
                pony(),
                ModelState {
                    many_to_many: vec![many("ponies", "blog.Pony", "blog_stable_ponies")],
                    ..model("Stable", vec![])
                },
            ],
        )
        .refuses("INSERT INTO blog_stable_ponies (from_id, to_id) VALUES (1, 1)"),
        created(
            "test_create_fk_models_to_pk_field_db_collation",
            vec![collated, rider()],
        )
        .takes("SELECT 1 FROM blog_pony JOIN blog_rider ON blog_rider.pony_id = blog_pony.id"),
        created(
            "test_create_model_with_constraint",
            vec![pony_with(|pony| pony.checks.push(check("pink", "pink > 2")))],
        )
        .takes(insert)
        .refuses("INSERT INTO blog_pony (pink, weight) VALUES (1, 1)"),
        created(
            "test_create_model_with_boolean_expression_in_check_constraint",
            vec![pony_with(|pony| {
                pony.checks
                    .push(check("either", "pink > 2 OR (weight > 5 AND NOT pink = 1)"))
            })],
        )
        .takes(insert)
        .refuses("INSERT INTO blog_pony (pink, weight) VALUES (1, 9)"),
        created(
            "test_create_model_with_partial_unique_constraint",
            vec![pony_with(|pony| pony.unique.push(partial))],
        )
        .takes("INSERT INTO blog_pony (pink, weight) VALUES (1, 4), (1, 4), (1, 6)")
        .refuses("INSERT INTO blog_pony (pink, weight) VALUES (1, 6), (1, 7)"),
        created(
            "test_create_model_with_deferred_unique_constraint",
            vec![pony_with(|pony| pony.unique.push(deferred))],
        )
        .refuses("INSERT INTO blog_pony (pink, weight) VALUES (1, 6), (1, 7)"),
        created(
            "test_create_model_with_covering_unique_constraint",
            vec![pony_with(|pony| pony.unique.push(covering))],
        )
        .refuses("INSERT INTO blog_pony (pink, weight) VALUES (1, 6), (1, 7)"),
        case(
            "test_delete_model",
            vec![Operation::DeleteModel { model: "Pony".into() }],
        )
        .lossy(),
        with_riders(
            "test_rename_model",
            vec![rename_model("Pony", "Horse"), alter_table("Horse", "blog_horse")],
        )
        .holds(
            "SELECT CAST(r.id AS text) FROM blog_rider r JOIN blog_horse h ON h.id = r.pony_id ORDER BY 1",
            &["7", "8"],
        )
        .refuses("INSERT INTO blog_rider (pony_id) VALUES (99)"),
        case(
            "test_rename_model_with_self_referential_fk",
            vec![
                rename_model("Rider", "HorseRider"),
                alter_table("HorseRider", "blog_horserider"),
            ],
        )
        .from(
            vec![selfish("Rider")],
            &["INSERT INTO blog_rider (id, friend_id) VALUES (1, NULL), (2, 1)"],
        )
        .holds(
            "SELECT CAST(friend_id AS text) FROM blog_horserider WHERE id = 2",
            &["1"],
        )
        .refuses("INSERT INTO blog_horserider (friend_id) VALUES (99)"),
        case(
            "test_rename_model_no_relations_with_db_table_noop",
            vec![rename_model("Pony", "LittleHorse")],
        )
        .changing(Changes::Nothing),
        with_riders(
            "test_rename_model_with_db_table_and_fk_noop",
            vec![rename_model("Pony", "LittleHorse")],
        )
        .changing(Changes::Nothing)
        .refuses("INSERT INTO blog_rider (pony_id) VALUES (99)"),
        case(
            "test_rename_model_with_self_referential_m2m",
            vec![
                rename_model("Pony", "Horse"),
                alter_table("Horse", "blog_horse"),
                rename_many("Horse", "friends", many("friends", "blog.Horse", "blog_horse_friends")),
            ],
        )
        .from(
            vec![herd],
            &[
                PONIES,
                "INSERT INTO blog_pony_friends (id, from_id, to_id) VALUES (1, 1, 2)",
            ],
        )
        .holds("SELECT CAST(to_id AS text) FROM blog_horse_friends", &["2"])
        .refuses("INSERT INTO blog_horse_friends (from_id, to_id) VALUES (1, 99)"),
        with_vans(
            "test_rename_model_with_m2m",
            vec![
                rename_model("Pony", "Horse"),
                alter_table("Horse", "blog_horse"),
                rename_many("Horse", "vans", many("vans", "blog.Van", "blog_horse_vans")),
            ],
        )
        .holds("SELECT CAST(from_id AS text) FROM blog_horse_vans", &["2"]),
        case(
            "test_rename_model_with_m2m_models_in_different_apps_with_same_name",
            vec![
                rename_model("Pony", "Horse"),
                alter_table("Horse", "blog_horse"),
                rename_many("Horse", "others", many("others", "shop.Pony", "blog_horse_others")),
            ],
        )
        .from(
            vec![
                pony_with(|pony| pony.many_to_many.push(many("others", "shop.Pony", "blog_pony_others"))),
                stable,
            ],
            &[
                PONIES,
                "INSERT INTO shop_pony (id) VALUES (5)",
                "INSERT INTO blog_pony_others (id, from_id, to_id) VALUES (1, 1, 5)",
            ],
        )
        .holds("SELECT CAST(to_id AS text) FROM blog_horse_others", &["5"]),
        with_vans(
            "test_rename_model_with_db_table_rename_m2m",
            vec![
                rename_model("Pony", "Horse"),
                alter_table("Horse", "horses"),
                rename_many("Horse", "vans", many("vans", "blog.Van", "horses_vans")),
            ],
        )
        .holds("SELECT CAST(to_id AS text) FROM horses_vans", &["4"]),
        with_vans(
            "test_rename_m2m_target_model",
            vec![rename_model("Van", "Truck"), alter_table("Truck", "blog_truck")],
        )
        .holds(
            "SELECT CAST(t.id AS text) FROM blog_truck t JOIN blog_pony_vans p ON p.to_id = t.id",
            &["4"],
        )
        .refuses("INSERT INTO blog_pony_vans (from_id, to_id) VALUES (1, 99)"),
        case(
            "test_rename_m2m_through_model",
            vec![
                rename_model("PonyVan", "Journey"),
                alter_table("Journey", "blog_journey"),
            ],
        )
        .from(
            vec![pony(), van(), meeting("Pony", "Van")],
            &[
                PONIES,
                "INSERT INTO blog_van (id) VALUES (4)",
                "INSERT INTO blog_ponyvan (id, pony_id, van_id) VALUES (1, 2, 4)",
            ],
        )
        .holds("SELECT CAST(pony_id AS text) FROM blog_journey", &["2"]),
        with_vans(
            "test_rename_m2m_model_after_rename_field",
            vec![
                rename("Pony", "pink", "rose", "rose"),
                rename_model("Pony", "Horse"),
                alter_table("Horse", "blog_horse"),
                rename_many("Horse", "vans", many("vans", "blog.Van", "blog_horse_vans")),
            ],
        )
        .holds("SELECT CAST(rose AS text) FROM blog_horse ORDER BY id", &["3", "5"]),
        case(
            "test_rename_m2m_field_with_2_references",
            vec![rename_model("Pony", "Horse"), alter_table("Horse", "blog_horse")],
        )
        .from(
            vec![
                pony(),
                model(
                    "Race",
                    vec![foreign_key("first", "blog.Pony"), foreign_key("last", "blog.Pony")],
                ),
            ],
            &[PONIES, "INSERT INTO blog_race (id, first_id, last_id) VALUES (1, 1, 2)"],
        )
        .refuses("INSERT INTO blog_race (first_id, last_id) VALUES (1, 99)"),
        with_riders("test_alter_model_table", vec![alter_table("Pony", "blog_pony_2")])
            .holds("SELECT CAST(pink AS text) FROM blog_pony_2 ORDER BY 1", &["3", "5"])
            .refuses("INSERT INTO blog_rider (pony_id) VALUES (99)"),
        case("test_alter_model_table_none", vec![alter_table("Pony", "blog_pony")])
            .from(
                vec![ModelState {
                    table: "my_ponies".into(),
                    ..pony()
                }],
                &["INSERT INTO my_ponies (id, pink, weight) VALUES (1, 3, 4.5)"],
            )
            .takes(insert),
        case("test_alter_model_table_noop", vec![alter_table("Pony", "blog_pony")]).changing(Changes::Nothing),
        with_vans(
            "test_alter_model_table_m2m",
            vec![
                alter_table("Pony", "blog_pony_foo"),
                rename_many("Pony", "vans", many("vans", "blog.Van", "blog_pony_foo_vans")),
            ],
        )
        .holds("SELECT CAST(from_id AS text) FROM blog_pony_foo_vans", &["2"]),
        with_vans(
            "test_alter_model_table_m2m_field",
            vec![rename_many("Pony", "vans", many("vans", "blog.Van", "blog_transport"))],
        )
        .holds("SELECT CAST(from_id AS text) FROM blog_transport", &["2"])
        .refuses("INSERT INTO blog_transport (from_id, to_id) VALUES (2, 4)"),
        case(
            "test_alter_model_table_comment",
            vec![Operation::AlterTableComment {
                model: "Pony".into(),
                comment: Some("Custom pony's comment".into()),
            }],
        )
        .changing(Changes::PostgresOnly),
        case(
            "test_add_field_m2m",
            vec![
                create(van()),
                add_many("Pony", many("vans", "blog.Van", "blog_pony_vans")),
            ],
        )
        .refuses("INSERT INTO blog_pony_vans (from_id, to_id) VALUES (1, 1)"),
        with_vans(
            "test_repoint_field_m2m",
            vec![
                create(model("Barn", vec![])),
                remove_many("Pony", "vans"),
                add_many("Pony", many("vans", "blog.Barn", "blog_pony_vans")),
            ],
        )
        .lossy()
        .holds("SELECT CAST(count(*) AS text) FROM blog_pony_vans", &["0"]),
        with_vans("test_remove_field_m2m", vec![remove_many("Pony", "vans")]).lossy(),
        created(
            "test_model_with_bigautofield",
            vec![model("Pony", vec![FieldState::new("pink", SqlType::Integer)])],
        )
        .takes("INSERT INTO blog_pony (id, pink) VALUES (8589934592, 1)"),
    ]
}
