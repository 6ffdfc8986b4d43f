//! What the admin's tests are about: articles of a paper.

use fjango::admin::contract::Tone;
use fjango::admin::{ActionBuilder, ActionContext, ActionOutcome, Actor, Admin, AdminSite, FieldAccess, Policy};
use fjango::orm::{Expr, Query};
use fjango::prelude::*;
use fjango::schema::ModelMeta;
use fjango::value::Value;

/// Where an article stands.
#[derive(Choices)]
pub enum Stage {
    /// Nobody has read it.
    Draft,
    /// It is out.
    Printed,
}

/// Who writes.
#[model(app = "press", ordering = "name")]
#[admin(list_display(name, email), search(name, email), repr(name))]
pub struct Author {
    pub id: i64,
    #[field(max_length = 40)]
    pub name: String,
    #[field(default = "nobody@example.com")]
    pub email: Email,
    /// What the author lives on.
    #[field(default = 0)]
    pub salary: i32,
    /// Nobody sees it.
    #[field(sensitive, default = "hush")]
    pub secret: String,
}

/// What articles are about.
#[model(app = "press", ordering = "word")]
#[admin(repr(word), search(word))]
pub struct Topic {
    pub id: i64,
    #[field(max_length = 20, unique)]
    pub word: String,
}

/// An article of the paper.
#[model(app = "press", ordering = "-id", index(stage, created))]
pub struct Article {
    pub id: i64,
    /// What stands above it.
    #[field(max_length = 60, unique)]
    pub title: String,
    #[field(slug_from = "title")]
    pub slug: Slug,
    #[field(default = "")]
    pub body: Text,
    #[field(default = Stage::Draft)]
    pub stage: Stage,
    /// What it costs.
    #[field(default = Decimal::new(0, 0), min = 0)]
    pub fee: Decimal,
    /// How often it was read.
    #[field(default = 0)]
    pub reads: i64,
    #[field(on_delete = "protect", related_name = "articles")]
    pub author: ForeignKey<Author>,
    pub topics: ManyToMany<Topic>,
    pub printed_on: Option<NaiveDate>,
    #[field(upload_to = "scans", max_size = 2_000, extensions("txt", "pdf", "csv"))]
    pub scan: Option<FileField>,
    #[field(upload_to = "pictures")]
    pub picture: Option<ImageField>,
    #[field(auto_now_add)]
    pub created: DateTime<Utc>,
    pub notes: ReverseForeignKey<Note>,
}

/// A note at an article, in an order of its own.
#[model(app = "press", ordering = "place")]
pub struct Note {
    pub id: i64,
    #[field(on_delete = "cascade", related_name = "notes")]
    pub article: ForeignKey<Article>,
    #[field(max_length = 20)]
    pub text: String,
    #[field(default = 1, min = 1)]
    pub weight: i32,
    #[field(default = 0)]
    pub place: i32,
}

/// Something that can be thrown away and found again.
#[model(app = "press", soft_delete, ordering = "id")]
#[admin(list_display(name), editable(name), search(name))]
pub struct Clipping {
    pub id: i64,
    #[field(max_length = 40)]
    pub name: String,
    #[field(version)]
    pub version: i32,
    pub deleted_at: Option<DateTime<Utc>>,
}

/// Why something is taken back.
#[derive(serde::Deserialize, schemars::JsonSchema)]
pub struct Withdraw {
    /// Shown to the author.
    #[schemars(length(min = 3, max = 50))]
    reason: String,
}

async fn print(articles: ActionContext<Article>, (): ()) -> fjango::orm::Result<ActionOutcome> {
    let patch = ArticlePatch {
        stage: Some(Stage::Printed),
        ..ArticlePatch::default()
    };
    let printed = articles.rows().update(&articles.db, patch).await?;
    Ok(ActionOutcome::new(format!("{printed} printed")).done(printed))
}

async fn withdraw(articles: ActionContext<Article>, form: Withdraw) -> fjango::orm::Result<ActionOutcome> {
    let patch = ArticlePatch {
        stage: Some(Stage::Draft),
        body: Some(form.reason.into()),
        ..ArticlePatch::default()
    };
    let done = articles.rows().update(&articles.db, patch).await?;
    Ok(ActionOutcome::from("withdrawn").done(done))
}

/// Who is called `own` sees the articles of the author of that name, and `noted` no salary.
pub struct House;

impl Policy for House {
    fn scope(&self, actor: &Actor, mut query: Query) -> Query {
        if actor.username == "own" && query.meta.is(Article::META) {
            let own = fjango::orm::lookup::parse(Article::META, "author__name", "own").unwrap();
            query.filter.push(own);
        }
        if actor.username == "own" && query.meta.is(Author::META) {
            let name = Author::META.field("name").unwrap();
            query.filter.push(Expr::own(name, Value::Text("own".to_owned())));
        }
        query
    }

    fn field(&self, actor: &Actor, meta: &'static ModelMeta, field: &str) -> FieldAccess {
        match (actor.username.as_str(), field) {
            ("blind", "salary" | "fee") => FieldAccess::Hidden,
            ("reader", "title") if meta.is(Article::META) => FieldAccess::Read,
            _ => FieldAccess::Write,
        }
    }
}

/// The site of the paper.
pub fn site(site: AdminSite) -> AdminSite {
    site.title("The Paper").policy(House).model(
        Admin::model::<Article>()
            .group("Paper")
            .icon("news")
            .columns(|a| {
                (
                    a.title(),
                    a.author(),
                    a.author().email(),
                    a.stage(),
                    a.fee(),
                    a.topics(),
                    a.created(),
                )
            })
            .computed("words", "Words", |article: &Article| {
                article.body.split_whitespace().count()
            })
            .annotated("urgent", "Double fee", |a| a.fee() + a.fee())
            .editable(|a| (a.stage(), a.fee()))
            .sum(|a| a.fee())
            .filters(|a| {
                (
                    a.stage(),
                    a.author(),
                    a.topics(),
                    a.created(),
                    a.printed_on(),
                    a.title(),
                    a.fee(),
                )
            })
            .search(|a| (a.title(), a.author().name()))
            .order(|a| a.id().desc())
            .sortable(|a| (a.title(), a.fee()))
            .page_sizes([5, 10])
            .tones(|a| a.stage(), [("printed", Tone::Ok)])
            .shown_if(|a| a.printed_on(), |a| a.stage(), "printed")
            .layout(|form| {
                form.section("", |s| {
                    s.row(|a| (a.title(), a.slug()))
                        .fields(|a| (a.body(), a.author(), a.topics()))
                })
                .section("Print", |s| {
                    s.fields(|a| (a.stage(), a.printed_on(), a.fee()))
                        .help("When it is out.")
                })
                .aside(|a| (a.reads(), a.created()))
            })
            .readonly(|a| a.reads())
            .inline::<Note>(|i| i.sortable(|n| n.place()).max(5))
            .action(ActionBuilder::new("print", "Print", print).confirm("Print {n} articles?"))
            .action(
                ActionBuilder::new("withdraw", "Withdraw", withdraw)
                    .tone(Tone::Danger)
                    .max(3),
            )
            .view("drafts", "Drafts", fjango::testing::json!({"stage": {"eq": "draft"}}))
            .view_url(|article| format!("/articles/{}", article.slug))
            .duplicate(),
    )
}
