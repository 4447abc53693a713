//! Identity papers and tax numbers of those who are paid.

use backline_schema::prelude::KycStatus;
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::audit::{self, Audited, Step};
use super::circle::{Circle, User};
use super::people::{FANS, FIRST_FIRM, FIRST_VENUE, STAFF};
use super::walk::{Walk, label};

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows, index: usize, user: &User) {
    let draw = circle.draw("kyc_documents", user.ordinal);
    let submitted = user.joined + Duration::days(draw.cell("submitted").between(1, 20));
    let walk = walk(circle, index, submitted);
    let passed = walk.at_last(KycStatus::Accepted);
    write_document(circle, rows, index, user, 0, kind(index, user), &walk);
    if let Some(rejected) = walk.at_last(KycStatus::Rejected) {
        // Another paper, which does.
        let mut again = Walk::begin(KycStatus::Submitted, rejected + Duration::days(3), circle.now());
        again.go(KycStatus::Accepted, rejected + Duration::days(4));
        write_document(circle, rows, index, user, 1, "driving_licence", &again);
    } else if (FIRST_FIRM..FIRST_VENUE).contains(&index) {
        // Firms are asked for one of their own.
        let kind = ["gst_certificate", "business_registration", "bank_statement"][index % 3];
        let mut walk = Walk::begin(KycStatus::Submitted, submitted + Duration::hours(1), circle.now());
        walk.go(KycStatus::Accepted, submitted + Duration::days(2));
        write_document(circle, rows, index, user, 1, kind, &walk);
    }
    write_tax_profile(circle, rows, index, user, submitted, passed);
}

fn kind(index: usize, user: &User) -> &'static str {
    match (user.city.market.code, index % 20) {
        // The embassy's letter.
        (_, 17) => "other",
        ("IN", number) => ["pan_card", "aadhaar", "voter_id"][number % 3],
        _ => "passport",
    }
}

/// The ways that papers go; every transition that the schema allows is in one of them.
fn walk(circle: &Circle<'_>, index: usize, submitted: OffsetDateTime) -> Walk<KycStatus> {
    use KycStatus::{Accepted, Expired, InReview, Rejected, Submitted};
    let mut walk = Walk::begin(Submitted, submitted, circle.now());
    let plot: &[(KycStatus, i32)] = match index % 20 {
        _ if index >= FANS => &[(InReview, 1), (Accepted, 2)],
        0 => &[],
        1 => &[(InReview, 1)],
        2 => &[(InReview, 1), (Rejected, 2)],
        3 => &[(Accepted, 1), (Expired, 365)],
        4 => &[(InReview, 1), (Rejected, 2), (InReview, 5), (Accepted, 6)],
        5 => &[(Expired, 90)],
        6 => &[(InReview, 1), (Expired, 180)],
        7 => &[(Rejected, 1)],
        8 => &[(InReview, 1), (Accepted, 3), (Rejected, 40)],
        _ => &[(InReview, 1), (Accepted, 3)],
    };
    for (status, days) in plot {
        if walk.goes_on() {
            walk.go(*status, submitted + Duration::days(1) * *days);
        }
    }
    walk
}

fn write_document(
    circle: &Circle<'_>,
    rows: &mut Rows,
    index: usize,
    user: &User,
    which: u64,
    kind: &'static str,
    walk: &Walk<KycStatus>,
) {
    use KycStatus::{Accepted, Expired, InReview, Rejected, Submitted};
    let draw = circle.draw("kyc_documents", user.ordinal + which * 1_000_000);
    let submitted = walk.steps()[0].1;
    let id = draw.id(user.joined);
    let reviews: Vec<OffsetDateTime> = walk
        .steps()
        .iter()
        .filter(|(status, _)| matches!(status, Accepted | Rejected))
        .map(|(_, at)| *at)
        .collect();
    let reviewer = reviews.first().filter(|_| index >= STAFF).map(|_| reviewer(circle, index, which, user));
    let rejected = walk.status() == Rejected;
    let reason = "The number on the back cannot be read";
    // What nobody looked at in time is deleted.
    let purged = walk.status() == Expired && reviews.is_empty();
    let bank = kind == "bank_statement";
    let (last_four, key) = (format!("{:04}", draw.cell("digits").between(0, 9_999)), format!("kyc/{id}"));
    let image = rows.with_image(|rows| {
        row!(
            rows,
            kyc_documents {
                id: id,
                user_id: user.id,
                doc_type: kind,
                number_last_four: (!purged).then_some(&*last_four),
                issuing_country_id: (!bank).then_some(user.city.market.country_id),
                storage_key: (!purged).then_some(&*key),
                mime_type: (!purged).then_some("image/jpeg"),
                doc_meta: Json("{}"),
                expires_on: matches!(kind, "passport" | "driving_licence")
                    .then(|| { submitted.date() + Duration::days(draw.cell("expires").between(400, 3_000)) }),
                status: label(walk.status()),
                submitted_at: submitted,
                reviewed_by: reviewer,
                reviewed_at: reviews.last(),
                rejection_reason: rejected.then_some(reason),
                created_at: submitted,
                updated_at: walk.since(),
            }
        );
    });
    let mut seen = 0;
    let steps = audit::steps(walk.steps(), |from, to, step| {
        let mut step = step.by(reviewer);
        if from == Rejected {
            step = step.was("rejection_reason", reason);
        }
        match to {
            Accepted | Rejected => {
                let before = reviews[..seen].last();
                seen += 1;
                step = step.was("reviewed_at", &before).was("reviewed_by", &before.and(reviewer));
                if to == Rejected { step.first(&["rejection_reason"]) } else { step }
            }
            Expired if purged => Step::by(step, None)
                .was("number_last_four", &*last_four)
                .was("storage_key", &*key)
                .was("mime_type", "image/jpeg"),
            Submitted | InReview | Expired => step,
        }
    });
    let audited = Audited {
        table: "kyc_documents",
        id,
        organization: None,
        made: (submitted, Some(user.id)),
        place: 0,
    };
    audit::record(circle, rows, &audited, &image, &[], steps);
}

/// Papers are reviewed by staff; the head of it looked once, at a firm of an old friend.
fn reviewer(circle: &Circle<'_>, index: usize, which: u64, user: &User) -> Uuid {
    if index == FIRST_FIRM + 4 && which == 0 {
        return circle.users[0].id;
    }
    circle.staff(&mut circle.draw("kyc_documents", user.ordinal).cell("reviewer"))
}

fn write_tax_profile(
    circle: &Circle<'_>,
    rows: &mut Rows,
    index: usize,
    user: &User,
    submitted: OffsetDateTime,
    verified: Option<OffsetDateTime>,
) {
    let market = user.city.market;
    // Begun, and left for later.
    let told = index % 25 != 9;
    let indian = told && market.code == "IN";
    let registered = indian && index.is_multiple_of(2);
    let number = circle.number(user.ordinal);
    let pan = format!("{}{:04}P", letters(number / 10_000), number % 10_000);
    let verified = verified.filter(|_| told);
    let id = circle.draw("tax_profiles", user.ordinal).id(submitted);
    let image = rows.with_image(|rows| {
        row!(
            rows,
            tax_profiles {
                id: id,
                user_id: user.id,
                legal_name: told.then_some(&*user.name),
                pan_number: indian.then_some(&*pan),
                registration_type: match (registered, index % 8) {
                    (true, 4) => "composition",
                    (true, _) => "registered",
                    (false, _) if indian => "unregistered",
                    (false, _) => "none",
                },
                gst_number: registered.then(|| format!("{}{pan}1Z5", user.city.tax_state)),
                name_on_gst: registered.then_some(&*user.name),
                foreign_tax_number: (told && !indian).then(|| format!("{}{number:09}", market.code)),
                country_id: told.then_some(market.country_id),
                withholding_percent: Decimal::from(if indian { 10 } else { 0 }),
                address: told.then(|| {
                    let mut cell = circle.draw("tax_profiles", user.ordinal).cell("address");
                    Json(user.city.address(&mut cell))
                }),
                verified: verified.is_some(),
                verified_at: verified,
                metadata: Json("{}"),
                created_at: submitted,
                updated_at: verified.unwrap_or(submitted),
            }
        );
    });
    let steps = verified.map(|at| {
        let staff = circle.staff(&mut circle.draw("kyc_documents", user.ordinal).cell("reviewer"));
        Step::new(at, Some(staff)).was("verified", &false).first(&["verified_at"])
    });
    let audited =
        Audited { table: "tax_profiles", id, organization: None, made: (submitted, Some(user.id)), place: 0 };
    audit::record(circle, rows, &audited, &image, &[], steps.into_iter().collect());
}

/// A number in five letters, as tax numbers have them.
pub(super) fn letters(number: u64) -> String {
    let letter = |place| u8::try_from(number / 26_u64.pow(place) % 26).unwrap_or(0);
    (0..5).map(|place| char::from(b'A' + letter(place))).collect()
}
