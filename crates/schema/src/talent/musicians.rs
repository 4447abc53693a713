//! `musicians`: what a musician has beside being an artist.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// What a musician has beside being an artist.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "musicians")]
pub struct Model {
    /// The artist.
    #[sea_orm(primary_key, auto_increment = false)]
    pub artist_id: Uuid,
    /// The year of the first performance.
    pub active_since: Option<i32>,
    /// Takes studio and stand-in work.
    pub plays_sessions: bool,
    /// Plays from sheet music.
    pub reads_notation: bool,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `artist_id`.
    #[sea_orm(
        belongs_to = "super::artists::Entity",
        from = "Column::ArtistId",
        to = "super::artists::Column::Id",
        on_delete = "Cascade"
    )]
    Artist,
    /// Its musician instruments.
    #[sea_orm(has_many = "super::musician_instruments::Entity")]
    MusicianInstruments,
}

impl Related<super::artists::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Artist.def()
    }
}

impl Related<super::musician_instruments::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::MusicianInstruments.def()
    }
}

/// Through `musician_instruments`.
impl Related<super::instruments::Entity> for Entity {
    fn to() -> RelationDef {
        super::musician_instruments::Relation::Instrument.def()
    }

    fn via() -> Option<RelationDef> {
        Some(super::musician_instruments::Relation::Musician.def().rev())
    }
}

impl ActiveModelBehavior for ActiveModel {}
