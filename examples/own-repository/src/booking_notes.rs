//! `booking_notes`: what is remarked on a booking.

use sea_orm::entity::prelude::*;

/// A remark.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "booking_notes")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The booking.
    pub booking_id: Uuid,
    /// The remark, not blank.
    #[sea_orm(column_type = "Text")]
    pub text: String,
}

/// Where its key leads: into Backline's own tables.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `booking_id`.
    #[sea_orm(
        belongs_to = "backline_schema::booking::bookings::Entity",
        from = "Column::BookingId",
        to = "backline_schema::booking::bookings::Column::Id",
        on_delete = "Cascade"
    )]
    Booking,
}

impl Related<backline_schema::booking::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
