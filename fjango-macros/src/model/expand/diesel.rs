use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;

use crate::model::parse::{DIESEL, ModelArgs};
use crate::model::spec::{FieldSpec, ModelSpec};

/// diesel's `table!` for a model. diesel must be told the type of a column by its name, so what only the compiler knows
/// is guessed (a stored type of the user's own is text, a foreign key is a `BIGINT`) and the guess asserted.
pub fn table(args: &ModelArgs, spec: &ModelSpec) -> TokenStream {
    let table = name(&spec.table);
    let (module, table_name) = (&table.ident, &table.sql_name);
    let mut columns = TokenStream::new();
    let mut assertions = TokenStream::new();
    for (written, field) in args
        .fields
        .iter()
        .zip(&spec.fields)
        .filter(|(_, field)| field.is_column())
    {
        let column = name(&field.column);
        let (ident, sql_name) = (&column.ident, &column.sql_name);
        let (kind, diesel) = written
            .diesel
            .as_ref()
            .map_or_else(|| guess(field), |given| given.value);
        let sql = sql_type(kind, diesel);
        let sql = if field.optional {
            quote! { ::fjango::__private::diesel::sql_types::Nullable<#sql> }
        } else {
            sql
        };
        columns.extend(quote! { #sql_name #ident -> #sql, });
        let (kind, ty, optional) = (format_ident!("{kind}"), &field.ty, field.optional);
        let message = format!(
            "`#[model(diesel)]` takes `{}` for a {}, which it is not; say what it is stored as, such as `#[field(diesel = \"uuid\")]`",
            field.name,
            DIESEL
                .iter()
                .find(|(_, (name, _))| kind == name)
                .map_or("", |(name, _)| name),
        );
        assertions.extend(quote_spanned! { ty.span() =>
            const _: () = ::core::assert!(
                ::fjango::__private::diesel_types::is_stored_as::<#ty>(::fjango::__private::SqlType::#kind)
                    && ::fjango::__private::diesel_types::takes_null::<#ty>() == #optional,
                #message
            );
        });
    }
    let key = spec.key().map(|key| name(&key.column).ident);
    quote! {
        #assertions
        ::fjango::__private::diesel_table! {
            #table_name
            #module (#key) {
                #columns
            }
        }
    }
}

struct Name {
    ident: Ident,
    /// diesel's attribute, where the identifier is not the name.
    sql_name: Option<TokenStream>,
}

/// An identifier for what is called `sql` in the database.
fn name(sql: &str) -> Name {
    match syn::parse_str::<Ident>(sql) {
        // diesel defines these names itself.
        Ok(ident) if !matches!(sql, "table" | "columns" | "dsl" | "star" | "all_columns" | "diesel") => {
            Name { ident, sql_name: None }
        }
        _ => {
            let plain: String = sql
                .chars()
                .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
                .collect();
            Name {
                ident: format_ident!("{}_", plain.trim_start_matches(|c: char| c.is_ascii_digit())),
                sql_name: Some(quote! { #[sql_name = #sql] }),
            }
        }
    }
}

/// diesel's type, or the one of fjango's that both databases know.
fn sql_type(kind: &str, diesel: &str) -> TokenStream {
    match (kind, diesel) {
        ("DateTime", "") => quote! { ::fjango::__private::diesel_types::Moment },
        (kind, "") => {
            let ident = format_ident!("{kind}");
            quote! { ::fjango::__private::diesel_types::#ident }
        }
        (_, diesel) => {
            let ident = format_ident!("{diesel}");
            quote! { ::fjango::__private::diesel::sql_types::#ident }
        }
    }
}

/// What a field is most likely stored as.
fn guess(field: &FieldSpec) -> (&'static str, &'static str) {
    if field.target.is_some() {
        return ("BigInt", "BigInt");
    }
    match field.type_name().as_str() {
        "bool" => ("Bool", "Bool"),
        "i8" | "u8" | "i16" => ("SmallInt", "SmallInt"),
        "u16" | "i32" => ("Integer", "Integer"),
        "u32" | "i64" | "u64" => ("BigInt", "BigInt"),
        "f32" => ("Real", "Float"),
        "f64" => ("Double", "Double"),
        "Decimal" => ("Decimal", ""),
        "Uuid" => ("Uuid", ""),
        "DateTime" => ("DateTime", ""),
        "NaiveDate" => ("Date", "Date"),
        "NaiveTime" => ("Time", "Time"),
        "Duration" | "TimeDelta" => ("Interval", ""),
        "Json" => ("Json", ""),
        "Vec" => ("Bytes", "Binary"),
        _ => ("Text", "Text"),
    }
}
