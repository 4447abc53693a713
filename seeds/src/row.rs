//! What holds for a row of any table: its columns, its key, when it was made.

use sea_orm::{ActiveModelTrait, ActiveValue, EntityTrait, IdenStatic, Iterable, PrimaryKeyToColumn, Value};
use time::OffsetDateTime;

/// The columns of the table that rows of this type go into.
pub(crate) type ColumnOf<A> = <<A as ActiveModelTrait>::Entity as EntityTrait>::Column;

/// All columns of the table.
pub(crate) fn columns<A: ActiveModelTrait>() -> impl Iterator<Item = ColumnOf<A>> {
    ColumnOf::<A>::iter()
}

/// The primary key's columns and values; `None` where one is not set.
pub(crate) fn key<A: ActiveModelTrait>(row: &A) -> Option<Vec<(ColumnOf<A>, Value)>> {
    <A::Entity as EntityTrait>::PrimaryKey::iter()
        .map(|part| {
            let column = part.into_column();
            row.get(column).into_value().map(|value| (column, value))
        })
        .collect()
}

/// Fills `created_at` and `updated_at` where they are not set: a row was made at the earliest of its moments that is not
/// after `now`, or, without any, at `otherwise`.
pub(crate) fn date<A: ActiveModelTrait>(row: &mut A, now: OffsetDateTime, otherwise: OffsetDateTime) {
    let earliest = columns::<A>()
        .filter_map(|column| match row.get(column) {
            ActiveValue::Set(Value::TimeDateTimeWithTimeZone(Some(moment))) => Some(moment),
            _ => None,
        })
        .filter(|moment| *moment <= now)
        .min()
        .unwrap_or(otherwise);
    for name in ["created_at", "updated_at"] {
        if let Some(column) = columns::<A>().find(|column| column.as_str() == name)
            && row.get(column).is_not_set()
        {
            row.set(column, earliest.into());
        }
    }
}
