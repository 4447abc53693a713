//! `opportunity_genres`: the genres that an opportunity wishes for; none: any.

use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// The genres that an opportunity wishes for; none: any.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "opportunity_genres")]
pub struct Model {
    /// The opportunity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub opportunity_id: Uuid,
    /// The genre.
    #[sea_orm(primary_key, auto_increment = false)]
    pub genre_id: Uuid,
    /// When the row was made.
    pub created_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `opportunity_id`.
    #[sea_orm(
        belongs_to = "super::opportunities::Entity",
        from = "Column::OpportunityId",
        to = "super::opportunities::Column::Id",
        on_delete = "Cascade"
    )]
    Opportunity,
    /// By `genre_id`.
    #[sea_orm(
        belongs_to = "crate::talent::genres::Entity",
        from = "Column::GenreId",
        to = "crate::talent::genres::Column::Id",
        on_delete = "Restrict"
    )]
    Genre,
}

impl Related<super::opportunities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Opportunity.def()
    }
}

impl Related<crate::talent::genres::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Genre.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
