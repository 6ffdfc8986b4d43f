//! What a file with models or queries needs: `use fjango::prelude::*;`.

pub use crate::App;
pub use crate::api::{Valid, Validate};
pub use crate::auth::{CurrentUser, User};
pub use crate::db::{Db, Executor, Tx};
pub use crate::http::{Path, Problem, Query, State};
pub use crate::orm::{
    Condition, ForeignKey, Input, ManyToMany, Model, OneToOne, QuerySet, ReverseForeignKey, ReverseManyToMany,
    ReverseOneToOne, SoftDelete, Track, Tracked,
};
pub use crate::row;
pub use crate::storage::{FileField, ImageField};
pub use crate::value::{Choices, DbValue, Email, Json, Slug, Text, Url};
pub use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta as Duration, Utc};
pub use fjango_macros::{Choices, DbValue, FromRow, admin, api, model};
pub use futures_util::{StreamExt, TryStreamExt};
pub use rust_decimal::Decimal;
pub use uuid::Uuid;
