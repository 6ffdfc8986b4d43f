//! `GET prefs` and `PUT prefs`.

use chrono::Utc;

use super::{AdminPreference, AdminPreferenceCreate, AdminPreferencePatch};
use crate::admin::contract::{Can, ColumnPreference, Preferences};
use crate::admin::lens::Lens;
use crate::admin::schema::{LOCALES, list_columns};
use crate::admin::{Context, Result};
use crate::orm::Model as _;
use crate::value::{Invalid, ValidationErrors};

/// The most bytes of one user's preferences.
const MAX_BYTES: usize = 100_000;
/// How wide a column may be, in pixels.
const WIDTHS: std::ops::RangeInclusive<u32> = 20..=2_000;
/// The most rows of a page.
const MAX_SIZE: u32 = 200;

/// What the user wants, as far as it still means something.
pub(super) async fn read(context: &Context) -> Result<Preferences> {
    let own = AdminPreference::objects().filter(|one| one.user().eq(context.actor.id));
    let kept = own.first(&context.db).await?;
    // What an earlier release wrote may be no preferences of this one.
    let kept = kept.and_then(|row| serde_json::from_value(row.content).ok());
    Ok(sound(context, kept.unwrap_or_default()))
}

/// The preferences without models and columns that the user may not see or that are gone.
fn sound(context: &Context, mut preferences: Preferences) -> Preferences {
    preferences.columns.retain(|model, columns| match lens(context, model) {
        Some(lens) => {
            retain_seen(&lens, columns);
            !columns.is_empty()
        }
        None => false,
    });
    preferences.sizes.retain(|model, _| lens(context, model).is_some());
    preferences
}

fn lens<'a>(context: &'a Context, model: &str) -> Option<Lens<'a>> {
    context.lens_of(model).ok().filter(|lens| lens.can(Can::View))
}

/// Leaves out columns that the actor does not see, and those named twice.
pub(super) fn retain_seen(lens: &Lens<'_>, columns: &mut Vec<ColumnPreference>) {
    let seen = list_columns(lens);
    let mut named: Vec<String> = Vec::new();
    columns.retain(|column| {
        let known = seen.iter().any(|seen| seen.name == column.f) && !named.contains(&column.f);
        named.push(column.f.clone());
        known
    });
}

/// Keeps what the user wants, in place of what was wanted before.
pub(super) async fn write(context: &Context, preferences: Preferences) -> Result<Preferences> {
    let mut errors = ValidationErrors::new();
    if let Some(locale) = preferences.locale.as_deref()
        && !LOCALES.contains(&locale)
    {
        errors.add("locale", Invalid::new("choice", "is no language of the admin"));
    }
    for (model, columns) in &preferences.columns {
        check_widths(&format!("/columns/{model}"), columns, &mut errors);
    }
    for (model, size) in &preferences.sizes {
        if !(1..=MAX_SIZE).contains(size) {
            let wrong = Invalid::new("range", format!("must be from 1 to {MAX_SIZE}"));
            errors.push(wrong.at(format!("/sizes/{model}")));
        }
    }
    errors.into_result(())?;
    let preferences = sound(context, preferences);
    let content = serde_json::to_value(&preferences).unwrap_or_default();
    if content.to_string().len() > MAX_BYTES {
        let mut errors = ValidationErrors::new();
        errors.push(Invalid::new("max_bytes", "are more than is kept of one user").at(""));
        return Err(errors.into());
    }
    let patch = AdminPreferencePatch {
        content: Some(content.clone()),
        updated: Some(Utc::now()),
        ..AdminPreferencePatch::default()
    };
    let own = AdminPreference::objects().filter(|one| one.user().eq(context.actor.id));
    own.update_or_create(&context.db, patch, || {
        AdminPreferenceCreate::new(context.actor.id, content, Utc::now())
    })
    .await?;
    Ok(preferences)
}

/// Objects to columns that nobody could look at.
pub(super) fn check_widths(at: &str, columns: &[ColumnPreference], errors: &mut ValidationErrors) {
    for (i, column) in columns.iter().enumerate() {
        if column.width.is_some_and(|width| !WIDTHS.contains(&width)) {
            let wrong = Invalid::new("range", "must be from 20 to 2,000 pixels");
            errors.push(wrong.at(format!("{at}/{i}/width")));
        }
    }
}
