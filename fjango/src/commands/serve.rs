use std::sync::Arc;

use super::authorize::Accounts;
use super::{App, Error, Result, database, migrations};
use crate::api::{Api, Authorizer};
use crate::auth::{Auth, TokenConfig};
use crate::conf::Settings;
use crate::http::{Config, Readiness, Routes, Server, State};

/// Serves until told to stop.
pub(super) async fn run(app: App, settings: Settings) -> Result {
    let api = api(&settings)?;
    let db = database::connect(&settings).await?;
    if app.migrate_first {
        migrations::apply_all(&db, settings.root()).await?;
    }
    for prepare in &app.prepare {
        prepare(db.clone()).await?;
    }
    let checked = db.clone();
    let readiness = Readiness::default().check("database", move || {
        let db = checked.clone();
        async move { db.ping().await }
    });
    let authorizer: Arc<dyn Authorizer> = Arc::new(Accounts);
    let accounts = Auth::new(&TokenConfig::from_settings(&settings));
    let own = app.configure.clone();
    let server = Server::new(Config::from_settings(&settings))
        .state(db)
        .state(accounts)
        .readiness(readiness)
        .configure(move |services| {
            services.app_data(State::from(Arc::clone(&authorizer)));
            api.mount(Routes::new()).configure(services);
            for configure in &own {
                configure(services);
            }
        });
    let server = server.bind()?;
    tracing::info!("listening on {}", server.url());
    server.run().await.map_err(Error::from)
}

/// The API of everything linked into the binary, free of mistakes.
fn api(settings: &Settings) -> Result<Api> {
    let mut api = Api::registered(&settings.api.prefix)
        .page_sizes(settings.api.page_size, settings.api.max_page_size)
        .login();
    if !settings.api.docs {
        api = api.without_docs();
    }
    match api.mistakes() {
        mistakes if mistakes.is_empty() => Ok(api),
        mistakes => Err(Error::Api { mistakes }),
    }
}
