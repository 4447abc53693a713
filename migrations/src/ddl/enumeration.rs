//! Native enums.

use sea_orm_migration::prelude::{Alias, DbErr, SchemaManager, extension::postgres::Type};

/// `CREATE TYPE … AS ENUM`, labels in the order in which they sort.
///
/// # Errors
/// Whatever the database answers.
pub async fn create_enum(
    manager: &SchemaManager<'_>,
    name: &'static str,
    labels: &[&'static str],
) -> Result<(), DbErr> {
    let values = labels.iter().map(|label| Alias::new(*label));
    manager.create_type(Type::create().as_enum(Alias::new(name)).values(values).to_owned()).await
}

/// `DROP TYPE` of each, in reverse order.
///
/// # Errors
/// Whatever the database answers.
pub async fn drop_enums(manager: &SchemaManager<'_>, names: &[&'static str]) -> Result<(), DbErr> {
    for name in names.iter().rev() {
        manager.drop_type(Type::drop().name(Alias::new(*name)).to_owned()).await?;
    }
    Ok(())
}
