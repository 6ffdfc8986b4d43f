use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::Method;

use super::contract::{Can, Environment, SchemaUser, SiteInfo, SiteSchema, Tone};
use super::gate::json_kept;
use super::{Asks, Context, Endpoint, Error, ModelAdmin, ModelPermissions, Policy, session};
use crate::conf::Settings;
use crate::http::{Problem, Routes};
use crate::schema::ModelMeta;

/// Where the admin is unless [`AdminSite::path`] says otherwise.
const DEFAULT_PATH: &str = "/admin";

/// The admin site: everything registered, and how it presents itself. [`App::admin`](crate::App::admin) gives it.
#[derive(Debug)]
#[must_use = "a site answers nothing until an `App` has it"]
pub struct AdminSite {
    pub(super) path: String,
    pub(super) title: String,
    pub(super) environment: Option<Environment>,
    pub(super) policy: Arc<dyn Policy>,
    models: Vec<&'static ModelMeta>,
}

impl Default for AdminSite {
    fn default() -> Self {
        Self {
            path: DEFAULT_PATH.to_owned(),
            title: "Administration".to_owned(),
            environment: None,
            policy: Arc::new(ModelPermissions),
            models: Vec::new(),
        }
    }
}

impl AdminSite {
    /// The site of every model with `#[admin(…)]` linked into the binary.
    pub fn registered() -> Self {
        let models = ModelAdmin::registered().into_iter().map(|admin| (admin.meta)());
        Self {
            models: models.collect(),
            ..Self::default()
        }
    }

    /// Whether nothing is registered.
    pub fn is_empty(&self) -> bool {
        self.models.is_empty()
    }

    /// Sets the title; `Administration` otherwise.
    pub fn title(mut self, title: &str) -> Self {
        title.clone_into(&mut self.title);
        self
    }

    /// Sets where the admin is; `/admin` otherwise.
    pub fn path(mut self, path: &str) -> Self {
        self.path = match path.trim_matches('/') {
            "" => String::new(),
            path => format!("/{path}"),
        };
        self
    }

    /// Shows which environment this is, so that nobody takes one for another.
    pub fn environment(mut self, label: &str, tone: Tone) -> Self {
        let label = label.to_owned();
        self.environment = Some(Environment { label, tone });
        self
    }

    /// Sets who may do what, for all models; Django's permissions otherwise.
    pub fn policy(mut self, policy: impl Policy) -> Self {
        self.policy = Arc::new(policy);
        self
    }

    /// The same, as the settings say it where they do.
    pub(crate) fn with_settings(mut self, settings: &Settings) -> Self {
        let settings = &settings.admin;
        if let Some(path) = &settings.path {
            self = self.path(path);
        }
        if let Some(title) = &settings.title {
            self = self.title(title);
        }
        if let Some(label) = &settings.environment {
            let name = label.to_lowercase();
            let is = |words: &[&str]| words.iter().any(|word| name.contains(word));
            let tone = match () {
                () if is(&["prod", "live"]) => Tone::Danger,
                () if is(&["stag", "test"]) => Tone::Warn,
                () => Tone::Info,
            };
            self = self.environment(label, tone);
        }
        self
    }

    /// Where the admin is: empty for the whole site.
    pub fn mounted_at(&self) -> &str {
        &self.path
    }

    /// Every endpoint of the admin, below `{mount}/api`.
    pub fn endpoints() -> Vec<Endpoint> {
        let mut all = session::endpoints();
        all.push(Endpoint::new(Method::GET, "/schema", Asks::Actor, |context| {
            Box::pin(schema(context))
        }));
        all
    }

    /// Adds the endpoints. The server must share a [`Db`](crate::db::Db), and an [`Identify`](super::Identify).
    pub(crate) fn mount(self: &Arc<Self>, routes: Routes) -> Routes {
        let prefix = format!("{}/api", self.path);
        Self::endpoints()
            .into_iter()
            .fold(routes, |routes, endpoint| endpoint.mount(self, &prefix, routes))
    }

    /// Who may do what with rows of this model.
    pub(crate) fn policy_of(&self, _: &'static ModelMeta) -> &dyn Policy {
        &*self.policy
    }
}

async fn schema(context: Context) -> Result<HttpResponse, Problem> {
    let site = &context.site;
    let body = SiteSchema {
        rev: "0".to_owned(),
        site: SiteInfo {
            title: site.title.clone(),
            env: site.environment.clone(),
            locale: "en".to_owned(),
            locales: vec!["en".to_owned(), "de".to_owned()],
            tz: "UTC".to_owned(),
            features: Vec::new(),
            theme_css: None,
            site_url: None,
        },
        user: SchemaUser {
            id: context.actor.id.to_string(),
            name: context.actor.name.clone(),
            username: context.actor.username.clone(),
            superuser: context.actor.is_superuser,
        },
        messages: BTreeMap::new(),
        nav: Vec::new(),
        models: BTreeMap::new(),
    };
    Ok(json_kept(&context.request, &body.rev, &body))
}

impl Context {
    /// Refuses what the actor may not do with rows of the model at `{model}`.
    pub(super) fn allow(&self, can: Can) -> Result<(), Error> {
        let _ = can;
        Err(Error::NotFound)
    }
}
