//! serde's and schemars' traits of models and their inputs, through the metadata.

use std::borrow::Cow;

use schemars::Schema;
use serde::de::{Deserialize, Deserializer, Error as _};

use crate::api;
use crate::http;
use crate::orm::{Input, Model};

pub fn deserialize<'de, I: Input, D: Deserializer<'de>>(deserializer: D) -> Result<I, D::Error> {
    let api::Document(body) = api::Document::deserialize(deserializer)?;
    let meta = <I::Model as Model>::META;
    api::values_of(meta, &body, I::PARTIAL)
        .and_then(|mut values| I::from_values(&mut values))
        .map_err(|errors| D::Error::custom(http::keep_errors(errors)))
}

pub fn input_schema<I: Input>() -> Schema {
    let schema = api::input_schema(<I::Model as Model>::META, I::PARTIAL);
    schema.try_into().unwrap_or_default()
}

pub fn model_schema<M: Model>() -> Schema {
    api::serialized_schema(M::META).try_into().unwrap_or_default()
}

/// The schema of the struct has a name of its own: an API's rows show keys where the struct may hold rows.
pub fn model_schema_name<M: Model>() -> Cow<'static, str> {
    Cow::Owned(format!("{}Row", M::META.name))
}

/// `Deserialize` and `JsonSchema` for the inputs of a model.
#[doc(hidden)]
#[macro_export]
macro_rules! __input_impls {
    ($($input:ident),*) => {$(
        impl<'de> $crate::__private::serde::Deserialize<'de> for $input {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::inputs::deserialize(deserializer)
            }
        }

        impl $crate::__private::schemars::JsonSchema for $input {
            fn schema_name() -> $crate::__private::CowStr {
                $crate::__private::CowStr::Borrowed(::core::stringify!($input))
            }

            fn schema_id() -> $crate::__private::CowStr {
                $crate::__private::CowStr::Borrowed(::core::concat!(::core::module_path!(), "::", ::core::stringify!($input)))
            }

            fn json_schema(_: &mut $crate::__private::schemars::SchemaGenerator) -> $crate::__private::schemars::Schema {
                $crate::__private::inputs::input_schema::<Self>()
            }
        }
    )*};
}

/// `JsonSchema` for a model.
#[doc(hidden)]
#[macro_export]
macro_rules! __model_schema_impl {
    ($model:ident) => {
        impl $crate::__private::schemars::JsonSchema for $model {
            fn schema_name() -> $crate::__private::CowStr {
                $crate::__private::inputs::model_schema_name::<Self>()
            }

            fn schema_id() -> $crate::__private::CowStr {
                $crate::__private::CowStr::Borrowed(::core::concat!(
                    ::core::module_path!(),
                    "::",
                    ::core::stringify!($model)
                ))
            }

            fn json_schema(
                _: &mut $crate::__private::schemars::SchemaGenerator,
            ) -> $crate::__private::schemars::Schema {
                $crate::__private::inputs::model_schema::<Self>()
            }
        }
    };
}
