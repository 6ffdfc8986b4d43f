//! Which project a verb is for.

use std::path::Path;

use super::Project;
use super::metadata::Metadata;
use crate::cli::Selection;
use crate::error::{Error, ExitCode};

/// A package as `cargo metadata` describes it: `name`, its binaries, what it depends on.
fn package(name: &str, binaries: &[&str], dependencies: &[(&str, Option<&str>)]) -> serde_json::Value {
    serde_json::json!({
        "name": name,
        "manifest_path": format!("/w/{name}/Cargo.toml"),
        "default_run": null,
        "targets": binaries.iter().map(|bin| serde_json::json!({"name": bin, "kind": ["bin"]})).collect::<Vec<_>>(),
        "dependencies": dependencies.iter().map(|(name, kind)| {
            let path = (*name != "fjango").then(|| format!("/w/{name}"));
            serde_json::json!({"name": name, "kind": kind, "path": path})
        }).collect::<Vec<_>>(),
    })
}

fn workspace(packages: Vec<serde_json::Value>) -> Metadata {
    let json = serde_json::json!({"packages": packages, "workspace_root": "/w", "target_directory": "/w/target"});
    serde_json::from_value(json).unwrap()
}

#[track_caller]
fn chosen(metadata: &Metadata, current: &str, package: Option<&str>, bin: Option<&str>) -> Result<String, Error> {
    let selection = Selection {
        package: package.map(str::to_owned),
        bin: bin.map(str::to_owned),
        ..Selection::default()
    };
    Project::choose(metadata, Path::new(current), &selection)
        .map(|project| format!("{}/{}", project.package, project.binary))
}

const FJANGO: (&str, Option<&str>) = ("fjango", None);

#[test]
fn the_package_around_the_directory_is_meant() {
    let metadata = workspace(vec![
        package("shop", &["shop"], &[FJANGO]),
        package("blog", &["blog"], &[FJANGO]),
        package("tools", &["tools"], &[("fjango", Some("dev"))]),
    ]);
    assert_eq!(chosen(&metadata, "/w/blog/src", None, None).unwrap(), "blog/blog");
    assert_eq!(
        chosen(&metadata, "/w/blog/src", Some("shop"), None).unwrap(),
        "shop/shop"
    );
    for place in ["/w", "/w/tools"] {
        let error = chosen(&metadata, place, None, None).unwrap_err();
        assert_eq!(error.to_string(), "/w holds several fjango projects: `shop`, `blog`");
        assert_eq!(error.exit_code(), ExitCode::NoProject);
    }
    let error = chosen(&metadata, "/w", Some("tools"), None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no fjango project `tools` in /w; there is `shop`, `blog`"
    );
}

#[test]
fn the_only_project_of_a_workspace_is_meant_from_anywhere() {
    let metadata = workspace(vec![
        package("models", &[], &[FJANGO]),
        package("site", &["site"], &[FJANGO]),
    ]);
    assert_eq!(chosen(&metadata, "/w", None, None).unwrap(), "site/site");
}

#[test]
fn several_binaries_are_told_apart() {
    let mut two = package("site", &["site", "worker"], &[FJANGO]);
    let metadata = workspace(vec![two.clone()]);
    let error = chosen(&metadata, "/w/site", None, None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "package `site` has several binaries: `site`, `worker`"
    );
    assert_eq!(
        chosen(&metadata, "/w/site", None, Some("worker")).unwrap(),
        "site/worker"
    );
    let error = chosen(&metadata, "/w/site", None, Some("wroker")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "package `site` has no binary `wroker`; it has `site`, `worker`"
    );
    two["default_run"] = "site".into();
    assert_eq!(
        chosen(&workspace(vec![two]), "/w/site", None, None).unwrap(),
        "site/site"
    );
}

#[test]
fn what_does_not_run_on_fjango_is_no_project() {
    let metadata = workspace(vec![package("models", &[], &[FJANGO]), package("tool", &["tool"], &[])]);
    let error = chosen(&metadata, "/w/tool", None, None).unwrap_err();
    assert!(matches!(error, Error::NotFjango { .. }), "{error}");
    assert!(error.hint().is_some_and(|hint| hint.contains("cargo fjango new")));
}

#[test]
fn the_local_packages_it_is_built_from_are_its_sources() {
    let metadata = workspace(vec![
        package("site", &["site"], &[FJANGO, ("models", None)]),
        package("models", &[], &[FJANGO, ("fields", None)]),
        package("fields", &[], &[("models", Some("dev"))]),
        package("other", &["other"], &[FJANGO]),
    ]);
    let project = Project::choose(&metadata, Path::new("/w/site"), &Selection::default()).unwrap();
    let sources: Vec<_> = project.sources.iter().map(|path| path.to_str().unwrap()).collect();
    assert_eq!(sources, ["/w/site", "/w/models", "/w/fields"]);
}
