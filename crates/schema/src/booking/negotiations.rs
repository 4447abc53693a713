//! `negotiations`: talks about a booking's fee and terms; one open at a time.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::{NegotiationSide, NegotiationStatus};

/// Talks about a booking's fee and terms; one open at a time.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "negotiations")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The booking.
    pub booking_id: Uuid,
    /// Who opened it.
    pub opened_by: Option<Uuid>,
    /// How far it has come.
    pub status: NegotiationStatus,
    /// How many rounds there may be.
    pub max_rounds: i16,
    /// Who has to answer; absent once closed.
    pub awaiting_side: Option<NegotiationSide>,
    /// Without an answer until then it expires.
    pub deadline_at: Option<OffsetDateTime>,
    /// The fee, once agreed.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub agreed_amount: Option<Decimal>,
    /// ISO 4217 code of every amount in the row.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// Why it failed: budget, date, terms and the like.
    #[sea_orm(column_type = "Text")]
    pub reason_code: Option<String>,
    /// When it was closed.
    pub closed_at: Option<OffsetDateTime>,
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
        belongs_to = "super::bookings::Entity",
        from = "Column::BookingId",
        to = "super::bookings::Column::Id",
        on_delete = "Cascade"
    )]
    Booking,
    /// By `opened_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::OpenedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    OpenedBy,
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// Its negotiation rounds.
    #[sea_orm(has_many = "super::negotiation_rounds::Entity")]
    NegotiationRounds,
}

impl Related<super::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::OpenedBy.def()
    }
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl Related<super::negotiation_rounds::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::NegotiationRounds.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
