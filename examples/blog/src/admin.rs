//! The blog's admin: how posts, comments and tags are shown, what can be done with them, and a dashboard.

use chrono::{Duration, SecondsFormat};
use fjango::admin::contract::{Chart, ChartStyle, LinkItem, LinkList, Stat, Table, Tone};
use fjango::admin::{ActionBuilder, ActionContext, ActionOutcome, Admin, AdminSite, Page, PageContext};
use fjango::prelude::*;

use crate::models::{Comment, Post, PostPatch, Status, Tag};

/// The site with all that the blog says of it.
pub fn site(site: AdminSite) -> AdminSite {
    site.title("Blog")
        .model(
            Admin::model::<Post>()
                .group("Blog")
                .icon("post")
                .columns(|p| (p.title(), p.author(), p.status(), p.tags(), p.created()))
                .editable(|p| p.status())
                .filters(|p| (p.status(), p.author(), p.tags(), p.created(), p.title()))
                .search(|p| (p.title(), p.body()))
                .sortable(|p| (p.title(), p.status(), p.created()))
                .order(|p| p.created().desc())
                .page_sizes([50, 25, 100])
                .tones(|p| p.status(), [("published", Tone::Ok), ("draft", Tone::Neutral)])
                .view("drafts", "Drafts", serde_json::json!({"status": {"in": ["draft"]}}))
                .layout(|form| {
                    form.section("Post", |s| s.row(|p| (p.title(), p.slug())).fields(|p| p.body()))
                        .section("Publication", |s| {
                            s.row(|p| (p.author(), p.status())).fields(|p| p.tags())
                        })
                        .inline("comments")
                        .aside(|p| p.created())
                })
                .inline::<Comment>(|comments| comments.fields(|c| (c.name(), c.text())))
                .action(
                    ActionBuilder::new("publish", "Publish", publish)
                        .tone(Tone::Ok)
                        .confirm("Publish {n} {many}?"),
                )
                .action(ActionBuilder::new("unpublish", "Unpublish", unpublish).tone(Tone::Danger))
                .duplicate(),
        )
        .model(
            Admin::model::<Comment>()
                .group("Blog")
                .icon("comment")
                .columns(|c| (c.name(), c.text(), c.post(), c.created()))
                .filters(|c| (c.post(), c.created()))
                .search(|c| (c.name(), c.text()))
                .order(|c| c.created().desc())
                .keyset(),
        )
        .model(Admin::model::<Tag>().group("Blog").icon("tag").search(|t| t.name()))
        .dashboard(dashboard)
}

/// Why posts are taken back.
#[derive(serde::Deserialize, schemars::JsonSchema)]
struct Unpublish {
    /// The author is told.
    #[schemars(length(min = 3, max = 200))]
    reason: String,
}

async fn set_status(posts: &ActionContext<Post>, status: Status) -> fjango::orm::Result<usize> {
    let patch = PostPatch {
        status: Some(status),
        ..PostPatch::default()
    };
    posts.rows().update(&posts.db, patch).await
}

async fn publish(posts: ActionContext<Post>, (): ()) -> fjango::orm::Result<ActionOutcome> {
    let published = set_status(&posts, Status::Published).await?;
    Ok(ActionOutcome::new(format!("Published: {published}"))
        .done(published)
        .tone(Tone::Ok))
}

async fn unpublish(posts: ActionContext<Post>, form: Unpublish) -> fjango::orm::Result<ActionOutcome> {
    let taken = set_status(&posts, Status::Draft).await?;
    Ok(ActionOutcome::new(format!("Unpublished: {taken} ({})", form.reason)).done(taken))
}

fn dashboard(page: Page) -> Page {
    page.stats(numbers)
        .chart("Posts per week", weeks)
        .table("Latest posts", posts)
        .list("Latest comments", comments)
}

async fn numbers(page: PageContext) -> fjango::orm::Result<Vec<Stat>> {
    let posts = Post::objects().count(&page.db).await?;
    let drafts = Post::objects()
        .filter(|p| p.status().eq(Status::Draft))
        .count(&page.db)
        .await?;
    let comments = Comment::objects().count(&page.db).await?;
    let authors = User::objects().count(&page.db).await?;
    Ok(vec![
        Stat::new("Posts", posts)
            .note(format!("{} published", posts - drafts))
            .tone(Tone::Ok)
            .to("/m/blog.post"),
        Stat::new("Drafts", drafts)
            .note("to be finished")
            .tone(Tone::Warn)
            .to("/m/blog.post?view=drafts"),
        Stat::new("Comments", comments).note("by readers").to("/m/blog.comment"),
        Stat::new("Authors", authors).note("with an account"),
    ])
}

async fn weeks(page: PageContext) -> fjango::orm::Result<Chart> {
    let now = Utc::now();
    let begin = now - Duration::weeks(26);
    let weeks: Vec<_> = (1..=26_i64).map(|week| begin + Duration::weeks(week)).collect();
    let (mut published, mut drafts) = (vec![0.0; weeks.len()], vec![0.0; weeks.len()]);
    for post in Post::objects().filter(|p| p.created().ge(begin)).all(&page.db).await? {
        let Some(week) = weeks.iter().position(|end| post.created <= *end) else {
            continue;
        };
        match post.status {
            Status::Published => published[week] += 1.0,
            Status::Draft => drafts[week] += 1.0,
        }
    }
    Ok(Chart::over_time(ChartStyle::Area, weeks)
        .series("Published", published)
        .series("Drafts", drafts))
}

async fn posts(page: PageContext) -> fjango::orm::Result<Table> {
    let mut table = Table::new(["Post", "Status", "Created"]);
    for post in Post::objects()
        .order_by(|p| p.created().desc())
        .limit(5)
        .all(&page.db)
        .await?
    {
        let status = match post.status {
            Status::Draft => "Draft",
            Status::Published => "Published",
        };
        let cells = [post.title.into(), status.into(), moment(post.created).into()];
        table = table.row_to(format!("/m/blog.post/{}", post.id), cells);
    }
    Ok(table)
}

async fn comments(page: PageContext) -> fjango::orm::Result<LinkList> {
    let mut list = LinkList::new("No comments yet");
    for comment in Comment::objects()
        .order_by(|c| c.created().desc())
        .limit(5)
        .all(&page.db)
        .await?
    {
        let item = LinkItem::new(format!("{}: {}", comment.name, comment.text))
            .note(moment(comment.created))
            .to(format!("/m/blog.comment/{}", comment.id));
        list = list.item(item);
    }
    Ok(list)
}

/// A time as JSON has it; the pages show how long ago it is.
fn moment(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}
