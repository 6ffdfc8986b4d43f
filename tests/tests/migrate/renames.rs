//! Renames: the rows stay, and every name in the database is the one that a new database would have.

use fjango::db::{Db, Executor};
use fjango::migrate::state::{CheckState, FieldState, ManyToManyState, ProjectState};
use fjango::migrate::{Answers, Decline, Error, Graph, Operation, Project, SquashOptions, Target, squash};
use fjango::value::SqlType;
use fjango_tests::FreshDatabase;

use super::states::foreign_key;
use super::support::{History, model, run, schema, state, texts};

fn many(name: &str, target: &str, table: &str, source: &str, other: &str) -> ManyToManyState {
    ManyToManyState {
        name: name.into(),
        target: target.into(),
        table: table.into(),
        source_column: source.into(),
        target_column: other.into(),
    }
}

fn text(name: &str) -> FieldState {
    FieldState::new(name, SqlType::Text)
}

/// Posts with everything that has a name, and comments that point at them.
fn before() -> ProjectState {
    let status = FieldState {
        choices: vec!["draft".into(), "out".into()],
        max_length: Some(5),
        ..text("status")
    };
    let name = FieldState {
        unique: true,
        max_length: Some(50),
        ..text("name")
    };
    let rank = FieldState {
        index: true,
        min: Some("0".into()),
        ..FieldState::new("rank", SqlType::Integer)
    };
    let mut post = model("Post", vec![name, status, rank, foreign_key("writer", "blog.User")]);
    post.unique.push(vec!["writer", "name"].into());
    post.indexes.push(vec!["status", "rank"].into());
    post.checks.push(CheckState {
        name: "sane".into(),
        sql: "rank < 100".into(),
    });
    post.many_to_many
        .push(many("tags", "blog.Tag", "blog_post_tags", "post_id", "tag_id"));
    let comment = model("Comment", vec![foreign_key("post", "blog.Post")]);
    state(vec![post, comment, model("Tag", vec![]), model("User", vec![])])
}

fn every_rename() -> Vec<Operation> {
    let field = |field: &str, to: &str, column: &str| Operation::RenameField {
        model: "Post".into(),
        field: field.into(),
        to: to.into(),
        column: column.into(),
    };
    vec![
        field("name", "title", "title"),
        field("writer", "author", "author_id"),
        Operation::RenameModel {
            model: "Post".into(),
            to: "Article".into(),
        },
        Operation::AlterTable {
            model: "Article".into(),
            table: "blog_article".into(),
        },
        Operation::RenameManyToMany {
            model: "Article".into(),
            field: "tags".into(),
            to: many("labels", "blog.Tag", "blog_article_labels", "article_id", "tag_id"),
        },
        Operation::RenameChoice {
            model: "Article".into(),
            field: "status".into(),
            value: "draft".into(),
            to: "sketched".into(),
        },
        Operation::AlterField {
            model: "Article".into(),
            field: FieldState {
                choices: vec!["sketched".into(), "out".into()],
                max_length: Some(10),
                ..text("status")
            },
        },
    ]
}

async fn insert_posts(db: &Db) {
    for sql in [
        "INSERT INTO blog_user (id) VALUES (1), (2)",
        "INSERT INTO blog_tag (id) VALUES (7)",
        "INSERT INTO blog_post (id, name, status, rank, writer_id) VALUES (3, 'a', 'draft', 1, 1), (5, 'b', 'out', 2, 2)",
        "INSERT INTO blog_post_tags (id, post_id, tag_id) VALUES (1, 5, 7)",
        "INSERT INTO blog_comment (id, post_id) VALUES (1, 3)",
    ] {
        run(db, sql).await;
    }
}

const POSTS: &str = "SELECT name || ' ' || status || ' ' || writer_id || ' ' || id FROM blog_post ORDER BY id";
const ARTICLES: &str = "SELECT title || ' ' || status || ' ' || author_id || ' ' || id FROM blog_article ORDER BY id";

/// The names that a database has for the sequences of its numbered keys.
async fn sequences(db: &Db) -> Vec<String> {
    match db.dialect().name() {
        "postgres" => texts(db, "SELECT sequencename::text FROM pg_sequences ORDER BY 1").await,
        _ => Vec::new(),
    }
}

fjango_tests::each_database! {
    async fn everything_renamed_is_as_if_made_so(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        history.make(&before()).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        insert_posts(&db).await;
        let (old, old_sequences) = (schema(&db).await, sequences(&db).await);

        history.push("blog", "0002_renames", &["blog.0001_initial"], every_rename()).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        assert_eq!(texts(&db, ARTICLES).await, ["a sketched 1 3", "b out 2 5"]);
        let related = "SELECT CAST(article_id AS text) || ' ' || tag_id FROM blog_article_labels";
        assert_eq!(texts(&db, related).await, ["5 7"]);
        let commented = "SELECT a.title FROM blog_comment c JOIN blog_article a ON a.id = c.post_id";
        assert_eq!(texts(&db, commented).await, ["a"]);
        let (renamed, renamed_sequences) = (schema(&db).await, sequences(&db).await);

        history.migrate(&db, &Target::Migration("blog".into(), "0001".into())).await.unwrap();
        assert_eq!(schema(&db).await, old);
        assert_eq!(sequences(&db).await, old_sequences);
        assert_eq!(texts(&db, POSTS).await, ["a draft 1 3", "b out 2 5"]);
        history.migrate(&db, &Target::Zero("blog".into())).await.unwrap();

        let mut fresh = History::default();
        fresh.make(&history.graph.state().unwrap()).unwrap();
        fresh.migrate(&db, &Target::All).await.unwrap();
        assert_eq!(schema(&db).await, renamed);
        assert_eq!(sequences(&db).await, renamed_sequences);
    }

    async fn names_can_be_swapped_and_taken_again(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        let two = |name: &str| model(name, vec![text("a"), text("b")]);
        history.make(&state(vec![two("One"), two("Two")])).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        run(&db, "INSERT INTO blog_one (a, b) VALUES ('1a', '1b')").await;
        run(&db, "INSERT INTO blog_two (a, b) VALUES ('2a', '2b')").await;
        let old = schema(&db).await;
        let rename = |model: &str, to: &str| Operation::RenameModel { model: model.into(), to: to.into() };
        let table = |model: &str, table: &str| Operation::AlterTable { model: model.into(), table: table.into() };
        let field = |field: &str, to: &str| Operation::RenameField {
            model: "One".into(),
            field: field.into(),
            to: to.into(),
            column: to.into(),
        };
        let steps = vec![
            rename("One", "Three"),
            rename("Two", "One"),
            rename("Three", "Two"),
            table("One", "blog_one"),
            table("Two", "blog_two"),
            field("a", "c"),
            field("b", "a"),
            field("c", "b"),
        ];
        history.push("blog", "0002_swap", &["blog.0001_initial"], steps).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        assert_eq!(texts(&db, "SELECT a || ' ' || b FROM blog_one").await, ["2b 2a"]);
        assert_eq!(texts(&db, "SELECT a || ' ' || b FROM blog_two").await, ["1a 1b"]);
        assert_eq!(schema(&db).await, old);

        let steps = vec![
            Operation::RemoveField { model: "One".into(), field: "b".into() },
            field("a", "b"),
            Operation::AddField { model: "One".into(), field: FieldState { nullable: true, ..text("a") } },
            Operation::DeleteModel { model: "Two".into() },
            rename("One", "Two"),
            table("Two", "blog_two"),
        ];
        history.push("blog", "0003_take", &["blog.0002_swap"], steps).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        assert_eq!(texts(&db, "SELECT coalesce(a, '-') || ' ' || b FROM blog_two").await, ["- 2b"]);
        history.migrate(&db, &Target::Migration("blog".into(), "0002".into())).await.unwrap();
        assert_eq!(schema(&db).await, old);
        assert_eq!(texts(&db, "SELECT a || ' ' || b FROM blog_one").await, ["2b "]);
    }

    async fn a_model_moves_to_another_app_with_its_rows(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        history.make(&before()).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        insert_posts(&db).await;
        let old = schema(&db).await;
        let steps = vec![
            Operation::MoveModel { model: "Post".into(), from: "blog".into() },
            Operation::AlterTable { model: "Post".into(), table: "press_post".into() },
            Operation::RenameManyToMany {
                model: "Post".into(),
                field: "tags".into(),
                to: many("tags", "blog.Tag", "press_post_tags", "post_id", "tag_id"),
            },
        ];
        history.push("press", "0001_move", &["blog.0001_initial"], steps).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        let commented = "SELECT p.name FROM blog_comment c JOIN press_post p ON p.id = c.post_id";
        assert_eq!(texts(&db, commented).await, ["a"]);
        assert_eq!(texts(&db, "SELECT CAST(tag_id AS text) FROM press_post_tags").await, ["7"]);
        history.migrate(&db, &Target::Zero("press".into())).await.unwrap();
        assert_eq!(schema(&db).await, old);
        assert_eq!(texts(&db, POSTS).await, ["a draft 1 3", "b out 2 5"]);
    }

    async fn the_place_of_a_model_that_moved_is_taken_again(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let of = |app: &str| {
            let mut one = model("Post", vec![]);
            (one.app, one.table) = (app.into(), format!("{app}_post"));
            one
        };
        let mut history = History::default();
        history.make(&state(vec![of("west")])).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        run(&db, "INSERT INTO west_post (id) VALUES (7)").await;
        let moved = Answers::default().with_renamed("west.Post=east.Post").unwrap();
        history.make_asking(&state(vec![of("east")]), moved, &mut Decline).unwrap();
        history.make(&state(vec![of("east"), of("west")])).unwrap();
        let order: Vec<String> = history.graph.iter().map(|one| one.id.to_string()).collect();
        assert_eq!(order, ["west.0001_initial", "east.0001_initial", "west.0002_post"]);
        history.migrate(&db, &Target::All).await.unwrap();
        assert_eq!(texts(&db, "SELECT CAST(id AS text) FROM east_post").await, ["7"]);
        assert_eq!(texts(&db, "SELECT CAST(count(*) AS text) FROM west_post").await, ["0"]);
        // What stands between cannot be in the middle of one.
        let options = SquashOptions { app: "west".into(), from: None, to: "0002_post".into(), name: None, optimize: true };
        let refused = squash(&history.graph, &options);
        assert!(matches!(refused, Err(Error::StandsBetween { .. })), "{refused:?}");
        // The one that came later goes first.
        history.migrate(&db, &Target::Zero("east".into())).await.unwrap();
        assert_eq!(texts(&db, "SELECT CAST(id AS text) FROM west_post").await, ["7"]);
    }

    async fn a_model_moves_to_where_its_old_name_is_taken(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let of = |app: &str, name: &str| {
            let mut one = model(name, vec![]);
            (one.app, one.table) = (app.into(), format!("{app}_{}", name.to_lowercase()));
            one
        };
        let mut history = History::default();
        history.make(&state(vec![of("east", "Post"), of("west", "Post")])).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        let old = schema(&db).await;
        run(&db, "INSERT INTO west_post (id) VALUES (7)").await;
        let moved = Answers::default().with_renamed("west.Post=east.Article").unwrap();
        let after = state(vec![of("east", "Post"), of("east", "Article")]);
        assert_eq!(history.make_asking(&after, moved, &mut Decline).unwrap(), 2);
        assert_eq!(history.make(&after).unwrap(), 0);
        history.migrate(&db, &Target::All).await.unwrap();
        assert_eq!(texts(&db, "SELECT CAST(id AS text) FROM east_article").await, ["7"]);
        history.migrate(&db, &Target::Migration("west".into(), "0001_initial".into())).await.unwrap();
        assert_eq!(texts(&db, "SELECT CAST(id AS text) FROM west_post").await, ["7"]);
        assert_eq!(schema(&db).await, old);
    }

    async fn rows_in_the_way_are_told_with_what_to_do(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        history.make(&before()).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        insert_posts(&db).await;
        let mut without = before();
        let post = without.models.get_mut("blog.Post").unwrap();
        post.fields.iter_mut().find(|field| field.name == "status").unwrap().choices = vec!["out".into()];
        history.make(&without).unwrap();
        let error = history.migrate(&db, &Target::All).await.unwrap_err().to_string();
        assert!(error.contains("hint: rows have another value in `blog.Post.status` than out;"), "{error}");
        assert!(error.contains("--renamed blog.Post.status:old=new"), "{error}");
    }

    async fn rows_without_a_value_are_told_with_what_to_do(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        history.make(&before()).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        insert_posts(&db).await;
        let mut with = before();
        with.models.get_mut("blog.Post").unwrap().fields.push(text("body"));
        history.make(&with).unwrap();
        let error = history.migrate(&db, &Target::All).await.unwrap_err().to_string();
        assert!(error.contains("hint: rows have no value for `blog.Post.body`;"), "{error}");
        assert!(error.contains("--default blog.Post.body=VALUE"), "{error}");
    }

    async fn permissions_follow_a_model(database: &FreshDatabase) {
        // No compiled model is of this app, so nobody else has made the permissions of an `Article` there.
        let db = Db::connect(database.url()).await.unwrap();
        let linked = Project::linked(std::path::Path::new("/nowhere")).unwrap();
        let auth = linked.graph.iter().filter(|one| one.id.app == "auth").cloned();
        let mut history = History { graph: Graph::new(auth).unwrap() };
        let operations = vec![Operation::create(&model("Post", vec![]))];
        history.push("blog", "0001_initial", &[], operations).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        run(&db, "INSERT INTO django_content_type (id, app_label, model) VALUES (901, 'blog', 'post')").await;
        run(&db, "INSERT INTO auth_permission (id, name, content_type_id, codename) VALUES (902, 'x', 901, 'add_post')").await;
        let steps = vec![
            Operation::MoveModel { model: "Post".into(), from: "blog".into() },
            Operation::RenameModel { model: "Post".into(), to: "Article".into() },
        ];
        history.push("gazette", "0001_move", &["blog.0001_initial"], steps).unwrap();
        let report = history.migrate(&db, &Target::All).await.unwrap();
        let label = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        assert_eq!(report.relabelled, [label("blog.Post", "gazette.Post"), label("gazette.Post", "gazette.Article")]);
        let query = "SELECT c.app_label || ' ' || c.model || ' ' || p.codename FROM auth_permission p
                     JOIN django_content_type c ON c.id = p.content_type_id WHERE p.id = 902";
        assert_eq!(texts(&db, query).await, ["gazette article add_article"]);
        let report = history.migrate(&db, &Target::Zero("gazette".into())).await.unwrap();
        assert_eq!(report.relabelled, [label("gazette.Article", "gazette.Post"), label("gazette.Post", "blog.Post")]);
        assert_eq!(texts(&db, query).await, ["blog post add_post"]);
    }

    async fn a_choice_can_become_another_that_is_there(database: &FreshDatabase) {
        let db = Db::connect(database.url()).await.unwrap();
        let mut history = History::default();
        history.make(&before()).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        insert_posts(&db).await;
        let steps = vec![
            Operation::RenameChoice {
                model: "Post".into(),
                field: "status".into(),
                value: "draft".into(),
                to: "out".into(),
            },
            Operation::AlterField {
                model: "Post".into(),
                field: FieldState { choices: vec!["out".into()], max_length: Some(3), ..text("status") },
            },
        ];
        history.push("blog", "0002_out", &["blog.0001_initial"], steps).unwrap();
        history.migrate(&db, &Target::All).await.unwrap();
        assert_eq!(texts(&db, POSTS).await, ["a out 1 3", "b out 2 5"]);
        // Which rows had been drafts nobody knows; those that were out are not touched.
        history.migrate(&db, &Target::Migration("blog".into(), "0001".into())).await.unwrap();
        assert_eq!(texts(&db, POSTS).await, ["a out 1 3", "b out 2 5"]);
    }
}
