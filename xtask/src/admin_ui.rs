//! The admin's pages: built by npm, compressed, and written to where the library embeds them.
//!
//! `fjango/admin-ui/dist` is what Vite wrote; `fjango/src/admin/ui/{assets,table.rs}` what is embedded of it. Both are
//! committed, so that nobody needs Node to build the library, and the step `admin-ui` fails when either is not what the
//! sources give.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;
use flate2::{Compression, GzBuilder};

use crate::postgres::Cluster;
use crate::report::Counts;
use crate::steps::Context;
use crate::{apt, cargo, environment, process};

/// What npm's programs are told apart by: they are run with its settings, not with ours.
const E2E_SERVER: &str = "E2E_SERVER";
/// The blog's program, for the journeys.
const E2E_BLOG: &str = "E2E_BLOG";
/// The browser's program, for the journeys.
const CHROMIUM: &str = "CHROMIUM";
/// The URL of the database that the blog is driven on; a new SQLite file without.
const E2E_DATABASE_URL: &str = "E2E_DATABASE_URL";

/// What the journeys see: their pictures, below the target directory.
const SCREENSHOTS: &str = "admin-screenshots";
/// Pictures in the book, whose pages GitHub shows too, are at most this large.
const MAX_PICTURE_BYTES: u64 = 150_000;

/// The journeys that change rows, by their files: driven on both databases.
const ROWS: [&str; 6] = ["files", "journeys", "lists", "pages", "people", "rows"];
/// Those that look at what the pages look like.
const LOOKS: [&str; 5] = ["accessibility", "gate", "lighthouse", "narrow", "screenshots"];

/// What git is told of the assets.
const ATTRIBUTES: &str = "assets/.gitattributes";

/// Files by their path.
type Files = BTreeMap<String, Vec<u8>>;

/// Builds the pages and writes what is embedded.
pub fn write() -> anyhow::Result<bool> {
    if !build()? {
        return Ok(false);
    }
    let embedded = embedded(&read(&dist())?)?;
    let directory = target();
    let old = read(&directory)?;
    for path in old
        .keys()
        .filter(|path| path.starts_with("assets/") && *path != ATTRIBUTES)
    {
        fs::remove_file(directory.join(path))?;
    }
    for (path, content) in &embedded {
        let path = directory.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&directory))?;
        fs::write(&path, content).with_context(|| format!("writing {}", path.display()))?;
    }
    let bytes: usize = embedded.values().map(Vec::len).sum();
    eprintln!("embedded {} files, {} kB", embedded.len(), bytes / 1_000);
    Ok(true)
}

/// Builds the pages anew and compares, then runs their tests and the journeys.
pub fn check(context: &Context) -> anyhow::Result<Counts> {
    let before = read(&dist())?;
    let mut counts = Counts::default();
    let mut note = |passed: bool| counts += if passed { Counts::PASSED } else { Counts::FAILED };
    // Types and the budget are parts of the build.
    let built = build()?;
    note(built);
    if built {
        let after = read(&dist())?;
        note(same("fjango/admin-ui/dist", &before, &after));
        let committed = read(&target())?;
        let is_written = |path: &String| path == "table.rs" || (path.starts_with("assets/") && path != ATTRIBUTES);
        let committed = committed.into_iter().filter(|(path, _)| is_written(path)).collect();
        note(same("fjango/src/admin/ui", &committed, &embedded(&after)?));
    }
    note(npm(&["test"], &[])?);
    let blog = cargo::blog(context.target_directory())?;
    note(mock_journeys()?);
    note(journeys(&blog, &[&ROWS[..], &LOOKS[..]].concat(), None)?);
    // A cluster of its own: other steps fill the database that is in the shared one. What the pages look like does not
    // depend on the database.
    let cluster = Cluster::start(context.target_directory())?;
    note(journeys(&blog, &ROWS, Some(&cluster.url()))?);
    Ok(counts)
}

/// Makes the pictures of the blog's admin anew and puts them into the book.
pub fn screenshots(target: &Path) -> anyhow::Result<bool> {
    if !npm(&["ci", "--no-audit", "--no-fund"], &[])? || !journeys(&cargo::blog(target)?, &["screenshots"], None)? {
        return Ok(false);
    }
    let images = cargo::root().join("book/src/images");
    fs::create_dir_all(&images)?;
    for page in ["list", "form", "dashboard"] {
        for scheme in ["light", "dark"] {
            let from = target.join(SCREENSHOTS).join(format!("{page}-{scheme}.png"));
            let to = images.join(format!("admin-{page}-{scheme}.png"));
            let bytes = fs::copy(&from, &to).with_context(|| format!("copying {}", from.display()))?;
            anyhow::ensure!(
                bytes <= MAX_PICTURE_BYTES,
                "{} has {bytes} bytes, above {MAX_PICTURE_BYTES}",
                to.display()
            );
        }
    }
    Ok(true)
}

/// The journeys through the real blog, in a real browser: of the files whose names contain one of these, on this PostgreSQL or
/// else on SQLite.
fn journeys(blog: &Path, files: &[&str], postgres: Option<&str>) -> anyhow::Result<bool> {
    let mut variables = vec![
        (E2E_SERVER, PathBuf::from("blog")),
        (E2E_BLOG, blog.to_owned()),
        (CHROMIUM, chromium()?),
    ];
    variables.extend(postgres.map(|url| (E2E_DATABASE_URL, PathBuf::from(url))));
    npm(&[&["run", "e2e", "--"], files].concat(), &variables)
}

/// What the blog has no field for: the journeys through the mock.
fn mock_journeys() -> anyhow::Result<bool> {
    npm(
        &["run", "e2e", "--", "mock", "accessibility"],
        &[(CHROMIUM, chromium()?)],
    )
}

/// Debian's chromium, installed where that needs no question.
fn chromium() -> anyhow::Result<PathBuf> {
    let find = || {
        let directories = environment::path_directories();
        let programs = directories.iter().map(|directory| directory.join("chromium"));
        programs.into_iter().find(|program| program.is_file())
    };
    if let Some(found) = find() {
        return Ok(found);
    }
    if apt::is_available() {
        apt::install(&["chromium"])?;
    }
    find().context("Chromium is not installed; on Debian and Ubuntu: sudo apt install chromium")
}

/// Installs exactly what the lock file says, and builds.
fn build() -> anyhow::Result<bool> {
    Ok(npm(&["ci", "--no-audit", "--no-fund"], &[])? && npm(&["run", "build"], &[])?)
}

fn npm(arguments: &[&str], variables: &[(&str, PathBuf)]) -> anyhow::Result<bool> {
    let mut command = Command::new("npm");
    environment::clean(&mut command)
        .args(arguments)
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .current_dir(sources());
    let finished = process::run(&mut command).context("Node 20 or later with npm is needed for the admin's pages")?;
    Ok(finished.succeeded())
}

fn sources() -> PathBuf {
    cargo::root().join("fjango/admin-ui")
}

fn dist() -> PathBuf {
    sources().join("dist")
}

fn target() -> PathBuf {
    cargo::root().join("fjango/src/admin/ui")
}

/// All files below a directory, by their path in it.
fn read(directory: &Path) -> anyhow::Result<Files> {
    let mut files = Files::new();
    let mut open = vec![directory.to_owned()];
    while let Some(next) = open.pop() {
        let entries = match fs::read_dir(&next) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            entries => entries.with_context(|| format!("reading {}", next.display()))?,
        };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path
                .strip_prefix(directory)?
                .to_str()
                .context("a file's name is no text")?;
            files.insert(name.to_owned(), fs::read(&path)?);
        }
    }
    Ok(files)
}

/// Whether two directories are the same; says what is not.
fn same(what: &str, committed: &Files, made: &Files) -> bool {
    let names = committed.keys().chain(made.keys());
    let mut different: Vec<&str> = names
        .filter(|name| committed.get(*name) != made.get(*name))
        .map(String::as_str)
        .collect();
    different.sort_unstable();
    different.dedup();
    if different.is_empty() {
        return true;
    }
    eprintln!("{what} is not what its sources give; run `cargo xtask admin-ui` and commit:");
    for name in different {
        eprintln!("  {name}");
    }
    false
}

/// What is embedded of what Vite wrote: the document, the assets, and the table that names them.
fn embedded(dist: &Files) -> anyhow::Result<Files> {
    let mut files = Files::new();
    let mut entries = String::new();
    for (path, content) in dist {
        let flat = path.strip_prefix("assets/").unwrap_or(path);
        anyhow::ensure!(!flat.contains('/'), "`{path}` lies deeper than the table is made for");
        if path == "index.html" {
            files.insert("assets/index.html".to_owned(), content.clone());
            continue;
        }
        let (content_type, is_text) = media_type(path)?;
        let content = if is_text {
            let named = [("br", brotli(content)?), ("gz", gzip(content)?)];
            for (extension, bytes) in named {
                files.insert(format!("assets/{flat}.{extension}"), bytes);
            }
            format!(
                "Content::Compressed {{\n            brotli: include_bytes!(\"assets/{flat}.br\"),\n            \
                 gzip: include_bytes!(\"assets/{flat}.gz\"),\n        }}"
            )
        } else {
            files.insert(format!("assets/{flat}"), content.clone());
            format!("Content::Plain(include_bytes!(\"assets/{flat}\"))")
        };
        // Writing to a String cannot fail.
        let _ = write!(
            entries,
            "    Asset {{\n        path: \"{path}\",\n        content_type: \"{content_type}\",\n        content: {content},\n    }},\n"
        );
    }
    anyhow::ensure!(
        files.contains_key("assets/index.html"),
        "there is no `index.html` in {}",
        self::dist().display()
    );
    let table = format!(
        "//! Written by `cargo xtask admin-ui`. Do not edit.\n\nuse super::asset::{{Asset, Content}};\n\n\
         /// The document, in which each place says what it is.\n\
         pub(super) const INDEX: &str = include_str!(\"assets/index.html\");\n\n\
         /// The assets, ordered by path.\npub(super) static ASSETS: &[Asset] = &[\n{entries}];\n"
    );
    files.insert("table.rs".to_owned(), table.into_bytes());
    Ok(files)
}

/// What a file is, and whether it becomes smaller by compression.
fn media_type(path: &str) -> anyhow::Result<(&'static str, bool)> {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    Ok(match extension {
        "js" => ("text/javascript; charset=utf-8", true),
        "css" => ("text/css; charset=utf-8", true),
        "svg" => ("image/svg+xml", true),
        "txt" => ("text/plain; charset=utf-8", true),
        "woff2" => ("font/woff2", false),
        "png" => ("image/png", false),
        _ => anyhow::bail!("nobody said of what type `{path}` is; add it to `media_type`"),
    })
}

fn brotli(content: &[u8]) -> anyhow::Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut compressed, &parameters)?;
    Ok(compressed)
}

/// Without a time in it, so that the same content gives the same bytes.
fn gzip(content: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dist() -> Files {
        let files = [
            ("index.html", "<head></head>"),
            ("assets/b-1.js", "b"),
            ("assets/a-2.woff2", "a"),
            ("LICENSES.txt", "l"),
        ];
        files
            .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
            .into()
    }

    #[test]
    fn texts_are_embedded_twice_and_fonts_as_they_are() {
        let embedded = super::embedded(&dist()).unwrap();
        let names: Vec<&str> = embedded.keys().map(String::as_str).collect();
        let expected = [
            "assets/LICENSES.txt.br",
            "assets/LICENSES.txt.gz",
            "assets/a-2.woff2",
            "assets/b-1.js.br",
            "assets/b-1.js.gz",
            "assets/index.html",
            "table.rs",
        ];
        assert_eq!(names, expected);
        let table = String::from_utf8(embedded["table.rs"].clone()).unwrap();
        let at = |path: &str| table.find(&format!("path: \"{path}\"")).unwrap();
        assert!(at("LICENSES.txt") < at("assets/a-2.woff2") && at("assets/a-2.woff2") < at("assets/b-1.js"));
        assert_eq!(embedded, super::embedded(&dist()).unwrap(), "twice the same");
    }

    #[test]
    fn a_file_of_no_known_type_is_refused() {
        let mut files = dist();
        files.insert("assets/x.wasm".to_owned(), Vec::new());
        let error = embedded(&files).unwrap_err().to_string();
        assert!(error.contains("assets/x.wasm"), "{error}");
    }

    #[test]
    fn a_difference_is_found_on_either_side() {
        let (one, mut other) = (dist(), dist());
        assert!(same("x", &one, &other));
        other.insert("assets/c.js".to_owned(), Vec::new());
        assert!(!same("x", &one, &other) && !same("x", &other, &one));
        other.remove("assets/c.js");
        other.insert("index.html".to_owned(), Vec::new());
        assert!(!same("x", &one, &other));
    }
}
