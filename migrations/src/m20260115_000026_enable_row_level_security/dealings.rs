//! Between artists and those who book them: opportunities, bookings, contracts, money, reviews and disputes.

use super::rows::{
    ME, artist, booker, booking, opportunity, organization, own_or_shared, venue, within, within_where,
};
use crate::ddl::Access;

/// Of each table of these domains that is not everybody's.
pub(super) fn accesses() -> Vec<Access> {
    let mut all = vec![
        opportunities(),
        Access::to("opportunity_genres")
            .read(&within("opportunity_genres", "opportunity_id", "opportunities"))
            .write(&within_where(
                "opportunity_genres",
                "opportunity_id",
                "opportunities",
                &opportunity("member"),
            )),
        applications(),
        Access::to("bookings")
            .read(&booking("viewer"))
            .keep(&booking("member"))
            .delete(&format!("status = 'inquiry' AND ({})", booking("admin"))),
        // Written by a trigger.
        Access::to("booking_history").read(&of_booking("booking_history")).append_only(),
        Access::to("booking_riders")
            .read(&of_booking("booking_riders"))
            .write(&of_booking_member("booking_riders")),
    ];
    for table in ["negotiations", "contracts"] {
        all.push(Access::to(table).read(&of_booking(table)).keep(&of_booking_member(table)));
    }
    all.extend([
        Access::to("negotiation_rounds")
            .read(&within("negotiation_rounds", "negotiation_id", "negotiations"))
            .keep(&through("negotiation_rounds", "negotiation_id", "negotiations", &booking("member"))),
        Access::to("contract_versions")
            .read(&within("contract_versions", "contract_id", "contracts"))
            .insert(&through("contract_versions", "contract_id", "contracts", &booking("member")))
            .append_only(),
        contract_signatures(),
        Access::to("contract_templates")
            .read(&own_or_shared())
            .write(&organization("organization_id", "member")),
        disputes(),
        reviews(),
    ]);
    all.extend(money());
    // Judged by the platform, for nobody else to see. What is public of a score stands beside the artist or the venue.
    for table in ["trust_scores", "fraud_rules", "fraud_alerts"] {
        all.push(Access::to(table));
    }
    all.push(Access::to("trust_score_history").append_only());
    all
}

fn of_booking(table: &str) -> String {
    within(table, "booking_id", "bookings")
}

fn of_booking_member(table: &str) -> String {
    within_where(table, "booking_id", "bookings", &booking("member"))
}

/// Of a row that hangs on `parent`, which hangs on a booking for which `condition` holds.
fn through(table: &str, column: &str, parent: &str, condition: &str) -> String {
    format!(
        "EXISTS (
    SELECT FROM {parent} JOIN bookings ON bookings.id = {parent}.booking_id
    WHERE {parent}.id = {table}.{column} AND ({condition})
)"
    )
}

fn opportunities() -> Access {
    Access::to("opportunities")
        .read(&format!("status <> 'draft' OR {}", opportunity("viewer")))
        .keep(&opportunity("member"))
        .delete(&format!("status = 'draft' AND ({})", opportunity("admin")))
}

/// Between the artist and those who seek; no artist sees another's.
fn applications() -> Access {
    let side = |level| {
        format!(
            "{} OR {}",
            artist("artist_id", level),
            within_where("applications", "opportunity_id", "opportunities", &opportunity(level))
        )
    };
    Access::to("applications")
        .read(&side("viewer"))
        .insert(&artist("artist_id", "member"))
        .update(&side("member"), &side("member"))
}

/// Everybody signs for themselves, and as one of their own side.
fn contract_signatures() -> Access {
    let side = format!(
        "CASE contract_signatures.role
        WHEN 'artist' THEN {0}
        WHEN 'agent' THEN {0}
        WHEN 'promoter' THEN {1}
        WHEN 'venue' THEN {2}
        ELSE {3}
    END",
        artist("bookings.artist_id", "manager"),
        booker("manager"),
        venue("bookings.venue_id", "manager"),
        booking("member"),
    );
    Access::to("contract_signatures")
        .read(&within("contract_signatures", "contract_id", "contracts"))
        .insert(&format!(
            "user_id = {ME} AND {}",
            through("contract_signatures", "contract_id", "contracts", &side)
        ))
        .append_only()
}

/// Raised by one side, seen by both, decided by the platform.
fn disputes() -> Access {
    let own = format!("raised_by = {ME} AND status = 'open'");
    Access::to("disputes")
        .read(&format!("raised_by = {ME} OR {}", of_booking("disputes")))
        .insert(&format!("{own} AND {}", of_booking_member("disputes")))
        .update(&own, &own)
}

fn reviews() -> Access {
    let own = format!("reviewer_id = {ME}");
    // Of what they took part in, and only until somebody has looked at it: publishing and moderating is not theirs.
    let unread = format!(
        "{own} AND status = 'pending' AND response IS NULL AND moderated_at IS NULL \
         AND (EXISTS (SELECT FROM bookings WHERE bookings.id = reviews.booking_id) \
         OR EXISTS (SELECT FROM event_attendances a WHERE a.id = reviews.event_attendance_id AND a.user_id = {ME} \
         AND (reviews.event_id IS NULL OR reviews.event_id = a.event_id)))"
    );
    Access::to("reviews").read(&format!("status = 'published' OR {own}")).keep(&unread)
}

/// Asked for by users, moved by the platform.
fn money() -> Vec<Access> {
    let viewer = organization("organization_id", "viewer");
    let manager = organization("organization_id", "manager");
    let issuer = |level| format!("issuer_user_id = {ME} OR {}", organization("organization_id", level));
    vec![
        Access::to("payments")
            .read(&format!("payer_id = {ME} OR payee_id = {ME} OR {viewer} OR {}", of_booking("payments")))
            .insert(&format!("status = 'initiated' AND (payer_id = {ME} OR {manager})")),
        Access::to("refunds").read(&within("refunds", "payment_id", "payments")).insert(&format!(
            "status = 'initiated' AND initiated_by = {ME} AND {}",
            within_where("refunds", "payment_id", "payments", &format!("payer_id = {ME} OR {manager}"))
        )),
        Access::to("payouts")
            .read(&format!("payee_id = {ME} OR {viewer}"))
            .insert(&format!("status = 'queued' AND (payee_id = {ME} OR {manager})")),
        Access::to("invoices")
            .read(&format!(
                "{} OR (status <> 'draft' AND (recipient_user_id = {ME} OR {}))",
                issuer("viewer"),
                organization("recipient_organization_id", "viewer")
            ))
            .keep(&issuer("member"))
            .delete(&format!("status = 'draft' AND ({})", issuer("manager"))),
        Access::to("invoice_lines")
            .read(&within("invoice_lines", "invoice_id", "invoices"))
            .write(&within_where("invoice_lines", "invoice_id", "invoices", &issuer("member"))),
        Access::to("escrow_accounts").read(&of_booking("escrow_accounts")),
        Access::to("ledger_accounts").read(&format!(
            "user_id = {ME} OR {viewer} OR {}",
            within("ledger_accounts", "escrow_account_id", "escrow_accounts")
        )),
        Access::to("ledger_entries")
            .read(&within("ledger_entries", "account_id", "ledger_accounts"))
            .append_only(),
        Access::to("crypto_wallets")
            .read(&format!("user_id = {ME} OR {viewer}"))
            .write(&format!("user_id = {ME} OR {manager}")),
        Access::to("crypto_payments").read(&within("crypto_payments", "payment_id", "payments")),
    ]
}
