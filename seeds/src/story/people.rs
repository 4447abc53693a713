//! People: accounts, sign-in, roles, identity papers, tax, preferences, sessions.

use backline_schema::prelude::{KycStatus, RoleName};
use backline_seed::load::{Json, Rows, TextArray};
use backline_seed::reference::row_id;
use backline_seed::row;
use rust_decimal::Decimal;
use time::Duration;
use uuid::Uuid;

use super::circle::{Circle, User};
use super::names;
use super::settings::Domain;
use super::walk::{Walk, label};

/// The first users: who runs the platform.
pub(super) const STAFF: usize = 5;
/// After them the people behind artists, firms and venues, of which there are so many.
pub(super) const ARTISTS: usize = 120;
pub(super) const FIRMS: usize = 24;
pub(super) const VENUES: usize = 26;
/// The first of the audience.
pub(super) const FANS: usize = STAFF + ARTISTS + FIRMS + VENUES;
const USERS: u64 = 1_000;

/// The index of the person behind an artist, a firm, a venue.
pub(super) const FIRST_ARTIST: usize = STAFF;
pub(super) const FIRST_FIRM: usize = STAFF + ARTISTS;
pub(super) const FIRST_VENUE: usize = STAFF + ARTISTS + FIRMS;

pub(super) fn make(circle: &mut Circle<'_>) {
    for ordinal in 0..circle.times(Domain::Identity, USERS) {
        let draw = circle.draw("users", ordinal);
        let city = *circle.world.cities.pick(&mut draw.cell("city"));
        let (given, family, _) = names::person(city.region, &mut draw.cell("name"));
        // Who sells was there before who buys.
        let (least, most) = if ordinal < FANS as u64 { (760, 1_100) } else { (1, 900) };
        let joined = circle.ago(&mut draw.cell("joined"), least, most);
        let email =
            format!("{}.{}{}@example.com", names::slug(given), names::slug(family), circle.number(ordinal));
        circle.users.push(User {
            id: draw.id(joined),
            name: format!("{given} {family}"),
            email,
            city,
            joined,
            ordinal,
        });
    }
}

/// The role that a person has by their place in the circle.
fn role(index: usize) -> Option<RoleName> {
    match index {
        0 => Some(RoleName::Admin),
        1..STAFF => Some(RoleName::Staff),
        FIRST_ARTIST..FIRST_FIRM => {
            Some(if index.is_multiple_of(6) { RoleName::BandManager } else { RoleName::Artist })
        }
        FIRST_FIRM..FIRST_VENUE => {
            Some(if index.is_multiple_of(3) { RoleName::Organizer } else { RoleName::Promoter })
        }
        FIRST_VENUE..FANS => Some(RoleName::VenueManager),
        _ => None,
    }
}

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    for (index, user) in circle.users.iter().enumerate() {
        write_user(circle, rows, index, user);
        if let Some(role) = role(index) {
            let name = label(role);
            row!(
                rows,
                user_roles {
                    user_id: user.id,
                    role_id: row_id("roles", &[&name]),
                    assigned_at: user.joined + Duration::minutes(5),
                    assigned_by: (index >= STAFF).then(|| circle.users[index % STAFF].id),
                }
            );
        }
        if index < FANS {
            write_business(circle, rows, index, user);
        }
        let draw = circle.draw("user_preferences", user.ordinal);
        if draw.cell("has").chance(0.3) {
            write_preferences(circle, rows, user);
        }
        if draw.cell("session").chance(0.15) {
            write_session(circle, rows, user);
        }
    }
}

/// The status of an account, by its ordinal: most are active.
pub(super) fn status(circle: &Circle<'_>, index: usize) -> &'static str {
    if index < FANS {
        return "active";
    }
    match circle.draw("users", index as u64).cell("status").between(0, 99) {
        0..=1 => "suspended",
        2..=3 => "deleted",
        4..=8 => "pending_verification",
        _ => "active",
    }
}

fn write_user(circle: &Circle<'_>, rows: &mut Rows, index: usize, user: &User) {
    let draw = circle.draw("users", user.ordinal);
    let status = status(circle, index);
    let active = status != "pending_verification";
    let city = user.city;
    let (given, family) = user.name.split_once(' ').unwrap_or((&user.name, ""));
    let phone = draw.cell("phone").chance(0.7).then(|| {
        let digits = city.market.phone_digits;
        let number = draw.cell("number").between(0, 10_i64.pow(u32::try_from(digits).unwrap_or(0)) - 1);
        format!("{}{number:0digits$}", city.market.phone)
    });
    let verified = active.then(|| user.joined + Duration::minutes(draw.cell("verified").between(1, 600)));
    let last_login =
        draw.cell("login").chance(0.9).then(|| circle.ago(&mut draw.cell("last"), 0, 60).max(user.joined));
    let locked = draw.cell("locked").chance(0.01).then(|| circle.now() + Duration::minutes(15));
    let changed = verified.map_or(user.joined, |at| circle.past(at));
    row!(
        rows,
        users {
            id: user.id,
            username: draw
                .cell("username")
                .chance(0.8)
                .then(|| { format!("{}.{}", names::slug(given), circle.number(user.ordinal)) }),
            email: user.email,
            password_hash: None::<&str>,
            phone: phone,
            display_name: user.name,
            first_name: given,
            last_name: family,
            avatar_url: draw
                .cell("avatar")
                .chance(0.4)
                .then(|| format!("https://media.example.com/avatars/{}.webp", user.id)),
            gender: draw.cell("gender").chance(0.6).then(|| {
                *draw.cell("which").pick(&["male", "female", "male", "female", "other", "prefer_not_say"])
            }),
            date_of_birth: draw
                .cell("born")
                .chance(0.5)
                .then(|| { circle.today() - Duration::days(draw.cell("age").between(19 * 366, 61 * 365)) }),
            status: status,
            locale: city.market.locale,
            currency: city.market.currency,
            timezone: city.timezone,
            city_id: draw.cell("says-city").chance(0.92).then_some(city.id),
            emergency_contact: (index < FANS && index.is_multiple_of(9)).then_some({
                Json(r#"{"name": "Front desk", "phone": "+915555500000", "relation": "office"}"#)
            }),
            email_verified_at: verified.map(|at| circle.past(at)),
            phone_verified_at: None::<time::OffsetDateTime>,
            last_login_at: last_login,
            failed_login_count: if locked.is_some() { 5_i16 } else { 0 },
            locked_until: locked,
            deleted_at: (status == "deleted")
                .then(|| circle.ago(&mut draw.cell("deleted"), 0, 30).max(changed)),
            metadata: Json("{}"),
            created_at: user.joined,
            updated_at: changed,
        }
    );
    let provider = draw.cell("provider").pick(&["password", "google", "apple", "facebook", "password"]);
    row!(
        rows,
        auth_providers {
            id: circle.draw("auth_providers", user.ordinal).id(user.joined),
            user_id: user.id,
            provider: *provider,
            provider_user_id: format!("{provider}-{}", circle.number(user.ordinal)),
            data: Json("{}"),
            last_used_at: last_login,
            created_at: user.joined,
            updated_at: user.joined,
        }
    );
}

/// Papers and tax numbers of those who are paid.
fn write_business(circle: &Circle<'_>, rows: &mut Rows, index: usize, user: &User) {
    let draw = circle.draw("kyc_documents", user.ordinal);
    let indian = user.city.market.code == "IN";
    let submitted = user.joined + Duration::days(draw.cell("submitted").between(1, 20));
    let mut walk = Walk::begin(KycStatus::Submitted, submitted, circle.now());
    let day = Duration::days(1);
    match index % 10 {
        0 => {}
        1 => {
            walk.go(KycStatus::InReview, submitted + day);
        }
        2 => {
            walk.go(KycStatus::InReview, submitted + day);
            walk.go(KycStatus::Rejected, submitted + day * 2);
        }
        3 => {
            walk.go(KycStatus::Accepted, submitted + day);
            walk.go(KycStatus::Expired, submitted + day * 365);
        }
        _ => {
            walk.go(KycStatus::InReview, submitted + day);
            walk.go(KycStatus::Accepted, submitted + day * 3);
        }
    }
    let reviewed = walk.at(KycStatus::Accepted).or(walk.at(KycStatus::Rejected));
    let rejected = walk.status() == KycStatus::Rejected;
    row!(
        rows,
        kyc_documents {
            id: kyc(circle, user),
            user_id: user.id,
            doc_type: if indian {
                *draw.cell("type").pick(&["pan_card", "aadhaar", "voter_id"])
            } else {
                "passport"
            },
            number_last_four: format!("{:04}", draw.cell("digits").between(0, 9_999)),
            issuing_country_id: user.city.market.country_id,
            storage_key: format!("kyc/{}", user.id),
            mime_type: "image/jpeg",
            doc_meta: Json("{}"),
            expires_on: (!indian)
                .then(|| circle.today() + Duration::days(draw.cell("expires").between(30, 3_000))),
            status: label(walk.status()),
            submitted_at: submitted,
            reviewed_by: (index >= STAFF)
                .then(|| reviewed.map(|_| circle.staff(&mut draw.cell("reviewer"))))
                .flatten(),
            reviewed_at: reviewed,
            rejection_reason: rejected.then_some("The number on the back cannot be read"),
            created_at: submitted,
            updated_at: walk.since(),
        }
    );
    super::audit::walked(circle, rows, "kyc_documents", kyc(circle, user), None, walk.steps());
    let registered = indian && index.is_multiple_of(2);
    let number = circle.number(user.ordinal);
    let pan = format!("{}{:04}P", letters(number / 10_000), number % 10_000);
    row!(
        rows,
        tax_profiles {
            id: circle.draw("tax_profiles", user.ordinal).id(submitted),
            user_id: user.id,
            legal_name: user.name,
            pan_number: indian.then_some(&*pan),
            registration_type: if registered {
                "registered"
            } else if indian {
                "unregistered"
            } else {
                "none"
            },
            gst_number: registered.then(|| format!("{}{pan}1Z5", user.city.tax_state)),
            name_on_gst: registered.then_some(&*user.name),
            foreign_tax_number: (!indian).then(|| format!("{}{number:09}", user.city.market.code)),
            country_id: user.city.market.country_id,
            withholding_percent: Decimal::from(if indian { 10 } else { 0 }),
            address: Json(format!(
                r#"{{"line1": "{} Station Road", "city": "{}"}}"#,
                1 + index,
                user.city.name
            )),
            verified: reviewed.is_some() && !rejected,
            verified_at: if rejected { None } else { reviewed },
            metadata: Json("{}"),
            created_at: submitted,
            updated_at: reviewed.unwrap_or(submitted),
        }
    );
}

/// A number in five letters, as tax numbers have them.
pub(super) fn letters(number: u64) -> String {
    let letter = |place| u8::try_from(number / 26_u64.pow(place) % 26).unwrap_or(0);
    (0..5).map(|place| char::from(b'A' + letter(place))).collect()
}

/// The identity paper of a user.
pub(super) fn kyc(circle: &Circle<'_>, user: &User) -> Uuid {
    circle.draw("kyc_documents", user.ordinal).id(user.joined)
}

fn write_preferences(circle: &Circle<'_>, rows: &mut Rows, user: &User) {
    let draw = circle.draw("user_preferences", user.ordinal);
    let on = |column: &str| draw.cell(column).chance(0.7);
    row!(
        rows,
        user_preferences {
            id: draw.id(user.joined),
            user_id: user.id,
            email_notifications: on("email"),
            push_notifications: on("push"),
            new_event_notifications: on("events"),
            deadline_reminders: on("deadlines"),
            weekly_digest: on("digest"),
            following_updates: on("following"),
            default_country_id: on("country").then_some(user.city.market.country_id),
            default_city_id: on("city").then_some(user.city.id),
            search_radius_km: i32::try_from(draw.cell("radius").between(1, 20) * 10).unwrap_or(50),
            theme: *draw.cell("theme").pick(&["light", "dark", "system"]),
            language: on("language").then_some(user.city.market.locale),
            timezone: on("timezone").then_some(user.city.timezone),
            created_at: user.joined,
            updated_at: user.joined,
        }
    );
    for (position, code) in ["weekly_digest", "new_follower", "new_event"].iter().enumerate() {
        if draw.cell("mutes").between(0, 3) == i64::try_from(position).unwrap_or(0) {
            row!(
                rows,
                notification_preferences {
                    user_id: user.id,
                    type_code: *code,
                    channel: *draw.cell("channel").pick(&["email", "push", "in_app", "sms"]),
                    enabled: draw.cell("enabled").chance(0.2),
                    created_at: user.joined,
                    updated_at: user.joined,
                }
            );
        }
    }
}

/// The session of a user who has one.
pub(super) fn session(circle: &Circle<'_>, user: &User) -> Option<Uuid> {
    let has = circle.draw("user_preferences", user.ordinal).cell("session").chance(0.15);
    has.then(|| circle.draw("user_sessions", user.ordinal).id(user.joined))
}

fn write_session(circle: &Circle<'_>, rows: &mut Rows, user: &User) {
    let draw = circle.draw("user_sessions", user.ordinal);
    let begun = circle.ago(&mut draw.cell("begun"), 0, 40).max(user.joined);
    let octets = draw.cell("address").between(1, 254);
    // Addresses for documentation, RFC 5737.
    let address = std::net::IpAddr::from([203, 0, 113, u8::try_from(octets).unwrap_or(1)]);
    let token: String =
        (0..4).map(|part| format!("{:016x}", draw.cell(["t0", "t1", "t2", "t3"][part]).bits())).collect();
    row!(
        rows,
        user_sessions {
            id: draw.id(user.joined),
            user_id: user.id,
            token_hash: token,
            user_agent: "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36",
            ip_address: address,
            last_seen_at: draw.cell("seen").chance(0.8).then(|| circle.past(begun + Duration::hours(3))),
            expires_at: begun + Duration::days(30),
            revoked_at: draw
                .cell("revoked")
                .chance(0.1)
                .then(|| circle.past(begun + Duration::hours(5)).max(begun)),
            created_at: begun,
            updated_at: begun,
        }
    );
    if draw.cell("key").chance(0.1) {
        row!(
            rows,
            api_keys {
                id: circle.draw("api_keys", user.ordinal).id(begun),
                user_id: user.id,
                name: "Calendar on the wall",
                key_prefix: format!("bl_{:08}", circle.number(user.ordinal)),
                key_hash: format!(
                    "sha256:{:016x}{:08}",
                    draw.cell("hash").bits(),
                    circle.number(user.ordinal)
                ),
                scopes: TextArray(&["bookings:read", "calendar:read"]),
                last_used_at: draw.cell("used").chance(0.6).then(|| circle.past(begun + Duration::days(2))),
                expires_at: draw.cell("expires").chance(0.5).then(|| begun + Duration::days(365)),
                revoked_at: None::<time::OffsetDateTime>,
                organization_id: None::<Uuid>,
                created_at: begun,
                updated_at: begun,
            }
        );
    }
}
