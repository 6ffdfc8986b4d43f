use std::fmt;
use std::sync::Arc;

use futures_util::future::LocalBoxFuture;

use super::{PageAction, PageContext, markdown};
use crate::admin::Actor;
use crate::admin::contract::{Block, Chart, LinkList, Stat, Table};
use crate::http::Problem;

/// The key of the page that the admin opens with.
pub(crate) const HOME: &str = "home";

type Make = Arc<dyn Fn(PageContext) -> LocalBoxFuture<'static, Result<Block, Problem>> + Send + Sync>;
pub(super) type Access = Arc<dyn Fn(&Actor) -> bool + Send + Sync>;

/// A page of the admin that is said in Rust: parts, each made by an async function when somebody looks.
///
/// The parts are made at the same time and apart from each other: one that fails, or takes longer than ten seconds, says so
/// in its place, and the others stand. Whoever may enter the admin may see the page, unless
/// [`permission`](Self::permission) or [`allow`](Self::allow) says less; [`Policy::page`](crate::admin::Policy::page) is
/// asked as well.
///
/// # Examples
/// ```
/// use fjango::admin::contract::{Chart, ChartStyle, Stat, Table};
/// use fjango::admin::{AdminSite, Page};
/// use fjango::prelude::*;
///
/// #[model(app = "shop")]
/// pub struct Parcel {
///     pub id: i64,
///     #[field(default = false)]
///     pub returned: bool,
///     #[field(max_length = 80)]
///     pub label: String,
/// }
///
/// let returns = Page::new("returns", "Returns")
///     .icon("undo")
///     .group("Shop")
///     .permission("shop.view_parcel")
///     .markdown("Parcels that came **back**.")
///     .stats(|page| async move {
///         let parcels = Parcel::objects().filter(|parcel| parcel.returned().eq(true));
///         Ok::<_, fjango::orm::Error>(vec![Stat::new("Came back", parcels.count(&page.db).await?)])
///     })
///     .table("The last ones", |page| async move {
///         let mut table = Table::new(["Number", "Label"]).numeric(0);
///         for parcel in Parcel::objects().all(&page.db).await? {
///             table = table.row_to(format!("/m/shop.parcel/{}", parcel.id), [parcel.id.into(), parcel.label.into()]);
///         }
///         Ok::<_, fjango::orm::Error>(table)
///     });
/// let site = AdminSite::default().page(returns);
/// # let _ = site;
/// ```
#[derive(Clone)]
#[must_use = "a page is seen by nobody until a site has it"]
pub struct Page {
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) group: String,
    pub(crate) icon: Option<String>,
    access: Vec<Access>,
    pub(super) parts: Vec<Part>,
}

/// A part of a page.
#[derive(Clone)]
pub(super) enum Part {
    /// What a function makes, under a title.
    Made(Option<String>, Make),
    Form(PageAction),
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Page").field(&self.key).finish()
    }
}

impl Page {
    /// A page without parts. Its address ends with the key, for which small letters, digits and `-` do best.
    pub fn new(key: &str, title: &str) -> Self {
        Self {
            key: key.to_owned(),
            title: title.to_owned(),
            group: String::new(),
            icon: None,
            access: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// Puts the page into a group of the sidebar; above all groups otherwise.
    pub fn group(mut self, group: &str) -> Self {
        group.clone_into(&mut self.group);
        self
    }

    /// Gives the page an icon.
    pub fn icon(mut self, icon: &str) -> Self {
        self.icon = Some(icon.to_owned());
        self
    }

    /// Shows the page to those with a permission, such as `shop.view_return`.
    pub fn permission(self, permission: &str) -> Self {
        let permission = permission.to_owned();
        self.allow(move |actor| actor.has(&permission))
    }

    /// Shows the page to those of whom this is true. Of several such rules all must hold.
    pub fn allow(mut self, rule: impl Fn(&Actor) -> bool + Send + Sync + 'static) -> Self {
        self.access.push(Arc::new(rule));
        self
    }

    /// Adds numbers beside each other.
    pub fn stats<F, Fut, E>(self, make: F) -> Self
    where
        F: Fn(PageContext) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Vec<Stat>, E>> + 'static,
        E: Into<Problem>,
    {
        self.part(None, make, |stats| Block::Stats { stats })
    }

    /// Adds a chart.
    pub fn chart<F, Fut, E>(self, title: &str, make: F) -> Self
    where
        F: Fn(PageContext) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Chart, E>> + 'static,
        E: Into<Problem>,
    {
        let shown = title.to_owned();
        self.part(Some(title), make, move |chart| {
            Block::Chart(Chart {
                title: shown.clone(),
                ..chart
            })
        })
    }

    /// Adds a table.
    pub fn table<F, Fut, E>(self, title: &str, make: F) -> Self
    where
        F: Fn(PageContext) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Table, E>> + 'static,
        E: Into<Problem>,
    {
        let shown = title.to_owned();
        self.part(Some(title), make, move |table| {
            Block::Table(Table {
                title: shown.clone(),
                ..table
            })
        })
    }

    /// Adds lines that lead somewhere.
    pub fn list<F, Fut, E>(self, title: &str, make: F) -> Self
    where
        F: Fn(PageContext) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<LinkList, E>> + 'static,
        E: Into<Problem>,
    {
        let shown = title.to_owned();
        self.part(Some(title), make, move |list| {
            Block::List(LinkList {
                title: shown.clone(),
                ..list
            })
        })
    }

    /// Adds text in Markdown: CommonMark with `~~struck~~`. HTML in it is shown as it stands, images by their text.
    pub fn markdown(self, text: &str) -> Self {
        let content = markdown::read(text);
        self.markdown_content(move |_| {
            let content = content.clone();
            async move { Ok::<_, Problem>(content) }
        })
    }

    /// Adds text in Markdown that is made when somebody looks. It may come from users: nothing in it can run.
    pub fn markdown_from<F, Fut, E>(self, make: F) -> Self
    where
        F: Fn(PageContext) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<String, E>> + 'static,
        E: Into<Problem>,
    {
        self.part(None, make, |text: String| Block::Markdown {
            content: markdown::read(&text),
        })
    }

    fn markdown_content<F, Fut>(self, make: F) -> Self
    where
        F: Fn(PageContext) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Vec<crate::admin::contract::Markup>, Problem>> + 'static,
    {
        self.part(None, make, |content| Block::Markdown { content })
    }

    fn part<F, Fut, T, E>(
        mut self,
        title: Option<&str>,
        make: F,
        block: impl Fn(T) -> Block + Send + Sync + 'static,
    ) -> Self
    where
        F: Fn(PageContext) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<T, E>> + 'static,
        E: Into<Problem>,
    {
        let block = Arc::new(block);
        let make: Make = Arc::new(move |context| {
            let (made, block) = (make(context), Arc::clone(&block));
            Box::pin(async move { made.await.map(|facts| block(facts)).map_err(Into::into) })
        });
        self.parts.push(Part::Made(title.map(str::to_owned), make));
        self
    }

    /// Adds a form, and what is done with it.
    pub fn form(mut self, form: PageAction) -> Self {
        self.parts.push(Part::Form(form));
        self
    }

    /// The form with this key.
    pub(super) fn action(&self, key: &str) -> Option<&PageAction> {
        self.parts.iter().find_map(|part| match part {
            Part::Form(form) if form.key == key => Some(form),
            _ => None,
        })
    }

    /// Whether somebody may see the page, as far as it says itself.
    pub(crate) fn is_open_to(&self, actor: &Actor) -> bool {
        self.access.iter().all(|rule| rule(actor))
    }
}
