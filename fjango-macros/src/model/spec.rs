use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{GenericArgument, Ident, PathArguments, Type, parse_quote};

use super::parse::{FieldArgs, ModelArgs, PartOf};
use crate::names;

/// Whole numbers that fit a column.
pub const INTEGERS: &[&str] = &["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64"];

/// Other numbers.
pub const FLOATS: &[&str] = &["f32", "f64", "Decimal"];
/// Text.
pub const TEXTS: &[&str] = &["String", "Text", "Slug", "Email", "Url"];
/// Names of files, whose content is in a storage.
pub const FILES: &[&str] = &["FileField", "ImageField"];
/// The other types of fields that are known by name.
pub const OTHERS: &[&str] = &[
    "bool",
    "Uuid",
    "DateTime",
    "NaiveDate",
    "NaiveTime",
    "Duration",
    "TimeDelta",
    "Json",
    "Vec",
];

/// The field that `soft_delete` needs.
pub const SOFT_DELETE_FIELD: &str = "deleted_at";

/// What kind of field a type makes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Plain,
    ForeignKey,
    OneToOne,
    ManyToMany,
    Reverse,
    /// What the row held when it was read.
    Tracked,
    /// A mistake is reported for it, and the expansion goes on without it.
    Broken,
    /// It holds a part, whose fields follow it.
    Holder,
}

/// A field with its names and relation resolved.
pub struct FieldSpec {
    pub ident: Ident,
    /// The name without `r#`.
    pub name: String,
    pub column: String,
    pub kind: Kind,
    /// The type as written, or as the part that it stands in tells it.
    pub ty: Type,
    /// The type without its `Option`.
    pub inner: Type,
    /// The last name of the type without its `Option`: `i64`, `Slug`.
    pub type_name: String,
    /// The part it stands in, when it is not the model's own.
    pub part: Option<PartOf>,
    /// The model at the other end of a relation.
    pub target: Option<Type>,
    /// The last name of that model, for messages.
    pub target_name: String,
    /// Whether the model at the other end is this one.
    pub to_itself: bool,
    pub optional: bool,
    /// The position among the model's columns, many-to-many fields or declared ways back.
    pub position: usize,
    pub primary_key: bool,
    /// Whether the database numbers the rows.
    pub auto: bool,
    pub uuid_key: bool,
    pub verbose_name: String,
}

impl FieldSpec {
    /// Whether the field is a column of the table.
    pub fn is_column(&self) -> bool {
        matches!(self.kind, Kind::Plain | Kind::ForeignKey | Kind::OneToOne)
    }

    /// Whether only the compiler knows if the type can be stored.
    pub fn is_custom(&self) -> bool {
        let name = self.type_name();
        let known = [INTEGERS, FLOATS, TEXTS, FILES, OTHERS];
        self.kind == Kind::Plain && !known.iter().any(|list| list.contains(&name.as_str()))
    }

    /// Whether the column names a file.
    pub fn is_file(&self) -> bool {
        self.kind == Kind::Plain && FILES.contains(&self.type_name.as_str())
    }

    /// The last name of the type without its `Option`: `i64`, `Slug`.
    pub fn type_name(&self) -> String {
        self.type_name.clone()
    }

    /// `&self.title`, or the same in a part.
    pub fn borrow(&self) -> TokenStream {
        match &self.part {
            None => {
                let name = &self.ident;
                quote! { &self.#name }
            }
            Some(part) => {
                let (holder, field) = (&part.holder, part_field(part));
                quote! { #field::get(&self.#holder) }
            }
        }
    }

    /// `&mut self.title`, or the same in a part.
    pub fn borrow_mut(&self) -> TokenStream {
        match &self.part {
            None => {
                let name = &self.ident;
                quote! { &mut self.#name }
            }
            Some(part) => {
                let (holder, field) = (&part.holder, part_field(part));
                quote! { #field::get_mut(&mut self.#holder) }
            }
        }
    }

    /// `self.title`, to be assigned to.
    pub fn place(&self) -> TokenStream {
        match &self.part {
            None => {
                let name = &self.ident;
                quote! { self.#name }
            }
            Some(_) => {
                let place = self.borrow_mut();
                quote! { *#place }
            }
        }
    }
}

/// A model with its names resolved.
pub struct ModelSpec {
    pub ident: Ident,
    pub name: String,
    pub app: String,
    pub table: String,
    pub verbose_name: String,
    pub verbose_name_plural: String,
    pub fields: Vec<FieldSpec>,
    /// Whether deleted rows stay, marked as such.
    pub soft_delete: bool,
}

impl ModelSpec {
    pub fn resolve(args: &ModelArgs, app: &str) -> Self {
        let name = names::plain(&args.item.ident);
        let app = args
            .app
            .as_ref()
            .map_or_else(|| app.replace('-', "_"), |app| app.value());
        let explicit = args.fields.iter().any(|field| field.primary_key.is_some());
        let verbose_name = args
            .verbose_name
            .as_ref()
            .map_or_else(|| names::words(&name), |text| text.value());
        Self {
            ident: args.item.ident.clone(),
            table: args
                .table
                .as_ref()
                .map_or_else(|| format!("{app}_{}", name.to_lowercase()), |table| table.value()),
            verbose_name_plural: args
                .verbose_name_plural
                .as_ref()
                .map_or_else(|| names::plural(&verbose_name), |text| text.value()),
            fields: positioned(
                args.fields
                    .iter()
                    .map(|field| field_spec(field, explicit, &args.item.ident)),
            ),
            soft_delete: args.soft_delete.is_some(),
            verbose_name,
            name,
            app,
        }
    }

    /// Leaves these fields out of everything but the struct.
    pub fn leave_out(&mut self, broken: &[usize]) {
        for i in broken {
            self.fields[*i].kind = Kind::Broken;
            self.fields[*i].primary_key = false;
        }
        self.fields = positioned(std::mem::take(&mut self.fields).into_iter());
    }

    /// The primary key, unless it is what is wrong.
    pub fn key(&self) -> Option<&FieldSpec> {
        self.fields.iter().find(|field| field.primary_key)
    }

    /// The field that says when a row was deleted, if the model asks for it.
    pub fn deleted_at(&self) -> Option<&FieldSpec> {
        let deleted_at = |field: &&FieldSpec| field.is_column() && field.name == SOFT_DELETE_FIELD;
        self.fields.iter().find(deleted_at).filter(|_| self.soft_delete)
    }

    /// The field that keeps what a row held when it was read.
    pub fn tracked(&self) -> Option<&FieldSpec> {
        self.fields.iter().find(|field| field.kind == Kind::Tracked)
    }

    /// The fields that are columns, in order.
    pub fn columns(&self) -> impl Iterator<Item = &FieldSpec> {
        self.fields.iter().filter(|field| field.is_column())
    }
}

/// Numbers each kind of field by itself, as the metadata lists them.
fn positioned(fields: impl Iterator<Item = FieldSpec>) -> Vec<FieldSpec> {
    let (mut columns, mut many, mut reverse) = (0.., 0.., 0..);
    fields
        .map(|mut field| {
            let positions = match field.kind {
                Kind::ManyToMany => &mut many,
                Kind::Reverse => &mut reverse,
                Kind::Tracked | Kind::Holder => return field,
                _ => &mut columns,
            };
            field.position = positions.next().unwrap_or_default();
            field
        })
        .collect()
}

/// `<Timestamps as PartField<0>>`.
fn part_field(part: &PartOf) -> TokenStream {
    let (ty, position) = (&part.ty, part.position);
    quote_spanned! { ty.span() => <#ty as ::fjango::__private::PartField<#position>> }
}

fn field_spec(args: &FieldArgs, explicit_key: bool, model: &Ident) -> FieldSpec {
    let explicit_key = args.part.as_ref().map_or(explicit_key, |part| part.explicit_key);
    let name = names::plain(&args.ident);
    let (inner, optional) = match argument_of(&args.ty, "Option") {
        Some(inner) => (inner, true),
        None => (args.ty.clone(), false),
    };
    let relation = [
        ("ForeignKey", Kind::ForeignKey),
        ("OneToOne", Kind::OneToOne),
        ("ManyToMany", Kind::ManyToMany),
        ("ReverseForeignKey", Kind::Reverse),
        ("ReverseOneToOne", Kind::Reverse),
        ("ReverseManyToMany", Kind::Reverse),
    ]
    .into_iter()
    .find_map(|(wrapper, kind)| Some((kind, argument_of(&inner, wrapper)?)));
    let plain = match last_name(&inner).as_deref() {
        Some("Tracked") if !optional => Kind::Tracked,
        _ => Kind::Plain,
    };
    let (mut kind, mut target) = relation.map_or((plain, None), |(kind, target)| (kind, Some(target)));
    if args.flatten.is_some() {
        kind = Kind::Holder;
    }
    let primary_key = args.primary_key.is_some() || (!explicit_key && name == "id" && args.flatten.is_none());
    let to_itself = target.as_ref().is_some_and(|target| {
        let name = last_name(target);
        name.is_some_and(|name| name == "Self" || *model == name)
    });
    // What is made beside the struct has another `Self`.
    target = target.map(|target| match last_name(&target) {
        Some(name) if name == "Self" => syn::parse_quote! { #model },
        _ => target,
    });
    let type_name = last_name(&inner).unwrap_or_default();
    let target_name = target.as_ref().and_then(last_name).unwrap_or_default();
    let (mut ty, mut inner) = (args.ty.clone(), inner);
    if let Some(part) = &args.part {
        // What the part's types are called where the part stands says nothing here: they are asked of the part.
        let field = part_field(part);
        ty = parse_quote! { #field::Type };
        target = target.map(|_| parse_quote! { <#ty as ::fjango::__private::Points>::Target });
        inner = match (optional, &target) {
            (false, _) => ty.clone(),
            (true, _) => parse_quote! { <#ty as ::fjango::__private::DbValue>::Plain },
        };
    }
    let column = args.column.as_ref().map_or_else(
        || {
            if matches!(kind, Kind::ForeignKey | Kind::OneToOne) {
                format!("{name}_id")
            } else {
                name.clone()
            }
        },
        |column| column.value(),
    );
    FieldSpec {
        ident: args.ident.clone(),
        column,
        auto: primary_key && INTEGERS.contains(&type_name.as_str()),
        uuid_key: primary_key && type_name == "Uuid",
        verbose_name: args
            .verbose_name
            .as_ref()
            .map_or_else(|| name.replace('_', " "), |text| text.value()),
        name,
        kind,
        ty,
        inner,
        type_name,
        part: args.part.clone(),
        target,
        target_name,
        to_itself,
        optional,
        position: 0,
        primary_key,
    }
}

/// The last segment of a path type: `chrono::NaiveDate` as `NaiveDate`.
pub fn last_name(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        Type::Group(group) => last_name(&group.elem),
        _ => None,
    }
}

/// The `T` of `Wrapper<T>`.
pub fn argument_of(ty: &Type, wrapper: &str) -> Option<Type> {
    let path = match ty {
        Type::Path(path) => path,
        Type::Group(group) => return argument_of(&group.elem, wrapper),
        _ => return None,
    };
    let segment = path.path.segments.last().filter(|segment| segment.ident == wrapper)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    }
}
