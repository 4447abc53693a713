//! Accounts: those with a password to try the application with, and the people behind artists.

use std::thread;

use backline_schema::prelude::*;
use serde_json::json;
use time::Month;

use super::facts::{INDIA, city};
use super::ids::{id, user};
use super::row::row;
use super::{Error, password, seeder::Seeder};

/// A test account; its password is [`PASSWORD`](super::PASSWORD).
#[derive(Debug, Clone, Copy)]
pub struct Account {
    /// Its key in the basic seed, and the part of its e-mail address before `@example.com`.
    pub key: &'static str,
    /// First and last name.
    pub name: (&'static str, &'static str),
    /// What it may do.
    pub role: Option<RoleName>,
    /// What it is there for.
    pub purpose: &'static str,
    /// A GeoNames id.
    city: i32,
}

macro_rules! account {
    ($key:literal, $first:literal, $last:literal, $role:expr, $city:ident, $purpose:literal) => {
        Account { key: $key, name: ($first, $last), role: $role, purpose: $purpose, city: city::$city }
    };
}

/// The accounts that one can sign in to.
#[rustfmt::skip]
pub const ACCOUNTS: &[Account] = &[
    account!("admin", "Asha", "Menon", Some(RoleName::Admin), BENGALURU, "runs the platform"),
    account!("staff", "Neil", "Fernandes", Some(RoleName::Staff), BENGALURU, "reviews documents and disputes"),
    account!("organizer", "Ananya", "Rao", Some(RoleName::Organizer), BENGALURU, "owns Monsoon Live"),
    account!("production", "Vivek", "Nair", Some(RoleName::Organizer), BENGALURU, "administers Monsoon Live"),
    account!("promoter", "Harriet", "Cole", Some(RoleName::Promoter), LONDON, "owns Harbour Nights"),
    account!("manager", "Kabir", "Anand", Some(RoleName::BandManager), MUMBAI, "manages Coastal Drift"),
    account!("artist", "Meera", "Iyer", Some(RoleName::Artist), BENGALURU, "sings: an inquiry, and a show that was played"),
    account!("teacher", "Radhika", "Joshi", Some(RoleName::Artist), PUNE, "teaches Kathak"),
    account!("venue", "Thomas", "Varghese", Some(RoleName::VenueManager), BENGALURU, "manages The Raintree Hall"),
    account!("crew", "Joel", "Dsouza", None, BENGALURU, "works on productions"),
    account!("fan", "Priya", "Kulkarni", None, BENGALURU, "a test user who follows and goes to everything"),
    account!("traveller", "Oliver", "Brandt", None, BERLIN, "a test user abroad, in German"),
    account!("newcomer", "Sana", "Qureshi", None, DELHI, "a test user who has just signed up"),
];

/// People without a password: they sign in through a provider.
#[rustfmt::skip]
const OTHERS: &[Account] = &[
    account!("arjun", "Arjun", "Sen", Some(RoleName::Artist), KOLKATA, "a musician"),
    account!("zoya", "Zoya", "Khan", Some(RoleName::Artist), DELHI, "a musician"),
    account!("dev", "Dev", "Pillai", Some(RoleName::Artist), CHENNAI, "a musician"),
    account!("lena", "Lena", "Hoffmann", Some(RoleName::Artist), BERLIN, "a musician"),
    account!("carlos", "Carlos", "Mendes", Some(RoleName::Artist), LISBON, "a teacher"),
    account!("sofia", "Sofia", "Ruiz", Some(RoleName::Artist), BARCELONA, "a teacher"),
    account!("imran", "Imran", "Sheikh", Some(RoleName::Artist), MUMBAI, "a teacher"),
    account!("lakshmi", "Lakshmi", "Raman", Some(RoleName::Artist), CHENNAI, "a teacher"),
    account!("bruno", "Bruno", "Alves", Some(RoleName::Artist), RIO_DE_JANEIRO, "a teacher"),
    account!("tour", "Nikhil", "Shetty", None, BENGALURU, "plans tours for Monsoon Live"),
    account!("accounts", "Divya", "Bhat", None, BENGALURU, "keeps the books of Monsoon Live"),
    account!("agent", "George", "Whitfield", None, LONDON, "administers Harbour Nights"),
    account!("harbour", "Maya", "Okafor", None, LONDON, "manages the halls of Harbour Nights"),
    account!("assistant", "Ewan", "Reid", None, LONDON, "assists at Harbour Nights"),
    account!("auditor", "Ruth", "Adeyemi", None, LONDON, "audits Harbour Nights"),
    account!("suspended", "Rohit", "Saxena", None, DELHI, "was suspended"),
    account!("deleted", "Former", "Member", None, DELHI, "left"),
];

/// The three test users of the festival document.
pub(super) const TEST_USERS: [&str; 3] = ["fan", "traveller", "newcomer"];

pub(super) async fn seed(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    users(seeder).await?;
    roles(seeder).await?;
    preferences(seeder).await?;
    access(seeder).await?;
    papers(seeder).await
}

async fn users(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let mut rows = Vec::new();
    for (ordinal, account) in ACCOUNTS.iter().chain(OTHERS).enumerate() {
        let (first, last) = account.name;
        let joined = clock.day(if account.key == "newcomer" { -2 } else { -300 });
        let mut row = row!(users {
            id: user(account.key),
            username: account.key,
            email: format!("{}@example.com", account.key),
            display_name: format!("{first} {last}"),
            first_name: first,
            last_name: last,
            // A range that the British regulator keeps for drama.
            phone: format!("+447700900{ordinal:03}"),
            status: UserStatus::Active,
            locale: "en-IN",
            currency: "INR",
            timezone: "Asia/Kolkata",
            city_id: account.city,
            email_verified_at: joined,
            date_of_birth: time::Date::from_calendar_date(1990, Month::March, 14).ok(),
            last_login_at: clock.day(-1),
            metadata: json!({}),
            created_at: joined,
        });
        let (locale, currency, timezone) = match account.city {
            city::LONDON => ("en-GB", "GBP", "Europe/London"),
            city::BERLIN => ("de-DE", "EUR", "Europe/Berlin"),
            city::LISBON => ("pt-PT", "EUR", "Europe/Lisbon"),
            city::BARCELONA => ("es-ES", "EUR", "Europe/Madrid"),
            city::RIO_DE_JANEIRO => ("pt-BR", "BRL", "America/Sao_Paulo"),
            _ => ("en-IN", "INR", "Asia/Kolkata"),
        };
        row.locale = sea_orm::Set(Some(locale.to_owned()));
        row.currency = sea_orm::Set(currency.to_owned());
        row.timezone = sea_orm::Set(timezone.to_owned());
        match account.key {
            "newcomer" => {
                row.status = sea_orm::Set(UserStatus::PendingVerification);
                row.email_verified_at = sea_orm::Set(None);
            }
            "suspended" => row.status = sea_orm::Set(UserStatus::Suspended),
            "deleted" => {
                row.status = sea_orm::Set(UserStatus::Deleted);
                row.deleted_at = sea_orm::Set(Some(clock.day(-90)));
                row.phone = sea_orm::Set(None);
            }
            _ => {}
        }
        rows.push(row);
    }
    // Hashing is slow, as it should be: only what is missing is hashed.
    let missing = seeder.missing("users", &rows).await?;
    let is_missing = |account: &&Account| missing.iter().any(|row| row.id.as_ref() == &user(account.key));
    for (account, hash) in hashes(ACCOUNTS.iter().filter(is_missing).collect())? {
        if let Some(row) = rows.iter_mut().find(|row| row.id.as_ref() == &user(account)) {
            row.password_hash = sea_orm::Set(Some(hash));
        }
    }
    seeder.insert(rows).await
}

/// The password's hashes, made on as many threads as there are processors.
fn hashes(accounts: Vec<&Account>) -> Result<Vec<(&'static str, String)>, Error> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = accounts.len().div_ceil(threads).max(1);
    let hash = |account: &&Account| {
        let key = account.key;
        let hash = password::hash(user(key)).map_err(|reason| Error::Password { account: key, reason })?;
        Ok((key, hash))
    };
    thread::scope(|scope| {
        let workers: Vec<_> = accounts
            .chunks(share)
            .map(|share| scope.spawn(move || share.iter().map(hash).collect::<Result<Vec<_>, Error>>()))
            .collect();
        let mut hashes = Vec::with_capacity(accounts.len());
        for worker in workers {
            match worker.join() {
                Ok(share) => hashes.extend(share?),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(hashes)
    })
}

async fn roles(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let mut rows = Vec::new();
    for account in ACCOUNTS.iter().chain(OTHERS) {
        if let Some(role) = account.role {
            rows.push(row!(user_roles {
                user_id: user(account.key),
                role_id: seeder.facts.role(role)?,
                assigned_at: clock.day(-300),
                assigned_by: user("admin"),
            }));
        }
    }
    seeder.insert(rows).await
}

async fn preferences(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let [fan, traveller, newcomer] = TEST_USERS;
    let rows = vec![
        row!(user_preferences {
            id: id("user_preferences", fan),
            user_id: user(fan),
            weekly_digest: true,
            default_country_id: INDIA,
            default_city_id: city::BENGALURU,
            search_radius_km: 50,
            theme: UiTheme::Dark,
            language: "en-IN",
            timezone: "Asia/Kolkata",
        }),
        row!(user_preferences {
            id: id("user_preferences", traveller),
            user_id: user(traveller),
            push_notifications: false,
            default_country_id: 276,
            default_city_id: city::BERLIN,
            search_radius_km: 500,
            theme: UiTheme::System,
            language: "de-DE",
            timezone: "Europe/Berlin",
        }),
        row!(user_preferences {
            id: id("user_preferences", newcomer),
            user_id: user(newcomer),
            email_notifications: false,
            new_event_notifications: false,
            created_at: seeder.clock.day(-2),
        }),
    ];
    seeder.insert(rows).await
}

async fn access(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let providers = OTHERS.iter().filter(|account| account.key != "deleted").map(|account| {
        row!(auth_providers {
            id: id("auth_providers", account.key),
            user_id: user(account.key),
            provider: "google",
            provider_user_id: format!("example-{}", account.key),
            last_used_at: clock.day(-1),
            created_at: clock.day(-300),
        })
    });
    seeder.insert(providers.collect()).await?;
    let session = |key: &str, agent: &str, seen: i64, revoked: Option<i64>| {
        row!(user_sessions {
            id: id("user_sessions", &format!("{key} {agent}")),
            user_id: user(key),
            token_hash: format!("{:064x}", id("user_sessions", &format!("{key} {agent} token")).as_u128()),
            user_agent: agent,
            last_seen_at: clock.day(seen),
            expires_at: clock.day(seen + 30),
            revoked_at: revoked.map(|day| clock.day(day)),
            created_at: clock.day(seen - 5),
        })
    };
    seeder
        .insert(vec![
            session("artist", "Firefox on Linux", -1, None),
            session("artist", "Backline for Android", -40, Some(-39)),
            session("organizer", "Safari on macOS", -1, None),
            session("fan", "Chrome on Android", -1, None),
        ])
        .await
}

async fn papers(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let paper = |key: &str, owner: &str, doc_type, mime_type: &str, status, reviewed: Option<i64>| {
        row!(kyc_documents {
            id: id("kyc_documents", key),
            user_id: user(owner),
            doc_type: doc_type,
            number_last_four: "234F",
            issuing_country_id: INDIA,
            storage_key: format!("kyc/{key}"),
            mime_type: mime_type,
            doc_meta: json!({}),
            status: status,
            submitted_at: clock.day(-60),
            reviewed_by: reviewed.map(|_| user("staff")),
            reviewed_at: reviewed.map(|day| clock.day(day)),
            rejection_reason: (status == KycStatus::Rejected).then_some("The picture is cut off at the edge"),
        })
    };
    seeder
        .insert(vec![
            paper(
                "artist-pan",
                "artist",
                KycDocumentType::PanCard,
                "image/jpeg",
                KycStatus::Accepted,
                Some(-58),
            ),
            paper(
                "organizer-gst",
                "organizer",
                KycDocumentType::GstCertificate,
                "application/pdf",
                KycStatus::Accepted,
                Some(-57),
            ),
            paper(
                "arjun-aadhaar",
                "arjun",
                KycDocumentType::Aadhaar,
                "image/jpeg",
                KycStatus::Rejected,
                Some(-55),
            ),
            paper(
                "zoya-passport",
                "zoya",
                KycDocumentType::Passport,
                "image/jpeg",
                KycStatus::InReview,
                None,
            ),
            paper("dev-pan", "dev", KycDocumentType::PanCard, "image/png", KycStatus::Submitted, None),
        ])
        .await?;
    seeder
        .insert(vec![
            row!(tax_profiles {
                id: id("tax_profiles", "artist"),
                user_id: user("artist"),
                legal_name: "Meera Iyer",
                pan_number: "ABCPI1234F",
                registration_type: GstRegistrationType::Unregistered,
                country_id: INDIA,
                withholding_percent: 1,
                verified: true,
                verified_at: clock.day(-58),
            }),
            row!(tax_profiles {
                id: id("tax_profiles", "organizer"),
                user_id: user("organizer"),
                legal_name: "Ananya Rao",
                pan_number: "ABCPR5678K",
                registration_type: GstRegistrationType::Registered,
                gst_number: "29ABCPR5678K1Z5",
                name_on_gst: "Monsoon Live",
                country_id: INDIA,
                verified: false,
            }),
        ])
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_lists_every_account() {
        let readme = include_str!("../../README.md");
        assert!(readme.contains(&format!("`{}`", crate::basic::PASSWORD)));
        for account in ACCOUNTS {
            let (first, last) = account.name;
            let line = format!("| `{}@example.com` | {first} {last} | {} |", account.key, account.purpose);
            assert!(readme.contains(&line), "seeds/README.md lacks: {line}");
        }
    }
}
