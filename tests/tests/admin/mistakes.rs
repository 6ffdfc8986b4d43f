//! What is said of the admin that cannot be: each mistake is told with what to do about it, before anything is served.

use fjango::App;
use fjango::admin::{Admin, AdminSite, Layout, ModelBuilder};
use fjango::testing::json;
use fjango_tests::{Kind, fresh_database};

use super::models::{Article, Author, Note, Topic};
use super::support::open_with;

type Said = fn(ModelBuilder<Article>) -> ModelBuilder<Article>;

/// The only mistake of a site, without the name of its model.
#[track_caller]
fn mistake(site: AdminSite, model: &str) -> String {
    let mistakes = site.mistakes();
    assert_eq!(mistakes.len(), 1, "{mistakes:?}");
    let start = format!("the admin of {model}: ");
    mistakes[0]
        .strip_prefix(&start)
        .unwrap_or_else(|| panic!("{mistakes:?}"))
        .to_owned()
}

#[test]
fn each_is_told_with_what_to_do_about_it() {
    const FIELD_OR_WAY: &str = "which is no field and no way to one; name a field, or a way such as `author__name`";
    const NO_FIELD: &str = "which is no field of the model; name one of its own";
    let cases: Vec<(Said, String)> = vec![
        (|m| m.columns(|n| (n.title(), n.author().name(), n.topics())).page_sizes([25, 0]), page_sizes()),
        (|m| m.page_sizes([25, 201]), page_sizes()),
        (|m| m.page_sizes([]), page_sizes()),
        (
            |m| m.editable(|a| a.created()),
            "an editable column names `created`, which cannot be written in a list; take it out of `editable`".to_owned(),
        ),
        (|m| m.readonly(|a| a.author().name()), format!("the form names `author__name`, {NO_FIELD}")),
        (|m| m.exclude(|a| a.author().name()), format!("`exclude` names `author__name`, {NO_FIELD}")),
        (
            |m| m.layout(|form| {
                let tab = Layout::<Article>::default().section("", |s| s.row(|a| (a.title(), a.author().email())));
                form.tabs([("One", tab)])
            }),
            format!("the form names `author__email`, {NO_FIELD}"),
        ),
        (|m| m.layout(|form| form.aside(|a| a.author().email())), format!("the form names `author__email`, {NO_FIELD}")),
        (
            |m| m.layout(|form| form.inline("notices")),
            "the form has a place for the inline `notices`, but no inlines; add it with `inline`".to_owned(),
        ),
        (
            |m| m.inline::<Note>(|i| i).layout(|form| form.inline("notices")),
            "the form has a place for the inline `notices`, which is none; its inlines are `notes`".to_owned(),
        ),
        (
            |m| m.inline::<Topic>(|i| i),
            "`Topic` cannot be an inline, as it has no foreign key to `Article`; add one, or take the inline out".to_owned(),
        ),
        (
            |m| m.inline::<Note>(|i| i.foreign_key(|n| n.weight())),
            "the inline of `Note` names `weight`, which is no foreign key to `Article`; name one, or leave `foreign_key` out".to_owned(),
        ),
        (
            |m| m.inline::<Note>(|i| i.fields(|n| (n.text(), n.article().title()))),
            "the inline of `Note` names `article__title`, which is no field of `Note`; name one".to_owned(),
        ),
        (
            |m| m.inline::<Note>(|i| i.sortable(|n| n.text())),
            "the inline of `Note` names `text`, as the field that places are written to, which is no whole number; name one that is".to_owned(),
        ),
        (
            |m| m.view("late", "Late", json!([1])),
            "the conditions of the view `late` are no JSON object; write such as `{\"hold\": {\"eq\": true}}`".to_owned(),
        ),
        (
            |m| m.view("late", "Late", json!({"stage": {"eq": "lost"}})),
            "the view `late` cannot be shown, as the filter `stage` ".to_owned(),
        ),
        (
            |m| m.view("late", "Late", json!({"state": {"eq": "draft"}})),
            "the view `late` cannot be shown, as the filter `state` names the unknown field `state` of `Article`; correct its conditions".to_owned(),
        ),
        (
            |m| m.view("late", "Late", json!({"stage": {"is": "draft"}})),
            "the view `late` cannot be shown, as the filter `stage` has no `is`; correct its conditions".to_owned(),
        ),
    ];
    for (said, expected) in cases {
        let found = mistake(
            AdminSite::default().model(said(Admin::model::<Article>())),
            "press.Article",
        );
        // What a value of a field must be, the field says.
        let is_start =
            expected.ends_with(' ') && found.starts_with(&expected) && found.ends_with("; correct its conditions");
        assert!(found == expected || is_start, "{found}\n{expected}");
    }
    // Along a relation to many rows there is no column.
    let notes = Admin::model::<Note>().columns(|n| (n.text(), n.article().topics()));
    let found = mistake(AdminSite::default().model(notes), "press.Note");
    assert_eq!(found, format!("a column names `article__topics`, {FIELD_OR_WAY}"));
    let filter = AdminSite::default().model(Admin::model::<Note>().filters(|n| n.article().topics()));
    assert_eq!(
        filter.mistakes(),
        Vec::<String>::new(),
        "of which one asks all the same"
    );
}

fn page_sizes() -> String {
    "a page has between 1 and 200 rows; write such as `page_sizes([25, 50, 100])`".to_owned()
}

#[tokio::test]
#[should_panic(expected = "the admin cannot be built: the admin of press.Author: a page has between 1 and 200 rows")]
async fn a_mistake_keeps_the_application_from_being_served() {
    let app = App::new().admin(|site| site.model(Admin::model::<Author>().page_sizes([0])));
    open_with(&fresh_database(Kind::Sqlite), app).await;
}
