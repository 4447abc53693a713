//! `celebrity_ratings`: what users think of a celebrity, once each.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// What users think of a celebrity, once each.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "celebrity_ratings")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The celebrity.
    pub celebrity_id: Uuid,
    /// The user.
    pub user_id: Uuid,
    /// 1 to 5.
    pub rating: i32,
    /// In words.
    #[sea_orm(column_type = "Text")]
    pub review: Option<String>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `celebrity_id`.
    #[sea_orm(
        belongs_to = "super::celebrities::Entity",
        from = "Column::CelebrityId",
        to = "super::celebrities::Column::ArtistId",
        on_delete = "Cascade"
    )]
    Celebrity,
    /// By `user_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::UserId",
        to = "crate::identity::users::Column::Id",
        on_delete = "Cascade"
    )]
    User,
}

impl Related<super::celebrities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Celebrity.def()
    }
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
