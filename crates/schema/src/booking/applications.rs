//! `applications`: artists who want to play an opportunity; one application each.

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Set};
use time::OffsetDateTime;

use super::ApplicationStatus;

/// Artists who want to play an opportunity; one application each.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "applications")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The opportunity.
    pub opportunity_id: Uuid,
    /// The artist.
    pub artist_id: Uuid,
    /// The artist's own user or their manager.
    pub submitted_by: Option<Uuid>,
    /// How far it has come.
    pub status: ApplicationStatus,
    /// Absent: within the opportunity's budget.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub proposed_fee: Option<Decimal>,
    /// ISO 4217 code of every amount in the row.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// What the artist writes with it.
    #[sea_orm(column_type = "Text")]
    pub cover_message: Option<String>,
    /// Recordings to listen to.
    #[sea_orm(column_type = "Array(RcOrArc::new(ColumnType::Text))")]
    pub sample_urls: Vec<String>,
    /// The date is free.
    pub availability_confirmed: bool,
    /// When it was handed in.
    pub submitted_at: OffsetDateTime,
    /// First opened by the other side.
    pub viewed_at: Option<OffsetDateTime>,
    /// Accepted, rejected, withdrawn or expired.
    pub decided_at: Option<OffsetDateTime>,
    /// Who decided.
    pub decided_by: Option<Uuid>,
    /// Shown to the artist.
    #[sea_orm(column_type = "Text")]
    pub decision_note: Option<String>,
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
    /// By `opportunity_id`.
    #[sea_orm(
        belongs_to = "super::opportunities::Entity",
        from = "Column::OpportunityId",
        to = "super::opportunities::Column::Id",
        on_delete = "Cascade"
    )]
    Opportunity,
    /// By `artist_id`.
    #[sea_orm(
        belongs_to = "crate::talent::artists::Entity",
        from = "Column::ArtistId",
        to = "crate::talent::artists::Column::Id",
        on_delete = "Cascade"
    )]
    Artist,
    /// By `submitted_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::SubmittedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    SubmittedBy,
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// By `decided_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::DecidedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    DecidedBy,
    /// Its bookings.
    #[sea_orm(has_many = "super::bookings::Entity")]
    Bookings,
}

impl Related<super::opportunities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Opportunity.def()
    }
}

impl Related<crate::talent::artists::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Artist.def()
    }
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl Related<super::bookings::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Bookings.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}

impl Entity {
    /// Applications that wait for a decision, the oldest first; `uq_applications_opportunity_id_artist_id` serves it.
    pub fn undecided_of(opportunity_id: Uuid) -> Select<Entity> {
        Self::find()
            .filter(Column::OpportunityId.eq(opportunity_id))
            .filter(Column::Status.is_in([ApplicationStatus::Submitted, ApplicationStatus::Shortlisted]))
            .order_by_asc(Column::SubmittedAt)
    }
}
