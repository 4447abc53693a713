//! `artists`: artists and bands who can be booked.

use sea_orm::entity::prelude::*;
use sea_orm::{JoinType, QuerySelect, Set};
use time::OffsetDateTime;

use super::{ArtistCategory, artist_genres};

/// Artists and bands who can be booked.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "artists")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose profile it is; absent while nobody has claimed it.
    pub user_id: Option<Uuid>,
    /// The agency or band company that acts for the artist.
    pub organization_id: Option<Uuid>,
    /// The stage name.
    #[sea_orm(column_type = "Text")]
    pub artist_name: String,
    /// The name as it stands in addresses: lower-case letters, digits, single hyphens.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// More than one person on stage.
    pub is_band: bool,
    /// Decides the commission.
    pub category: ArtistCategory,
    /// About the artist, in their own words.
    #[sea_orm(column_type = "Text")]
    pub bio: Option<String>,
    /// Years on stage.
    pub years_experience: Option<i32>,
    /// Where they come from.
    pub origin_city_id: Option<i32>,
    /// The least fee for a show, in currency.
    #[sea_orm(column_type = "Decimal(Some((12, 2)))")]
    pub budget_min: Option<Decimal>,
    /// The usual fee for a show, in currency.
    #[sea_orm(column_type = "Decimal(Some((12, 2)))")]
    pub budget_standard: Option<Decimal>,
    /// The fee for a large or exclusive show, in currency.
    #[sea_orm(column_type = "Decimal(Some((12, 2)))")]
    pub budget_premium: Option<Decimal>,
    /// ISO 4217 code of every amount in the row.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// Minutes kept free before and after each show.
    pub performance_buffer_minutes: i32,
    /// 0 to 100, from `trust_scores`.
    #[sea_orm(column_type = "Decimal(Some((5, 2)))")]
    pub trust_score: Decimal,
    /// Mean of the published reviews, 1 to 5; 0 without any. Kept by triggers.
    #[sea_orm(column_type = "Decimal(Some((3, 2)))")]
    pub rating_average: Decimal,
    /// Published reviews. Kept by triggers.
    pub rating_count: i32,
    /// Rows in follows. Kept by triggers.
    pub follower_count: i32,
    /// Address of the profile photo, with the scheme.
    #[sea_orm(column_type = "Text")]
    pub profile_photo_url: Option<String>,
    /// Address of its own site, with the scheme.
    #[sea_orm(column_type = "Text")]
    pub website: Option<String>,
    /// The platform has checked that it is who it says.
    pub is_verified: bool,
    /// When the profile was withdrawn; its history stays.
    pub deleted_at: Option<OffsetDateTime>,
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
        on_delete = "Cascade"
    )]
    User,
    /// By `organization_id`.
    #[sea_orm(
        belongs_to = "crate::organizations::organizations::Entity",
        from = "Column::OrganizationId",
        to = "crate::organizations::organizations::Column::Id",
        on_delete = "SetNull"
    )]
    Organization,
    /// By `origin_city_id`.
    #[sea_orm(
        belongs_to = "crate::geography::cities::Entity",
        from = "Column::OriginCityId",
        to = "crate::geography::cities::Column::CityId",
        on_delete = "Restrict"
    )]
    OriginCity,
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// Its applications.
    #[sea_orm(has_many = "crate::booking::applications::Entity")]
    Applications,
    /// Its artist availability.
    #[sea_orm(has_many = "super::artist_availability::Entity")]
    ArtistAvailability,
    /// Its artist genres.
    #[sea_orm(has_many = "super::artist_genres::Entity")]
    ArtistGenres,
    /// Its artist social links.
    #[sea_orm(has_many = "super::artist_social_links::Entity")]
    ArtistSocialLinks,
    /// Its bookings.
    #[sea_orm(has_many = "crate::booking::bookings::Entity")]
    Bookings,
    /// Its celebrity, where there is one.
    #[sea_orm(has_one = "super::celebrities::Entity")]
    Celebrity,
    /// Its equipment inventories.
    #[sea_orm(has_many = "crate::media::equipment_inventories::Entity")]
    EquipmentInventories,
    /// Its event artists.
    #[sea_orm(has_many = "crate::events::event_artists::Entity")]
    EventArtists,
    /// Its favorites.
    #[sea_orm(has_many = "crate::system::favorites::Entity")]
    Favorites,
    /// Its follows.
    #[sea_orm(has_many = "super::follows::Entity")]
    Follows,
    /// Its musician, where there is one.
    #[sea_orm(has_one = "super::musicians::Entity")]
    Musician,
    /// Its reviews.
    #[sea_orm(has_many = "crate::trust::reviews::Entity")]
    Reviews,
    /// Its teacher, where there is one.
    #[sea_orm(has_one = "super::teachers::Entity")]
    Teacher,
    /// Its trust score, where there is one.
    #[sea_orm(has_one = "crate::trust::trust_scores::Entity")]
    TrustScore,
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl Related<crate::organizations::organizations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl Related<crate::geography::cities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::OriginCity.def()
    }
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl Related<crate::booking::applications::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Applications.def()
    }
}

impl Related<super::artist_availability::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ArtistAvailability.def()
    }
}

impl Related<super::artist_genres::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ArtistGenres.def()
    }
}

impl Related<super::artist_social_links::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::ArtistSocialLinks.def()
    }
}

impl Related<crate::booking::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Bookings.def()
    }
}

impl Related<super::celebrities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Celebrity.def()
    }
}

impl Related<crate::media::equipment_inventories::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::EquipmentInventories.def()
    }
}

impl Related<crate::events::event_artists::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::EventArtists.def()
    }
}

impl Related<crate::system::favorites::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Favorites.def()
    }
}

impl Related<super::follows::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Follows.def()
    }
}

impl Related<super::musicians::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Musician.def()
    }
}

impl Related<crate::trust::reviews::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Reviews.def()
    }
}

impl Related<super::teachers::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Teacher.def()
    }
}

impl Related<crate::trust::trust_scores::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::TrustScore.def()
    }
}

/// Through `artist_genres`.
impl Related<super::genres::Entity> for Entity {
    fn to() -> RelationDef {
        super::artist_genres::Relation::Genre.def()
    }

    fn via() -> Option<RelationDef> {
        Some(super::artist_genres::Relation::Artist.def().rev())
    }
}

/// Through `event_artists`.
impl Related<crate::events::events::Entity> for Entity {
    fn to() -> RelationDef {
        crate::events::event_artists::Relation::Event.def()
    }

    fn via() -> Option<RelationDef> {
        Some(crate::events::event_artists::Relation::Artist.def().rev())
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// The artist of a public address; `uq_artists_slug` serves it. Withdrawn profiles are left out.
    pub fn find_by_slug(slug: &str) -> Select<Entity> {
        Self::find().filter(Column::Slug.eq(slug)).filter(Column::DeletedAt.is_null())
    }

    /// Artists who play a genre; `idx_artist_genres_genre_id` serves it. Withdrawn profiles are left out.
    pub fn with_genre(genre_id: Uuid) -> Select<Entity> {
        Self::find()
            .join(JoinType::InnerJoin, artist_genres::Relation::Artist.def().rev())
            .filter(artist_genres::Column::GenreId.eq(genre_id))
            .filter(Column::DeletedAt.is_null())
    }

    /// The artist profiles of a user; `idx_artists_user_id` serves it.
    pub fn of_user(user_id: Uuid) -> Select<Entity> {
        Self::find().filter(Column::UserId.eq(user_id))
    }
}
