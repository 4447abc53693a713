//! `genres`: genres of music and dance, a tree.

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Set};
use time::OffsetDateTime;

/// Genres of music and dance, a tree.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "genres")]
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
    /// The wider genre that this one belongs to; absent at the top.
    pub parent_id: Option<Uuid>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `parent_id`.
    #[sea_orm(belongs_to = "Entity", from = "Column::ParentId", to = "Column::Id", on_delete = "Restrict")]
    Parent,
    /// Its artist genres.
    #[sea_orm(has_many = "super::artist_genres::Entity")]
    ArtistGenres,
    /// Its opportunity genres.
    #[sea_orm(has_many = "crate::booking::opportunity_genres::Entity")]
    OpportunityGenres,
}

impl Related<super::artist_genres::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ArtistGenres.def()
    }
}

impl Related<crate::booking::opportunity_genres::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::OpportunityGenres.def()
    }
}

/// Through `artist_genres`.
impl Related<super::artists::Entity> for Entity {
    fn to() -> RelationDef {
        super::artist_genres::Relation::Artist.def()
    }

    fn via() -> Option<RelationDef> {
        Some(super::artist_genres::Relation::Genre.def().rev())
    }
}

/// Through `opportunity_genres`.
impl Related<crate::booking::opportunities::Entity> for Entity {
    fn to() -> RelationDef {
        crate::booking::opportunity_genres::Relation::Opportunity.def()
    }

    fn via() -> Option<RelationDef> {
        Some(crate::booking::opportunity_genres::Relation::Genre.def().rev())
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// The genre of a slug; `uq_genres_slug` serves it.
    pub fn find_by_slug(slug: &str) -> Select<Entity> {
        Self::find().filter(Column::Slug.eq(slug))
    }

    /// The genres right beneath one, or those at the top; `idx_genres_parent_id` serves it.
    pub fn beneath(parent_id: Option<Uuid>) -> Select<Entity> {
        Self::find().filter(Column::ParentId.eq(parent_id)).order_by_asc(Column::Name)
    }
}
