//! `booking_history`: each status that a booking took, written by a trigger; append-only.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::BookingStatus;

/// Each status that a booking took, written by a trigger; append-only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "booking_history")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The booking.
    pub booking_id: Uuid,
    /// Absent: the booking was made.
    pub from_status: Option<BookingStatus>,
    /// The status that it took.
    pub to_status: BookingStatus,
    /// Absent: the platform itself.
    pub changed_by: Option<Uuid>,
    /// A remark.
    #[sea_orm(column_type = "Text")]
    pub note: Option<String>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
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
    /// By `changed_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::ChangedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    ChangedBy,
}

impl Related<super::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Booking.def()
    }
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ChangedBy.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
