use proc_macro2::{Span, TokenStream};
use syn::{Expr, Fields, Ident, ItemStruct, LitStr, Path, Type};

use super::rules::{DEFERRABLE, Deferrable, RuleArgs};
use crate::errors::Errors;
use crate::options::{At, Number, Options};

/// What happens to rows that point at a deleted row, as written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnDelete {
    Cascade,
    Protect,
    Restrict,
    SetNull,
    SetDefault,
    DoNothing,
}

/// What `on_delete` may be.
pub const ON_DELETE: &[(&str, OnDelete)] = &[
    ("cascade", OnDelete::Cascade),
    ("protect", OnDelete::Protect),
    ("restrict", OnDelete::Restrict),
    ("set_null", OnDelete::SetNull),
    ("set_default", OnDelete::SetDefault),
    ("do_nothing", OnDelete::DoNothing),
];

/// What `index(…)` takes besides fields.
pub const INDEX: &[&str] = &["name", "where", "include", "using"];

/// What `unique(…)` takes besides fields.
pub const UNIQUE: &[&str] = &["name", "where", "include", "nulls_not_distinct", "deferrable"];

/// What `exclude(…)` takes besides fields.
pub const EXCLUDE: &[&str] = &["name", "where", "overlap"];

const EXCLUDE_EXAMPLE: &str = "exclude(name = \"double_booking\", room, overlap(starts, ends))";

/// What `diesel` may be: a kind of column with diesel's type for it. The first part is fjango's name of the kind.
pub const DIESEL: &[(&str, (&str, &str))] = &[
    ("bool", ("Bool", "Bool")),
    ("small_int", ("SmallInt", "SmallInt")),
    ("integer", ("Integer", "Integer")),
    ("big_int", ("BigInt", "BigInt")),
    ("real", ("Real", "Float")),
    ("double", ("Double", "Double")),
    ("decimal", ("Decimal", "")),
    ("text", ("Text", "Text")),
    ("bytes", ("Bytes", "Binary")),
    ("uuid", ("Uuid", "")),
    ("date_time", ("DateTime", "")),
    ("date", ("Date", "Date")),
    ("time", ("Time", "Time")),
    ("interval", ("Interval", "")),
    ("json", ("Json", "")),
];

/// Where a field comes from that stands in a part.
#[derive(Clone)]
pub struct PartOf {
    /// The model's field that holds the part.
    pub holder: Ident,
    /// The part.
    pub ty: Type,
    /// The field's position in the part's struct, and the column's among the part's columns.
    pub position: usize,
    pub column: usize,
    /// Whether the part names its primary key itself.
    pub explicit_key: bool,
    /// Whether the model puts something before the part's names.
    pub prefixed: bool,
}

/// A field as written.
pub struct FieldArgs {
    pub ident: Ident,
    pub ty: Type,
    pub vis: syn::Visibility,
    pub doc: String,
    /// Its doc comments, as attributes.
    pub docs: Vec<syn::Attribute>,
    /// The part it stands in, when it is not the model's own.
    pub part: Option<PartOf>,
    /// Whether it holds a part, whose columns become the model's.
    pub flatten: Option<Span>,
    pub prefix: Option<LitStr>,
    /// Its `cfg` attributes.
    pub cfgs: Vec<syn::Attribute>,
    pub primary_key: Option<Span>,
    pub unique: Option<Span>,
    pub index: Option<Span>,
    pub sensitive: Option<Span>,
    pub auto_now: Option<Span>,
    pub auto_now_add: Option<Span>,
    pub max_length: Option<At<u32>>,
    pub min: Option<At<Number>>,
    pub max: Option<At<Number>>,
    pub default: Option<Expr>,
    pub db_default: Option<LitStr>,
    pub generated: Option<LitStr>,
    pub stored: Option<At<bool>>,
    pub collation: Option<LitStr>,
    pub comment: Option<LitStr>,
    pub column: Option<LitStr>,
    pub table: Option<LitStr>,
    pub through: Option<Path>,
    pub through_fields: Vec<Ident>,
    pub symmetrical: Option<At<bool>>,
    pub on_delete: Option<At<OnDelete>>,
    pub db_constraint: Option<At<bool>>,
    pub deferrable: Option<At<Deferrable>>,
    pub related_name: Option<LitStr>,
    pub help: Option<LitStr>,
    pub verbose_name: Option<LitStr>,
    pub slug_from: Option<LitStr>,
    pub renamed_from: Option<LitStr>,
    pub version: Option<Span>,
    pub validators: Vec<Path>,
    pub diesel: Option<At<(&'static str, &'static str)>>,
    pub upload_to: Option<LitStr>,
    pub max_size: Option<At<u32>>,
    pub extensions: Vec<LitStr>,
    pub content_types: Vec<LitStr>,
    pub width_field: Option<LitStr>,
    pub height_field: Option<LitStr>,
}

/// A model as written; `item` is the struct without its `#[field]` attributes.
pub struct ModelArgs {
    pub item: ItemStruct,
    pub doc: String,
    pub fields: Vec<FieldArgs>,
    pub table: Option<LitStr>,
    pub app: Option<LitStr>,
    pub renamed_from: Option<LitStr>,
    pub verbose_name: Option<LitStr>,
    pub verbose_name_plural: Option<LitStr>,
    pub ordering: Vec<LitStr>,
    pub indexes: Vec<RuleArgs>,
    pub unique: Vec<RuleArgs>,
    pub checks: Vec<(Ident, LitStr)>,
    pub exclusions: Vec<RuleArgs>,
    pub comment: Option<LitStr>,
    /// Whether writes of single rows call the model's hooks.
    pub hooks: Option<Span>,
    /// Whether deleted rows stay, marked as such.
    pub soft_delete: Option<Span>,
    /// Whether diesel's `table!` is made too.
    pub diesel: Option<Span>,
    /// Whether it is no table of its own, but columns that models share.
    pub part: Option<Span>,
    /// Whether the struct itself was put out already.
    pub emitted: bool,
}

impl ModelArgs {
    /// Reads the attribute and the struct; `None` when there is no struct to go on with.
    pub fn parse(arguments: TokenStream, item: TokenStream, errors: &mut Errors) -> Option<Self> {
        let mut item: ItemStruct = match syn::parse2(item.clone()) {
            Ok(item) => item,
            Err(_) => {
                errors.add(first_line(item), "`#[model]` goes on a struct with named fields");
                return None;
            }
        };
        if !item.generics.params.is_empty() {
            errors.add(
                &item.generics,
                "a model cannot be generic, because it is one table; write a struct for each table",
            );
            return None;
        }
        let Fields::Named(named) = &mut item.fields else {
            errors.add(
                &item.ident,
                "a model needs named fields, one for each column; write `struct Name { id: i64, … }`",
            );
            return None;
        };
        let fields = named.named.iter_mut().map(|field| field_args(field, errors)).collect();
        let mut options = Options::parse("#[model]", arguments);
        let args = Self {
            doc: doc(&item.attrs),
            fields,
            table: options.string("table", "table = \"blog_post\""),
            app: options.string("app", "app = \"blog\""),
            renamed_from: options.string("renamed_from", "renamed_from = \"Article\""),
            verbose_name: options.string("verbose_name", "verbose_name = \"blog post\""),
            verbose_name_plural: options.string("verbose_name_plural", "verbose_name_plural = \"blog posts\""),
            ordering: options.strings("ordering", "ordering = \"-created\""),
            indexes: RuleArgs::parse_all(&mut options, "index", INDEX, "index(status, created)", errors),
            unique: RuleArgs::parse_all(&mut options, "unique", UNIQUE, "unique(author, slug)", errors),
            checks: options.named_texts("check", "check(positive = \"price > 0\")"),
            exclusions: RuleArgs::parse_all(&mut options, "exclude", EXCLUDE, EXCLUDE_EXAMPLE, errors),
            comment: options.string("comment", "comment = \"Filled every night.\""),
            hooks: options.flag("hooks"),
            soft_delete: options.flag("soft_delete"),
            diesel: options.flag("diesel"),
            part: options.flag("part"),
            emitted: false,
            item,
        };
        options.finish(errors);
        Some(args)
    }
}

impl ModelArgs {
    /// A model that says nothing about itself but its fields.
    pub fn of_fields(item: ItemStruct, fields: Vec<FieldArgs>) -> Self {
        Self {
            item,
            doc: String::new(),
            fields,
            table: None,
            app: None,
            renamed_from: None,
            verbose_name: None,
            verbose_name_plural: None,
            ordering: Vec::new(),
            indexes: Vec::new(),
            unique: Vec::new(),
            checks: Vec::new(),
            exclusions: Vec::new(),
            comment: None,
            hooks: None,
            soft_delete: None,
            diesel: None,
            part: None,
            emitted: false,
        }
    }
}

fn first_line(item: TokenStream) -> TokenStream {
    item.into_iter()
        .take_while(|token| !matches!(token, proc_macro2::TokenTree::Group(_)))
        .collect()
}

fn field_args(field: &mut syn::Field, errors: &mut Errors) -> FieldArgs {
    let mut options = Options::of_attributes("#[field]", "field", &field.attrs);
    field.attrs.retain(|attr| !attr.path().is_ident("field"));
    let args = FieldArgs {
        // Invariant: the caller has seen that the fields are named.
        ident: field.ident.clone().expect("fields are named"),
        ty: field.ty.clone(),
        vis: field.vis.clone(),
        doc: doc(&field.attrs),
        docs: field
            .attrs
            .iter()
            .filter(|attr| attr.path().is_ident("doc"))
            .cloned()
            .collect(),
        part: None,
        flatten: options.flag("flatten"),
        prefix: options.string("prefix", "prefix = \"billing_\""),
        cfgs: field
            .attrs
            .iter()
            .filter(|attr| attr.path().is_ident("cfg"))
            .cloned()
            .collect(),
        primary_key: options.flag("primary_key"),
        unique: options.flag("unique"),
        index: options.flag("index"),
        sensitive: options.flag("sensitive"),
        auto_now: options.flag("auto_now"),
        auto_now_add: options.flag("auto_now_add"),
        max_length: options.count("max_length", "max_length = 200"),
        min: options.number("min"),
        max: options.number("max"),
        default: options.expression("default", "default = 0"),
        db_default: options.string("db_default", "db_default = \"CURRENT_TIMESTAMP\""),
        generated: options.string("generated", "generated = \"price * quantity\""),
        stored: options.boolean("stored"),
        collation: options.string("collation", "collation = \"C\""),
        comment: options.string("comment", "comment = \"In cents.\""),
        column: options.string("column", "column = \"title\""),
        table: options.string("table", "table = \"blog_post_tags\""),
        through: options.path("through", "through = Membership"),
        through_fields: options.names("through_fields", "through_fields(group, person)"),
        symmetrical: options.boolean("symmetrical"),
        on_delete: options.choice("on_delete", ON_DELETE),
        db_constraint: options.boolean("db_constraint"),
        deferrable: options.choice("deferrable", DEFERRABLE),
        related_name: options.string("related_name", "related_name = \"posts\""),
        help: options.string("help", "help = \"Shown in lists.\""),
        verbose_name: options.string("verbose_name", "verbose_name = \"publication date\""),
        slug_from: options.string("slug_from", "slug_from = \"title\""),
        renamed_from: options.string("renamed_from", "renamed_from = \"name\""),
        version: options.flag("version"),
        validators: options.paths("validators", "validators(check_isbn)"),
        diesel: options.choice("diesel", DIESEL),
        upload_to: options.string("upload_to", "upload_to = \"covers/%Y/%m\""),
        max_size: options.count("max_size", "max_size = 5_000_000"),
        extensions: options.texts("extensions", "extensions(\"pdf\", \"txt\")"),
        content_types: options.texts("content_types", "content_types(\"application/pdf\")"),
        width_field: options.string("width_field", "width_field = \"width\""),
        height_field: options.string("height_field", "height_field = \"height\""),
    };
    options.finish(errors);
    args
}

/// The doc comment, its lines joined.
pub fn doc(attrs: &[syn::Attribute]) -> String {
    let lines: Vec<String> = attrs
        .iter()
        .filter(|attr| attr.path().is_ident("doc"))
        .filter_map(|attr| match &attr.meta {
            syn::Meta::NameValue(pair) => match crate::options::literal(&pair.value)? {
                syn::Lit::Str(text) => Some(text.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        })
        .collect();
    lines.join("\n").trim().to_owned()
}
