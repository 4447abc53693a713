//! `crypto_wallets`: a user's or an organization's addresses on chains; never a key.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::CryptoChain;

/// A user's or an organization's addresses on chains; never a key.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "crypto_wallets")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The user.
    pub user_id: Option<Uuid>,
    /// The organization.
    pub organization_id: Option<Uuid>,
    /// The block chain.
    pub chain: CryptoChain,
    /// As the chain writes it, checksum capitals included.
    #[sea_orm(column_type = "Text")]
    pub address: String,
    /// What its owner calls it.
    #[sea_orm(column_type = "Text")]
    pub label: Option<String>,
    /// Where payouts on this chain go.
    pub is_default: bool,
    /// When its owner signed a message with it.
    pub verified_at: Option<OffsetDateTime>,
    /// When it was put away; the row stays for its history.
    pub archived_at: Option<OffsetDateTime>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `user_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::UserId",
        to = "crate::identity::users::Column::Id",
        on_delete = "Restrict"
    )]
    User,
    /// By `organization_id`.
    #[sea_orm(
        belongs_to = "crate::organizations::organizations::Entity",
        from = "Column::OrganizationId",
        to = "crate::organizations::organizations::Column::Id",
        on_delete = "Restrict"
    )]
    Organization,
    /// Its crypto payments.
    #[sea_orm(has_many = "super::crypto_payments::Entity")]
    CryptoPayments,
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl Related<crate::organizations::organizations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl Related<super::crypto_payments::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::CryptoPayments.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
