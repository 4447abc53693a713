//! Column definitions that `sea_orm_migration::schema` does not have. As there: NOT NULL, unless the name ends in `_null`.

use sea_orm_migration::prelude::{
    Alias, ColumnDef, ColumnType, Expr, Iden, IndexColumn, IndexType, IntoIden, IntoIndexColumn, StringLen,
};

/// `uuid PRIMARY KEY DEFAULT gen_random_uuid()`: applications pass a version 7, the default is the fallback.
pub fn uuid_key<T: IntoIden>(column: T) -> ColumnDef {
    ColumnDef::new(column).uuid().not_null().primary_key().default(Expr::cust("gen_random_uuid()")).take()
}

/// `integer` from a sequence, as the primary key.
pub fn serial_key<T: IntoIden>(column: T) -> ColumnDef {
    ColumnDef::new(column).integer().not_null().auto_increment().primary_key().take()
}

/// `timestamptz NOT NULL`.
pub fn timestamptz<T: IntoIden>(column: T) -> ColumnDef {
    ColumnDef::new(column).timestamp_with_time_zone().not_null().take()
}

/// `timestamptz`, absent until it happens.
pub fn timestamptz_null<T: IntoIden>(column: T) -> ColumnDef {
    ColumnDef::new(column).timestamp_with_time_zone().null().take()
}

/// `timestamptz NOT NULL DEFAULT now()`.
pub fn timestamptz_now<T: IntoIden>(column: T) -> ColumnDef {
    timestamptz(column).default(Expr::cust("now()")).take()
}

/// An amount of money, `numeric(16,3)`: exact for currencies with three minor digits.
pub fn amount<T: IntoIden>(column: T) -> ColumnDef {
    ColumnDef::new(column).decimal_len(16, 3).not_null().take()
}

/// [`amount`], where absence means something.
pub fn amount_null<T: IntoIden>(column: T) -> ColumnDef {
    ColumnDef::new(column).decimal_len(16, 3).null().take()
}

/// A share in percent, `numeric(5,2)`. The range is a check of its own.
pub fn percent<T: IntoIden>(column: T) -> ColumnDef {
    ColumnDef::new(column).decimal_len(5, 2).not_null().take()
}

/// A currency code, `char(3) NOT NULL DEFAULT 'INR'`. The reference to `currencies` is a line of its own.
pub fn currency<T: IntoIden>(column: T) -> ColumnDef {
    ColumnDef::new(column).char_len(3).not_null().default("INR").take()
}

/// A native enum. `name` is the type's, in lower case.
pub fn enumeration<T: IntoIden>(column: T, name: &'static str) -> ColumnDef {
    ColumnDef::new(column).custom(Alias::new(name)).not_null().take()
}

/// [`enumeration`], where absence means something.
pub fn enumeration_null<T: IntoIden>(column: T, name: &'static str) -> ColumnDef {
    ColumnDef::new(column).custom(Alias::new(name)).null().take()
}

/// A column of any type that SeaQuery has no word for (`citext`, `tstzrange`, `tsvector`).
pub fn custom_type<T: IntoIden>(column: T, name: &'static str) -> ColumnDef {
    ColumnDef::new(column).custom(Alias::new(name)).not_null().take()
}

/// [`custom_type`], where absence means something.
pub fn custom_type_null<T: IntoIden>(column: T, name: &'static str) -> ColumnDef {
    ColumnDef::new(column).custom(Alias::new(name)).null().take()
}

/// `text[] NOT NULL DEFAULT '{}'`.
pub fn text_array<T: IntoIden>(column: T) -> ColumnDef {
    ColumnDef::new(column).array(ColumnType::Text).not_null().default(Expr::cust("'{}'")).take()
}

/// `jsonb NOT NULL DEFAULT '{}'`: whatever has no column of its own.
pub fn json_object<T: IntoIden>(column: T) -> ColumnDef {
    ColumnDef::new(column).json_binary().not_null().default(Expr::cust("'{}'")).take()
}

/// `jsonb`, where absence means something.
pub fn json_null<T: IntoIden>(column: T) -> ColumnDef {
    ColumnDef::new(column).json_binary().null().take()
}

/// `varchar(length) NOT NULL`.
pub fn varchar<T: IntoIden>(column: T, length: u32) -> ColumnDef {
    ColumnDef::new_with_type(column, ColumnType::String(StringLen::N(length))).not_null().take()
}

/// `varchar(length)`, where absence means something.
pub fn varchar_null<T: IntoIden>(column: T, length: u32) -> ColumnDef {
    ColumnDef::new_with_type(column, ColumnType::String(StringLen::N(length))).null().take()
}

/// An index method that SeaQuery has no word for (`gin`, `gist`, `brin`).
#[must_use]
pub fn custom_index(method: &'static str) -> IndexType {
    IndexType::Custom(Alias::new(method).into_iden())
}

/// An index column with its operator class: `operator_class(Cities::Name, "gin_trgm_ops")`.
pub fn operator_class<T: Iden>(column: T, class: &'static str) -> IndexColumn {
    name_of(&column).into_index_column().with_operator_class(class)
}

/// The unquoted name of an identifier.
pub(super) fn name_of<T: Iden>(identifier: &T) -> String {
    identifier.unquoted().to_owned()
}
