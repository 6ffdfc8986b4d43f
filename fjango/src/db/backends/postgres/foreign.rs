//! Queries written in diesel's own language.

use std::collections::{HashMap, HashSet};

use diesel::pg::{Pg, PgMetadataLookup, PgTypeMetadata, PgValue};
use diesel::query_builder::QueryFragment;
use diesel::query_builder::bind_collector::RawBytesBindCollector;
use diesel::result::{Error as DieselError, QueryResult};
use diesel::row::{Field, PartialRow, Row, RowIndex, RowSealed};
use postgres_types::private::BytesMut;
use postgres_types::{IsNull, Kind, ToSql, Type, to_sql_checked};

use super::connection::Connection;
use super::error;
use super::row::PgRow;
use crate::db::backend::Ran;
use crate::db::foreign::Foreign;
use crate::db::{Error, Result};

/// What the values of a query are as bytes, with their types.
pub(in crate::db) struct Bound(Vec<(Raw, Type)>);

impl Bound {
    /// Has diesel write the values. Types without a number of their own are looked up in `names`, which remembers
    /// what it did not know.
    pub(in crate::db) fn of(query: &impl QueryFragment<Pg>, names: &mut TypeNames) -> QueryResult<Self> {
        let mut collected = RawBytesBindCollector::<Pg>::new();
        query.collect_binds(&mut collected, names, &Pg)?;
        let values = collected.binds.into_iter().map(Raw);
        let pairs = values.zip(&collected.metadata).map(|(value, metadata)| {
            let oid = metadata
                .oid()
                .map_err(|error| DieselError::SerializationError(error.into()))?;
            let custom = || Type::new(format!("type {oid}"), oid, Kind::Simple, "public".into());
            Ok((value, Type::from_oid(oid).unwrap_or_else(custom)))
        });
        Ok(Self(pairs.collect::<QueryResult<_>>()?))
    }
}

/// The numbers of types that only the database knows, such as its enums, by schema and name.
#[derive(Default)]
pub(in crate::db) struct TypeNames {
    known: HashMap<TypeName, (u32, u32)>,
    unknown: HashSet<TypeName>,
}

type TypeName = (Option<String>, String);

impl PgMetadataLookup for TypeNames {
    fn lookup_type(&mut self, type_name: &str, schema: Option<&str>) -> PgTypeMetadata {
        let name = (schema.map(str::to_owned), type_name.to_owned());
        match self.known.get(&name) {
            Some((oid, array)) => PgTypeMetadata::new(*oid, *array),
            None => {
                self.unknown.insert(name);
                PgTypeMetadata::new(0, 0)
            }
        }
    }
}

/// Runs a query of diesel's.
pub(super) async fn run(connection: &Connection, mut query: Box<dyn Foreign>) -> Ran {
    let mut names = TypeNames::default();
    let mut bound = query.bind_postgres(&mut names).map_err(refused)?;
    if !names.unknown.is_empty() {
        for name in std::mem::take(&mut names.unknown) {
            let numbers = look_up(connection, &name).await?;
            names.known.insert(name, numbers);
        }
        bound = query.bind_postgres(&mut names).map_err(refused)?;
    }
    let sql = query.postgres_text().map_err(refused)?;
    let answer = connection.ask_raw(&sql, bound.0).await.map_err(error::from_driver)?;
    let rows = answer.for_each(|row| query.take_postgres(&DieselRow(row)).map_err(refused));
    Ok((rows.await?, None))
}

async fn look_up(connection: &Connection, (schema, name): &TypeName) -> Result<(u32, u32)> {
    let sql = "SELECT t.oid, t.typarray FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace \
         WHERE t.typname = $1 AND CASE WHEN $2::text IS NULL THEN pg_type_is_visible(t.oid) ELSE n.nspname = $2 END";
    let values: [(&(dyn postgres_types::ToSql + Sync), Type); 2] = [(name, Type::TEXT), (schema, Type::TEXT)];
    let rows = connection.client.query_typed(sql, &values).await;
    let rows = rows.map_err(error::from_driver)?;
    let row = rows.first().ok_or_else(|| Error::Backend {
        message: format!("there is no type `{name}`"),
        detail: None,
    })?;
    Ok((row.get(0), row.get(1)))
}

/// What diesel objects to before a query is sent, or to a row.
pub(super) fn refused(error: DieselError) -> Error {
    match error {
        DieselError::SerializationError(source) => Error::Value {
            message: source.to_string(),
        },
        other => Error::Backend {
            message: other.to_string(),
            detail: None,
        },
    }
}

/// A value's bytes; none is `NULL`.
#[derive(Debug)]
struct Raw(Option<Vec<u8>>);

impl ToSql for Raw {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        let Some(bytes) = &self.0 else {
            return Ok(IsNull::Yes);
        };
        out.extend_from_slice(bytes);
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A row as diesel reads it.
pub(in crate::db) struct DieselRow<'r>(PgRow<'r>);

impl RowSealed for DieselRow<'_> {}

impl<'a, 'r: 'a> Row<'a, Pg> for DieselRow<'r> {
    type Field<'f>
        = DieselField<'f>
    where
        'a: 'f,
        Self: 'f;
    type InnerPartialRow = Self;

    fn field_count(&self) -> usize {
        self.0.row.len()
    }

    fn get<'b, I>(&'b self, index: I) -> Option<Self::Field<'b>>
    where
        'a: 'b,
        Self: RowIndex<I>,
    {
        let column = self.idx(index)?;
        Some(DieselField { row: &self.0, column })
    }

    fn partial_row(&self, range: std::ops::Range<usize>) -> PartialRow<'_, Self::InnerPartialRow> {
        PartialRow::new(self, range)
    }
}

impl RowIndex<usize> for DieselRow<'_> {
    fn idx(&self, index: usize) -> Option<usize> {
        (index < self.0.row.len()).then_some(index)
    }
}

impl<'n> RowIndex<&'n str> for DieselRow<'_> {
    fn idx(&self, name: &'n str) -> Option<usize> {
        self.0.row.columns().iter().position(|column| column.name() == name)
    }
}

/// One column of a row.
pub(in crate::db) struct DieselField<'f> {
    row: &'f PgRow<'f>,
    column: usize,
}

impl<'f> Field<'f, Pg> for DieselField<'f> {
    fn field_name(&self) -> Option<&str> {
        Some(self.row.row.columns().get(self.column)?.name())
    }

    fn value(&self) -> Option<PgValue<'_>> {
        self.row.value(self.column)
    }
}
