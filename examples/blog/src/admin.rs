//! How the admin shows the blog, beyond what `#[admin(…)]` on the models says.

use std::collections::BTreeMap;

use chrono::{Datelike as _, Days, NaiveTime, SecondsFormat};
use fjango::admin::contract::{Chart, ChartStyle, LinkItem, LinkList, Stat, Table, Tone};
use fjango::admin::{
    ActionBuilder, ActionContext, ActionOutcome, Actor, Admin, AdminSite, FieldAccess, ModelBuilder, PageContext,
    Policy,
};
use fjango::orm::{Expr, Query, Result, count};
use fjango::prelude::*;
use fjango::schema::ModelMeta;
use fjango::value::Value;

use crate::desk;
use crate::models::{Comment, Note, NoteCreate, Post, PostPatch, Status, Tag};

/// The site.
pub fn site(site: AdminSite) -> AdminSite {
    site.title("Blog")
        .policy(Newsroom)
        .model(posts())
        .model(
            Admin::model::<Comment>()
                .group("Blog")
                .icon("comment")
                .columns(|c| (c.name(), c.text(), c.post(), c.created()))
                .editable(|c| c.text())
                .filters(|c| (c.post(), c.created()))
                .search(|c| (c.name(), c.text()))
                .search_help("name, text")
                .order(|c| c.created().desc())
                .repr(|comment| format!("Comment by {}", comment.name))
                .keyset(),
        )
        .model(Admin::model::<Tag>().icon("tag"))
        .model(
            Admin::model::<Note>()
                .icon("text")
                .exclude(|n| n.place())
                // Only of what is settled something came.
                .shown_if(|n| n.outcome(), |n| n.settled(), true)
                .widget(|n| n.outcome(), "textarea"),
        )
        .page(desk::page())
        .dashboard(|page| {
            page.stats(numbers)
                .chart("Comments and posts a day", days)
                .table("Most discussed", discussed)
                .list("Latest comments", latest)
        })
}

/// Who may do what, beyond permissions: who may change posts but delete none is an author, who sees the own ones only;
/// addresses are for superusers.
struct Newsroom;

impl Policy for Newsroom {
    fn scope(&self, actor: &Actor, mut query: Query) -> Query {
        let is_author = actor.has("blog.change_post") && !actor.has("blog.delete_post");
        let own = Post::META
            .field("author")
            .filter(|_| is_author && query.meta.name == Post::META.name);
        query
            .filter
            .extend(own.map(|author| Expr::own(author, Value::BigInt(actor.id))));
        query
    }

    fn field(&self, actor: &Actor, meta: &'static ModelMeta, field: &str) -> FieldAccess {
        if meta.name == User::META.name && field == "email" && !actor.is_superuser {
            FieldAccess::Hidden
        } else {
            FieldAccess::Write
        }
    }
}

fn posts() -> ModelBuilder<Post> {
    let publish = ActionBuilder::new("publish", "Publish", publish)
        .tone(Tone::Ok)
        .confirm("Publish {n} {many}?");
    let unpublish = ActionBuilder::new("unpublish", "Unpublish", unpublish).tone(Tone::Danger);
    Admin::model::<Post>()
        .group("Blog")
        .icon("post")
        .columns(|p| (p.title(), p.author(), p.status(), p.tags(), p.created()))
        .annotated("comments", "Comments", |p| p.comments().rows().subquery(|_| count()))
        .filters(|p| (p.status(), p.author(), p.tags(), p.created(), p.title()))
        .search(|p| (p.title(), p.body()))
        .search_help("title, text")
        .sortable(|p| (p.title(), p.status(), p.created()))
        .order(|p| p.created().desc())
        .editable(|p| p.status())
        .widget(|p| p.body(), "markdown")
        .page_sizes([50, 25, 100])
        .tones(|p| p.status(), [("draft", Tone::Neutral), ("published", Tone::Ok)])
        .view("drafts", "Drafts", serde_json::json!({"status": {"in": ["draft"]}}))
        .view(
            "week",
            "This week",
            serde_json::json!({"created": {"preset": "last_7d"}}),
        )
        .layout(|form| {
            form.section("Post", |s| {
                s.row(|p| (p.title(), p.slug())).fields(|p| (p.body(), p.cover()))
            })
            .section("Publication", |s| {
                s.help("Who wrote it, and whether readers see it.")
                    .row(|p| (p.author(), p.status()))
                    .fields(|p| p.tags())
            })
            .inline("comments")
            .inline("notes")
            .aside(|p| p.created())
        })
        .inline::<Comment>(|c| c.fields(|c| (c.name(), c.text())))
        .inline::<Note>(|n| n.fields(|n| (n.author(), n.text())).sortable(|n| n.place()))
        .action(publish)
        .action(unpublish)
        .duplicate()
        .view_url(|post| format!("/api/posts/{}", post.id))
}

async fn publish(posts: ActionContext<Post>, (): ()) -> Result<ActionOutcome> {
    let patch = PostPatch {
        status: Some(Status::Published),
        ..PostPatch::default()
    };
    let drafts = posts.rows().filter(|p| p.status().eq(Status::Draft));
    let published = drafts.update(&posts.db, patch).await?;
    Ok(ActionOutcome::new(format!("{published} published")).done(published))
}

/// What is asked before posts are taken off the site.
#[derive(serde::Deserialize, schemars::JsonSchema)]
struct Unpublish {
    /// Kept as a note at each post, for the other editors.
    #[schemars(length(min = 3, max = 500))]
    reason: String,
}

async fn unpublish(posts: ActionContext<Post>, form: Unpublish) -> Result<ActionOutcome> {
    let patch = PostPatch {
        status: Some(Status::Draft),
        ..PostPatch::default()
    };
    let unpublished = posts
        .db
        .transaction(async |tx| {
            let shown = posts.rows().filter(|p| p.status().eq(Status::Published));
            let ids = shown.values(tx, |p| p.id()).await?;
            let notes = ids
                .iter()
                .map(|id| NoteCreate::new(*id, posts.actor.id, form.reason.clone()));
            Note::objects().bulk_create(tx, notes).await?;
            Post::objects().filter(|p| p.id().in_(ids)).update(tx, patch).await
        })
        .await?;
    Ok(ActionOutcome::new(format!("{unpublished} unpublished")).done(unpublished))
}

/// How much there is.
async fn numbers(page: PageContext) -> Result<Vec<Stat>> {
    let db = &page.db;
    let posts = Post::objects().count(db).await?;
    let drafts = Post::objects().filter(|p| p.status().eq(Status::Draft));
    let drafts = drafts.count(db).await?;
    let comments = Comment::objects().count(db).await?;
    let recent = Comment::objects().filter(|c| c.created().ge(monday(0)));
    let recent = recent.count(db).await?;
    let authors = Post::objects()
        .aggregate(db, |p| p.author().key().count().distinct())
        .await?;
    Ok(vec![
        Stat::new("Posts", posts).to("/m/blog.post"),
        Stat::new("Drafts", drafts)
            .note("not on the site")
            .tone(Tone::Warn)
            .to("/m/blog.post?view=drafts"),
        Stat::new("Comments", comments)
            .note(format!("{recent} this week"))
            .to("/m/blog.comment"),
        Stat::new("Authors", authors),
    ])
}

/// When it was written, and when readers answered.
async fn days(page: PageContext) -> Result<Chart> {
    const DAYS: u64 = 60;
    let today = Utc::now().date_naive();
    let days: Vec<_> = (0..DAYS)
        .rev()
        .map(|ago| (today - Days::new(ago)).and_time(NaiveTime::MIN).and_utc())
        .collect();
    let first = days[0];
    let comments = Comment::objects()
        .filter(|c| c.created().ge(first))
        .values(&page.db, |c| (c.created().start_of_day(), count()))
        .await?;
    let posts = Post::objects()
        .filter(|p| p.created().ge(first))
        .values(&page.db, |p| (p.created().start_of_day(), count()))
        .await?;
    let by_day = |found: Vec<(DateTime<Utc>, i64)>| -> Vec<f64> {
        let found: BTreeMap<_, _> = found.into_iter().collect();
        let of = |day| found.get(day).map_or(0.0, |rows| *rows as f64);
        days.iter().map(of).collect()
    };
    Ok(Chart::over_time(ChartStyle::Area, days.iter().copied())
        .series("Comments", by_day(comments))
        .series("Posts", by_day(posts)))
}

/// What is talked about.
async fn discussed(page: PageContext) -> Result<Table> {
    let most = Comment::objects()
        .order_by(|c| (count().desc(), c.post().id().desc()))
        .limit(5)
        .values(&page.db, |c| {
            (c.post().id(), c.post().title(), c.post().author().first_name(), count())
        })
        .await?;
    let mut table = Table::new(["Post", "Author", "Comments"]).numeric(2);
    for (id, title, author, comments) in most {
        let cells = [title.into(), author.into(), comments.into()];
        table = table.row_to(format!("/m/blog.post/{id}"), cells);
    }
    Ok(table)
}

/// What was said last.
async fn latest(page: PageContext) -> Result<LinkList> {
    let comments = Comment::objects().order_by(|c| c.created().desc()).limit(5);
    let mut list = LinkList::new("Nobody has said anything yet.");
    for comment in comments.all(&page.db).await? {
        let said = comment.created.to_rfc3339_opts(SecondsFormat::Secs, true);
        let line = LinkItem::new(format!("{}: {}", comment.name, comment.text)).note(said);
        list = list.item(line.to(format!("/m/blog.comment/{}", comment.id)));
    }
    Ok(list)
}

/// When the week began, or one so many before it.
fn monday(weeks_ago: u64) -> DateTime<Utc> {
    let today = Utc::now().date_naive();
    let days = u64::from(today.weekday().num_days_from_monday()) + 7 * weeks_ago;
    (today - Days::new(days)).and_time(NaiveTime::MIN).and_utc()
}
