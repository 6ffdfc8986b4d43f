//! The fields of a struct as the attributes beside `#[model]` see them: names, and what their types tell.

use syn::{Ident, ItemStruct};

use crate::errors::Errors;
use crate::model::spec::{argument_of, last_name};
use crate::names;

/// What a field's type tells without knowing other items.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// A foreign key or one-to-one field.
    One,
    /// A many-to-many field or a declared way back.
    Many,
    Text,
    /// JSON, dates and times, which have parts that filters reach.
    Parts,
    /// A type known not to be text.
    NotText,
    /// A type that only the compiler knows.
    Unknown,
}

/// The names of a struct's fields.
pub struct Fields(Vec<(String, Shape)>);

impl Fields {
    pub fn of(item: &ItemStruct) -> Self {
        let fields = item.fields.iter();
        Self(
            fields
                .filter_map(|field| Some((names::plain(field.ident.as_ref()?), shape(&field.ty))))
                .collect(),
        )
    }

    /// The shape of the field called `name`.
    pub fn shape(&self, name: &str) -> Option<Shape> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, shape)| *shape)
    }

    /// Reports what is wrong with `path` as a field, or a way such as `author__name` that begins at a relation.
    /// Gives the shape of a plain field.
    pub fn check(&self, option: &str, path: &Ident, errors: &mut Errors) -> Option<Shape> {
        let name = names::plain(path);
        self.check_text(option, &name, path, errors)
    }

    /// The same for a path that was written as text.
    pub fn check_text(
        &self,
        option: &str,
        name: &str,
        written: impl quote::ToTokens,
        errors: &mut Errors,
    ) -> Option<Shape> {
        let (first, rest) = match name.split_once("__") {
            Some((first, rest)) => (first, Some(rest)),
            None => (name, None),
        };
        let Some(shape) = self.shape(first) else {
            // `pk` is the primary key, whatever its field is called.
            if first != "pk" || rest.is_some() {
                let known: Vec<&str> = self.0.iter().map(|(known, _)| known.as_str()).collect();
                let hint = names::suggestion(first, &known);
                errors.add(written, format!("`{option}` names the unknown field `{first}`; {hint}"));
            }
            return None;
        };
        let has_no_parts = match shape {
            Shape::Text | Shape::NotText => true,
            Shape::Parts => option != "filter",
            Shape::One | Shape::Many | Shape::Unknown => false,
        };
        if rest.is_some() && has_no_parts {
            errors.add(
                written,
                format!("`{first}` is no relation, so `{name}` leads nowhere; write `{first}`"),
            );
        }
        rest.is_none().then_some(shape)
    }
}

fn shape(ty: &syn::Type) -> Shape {
    let inner = argument_of(ty, "Option").unwrap_or_else(|| ty.clone());
    match last_name(&inner).unwrap_or_default().as_str() {
        "ForeignKey" | "OneToOne" => Shape::One,
        "ManyToMany" | "ReverseForeignKey" | "ReverseOneToOne" | "ReverseManyToMany" => Shape::Many,
        "String" | "Text" | "Slug" | "Email" | "Url" | "FileField" | "ImageField" => Shape::Text,
        "bool" | "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "f32" | "f64" | "Decimal" | "Uuid"
        | "Duration" | "TimeDelta" | "Vec" => Shape::NotText,
        "Json" | "DateTime" | "NaiveDate" | "NaiveTime" => Shape::Parts,
        _ => Shape::Unknown,
    }
}
