use std::fs;
use std::path::{Path, PathBuf};

use crate::Compiler;

/// A file to compile, and what the compiler is expected to say.
#[derive(Debug)]
pub struct Case {
    /// The source's path, relative to the package.
    pub source: PathBuf,
    /// Whether it must compile.
    pub right: bool,
}

/// How a case went.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The compiler said what was expected.
    Same,
    /// The compiler's words were written down as the expected ones.
    Blessed,
    /// What is wrong with the case.
    Wrong(String),
}

/// Every case in `<folder>/fail` and `<folder>/pass` of the package at `root`, sorted by path.
///
/// # Errors
/// What reading the directories gave.
pub fn cases(root: &Path) -> std::io::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for folder in fs::read_dir(root)? {
        let folder = folder?.path();
        for (right, folder) in [(false, folder.join("fail")), (true, folder.join("pass"))] {
            if !folder.is_dir() {
                continue;
            }
            for file in fs::read_dir(folder)? {
                let file = file?.path();
                if file.extension().is_some_and(|extension| extension == "rs") {
                    let source = file.strip_prefix(root).unwrap_or(&file).to_owned();
                    cases.push(Case { source, right });
                }
            }
        }
    }
    cases.sort_by(|one, other| one.source.cmp(&other.source));
    Ok(cases)
}

impl Case {
    /// Compiles the case and compares what the compiler says, or with `bless` writes it down.
    ///
    /// A case states its rule in its first line. A wrong one gives one error and no warning, a right one gives nothing.
    ///
    /// # Errors
    /// The compiler could not be started, or a file not be read or written.
    pub fn check(&self, compiler: &Compiler, root: &Path, bless: bool) -> std::io::Result<Outcome> {
        let name = self.source.display();
        if !fs::read_to_string(root.join(&self.source))?.starts_with("// ") {
            return Ok(Outcome::Wrong(format!("{name}: state the rule in the first line")));
        }
        let diagnostics = compiler.check(root, &self.source)?;
        let said = diagnostics.iter().map(|diagnostic| diagnostic.text.as_str());
        let said = said.collect::<Vec<_>>().join("\n");
        match diagnostics.as_slice() {
            [] if self.right => return Ok(Outcome::Same),
            _ if self.right => return Ok(Outcome::Wrong(format!("{name}: must compile:\n{said}"))),
            [] => return Ok(Outcome::Wrong(format!("{name}: compiles, and must not"))),
            [error] if error.is_error() => {}
            more => {
                let count = more.len();
                let text = format!("{name}: {count} messages where one error belongs:\n{said}");
                return Ok(Outcome::Wrong(text));
            }
        }
        let path = root.join(&self.source).with_extension("stderr");
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if said == expected {
            return Ok(Outcome::Same);
        }
        if bless {
            fs::write(&path, &said)?;
            return Ok(Outcome::Blessed);
        }
        Ok(Outcome::Wrong(format!(
            "{name}: the message changed; read it, then accept it with `FJANGO_BLESS=1`\nexpected:\n{expected}\nsaid:\n{said}"
        )))
    }
}
