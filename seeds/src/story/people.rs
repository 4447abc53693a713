//! People: accounts and preferences. How they get in is in [`super::access`], who they are in [`super::papers`].

use backline_schema::prelude::UserStatus;
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use time::{Duration, OffsetDateTime};

use super::audit::{self, Audited, Step};
use super::circle::{Circle, User};
use super::places::City;
use super::settings::Domain;
use super::walk::{Walk, label};
use super::{access, names, papers};

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
        // Who sells was there before who buys.
        let (least, most) = if ordinal < FANS as u64 { (760, 1_100) } else { (1, 900) };
        let joined = circle.ago(&mut draw.cell("joined"), least, most);
        let user = user(circle, ordinal, city, joined);
        circle.users.push(user);
    }
    circle.guests = circle.users.len();
    circle.audience = circle.guests - FANS;
}

/// Somebody from this city who joined then.
pub(super) fn user(circle: &Circle<'_>, ordinal: u64, city: &'static City, joined: OffsetDateTime) -> User {
    let draw = circle.draw("users", ordinal);
    let (given, family, _) = names::person(city.region, &mut draw.cell("name"));
    let email =
        format!("{}.{}{}@example.com", names::slug(given), names::slug(family), circle.number(ordinal));
    let walk = walk(circle, ordinal, joined);
    User { id: draw.id(joined), name: format!("{given} {family}"), email, city, joined, ordinal, walk }
}

/// Most accounts are verified within hours and stay; of those of the audience some are suspended, or deleted.
fn walk(circle: &Circle<'_>, ordinal: u64, joined: OffsetDateTime) -> Walk<UserStatus> {
    use UserStatus::{Active, Deleted, PendingVerification, Suspended};
    let verified = joined + Duration::minutes(circle.draw("users", ordinal).cell("verified").between(1, 600));
    let day = Duration::days(1);
    let fate = ordinal.checked_sub(FANS as u64).map_or(99, |fan| fan % 100);
    let plot: &[(UserStatus, OffsetDateTime)] = match fate {
        0 => &[(Active, verified), (Suspended, verified + day * 40)],
        1 => &[(Suspended, verified)],
        2 => &[(Active, verified), (Deleted, verified + day * 60)],
        3 => &[(Deleted, verified + day)],
        4 => &[(Active, verified), (Suspended, verified + day * 12), (Active, verified + day * 15)],
        5 => &[(Active, verified), (Suspended, verified + day * 20), (Deleted, verified + day * 35)],
        6..=9 => &[],
        _ => &[(Active, verified)],
    };
    let mut walk = Walk::begin(PendingVerification, joined, circle.now());
    for (status, at) in plot {
        if walk.goes_on() {
            walk.go(*status, *at);
        }
    }
    walk
}

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    for (index, user) in circle.users.iter().enumerate() {
        write_user(circle, rows, index, user);
        access::write(circle, rows, index, user);
        if index < FANS || index == circle.guests {
            papers::write(circle, rows, index, user);
        }
        if index == circle.guests || circle.draw("user_preferences", user.ordinal).cell("has").chance(0.3) {
            write_preferences(circle, rows, user);
        }
    }
}

fn write_user(circle: &Circle<'_>, rows: &mut Rows, index: usize, user: &User) {
    let draw = circle.draw("users", user.ordinal);
    let city = user.city;
    // Who has just signed up has told nothing but an address.
    let told = index != circle.guests + super::guests::FRESH;
    let (given, family) = user.name.split_once(' ').unwrap_or((&user.name, ""));
    let (_, _, is_woman) = names::person(city.region, &mut draw.cell("name"));
    let phone = (told && draw.cell("phone").chance(0.7)).then(|| {
        let digits = city.market.phone_digits;
        let number = draw.cell("number").between(0, 10_i64.pow(u32::try_from(digits).unwrap_or(0)) - 1);
        format!("{}{number:0digits$}", city.market.phone)
    });
    let verified = user.walk.at(UserStatus::Active);
    let phone_verified = verified
        .filter(|_| phone.is_some() && draw.cell("phone-verified").chance(0.6))
        .map(|at| at + Duration::minutes(4))
        .filter(|at| *at <= circle.now());
    let last_login =
        draw.cell("login").chance(0.9).then(|| circle.ago(&mut draw.cell("last"), 0, 60).max(user.joined));
    let lock = circle.now() - Duration::minutes(2);
    let locked = (draw.cell("locked").chance(0.01) && user.walk.since() < lock)
        .then(|| circle.now() + Duration::minutes(13));
    let changed = [Some(user.walk.since()), phone_verified, locked.map(|_| lock)].into_iter().flatten().max();
    let has_password = access::has_password(circle, user) && told;
    let image = rows.with_image(|rows| {
        row!(
            rows,
            users {
                id: user.id,
                username: (told && draw.cell("username").chance(0.8))
                    .then(|| { format!("{}.{}", names::slug(given), circle.number(user.ordinal)) }),
                email: user.email,
                password_hash: has_password.then(|| access::password_hash(circle, user)),
                phone: phone,
                display_name: told.then_some(&*user.name),
                first_name: told.then_some(given),
                last_name: told.then_some(family),
                avatar_url: (told && draw.cell("avatar").chance(0.4))
                    .then(|| format!("https://media.example.com/avatars/{}.webp", user.id)),
                gender: (told && draw.cell("gender").chance(0.6)).then(|| {
                    match draw.cell("which").between(0, 19) {
                        0 => "other",
                        1 | 2 => "prefer_not_say",
                        _ if is_woman => "female",
                        _ => "male",
                    }
                }),
                date_of_birth: (told && draw.cell("born").chance(0.5)).then(|| {
                    circle.today() - Duration::days(draw.cell("age").between(19 * 366, 61 * 365))
                }),
                status: label(user.walk.status()),
                locale: told.then_some(city.market.locale),
                currency: city.market.currency,
                timezone: city.timezone,
                city_id: (told && draw.cell("says-city").chance(0.92)).then_some(city.id),
                emergency_contact: (index < FANS && index.is_multiple_of(9)).then(|| {
                    Json(format!(
                        r#"{{"name": "{} {family}", "phone": "{}{:0digits$}", "relation": "family"}}"#,
                        names::person(city.region, &mut draw.cell("relative")).0,
                        city.market.phone,
                        index % 90,
                        digits = city.market.phone_digits
                    ))
                }),
                email_verified_at: verified,
                phone_verified_at: phone_verified,
                last_login_at: last_login,
                failed_login_count: if locked.is_some() { 5_i16 } else { 0 },
                locked_until: locked,
                deleted_at: user.walk.at(UserStatus::Deleted),
                metadata: Json("{}"),
                created_at: user.joined,
                updated_at: changed.unwrap_or(user.joined),
            }
        );
    });
    let staff = (user.ordinal > STAFF as u64).then(|| circle.staff(&mut draw.cell("staff")));
    let mut steps = audit::steps(user.walk.steps(), |from, to, step| match (from, to) {
        (UserStatus::PendingVerification, UserStatus::Active) => {
            step.by(Some(user.id)).first(&["email_verified_at"])
        }
        (_, UserStatus::Deleted) => step.by(Some(user.id)).first(&["deleted_at"]),
        _ => step.by(staff),
    });
    if let Some(at) = phone_verified {
        // It followed the first step at once.
        steps.insert(1, Step::new(at, Some(user.id)).first(&["phone_verified_at"]));
    }
    if locked.is_some() {
        steps.push(Step::new(lock, None).was("failed_login_count", &0_i16).first(&["locked_until"]));
    }
    let made = (user.joined, Some(user.id));
    let audited = Audited { table: "users", id: user.id, organization: None, made, place: 0 };
    audit::record(circle, rows, &audited, &image, &[], steps);
    circle.mark("user", user.id, Some(user.id), None, user.joined);
}

fn write_preferences(circle: &Circle<'_>, rows: &mut Rows, user: &User) {
    let draw = circle.draw("user_preferences", user.ordinal);
    // The guest from abroad says where she is from.
    let guest = user.ordinal == circle.guests as u64;
    let on = |column: &str| guest || draw.cell(column).chance(0.7);
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
            // From the next street to half the way round the earth.
            search_radius_km: match draw.cell("radius").between(0, 21) {
                0 => 1_i32,
                21 => 20_040,
                tens => i32::try_from(tens * 10).unwrap_or(50),
            },
            theme: *draw.cell("theme").pick(&["light", "dark", "system"]),
            language: on("language").then_some(user.city.market.locale),
            timezone: on("timezone").then_some(user.city.timezone),
            created_at: user.joined,
            updated_at: user.joined,
        }
    );
    // Some mute one thing, some two; those who tour want to hear when their papers are through.
    let codes: &[&str] = match draw.cell("mutes").between(0, 9) {
        _ if guest => &["kyc_approved"],
        0 => &["weekly_digest"],
        1 => &["new_follower"],
        2 => &["new_event"],
        3 => &["weekly_digest", "new_follower"],
        _ => &[],
    };
    for code in codes {
        row!(
            rows,
            notification_preferences {
                user_id: user.id,
                type_code: *code,
                channel: *draw.cell("channel").pick(&["email", "push", "in_app", "sms"]),
                enabled: guest || draw.cell("enabled").chance(0.2),
                created_at: user.joined,
                updated_at: user.joined,
            }
        );
    }
}
