//! A page of the admin for the editors: what waits, who writes, and a place to leave a note.

use fjango::admin::contract::{Chart, ChartStyle, LinkItem, LinkList, Stat, Table, Tone};
use fjango::admin::{ActionOutcome, Page, PageAction, PageContext};
use fjango::http::{FieldError, Problem};
use fjango::orm::{Result, count};
use fjango::prelude::*;

use crate::models::{Note, NoteCreate, Post, Status};

/// What editors agreed on.
const RULES: &str = "\
A post goes out when **two of us** have read it.

1. Titles say what the post says. No riddles.
2. Numbers come with their source.
3. Whoever takes a post back leaves a *note* with the reason.

[All drafts](/m/blog.post?view=drafts)";

/// The page.
pub fn page() -> Page {
    let leave = PageAction::new("note", "Leave a note", leave_note)
        .submit("Leave note")
        .permission("blog.add_note");
    Page::new("desk", "Editors' desk")
        .group("Blog")
        .icon("inbox")
        .permission("blog.view_post")
        .stats(waiting)
        .chart("Posts by state", states)
        .chart("Posts by author", authors)
        .table("Drafts that wait longest", drafts)
        .list("Open notes", notes)
        .markdown(RULES)
        .form(leave)
}

async fn waiting(page: PageContext) -> Result<Vec<Stat>> {
    let drafts = Post::objects().filter(|p| p.status().eq(Status::Draft));
    let open = Note::objects().filter(|n| n.settled().eq(false));
    Ok(vec![
        Stat::new("Drafts", drafts.count(&page.db).await?)
            .tone(Tone::Warn)
            .note("not on the site"),
        Stat::new("Open notes", open.count(&page.db).await?).to("/m/blog.note"),
    ])
}

async fn states(page: PageContext) -> Result<Chart> {
    let posts = Post::objects().filter(|p| p.status().eq(Status::Published));
    let published = posts.count(&page.db).await?;
    let drafts = Post::objects().count(&page.db).await? - published;
    let parts = [published, drafts].map(|part| part as f64);
    Ok(Chart::over_names(ChartStyle::Donut, ["Published", "Drafts"]).series("Posts", parts))
}

async fn authors(page: PageContext) -> Result<Chart> {
    let most = Post::objects()
        .order_by(|p| (count().desc(), p.author().username().asc()))
        .limit(8)
        .values(&page.db, |p| (p.author().username(), count()))
        .await?;
    let (names, posts): (Vec<_>, Vec<_>) = most.into_iter().map(|(name, posts)| (name, posts as f64)).unzip();
    Ok(Chart::over_names(ChartStyle::Bar, names).series("Posts", posts))
}

async fn drafts(page: PageContext) -> Result<Table> {
    let oldest = Post::objects()
        .filter(|p| p.status().eq(Status::Draft))
        .order_by(|p| p.created().asc())
        .limit(5)
        .values(&page.db, |p| (p.id(), p.title(), p.author().first_name(), p.created()))
        .await?;
    let mut table = Table::new(["Post", "Author", "Days"]).numeric(2);
    for (id, title, author, created) in oldest {
        let days = (Utc::now() - created).num_days();
        table = table.row_to(format!("/m/blog.post/{id}"), [title.into(), author.into(), days.into()]);
    }
    Ok(table)
}

async fn notes(page: PageContext) -> Result<LinkList> {
    let open = Note::objects()
        .filter(|n| n.settled().eq(false))
        .order_by(|n| n.created().desc())
        .limit(5)
        .select_related(|n| n.post());
    let mut list = LinkList::new("Nothing is open.");
    for note in open.all(&page.db).await? {
        let post = note.post.get().map_or_else(String::new, |post| post.title.clone());
        let line = LinkItem::new(note.text).note(post);
        list = list.item(line.to(format!("/m/blog.note/{}", note.id)));
    }
    Ok(list)
}

/// A note for the other editors.
#[derive(serde::Deserialize, schemars::JsonSchema)]
struct Leave {
    /// The end of the post's address.
    #[schemars(length(min = 1, max = 200))]
    post: String,
    /// Readers never see it.
    #[schemars(length(min = 3, max = 500))]
    text: String,
}

async fn leave_note(page: PageContext, form: Leave) -> std::result::Result<ActionOutcome, Problem> {
    let found = Post::objects()
        .filter(|p| p.slug().eq(&form.post))
        .first(&page.db)
        .await?;
    let Some(post) = found else {
        let unknown = FieldError::new("/post", "not_found", "No post has this address.");
        return Err(Problem::validation(vec![unknown]));
    };
    Note::objects()
        .create(&page.db, NoteCreate::new(post.id, page.actor.id, form.text))
        .await?;
    Ok(ActionOutcome::new(format!("Left a note at “{}”", post.title)))
}
