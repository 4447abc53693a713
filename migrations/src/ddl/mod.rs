//! Typed builders for what SeaQuery cannot say of PostgreSQL, and for what each of our tables has in common.
//!
//! Every statement is a value that implements [`Ddl`]; [`run`] executes one. Identifiers and literals are quoted in
//! [`quote`] and nowhere else. To add a builder: one file here and one line below.

mod access;
mod column;
mod comment;
mod constraint;
mod enumeration;
mod extension;
mod function;
mod note;
mod policy;
pub mod quote;
mod role;
mod table;
mod trigger;

pub use access::{Access, grants};
pub use column::*;
pub use comment::Comment;
pub use constraint::{AddCheck, AddForeignKey, DropConstraint, Exclude, ValidateConstraint};
pub use enumeration::{create_enum, drop_enums};
pub use extension::Extension;
pub use function::{DropFunction, Function, Volatility};
pub use note::Note;
pub use policy::{Command, Grant, Policy, RowLevelSecurity};
pub use role::CreateRoleIfAbsent;
pub use sea_orm_migration::prelude::async_trait::async_trait;
pub use sea_orm_migration::prelude::{
    ConnectionTrait, DbErr, DeriveIden, DeriveMigrationName, Expr, ExprTrait, ForeignKeyAction, Func, Iden,
    Index, IntoIden, MigrationTrait, Query, SchemaManager, Table, sea_orm,
};
pub use sea_orm_migration::schema::{
    big_integer, big_integer_null, binary, binary_null, boolean, boolean_null, char_len, char_len_null, date,
    date_null, decimal_len, decimal_len_null, double, double_null, integer, integer_null, small_integer,
    small_integer_null, text, text_null, time, time_null, uuid, uuid_null,
};
pub use table::{NewTable, drop_tables, table};
pub use trigger::{Constraint, Trigger};

/// One statement of the data definition language.
pub trait Ddl {
    /// The statement as PostgreSQL reads it, without a closing semicolon.
    fn sql(&self) -> String;
}

/// A statement that no builder covers, word for word: data changes and `DO` blocks.
impl Ddl for &str {
    fn sql(&self) -> String {
        (*self).to_owned()
    }
}

/// Executes one statement.
///
/// # Errors
/// Whatever the database answers.
pub async fn run(manager: &SchemaManager<'_>, statement: impl Ddl) -> Result<(), DbErr> {
    let sql = statement.sql();
    manager.get_connection().execute_unprepared(&sql).await.map(drop)
}
