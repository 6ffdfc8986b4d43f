use std::fmt;
use std::sync::Arc;

use futures_util::future::LocalBoxFuture;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value as JsonValue;

use super::PageContext;
use super::builder::Access;
use crate::admin::Actor;
use crate::admin::action::{ActionOutcome, fields_of, read_form};
use crate::admin::contract::{ActionForm, PageForm};
use crate::http::Problem;

type Run = Arc<dyn Fn(PageContext, JsonValue) -> LocalBoxFuture<'static, Result<ActionOutcome, Problem>> + Send + Sync>;

/// A form on a page, and the async function that it is for: see [`Page::form`](super::Page::form).
///
/// The form can be any struct with serde's `Deserialize` and `JsonSchema`, or `()` for a button alone. What its schema says
/// is checked before the function runs, and objections stand at their fields.
///
/// # Examples
/// ```
/// use fjango::admin::{ActionOutcome, Page, PageAction, PageContext};
///
/// #[derive(serde::Deserialize, schemars::JsonSchema)]
/// struct Announcement {
///     /// Everybody reads it.
///     #[schemars(length(min = 1, max = 200))]
///     text: String,
/// }
///
/// async fn announce(page: PageContext, form: Announcement) -> fjango::orm::Result<ActionOutcome> {
///     Ok(ActionOutcome::new(format!("{} said: {}", page.actor.name, form.text)))
/// }
///
/// let page = Page::new("news", "News")
///     .form(PageAction::new("announce", "Tell everybody", announce).submit("Announce").permission("news.add_news"));
/// # let _ = page;
/// ```
#[derive(Clone)]
#[must_use = "a form is shown nowhere until a page has it"]
pub struct PageAction {
    pub(super) key: String,
    title: String,
    submit: String,
    form: Option<ActionForm>,
    access: Vec<Access>,
    pub(super) reauth: bool,
    pub(super) run: Run,
}

impl fmt::Debug for PageAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PageAction").field(&self.key).finish()
    }
}

impl PageAction {
    /// A form with a title, which whoever may see the page may send. The key stands in its address.
    pub fn new<F, Fut, Form, E>(key: &str, title: &str, run: F) -> Self
    where
        F: Fn(PageContext, Form) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<ActionOutcome, E>> + 'static,
        Form: DeserializeOwned + JsonSchema + 'static,
        E: Into<Problem>,
    {
        let run: Run = Arc::new(move |context, form| match read_form::<Form>(form) {
            Ok(form) => {
                let done = run(context, form);
                Box::pin(async move { done.await.map_err(Into::into) })
            }
            Err(problem) => Box::pin(async move { Err(problem) }),
        });
        Self {
            key: key.to_owned(),
            title: title.to_owned(),
            submit: title.to_owned(),
            form: fields_of::<Form>(),
            access: Vec::new(),
            reauth: false,
            run,
        }
    }

    /// Sets what stands on the button; the title otherwise.
    pub fn submit(mut self, label: &str) -> Self {
        label.clone_into(&mut self.submit);
        self
    }

    /// Shows it to those with a permission, such as `shop.refund_order`.
    pub fn permission(self, permission: &str) -> Self {
        let permission = permission.to_owned();
        self.allow(move |actor| actor.has(&permission))
    }

    /// Shows it to those of whom this is true. Of several such rules all must hold.
    pub fn allow(mut self, rule: impl Fn(&Actor) -> bool + Send + Sync + 'static) -> Self {
        self.access.push(Arc::new(rule));
        self
    }

    /// Asks for the password again, unless it was given within ten minutes.
    pub fn reauth(mut self) -> Self {
        self.reauth = true;
        self
    }

    pub(super) fn is_open_to(&self, actor: &Actor) -> bool {
        self.access.iter().all(|rule| rule(actor))
    }

    pub(super) fn block(&self) -> PageForm {
        PageForm {
            title: self.title.clone(),
            action: self.key.clone(),
            submit: self.submit.clone(),
            form: self.form.clone().unwrap_or(ActionForm {
                order: Vec::new(),
                fields: Default::default(),
            }),
        }
    }
}
