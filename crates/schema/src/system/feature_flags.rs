//! `feature_flags`: features that can be switched on and off while the platform runs.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// Features that can be switched on and off while the platform runs.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "feature_flags")]
pub struct Model {
    /// As programs name it: new-checkout.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub key: String,
    /// In plain words.
    #[sea_orm(column_type = "Text")]
    pub description: String,
    /// Off for everyone, whatever the rest says.
    pub enabled: bool,
    /// Of users, chosen by a hash of key and user.
    #[sea_orm(column_type = "Decimal(Some((5, 2)))")]
    pub rollout_percent: Decimal,
    /// Conditions in order; the first that holds decides.
    #[sea_orm(column_type = "JsonBinary")]
    pub rules: Json,
    /// By when the flag should be gone from the code.
    pub expires_at: Option<OffsetDateTime>,
    /// Who changed it last.
    pub updated_by: Option<Uuid>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `updated_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::UpdatedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    UpdatedBy,
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::UpdatedBy.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
