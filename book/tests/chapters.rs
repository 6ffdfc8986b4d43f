//! Every chapter is in the table of contents, is tested, and links to what exists.

use std::fs;
use std::path::{Path, PathBuf};

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The chapters on disk, relative to `src`.
fn chapters() -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![source()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path.strip_prefix(source()).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found.retain(|path| path != "SUMMARY.md");
    found.sort();
    found
}

/// The targets of Markdown links in `text`.
fn links(text: &str) -> Vec<&str> {
    let mut code = false;
    let prose = text.lines().filter(move |line| {
        code ^= line.trim_start().starts_with("```");
        !code
    });
    prose
        .flat_map(|line| line.split("](").skip(1).filter_map(|rest| rest.split(')').next()))
        .collect()
}

#[test]
fn the_table_of_contents_lists_every_chapter() {
    let summary = fs::read_to_string(source().join("SUMMARY.md")).unwrap();
    let mut listed: Vec<&str> = links(&summary);
    listed.sort_unstable();
    assert_eq!(listed, chapters());
}

#[test]
fn every_chapter_is_tested() {
    let list = fs::read_to_string(source().join("lib.rs")).unwrap();
    for chapter in chapters() {
        assert!(
            list.contains(&format!("\"{chapter}\"")),
            "`{chapter}` is missing in book/src/lib.rs"
        );
    }
}

#[test]
fn links_inside_the_book_lead_somewhere() {
    for chapter in chapters() {
        let path = source().join(&chapter);
        let text = fs::read_to_string(&path).unwrap();
        for link in links(&text)
            .into_iter()
            .filter(|link| !link.contains("://") && !link.starts_with('#'))
        {
            let target = path.parent().unwrap().join(link.split('#').next().unwrap());
            assert!(target.exists(), "`{chapter}` links to `{link}`, which does not exist");
        }
    }
}

#[test]
fn links_are_found_outside_of_code_only() {
    assert_eq!(
        links("see [a](b.md) and [c](d)\n```\n[x](y)\n```\n[e](f#g)"),
        ["b.md", "d", "f#g"]
    );
}
