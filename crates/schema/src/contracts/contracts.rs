//! `contracts`: the contract of a booking; one that counts, and any number of voided ones.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::ContractStatus;
use crate::condition::is_not_constant;

/// The contract of a booking; one that counts, and any number of voided ones.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contracts")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The booking.
    pub booking_id: Uuid,
    /// Absent: written for this booking.
    pub template_id: Option<Uuid>,
    /// As quoted on paper; absent while a draft.
    #[sea_orm(column_type = "Text")]
    pub contract_number: Option<String>,
    /// Of the wording; earlier ones in `contract_versions`.
    pub version: i32,
    /// How far it has come.
    pub status: ContractStatus,
    /// The wording as it stands.
    #[sea_orm(column_type = "Text")]
    pub contract_text: String,
    /// The wording's variables, as values.
    #[sea_orm(column_type = "JsonBinary")]
    pub terms: Json,
    /// The fee that the contract states.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub amount: Option<Decimal>,
    /// ISO 4217 code of every amount in the row.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// Of the wording.
    #[sea_orm(column_type = "String(StringLen::N(15))")]
    pub locale_code: String,
    /// Whose law applies.
    pub governing_country_id: Option<i32>,
    /// The printed form.
    #[sea_orm(column_type = "Text")]
    pub pdf_url: Option<String>,
    /// Of what was sent for signing, in hexadecimal.
    #[sea_orm(column_type = "Char(Some(64))", save_as = "bpchar")]
    pub document_sha256: Option<String>,
    /// When it was sent.
    pub sent_at: Option<OffsetDateTime>,
    /// No signature after this moment.
    pub expires_at: Option<OffsetDateTime>,
    /// When the last of the two parties signed.
    pub signed_at: Option<OffsetDateTime>,
    /// Everything in it was done.
    pub completed_at: Option<OffsetDateTime>,
    /// When it was made void.
    pub voided_at: Option<OffsetDateTime>,
    /// Who made it void.
    pub voided_by: Option<Uuid>,
    /// Why it was made void.
    #[sea_orm(column_type = "Text")]
    pub void_reason: Option<String>,
    /// The user who made it.
    pub created_by: Option<Uuid>,
    /// Whatever has no column of its own; a JSON object.
    #[sea_orm(column_type = "JsonBinary")]
    pub metadata: Json,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `booking_id`.
    #[sea_orm(
        belongs_to = "crate::booking::bookings::Entity",
        from = "Column::BookingId",
        to = "crate::booking::bookings::Column::Id",
        on_delete = "Restrict"
    )]
    Booking,
    /// By `template_id`.
    #[sea_orm(
        belongs_to = "super::contract_templates::Entity",
        from = "Column::TemplateId",
        to = "super::contract_templates::Column::Id",
        on_delete = "SetNull"
    )]
    Template,
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// By `locale_code`.
    #[sea_orm(
        belongs_to = "crate::geography::locales::Entity",
        from = "Column::LocaleCode",
        to = "crate::geography::locales::Column::LocaleCode",
        on_delete = "Restrict"
    )]
    Locale,
    /// By `governing_country_id`.
    #[sea_orm(
        belongs_to = "crate::geography::countries::Entity",
        from = "Column::GoverningCountryId",
        to = "crate::geography::countries::Column::CountryId",
        on_delete = "Restrict"
    )]
    GoverningCountry,
    /// By `voided_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::VoidedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    VoidedBy,
    /// By `created_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::CreatedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    CreatedBy,
    /// Its contract signatures.
    #[sea_orm(has_many = "super::contract_signatures::Entity")]
    ContractSignatures,
    /// Its contract versions.
    #[sea_orm(has_many = "super::contract_versions::Entity")]
    ContractVersions,
}

impl Related<crate::booking::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl Related<super::contract_templates::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Template.def()
    }
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl Related<crate::geography::locales::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Locale.def()
    }
}

impl Related<crate::geography::countries::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::GoverningCountry.def()
    }
}

impl Related<super::contract_signatures::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ContractSignatures.def()
    }
}

impl Related<super::contract_versions::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ContractVersions.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// The contract of a booking that counts: the one that is not voided; `uq_contracts_booking_id_not_voided` serves it.
    pub fn current_of(booking_id: Uuid) -> Select<Entity> {
        Self::find()
            .filter(Column::BookingId.eq(booking_id))
            .filter(is_not_constant(Column::Status, ContractStatus::Voided))
    }
}
