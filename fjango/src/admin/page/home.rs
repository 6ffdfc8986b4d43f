//! The dashboard of a site that has none of its own: how much there is of what, and what the user did last.

use std::time::Duration;

use futures_util::future::join_all;

use super::HOME;
use crate::admin::contract::{Block, Can, CountMode, LinkItem, LinkList, Page, Stat, Total, TotalKind};
use crate::admin::history::Revision;
use crate::admin::lens::Lens;
use crate::admin::list::total;
use crate::admin::schema::label;
use crate::admin::{Context, Result};
use crate::orm::Model as _;

/// Models counted.
const MODELS: usize = 8;
/// How long counting one may take.
const PATIENCE: Duration = Duration::from_millis(500);
/// Changes shown.
const CHANGES: u64 = 10;

pub(super) async fn page(context: &Context) -> Page {
    let mut blocks = Vec::new();
    let stats = counts(context).await;
    if !stats.is_empty() {
        blocks.push(Block::Stats { stats });
        match changes(context).await {
            Ok(list) => blocks.push(Block::List(list)),
            // Numbers alone are better than no page.
            Err(error) => tracing::warn!(%error, "the latest changes could not be read"),
        }
    }
    Page {
        key: HOME.to_owned(),
        title: context.site.title.clone(),
        blocks,
    }
}

/// How many rows there are that the actor may see; of large tables by the database's guess.
async fn counts(context: &Context) -> Vec<Stat> {
    let lenses = context.site.entries().map(|entry| Lens {
        site: &context.site,
        actor: &context.actor,
        entry,
    });
    let lenses = lenses.filter(|lens| lens.can(Can::View)).take(MODELS);
    let counted = lenses.map(|lens| async move {
        let query = lens.query();
        let counting = total(&context.db, &query, CountMode::Estimate);
        let value = match tokio::time::timeout(PATIENCE, counting).await {
            Ok(Ok(Total { n: Some(n), kind })) => number(n, kind),
            _ => "–".to_owned(),
        };
        let name = label(lens.meta().verbose_name_plural);
        Stat::new(name, value).to(format!("/m/{}", lens.entry.key))
    });
    join_all(counted).await
}

fn number(n: u64, kind: TotalKind) -> String {
    let digits = n.to_string();
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            // A space that belongs to no language in particular, and does not break.
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    match kind {
        TotalKind::Estimate => format!("≈ {grouped}"),
        TotalKind::AtLeast => format!("{grouped}+"),
        TotalKind::Exact | TotalKind::None => grouped,
    }
}

/// What the actor did last: of one's own doing nobody has to be kept from seeing anything but models since closed.
async fn changes(context: &Context) -> Result<LinkList> {
    let own = Revision::objects().filter(|revision| revision.user().eq(context.actor.id));
    let rows = own
        .order_by(|revision| revision.id().desc())
        .limit(CHANGES)
        .all(&context.db)
        .await?;
    let mut list = LinkList::new("Nothing was changed yet.");
    list.title = "Your latest changes".to_owned();
    for revision in rows {
        let entry = context.site.entries().find(|entry| entry.key == revision.model);
        let lens = entry.map(|entry| Lens {
            site: &context.site,
            actor: &context.actor,
            entry,
        });
        let Some(lens) = lens.filter(|lens| lens.can(Can::View)) else {
            continue;
        };
        let is_named = !revision.repr.is_empty() && lens.knows_names();
        let what = match is_named {
            true => revision.repr,
            false => format!("{} #{}", label(lens.meta().verbose_name), revision.object),
        };
        let mut item = LinkItem::new(format!("{what}: {}", revision.verb))
            .note(revision.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
        if revision.verb != "delete" {
            let id: String = url::form_urlencoded::byte_serialize(revision.object.as_bytes()).collect();
            item = item.to(format!("/m/{}/{id}", lens.entry.key));
        }
        list = list.item(item);
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_say_what_they_are_worth() {
        for (n, kind, expected) in [
            (7, TotalKind::Exact, "7"),
            (1_234, TotalKind::Exact, "1\u{202f}234"),
            (10_000, TotalKind::AtLeast, "10\u{202f}000+"),
            (1_234_567, TotalKind::Estimate, "≈ 1\u{202f}234\u{202f}567"),
        ] {
            assert_eq!(number(n, kind), expected);
        }
    }
}
