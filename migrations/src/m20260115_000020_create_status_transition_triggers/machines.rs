//! The machines themselves, and the columns that they rule.

/// The columns that are guarded: table, column, enum type. `attendance_status` is none: it is an answer, not a state.
pub(super) const GUARDED: [(&str, &str, &str); 28] = [
    ("users", "status", "user_status"),
    ("kyc_documents", "status", "kyc_status"),
    ("events", "status", "event_status"),
    ("tickets", "status", "ticket_status"),
    ("opportunities", "status", "opportunity_status"),
    ("applications", "status", "application_status"),
    ("bookings", "status", "booking_status"),
    ("negotiations", "status", "negotiation_status"),
    ("negotiation_rounds", "outcome", "negotiation_outcome"),
    ("contracts", "status", "contract_status"),
    ("invoices", "status", "invoice_status"),
    ("payments", "status", "payment_status"),
    ("refunds", "status", "payment_status"),
    ("payouts", "status", "payout_status"),
    ("crypto_payments", "status", "crypto_payment_status"),
    ("escrow_accounts", "status", "escrow_status"),
    ("reviews", "status", "review_status"),
    ("disputes", "status", "dispute_status"),
    ("fraud_alerts", "status", "fraud_alert_status"),
    ("conversations", "status", "conversation_status"),
    ("notifications", "status", "notification_status"),
    ("email_notifications", "status", "email_status"),
    ("calendar_connections", "status", "calendar_connection_status"),
    ("calendar_events", "sync_status", "calendar_sync_status"),
    ("projects", "status", "project_status"),
    ("project_events", "status", "project_event_status"),
    ("project_event_roles", "status", "crew_assignment_status"),
    ("webhook_deliveries", "status", "webhook_delivery_status"),
    // the next one goes here
];

/// A status and those that may follow it.
pub(super) type State = (&'static str, &'static [&'static str]);

/// Every machine: the enum type, and for each of its labels those that may follow. None may: the state is final.
pub(super) const MACHINES: &[(&str, &[State])] = &[
    (
        "application_status",
        &[
            ("submitted", &["shortlisted", "offered", "accepted", "rejected", "withdrawn", "expired"]),
            ("shortlisted", &["offered", "accepted", "rejected", "withdrawn", "expired"]),
            ("offered", &["accepted", "rejected", "withdrawn", "expired"]),
            ("accepted", &["withdrawn"]),
            ("rejected", &["shortlisted"]),
            ("withdrawn", &["submitted"]),
            ("expired", &[]),
        ],
    ),
    (
        "booking_status",
        &[
            ("inquiry", &["offered", "negotiating", "cancelled"]),
            ("offered", &["negotiating", "confirmed", "cancelled"]),
            ("negotiating", &["offered", "confirmed", "cancelled"]),
            ("confirmed", &["paid_deposit", "cancelled", "disputed"]),
            ("paid_deposit", &["scheduled", "cancelled", "disputed", "refunded"]),
            ("scheduled", &["completed", "cancelled", "disputed"]),
            ("completed", &["disputed"]),
            ("cancelled", &["refunded"]),
            ("disputed", &["completed", "cancelled", "refunded"]),
            ("refunded", &[]),
        ],
    ),
    (
        "calendar_connection_status",
        &[
            ("active", &["expired", "revoked", "failed"]),
            ("expired", &["active", "revoked"]),
            ("revoked", &["active"]),
            ("failed", &["active", "expired", "revoked"]),
        ],
    ),
    (
        "calendar_sync_status",
        &[
            ("pending", &["synced", "conflict", "failed"]),
            ("synced", &["pending", "conflict", "failed"]),
            ("conflict", &["pending", "synced"]),
            ("failed", &["pending", "synced"]),
        ],
    ),
    (
        "contract_status",
        &[
            ("draft", &["sent", "voided"]),
            ("sent", &["draft", "signed_by_promoter", "signed_by_artist", "voided"]),
            ("signed_by_promoter", &["signed", "voided"]),
            ("signed_by_artist", &["signed", "voided"]),
            ("signed", &["completed", "voided"]),
            ("voided", &[]),
            ("completed", &[]),
        ],
    ),
    (
        "conversation_status",
        &[("open", &["closed", "archived"]), ("closed", &["open", "archived"]), ("archived", &["open"])],
    ),
    (
        "crew_assignment_status",
        &[
            ("planned", &["invited", "confirmed", "cancelled"]),
            ("invited", &["planned", "confirmed", "declined", "cancelled"]),
            ("confirmed", &["declined", "completed", "cancelled"]),
            ("declined", &["planned", "invited", "cancelled"]),
            ("completed", &[]),
            ("cancelled", &["planned"]),
        ],
    ),
    (
        "crypto_payment_status",
        &[
            ("pending", &["detected", "failed", "expired"]),
            ("detected", &["pending", "confirmed", "failed"]),
            ("confirmed", &["refunded"]),
            ("failed", &[]),
            ("expired", &["detected"]),
            ("refunded", &[]),
        ],
    ),
    (
        "dispute_status",
        &[
            ("open", &["investigating", "resolved_refund", "resolved_no_refund", "escalated"]),
            ("investigating", &["resolved_refund", "resolved_no_refund", "escalated"]),
            ("resolved_refund", &[]),
            ("resolved_no_refund", &["escalated"]),
            ("escalated", &["resolved_refund", "resolved_no_refund"]),
        ],
    ),
    (
        "email_status",
        &[
            ("queued", &["sent", "failed"]),
            ("sent", &["delivered", "bounced", "failed", "complained"]),
            ("delivered", &["bounced", "complained"]),
            ("bounced", &[]),
            ("failed", &["queued"]),
            ("complained", &[]),
        ],
    ),
    (
        "escrow_status",
        &[
            ("open", &["funded", "closed"]),
            ("funded", &["disputed", "released", "refunded"]),
            ("disputed", &["funded", "released", "refunded"]),
            ("released", &["closed"]),
            ("refunded", &["closed"]),
            ("closed", &[]),
        ],
    ),
    (
        "event_status",
        &[
            ("draft", &["published", "cancelled", "archived"]),
            ("published", &["draft", "cancelled", "completed"]),
            ("cancelled", &["archived"]),
            ("completed", &["archived"]),
            ("archived", &[]),
        ],
    ),
    (
        "fraud_alert_status",
        &[
            ("open", &["investigating", "confirmed", "dismissed"]),
            ("investigating", &["confirmed", "dismissed"]),
            ("confirmed", &["investigating"]),
            ("dismissed", &["investigating"]),
        ],
    ),
    (
        "invoice_status",
        &[
            ("draft", &["issued", "cancelled"]),
            ("issued", &["paid", "overdue", "cancelled"]),
            ("paid", &["refunded"]),
            ("overdue", &["paid", "cancelled"]),
            ("cancelled", &[]),
            ("refunded", &[]),
        ],
    ),
    (
        "kyc_status",
        &[
            ("submitted", &["in_review", "accepted", "rejected", "expired"]),
            ("in_review", &["accepted", "rejected", "expired"]),
            ("accepted", &["rejected", "expired"]),
            ("rejected", &["in_review"]),
            ("expired", &[]),
        ],
    ),
    (
        "negotiation_outcome",
        &[
            ("pending", &["accepted", "countered", "rejected", "withdrawn", "expired"]),
            ("accepted", &[]),
            ("countered", &[]),
            ("rejected", &[]),
            ("withdrawn", &[]),
            ("expired", &[]),
        ],
    ),
    (
        "negotiation_status",
        &[
            ("open", &["agreed", "rejected", "withdrawn", "expired"]),
            ("agreed", &[]),
            ("rejected", &[]),
            ("withdrawn", &[]),
            ("expired", &[]),
        ],
    ),
    (
        "notification_status",
        &[
            ("pending", &["sent", "delivered", "failed"]),
            ("sent", &["delivered", "failed"]),
            ("delivered", &[]),
            ("failed", &["pending"]),
        ],
    ),
    (
        "opportunity_status",
        &[
            ("draft", &["open", "cancelled"]),
            ("open", &["closed", "filled", "cancelled", "expired"]),
            ("closed", &["open", "filled", "cancelled"]),
            ("filled", &["open", "cancelled"]),
            ("cancelled", &[]),
            ("expired", &["open"]),
        ],
    ),
    (
        "payment_status",
        &[
            ("initiated", &["authorized", "captured", "failed", "cancelled"]),
            ("authorized", &["captured", "failed", "cancelled"]),
            ("captured", &["refunded"]),
            ("failed", &["initiated", "authorized"]),
            ("refunded", &[]),
            ("cancelled", &[]),
        ],
    ),
    (
        "payout_status",
        &[
            ("queued", &["processing", "cancelled"]),
            ("processing", &["paid", "failed"]),
            ("paid", &[]),
            ("failed", &["queued", "cancelled"]),
            ("cancelled", &[]),
        ],
    ),
    (
        "project_event_status",
        &[
            ("planned", &["confirmed", "cancelled"]),
            ("confirmed", &["planned", "completed", "cancelled"]),
            ("completed", &[]),
            ("cancelled", &["planned"]),
        ],
    ),
    (
        "project_status",
        &[
            ("draft", &["planned", "cancelled"]),
            ("planned", &["draft", "confirmed", "cancelled"]),
            ("confirmed", &["planned", "in_progress", "cancelled"]),
            ("in_progress", &["completed", "cancelled"]),
            ("completed", &["in_progress"]),
            ("cancelled", &["draft"]),
        ],
    ),
    (
        "review_status",
        &[
            ("pending", &["published", "hidden", "removed"]),
            ("published", &["hidden", "removed"]),
            ("hidden", &["published", "removed"]),
            ("removed", &[]),
        ],
    ),
    (
        "ticket_status",
        &[
            ("active", &["redeemed", "cancelled", "refunded"]),
            ("redeemed", &["refunded"]),
            ("cancelled", &["refunded"]),
            ("refunded", &[]),
        ],
    ),
    (
        "user_status",
        &[
            ("active", &["suspended", "deleted"]),
            ("suspended", &["active", "deleted"]),
            ("deleted", &[]),
            ("pending_verification", &["active", "suspended", "deleted"]),
        ],
    ),
    (
        "webhook_delivery_status",
        &[
            ("pending", &["delivered", "failed", "abandoned"]),
            ("delivered", &[]),
            ("failed", &["pending", "delivered", "abandoned"]),
            ("abandoned", &["pending"]),
        ],
    ),
];
