//! Decimals on the wire: PostgreSQL's base-10,000 `numeric`, SQLite's double.

use rust_decimal::Decimal;

use super::Cell;
use super::cell::{BoxError, sent};

/// SQLite keeps a `decimal` column as a double, which holds 15 significant digits exactly.
#[cfg(feature = "sqlite")]
const SQLITE_DIGITS: usize = 15;

pub(super) fn decode(cell: Cell<'_>) -> Result<Decimal, BoxError> {
    match cell {
        #[cfg(feature = "postgres")]
        Cell::Pg(value) => {
            use diesel::deserialize::FromSql;
            let numeric = <diesel::pg::data_types::PgNumeric as FromSql<
                diesel::sql_types::Numeric,
                diesel::pg::Pg,
            >>::from_nullable_sql(value)?;
            from_numeric(&numeric)
        }
        #[cfg(feature = "sqlite")]
        Cell::Sqlite(value) => {
            use diesel::deserialize::FromSql;
            let double = <f64 as FromSql<diesel::sql_types::Double, diesel::sqlite::Sqlite>>::from_nullable_sql(value)?;
            // The shortest text that reads back as this double is the decimal that was stored.
            let text = double.to_string();
            Ok(text.parse().or_else(|_| Decimal::from_scientific(&text))?)
        }
        Cell::Sent(value) => sent(value),
        Cell::Never(_, never) => match never {},
    }
}

/// The double that SQLite can store without changing the decimal.
///
/// # Errors
/// A message when the decimal has more digits than a double keeps.
#[cfg(feature = "sqlite")]
pub(crate) fn to_sqlite(decimal: Decimal) -> Result<f64, BoxError> {
    let normal = decimal.normalize();
    let digits = normal.mantissa().unsigned_abs().to_string().trim_end_matches('0').len();
    if digits > SQLITE_DIGITS {
        return Err(format!("SQLite keeps {SQLITE_DIGITS} significant digits and this decimal has {digits}").into());
    }
    Ok(normal.to_string().parse()?)
}

/// PostgreSQL's form of a decimal.
///
/// The algorithm follows `numeric_recv` (postgres: src/backend/utils/adt/numeric.c): the digits are cut into
/// groups of four around the decimal point.
#[cfg(feature = "postgres")]
pub(crate) fn to_numeric(decimal: Decimal) -> diesel::pg::data_types::PgNumeric {
    use diesel::pg::data_types::PgNumeric;
    let scale = decimal.scale() as usize;
    let mut text = decimal.mantissa().unsigned_abs().to_string();
    if text.len() <= scale {
        text.insert_str(0, &"0".repeat(scale + 1 - text.len()));
    }
    let (whole, fraction) = text.split_at(text.len() - scale);
    let whole = format!("{}{whole}", "0".repeat((4 - whole.len() % 4) % 4));
    let fraction = format!("{fraction}{}", "0".repeat((4 - fraction.len() % 4) % 4));
    let group = |chunk: &[u8]| chunk.iter().fold(0_i16, |n, digit| n * 10 + i16::from(digit - b'0'));
    let mut digits: Vec<i16> = whole
        .as_bytes()
        .chunks(4)
        .chain(fraction.as_bytes().chunks(4))
        .map(group)
        .collect();
    let mut weight = (whole.len() / 4) as i16 - 1;
    let leading = digits.iter().take_while(|digit| **digit == 0).count();
    digits.drain(..leading);
    weight -= leading as i16;
    while digits.last() == Some(&0) {
        digits.pop();
    }
    if digits.is_empty() {
        weight = 0;
    }
    let scale = scale as u16;
    if decimal.is_sign_negative() && !digits.is_empty() {
        PgNumeric::Negative { weight, scale, digits }
    } else {
        PgNumeric::Positive { weight, scale, digits }
    }
}

#[cfg(feature = "postgres")]
fn from_numeric(numeric: &diesel::pg::data_types::PgNumeric) -> Result<Decimal, BoxError> {
    use diesel::pg::data_types::PgNumeric;
    let (negative, weight, scale, digits) = match numeric {
        PgNumeric::Positive { weight, scale, digits } => (false, *weight, *scale, digits),
        PgNumeric::Negative { weight, scale, digits } => (true, *weight, *scale, digits),
        PgNumeric::NaN => return Err("the column holds NaN, which a Decimal cannot".into()),
    };
    let mut text = String::from(if negative { "-" } else { "" });
    let group = |index: i32| {
        usize::try_from(index)
            .ok()
            .and_then(|i| digits.get(i))
            .copied()
            .unwrap_or(0)
    };
    let whole_groups = i32::from(weight) + 1;
    if whole_groups <= 0 {
        text.push('0');
    }
    for index in 0..whole_groups {
        text.push_str(&format!("{:04}", group(index)));
    }
    if scale > 0 {
        let mut fraction = String::new();
        let mut index = whole_groups;
        while fraction.len() < usize::from(scale) {
            fraction.push_str(&format!("{:04}", if index < 0 { 0 } else { group(index) }));
            index += 1;
        }
        fraction.truncate(usize::from(scale));
        text.push('.');
        text.push_str(&fraction);
    }
    Ok(Decimal::from_str_exact(&text).or_else(|_| text.parse())?)
}
