//! Conditions that SeaORM's columns have no method for.
//!
//! Constants stand in the text of the statement, not among its parameters, where a partial index depends on them:
//! only so can the planner of a prepared statement see that the index serves.

use sea_orm::ExprTrait;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// The column is this constant.
pub(crate) fn is_constant<C: ColumnTrait>(column: C, constant: impl Into<Value>) -> Expr {
    Expr::col(column.as_column_ref()).eq(Expr::Constant(constant.into()))
}

/// The column is not this constant.
pub(crate) fn is_not_constant<C: ColumnTrait>(column: C, constant: impl Into<Value>) -> Expr {
    Expr::col(column.as_column_ref()).ne(Expr::Constant(constant.into()))
}

/// The column is one of these constants.
pub(crate) fn is_constant_of<C: ColumnTrait, V: Into<Value>>(
    column: C,
    constants: impl IntoIterator<Item = V>,
) -> Expr {
    let constants = constants.into_iter().map(|constant| Expr::Constant(constant.into()));
    Expr::col(column.as_column_ref()).is_in(constants)
}

/// The column's moment is to come, or absent.
pub(crate) fn is_absent_or_to_come<C: ColumnTrait>(column: C) -> Expr {
    let moment = Expr::col(column.as_column_ref());
    moment.clone().is_null().or(moment.gt(Expr::current_timestamp()))
}

/// The column's moment has come, or is absent.
pub(crate) fn is_absent_or_past<C: ColumnTrait>(column: C) -> Expr {
    let moment = Expr::col(column.as_column_ref());
    moment.clone().is_null().or(moment.lte(Expr::current_timestamp()))
}

/// The column's range has a moment in common with this one, whose end is not included.
pub(crate) fn overlaps<C: ColumnTrait>(column: C, from: OffsetDateTime, until: OffsetDateTime) -> Expr {
    Expr::cust_with_exprs(
        "$1 && tstzrange($2, $3)",
        [Expr::col(column.as_column_ref()), Expr::val(from), Expr::val(until)],
    )
}
