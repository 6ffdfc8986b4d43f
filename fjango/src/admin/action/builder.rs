use std::marker::PhantomData;
use std::sync::Arc;

use futures_util::future::LocalBoxFuture;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value as JsonValue;

use super::form;
use crate::admin::Actor;
use crate::admin::contract::{ActionFailure, ActionForm, ActionPlace, ActionResult, Can, Tone};
use crate::db::Db;
use crate::http::Problem;
use crate::orm::{Expr, Model, Path, QuerySet};
use crate::value::Value;

/// Rows that an action takes at once unless it says otherwise.
const MAX_ROWS: u64 = 1_000;

type RunAction = Arc<dyn Fn(Run) -> LocalBoxFuture<'static, Result<ActionOutcome, Problem>> + Send + Sync>;

/// Something that can be done with rows of a model.
#[derive(Clone)]
pub(crate) struct Action {
    pub(crate) key: String,
    pub(crate) label: String,
    pub(crate) on: Vec<ActionPlace>,
    pub(crate) tone: Tone,
    pub(crate) confirm: Option<String>,
    pub(crate) form: Option<ActionForm>,
    pub(crate) needs: Needs,
    pub(crate) reauth: bool,
    pub(crate) max: u64,
    pub(crate) run: RunAction,
}

/// What the actor needs.
#[derive(Clone, Debug)]
pub(crate) enum Needs {
    /// To be able to do this with the rows.
    Can(Can),
    /// A permission such as `shop.refund_order`.
    Permission(String),
}

/// One run of an action.
pub(crate) struct Run {
    pub(crate) db: Db,
    pub(crate) actor: Actor,
    pub(crate) keys: Vec<Value>,
    pub(crate) form: JsonValue,
}

/// What an action is given: who, and which rows.
#[derive(Debug)]
#[non_exhaustive]
pub struct ActionContext<M> {
    /// The database.
    pub db: Db,
    /// Who.
    pub actor: Actor,
    keys: Vec<Value>,
    marker: PhantomData<fn() -> M>,
}

impl<M: Model> ActionContext<M> {
    /// The rows: those selected that the actor may treat so.
    pub fn rows(&self) -> QuerySet<M> {
        let key = Expr::Column(Path::default(), M::META.pk());
        let condition = Expr::In(Box::new(key), M::META.pk().sql_type(), self.keys.clone());
        M::objects().filter(move |_| crate::orm::Condition::from(condition))
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are no rows, as of an action on the list as a whole.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

/// What an action did.
#[derive(Clone, Debug, Default)]
#[must_use = "the user is told what an action returns"]
pub struct ActionOutcome(pub(crate) ActionResult);

impl ActionOutcome {
    /// Tells the user this. That it was done to all rows is assumed unless [`done`](Self::done) says otherwise.
    pub fn new(message: impl Into<String>) -> Self {
        Self(ActionResult {
            message: message.into(),
            ..ActionResult::default()
        })
    }

    /// Says to how many rows it was done.
    pub fn done(mut self, rows: usize) -> Self {
        self.0.done = rows as u64;
        self
    }

    /// Colours the message.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.0.tone = Some(tone);
        self
    }

    /// Says why it could not be done to one row.
    pub fn failed(mut self, id: impl ToString, repr: impl Into<String>, why: impl Into<String>) -> Self {
        self.0.failed.push(ActionFailure {
            id: id.to_string(),
            repr: repr.into(),
            message: why.into(),
        });
        self
    }

    /// Leads the user elsewhere: a path below the admin.
    pub fn redirect(mut self, path: impl Into<String>) -> Self {
        self.0.redirect = Some(path.into());
        self
    }
}

impl From<&str> for ActionOutcome {
    fn from(message: &str) -> Self {
        Self::new(message)
    }
}

impl From<String> for ActionOutcome {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}

/// Something that can be done with rows of `M`: an async function, and how it is offered.
///
/// The function takes the rows and a form, which can be any struct with serde's `Deserialize` and `JsonSchema`, or `()`. What
/// its schema says is checked before the function runs, and objections stand at their fields.
///
/// Each statement of the function stands by itself, so one that fails half-way leaves what it had done by then, which the
/// history tells. Say [`Db::transaction`] in it for all or nothing, or go on and name the rows that failed with
/// [`ActionOutcome::failed`].
///
/// # Examples
/// ```
/// use fjango::admin::contract::Tone;
/// use fjango::admin::{ActionBuilder, ActionContext, ActionOutcome, Admin};
/// use fjango::prelude::*;
///
/// #[model(app = "shop")]
/// pub struct Order {
///     pub id: i64,
///     #[field(default = false)]
///     pub refunded: bool,
///     #[field(default = "")]
///     pub reason: String,
/// }
///
/// /// What is asked before.
/// #[derive(serde::Deserialize, schemars::JsonSchema)]
/// struct Refund {
///     /// Shown to the customer.
///     #[schemars(length(min = 3, max = 200))]
///     reason: String,
/// }
///
/// async fn refund(orders: ActionContext<Order>, form: Refund) -> fjango::orm::Result<ActionOutcome> {
///     let patch = OrderPatch { refunded: Some(true), reason: Some(form.reason), ..OrderPatch::default() };
///     let refunded = orders.rows().update(&orders.db, patch).await?;
///     Ok(ActionOutcome::new(format!("{refunded} orders refunded")).done(refunded))
/// }
///
/// let orders = Admin::model::<Order>().action(
///     ActionBuilder::new("refund", "Refund", refund).tone(Tone::Danger).confirm("Refund {n} orders?").max(100),
/// );
/// # let _ = orders;
/// ```
#[must_use]
pub struct ActionBuilder<M> {
    action: Action,
    marker: PhantomData<fn() -> M>,
}

impl<M> std::fmt::Debug for ActionBuilder<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("ActionBuilder").field(&self.action.key).finish()
    }
}

impl<M: Model> ActionBuilder<M> {
    /// An action on rows, selected or shown; who may change rows may do it.
    pub fn new<F, Fut, Form, E>(key: &str, label: &str, run: F) -> Self
    where
        F: Fn(ActionContext<M>, Form) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<ActionOutcome, E>> + 'static,
        Form: DeserializeOwned + JsonSchema + 'static,
        E: Into<Problem>,
    {
        let run = move |given: Run| -> LocalBoxFuture<'static, Result<ActionOutcome, Problem>> {
            let form = match form::read::<Form>(given.form) {
                Ok(form) => form,
                Err(problem) => return Box::pin(async move { Err(problem) }),
            };
            let context = ActionContext {
                db: given.db,
                actor: given.actor,
                keys: given.keys,
                marker: PhantomData,
            };
            let done = run(context, form);
            Box::pin(async move { done.await.map_err(Into::into) })
        };
        Self {
            action: Action {
                key: key.to_owned(),
                label: label.to_owned(),
                on: vec![ActionPlace::Row, ActionPlace::Bulk, ActionPlace::Detail],
                tone: Tone::Neutral,
                confirm: None,
                form: form::fields_of::<Form>(),
                needs: Needs::Can(Can::Change),
                reauth: false,
                max: MAX_ROWS,
                run: Arc::new(run),
            },
            marker: PhantomData,
        }
    }

    pub(crate) fn into_action(self) -> Action {
        self.action
    }

    /// Sets where it is offered, and so what it takes; in the row's menu, on selected rows and on the row's page otherwise.
    /// Many rows at once are refused without [`ActionPlace::Bulk`], and no rows at all without [`ActionPlace::List`].
    pub fn on(mut self, places: impl IntoIterator<Item = ActionPlace>) -> Self {
        self.action.on = places.into_iter().collect();
        self
    }

    /// Colours the button.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.action.tone = tone;
        self
    }

    /// Asks before it runs; `{n}` is the number of rows.
    pub fn confirm(mut self, question: &str) -> Self {
        self.action.confirm = Some(question.to_owned());
        self
    }

    /// Lets those do it who may do this with the rows; otherwise those who may change them.
    pub fn needs(mut self, can: Can) -> Self {
        self.action.needs = Needs::Can(can);
        self
    }

    /// Lets those do it who may see the rows and have a permission, such as `shop.refund_order`.
    pub fn permission(mut self, permission: &str) -> Self {
        self.action.needs = Needs::Permission(permission.to_owned());
        self
    }

    /// Asks for the password again, unless it was given within ten minutes.
    pub fn reauth(mut self) -> Self {
        self.action.reauth = true;
        self
    }

    /// Takes at most so many rows at once; 1,000 otherwise.
    pub fn max(mut self, rows: u64) -> Self {
        self.action.max = rows;
        self
    }
}
