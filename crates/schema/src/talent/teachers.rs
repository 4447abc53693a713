//! `teachers`: what a teacher has beside being an artist.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// What a teacher has beside being an artist.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "teachers")]
pub struct Model {
    /// The artist.
    #[sea_orm(primary_key, auto_increment = false)]
    pub artist_id: Uuid,
    /// Styles and subjects taught: bachata sensual, stage presence.
    #[sea_orm(column_type = "Array(RcOrArc::new(ColumnType::Text))")]
    pub specialties: Vec<String>,
    /// The year of the first class.
    pub teaching_since: Option<i32>,
    /// Papers that they hold.
    #[sea_orm(column_type = "Array(RcOrArc::new(ColumnType::Text))")]
    pub certifications: Vec<String>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
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
}

impl Related<super::artists::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Artist.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
