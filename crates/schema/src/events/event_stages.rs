//! `event_stages`: stages and rooms of an event.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// Stages and rooms of an event.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_stages")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The event.
    pub event_id: Uuid,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// In plain words.
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    /// In which order stages are shown.
    pub order_index: i32,
    /// Absent: with the event.
    pub starts_at: Option<OffsetDateTime>,
    /// Absent: with the event.
    pub ends_at: Option<OffsetDateTime>,
    /// How many people fit.
    pub capacity: Option<i32>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `event_id`.
    #[sea_orm(
        belongs_to = "super::events::Entity",
        from = "Column::EventId",
        to = "super::events::Column::Id",
        on_delete = "Cascade"
    )]
    Event,
    /// Its bookings.
    #[sea_orm(has_many = "crate::booking::bookings::Entity")]
    Bookings,
    /// Its event artists.
    #[sea_orm(has_many = "super::event_artists::Entity")]
    EventArtists,
}

impl Related<super::events::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Event.def()
    }
}

impl Related<crate::booking::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Bookings.def()
    }
}

impl Related<super::event_artists::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::EventArtists.def()
    }
}

/// Through `event_artists`.
impl Related<crate::talent::artists::Entity> for Entity {
    fn to() -> RelationDef {
        super::event_artists::Relation::Artist.def()
    }

    fn via() -> Option<RelationDef> {
        Some(super::event_artists::Relation::Stage.def().rev())
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
