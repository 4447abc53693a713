//! Contracts: drafted, sent, signed by both, completed or voided; some voided and drafted anew.

use backline_schema::prelude::{BookingStatus, ContractStatus};
use backline_seed::load::{Bytes, Image, Json, Rows};
use backline_seed::row;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::audit::{self, Audited};
use super::bookings::Booking;
use super::circle::{Circle, User};
use super::walk::{Walk, label};
use super::{access, names, organizations, platform, script, texts};

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
        // Called off before it was paid: often only one side has signed by then.
        let unpaid = booking.at(BookingStatus::PaidDeposit).is_none() && ended.is_some();
        walk.go(Sent, confirmed);
        if walk.goes_on() && booking.ordinal % 17 == 9 {
            walk.go(Draft, confirmed + step);
            if walk.goes_on() {
                walk.go(Sent, confirmed + step * 2);
            }
        }
        let turn = booking.ordinal / 16 + booking.ordinal;
        let first = if turn.is_multiple_of(2) { SignedByPromoter } else { SignedByArtist };
        for (status, at) in [(first, confirmed + step * 3), (Signed, confirmed + step * 4)] {
            if walk.goes_on() && !(unpaid && status == Signed) {
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
    let organizer = circle.promoter_id(booking.request.promoter);
    let artist = circle.artist_user(booking.request.artist);
    let organization = circle.firm(booking.request.promoter);
    let market = circle.venues[booking.request.venue].city.market;
    let sent =
        walk.steps().iter().rev().find(|(status, _)| *status == ContractStatus::Sent).map(|(_, at)| *at);
    let versions = if sent.is_some() && booking.ordinal % 5 == 2 { 2_i32 } else { 1 };
    let voided = walk.at(ContractStatus::Voided);
    let template = match (circle.firm(booking.request.promoter), draw.cell("template").between(0, 19)) {
        // The first firm has wordings of its own, and took one of them once.
        (Some(_), _) if booking.ordinal == script::OWN_WORDING => Some(organizations::template(circle, 1)),
        (_, 0..=2) => None,
        _ => Some(platform::template(circle.world)),
    };
    // What nothing came of stays a draft, of which not even the fee is settled.
    let settled = sent.is_some() || !draw.cell("empty").chance(0.5);
    let image = rows.with_image(|rows| {
        row!(
            rows,
            contracts {
                id: id,
                booking_id: booking.id,
                template_id: template,
                contract_number: sent.map(|_| format!("BL-S{:08}", circle.number(ordinal))),
                version: versions,
                status: label(status),
                contract_text: texts::CONTRACT,
                terms: Json(terms(booking, 14)),
                amount: settled.then_some(booking.fee),
                currency: booking.currency,
                locale_code: market.locale,
                governing_country_id: draw.cell("law").chance(0.8).then_some(market.country_id),
                pdf_url: sent.map(|_| format!("https://media.example.com/contracts/{id}.pdf")),
                document_sha256: sent.map(|_| digest(id)),
                sent_at: sent,
                expires_at: sent.map(|at| at + Duration::days(30)),
                signed_at: walk.at(ContractStatus::Signed),
                completed_at: walk.at(ContractStatus::Completed),
                voided_at: voided,
                voided_by: voided.and(organizer),
                void_reason: voided.map(|_| if which == 0 {
                    "The dates were wrong"
                } else {
                    "The show does not take place"
                }),
                created_by: organizer,
                metadata: Json("{}"),
                created_at: created,
                updated_at: walk.since(),
            }
        );
    });
    audit_contract(circle, rows, booking, id, walk, sent, versions, &image);
    circle.mark("contract", id, Some(artist.id), organization, created);
    for version in 1..=versions {
        let at = if version == 1 { created } else { sent.unwrap_or(created) };
        row!(
            rows,
            contract_versions {
                id: circle.draw("contract_versions", ordinal * 4 + u64::from(version > 1)).id(at),
                contract_id: id,
                version: version,
                contract_text: texts::CONTRACT,
                terms: Json(terms(booking, if version == versions { 14 } else { 7 })),
                change_summary: (version > 1).then_some("Fourteen days to cancel instead of seven"),
                created_by: organizer,
                created_at: at,
            }
        );
    }
    write_signatures(circle, rows, booking, ordinal, id, walk, versions);
}

fn terms(booking: &Booking, days: i32) -> String {
    format!(r#"{{"deposit_percent": {}, "cancellation_days": {days}}}"#, booking.request.advance)
}

#[expect(clippy::too_many_arguments, reason = "what a contract is made of")]
fn audit_contract(
    circle: &Circle<'_>,
    rows: &mut Rows,
    booking: &Booking,
    id: Uuid,
    walk: &Walk<ContractStatus>,
    last_sent: Option<OffsetDateTime>,
    versions: i32,
    image: &Image,
) {
    use ContractStatus::{Completed, Sent, Signed, SignedByArtist, Voided};
    let organizer = circle.promoter_id(booking.request.promoter);
    let artist = Some(circle.artist_user(booking.request.artist).id);
    let mut before: Option<OffsetDateTime> = None;
    let mut sent_at = walk.steps().iter().filter(|(status, _)| *status == Sent).map(|(_, at)| *at);
    let steps = audit::steps(walk.steps(), |_, to, step| match to {
        Sent => {
            let expires = before.map(|at| at + Duration::days(30));
            let step = step.by(organizer).was("sent_at", &before).was("expires_at", &expires);
            before = sent_at.next();
            // The number and the document are made when it goes out, of the wording that goes out.
            let step = if expires.is_none() {
                step.first(&["contract_number", "pdf_url", "document_sha256"])
            } else {
                step
            };
            if before == last_sent && versions > 1 {
                step.was("version", &1_i32).was("terms", &Json(terms(booking, 7)))
            } else {
                step
            }
        }
        SignedByArtist => step.by(artist),
        Signed => step.first(&["signed_at"]),
        Completed => step.first(&["completed_at"]),
        Voided => step.by(organizer).first(&["voided_at", "voided_by", "void_reason"]),
        _ => step.by(organizer),
    });
    let audited = Audited {
        table: "contracts",
        id,
        organization: circle.firm(booking.request.promoter),
        made: (walk.steps()[0].1, organizer),
        place: 0,
    };
    audit::record(circle, rows, &audited, image, &[], steps);
}

/// A signer: role, when, who, name and address, how.
type Signer<'a> = (&'static str, Option<OffsetDateTime>, Option<&'a User>, &'a str, &'static str);

fn write_signatures(
    circle: &Circle<'_>,
    rows: &mut Rows,
    booking: &Booking,
    ordinal: u64,
    contract: Uuid,
    walk: &Walk<ContractStatus>,
    versions: i32,
) {
    let both = walk.at(ContractStatus::Signed);
    let promoter = circle.promoter_user(booking.request.promoter);
    let promoter_name =
        promoter.map_or(&*circle.promoters[booking.request.promoter].name, |user| &*user.name);
    let artist = circle.artist_user(booking.request.artist);
    let house = &circle.users[circle.venues[booking.request.venue].user];
    let draw = circle.draw("contract_signatures of witnesses", ordinal);
    let witness = names::person(circle.venues[booking.request.venue].city.region, &mut draw.cell("name"));
    let witness = format!("{} {}", witness.0, witness.1);
    let fifth = usize::try_from(booking.ordinal % 5).unwrap_or(0);
    let signers: [Signer<'_>; 5] = [
        ("promoter", walk.at(ContractStatus::SignedByPromoter).or(both), promoter, promoter_name, "typed"),
        (
            "artist",
            walk.at(ContractStatus::SignedByArtist).or(both),
            Some(artist),
            &artist.name,
            ["drawn", "drawn", "certificate", "typed", "drawn"][fifth],
        ),
        ("witness", both.filter(|_| booking.ordinal.is_multiple_of(7)), None, &witness, "uploaded"),
        // The house signs for its rooms, an agent for whom they stand for.
        ("venue", both.filter(|_| booking.ordinal % 6 == 1), Some(house), &house.name, "typed"),
        ("agent", both.filter(|_| booking.ordinal % 11 == 3), None, "Leela Fernandes", "uploaded"),
    ];
    for (place, (role, at, user, name, kind)) in (0_u64..).zip(signers) {
        let Some(at) = at else { continue };
        let draw = circle.draw("contract_signatures", ordinal * 8 + place);
        row!(
            rows,
            contract_signatures {
                id: draw.id(at),
                contract_id: contract,
                role: role,
                user_id: user.map(|user| user.id),
                signer_name: name,
                signer_email: user.map(|user| &*user.email),
                contract_version: versions,
                signature_type: kind,
                signature_data: (kind != "typed").then_some(Bytes(SIGNATURE)),
                document_sha256: draw.cell("digest").chance(0.8).then(|| digest(contract)),
                ip_address: user.filter(|_| draw.cell("address").chance(0.6)).map(access::address),
                user_agent: user.filter(|_| draw.cell("agent").chance(0.5)).map(access::agent),
                signed_at: at,
                created_at: at,
            }
        );
    }
}

/// A picture of nothing: the signature of PNG files.
const SIGNATURE: &[u8] = &[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/// In the form of a SHA-256, made of the contract's id.
fn digest(contract: Uuid) -> String {
    let (high, low) = contract.as_u64_pair();
    let mix = |word: u64| word.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
    format!("{:016x}{:016x}{:016x}{:016x}", mix(high), mix(low), mix(high ^ low), mix(mix(low)))
}
