//! The tables of `ARCHITECTURE.md`.

use std::collections::BTreeMap;

/// Where a module of the library stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Floor {
    /// Higher may import lower.
    pub number: u32,
    /// Whether it may import any other module of the library.
    pub imports: bool,
}

/// What `ARCHITECTURE.md` lays down.
#[derive(Debug, PartialEq, Eq)]
pub struct Architecture {
    /// The floor of each module of the library.
    pub floors: BTreeMap<String, Floor>,
    /// Folders and files, below `fjango/src`, that may tell the databases apart.
    pub backend_places: Vec<String>,
    /// Packages that `Cargo.lock` never holds.
    pub absent_packages: Vec<String>,
}

impl Architecture {
    /// Reads the tables: a row of floors begins with a number, the other two with their words.
    ///
    /// ```text
    /// | 3 | `orm` | lower floors | queries |
    /// | backends differ in | `db/backends/` | .. |
    /// | never in `Cargo.lock` | `sqlx` | .. |
    /// ```
    pub fn parse(markdown: &str) -> Result<Self, String> {
        let mut architecture = Self {
            floors: BTreeMap::new(),
            backend_places: Vec::new(),
            absent_packages: Vec::new(),
        };
        for (index, line) in markdown.lines().enumerate() {
            let Some(row) = line.trim().strip_prefix('|') else {
                continue;
            };
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let [first, second, third, ..] = cells[..] else {
                continue;
            };
            if let Ok(number) = first.parse() {
                let imports = match third {
                    "lower floors" => true,
                    "nothing" => false,
                    other => return Err(format!("ARCHITECTURE.md:{}: floor imports `{other}`", index + 1)),
                };
                for name in quoted(second) {
                    if architecture
                        .floors
                        .insert(name.clone(), Floor { number, imports })
                        .is_some()
                    {
                        return Err(format!("ARCHITECTURE.md:{}: `{name}` stands on two floors", index + 1));
                    }
                }
            } else if first == "backends differ in" {
                architecture.backend_places.extend(quoted(second));
            } else if first == "never in `Cargo.lock`" {
                architecture.absent_packages.extend(quoted(second));
            }
        }
        let is_whole = [
            architecture.floors.is_empty(),
            architecture.backend_places.is_empty(),
            architecture.absent_packages.is_empty(),
        ];
        if is_whole.contains(&true) {
            return Err("ARCHITECTURE.md has lost its table of floors, of backends or of absent packages".to_owned());
        }
        Ok(architecture)
    }
}

/// The words in backticks.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
