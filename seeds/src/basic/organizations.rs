//! Two organisations that must not see each other's rows, their members in each role, their promoters and customers.

use backline_schema::prelude::*;
use serde_json::json;

use super::facts::{INDIA, city};
use super::ids::{id, organization, promoter, user};
use super::row::row;
use super::{Error, seeder::Seeder};

pub(super) async fn seed(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    seeder
        .insert(vec![
            row!(organizations {
                id: organization("monsoon-live"),
                name: "Monsoon Live",
                slug: "monsoon-live",
                kind: OrganizationKind::Promoter,
                description: "Festivals and concerts in the south of India.",
                legal_name: "Monsoon Live Private Limited",
                gst_number: "29AAACM1234A1Z5",
                website: "https://monsoon-live.example.com",
                email: "office@monsoon-live.example.com",
                address: json!({"street": "12 Church Street", "city": "Bengaluru", "postal_code": "560001"}),
                country_id: INDIA,
                city_id: city::BENGALURU,
                verified_at: clock.day(-250),
                created_by: user("organizer"),
            }),
            row!(organizations {
                id: organization("harbour-nights"),
                name: "Harbour Nights",
                slug: "harbour-nights",
                kind: OrganizationKind::VenueOperator,
                description: "Club nights and dance weekends on both sides of the Channel.",
                legal_name: "Harbour Nights Ltd",
                website: "https://harbour-nights.example.com",
                email: "office@harbour-nights.example.com",
                country_id: 826,
                city_id: city::LONDON,
                currency: "GBP",
                timezone: "Europe/London",
                verified_at: clock.day(-240),
                created_by: user("promoter"),
            }),
        ])
        .await?;

    let member = |slug: &str, key: &str, role, title: &str, invited_by: Option<&str>| {
        row!(organization_members {
            organization_id: organization(slug),
            user_id: user(key),
            role: role,
            title: title,
            invited_by: invited_by.map(user),
            joined_at: clock.day(-200),
        })
    };
    use OrganizationMemberRole::{Admin, Manager, Member, Owner, Viewer};
    seeder
        .insert(vec![
            member("monsoon-live", "organizer", Owner, "Founder", None),
            member("monsoon-live", "production", Admin, "Head of production", Some("organizer")),
            member("monsoon-live", "tour", Manager, "Tour manager", Some("organizer")),
            member("monsoon-live", "crew", Member, "Sound", Some("production")),
            member("monsoon-live", "accounts", Viewer, "Accounts", Some("organizer")),
            member("harbour-nights", "promoter", Owner, "Founder", None),
            member("harbour-nights", "agent", Admin, "Bookings", Some("promoter")),
            member("harbour-nights", "harbour", Manager, "Halls", Some("promoter")),
            member("harbour-nights", "assistant", Member, "Assistant", Some("agent")),
            member("harbour-nights", "auditor", Viewer, "Auditor", Some("promoter")),
        ])
        .await?;

    seeder
        .insert(vec![
            row!(promoters {
                id: promoter("monsoon-live"),
                user_id: user("organizer"),
                organization_id: organization("monsoon-live"),
                name: "Monsoon Live",
                slug: "monsoon-live",
                description: "Concerts under the rain trees, festivals when the rain is over.",
                contact_person: json!({"name": "Ananya Rao", "email": "organizer@example.com"}),
                website: "https://monsoon-live.example.com",
                city_id: city::BENGALURU,
                is_verified: true,
            }),
            row!(promoters {
                id: promoter("harbour-nights"),
                user_id: user("promoter"),
                organization_id: organization("harbour-nights"),
                name: "Harbour Nights",
                slug: "harbour-nights",
                description: "Dance until the ferry leaves.",
                contact_person: json!({"name": "Harriet Cole", "email": "promoter@example.com"}),
                website: "https://harbour-nights.example.com",
                city_id: city::LONDON,
                is_verified: false,
            }),
        ])
        .await?;

    seeder
        .insert(vec![
            row!(customers {
                id: id("customers", "lotus-weddings"),
                organization_id: organization("monsoon-live"),
                name: "Lotus Weddings",
                customer_number: "C-1001",
                email: "events@lotus-weddings.example.com",
                phone_number: "+447700900101",
                billing_address: json!({"street": "4 Residency Road", "city": "Bengaluru", "postal_code": "560025"}),
            }),
            row!(customers {
                id: id("customers", "quay-festival"),
                organization_id: organization("harbour-nights"),
                name: "Quay Festival",
                customer_number: "Q-7",
                email: "office@quay-festival.example.com",
                notes: "Pays within a week.",
            }),
        ])
        .await?;

    seeder
        .insert(vec![row!(api_keys {
            id: id("api_keys", "website"),
            user_id: user("organizer"),
            organization_id: organization("monsoon-live"),
            name: "Website of the festival",
            key_prefix: "blk_dev_",
            key_hash: format!("{:064x}", id("api_keys", "website hash").as_u128()),
            scopes: ["events:read", "tickets:read"],
            last_used_at: clock.day(-1),
            expires_at: clock.day(200),
            created_at: clock.day(-100),
        })])
        .await
}
