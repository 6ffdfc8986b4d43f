//! A many-to-many field that gets a model of its own between, and back: the rows stay.

use fjango::db::Db;
use fjango::migrate::state::{FieldState, ManyToManyState, ModelState, ProjectState};
use fjango::migrate::{Answers, MakeOptions, Operation, Refuse, SquashOptions, Target, detect, squash};
use fjango::value::SqlType;
use fjango_tests::{FreshDatabase, fresh_database};

use super::drift::found;
use super::squash::with;
use super::states::foreign_key;
use super::support::{History, model, run, schema, state, texts};

fn tags() -> ManyToManyState {
    ManyToManyState {
        name: "tags".into(),
        target: "blog.Tag".into(),
        table: "blog_post_tags".into(),
        source_column: "post_id".into(),
        target_column: "tag_id".into(),
    }
}

fn plain() -> ProjectState {
    let mut post = model("Post", vec![]);
    post.many_to_many.push(tags());
    state(vec![post, model("Tag", vec![])])
}

fn tagging(more: Vec<FieldState>) -> ModelState {
    let ends = [foreign_key("post", "blog.Post"), foreign_key("tag", "blog.Tag")];
    model("Tagging", ends.into_iter().chain(more).collect())
}

fn through(tagging: ModelState) -> ProjectState {
    state(vec![model("Post", vec![]), model("Tag", vec![]), tagging])
}

fn forward() -> Answers {
    Answers::default().with_renamed("blog.Post.tags=blog.Tagging").unwrap()
}

fn back() -> Answers {
    Answers::default().with_renamed("blog.Tagging=blog.Post.tags").unwrap()
}

fn refused(old: &ProjectState, new: &ProjectState) -> String {
    let mut history = History::default();
    history.make(old).unwrap();
    history
        .make_asking(new, Answers::default(), &mut Refuse)
        .unwrap_err()
        .to_string()
}

fn made(history: &mut History, new: &ProjectState, answers: Answers) -> Vec<String> {
    history.make_asking(new, answers, &mut Refuse).unwrap();
    let last = history.graph.iter().last().unwrap();
    last.operations.iter().map(Operation::describe).collect()
}

/// A model between and back, for those who look at the SQL.
pub fn history() -> History {
    let mut history = History::default();
    history.make(&plain()).unwrap();
    made(&mut history, &through(tagging(vec![])), forward());
    made(&mut history, &plain(), back());
    history
}

const PAIRS: &str = "SELECT CAST(id AS text) || ':' || CAST(post_id AS text) || '-' || CAST(tag_id AS text) FROM ";

/// Posts 1 and 2 with tags 5 and 6, in a table of pairs.
async fn rows(db: &Db, table: &str) {
    run(db, "INSERT INTO blog_post (id) VALUES (1), (2)").await;
    run(db, "INSERT INTO blog_tag (id) VALUES (5), (6)").await;
    run(
        db,
        &format!("INSERT INTO {table} (post_id, tag_id) VALUES (1, 5), (1, 6), (2, 6)"),
    )
    .await;
}

async fn pairs(db: &Db, table: &str) -> Vec<String> {
    texts(db, &format!("{PAIRS}{table} ORDER BY id")).await
}

/// Whether the schema is the one that a new database would get at once.
async fn is_as_if_made_so(db: &Db, kind: fjango_tests::Kind, models: &ProjectState) {
    let mut direct = History::default();
    direct.make(models).unwrap();
    let fresh = fresh_database(kind);
    let at_once = Db::connect(fresh.url()).await.unwrap();
    direct.migrate(&at_once, &Target::All).await.unwrap();
    assert_eq!(schema(db).await, schema(&at_once).await);
}

fjango_tests::each_database! {
    async fn pairs_become_the_rows_of_a_model(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        history.make(&plain()).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        rows(&db, "blog_post_tags").await;
        let before = schema(&db).await;
        let mut rank = FieldState::new("rank", SqlType::Integer);
        rank.index = true;
        let note = FieldState { nullable: true, ..FieldState::new("note", SqlType::Text) };
        let mut rich = tagging(vec![rank, note]);
        // What the model calls its key, and how wide it is, are its own.
        (rich.fields[0].name, rich.fields[0].column) = ("number".into(), "number".into());
        let new = through(rich);
        let answers = forward().with_default("blog.Tagging.rank=3").unwrap();
        let steps = made(&mut history, &new, answers);
        assert_eq!(steps[0], "Make model Tagging of the table of many-to-many blog.Post.tags, with its rows");
        assert!(steps.contains(&"Add field rank to Tagging".to_owned()), "{steps:?}");
        assert!(detect(&history.graph, &new, &MakeOptions::default()).unwrap().is_empty());
        history.migrate(&db, &Target::All).await.unwrap();
        let kept = texts(&db, "SELECT CAST(number AS text) || ':' || CAST(post_id AS text) || '-' || CAST(tag_id AS text) || ' ' || CAST(rank AS text) FROM blog_tagging ORDER BY number").await;
        assert_eq!(kept, ["1:1-5 3", "2:1-6 3", "3:2-6 3"]);
        is_as_if_made_so(&db, database.kind(), &new).await;
        assert_eq!(found(&db, &history).await, []);
        // New rows have numbers of their own.
        run(&db, "INSERT INTO blog_tagging (post_id, tag_id, rank) VALUES (2, 5, 9)").await;
        history.migrate(&db, &Target::Migration("blog".into(), "0001".into())).await.unwrap();
        assert_eq!(pairs(&db, "blog_post_tags").await, ["1:1-5", "2:1-6", "3:2-6", "4:2-5"]);
        assert_eq!(schema(&db).await, before);
        history.migrate(&db, &Target::All).await.unwrap();
        assert_eq!(texts(&db, "SELECT CAST(rank AS text) FROM blog_tagging").await, ["3"; 4]);
    }

    async fn rows_of_a_model_become_pairs(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        history.make(&through(tagging(vec![]))).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        rows(&db, "blog_tagging").await;
        let before = schema(&db).await;
        let steps = made(&mut history, &plain(), back());
        assert_eq!(steps, ["Make many-to-many tags of Post of the table of model blog.Tagging, with its rows"]);
        assert!(detect(&history.graph, &plain(), &MakeOptions::default()).unwrap().is_empty());
        history.migrate(&db, &Target::All).await.unwrap();
        assert_eq!(pairs(&db, "blog_post_tags").await, ["1:1-5", "2:1-6", "3:2-6"]);
        is_as_if_made_so(&db, database.kind(), &plain()).await;
        assert_eq!(found(&db, &history).await, []);
        history.migrate(&db, &Target::Migration("blog".into(), "0001".into())).await.unwrap();
        assert_eq!(pairs(&db, "blog_tagging").await, ["1:1-5", "2:1-6", "3:2-6"]);
        assert_eq!(schema(&db).await, before);
    }

    async fn a_pair_that_is_there_twice_stops_the_way_to_pairs(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        history.make(&through(tagging(vec![]))).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        rows(&db, "blog_tagging").await;
        run(&db, "INSERT INTO blog_tagging (post_id, tag_id) VALUES (1, 5)").await;
        made(&mut history, &plain(), back());
        let error = history.migrate(&db, &Target::All).await.unwrap_err().to_string();
        assert!(error.contains("blog.0002"), "{error}");
        // On PostgreSQL the pairs are looked at after the table has its name, and the next run goes on from there.
        let table = if database.kind() == fjango_tests::Kind::Postgres { "blog_post_tags" } else { "blog_tagging" };
        assert_eq!(pairs(&db, table).await.len(), 4, "{error}");
        run(&db, &format!("DELETE FROM {table} WHERE id = 4")).await;
        history.migrate(&db, &Target::All).await.unwrap();
        assert_eq!(pairs(&db, "blog_post_tags").await, ["1:1-5", "2:1-6", "3:2-6"]);
    }

    async fn the_model_may_be_another_apps(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        history.make(&plain()).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        rows(&db, "blog_post_tags").await;
        let mut own = tagging(vec![]);
        (own.app, own.table) = ("shop".into(), "shop_tagging".into());
        let new = through(own);
        let answers = Answers::default().with_renamed("blog.Post.tags=shop.Tagging").unwrap();
        made(&mut history, &new, answers);
        let last = history.graph.iter().last().unwrap();
        assert_eq!(last.id.app, "shop");
        assert_eq!(last.dependencies[0].to_string(), "blog.0001_initial");
        history.migrate(&db, &Target::All).await.unwrap();
        assert_eq!(pairs(&db, "shop_tagging").await.len(), 3);
        is_as_if_made_so(&db, database.kind(), &new).await;
        history.migrate(&db, &Target::Zero("shop".into())).await.unwrap();
        assert_eq!(pairs(&db, "blog_post_tags").await.len(), 3);
    }

    async fn both_ways_can_be_squashed(database: &FreshDatabase) {
        let mut history = History::default();
        history.make(&plain()).unwrap();
        made(&mut history, &through(tagging(vec![])), forward());
        made(&mut history, &plain(), back());
        let last = history.graph.leaf("blog").unwrap().unwrap().name.clone();
        for from in [None, Some("0002".to_owned())] {
            let options = SquashOptions { app: "blog".into(), from: from.clone(), to: last.clone(), name: None, optimize: true };
            let short = with(&history, &squash(&history.graph, &options).unwrap());
            let fresh = fresh_database(database.kind());
            let db = Db::connect(fresh.url()).await.unwrap();
            if from.is_some() {
                short.migrate(&db, &Target::Migration("blog".into(), "0001".into())).await.unwrap();
                rows(&db, "blog_post_tags").await;
            }
            short.migrate(&db, &Target::All).await.unwrap();
            is_as_if_made_so(&db, database.kind(), &plain()).await;
            let kept = if from.is_some() { 3 } else { 0 };
            assert_eq!(pairs(&db, "blog_post_tags").await.len(), kept);
        }
    }

    async fn ends_at_one_model_are_told_by_their_columns(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut user = model("User", vec![]);
        user.many_to_many.push(ManyToManyState {
            name: "follows".into(),
            target: "blog.User".into(),
            table: "blog_user_follows".into(),
            source_column: "from_user_id".into(),
            target_column: "to_user_id".into(),
        });
        let mut history = History::default();
        history.make(&state(vec![user])).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        run(&db, "INSERT INTO blog_user (id) VALUES (1), (2)").await;
        run(&db, "INSERT INTO blog_user_follows (from_user_id, to_user_id) VALUES (1, 2)").await;
        // The other way round in the model.
        let follow = model("Follow", vec![foreign_key("to_user", "blog.User"), foreign_key("from_user", "blog.User")]);
        let new = state(vec![model("User", vec![]), follow]);
        made(&mut history, &new, Answers::default().with_renamed("blog.User.follows=blog.Follow").unwrap());
        history.migrate(&db, &Target::All).await.unwrap();
        let kept = texts(&db, "SELECT CAST(from_user_id AS text) || '>' || CAST(to_user_id AS text) FROM blog_follow").await;
        assert_eq!(kept, ["1>2"]);
        is_as_if_made_so(&db, database.kind(), &new).await;
    }
}

#[test]
fn it_is_asked_with_what_speaks_for_it() {
    insta::assert_snapshot!(refused(&plain(), &through(tagging(vec![]))));
    insta::assert_snapshot!(refused(&through(tagging(vec![])), &plain()));
}

#[test]
fn what_has_more_than_two_ends_does_not_become_pairs() {
    let note = FieldState {
        nullable: true,
        ..FieldState::new("note", SqlType::Text)
    };
    let old = through(tagging(vec![note]));
    insta::assert_snapshot!(refused(&old, &plain()));
    // As it says: what is more goes first, and then the pairs stay.
    let mut history = History::default();
    history.make(&old).unwrap();
    made(&mut history, &through(tagging(vec![])), Answers::default());
    let steps = made(&mut history, &plain(), back());
    assert_eq!(
        steps,
        ["Make many-to-many tags of Post of the table of model blog.Tagging, with its rows"]
    );
}

#[test]
fn a_model_with_the_same_table_is_not_asked_about() {
    let mut same = tagging(vec![]);
    same.table = "blog_post_tags".into();
    let mut history = History::default();
    history.make(&plain()).unwrap();
    let steps = made(&mut history, &through(same.clone()), Answers::default());
    assert_eq!(
        steps[0],
        "Make model Tagging of the table of many-to-many blog.Post.tags, with its rows"
    );
    let steps = made(&mut history, &plain(), Answers::default());
    assert_eq!(
        steps,
        ["Make many-to-many tags of Post of the table of model blog.Tagging, with its rows"]
    );
}

#[test]
fn who_says_so_gets_a_new_table() {
    let apart = |old, new, path| {
        let mut history = History::default();
        history.make(old).unwrap();
        made(&mut history, new, Answers::default().with_not_renamed(path))
    };
    let (plain, through) = (plain(), through(tagging(vec![])));
    assert_eq!(
        apart(&plain, &through, "blog.Post.tags"),
        [
            "Remove many-to-many tags from Post and drop its table",
            "Create model Tagging"
        ]
    );
    assert_eq!(
        apart(&through, &plain, "blog.Tagging"),
        [
            "Add many-to-many tags to Post",
            "Delete model Tagging, its table and all its rows"
        ]
    );
}
