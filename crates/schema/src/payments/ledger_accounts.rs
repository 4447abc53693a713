//! `ledger_accounts`: the accounts of the platform's books, each in one currency.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::LedgerAccountKind;

/// The accounts of the platform's books, each in one currency.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_accounts")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// bank:inr, revenue:commission:inr, escrow:\<booking\>.
    #[sea_orm(column_type = "Text")]
    pub code: String,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Assets and expenses grow by debits, liabilities and revenue by credits.
    pub kind: LedgerAccountKind,
    /// Of each of its entries.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// Whose money it stands for.
    pub organization_id: Option<Uuid>,
    /// Whose money it stands for.
    pub user_id: Option<Uuid>,
    /// The escrow whose balance it is.
    pub escrow_account_id: Option<Uuid>,
    /// The account that sums it up.
    pub parent_id: Option<Uuid>,
    /// Open for new entries.
    pub is_active: bool,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// By `organization_id`.
    #[sea_orm(
        belongs_to = "crate::organizations::organizations::Entity",
        from = "Column::OrganizationId",
        to = "crate::organizations::organizations::Column::Id",
        on_delete = "Restrict"
    )]
    Organization,
    /// By `user_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::UserId",
        to = "crate::identity::users::Column::Id",
        on_delete = "Restrict"
    )]
    User,
    /// By `escrow_account_id`.
    #[sea_orm(
        belongs_to = "super::escrow_accounts::Entity",
        from = "Column::EscrowAccountId",
        to = "super::escrow_accounts::Column::Id",
        on_delete = "Restrict"
    )]
    EscrowAccount,
    /// By `parent_id`.
    #[sea_orm(belongs_to = "Entity", from = "Column::ParentId", to = "Column::Id", on_delete = "Restrict")]
    Parent,
    /// Its ledger entries.
    #[sea_orm(has_many = "super::ledger_entries::Entity")]
    LedgerEntries,
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl Related<crate::organizations::organizations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl Related<super::escrow_accounts::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::EscrowAccount.def()
    }
}

impl Related<super::ledger_entries::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::LedgerEntries.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
