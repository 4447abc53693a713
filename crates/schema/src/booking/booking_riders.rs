//! `booking_riders`: what an artist needs on the day; one rider a booking.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// What an artist needs on the day; one rider a booking.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "booking_riders")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The booking.
    pub booking_id: Uuid,
    /// Sound, light, backline, stage plot, input list.
    #[sea_orm(column_type = "JsonBinary")]
    pub technical: Json,
    /// Travel, rooms, food, dressing room, guest list.
    #[sea_orm(column_type = "JsonBinary")]
    pub hospitality: Json,
    /// Address of the stage plot, with the scheme.
    #[sea_orm(column_type = "Text")]
    pub stage_plot_url: Option<String>,
    /// Remarks.
    #[sea_orm(column_type = "Text")]
    pub notes: Option<String>,
    /// When the organizer agreed to it.
    pub confirmed_at: Option<OffsetDateTime>,
    /// Who confirmed it.
    pub confirmed_by: Option<Uuid>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
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
    /// By `confirmed_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::ConfirmedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    ConfirmedBy,
}

impl Related<super::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ConfirmedBy.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
