//! The generated API over HTTP, on both databases.

mod created;
mod relations;
mod round_trips;

use fjango::App;
use fjango::testing::{Client, Options, Schema, TestApp, TestDb};

/// The application on a database of the kind of `url`, and somebody who may write.
async fn open(url: &str) -> (TestApp, Client) {
    let options = Options {
        url: Some(url.to_owned()),
        schema: Schema::Models,
    };
    let app = TestApp::with(App::new(), TestDb::with(options).await).await;
    let ann = app.force_login(&app.create_user("ann").await);
    (app, ann)
}
