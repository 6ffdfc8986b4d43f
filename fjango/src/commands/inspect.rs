use super::{Error, Result};
use crate::api::Api;
use crate::conf::{self, Layout, Settings};
use crate::schema::registry;
use crate::storage::Storages;

/// Prints all settings with their origins.
#[expect(clippy::print_stdout, reason = "this is the command's result")]
pub(super) fn settings(settings: &Settings, json: bool) -> Result {
    let layout = if json { Layout::Json } else { Layout::Table };
    println!("{}", conf::render(settings, layout).trim_end());
    Ok(())
}

/// Looks for mistakes that only show when all models are seen together, and with `deploy` in the settings.
#[expect(clippy::print_stdout, reason = "this is the command's result")]
pub(super) fn check(storages: &Storages, settings: &Settings, deploy: bool, admin: Vec<String>) -> Result {
    let mut problems = models();
    problems.extend(admin);
    problems.extend(missing_storages(storages));
    problems.extend(Api::registered(&settings.api.prefix).mistakes());
    if deploy {
        problems.extend(conf::check_deploy(settings).iter().map(ToString::to_string));
    }
    for problem in &problems {
        println!("{problem}");
    }
    match problems.len() {
        0 => {
            println!("no problems found in {} models", registry::models().len());
            Ok(())
        }
        count => Err(Error::Check { count }),
    }
}

/// A sentence for each field whose storage is not there.
pub(super) fn missing_storages(storages: &Storages) -> Vec<String> {
    let fields = registry::models()
        .iter()
        .flat_map(|model| model.fields.iter().map(move |field| (model, field)));
    let missing = fields.filter_map(|(model, field)| {
        let error = storages.get(field.file?.storage).err()?;
        Some(format!("field `{}` of {}: {error}", field.name, model.label()))
    });
    missing.collect()
}

fn models() -> Vec<String> {
    let mut problems = Vec::new();
    for (i, model) in registry::models().iter().enumerate() {
        for other in &registry::models()[..i] {
            if other.table == model.table {
                let (a, b) = (other.label(), model.label());
                problems.push(format!(
                    "{a} and {b} have the same table `{}`; give one `table = \"…\"`",
                    model.table
                ));
            }
        }
    }
    problems
}
