//! Fraud: what to look out for, and what was seen.

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
        fraud_rules().create(manager).await?;
        fraud_alerts().create(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, [FraudAlerts::Table]).await?;
        drop_tables(manager, [FraudRules::Table]).await?;
        drop_enums(manager, &ENUMS.map(|(name, _)| name)).await
    }
}

const ENUMS: [(&str, &[&str]); 3] = [
    ("fraud_severity", &["low", "medium", "high", "critical"]),
    ("fraud_action", &["flag", "hold", "block"]),
    ("fraud_alert_status", &["open", "investigating", "confirmed", "dismissed"]),
];

fn fraud_rules() -> NewTable {
    table(FraudRules::Table, "What to look out for, and what to do when it is seen.")
        .col(uuid_key(FraudRules::Id))
        .col(text(FraudRules::Code).comment("As logs and alerts name it: many-cards-one-device."))
        .col(text(FraudRules::Name))
        .col(text_null(FraudRules::Description))
        .col(enumeration(FraudRules::Severity, "fraud_severity").default("medium"))
        .col(enumeration(FraudRules::Action, "fraud_action").default("flag"))
        .col(
            percent(FraudRules::Threshold).default(50).comment("Score from which an alert is raised, 0–100."),
        )
        .col(json_object(FraudRules::Definition).comment("Conditions, as the fraud service reads them."))
        .col(boolean(FraudRules::Enabled).default(true))
        .col(uuid_null(FraudRules::CreatedBy))
        .references(FraudRules::CreatedBy, Users::Table, Users::Id, SetNull)
        .check_slug(FraudRules::Code)
        .check_not_blank(FraudRules::Name)
        .check_not_blank(FraudRules::Description)
        .check_between(FraudRules::Threshold, 0, 100)
        .check_sql("definition_is_object", "jsonb_typeof(definition) = 'object'")
        .unique([FraudRules::Code])
        .timestamps()
}

fn fraud_alerts() -> NewTable {
    table(FraudAlerts::Table, "Where a rule has seen something, and what became of it.")
        .col(uuid_key(FraudAlerts::Id))
        .col(uuid(FraudAlerts::FraudRuleId))
        .col(uuid_null(FraudAlerts::UserId))
        .col(uuid_null(FraudAlerts::BookingId))
        .col(uuid_null(FraudAlerts::PaymentId))
        .col(uuid_null(FraudAlerts::PayoutId))
        .col(uuid_null(FraudAlerts::ReviewId))
        .col(enumeration(FraudAlerts::Severity, "fraud_severity").comment("The rule's at the time."))
        .col(percent(FraudAlerts::Score).comment("How sure the rule is, 0–100."))
        .col(enumeration(FraudAlerts::Status, "fraud_alert_status").default("open"))
        .col(json_object(FraudAlerts::Evidence).comment("What the rule saw."))
        .col(timestamptz_now(FraudAlerts::DetectedAt))
        .col(uuid_null(FraudAlerts::AssignedTo))
        .col(uuid_null(FraudAlerts::ResolvedBy))
        .col(timestamptz_null(FraudAlerts::ResolvedAt))
        .col(text_null(FraudAlerts::ResolutionNote))
        .references_without_index(FraudAlerts::FraudRuleId, FraudRules::Table, FraudRules::Id, Restrict)
        .references(FraudAlerts::UserId, Users::Table, Users::Id, Cascade)
        .references(FraudAlerts::BookingId, Bookings::Table, Bookings::Id, Restrict)
        .references(FraudAlerts::PaymentId, Payments::Table, Payments::Id, Restrict)
        .references(FraudAlerts::PayoutId, Payouts::Table, Payouts::Id, Restrict)
        .references(FraudAlerts::ReviewId, Reviews::Table, Reviews::Id, Cascade)
        .references(FraudAlerts::AssignedTo, Users::Table, Users::Id, SetNull)
        .references(FraudAlerts::ResolvedBy, Users::Table, Users::Id, SetNull)
        .check_sql("one_subject", "num_nonnulls(user_id, booking_id, payment_id, payout_id, review_id) = 1")
        .check_between(FraudAlerts::Score, 0, 100)
        .check_sql("evidence_is_object", "jsonb_typeof(evidence) = 'object'")
        .check_sql(
            "resolved_at_with_status",
            "(status IN ('confirmed', 'dismissed')) = (resolved_at IS NOT NULL)",
        )
        .check_sql("resolver_has_resolved", "resolved_by IS NULL OR resolved_at IS NOT NULL")
        .check_order(FraudAlerts::DetectedAt, FraudAlerts::ResolvedAt)
        .check_not_blank(FraudAlerts::ResolutionNote)
        .index([FraudAlerts::FraudRuleId, FraudAlerts::DetectedAt])
        .index([FraudAlerts::Status, FraudAlerts::Severity])
        .index_as(
            Index::create()
                .unique()
                .name("uq_fraud_alerts_rule_subject_unresolved")
                .col(FraudAlerts::FraudRuleId)
                .col(Expr::cust("COALESCE(user_id, booking_id, payment_id, payout_id, review_id)"))
                .and_where(Expr::cust("status IN ('open', 'investigating')")),
        )
        .timestamps()
}

#[derive(DeriveIden)]
enum FraudRules {
    Table,
    Id,
    Code,
    Name,
    Description,
    Severity,
    Action,
    Threshold,
    Definition,
    Enabled,
    CreatedBy,
}

#[derive(DeriveIden)]
enum FraudAlerts {
    Table,
    Id,
    FraudRuleId,
    UserId,
    BookingId,
    PaymentId,
    PayoutId,
    ReviewId,
    Severity,
    Score,
    Status,
    Evidence,
    DetectedAt,
    AssignedTo,
    ResolvedBy,
    ResolvedAt,
    ResolutionNote,
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
enum Payments {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Payouts {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Reviews {
    Table,
    Id,
}
