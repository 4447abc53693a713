//! `kyc_documents`: papers by which a user proves who they are, and what became of them.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::{Date, OffsetDateTime};

use super::{KycDocumentType, KycStatus};

/// Papers by which a user proves who they are, and what became of them.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "kyc_documents")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The user.
    pub user_id: Uuid,
    /// Which paper it is.
    pub doc_type: KycDocumentType,
    /// Of the paper's number; the rest is not kept.
    #[sea_orm(column_type = "Char(Some(4))", save_as = "bpchar")]
    pub number_last_four: Option<String>,
    /// Who issued it.
    pub issuing_country_id: Option<i32>,
    /// Where the encrypted scan lies; absent once erased.
    #[sea_orm(column_type = "Text")]
    pub storage_key: Option<String>,
    /// Media type, as in `image/png`.
    #[sea_orm(column_type = "Text")]
    pub mime_type: Option<String>,
    /// What was read from the paper.
    #[sea_orm(column_type = "JsonBinary")]
    pub doc_meta: Json,
    /// As the paper says; absent: never.
    pub expires_on: Option<Date>,
    /// How far it has come.
    pub status: KycStatus,
    /// When it was handed in.
    pub submitted_at: OffsetDateTime,
    /// Who looked at it.
    pub reviewed_by: Option<Uuid>,
    /// When someone looked at it.
    pub reviewed_at: Option<OffsetDateTime>,
    /// Shown to the user.
    #[sea_orm(column_type = "Text")]
    pub rejection_reason: Option<String>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `user_id`.
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "Column::UserId",
        to = "super::users::Column::Id",
        on_delete = "Cascade"
    )]
    User,
    /// By `issuing_country_id`.
    #[sea_orm(
        belongs_to = "crate::geography::countries::Entity",
        from = "Column::IssuingCountryId",
        to = "crate::geography::countries::Column::CountryId",
        on_delete = "Restrict"
    )]
    IssuingCountry,
    /// By `reviewed_by`.
    #[sea_orm(
        belongs_to = "super::users::Entity",
        from = "Column::ReviewedBy",
        to = "super::users::Column::Id",
        on_delete = "SetNull"
    )]
    ReviewedBy,
}

impl Related<super::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl Related<crate::geography::countries::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::IssuingCountry.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
