//! Contracts: drafted, sent, signed by both, completed or voided; some voided and drafted anew.

use backline_schema::prelude::{BookingStatus, ContractStatus};
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use time::{Duration, OffsetDateTime};

use super::bookings::Booking;
use super::circle::Circle;
use super::walk::{Walk, label};
use super::{platform, texts};

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    for booking in &circle.bookings {
        let begun = booking.at(BookingStatus::Offered).or(booking.at(BookingStatus::Negotiating));
        let Some(begun) = begun else { continue };
        let confirmed = booking.at(BookingStatus::Confirmed);
        // A first draft that nobody liked.
        let redrafted = booking.ordinal % 11 == 4 && confirmed.is_some();
        if redrafted && let Some(confirmed) = confirmed {
            let mut walk = Walk::begin(ContractStatus::Draft, begun, circle.now());
            walk.go(ContractStatus::Sent, begun + (confirmed - begun) / 3);
            walk.go(ContractStatus::Voided, begun + (confirmed - begun) / 2);
            write_contract(circle, rows, booking, 0, &walk);
        }
        let from = if redrafted { begun + (confirmed.unwrap_or(begun) - begun) / 2 } else { begun };
        write_contract(circle, rows, booking, 1, &walk(circle, booking, from));
    }
}

fn walk(circle: &Circle<'_>, booking: &Booking, begun: OffsetDateTime) -> Walk<ContractStatus> {
    use ContractStatus::{Completed, Draft, Sent, Signed, SignedByArtist, SignedByPromoter, Voided};
    let mut walk = Walk::begin(Draft, begun, circle.now());
    // Not to the moment of payment: signatures come before it.
    let ended = booking.at(BookingStatus::Cancelled).or(booking.at(BookingStatus::Refunded));
    if let Some(confirmed) = booking.at(BookingStatus::Confirmed) {
        let paid = booking.at(BookingStatus::PaidDeposit).or(ended).unwrap_or(confirmed + Duration::days(4));
        let step = (paid - confirmed) / 5;
        walk.go(Sent, confirmed);
        if walk.goes_on() && booking.ordinal % 17 == 9 {
            walk.go(Draft, confirmed + step);
            if walk.goes_on() {
                walk.go(Sent, confirmed + step * 2);
            }
        }
        let first = if booking.ordinal.is_multiple_of(2) { SignedByPromoter } else { SignedByArtist };
        for (status, at) in [(first, confirmed + step * 3), (Signed, confirmed + step * 4)] {
            if walk.goes_on() {
                walk.go(status, at);
            }
        }
    }
    if let Some(ended) = ended
        && walk.goes_on()
    {
        walk.go(Voided, ended.max(walk.since()));
    } else if booking.is_settled()
        && walk.goes_on()
        && let Some(at) = booking.walk.at_last(BookingStatus::Completed)
    {
        walk.go(Completed, at + Duration::hours(1));
    }
    walk
}

fn write_contract(
    circle: &Circle<'_>,
    rows: &mut Rows,
    booking: &Booking,
    which: u64,
    walk: &Walk<ContractStatus>,
) {
    let ordinal = booking.ordinal * 2 + which;
    let draw = circle.draw("contracts", ordinal);
    let (created, status) = (walk.steps()[0].1, walk.status());
    let id = draw.id(created);
    let organizer = circle.promoter_user(booking.request.promoter);
    let artist = circle.artist_user(booking.request.artist);
    let organization = circle.organization_of(booking.request.promoter);
    let market = circle.venues[booking.request.venue].city.market;
    let sent =
        walk.steps().iter().rev().find(|(status, _)| *status == ContractStatus::Sent).map(|(_, at)| *at);
    let versions = if sent.is_some() && booking.ordinal % 5 == 2 { 2_i32 } else { 1 };
    let voided = walk.at(ContractStatus::Voided);
    let digest = || {
        format!(
            "{:016x}{:016x}{:016x}{:016x}",
            id.as_u128() >> 64,
            id.as_u128() & u128::from(u64::MAX),
            7,
            11
        )
    };
    row!(
        rows,
        contracts {
            id: id,
            booking_id: booking.id,
            template_id: draw.cell("template").chance(0.85).then(|| platform::template(circle.world)),
            contract_number: sent.map(|_| format!("BL-S{:08}", circle.number(ordinal))),
            version: versions,
            status: label(status),
            contract_text: texts::CONTRACT,
            terms: Json(r#"{"deposit_percent": 30, "cancellation_days": 14}"#),
            amount: booking.fee,
            currency: booking.currency,
            locale_code: market.locale,
            governing_country_id: draw.cell("law").chance(0.8).then_some(market.country_id),
            pdf_url: sent.map(|_| format!("https://media.example.com/contracts/{id}.pdf")),
            document_sha256: sent.map(|_| digest()),
            sent_at: sent,
            expires_at: sent.map(|at| at + Duration::days(30)),
            signed_at: walk.at(ContractStatus::Signed),
            completed_at: walk.at(ContractStatus::Completed),
            voided_at: voided,
            voided_by: voided.map(|_| organizer.id),
            void_reason: voided.map(|_| if which == 0 {
                "The dates were wrong"
            } else {
                "The show does not take place"
            }),
            created_by: organizer.id,
            metadata: Json("{}"),
            created_at: created,
            updated_at: walk.since(),
        }
    );
    for version in 1..=versions {
        let at = if version == 1 { created } else { sent.unwrap_or(created) };
        row!(
            rows,
            contract_versions {
                id: circle.draw("contract_versions", ordinal * 4 + u64::from(version > 1)).id(at),
                contract_id: id,
                version: version,
                contract_text: texts::CONTRACT,
                terms: Json(format!(
                    r#"{{"deposit_percent": 30, "cancellation_days": {}}}"#,
                    if version == versions { 14 } else { 7 }
                )),
                change_summary: (version > 1).then_some("Fourteen days to cancel instead of seven"),
                created_by: organizer.id,
                created_at: at,
            }
        );
    }
    let promoter_signed = walk.at(ContractStatus::SignedByPromoter);
    let artist_signed = walk.at(ContractStatus::SignedByArtist);
    let both = walk.at(ContractStatus::Signed);
    let signatures = [
        ("promoter", promoter_signed.or(both), organizer, "typed"),
        ("artist", artist_signed.or(both), artist, "drawn"),
        ("witness", both.filter(|_| booking.ordinal.is_multiple_of(7)), organizer, "uploaded"),
    ];
    for (place, (role, at, user, kind)) in (0_u64..).zip(signatures) {
        let Some(at) = at else { continue };
        let draw = circle.draw("contract_signatures", ordinal * 4 + place);
        let known = role != "witness";
        row!(
            rows,
            contract_signatures {
                id: draw.id(at),
                contract_id: id,
                role: role,
                user_id: known.then_some(user.id),
                signer_name: if known { &*user.name } else { "A. Witness" },
                signer_email: known.then_some(&*user.email),
                contract_version: versions,
                signature_type: kind,
                signature_data: (kind != "typed")
                    .then_some(backline_seed::load::Bytes(&[0x89_u8, 0x50, 0x4e, 0x47][..])),
                document_sha256: draw.cell("digest").chance(0.8).then(digest),
                ip_address: draw
                    .cell("address")
                    .chance(0.6)
                    .then(|| std::net::IpAddr::from([203, 0, 113, 77])),
                user_agent: draw.cell("agent").chance(0.5).then_some("Mozilla/5.0 (X11; Linux x86_64)"),
                signed_at: at,
                created_at: at,
            }
        );
    }
    super::audit::walked(circle, rows, "contracts", id, Some(organization.id), walk.steps());
}
