//! `contract_signatures`: who signed a contract, in which role and how; append-only.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::{ContractRole, SignatureType};

/// Who signed a contract, in which role and how; append-only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contract_signatures")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The contract.
    pub contract_id: Uuid,
    /// The part that is played.
    pub role: ContractRole,
    /// Absent: signed without an account, or it is gone.
    pub user_id: Option<Uuid>,
    /// As it stands under the contract.
    #[sea_orm(column_type = "Text")]
    pub signer_name: String,
    /// The address that was invited to sign.
    #[sea_orm(column_type = "custom(\"citext\")", select_as = "text", save_as = "citext")]
    pub signer_email: Option<String>,
    /// The wording that was signed.
    pub contract_version: i32,
    /// How it was signed.
    pub signature_type: SignatureType,
    /// The drawn or uploaded image, or the certificate's signature.
    pub signature_data: Option<Vec<u8>>,
    /// Of what was signed, in hexadecimal.
    #[sea_orm(column_type = "Char(Some(64))", save_as = "bpchar")]
    pub document_sha256: Option<String>,
    /// With the length of its prefix: `203.0.113.7/32`.
    #[sea_orm(column_type = "custom(\"inet\")", select_as = "text", save_as = "inet")]
    pub ip_address: Option<String>,
    /// What the browser or program calls itself.
    #[sea_orm(column_type = "Text")]
    pub user_agent: Option<String>,
    /// When it was signed.
    pub signed_at: OffsetDateTime,
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
        on_delete = "Restrict"
    )]
    Contract,
    /// By `user_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::UserId",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    User,
}

impl Related<super::contracts::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Contract.def()
    }
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
