use std::sync::Arc;

use super::authorize::Accounts;
use super::{App, Error, Result, database, inspect, migrations};
use crate::admin::{Identify, session::Sessions};
use crate::api::{Api, Authorizer};
use crate::auth::{Auth, TokenConfig};
use crate::conf::Settings;
use crate::db::Db;
use crate::http::{Config, Readiness, Routes, Server, State};

/// Serves until told to stop.
pub(super) async fn run(mut app: App, settings: Settings) -> Result {
    let api = App::api(&settings)?;
    let mistakes = app.admin_mistakes();
    if !mistakes.is_empty() {
        return Err(Error::App(mistakes.join("\n  ")));
    }
    let storages = app.storages(&settings);
    let missing = inspect::missing_storages(&storages);
    if !missing.is_empty() {
        return Err(Error::App(missing.join("\n  ")));
    }
    let db = database::connect(&settings).await?.with_storages(storages);
    if app.migrate_first {
        migrations::apply_all(&db, &settings).await?;
    } else {
        migrations::look_for_pending(&db, &settings).await?;
    }
    for prepare in &app.prepare {
        prepare(db.clone()).await?;
    }
    let accounts = Auth::new(&TokenConfig::from_settings(&settings));
    let server = app.into_server(api, &settings, db, accounts).bind()?;
    tracing::info!("listening on {}", server.url());
    server.run().await.map_err(Error::from)
}

impl App {
    /// The API of everything linked into the binary, free of mistakes.
    pub(crate) fn api(settings: &Settings) -> Result<Api> {
        let mut api = Api::registered(&settings.api.prefix)
            .page_sizes(settings.api.page_size, settings.api.max_page_size)
            .info(&settings.api.title, &settings.api.version)
            .login();
        if !settings.api.docs {
            api = api.without_docs();
        }
        match api.mistakes() {
            mistakes if mistakes.is_empty() => Ok(api),
            mistakes => Err(Error::Api { mistakes }),
        }
    }

    /// The server of the application, which is neither bound nor run.
    pub(crate) fn into_server(mut self, api: Api, settings: &Settings, db: Db, accounts: Auth) -> Server {
        let checked = db.clone();
        let readiness = Readiness::default().check("database", move || {
            let db = checked.clone();
            async move { db.ping().await }
        });
        let authorizer: Arc<dyn Authorizer> = Arc::new(Accounts);
        let site = self.take_admin().filter(|_| settings.admin.enabled);
        let site = site.map(|site| Arc::new(site.with_settings(settings)));
        let sessions = State::new(Sessions::from_settings(settings));
        let identify: Arc<dyn Identify> = Arc::new(*sessions);
        let own = self.configure;
        let storages = db.storages().clone();
        let media = settings.storage.serve;
        Server::new(Config::from_settings(settings))
            .state(db)
            .state(accounts)
            .readiness(readiness)
            .configure(move |services| {
                services.app_data(State::from(Arc::clone(&authorizer)));
                services.app_data(sessions.clone());
                services.app_data(State::from(Arc::clone(&identify)));
                let routes = api.mount(Routes::new());
                let routes = site.iter().fold(routes, |routes, site| site.mount(routes));
                let served = storages.iter().filter(|_| media);
                let served = served.filter_map(|(_, storage)| Some((storage.mount()?, storage)));
                served
                    .fold(routes, |routes, (path, storage)| {
                        routes.media(path, Arc::clone(storage))
                    })
                    .configure(services);
                for configure in &own {
                    configure(services);
                }
            })
    }
}
