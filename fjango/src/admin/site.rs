use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::builder::{Entry, ModelBuilder};
use super::contract::{Environment, NavItem, NavKind, Tone};
use super::page::{HOME, Page};
use super::{Actor, Endpoint, ModelAdmin, ModelPermissions, Policy, accounts, history, session};
use crate::conf::{Settings, site_path};
use crate::http::Routes;
use crate::orm::Model;
use crate::schema::ModelMeta;

/// Where the admin is unless [`AdminSite::path`] says otherwise.
const DEFAULT_PATH: &str = "/admin";

/// The admin site: everything registered, and how it presents itself. [`App::admin`](crate::App::admin) gives it.
#[must_use = "a site answers nothing until an `App` has it"]
pub struct AdminSite {
    pub(super) path: String,
    pub(super) title: String,
    pub(super) environment: Option<Environment>,
    policy: Arc<dyn Policy>,
    entries: Vec<Entry>,
    pub(super) pages: Vec<Page>,
    pub(super) builtins: Vec<Builtin>,
    pub(super) features: Vec<String>,
    #[cfg(feature = "admin-ui")]
    theme: super::Theme,
}

/// A page that the admin has built in: a place in the sidebar for capabilities that bring one along.
#[derive(Clone)]
pub(crate) struct Builtin {
    pub(crate) group: &'static str,
    pub(crate) item: NavItem,
    pub(crate) is_open_to: fn(&Actor) -> bool,
}

impl std::fmt::Debug for AdminSite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AdminSite")
            .field("path", &self.path)
            .field("entries", &self.entries)
            .finish_non_exhaustive()
    }
}

impl Default for AdminSite {
    fn default() -> Self {
        Self {
            path: DEFAULT_PATH.to_owned(),
            title: "Administration".to_owned(),
            environment: None,
            policy: Arc::new(ModelPermissions),
            entries: Vec::new(),
            pages: Vec::new(),
            builtins: vec![Builtin {
                group: "System",
                item: NavItem {
                    kind: NavKind::Builtin,
                    key: "audit".to_owned(),
                    label: "Audit log".to_owned(),
                    icon: Some("history".to_owned()),
                },
                is_open_to: history::may_audit,
            }],
            features: ["views", "history", "audit", "export", "import"]
                .map(str::to_owned)
                .to_vec(),
            #[cfg(feature = "admin-ui")]
            theme: super::Theme::new(),
        }
    }
}

impl AdminSite {
    /// The site of every model with `#[admin(…)]` linked into the binary, and of accounts.
    pub fn registered() -> Self {
        let facts = ModelAdmin::registered();
        let mut entries: Vec<Entry> = facts.iter().map(|facts| Entry::registered(facts)).collect();
        // Who may do what is decided here, too; but accounts alone are no reason to have an admin.
        entries.extend(accounts::entries().into_iter().filter(|_| !facts.is_empty()));
        Self {
            entries,
            ..Self::default()
        }
    }

    /// Whether nothing is registered.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.pages.is_empty()
    }

    /// Sets the title; `Administration` otherwise.
    pub fn title(mut self, title: &str) -> Self {
        title.clone_into(&mut self.title);
        self
    }

    /// Sets where the admin is; `/admin` otherwise. At `/` it has every address that nothing else of fjango's answers.
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

    /// Sets how the pages look.
    #[cfg(feature = "admin-ui")]
    pub fn theme(mut self, theme: super::Theme) -> Self {
        self.theme = theme;
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

    /// Adds a model, or says more of one that is there already.
    pub fn model<M: Model>(mut self, model: ModelBuilder<M>) -> Self {
        let entry = model.into_entry();
        if self.entries.is_empty() {
            self.entries.extend(accounts::entries());
        }
        match self.entries.iter_mut().find(|known| known.meta.is(entry.meta)) {
            Some(known) => *known = entry,
            None => {
                // Accounts stand last, as they are there for the others.
                let place = self.entries.iter().position(|known| known.meta.app == "auth");
                self.entries.insert(place.unwrap_or(self.entries.len()), entry);
            }
        }
        self
    }

    /// Takes a model away.
    pub fn without<M: Model>(mut self) -> Self {
        self.entries.retain(|entry| !entry.meta.is(M::META));
        self
    }

    /// Adds a page, in place of one with the same key.
    pub fn page(mut self, page: Page) -> Self {
        self.pages.retain(|known| known.key != page.key);
        self.pages.push(page);
        self
    }

    /// Sets the page that the admin opens with; otherwise one that counts rows and shows the latest changes.
    ///
    /// # Examples
    /// ```
    /// use fjango::admin::AdminSite;
    ///
    /// let site = AdminSite::default().dashboard(|page| page.markdown("Good morning!"));
    /// # let _ = site;
    /// ```
    pub fn dashboard(self, build: impl FnOnce(Page) -> Page) -> Self {
        let mut page = build(Page::new(HOME, &self.title));
        HOME.clone_into(&mut page.key);
        self.page(page)
    }

    /// Whether somebody may see a page.
    pub(crate) fn is_page_open(&self, page: &Page, actor: &Actor) -> bool {
        page.is_open_to(actor) && self.policy.page(actor, &page.key)
    }

    /// Where the admin is: empty for the whole site.
    pub fn mounted_at(&self) -> &str {
        &self.path
    }

    /// What was said that cannot be, a sentence each.
    pub fn mistakes(&self) -> Vec<String> {
        let place = match self.path.as_str() {
            "" => Ok(()),
            path => site_path(path),
        };
        let place = place.map_err(|why| format!("the admin cannot be at `{}`: {why}", self.path));
        place
            .err()
            .into_iter()
            .chain(self.entries.iter().flat_map(Entry::mistakes))
            .collect()
    }

    /// Every endpoint of the admin, below `{mount}/api`.
    pub fn endpoints() -> Vec<Endpoint> {
        let mut all = session::endpoints();
        all.extend(super::schema::ENDPOINTS);
        all.extend(super::list::ENDPOINTS);
        all.extend(super::record::ENDPOINTS);
        all.extend(super::relation::ENDPOINTS);
        all.extend(super::action::ENDPOINTS);
        all.extend(super::search::ENDPOINTS);
        all.extend(super::page::ENDPOINTS);
        all.extend(super::preference::ENDPOINTS);
        all.extend(history::ENDPOINTS);
        all.extend(super::transfer::ENDPOINTS);
        all.extend(super::upload::ENDPOINTS);
        all
    }

    /// Adds the endpoints and the pages. The server must share a [`Db`](crate::db::Db), and an [`Identify`](super::Identify).
    pub(crate) fn mount(self: &Arc<Self>, routes: Routes) -> Routes {
        let prefix = format!("{}/api", self.path);
        let routes = Self::endpoints()
            .into_iter()
            .fold(routes, |routes, endpoint| endpoint.mount(self, &prefix, routes));
        #[cfg(feature = "admin-ui")]
        let routes = super::ui::mount(routes, &self.path, &self.title, &self.theme);
        routes
    }

    /// Everything registered, in the order of the sidebar.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// The model with this key: `blog.post`.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// What is said of a model, if it is registered.
    pub(crate) fn entry_of(&self, meta: &ModelMeta) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.meta.is(meta))
    }

    /// What is said of a model, or what is known of it anyway.
    pub(crate) fn entry_or_default(&self, meta: &'static ModelMeta) -> Cow<'_, Entry> {
        match self.entry_of(meta) {
            Some(entry) => Cow::Borrowed(entry),
            None => Cow::Owned(Entry::of(meta)),
        }
    }

    /// The model with this key, also one that is only edited on the page of another.
    pub(crate) fn shown(&self, key: &str) -> Option<Cow<'_, Entry>> {
        let inlines = self.entries.iter().flat_map(|entry| &entry.inlines);
        let mut inner = inlines.map(|inline| self.entry_or_default(inline.meta));
        let known = self.entry(key).map(Cow::Borrowed);
        known.or_else(|| inner.find(|entry| entry.key == key))
    }

    /// The keys of all models that [`shown`](Self::shown) knows.
    pub(crate) fn shown_keys(&self) -> BTreeSet<String> {
        let own = self.entries.iter().map(|entry| entry.key.clone());
        let inlines = self.entries.iter().flat_map(|entry| &entry.inlines);
        let inner = inlines.map(|inline| self.entry_or_default(inline.meta).key.clone());
        own.chain(inner).collect()
    }

    /// Who may do what with rows of this model.
    pub(crate) fn policy_of(&self, meta: &ModelMeta) -> &dyn Policy {
        match self.entry_of(meta).and_then(|entry| entry.policy.as_ref()) {
            Some(policy) => &**policy,
            None => &*self.policy,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::AdminSite;
    use crate::admin::contract::Tone;
    use crate::conf::{Settings, Sources};

    fn open(variables: &[(&str, &str)]) -> AdminSite {
        let sources = Sources::none().with_variable("FJANGO_ENV", "test");
        let sources = variables
            .iter()
            .fold(sources, |sources, (name, value)| sources.with_variable(*name, *value));
        let said = AdminSite::default()
            .title("Desk")
            .path("/desk")
            .environment("here", Tone::Ok);
        said.with_settings(&Settings::load(&sources).expect("the settings are right"))
    }

    #[test]
    fn what_settings_say_goes_before_what_code_says() {
        let site = open(&[
            ("FJANGO_ADMIN__PATH", "/back/office"),
            ("FJANGO_ADMIN__TITLE", "Office"),
        ]);
        assert_eq!((site.mounted_at(), site.title.as_str()), ("/back/office", "Office"));
        assert_eq!(
            site.environment.map(|environment| environment.label),
            Some("here".to_owned())
        );
        assert_eq!(open(&[("FJANGO_ADMIN__PATH", "/")]).mounted_at(), "");
        assert_eq!(open(&[]).mounted_at(), "/desk");
    }

    #[test]
    fn the_name_of_an_environment_says_how_much_care_it_needs() {
        for (name, tone) in [
            ("Production EU", Tone::Danger),
            ("live", Tone::Danger),
            ("staging", Tone::Warn),
            ("Test 2", Tone::Warn),
            ("my machine", Tone::Info),
        ] {
            let environment = open(&[("FJANGO_ADMIN__ENVIRONMENT", name)])
                .environment
                .expect("it is said");
            assert_eq!((environment.label.as_str(), environment.tone), (name, tone));
        }
    }
}
