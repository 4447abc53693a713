//! `media`: uploaded files: where each lies, what it is, and what it belongs to.

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Set};
use time::OffsetDateTime;

use super::{MediaEntity, MediaType, MediaVisibility};

/// Uploaded files: where each lies, what it is, and what it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "media")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who uploaded it; absent: the account is gone.
    pub owner_user_id: Option<Uuid>,
    /// Whose it is, where it is not a person's own.
    pub organization_id: Option<Uuid>,
    /// What sort of file it is.
    pub media_type: MediaType,
    /// What it belongs to; absent: nothing yet.
    pub entity_type: Option<MediaEntity>,
    /// No foreign key: the table depends on `entity_type`.
    pub entity_id: Option<Uuid>,
    /// Order among the files of the same thing, from 0.
    pub position: i32,
    /// The one that lists and previews show.
    pub is_primary: bool,
    /// The object's key in the store, without the store's address.
    #[sea_orm(column_type = "Text")]
    pub storage_key: String,
    /// As the user's machine called it.
    #[sea_orm(column_type = "Text")]
    pub file_name: Option<String>,
    /// Media type, as in `image/png`.
    #[sea_orm(column_type = "Text")]
    pub mime_type: String,
    /// Bytes.
    pub byte_size: i64,
    /// SHA-256 of the content, in hexadecimal; absent until processed.
    #[sea_orm(column_type = "Char(Some(64))", save_as = "bpchar")]
    pub checksum: Option<String>,
    /// Pixels; images and video.
    pub width: Option<i32>,
    /// Pixels; images and video.
    pub height: Option<i32>,
    /// Audio and video.
    #[sea_orm(column_type = "Decimal(Some((10, 3)))")]
    pub duration_seconds: Option<Decimal>,
    /// For those who cannot see it; empty: decoration.
    #[sea_orm(column_type = "Text")]
    pub alt_text: Option<String>,
    /// Shown beneath it.
    #[sea_orm(column_type = "Text")]
    pub caption: Option<String>,
    /// Who may see it.
    pub visibility: MediaVisibility,
    /// When previews and sizes were ready.
    pub processed_at: Option<OffsetDateTime>,
    /// Previews, EXIF and the like.
    #[sea_orm(column_type = "JsonBinary")]
    pub metadata: Json,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `owner_user_id`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::OwnerUserId",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    OwnerUser,
    /// By `organization_id`.
    #[sea_orm(
        belongs_to = "crate::organizations::organizations::Entity",
        from = "Column::OrganizationId",
        to = "crate::organizations::organizations::Column::Id",
        on_delete = "SetNull"
    )]
    Organization,
}

impl Related<crate::identity::users::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::OwnerUser.def()
    }
}

impl Related<crate::organizations::organizations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organization.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// The files of a row, in their order; `idx_media_entity_type_entity_id_position` serves it.
    pub fn of(entity: MediaEntity, id: Uuid) -> Select<Entity> {
        Self::find()
            .filter(Column::EntityType.eq(entity))
            .filter(Column::EntityId.eq(id))
            .order_by_asc(Column::Position)
    }
}
