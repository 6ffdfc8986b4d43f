use std::collections::BTreeMap;

use super::field::{first_paragraph, of_sql};
use super::{label, of_field, of_many, of_way};
use crate::admin::action::Action;
use crate::admin::builder::{Column, InlineEntry, Source, is_indexed};
use crate::admin::contract::{
    ActionSchema, Align, Can, ColumnSchema, FieldSchema, FieldType, FilterOp, FilterSchema, FormBlock, FormSchema,
    FormTab, InlineSchema, ListSchema, ModelSchema, SaveOption,
};
use crate::admin::lens::Lens;
use crate::admin::{FieldAccess, list};
use crate::orm::lookup;
use crate::schema::FieldMeta;

/// A model as one actor sees it; its `rev` is still empty.
pub(super) fn schema(lens: &Lens<'_>) -> ModelSchema {
    let (entry, meta) = (lens.entry, lens.meta());
    let mut fields = BTreeMap::new();
    let list = list_schema(lens, &mut fields);
    let form = form(lens, &mut fields);
    let pk = meta.pk();
    fields.entry(pk.name.to_owned()).or_insert_with(|| of_field(lens, pk));
    ModelSchema {
        rev: String::new(),
        key: entry.key.clone(),
        one: meta.verbose_name.to_owned(),
        many: meta.verbose_name_plural.to_owned(),
        help: first_paragraph(meta.doc),
        icon: entry.icon.clone(),
        pk: pk.name.to_owned(),
        can: lens.cans(),
        version: true,
        soft_delete: meta.deleted_at().is_some(),
        history: lens.site.features.iter().any(|feature| feature == "audit"),
        object_perms: lens.has_objects(),
        view_url: entry.view_url.is_some(),
        fields,
        list,
        form,
        actions: entry
            .actions
            .iter()
            .filter(|action| action.is_open_to(lens))
            .map(action)
            .collect(),
    }
}

fn action(action: &Action) -> ActionSchema {
    ActionSchema {
        key: action.key.clone(),
        label: action.label.clone(),
        on: action.on.clone(),
        tone: action.tone,
        confirm: action.confirm.clone(),
        form: action.form.clone(),
        job: false,
        reauth: action.reauth,
        max: action.max,
    }
}

/// The columns that the actor may see.
pub(crate) fn list_columns<'a>(lens: &Lens<'a>) -> Vec<&'a Column> {
    let columns = lens.entry.columns.iter();
    columns
        .filter(|column| match &column.source {
            Source::Field if lens.meta().many_to_many(&column.name).is_some() => {
                lens.field(&column.name) > FieldAccess::Hidden
            }
            Source::Field => lens.way(&column.name).is_some(),
            // Code reads what it likes of a row, so the policy is asked for the column by its own name.
            Source::Expr(..) | Source::Code(_) => lens.field(&column.name) > FieldAccess::Hidden,
        })
        .collect()
}

/// Whether the list may be ordered by a column.
pub(crate) fn is_sortable(lens: &Lens<'_>, column: &Column) -> bool {
    if !matches!(column.source, Source::Field) {
        return false;
    }
    let Some((path, field)) = lens.way(&column.name) else {
        return false;
    };
    let owner = path
        .fields()
        .last()
        .and_then(|field| field.target())
        .unwrap_or(lens.meta());
    let named = lens
        .entry
        .order
        .iter()
        .any(|name| name.trim_start_matches('-') == column.name);
    named || lens.entry.sortable.contains(&column.name) || (is_indexed(owner, field) && path.fields().len() < 2)
}

fn list_schema(lens: &Lens<'_>, fields: &mut BTreeMap<String, FieldSchema>) -> ListSchema {
    let entry = lens.entry;
    let mut columns = Vec::new();
    let mut more = Vec::new();
    for column in list_columns(lens) {
        let schema = field_of(lens, &column.name, column);
        let kind = schema.as_ref().map(|schema| schema.kind);
        let numeric = matches!(
            kind,
            Some(FieldType::Integer | FieldType::Bigint | FieldType::Float | FieldType::Decimal)
        );
        let is_key = lens.meta().pk().name == column.name;
        let shown = ColumnSchema {
            f: column.name.clone(),
            label: match (&column.label, &schema) {
                (Some(label), _) => label.clone(),
                (None, Some(schema)) => schema.label.clone(),
                (None, None) => label(&column.name),
            },
            link: column.link,
            sort: is_sortable(lens, column),
            computed: !matches!(column.source, Source::Field),
            editable: column.editable
                && lens.can(Can::Change)
                && schema.as_ref().is_some_and(|schema| !schema.readonly),
            sum: column.sum && numeric,
            align: if numeric && !is_key { Align::End } else { Align::Start },
        };
        if let Some(schema) = schema {
            fields.insert(column.name.clone(), schema);
        }
        if column.more {
            more.push(shown)
        } else {
            columns.push(shown)
        }
    }
    let filters = list::allowed_filters(lens).into_iter().map(|name| {
        let schema = match fields.get(&name) {
            Some(schema) => schema.clone(),
            None => filter_field(lens, &name),
        };
        let filter = FilterSchema {
            label: schema.label.clone(),
            ops: list::ops(lens.meta(), &name),
            facets: matches!(schema.kind, FieldType::Enum | FieldType::Boolean),
            f: name.clone(),
        };
        fields.insert(name, schema);
        filter
    });
    let filters: Vec<_> = filters.filter(|filter| !filter.ops.is_empty()).collect();
    let search = list::allowed_search(lens);
    let search_help = match entry.search_help.as_str() {
        "" => {
            let names = search
                .iter()
                .map(|name| label(&name.trim_start_matches('=').replace("__", " ")));
            names.collect::<Vec<_>>().join(", ")
        }
        help => help.to_owned(),
    };
    let order = entry.order.iter();
    ListSchema {
        columns,
        more,
        order: order
            .filter(|name| lens.way(name.trim_start_matches('-')).is_some())
            .cloned()
            .collect(),
        sizes: entry.sizes.clone(),
        count: entry.count,
        paging: entry.paging,
        search: !search.is_empty(),
        search_help,
        filters,
        views: entry.views.clone(),
        empty: entry.empty.clone(),
    }
}

/// The field behind a column; code has none.
fn field_of(lens: &Lens<'_>, name: &str, column: &Column) -> Option<FieldSchema> {
    match &column.source {
        Source::Code(_) => None,
        Source::Expr(_, kind) => Some(FieldSchema {
            readonly: true,
            nullable: true,
            ..FieldSchema::new(of_sql(*kind), column.label.clone().unwrap_or_else(|| label(name)))
        }),
        Source::Field => own_or_way(lens, name),
    }
}

fn own_or_way(lens: &Lens<'_>, name: &str) -> Option<FieldSchema> {
    let meta = lens.meta();
    if let Some(field) = meta.many_to_many(name) {
        return Some(of_many(lens, field));
    }
    if let Some(position) = meta.field_index(name) {
        let fields: &'static [FieldMeta] = meta.fields;
        return Some(of_field(lens, &fields[position]));
    }
    let (_, field) = lens.way(name)?;
    Some(of_way(lens, name, field))
}

/// The field behind a filter that no column shows: of another model, or a part of a value.
fn filter_field(lens: &Lens<'_>, name: &str) -> FieldSchema {
    own_or_way(lens, name).unwrap_or_else(|| {
        let target = lookup::target(lens.meta(), name).ok();
        let mut schema = FieldSchema {
            readonly: true,
            ..FieldSchema::new(
                target
                    .as_ref()
                    .map_or(FieldType::String, |target| of_sql(target.subject.kind())),
                label(&name.replace("__", " ")),
            )
        };
        if let Some(target) = target.filter(|target| target.is_relation) {
            schema.kind = FieldType::Relation;
            schema.many = true;
            schema.to = lens.other(target.model).key;
        }
        schema
    })
}

/// The fields of the form that the actor may see, in the model's order.
pub(crate) fn form_fields(lens: &Lens<'_>) -> Vec<&'static str> {
    let meta = lens.meta();
    let own: &'static [FieldMeta] = meta.fields;
    let many = meta.many_to_many.iter().map(|field| field.name);
    own.iter()
        .map(|field| field.name)
        .chain(many)
        .filter(|name| !lens.entry.exclude.contains(*name) && lens.field(name) > FieldAccess::Hidden)
        .collect()
}

fn form(lens: &Lens<'_>, fields: &mut BTreeMap<String, FieldSchema>) -> FormSchema {
    let seen = form_fields(lens);
    for name in &seen {
        if let Some(schema) = own_or_way(lens, name) {
            fields.insert((*name).to_owned(), schema);
        }
    }
    let inlines: BTreeMap<String, InlineSchema> = lens
        .entry
        .inlines
        .iter()
        .filter_map(|inline| Some((inline.name.clone(), inline_schema(lens, inline)?)))
        .collect();
    // What is shown but not edited, and that nobody put anywhere, stands beside the form.
    let is_fact = |name: &str| {
        let field = lens.meta().field(name);
        field.is_some_and(|field| !field.editable() && !field.deleted_at && !field.version)
    };
    let aside = match &lens.entry.aside {
        Some(names) => names
            .iter()
            .filter(|name| seen.contains(&name.as_str()))
            .cloned()
            .collect(),
        None => seen
            .iter()
            .filter(|name| is_fact(name))
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>(),
    };
    let mut main = match &lens.entry.layout {
        Some(blocks) => blocks
            .iter()
            .filter_map(|block| visible(block, &seen, &inlines))
            .collect(),
        None => {
            let rows = seen.iter().filter(|name| {
                let field = lens.meta().field(name);
                let hidden = field.is_some_and(|field| field.deleted_at || field.version || !field.editable());
                !hidden && !aside.iter().any(|known| known == *name)
            });
            vec![FormBlock {
                rows: Some(rows.map(|name| vec![(*name).to_owned()]).collect()),
                ..FormBlock::default()
            }]
        }
    };
    let placed = placed(&main);
    for inline in lens
        .entry
        .inlines
        .iter()
        .filter(|inline| inlines.contains_key(&inline.name))
    {
        if !placed.contains(&inline.name) {
            main.push(FormBlock {
                inline: Some(inline.name.clone()),
                ..FormBlock::default()
            });
        }
    }
    let mut save = vec![SaveOption::Stay];
    if lens.can(Can::Add) {
        save.push(SaveOption::Another);
        save.extend(lens.entry.duplicate.then_some(SaveOption::Duplicate));
    }
    FormSchema {
        main,
        aside,
        inlines,
        save,
    }
}

/// A block without what the actor may not see; nothing when nothing is left.
fn visible(block: &FormBlock, seen: &[&str], inlines: &BTreeMap<String, InlineSchema>) -> Option<FormBlock> {
    let mut block = block.clone();
    if let Some(rows) = &mut block.rows {
        for row in rows.iter_mut() {
            row.retain(|name| seen.contains(&name.as_str()));
        }
        rows.retain(|row| !row.is_empty());
        if rows.is_empty() {
            return None;
        }
    }
    if let Some(tabs) = block.tabs.take() {
        let tabs = tabs.into_iter().filter_map(|tab| {
            let main: Vec<_> = tab
                .main
                .iter()
                .filter_map(|block| visible(block, seen, inlines))
                .collect();
            (!main.is_empty()).then_some(FormTab { main, ..tab })
        });
        let tabs: Vec<_> = tabs.collect();
        if tabs.is_empty() {
            return None;
        }
        block.tabs = Some(tabs);
    }
    match &block.inline {
        Some(name) if !inlines.contains_key(name) => None,
        _ => Some(block),
    }
}

/// The inlines that have a place already.
fn placed(blocks: &[FormBlock]) -> Vec<String> {
    let mut names = Vec::new();
    for block in blocks {
        names.extend(block.inline.clone());
        for tab in block.tabs.iter().flatten() {
            names.extend(placed(&tab.main));
        }
    }
    names
}

/// An inline's own fields that the actor may see, without the way back.
pub(crate) fn inline_fields(child: &Lens<'_>, inline: &InlineEntry) -> Vec<String> {
    let seen = form_fields(child);
    let fits = |name: &str| {
        let field = child.meta().field(name);
        seen.contains(&name)
            && name != inline.fk.name
            && inline.sortable.as_deref() != Some(name)
            && field.is_none_or(|field| !field.auto && !field.deleted_at && !field.version)
    };
    if inline.fields.is_empty() {
        return seen
            .iter()
            .filter(|name| fits(name))
            .map(|name| (*name).to_owned())
            .collect();
    }
    inline.fields.iter().filter(|name| fits(name)).cloned().collect()
}

fn inline_schema(lens: &Lens<'_>, inline: &InlineEntry) -> Option<InlineSchema> {
    let entry = lens.site.entry_or_default(inline.meta);
    let child = Lens { entry: &entry, ..*lens };
    if !child.can(Can::View) {
        return None;
    }
    let order = inline_fields(&child, inline);
    let fields = order
        .iter()
        .filter_map(|name| Some((name.clone(), own_or_way(&child, name)?)))
        .collect();
    let can = child
        .cans()
        .into_iter()
        .filter(|can| *can != Can::Delete || inline.can_delete);
    Some(InlineSchema {
        model: entry.key.clone(),
        label: inline
            .label
            .clone()
            .unwrap_or_else(|| label(inline.meta.verbose_name_plural)),
        one: inline.meta.verbose_name.to_owned(),
        fk: inline.fk.name.to_owned(),
        style: inline.style,
        order,
        fields,
        min: inline.min,
        max: inline.max,
        extra: inline.extra,
        sortable: inline.sortable.clone(),
        page: inline.page,
        can: can.collect(),
        open: lens.site.entry_of(inline.meta).is_some(),
    })
}

/// What a filter may be asked, by the kind of its value.
pub(crate) fn ops_of(kind: FieldType, nullable: bool) -> Vec<FilterOp> {
    use FilterOp::*;
    let mut ops = match kind {
        FieldType::String | FieldType::Text | FieldType::Email | FieldType::Url | FieldType::Slug => {
            vec![Contains, Starts, Eq, Ne, In, NotIn]
        }
        FieldType::Integer | FieldType::Bigint | FieldType::Float | FieldType::Decimal | FieldType::Duration => {
            vec![Eq, Ne, Lt, Lte, Gt, Gte, Between, In, NotIn]
        }
        FieldType::Date | FieldType::Datetime => vec![Preset, Between, Lt, Lte, Gt, Gte],
        FieldType::Time => vec![Between, Lt, Lte, Gt, Gte],
        FieldType::Boolean => vec![Eq],
        FieldType::Enum | FieldType::Relation | FieldType::Uuid => vec![In, NotIn, Eq, Ne],
        FieldType::File | FieldType::Image | FieldType::Json | FieldType::Bytes => Vec::new(),
    };
    if nullable {
        ops.push(Null);
    }
    ops
}
