//! What detection cannot know is asked, answered by flags, or declared by the models; it is never guessed.

use fjango::migrate::state::{FieldState, Literal, ManyToManyState, ProjectState};
use fjango::migrate::{
    Answers, Becomes, Error, Graph, LostChoice, MissingValue, OneOff, Operation, Questioner, Refuse, Renamed, Result,
    Terminal,
};
use fjango::prelude::*;
use fjango::value::SqlType;

use super::states::foreign_key;
use super::support::{History, model, state};

/// Answers as it was told to, and notes what it was asked.
#[derive(Default)]
struct Script {
    yes: Vec<&'static str>,
    value: Option<Literal>,
    choice: Option<&'static str>,
    asked: Vec<String>,
}

impl Questioner for Script {
    fn renamed(&mut self, question: &Renamed) -> Result<Option<Option<String>>> {
        for candidate in &question.candidates {
            self.asked.push(question.text(candidate));
            if self.yes.contains(&candidate.shown.as_str()) {
                return Ok(Some(Some(candidate.to.clone())));
            }
        }
        Ok(Some(None))
    }

    fn lost_choice(&mut self, question: &LostChoice) -> Result<Option<Becomes>> {
        self.asked.push(question.text());
        Ok(Some(
            self.choice
                .map_or(Becomes::Nothing, |choice| Becomes::Choice(choice.into())),
        ))
    }

    fn missing_value(&mut self, question: &MissingValue) -> Result<Option<OneOff>> {
        self.asked.push(question.text());
        Ok(Some(self.value.clone().map_or(OneOff::Nothing, OneOff::Value)))
    }
}

fn text(name: &str) -> FieldState {
    FieldState::new(name, SqlType::Text)
}

fn history(models: &ProjectState) -> History {
    let mut history = History::default();
    history.make(models).unwrap();
    history
}

/// The steps of the migrations after the first of each app, described.
fn steps(graph: &Graph) -> Vec<String> {
    let later = graph.iter().filter(|one| !one.id.name.starts_with("0001"));
    later
        .flat_map(|one| one.operations.iter().map(Operation::describe))
        .collect()
}

/// Makes what leads from `old` to `new`; gives its steps, or what is open.
fn make(old: &ProjectState, new: &ProjectState, answers: Answers) -> std::result::Result<Vec<String>, String> {
    let mut history = history(old);
    match history.make_asking(new, answers, &mut Refuse) {
        Ok(_) => Ok(steps(&history.graph)),
        Err(error) => Err(error.to_string()),
    }
}

fn one(fields: Vec<FieldState>) -> ProjectState {
    state(vec![model("Post", fields)])
}

#[test]
fn a_field_that_may_be_renamed_is_refused_with_the_flags_that_answer() {
    let wider = FieldState {
        max_length: Some(200),
        ..text("title")
    };
    let (old, new) = (one(vec![text("name")]), one(vec![wider]));
    insta::assert_snapshot!(make(&old, &new, Answers::default()).unwrap_err());
    let renamed = Answers::default().with_renamed("blog.Post.name=title").unwrap();
    assert_eq!(
        make(&old, &new, renamed).unwrap(),
        ["Rename field name of Post to title", "Alter field title of Post"]
    );
    let apart = Answers::default()
        .with_not_renamed("blog.Post.name")
        .with_default("blog.Post.title=none yet")
        .unwrap();
    assert_eq!(
        make(&old, &new, apart).unwrap(),
        [
            "Add field title to Post",
            "Remove field name from Post and drop its column"
        ]
    );
}

#[test]
fn every_open_question_is_told_at_once() {
    let old = state(vec![
        model("Post", vec![text("name"), FieldState::new("rank", SqlType::Integer)]),
        model("Draft", vec![text("body"), text("notes")]),
    ]);
    let new = state(vec![
        model("Post", vec![text("title"), FieldState::new("place", SqlType::Integer)]),
        model("Sketch", vec![text("body"), text("notes")]),
    ]);
    let message = make(&old, &new, Answers::default()).unwrap_err();
    for flag in [
        "--renamed blog.Draft=Sketch\n",
        "--not-renamed blog.Draft ",
        "--renamed blog.Post.name=title\n",
        "--not-renamed blog.Post.name ",
        "--renamed blog.Post.rank=place\n",
        "--not-renamed blog.Post.rank ",
    ] {
        assert!(message.contains(flag), "{flag} is missing in\n{message}");
    }
    let answers = ["blog.Draft=Sketch", "blog.Post.name=title", "blog.Post.rank=place"];
    let answers = answers
        .into_iter()
        .try_fold(Answers::default(), Answers::with_renamed)
        .unwrap();
    let made = make(&old, &new, answers).unwrap();
    assert_eq!(
        made,
        [
            "Rename model Draft to Sketch",
            "Rename field name of Post to title",
            "Rename field rank of Post to place",
            "Rename the table of Sketch to blog_sketch",
        ]
    );
}

#[test]
fn an_answer_that_nobody_asked_for_is_refused() {
    let old = one(vec![text("name")]);
    for (answers, expected) in [
        (
            Answers::default().with_renamed("blog.Post.nmae=title").unwrap(),
            "nobody asked for `--renamed blog.Post.nmae=title`",
        ),
        (
            Answers::default().with_not_renamed("blog.Post.name"),
            "nobody asked for `--not-renamed blog.Post.name`",
        ),
        (
            Answers::default().with_default("blog.Post.name=x").unwrap(),
            "nobody asked for `--default blog.Post.name`",
        ),
        (
            Answers::default().with_no_default("blog.Post.name"),
            "nobody asked for `--no-default blog.Post.name`",
        ),
    ] {
        let message = make(&old, &old, answers).unwrap_err();
        assert!(message.starts_with(expected), "{message}");
    }
    for wrong in [
        "name=title",
        "blog.Post.name",
        "=x",
        "blog.Post.a.b=c",
        "blog.Post:draft=x",
        "blog.Post.name=",
    ] {
        let error = Answers::default().with_renamed(wrong).unwrap_err();
        assert!(matches!(error, Error::BadAnswer { .. }), "{wrong}");
    }
}

#[test]
fn the_one_asked_decides_and_the_likeliest_comes_first() {
    let short = FieldState {
        max_length: Some(10),
        ..text("naming")
    };
    let old = one(vec![text("name")]);
    let new = one(vec![text("unlike"), short, text("names")]);
    let mut script = Script {
        yes: vec!["blog.Post.unlike"],
        value: Some(Literal::Text("-".into())),
        ..Script::default()
    };
    let mut history = history(&old);
    history.make_asking(&new, Answers::default(), &mut script).unwrap();
    assert_eq!(
        script.asked,
        [
            "Was blog.Post.name renamed to blog.Post.names?",
            "Was blog.Post.name renamed to blog.Post.unlike?",
            "New field blog.Post.naming accepts no NULL. What do rows that exist get?",
            "New field blog.Post.names accepts no NULL. What do rows that exist get?",
        ]
    );
    assert!(steps(&history.graph).contains(&"Rename field name of Post to unlike".to_owned()));
}

#[test]
fn what_keeps_its_column_or_table_is_no_question() {
    let kept = FieldState {
        column: "name".into(),
        ..text("title")
    };
    assert_eq!(
        make(&one(vec![text("name")]), &one(vec![kept]), Answers::default()).unwrap(),
        ["Rename field name of Post to title"]
    );
    let mut article = model("Article", vec![foreign_key("parent", "press.Article")]);
    (article.app, article.table) = ("press".into(), "blog_post".into());
    let old = state(vec![model("Post", vec![foreign_key("parent", "blog.Post")])]);
    let mut history = history(&old);
    history
        .make_asking(&state(vec![article]), Answers::default(), &mut Refuse)
        .unwrap();
    let last = history.graph.iter().last().unwrap();
    assert_eq!(last.id.to_string(), "press.0001_initial");
    assert_eq!(last.dependencies[0].to_string(), "blog.0001_initial");
    let described: Vec<String> = last.operations.iter().map(Operation::describe).collect();
    assert_eq!(
        described,
        ["Move model Post here from blog", "Rename model Post to Article"]
    );
    assert!(
        last.scripts["postgres"].up.is_empty(),
        "{}",
        last.scripts["postgres"].up
    );
}

#[test]
fn a_many_to_many_field_can_be_renamed() {
    let tags = |name: &str| ManyToManyState {
        name: name.into(),
        target: "blog.Tag".into(),
        table: format!("blog_post_{name}"),
        source_column: "post_id".into(),
        target_column: "tag_id".into(),
    };
    let with = |name: &str| {
        let mut post = model("Post", vec![]);
        post.many_to_many.push(tags(name));
        state(vec![post, model("Tag", vec![text("name")])])
    };
    let message = make(&with("tags"), &with("labels"), Answers::default()).unwrap_err();
    assert!(message.contains("--renamed blog.Post.tags=labels"), "{message}");
    let answers = Answers::default().with_renamed("blog.Post.tags=labels").unwrap();
    assert_eq!(
        make(&with("tags"), &with("labels"), answers).unwrap(),
        ["Rename many-to-many tags of Post to labels"]
    );
}

#[test]
fn rows_of_a_table_between_do_not_move_to_a_model_by_themselves() {
    let mut post = model("Post", vec![]);
    post.many_to_many.push(ManyToManyState {
        name: "tags".into(),
        target: "blog.Tag".into(),
        table: "blog_post_tags".into(),
        source_column: "post_id".into(),
        target_column: "tag_id".into(),
    });
    let tag = || model("Tag", vec![text("name")]);
    let old = state(vec![post.clone(), tag()]);
    let tagging = model(
        "Tagging",
        vec![foreign_key("post", "blog.Post"), foreign_key("tag", "blog.Tag")],
    );
    // Its key is no number, so the table between cannot become its own.
    let mut tagging = tagging;
    (tagging.fields[0].kind, tagging.fields[0].auto) = (SqlType::Uuid, false);
    let new = state(vec![model("Post", vec![]), tag(), tagging.clone()]);
    insta::assert_snapshot!(make(&old, &new, Answers::default()).unwrap_err());
    let apart = Answers::default().with_not_renamed("blog.Post.tags");
    assert_eq!(
        make(&old, &new, apart).unwrap(),
        [
            "Remove many-to-many tags from Post and drop its table",
            "Create model Tagging"
        ]
    );
    // As the text says: the model comes first, and then nothing is in the way.
    let both = state(vec![post, tag(), tagging]);
    assert_eq!(make(&old, &both, Answers::default()).unwrap(), ["Create model Tagging"]);
    assert_eq!(
        make(&both, &new, Answers::default()).unwrap(),
        ["Remove many-to-many tags from Post and drop its table"]
    );
}

fn status(choices: &[&str]) -> ProjectState {
    one(vec![FieldState {
        choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
        ..text("status")
    }])
}

#[test]
fn a_choice_that_is_gone_may_be_another_now() {
    let (old, new) = (status(&["draft", "out"]), status(&["sketched", "out"]));
    insta::assert_snapshot!(make(&old, &new, Answers::default()).unwrap_err());
    for (to, expected) in [("sketched", "sketched"), ("out", "out")] {
        let flag = format!("blog.Post.status:draft={to}");
        let steps = make(&old, &new, Answers::default().with_renamed(&flag).unwrap()).unwrap();
        let first = format!("Rename choice draft of Post.status to {expected}");
        assert_eq!(steps, [first.as_str(), "Alter field status of Post"]);
    }
    let apart = Answers::default().with_not_renamed("blog.Post.status:draft");
    assert_eq!(make(&old, &new, apart).unwrap(), ["Alter field status of Post"]);
    // Nothing that it could be called now: rows that have it stop the migration.
    assert_eq!(
        make(&old, &status(&["out"]), Answers::default()).unwrap(),
        ["Alter field status of Post"]
    );
}

#[test]
fn values_are_read_by_the_kind_of_the_field() {
    let check = |kind: SqlType, field: FieldState, text: &str, expected: Option<&str>| {
        let field = FieldState { kind, ..field };
        let answers = Answers::default().with_default(&format!("blog.Post.x={text}")).unwrap();
        let mut history = history(&one(vec![]));
        let made = history.make_asking(&one(vec![field]), answers, &mut Refuse);
        match expected {
            Some(expected) => {
                made.unwrap_or_else(|error| panic!("{text}: {error}"));
                let up = &history.graph.iter().last().unwrap().scripts["postgres"].up;
                assert!(up.contains(&format!("DEFAULT {expected};")), "{up}");
            }
            None => assert!(matches!(made, Err(Error::BadAnswer { .. })), "{text} for {kind:?}"),
        }
    };
    let plain = || text("x");
    check(SqlType::Text, plain(), "it's", Some("'it''s'"));
    check(SqlType::Text, plain(), "\"\"", Some("''"));
    check(SqlType::Text, plain(), "", Some("''"));
    check(SqlType::Bool, plain(), "true", Some("true"));
    check(SqlType::Bool, plain(), "maybe", None);
    check(SqlType::SmallInt, plain(), "40000", None);
    check(SqlType::Integer, plain(), "-4", Some("'-4'::integer"));
    check(SqlType::Double, plain(), "NaN", None);
    check(SqlType::Decimal, plain(), "1.50", Some("'1.50'::numeric"));
    check(SqlType::Date, plain(), "2026-02-30", None);
    check(SqlType::Date, plain(), "2026-02-03", Some("'2026-02-03'::date"));
    check(SqlType::DateTime, plain(), "now", Some("now()"));
    check(SqlType::Uuid, plain(), "7d44", None);
    check(SqlType::Json, plain(), "{\"a\": [1]}", Some("'{\"a\":[1]}'::jsonb"));
    check(SqlType::Json, plain(), "{", None);
    check(SqlType::Bytes, plain(), "0aFF", Some("'\\x0aff'::bytea"));
    let short = || FieldState {
        max_length: Some(3),
        ..plain()
    };
    check(SqlType::Text, short(), "ééé", Some("'ééé'"));
    check(SqlType::Text, short(), "long", None);
    let chosen = || FieldState {
        choices: vec!["a".into()],
        ..plain()
    };
    check(SqlType::Text, chosen(), "a", Some("'a'"));
    check(SqlType::Text, chosen(), "b", None);
    let limited = || FieldState {
        min: Some("1".into()),
        max: Some("5".into()),
        ..plain()
    };
    check(SqlType::Integer, limited(), "0", None);
    check(SqlType::Decimal, limited(), "5.5", None);
    check(SqlType::Integer, limited(), "5", Some("'5'::integer"));
}

#[test]
fn a_person_is_asked_on_the_terminal_until_the_answer_fits() {
    let mut old = status(&["draft", "out"]);
    let mut new = status(&["sketched", "out"]);
    let fields = |state: &mut ProjectState, field: FieldState| {
        state.models.get_mut("blog.Post").unwrap().fields.push(field);
    };
    fields(&mut old, text("name"));
    fields(&mut new, text("title"));
    fields(&mut new, FieldState::new("rating", SqlType::SmallInt));
    let mut history = history(&old);
    let mut shown = Vec::new();
    let mut terminal = Terminal::new(&b"what\ny\n9\nsketched\nmany\n3\n"[..], &mut shown);
    history.make_asking(&new, Answers::default(), &mut terminal).unwrap();
    insta::assert_snapshot!(String::from_utf8(shown).unwrap());
    assert_eq!(
        steps(&history.graph),
        [
            "Rename field name of Post to title",
            "Rename choice draft of Post.status to sketched",
            "Alter field status of Post",
            "Add field rating to Post",
        ]
    );
    let mut terminal = Terminal::new(&b"y\n"[..], Vec::new());
    let stopped = self::history(&old).make_asking(&new, Answers::default(), &mut terminal);
    assert!(
        matches!(stopped, Err(Error::Stopped)),
        "the end of the input is no answer"
    );
}

mod before {
    use super::*;

    #[derive(Choices)]
    pub enum Level {
        Low,
        High,
    }

    #[model(app = "declared")]
    pub struct Tag {
        pub id: i64,
    }

    #[model(app = "declared")]
    pub struct Note {
        pub id: i64,
        pub name: String,
        pub text: String,
        pub level: Level,
        pub tags: ManyToMany<Tag>,
    }
}

mod after {
    use super::*;

    #[derive(Choices)]
    pub enum Level {
        #[choice(renamed_from = "low")]
        Small,
        High,
    }

    #[model(app = "declared")]
    pub struct Tag {
        pub id: i64,
    }

    /// Moved to another app too, and with a chain: `text` is `name` now, and `name` is `title`.
    #[model(app = "moved", renamed_from = "declared.Note")]
    pub struct Memo {
        pub id: i64,
        #[field(renamed_from = "name")]
        pub title: String,
        #[field(renamed_from = "text", max_length = 90)]
        pub name: String,
        pub level: Level,
        #[field(renamed_from = "tags")]
        pub labels: ManyToMany<Tag>,
    }
}

#[test]
fn declared_renames_are_made_once() {
    use fjango::orm::Model as _;
    let old = ProjectState::from_models(&[before::Tag::META, before::Note::META]);
    let models = [after::Tag::META, after::Memo::META];
    let new = ProjectState::from_models(&models);
    let mut history = history(&old);
    history
        .make_asking(&new, Answers::declared(&models), &mut Refuse)
        .unwrap();
    let last = history.graph.iter().last().unwrap();
    let described: Vec<String> = last.operations.iter().map(Operation::describe).collect();
    assert_eq!(
        described,
        [
            "Move model Note here from declared",
            "Rename model Note to Memo",
            "Rename field name of Memo to title",
            "Rename field text of Memo to name",
            "Rename many-to-many tags of Memo to labels",
            "Rename choice low of Memo.level to small",
            "Rename the table of Memo to moved_memo",
            "Alter field name of Memo",
            "Alter field level of Memo",
        ]
    );
    assert_eq!(
        history
            .make_asking(&new, Answers::declared(&models), &mut Refuse)
            .unwrap(),
        0
    );
}
