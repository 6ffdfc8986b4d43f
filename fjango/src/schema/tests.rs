use super::names;

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
