//! How people get in, and what they may: sign-in, roles, sessions, keys.

use std::net::IpAddr;

use backline_schema::prelude::RoleName;
use backline_seed::load::{Rows, TextArray};
use backline_seed::reference::row_id;
use backline_seed::row;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::audit::{self, Audited, Step};
use super::circle::{Circle, User};
use super::guests;
use super::people::{FANS, FIRST_ARTIST, FIRST_FIRM, FIRST_VENUE, STAFF};
use super::walk::label;

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows, index: usize, user: &User) {
    write_roles(circle, rows, index, user);
    // Who has just signed up came by a link.
    if index != circle.guests + guests::FRESH {
        for provider in providers(circle, user) {
            write_provider(circle, rows, user, provider);
        }
    }
    if has_session(circle, user) {
        write_session(circle, rows, user, 0);
        if user.ordinal.is_multiple_of(3) {
            write_session(circle, rows, user, 1);
        }
        if circle.draw("user_preferences", user.ordinal).cell("key").chance(0.1) {
            write_key(circle, rows, user, 0, None);
        }
    }
    // The firms' own programs: the first has two keys, of which one was given up; some have one.
    if let Some(firm) = index.checked_sub(FIRST_FIRM).filter(|firm| matches!(firm, 0 | 4 | 8)) {
        let organization = Some(circle.organizations[firm].id);
        write_key(circle, rows, user, 1, organization);
        if firm == 0 {
            write_key(circle, rows, user, 2, organization);
            write_key(circle, rows, user, 3, organization);
        }
    }
}

/// The roles that a person has by their place in the circle.
fn roles(circle: &Circle<'_>, index: usize) -> &'static [RoleName] {
    match index {
        0 => &[RoleName::Admin],
        1..STAFF => &[RoleName::Staff],
        // Who leads a band plays in it.
        FIRST_ARTIST..FIRST_FIRM if index.is_multiple_of(6) => &[RoleName::BandManager, RoleName::Artist],
        FIRST_ARTIST..FIRST_FIRM => &[RoleName::Artist],
        FIRST_FIRM..FIRST_VENUE if index.is_multiple_of(3) => &[RoleName::Organizer],
        FIRST_FIRM..FIRST_VENUE => &[RoleName::Promoter],
        FIRST_VENUE..FANS => &[RoleName::VenueManager],
        _ if index == circle.guests || index == circle.guests + 1 => &[RoleName::Promoter],
        _ => &[],
    }
}

fn write_roles(circle: &Circle<'_>, rows: &mut Rows, index: usize, user: &User) {
    // The head of the platform let in the first firm; everybody else was let in by staff.
    let assigner = match index {
        0..STAFF => None,
        FIRST_FIRM => Some(0),
        _ => Some(1 + index % (STAFF - 1)),
    };
    let assigned_by = assigner.map(|staff| circle.users[staff].id);
    let record = |rows: &mut Rows, place: u64, role: RoleName, deleted: Option<OffsetDateTime>| {
        let at = user.joined + Duration::minutes(5);
        let write = |rows: &mut Rows| {
            row!(
                rows,
                user_roles {
                    user_id: user.id,
                    role_id: row_id("roles", &[&label(role)]),
                    assigned_at: at,
                    assigned_by: assigned_by,
                }
            );
        };
        let audited =
            Audited { table: "user_roles", id: user.id, organization: None, made: (at, assigned_by), place };
        match deleted {
            None => {
                let image = rows.with_image(write);
                audit::record(circle, rows, &audited, &image, &[], Vec::new());
            }
            Some(moment) => {
                let image = Rows::default().with_image(write);
                let by = Some(circle.users[0].id);
                audit::record_deleted(circle, rows, &audited, &image, (moment, by));
            }
        }
    };
    let roles = roles(circle, index);
    for (place, role) in (0_u64..).zip(roles) {
        record(rows, place, *role, None);
    }
    if index == 1 {
        // Stood in for the head of the platform for a summer.
        record(rows, 1, RoleName::Admin, Some(user.joined + Duration::days(90)));
    }
}

/// How somebody signs in: some in two ways.
fn providers(circle: &Circle<'_>, user: &User) -> &'static [&'static str] {
    match circle.draw("auth_providers", user.ordinal).cell("provider").between(0, 9) {
        0..=3 => &["password"],
        4..=5 => &["google"],
        6 => &["apple"],
        7 => &["facebook"],
        _ => &["password", "google"],
    }
}

pub(super) fn has_password(circle: &Circle<'_>, user: &User) -> bool {
    providers(circle, user).contains(&"password")
}

/// A hash in the form of Argon2id, RFC 9106, that is no password's: nobody signs in with it.
pub(super) fn password_hash(circle: &Circle<'_>, user: &User) -> String {
    let draw = circle.draw("auth_providers", user.ordinal);
    let letters = |column: &str, count: usize| -> String {
        const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut cell = draw.cell(column);
        (0..count).map(|_| char::from(*cell.pick(BASE64))).collect()
    };
    format!("$argon2id$v=19$m=19456,t=2,p=1${}${}", letters("salt", 22), letters("hash", 43))
}

fn write_provider(circle: &Circle<'_>, rows: &mut Rows, user: &User, provider: &str) {
    let draw = circle.draw("auth_providers", user.ordinal);
    let second = provider == "google" && has_password(circle, user);
    row!(
        rows,
        auth_providers {
            id: if second {
                circle.draw("auth_providers beside", user.ordinal).id(user.joined)
            } else {
                draw.id(user.joined)
            },
            user_id: user.id,
            provider: provider,
            provider_user_id: format!("{provider}-{}", circle.number(user.ordinal)),
            data: backline_seed::load::Json("{}"),
            last_used_at: draw
                .cell("used")
                .chance(0.9)
                .then(|| circle.ago(&mut draw.cell("last"), 0, 60).max(user.joined)),
            created_at: user.joined,
            updated_at: user.joined,
        }
    );
}

fn has_session(circle: &Circle<'_>, user: &User) -> bool {
    circle.draw("user_preferences", user.ordinal).cell("session").chance(0.15)
}

/// The session of a user who has one.
pub(super) fn session(circle: &Circle<'_>, user: &User) -> Option<Uuid> {
    has_session(circle, user).then(|| circle.draw("user_sessions", user.ordinal).id(user.joined))
}

const AGENTS: [&str; 4] = [
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
];

/// A browser that somebody uses, always the same.
pub(super) fn agent(user: &User) -> &'static str {
    AGENTS[usize::try_from(user.ordinal / 3).unwrap_or(0) % AGENTS.len()]
}

/// Where somebody connects from, an address for documentation, RFC 5737.
pub(super) fn address(user: &User) -> IpAddr {
    let nets: [[u8; 3]; 3] = [[203, 0, 113], [198, 51, 100], [192, 0, 2]];
    let [a, b, c] = nets[usize::try_from(user.ordinal % 3).unwrap_or(0)];
    IpAddr::from([a, b, c, u8::try_from(1 + user.ordinal * 7 % 254).unwrap_or(1)])
}

fn write_session(circle: &Circle<'_>, rows: &mut Rows, user: &User, which: u64) {
    let draw = circle.draw("user_sessions", user.ordinal + which * 1_000_000);
    let begun = circle.ago(&mut draw.cell("begun"), 0, 40).max(user.joined);
    let token: String =
        (0..4).map(|part| format!("{:016x}", draw.cell(["t0", "t1", "t2", "t3"][part]).bits())).collect();
    let revoked =
        draw.cell("revoked").chance(0.15).then(|| circle.past(begun + Duration::hours(5)).max(begun));
    row!(
        rows,
        user_sessions {
            id: draw.id(user.joined),
            user_id: user.id,
            // Of a session that was ended nothing is kept but that it was.
            token_hash: revoked.is_none().then_some(&*token),
            user_agent: revoked.is_none().then(|| agent(user)),
            ip_address: revoked.is_none().then(|| address(user)),
            last_seen_at: draw.cell("seen").chance(0.8).then(|| circle.past(begun + Duration::hours(3))),
            expires_at: begun + Duration::days(30),
            revoked_at: revoked,
            created_at: begun,
            updated_at: revoked.unwrap_or(begun),
        }
    );
}

/// A key for a program: 0 a person's; 1, 2 and 3 a firm's, of which the second was revoked and the third deleted.
fn write_key(circle: &Circle<'_>, rows: &mut Rows, user: &User, which: u64, organization: Option<Uuid>) {
    let draw = circle.draw("api_keys", user.ordinal * 4 + which);
    let number = circle.number(user.ordinal * 4 + which);
    let made = if organization.is_some() {
        user.joined + Duration::days(30)
    } else {
        circle.ago(&mut draw.cell("made"), 1, 40).max(user.joined)
    };
    let revoked = (which == 2).then(|| made + Duration::days(120));
    let id = draw.id(made);
    let write = |rows: &mut Rows| {
        row!(
            rows,
            api_keys {
                id: id,
                user_id: user.id,
                name: ["Calendar on the wall", "Box office", "Box office, old", "Trial"]
                    [usize::try_from(which).unwrap_or(0)],
                // Of the oldest nobody noted how they begin.
                key_prefix: (which != 2).then(|| format!("bl_{number:08}")),
                key_hash: format!("sha256:{:016x}{number:08}", draw.cell("hash").bits()),
                scopes: TextArray(&["bookings:read", "calendar:read"]),
                last_used_at: draw.cell("used").chance(0.6).then(|| circle.past(made + Duration::days(2))),
                expires_at: draw.cell("expires").chance(0.5).then(|| made + Duration::days(365)),
                revoked_at: revoked,
                organization_id: organization,
                created_at: made,
                updated_at: revoked.unwrap_or(made),
            }
        );
    };
    let audited = Audited { table: "api_keys", id, organization, made: (made, Some(user.id)), place: 0 };
    if which == 3 {
        let image = Rows::default().with_image(write);
        audit::record_deleted(circle, rows, &audited, &image, (made + Duration::days(1), Some(user.id)));
    } else {
        let image = rows.with_image(write);
        let steps = revoked.map(|at| Step::new(at, Some(user.id)).first(&["revoked_at"]));
        audit::record(circle, rows, &audited, &image, &[], steps.into_iter().collect());
    }
}
