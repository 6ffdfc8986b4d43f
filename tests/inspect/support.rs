use std::path::Path;
use std::process::Command;

use fjango::db::Db;
use fjango::migrate::drift::{Difference, DriftOptions, drift};
use fjango::migrate::inspect::{ModelOptions, inspect, write_models};
use fjango::migrate::state::ProjectState;
use fjango::migrate::{Graph, MakeOptions, Migrator, Options, Target, detect};
use fjango::schema::{ModelMeta, registry};

/// What is written for the tables of `db`, as models of `app`.
pub async fn written(db: &Db, app: &str) -> String {
    let options = ModelOptions {
        app: Some(app.to_owned()),
        views: true,
        ..ModelOptions::default()
    };
    write_models(&inspect(db).await.expect("the schema can be read"), &options)
}

/// Demands that the models of the file `path` are `written`; else writes what is and says how to take it over.
#[track_caller]
pub fn same(path: &str, committed: &str, written: &str) {
    let formatted = formatted(written);
    let fresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join(path.replace('/', "-"));
    std::fs::write(&fresh, written).expect("the temporary directory can be written to");
    assert_eq!(formatted, written, "what is written is formatted");
    assert!(
        committed == written,
        "other models are written now; look at them and take them over:\ncp {} tests/inspect/{path}\n{written}",
        fresh.display()
    );
}

/// What rustfmt makes of it.
fn formatted(text: &str) -> String {
    use std::io::Write as _;
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--config", "max_width=100"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .spawn()
        .expect("rustfmt is part of the toolchain");
    let mut stdin = rustfmt.stdin.take().expect("its input is a pipe");
    stdin.write_all(text.as_bytes()).expect("it reads");
    drop(stdin);
    let output = rustfmt.wait_with_output().expect("it ends");
    assert!(output.status.success(), "this is no Rust:\n{text}");
    String::from_utf8(output.stdout).expect("Rust is UTF-8")
}

/// The compiled models of `app`.
pub fn models_of(app: &str) -> Vec<&'static ModelMeta> {
    let all = registry::models().iter().copied();
    let models: Vec<_> = all.filter(|model| model.app == app).collect();
    assert!(!models.is_empty(), "the models of {app} are compiled");
    models
}

/// Makes migrations from the compiled models of `app`, notes them as applied, and gives what the database differs in.
pub async fn differences(db: &Db, app: &str) -> Vec<Difference> {
    let state = ProjectState::from_models(&models_of(app));
    let options = MakeOptions::default();
    let made = detect(&Graph::default(), &state, &options).expect("migrations can be made");
    let graph = Graph::new(made).expect("they have an order");
    let again = detect(&graph, &state, &options).expect("migrations can be made");
    assert!(again.is_empty(), "{again:?}");
    let fake = Options {
        fake: true,
        ..Options::default()
    };
    Migrator::new(db, &graph)
        .run(&Target::App(app.to_owned()), &fake)
        .await
        .expect("they can be noted");
    drift(db, &graph, &DriftOptions::default())
        .await
        .expect("the schema can be read")
}

/// A line for each difference.
pub fn lines(found: &[Difference]) -> String {
    found.iter().map(|one| format!("{one}\n")).collect()
}

/// Those that are no notes, without the SQL that mends them.
pub fn real(found: &[Difference]) -> Vec<String> {
    let drift = found.iter().filter(|one| one.is_drift());
    drift
        .map(|one| {
            let line = one.to_string();
            line.split("; mend with").next().expect("a split has a part").to_owned()
        })
        .collect()
}
