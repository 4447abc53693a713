//! `musician_instruments`: which instruments a musician plays.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// Which instruments a musician plays.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "musician_instruments")]
pub struct Model {
    /// The musician.
    #[sea_orm(primary_key, auto_increment = false)]
    pub musician_id: Uuid,
    /// The instrument.
    #[sea_orm(primary_key, auto_increment = false)]
    pub instrument_id: Uuid,
    /// The one played most.
    pub is_primary: bool,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `musician_id`.
    #[sea_orm(
        belongs_to = "super::musicians::Entity",
        from = "Column::MusicianId",
        to = "super::musicians::Column::ArtistId",
        on_delete = "Cascade"
    )]
    Musician,
    /// By `instrument_id`.
    #[sea_orm(
        belongs_to = "super::instruments::Entity",
        from = "Column::InstrumentId",
        to = "super::instruments::Column::Id",
        on_delete = "Restrict"
    )]
    Instrument,
}

impl Related<super::musicians::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Musician.def()
    }
}

impl Related<super::instruments::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Instrument.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
