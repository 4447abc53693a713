//! `negotiation_rounds`: one proposal of a negotiation and the answer to it.

use sea_orm::Set;
use sea_orm::entity::prelude::*;
use time::OffsetDateTime;

use super::{NegotiationOutcome, NegotiationSide};

/// One proposal of a negotiation and the answer to it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "negotiation_rounds")]
pub struct Model {
    /// The key, a version 7 UUID.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The negotiation.
    pub negotiation_id: Uuid,
    /// From 1.
    pub round: i16,
    /// Who proposed it.
    pub proposed_by: Option<Uuid>,
    /// Who proposes.
    pub side: NegotiationSide,
    /// The fee proposed.
    #[sea_orm(column_type = "Decimal(Some((16, 3)))")]
    pub amount: Decimal,
    /// ISO 4217 code of every amount in the row.
    #[sea_orm(column_type = "Char(Some(3))", save_as = "bpchar")]
    pub currency: String,
    /// Travel, rooms, set length, exclusivity and the like.
    #[sea_orm(column_type = "JsonBinary")]
    pub terms: Json,
    /// A remark.
    #[sea_orm(column_type = "Text")]
    pub note: Option<String>,
    /// What came of it.
    pub outcome: NegotiationOutcome,
    /// No answer after this moment.
    pub expires_at: Option<OffsetDateTime>,
    /// When the answer came.
    pub responded_at: Option<OffsetDateTime>,
    /// Who answered.
    pub responded_by: Option<Uuid>,
    /// When the row was made.
    pub created_at: OffsetDateTime,
    /// When the row last changed; kept by a trigger.
    pub updated_at: OffsetDateTime,
}

/// Where its keys lead.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `negotiation_id`.
    #[sea_orm(
        belongs_to = "super::negotiations::Entity",
        from = "Column::NegotiationId",
        to = "super::negotiations::Column::Id",
        on_delete = "Cascade"
    )]
    Negotiation,
    /// By `proposed_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::ProposedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    ProposedBy,
    /// By `currency`.
    #[sea_orm(
        belongs_to = "crate::geography::currencies::Entity",
        from = "Column::Currency",
        to = "crate::geography::currencies::Column::CurrencyCode",
        on_delete = "Restrict"
    )]
    Currency,
    /// By `responded_by`.
    #[sea_orm(
        belongs_to = "crate::identity::users::Entity",
        from = "Column::RespondedBy",
        to = "crate::identity::users::Column::Id",
        on_delete = "SetNull"
    )]
    RespondedBy,
}

impl Related<super::negotiations::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Negotiation.def()
    }
}

impl Related<crate::geography::currencies::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Currency.def()
    }
}

impl ActiveModelBehavior for ActiveModel {
    /// A fresh key, and nothing else set.
    fn new() -> Self {
        Self { id: Set(crate::new_key()), ..ActiveModelTrait::default() }
    }
}
