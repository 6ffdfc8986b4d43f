use super::{App, Error, Result, database, migrations};
use crate::api::Api;
use crate::conf::Settings;
use crate::http::{Config, Readiness, Routes, Server};

/// Serves until told to stop.
pub(super) async fn run(app: App, settings: Settings) -> Result {
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
    let api = Api::registered(&settings.api.prefix);
    let own = app.configure.clone();
    let server = Server::new(Config::from_settings(&settings))
        .state(db)
        .readiness(readiness)
        .configure(move |services| {
            api.mount(Routes::new()).configure(services);
            for configure in &own {
                configure(services);
            }
        });
    let server = server.bind()?;
    tracing::info!("listening on {}", server.url());
    server.run().await.map_err(Error::from)
}
