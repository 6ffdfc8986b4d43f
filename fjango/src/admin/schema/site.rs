use std::collections::BTreeMap;

use crate::admin::contract::{Can, ModelSummary, NavGroup, NavItem, NavKind, SchemaUser, SiteInfo, SiteSchema};
use crate::admin::lens::Lens;
use crate::admin::{Actor, AdminSite, list};

/// The languages that the pages have.
pub(crate) const LOCALES: [&str; 2] = ["en", "de"];

/// The site as one actor sees it; its `rev` is still empty.
pub(super) fn schema(site: &AdminSite, actor: &Actor) -> SiteSchema {
    let mut models = BTreeMap::new();
    let mut nav: Vec<NavGroup> = Vec::new();
    let mut add = |group: &str, item: NavItem| match nav.iter_mut().find(|known| known.group == group) {
        Some(known) => known.items.push(item),
        None => nav.push(NavGroup {
            group: group.to_owned(),
            items: vec![item],
        }),
    };
    for page in site
        .pages
        .iter()
        .filter(|page| site.is_page_open(page, actor) && page.key != crate::admin::page::HOME)
    {
        let item = NavItem {
            kind: NavKind::Page,
            key: page.key.clone(),
            label: page.title.clone(),
            icon: page.icon.clone(),
        };
        add(&page.group, item);
    }
    for entry in site.entries() {
        let lens = Lens { site, actor, entry };
        if !lens.can(Can::View) {
            continue;
        }
        let summary = ModelSummary {
            one: entry.meta.verbose_name.to_owned(),
            many: entry.meta.verbose_name_plural.to_owned(),
            can: lens.cans(),
            search: !list::allowed_search(&lens).is_empty(),
            icon: entry.icon.clone(),
        };
        let item = NavItem {
            kind: NavKind::Model,
            key: entry.key.clone(),
            label: super::label(entry.meta.verbose_name_plural),
            icon: entry.icon.clone(),
        };
        add(&entry.group, item);
        models.insert(entry.key.clone(), summary);
    }
    for builtin in &site.builtins {
        if (builtin.is_open_to)(actor) {
            add(builtin.group, builtin.item.clone());
        }
    }
    SiteSchema {
        rev: String::new(),
        site: SiteInfo {
            title: site.title.clone(),
            env: site.environment.clone(),
            locale: LOCALES[0].to_owned(),
            locales: LOCALES.map(str::to_owned).to_vec(),
            tz: "UTC".to_owned(),
            features: site.features.clone(),
            theme_css: None,
            // An admin that has the whole site has none beside it.
            site_url: (!site.mounted_at().is_empty()).then(|| "/".to_owned()),
        },
        user: SchemaUser {
            id: actor.id.to_string(),
            name: actor.name.clone(),
            username: actor.username.clone(),
            superuser: actor.is_superuser,
        },
        messages: BTreeMap::new(),
        nav,
        models,
    }
}
