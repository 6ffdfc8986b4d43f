use std::sync::Arc;

use futures_util::future::LocalBoxFuture;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value as JsonValue;

use crate::admin::Actor;
use crate::admin::action::{ActionOutcome, fields_of, read_form};
use crate::admin::contract::{ActionForm, Block, PageForm};
use crate::db::Db;
use crate::http::Problem;

type Build = Arc<dyn Fn(PageContext) -> LocalBoxFuture<'static, Result<Vec<Block>, Problem>> + Send + Sync>;
type Submit =
    Arc<dyn Fn(PageContext, JsonValue) -> LocalBoxFuture<'static, Result<ActionOutcome, Problem>> + Send + Sync>;

/// What a page is built from: who looks at it, and the database.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PageContext {
    /// The database.
    pub db: Db,
    /// Who looks at it.
    pub actor: Actor,
}

impl PageContext {
    pub(crate) fn new(db: Db, actor: Actor) -> Self {
        Self { db, actor }
    }
}

/// A page of the site.
#[derive(Clone)]
pub(crate) struct PageEntry {
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) group: String,
    pub(crate) icon: Option<String>,
    permission: Option<String>,
    pub(crate) build: Build,
    pub(crate) forms: Vec<PageFormEntry>,
}

impl std::fmt::Debug for PageEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("PageEntry").field(&self.key).finish()
    }
}

/// A form of a page.
#[derive(Clone)]
pub(crate) struct PageFormEntry {
    pub(crate) action: String,
    title: String,
    submit: String,
    form: Option<ActionForm>,
    pub(crate) run: Submit,
}

impl PageFormEntry {
    /// The form as a block of its page.
    pub(crate) fn block(&self) -> Block {
        Block::Form(PageForm {
            title: self.title.clone(),
            action: self.action.clone(),
            submit: self.submit.clone(),
            form: self.form.clone().unwrap_or(ActionForm {
                order: Vec::new(),
                fields: Default::default(),
            }),
        })
    }
}

impl PageEntry {
    /// Whether the actor may look at it.
    pub(crate) fn is_open_to(&self, actor: &Actor) -> bool {
        self.permission.as_ref().is_none_or(|permission| actor.has(permission))
    }
}

/// A page from Rust: an async function that gives blocks. The pages draw them; nobody writes HTML or JavaScript.
///
/// # Examples
/// ```
/// use fjango::admin::contract::{Block, Stat, Table};
/// use fjango::admin::{ActionOutcome, PageBuilder, PageContext};
/// use fjango::prelude::*;
///
/// #[derive(serde::Deserialize, schemars::JsonSchema)]
/// struct Announce {
///     #[schemars(length(min = 1, max = 200))]
///     text: String,
/// }
///
/// async fn report(page: PageContext) -> fjango::orm::Result<Vec<Block>> {
///     let users = User::objects().count(&page.db).await?;
///     Ok(vec![
///         Block::stats([Stat::new("Users", users).to("/m/auth.user")]),
///         Table::new("Latest", ["Who", "Logins #"]).row(["ada".into(), 7.into()], None).into(),
///     ])
/// }
///
/// async fn announce(_: PageContext, form: Announce) -> fjango::orm::Result<ActionOutcome> {
///     Ok(ActionOutcome::new(format!("announced: {}", form.text)))
/// }
///
/// let page = PageBuilder::new("report", "Report", report).form("announce", "Tell everybody", "Announce", announce);
/// let app = fjango::App::new().admin(|site| site.page(page));
/// # let _ = app;
/// ```
#[derive(Debug)]
#[must_use]
pub struct PageBuilder {
    entry: PageEntry,
}

impl PageBuilder {
    /// A page at `pages/{key}`. The page `home` is the dashboard.
    pub fn new<F, Fut, E>(key: &str, title: &str, build: F) -> Self
    where
        F: Fn(PageContext) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Vec<Block>, E>> + 'static,
        E: Into<Problem>,
    {
        let build: Build = Arc::new(move |context| {
            let blocks = build(context);
            Box::pin(async move { blocks.await.map_err(Into::into) })
        });
        Self {
            entry: PageEntry {
                key: key.to_owned(),
                title: title.to_owned(),
                group: String::new(),
                icon: None,
                permission: None,
                build,
                forms: Vec::new(),
            },
        }
    }

    pub(crate) fn into_entry(self) -> PageEntry {
        self.entry
    }

    /// Adds a form at the end of the page.
    pub fn form<F, Fut, Form, E>(mut self, action: &str, title: &str, submit: &str, run: F) -> Self
    where
        F: Fn(PageContext, Form) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<ActionOutcome, E>> + 'static,
        Form: DeserializeOwned + JsonSchema + 'static,
        E: Into<Problem>,
    {
        let run: Submit = Arc::new(move |context, form| match read_form::<Form>(form) {
            Ok(form) => {
                let done = run(context, form);
                Box::pin(async move { done.await.map_err(Into::into) })
            }
            Err(problem) => Box::pin(async move { Err(problem) }),
        });
        self.entry.forms.push(PageFormEntry {
            action: action.to_owned(),
            title: title.to_owned(),
            submit: submit.to_owned(),
            form: fields_of::<Form>(),
            run,
        });
        self
    }

    /// Puts the page into a group of the sidebar; above all groups otherwise.
    pub fn group(mut self, group: &str) -> Self {
        group.clone_into(&mut self.entry.group);
        self
    }

    /// Gives the page an icon.
    pub fn icon(mut self, icon: &str) -> Self {
        self.entry.icon = Some(icon.to_owned());
        self
    }

    /// Shows the page to those with a permission, such as `shop.view_order`; to everybody who may enter otherwise.
    pub fn permission(mut self, permission: &str) -> Self {
        self.entry.permission = Some(permission.to_owned());
        self
    }
}
