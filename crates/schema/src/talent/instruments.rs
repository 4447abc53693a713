//! `instruments`: instruments that musicians play, the voice among them.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::InstrumentFamily;

/// Instruments that musicians play, the voice among them.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instruments")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The name as it stands in addresses: lower-case letters, digits, single hyphens.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The group of instruments that it belongs to.
    pub family: InstrumentFamily,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// What leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// Its musician instruments.
    #[sea_orm(has_many = "super::musician_instruments::Entity")]
    MusicianInstruments,
}

impl Related<super::musician_instruments::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::MusicianInstruments.def()
    }
}

/// Through `musician_instruments`.
impl Related<super::musicians::Entity> for Entity {
    fn to() -> RelationDef {
        super::musician_instruments::Relation::Musician.def()
    }

    fn via() -> Option<RelationDef> {
        Some(super::musician_instruments::Relation::Instrument.def().rev())
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
