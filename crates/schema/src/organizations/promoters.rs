//! `promoters`: those who put on shows and book artists for them: a person, an organization or both.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

/// Those who put on shows and book artists for them: a person, an organization or both.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "promoters")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The user.
    pub user_id: Option<Uuid>,
    /// The organization.
    pub organization_id: Option<Uuid>,
    /// What it is called.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// In public addresses; absent: no public page.
    #[sea_orm(column_type = "Text")]
    pub slug: Option<String>,
    /// In plain words.
    #[sea_orm(column_type = "Text")]
    pub description: Option<String>,
    /// Name, e-mail and phone.
    #[sea_orm(column_type = "JsonBinary")]
    pub contact_person: Option<Json>,
    /// Address of its own site, with the scheme.
    #[sea_orm(column_type = "Text")]
    pub website: Option<String>,
    /// Address of its logo, with the scheme.
    #[sea_orm(column_type = "Text")]
    pub logo_url: Option<String>,
    /// Where most of its shows are.
    pub city_id: Option<i32>,
    /// The platform has checked that it is who it says.
    pub is_verified: bool,
    /// Of its published reviews; 0 without any.
    #[sea_orm(column_type = "Decimal(Some((3, 2)))")]
    pub rating_avg: Decimal,
    /// Published reviews. Kept by triggers.
    pub rating_count: i32,
    /// Whatever has no column of its own; a JSON object.
    #[sea_orm(column_type = "JsonBinary")]
    pub metadata: Json,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead, and what leads to it.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `user_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::UserId",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    User,
    /// By `organization_id`.
    #[sea_orm(
        belongs_to = "super::organizations::Entity",
        from = "Column::OrganizationId",
        to = "super::organizations::Column::Id",
        on_delete = "SetNull"
    )]
    Organization,
    /// By `city_id`.
    #[sea_orm(
        belongs_to = "crate::geography::cities::Entity",
        from = "Column::CityId",
        to = "crate::geography::cities::Column::CityId",
        on_delete = "Restrict"
    )]
    City,
    /// Its bookings.
    #[sea_orm(has_many = "crate::booking::bookings::Entity")]
    Bookings,
    /// Its events.
    #[sea_orm(has_many = "crate::events::events::Entity")]
    Events,
    /// Its favorites.
    #[sea_orm(has_many = "crate::system::favorites::Entity")]
    Favorites,
    /// Its opportunities.
    #[sea_orm(has_many = "crate::booking::opportunities::Entity")]
    Opportunities,
    /// Its reviews.
    #[sea_orm(has_many = "crate::trust::reviews::Entity")]
    Reviews,
    /// Its trust score, where there is one.
    #[sea_orm(has_one = "crate::trust::trust_scores::Entity")]
    TrustScore,
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl Related<super::organizations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl Related<crate::geography::cities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::City.def()
    }
}

impl Related<crate::booking::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Bookings.def()
    }
}

impl Related<crate::events::events::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Events.def()
    }
}

impl Related<crate::system::favorites::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Favorites.def()
    }
}

impl Related<crate::booking::opportunities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Opportunities.def()
    }
}

impl Related<crate::trust::reviews::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Reviews.def()
    }
}

impl Related<crate::trust::trust_scores::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::TrustScore.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
