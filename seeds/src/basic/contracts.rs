//! A template, and a contract for each booking that came so far, with its versions and signatures.

use backline_schema::prelude::*;
use serde_json::json;

use super::facts::INDIA;
use super::ids::{id, organization, user};
use super::life::{BOOKINGS, Booking};
use super::row::row;
use super::{Error, seeder::Seeder};

const TEXT: &str = "The artist plays at the venue on the day, and the organizer pays the fee: \
    the deposit when both have signed, the balance a week before the show.";

pub(super) async fn seed(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    templates(seeder).await?;
    contracts(seeder).await?;
    versions(seeder).await?;
    signatures(seeder).await
}

/// How far the contract of a booking has come; inquiries have none.
fn status(booking: &Booking) -> Option<ContractStatus> {
    match booking.status() {
        BookingStatus::Inquiry => None,
        BookingStatus::Negotiating => Some(ContractStatus::Draft),
        BookingStatus::Offered => Some(ContractStatus::Sent),
        BookingStatus::Confirmed => Some(ContractStatus::SignedByPromoter),
        BookingStatus::PaidDeposit | BookingStatus::Scheduled | BookingStatus::Disputed => {
            Some(ContractStatus::Signed)
        }
        BookingStatus::Completed => Some(ContractStatus::Completed),
        BookingStatus::Cancelled | BookingStatus::Refunded => Some(ContractStatus::Voided),
    }
}

fn is_signed(status: ContractStatus) -> bool {
    matches!(status, ContractStatus::Signed | ContractStatus::Completed | ContractStatus::Voided)
}

fn contract(booking: &Booking) -> uuid::Uuid {
    id("contracts", booking.key)
}

/// The day on which it was sent.
fn sent(booking: &Booking) -> i64 {
    booking
        .day_of(BookingStatus::Confirmed)
        .or(booking.day_of(BookingStatus::Offered))
        .unwrap_or(booking.asked())
}

async fn templates(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let template = |key: &str, owner: Option<&str>, locale: &str| {
        row!(contract_templates {
            id: id("contract_templates", key),
            organization_id: owner.map(organization),
            name: "Single performance",
            description: "One artist, one evening, one fee.",
            locale_code: locale,
            body: format!("{TEXT} Artist: {{{{artist}}}}. Fee: {{{{fee}}}}."),
            variables: ["artist", "fee"],
            created_by: user("admin"),
            created_at: seeder.clock.day(-200),
        })
    };
    let rows = vec![
        template("platform", None, "en-IN"),
        template("harbour-nights", Some("harbour-nights"), "en-GB"),
    ];
    seeder.insert(rows).await
}

async fn contracts(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let mut rows = Vec::new();
    for (ordinal, booking) in BOOKINGS.iter().enumerate() {
        let Some(status) = status(booking) else { continue };
        let is_draft = status == ContractStatus::Draft;
        let voided = booking.when(BookingStatus::Cancelled, clock);
        let is_indian = booking.currency == "INR";
        rows.push(row!(contracts {
            id: contract(booking),
            booking_id: booking.id(),
            template_id: id("contract_templates", if is_indian { "platform" } else { "harbour-nights" }),
            contract_number: format!("BL-{:05}", ordinal + 1),
            version: if booking.key == "confirmed" { 2 } else { 1 },
            status: status,
            contract_text: TEXT,
            terms: json!({"deposit_percent": 30, "cancellation_days": 14}),
            amount: booking.final_amount(),
            currency: booking.currency,
            locale_code: if is_indian { "en-IN" } else { "en-GB" },
            governing_country_id: if is_indian { INDIA } else { 826 },
            sent_at: (!is_draft).then(|| clock.day(sent(booking))),
            expires_at: (!is_draft).then(|| clock.day(sent(booking) + 30)),
            signed_at: is_signed(status).then(|| clock.day(sent(booking) + 2)),
            completed_at: booking
                .when(BookingStatus::Completed, clock)
                .filter(|_| status == ContractStatus::Completed),
            voided_at: voided,
            voided_by: voided.map(|_| booking.organization_user()),
            void_reason: voided.map(|_| "The show was cancelled"),
            created_by: booking.organization_user(),
            metadata: json!({}),
            created_at: clock.day(sent(booking)),
        }));
    }
    seeder.insert(rows).await
}

async fn versions(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let mut rows = Vec::new();
    for booking in BOOKINGS.iter().filter(|booking| status(booking).is_some()) {
        let last = if booking.key == "confirmed" { 2 } else { 1 };
        for version in 1..=last {
            rows.push(row!(contract_versions {
                id: id("contract_versions", &format!("{} {version}", booking.key)),
                contract_id: contract(booking),
                version: version,
                contract_text: TEXT,
                terms: json!({"deposit_percent": 30, "cancellation_days": if version == last { 14 } else { 7 }}),
                change_summary: (version > 1).then_some("Fourteen days to cancel instead of seven"),
                created_by: booking.organization_user(),
                created_at: clock.day(sent(booking)) + time::Duration::hours(i64::from(version) - 1),
            }));
        }
    }
    seeder.insert(rows).await
}

async fn signatures(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let mut rows = Vec::new();
    for booking in BOOKINGS {
        let Some(status) = status(booking) else { continue };
        let parties = match status {
            ContractStatus::Draft | ContractStatus::Sent => 0,
            ContractStatus::SignedByPromoter => 1,
            _ => 2,
        };
        let sides = [
            (ContractRole::Promoter, "promoter", booking.organization_user(), booking.organization_account),
            (ContractRole::Artist, "artist", booking.artist_user(), booking.artist_account),
        ];
        for (day, (role, side, signer, account)) in (1..).zip(sides.into_iter().take(parties)) {
            rows.push(row!(contract_signatures {
                id: id("contract_signatures", &format!("{} {side}", booking.key)),
                contract_id: contract(booking),
                role: role,
                user_id: signer,
                signer_name: account,
                signer_email: format!("{account}@example.com"),
                contract_version: if booking.key == "confirmed" { 2 } else { 1 },
                signature_type: SignatureType::Typed,
                signed_at: clock.day(sent(booking) + day),
            }));
        }
    }
    seeder.insert(rows).await
}
