//! The cases that must not compile, and the modules that must.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use fjango_ui_tests::{Compiler, Outcome, cases};

#[path = "../pass/mod.rs"]
mod pass;

#[test]
fn wrong_input_gives_one_error_that_names_the_fix() {
    #[expect(
        clippy::disallowed_methods,
        reason = "this crate stands outside of the library; this is its one switch"
    )]
    let bless = std::env::var_os("FJANGO_BLESS").is_some();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cases = cases(root).expect("the package's folders");
    assert!(cases.len() >= 100, "only {} cases were found", cases.len());
    let compiler = Compiler::of_this_test().expect("a built fjango");
    let next = AtomicUsize::new(0);
    let work = || {
        let mut wrong = Vec::new();
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            match case.check(&compiler, root, bless).expect("a compiler") {
                Outcome::Same | Outcome::Blessed => {}
                Outcome::Wrong(text) => wrong.push(text),
            }
        }
        wrong
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let results = workers.into_iter().map(|worker| worker.join().expect("no panic"));
        results.flatten().collect()
    });
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n\n")
    );
}

/// What people get wrong every day is said in so few lines that the fix is on the screen.
#[test]
fn everyday_mistakes_are_told_in_under_twelve_lines() {
    let everyday = [
        "query/fail/text_compared_with_number",
        "query/fail/order_by_many",
        "query/fail/sum_of_text",
        "query/fail/average_of_text",
        "model/fail/foreign_key_without_on_delete",
        "model/fail/one_to_one_without_on_delete",
        "model/fail/foreign_key_to_no_model",
        "model/fail/one_to_one_to_no_model",
        "model/fail/many_to_many_to_no_model",
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for case in everyday {
        let said = std::fs::read_to_string(root.join(case).with_extension("stderr")).expect("what the compiler says");
        let lines = said.trim().lines().count();
        assert!((1..12).contains(&lines), "{case} takes {lines} lines:\n{said}");
    }
}

/// The first two blocks of Rust in the README are one program.
#[test]
fn the_readme_compiles() {
    let readme = include_str!("../../README.md");
    let blocks: Vec<&str> = readme
        .split("```rust\n")
        .skip(1)
        .filter_map(|block| block.split("```").next())
        .collect();
    let [program, queries, ..] = blocks.as_slice() else {
        panic!("the README shows {} blocks of Rust", blocks.len());
    };
    let whole = format!(
        "#![allow(dead_code, unused)]\n{program}\n#[model]\npub struct Tag {{ pub id: i64, pub name: String }}\n\
         async fn queries(db: Db) -> fjango::orm::Result<()> {{\n{queries}\nOk(())\n}}\n"
    );
    let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(place.join("readme.rs"), whole).expect("a place to write");
    let compiler = Compiler::of_this_test().expect("a built fjango");
    let said = compiler.check(place, Path::new("readme.rs")).expect("a compiler");
    assert!(said.is_empty(), "{said:#?}");
}
