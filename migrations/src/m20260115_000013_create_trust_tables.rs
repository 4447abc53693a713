//! Trust: scores and their history, reviews, disputes.

use crate::ddl::ForeignKeyAction::{Cascade, Restrict, SetNull};
use crate::ddl::*;
use sea_orm_migration::prelude::ConditionalStatement;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, labels) in ENUMS {
            create_enum(manager, name, labels).await?;
        }
        trust_scores().create(manager).await?;
        reviews().create(manager).await?;
        disputes().create(manager).await?;
        trust_score_history().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [TrustScoreHistory::Table]).await?;
        drop_tables(manager, [Disputes::Table]).await?;
        drop_tables(manager, [Reviews::Table]).await?;
        drop_tables(manager, [TrustScores::Table]).await?;
        drop_enums(manager, &ENUMS.map(|(name, _)| name)).await
    }
}

const ENUMS: [(&str, &[&str]); 3] = [
    (
        "trust_score_reason",
        &[
            "booking_completed",
            "booking_cancelled",
            "review_published",
            "dispute_opened",
            "dispute_resolved",
            "identity_verified",
            "payment_late",
            "fraud_confirmed",
            "recalculation",
            "manual",
        ],
    ),
    ("review_status", &["pending", "published", "hidden", "removed"]),
    (
        "dispute_reason",
        &[
            "no_show",
            "late_cancellation",
            "non_payment",
            "late_payment",
            "quality",
            "rider_not_met",
            "contract_breach",
            "refund_refused",
            "other",
        ],
    ),
];

fn trust_scores() -> NewTable {
    table(TrustScores::Table, "How far each artist, venue, promoter and user can be relied on, as of now.")
        .col(uuid_key(TrustScores::Id))
        .col(uuid_null(TrustScores::ArtistId))
        .col(uuid_null(TrustScores::VenueId))
        .col(uuid_null(TrustScores::PromoterId))
        .col(uuid_null(TrustScores::UserId))
        .col(percent(TrustScores::Score).default(Expr::cust("50.00")).comment("0 is worst, 100 is best."))
        .col(integer(TrustScores::SampleSize).default(0).comment("Bookings, reviews and disputes behind it."))
        .col(json_object(TrustScores::Factors).comment("What each factor adds or takes away, in points."))
        .col(timestamptz_now(TrustScores::ComputedAt))
        .references_without_index(TrustScores::ArtistId, Artists::Table, Artists::Id, Cascade)
        .references_without_index(TrustScores::VenueId, Venues::Table, Venues::Id, Cascade)
        .references_without_index(TrustScores::PromoterId, Promoters::Table, Promoters::Id, Cascade)
        .references_without_index(TrustScores::UserId, Users::Table, Users::Id, Cascade)
        .check_sql("one_subject", "num_nonnulls(artist_id, venue_id, promoter_id, user_id) = 1")
        .check_between(TrustScores::Score, 0, 100)
        .check_not_negative(TrustScores::SampleSize)
        .check_sql("factors_is_object", "jsonb_typeof(factors) = 'object'")
        .unique([TrustScores::ArtistId])
        .unique([TrustScores::VenueId])
        .unique([TrustScores::PromoterId])
        .unique([TrustScores::UserId])
        .index([TrustScores::Score])
        .timestamps()
}

fn reviews() -> NewTable {
    table(Reviews::Table, "What those who took part say of an artist, a venue, a promoter or an event.")
        .col(uuid_key(Reviews::Id))
        .col(uuid(Reviews::ReviewerId))
        .col(uuid_null(Reviews::BookingId).comment("The ground: a booking that both were part of, or …"))
        .col(uuid_null(Reviews::EventAttendanceId).comment("… an event that the reviewer went to."))
        .col(uuid_null(Reviews::ArtistId))
        .col(uuid_null(Reviews::VenueId))
        .col(uuid_null(Reviews::PromoterId))
        .col(uuid_null(Reviews::EventId))
        .col(small_integer(Reviews::Rating).comment("Stars, 1 to 5."))
        .col(json_object(Reviews::RatingDetails).comment("Stars of single aspects: {\"sound\": 4}."))
        .col(text_null(Reviews::Title))
        .col(text_null(Reviews::Body).comment("Absent: stars alone."))
        .col(enumeration(Reviews::Status, "review_status").default("pending"))
        .col(timestamptz_null(Reviews::PublishedAt).comment("When it was first shown."))
        .col(text_null(Reviews::Response).comment("The subject's public answer."))
        .col(uuid_null(Reviews::RespondedBy))
        .col(timestamptz_null(Reviews::RespondedAt))
        .col(uuid_null(Reviews::ModeratedBy))
        .col(timestamptz_null(Reviews::ModeratedAt))
        .col(text_null(Reviews::ModerationNote).comment("Why it was hidden or removed; never shown."))
        .references_without_index(Reviews::ReviewerId, Users::Table, Users::Id, Cascade)
        .references(Reviews::BookingId, Bookings::Table, Bookings::Id, Cascade)
        .references(Reviews::EventAttendanceId, EventAttendances::Table, EventAttendances::Id, Cascade)
        .references(Reviews::ArtistId, Artists::Table, Artists::Id, Cascade)
        .references(Reviews::VenueId, Venues::Table, Venues::Id, Cascade)
        .references(Reviews::PromoterId, Promoters::Table, Promoters::Id, Cascade)
        .references(Reviews::EventId, Events::Table, Events::Id, Cascade)
        .references(Reviews::RespondedBy, Users::Table, Users::Id, SetNull)
        .references(Reviews::ModeratedBy, Users::Table, Users::Id, SetNull)
        .check_sql("one_ground", "num_nonnulls(booking_id, event_attendance_id) = 1")
        .check_sql("one_subject", "num_nonnulls(artist_id, venue_id, promoter_id, event_id) = 1")
        .check_sql("event_was_attended", "event_id IS NULL OR event_attendance_id IS NOT NULL")
        .check_between(Reviews::Rating, 1, 5)
        .check_sql("rating_details_is_object", "jsonb_typeof(rating_details) = 'object'")
        .check_not_blank(Reviews::Title)
        .check_not_blank(Reviews::Body)
        .check_not_blank(Reviews::Response)
        .check_not_blank(Reviews::ModerationNote)
        .check_sql("published_at_with_status", "status <> 'published' OR published_at IS NOT NULL")
        .check_sql("responded_at_with_response", "(response IS NULL) = (responded_at IS NULL)")
        .check_sql("responder_has_responded", "responded_by IS NULL OR response IS NOT NULL")
        .check_sql("moderator_has_moderated", "moderated_by IS NULL OR moderated_at IS NOT NULL")
        .index_as(
            Index::create()
                .unique()
                .name("uq_reviews_reviewer_ground_subject")
                .col(Reviews::ReviewerId)
                .col(Expr::cust("COALESCE(booking_id, event_attendance_id)"))
                .col(Expr::cust("COALESCE(artist_id, venue_id, promoter_id, event_id)")),
        )
        .index([Reviews::Status, Reviews::CreatedAt])
        .timestamps()
}

fn disputes() -> NewTable {
    table(Disputes::Table, "Disagreements about a booking that the platform decides.")
        .col(uuid_key(Disputes::Id))
        .col(uuid(Disputes::BookingId))
        .col(uuid(Disputes::RaisedBy))
        .col(enumeration(Disputes::Reason, "dispute_reason"))
        .col(text(Disputes::Description).comment("In the words of who raised it."))
        .col(
            json_object(Disputes::Evidence)
                .default(Expr::cust("'[]'"))
                .comment("Media ids, links and quotations, in order."),
        )
        .col(amount(Disputes::DisputedAmount).default(0).comment("0: it is not about money."))
        .col(currency(Disputes::Currency))
        .col(enumeration(Disputes::Status, "dispute_status").default("open"))
        .col(uuid_null(Disputes::AssignedTo).comment("Who of the platform looks into it."))
        .col(text_null(Disputes::Decision).comment("As both sides read it."))
        .col(amount_null(Disputes::RefundAmount).comment("What is to go back; absent until decided."))
        .col(uuid_null(Disputes::DecidedBy))
        .col(timestamptz_now(Disputes::OpenedAt))
        .col(timestamptz_null(Disputes::RespondBy).comment("By when the other side must have answered."))
        .col(timestamptz_null(Disputes::ResolvedAt))
        .col(json_object(Disputes::Metadata))
        .references(Disputes::BookingId, Bookings::Table, Bookings::Id, Restrict)
        .references(Disputes::RaisedBy, Users::Table, Users::Id, Restrict)
        .references(Disputes::Currency, Currencies::Table, Currencies::CurrencyCode, Restrict)
        .references(Disputes::AssignedTo, Users::Table, Users::Id, SetNull)
        .references(Disputes::DecidedBy, Users::Table, Users::Id, SetNull)
        .check_not_blank(Disputes::Description)
        .check_sql("evidence_is_array", "jsonb_typeof(evidence) = 'array'")
        .check_not_negative(Disputes::DisputedAmount)
        .check_not_blank(Disputes::Decision)
        .check_sql(
            "resolved_at_with_status",
            "(status IN ('resolved_refund', 'resolved_no_refund')) = (resolved_at IS NOT NULL)",
        )
        .check_sql("refund_with_status", "(status = 'resolved_refund') = (refund_amount IS NOT NULL)")
        .check_sql("refund_within_disputed", "refund_amount > 0 AND refund_amount <= disputed_amount")
        .check_order(Disputes::OpenedAt, Disputes::RespondBy)
        .check_order(Disputes::OpenedAt, Disputes::ResolvedAt)
        .index_as(
            Index::create()
                .unique()
                .name("uq_disputes_booking_unresolved")
                .col(Disputes::BookingId)
                .and_where(Expr::cust("status IN ('open', 'investigating', 'escalated')")),
        )
        .index([Disputes::Status, Disputes::OpenedAt])
        .timestamps()
}

fn trust_score_history() -> NewTable {
    table(TrustScoreHistory::Table, "Each change of a trust score, and why.")
        .col(uuid_key(TrustScoreHistory::Id))
        .col(uuid(TrustScoreHistory::TrustScoreId))
        .col(percent(TrustScoreHistory::OldScore))
        .col(percent(TrustScoreHistory::NewScore))
        .col(
            percent(TrustScoreHistory::Change)
                .generated(Expr::cust("new_score - old_score"), true)
                .comment("In points: new less old."),
        )
        .col(enumeration(TrustScoreHistory::Reason, "trust_score_reason"))
        .col(uuid_null(TrustScoreHistory::BookingId).comment("What it came from, as far as it was one."))
        .col(uuid_null(TrustScoreHistory::ReviewId))
        .col(uuid_null(TrustScoreHistory::DisputeId))
        .col(uuid_null(TrustScoreHistory::ChangedBy).comment("Absent: computed."))
        .col(text_null(TrustScoreHistory::Note))
        .references_without_index(
            TrustScoreHistory::TrustScoreId,
            TrustScores::Table,
            TrustScores::Id,
            Cascade,
        )
        .references(TrustScoreHistory::BookingId, Bookings::Table, Bookings::Id, SetNull)
        .references(TrustScoreHistory::ReviewId, Reviews::Table, Reviews::Id, SetNull)
        .references(TrustScoreHistory::DisputeId, Disputes::Table, Disputes::Id, SetNull)
        .references(TrustScoreHistory::ChangedBy, Users::Table, Users::Id, SetNull)
        .check_between(TrustScoreHistory::OldScore, 0, 100)
        .check_between(TrustScoreHistory::NewScore, 0, 100)
        .check_not_blank(TrustScoreHistory::Note)
        .check_sql("manual_with_note", "reason <> 'manual' OR note IS NOT NULL")
        .index([TrustScoreHistory::TrustScoreId, TrustScoreHistory::CreatedAt])
        .created_at()
}

#[derive(DeriveIden)]
enum TrustScores {
    Table,
    Id,
    ArtistId,
    VenueId,
    PromoterId,
    UserId,
    Score,
    SampleSize,
    Factors,
    ComputedAt,
}

#[derive(DeriveIden)]
enum Reviews {
    Table,
    Id,
    ReviewerId,
    BookingId,
    EventAttendanceId,
    ArtistId,
    VenueId,
    PromoterId,
    EventId,
    Rating,
    RatingDetails,
    Title,
    Body,
    Status,
    PublishedAt,
    Response,
    RespondedBy,
    RespondedAt,
    ModeratedBy,
    ModeratedAt,
    ModerationNote,
    CreatedAt,
}

#[derive(DeriveIden)]
enum Disputes {
    Table,
    Id,
    BookingId,
    RaisedBy,
    Reason,
    Description,
    Evidence,
    DisputedAmount,
    Currency,
    Status,
    AssignedTo,
    Decision,
    RefundAmount,
    DecidedBy,
    OpenedAt,
    RespondBy,
    ResolvedAt,
    Metadata,
}

#[derive(DeriveIden)]
enum TrustScoreHistory {
    Table,
    Id,
    TrustScoreId,
    OldScore,
    NewScore,
    Change,
    Reason,
    BookingId,
    ReviewId,
    DisputeId,
    ChangedBy,
    Note,
    CreatedAt,
}

#[derive(DeriveIden)]
enum Artists {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Venues {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Promoters {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Bookings {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum EventAttendances {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Events {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Currencies {
    Table,
    CurrencyCode,
}
