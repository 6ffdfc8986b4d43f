use super::{mentions, names, rename_column};

#[test]
fn a_long_name_keeps_its_kind_and_stays_distinct() {
    let columns = ["a_column_with_a_rather_long_name", "another_column_with_a_long_name"];
    let one = names::constraint("app_model", &columns, "key");
    let two = names::constraint(
        "app_model",
        &["a_column_with_a_rather_long_name", "another_column_with_a_long_nome"],
        "key",
    );
    assert!(one.len() <= names::MAX_BYTES && one.ends_with("_key"), "{one}");
    assert_ne!(one, two);
    assert_eq!(
        names::constraint("blog_post", &["author_id", "slug"], "key"),
        "blog_post_author_id_slug_key"
    );
    assert!(names::bounded(&"ä".repeat(60)).len() <= names::MAX_BYTES);
}

#[test]
fn a_condition_names_its_columns() {
    let check =
        |sql: &str, column: &str, expected: bool| assert_eq!(mentions(sql, column), expected, "{column}: {sql}");
    check("status = 'draft'", "status", true);
    check("status = 'draft'", "draft", false);
    check("\"Status\" = 1", "Status", true);
    check("\"Status\" = 1", "status", false);
    check("lower(title) <> ''", "title", true);
    check("lower(title) <> ''", "lower", false);
    check("status IN ('a')", "in", true);
    check("STATUS > 1e5", "e5", false);
    check("note = 'it''s a title'", "title", false);
    check("price::text <> ''", "text", false);
    check("price_net > 0", "price", false);
}

#[test]
fn a_condition_follows_a_renamed_column() {
    let check = |sql: &str, expected: &str| assert_eq!(rename_column(sql, "title", "headline"), expected);
    check(
        "title <> 'title' AND lower(title) <> x",
        "headline <> 'title' AND lower(headline) <> x",
    );
    check(
        "\"title\" > 0 OR title(title) > subtitle",
        "\"headline\" > 0 OR title(headline) > subtitle",
    );
    assert_eq!(rename_column("a + b", "a", "Grösse"), "\"Grösse\" + b");
}
