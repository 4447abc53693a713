//! `contract_versions`: each wording that a contract has had; append-only.

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Set};
use time::OffsetDateTime;

/// Each wording that a contract has had; append-only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contract_versions")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The contract.
    pub contract_id: Uuid,
    /// Counts up from 1.
    pub version: i32,
    /// The whole wording.
    #[sea_orm(column_type = "Text")]
    pub contract_text: String,
    /// What was agreed; a JSON object.
    #[sea_orm(column_type = "JsonBinary")]
    pub terms: Json,
    /// What is new in it; absent for the first.
    #[sea_orm(column_type = "Text")]
    pub change_summary: Option<String>,
    /// The user who made it.
    pub created_by: Option<Uuid>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `contract_id`.
    #[sea_orm(
        belongs_to = "super::contracts::Entity",
        from = "Column::ContractId",
        to = "super::contracts::Column::Id",
        on_delete = "Cascade"
    )]
    Contract,
    /// By `created_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::CreatedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    CreatedBy,
}

impl Related<super::contracts::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Contract.def()
    }
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::CreatedBy.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// The wordings of a contract, the newest first; `uq_contract_versions_contract_id_version` serves it.
    pub fn of_contract(contract_id: Uuid) -> Select<Entity> {
        Self::find().filter(Column::ContractId.eq(contract_id)).order_by_desc(Column::Version)
    }
}
