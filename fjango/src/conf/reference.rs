use super::describe::{Section, Setting};
use super::layers::reserved_variables;
use super::reader::Reader;
use super::settings::SECTIONS;
use super::{Environment, Settings};
use std::fmt::Write;
use std::sync::LazyLock;

/// Every setting fjango knows, in the order of the reference page.
///
/// # Examples
/// ```
/// let size = fjango::conf::reference().iter().find(|setting| setting.path == "api.page_size");
/// assert_eq!(size.map(|setting| setting.default.as_str()), Some("`20`"));
/// ```
pub fn reference() -> &'static [Setting] {
    static REFERENCE: LazyLock<Vec<Setting>> = LazyLock::new(|| {
        let mut reader = Reader::describing(&Environment::Development);
        Settings::build(&mut reader);
        reader.described.unwrap_or_default()
    });
    &REFERENCE
}

/// The sections of the settings, the nameless top first.
pub fn sections() -> &'static [Section] {
    SECTIONS
}

/// The book's reference page of all settings, in Markdown.
pub fn reference_markdown() -> String {
    let mut page = String::from(
        "# Settings reference\n\n\
         <!-- Generated from the table in fjango/src/conf/settings.rs. Do not edit. Write it anew with\n     \
         FJANGO_TEST_BLESS=1 cargo test -p fjango --lib conf::tests::description -->\n\n\
         Every setting, its default, and the variables that set it. How the sources work together is in the\n\
         [guide](../guides/settings.md).\n",
    );
    for section in sections() {
        let title = match section.name {
            "" => "Top of the file".to_owned(),
            name => format!("`[{name}]`"),
        };
        // Writing to a String cannot fail.
        let _ = write!(page, "\n## {title}\n\n{}\n", paragraph(section.doc));
        for setting in reference().iter().filter(|setting| setting.section() == section.name) {
            let variables: Vec<String> = setting.variables.iter().map(|name| format!("`{name}`")).collect();
            let _ = write!(
                page,
                "\n### `{}`\n\n{}\n\n- Allowed: {}\n- Default: {}\n- Variables: {}\n",
                setting.path,
                paragraph(setting.doc),
                setting.expected,
                setting.default,
                variables.join(", "),
            );
        }
    }
    page.push_str(
        "\n## `[app]`\n\nYours: read it into a struct of your own with `settings.app::<T>()`.\n\n\
         - Variables: `FJANGO_APP__<KEY>`, with `__` between the keys of nested tables\n\n\
         ## Other variables\n\n",
    );
    for (name, purpose) in reserved_variables() {
        let _ = writeln!(page, "- `{name}`: {purpose}");
    }
    page.push_str(
        "- `NO_COLOR`: when not empty, log lines have no colour\n\
         - `FJANGO_TEST_*`: left to tests and their tools\n",
    );
    page
}

/// Doc comments keep a blank at the beginning of each line.
fn paragraph(doc: &str) -> String {
    doc.lines()
        .map(str::trim)
        .collect::<Vec<_>>()
        .join("\n")
        .trim()
        .to_owned()
}
