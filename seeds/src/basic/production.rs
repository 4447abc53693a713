//! A production of the festival for an artist, with crew, equipment and the variants trio, band and DJ; a small one of the
//! other organisation.

use backline_schema::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::ids::{booking, id, organization, user, venue};
use super::row::row;
use super::{Error, seeder::Seeder};

/// The line-ups in which the artist can be booked; the first is the one that is assumed.
const VARIANTS: [(&str, &str); 4] =
    [("default", "Standard Setup"), ("trio", "Trio"), ("band", "Full band"), ("dj", "DJ set")];

pub(super) async fn seed(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    crew(seeder).await?;
    equipment(seeder).await?;
    projects(seeder).await?;
    variants(seeder).await?;
    plan(seeder).await?;
    days(seeder).await
}

fn member(key: &str) -> Uuid {
    id("crew_members", key)
}

fn project(key: &str) -> Uuid {
    id("projects", key)
}

async fn crew(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let own_role = id("crew_roles", "Rain watch");
    seeder
        .insert(vec![row!(crew_roles {
            id: own_role,
            organization_id: organization("monsoon-live"),
            name: "Rain watch",
            description: "Watches the radar and the covers",
            color: "#0284c7",
        })])
        .await?;
    let hire = |key: &str,
                owner: &str,
                account: Option<&str>,
                role: Uuid,
                name: &str,
                rates: (i32, i32),
                currency: &str| {
        row!(crew_members {
            id: member(key),
            organization_id: organization(owner),
            user_id: account.map(user),
            role_id: role,
            name: name,
            email: format!("{key}@crew.example.com"),
            daily_rate: rates.0,
            hourly_rate: rates.1,
            currency: currency,
            created_at: clock.day(-150),
        })
    };
    let sound = seeder.facts.crew_role("Front of house engineer")?;
    let light = seeder.facts.crew_role("Lighting designer")?;
    let stage = seeder.facts.crew_role("Stage manager")?;
    let rows = vec![
        hire("joel", "monsoon-live", Some("crew"), sound, "Joel Dsouza", (6_000, 800), "INR"),
        hire("vivek", "monsoon-live", Some("production"), stage, "Vivek Nair", (8_000, 1_000), "INR"),
        hire("farida", "monsoon-live", None, light, "Farida Merchant", (7_000, 900), "INR"),
        hire("raju", "monsoon-live", None, own_role, "Raju Gowda", (3_000, 400), "INR"),
        hire("ewan", "harbour-nights", Some("assistant"), stage, "Ewan Reid", (220, 30), "GBP"),
    ];
    seeder.insert(rows).await
}

async fn equipment(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let own = |key: &str, owner: &str, name: &str, category: &str, stock: i32, price: i32, currency: &str| {
        row!(equipment {
            id: id("equipment", key),
            organization_id: organization(owner),
            code: key,
            name: name,
            category: category,
            stock: stock,
            rental_price: price,
            currency: currency,
            weight: 20,
            created_at: seeder.clock.day(-150),
        })
    };
    let rows = vec![
        own("desk-32", "monsoon-live", "Digital desk, 32 channels", "audio", 2, 9_000, "INR"),
        own("wedge", "monsoon-live", "Monitor wedge", "audio", 12, 600, "INR"),
        own("wash", "monsoon-live", "LED wash", "lighting", 24, 450, "INR"),
        own("riser", "monsoon-live", "Drum riser, 2 by 2 metres", "stage", 2, 1_500, "INR"),
        own("decks", "monsoon-live", "DJ players and mixer", "audio", 1, 5_000, "INR"),
        own("haze", "harbour-nights", "Haze machine", "effects", 3, 25, "GBP"),
    ];
    seeder.insert(rows).await
}

async fn projects(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let open = |key: &str,
                owner: &str,
                number: i32,
                name: &str,
                kind: Uuid,
                status,
                days: (i64, i64),
                currency: &str| {
        row!(projects {
            id: project(key),
            organization_id: organization(owner),
            project_number: number,
            name: name,
            project_type_id: kind,
            status: status,
            starts_on: clock.date(days.0),
            ends_on: clock.date(days.1),
            color: "#7c3aed",
            currency: currency,
            metadata: json!({}),
            created_at: clock.day(-17),
        })
    };
    let artist_kind = seeder.facts.project_type("artist")?;
    let corporate = seeder.facts.project_type("corporate")?;
    let mut festival = open(
        "festival",
        "monsoon-live",
        1,
        "Coastal Drift at the Monsoon Festival",
        artist_kind,
        ProjectStatus::Confirmed,
        (43, 46),
        "INR",
    );
    festival.booking_id = sea_orm::Set(Some(booking("paid-deposit")));
    festival.owner_id = sea_orm::Set(Some(member("vivek")));
    festival.to_be_invoiced = sea_orm::Set(85_000.into());
    let mut wedding = open(
        "wedding",
        "monsoon-live",
        2,
        "Lotus Weddings, two evenings",
        corporate,
        ProjectStatus::Completed,
        (-45, -43),
        "INR",
    );
    wedding.customer_id = sea_orm::Set(Some(id("customers", "lotus-weddings")));
    wedding.created_at = sea_orm::Set(clock.day(-90));
    let mut quay = open(
        "quay",
        "harbour-nights",
        1,
        "Quay Festival, second stage",
        corporate,
        ProjectStatus::Draft,
        (80, 82),
        "GBP",
    );
    quay.customer_id = sea_orm::Set(Some(id("customers", "quay-festival")));
    seeder.insert(vec![festival, wedding, quay]).await
}

async fn variants(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let rows = (0..).zip(VARIANTS).map(|(ordinal, (name, display_name))| {
        row!(project_variants {
            id: id("project_variants", name),
            project_id: project("festival"),
            variant_name: name,
            display_name: display_name,
            is_default: Some(ordinal == 0),
            sort_order: ordinal,
            created_at: Some(seeder.clock.day(-17)),
            updated_at: Some(seeder.clock.day(-17)),
        })
    });
    let rows = rows.collect();
    seeder.insert(rows).await
}

/// Who and what each variant takes.
async fn plan(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let sound = seeder.facts.crew_role("Front of house engineer")?;
    let light = seeder.facts.crew_role("Lighting designer")?;
    let drums = seeder.facts.crew_role("Drum technician")?;
    let (mut roles, mut groups, mut items) = (Vec::new(), Vec::new(), Vec::new());
    for (ordinal, (variant, title)) in (0..).zip(VARIANTS) {
        let takes: &[(&str, Uuid, Option<&str>)] = match variant {
            "band" => {
                &[("sound", sound, Some("joel")), ("light", light, Some("farida")), ("drums", drums, None)]
            }
            "dj" => &[("light", light, Some("farida"))],
            _ => &[("sound", sound, Some("joel")), ("light", light, Some("farida"))],
        };
        for (name, role, preferred) in takes {
            roles.push(row!(project_roles {
                id: id("project_roles", &format!("{variant} {name}")),
                project_id: project("festival"),
                role_id: *role,
                daily_rate: 6_500,
                preferred_id: preferred.map(member),
                variant_name: variant,
            }));
        }
        let group = id("project_equipment_groups", variant);
        groups.push(row!(project_equipment_groups {
            id: group,
            project_id: project("festival"),
            name: format!("On stage: {title}"),
            sort_order: ordinal,
            total_price: 15_000 + 5_000 * ordinal,
            variant_name: variant,
        }));
        let brings: &[(&str, i32)] = match variant {
            "band" => &[("desk-32", 1), ("wedge", 8), ("riser", 2), ("wash", 24)],
            "dj" => &[("decks", 1), ("wash", 16)],
            _ => &[("desk-32", 1), ("wedge", 4), ("wash", 12)],
        };
        for (key, quantity) in brings {
            items.push(row!(project_equipment {
                id: id("project_equipment", &format!("{variant} {key}")),
                project_id: project("festival"),
                equipment_id: id("equipment", key),
                group_id: group,
                quantity: *quantity,
            }));
        }
    }
    seeder.insert(roles).await?;
    seeder.insert(groups).await?;
    seeder.insert(items).await
}

/// The days of the production: who is on duty, and what is brought.
async fn days(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let sound = seeder.facts.crew_role("Front of house engineer")?;
    let light = seeder.facts.crew_role("Lighting designer")?;
    let (mut days, mut duties, mut brought) = (Vec::new(), Vec::new(), Vec::new());
    for (key, kind, name, day, status) in [
        ("load-in", "Load-in", "Building the main stage", 44, ProjectEventStatus::Planned),
        ("soundcheck", "Rehearsal", "Rehearsal with the band", 43, ProjectEventStatus::Planned),
        ("show", "Show", "Coastal Drift, main stage", 45, ProjectEventStatus::Confirmed),
    ] {
        let (starts_at, ends_at) = (clock.hour(day, 8), clock.hour(day, 16));
        days.push(row!(project_events {
            id: id("project_events", key),
            project_id: project("festival"),
            event_type_id: seeder.facts.event_type(kind)?,
            name: name,
            date: clock.date(day),
            starts_at: starts_at,
            ends_at: ends_at,
            venue_id: venue("the-raintree-hall"),
            location: "The Raintree Hall",
            status: status,
            crew_price: 13_000,
            equipment_price: 15_000,
            created_at: clock.day(-15),
        }));
        for (who, role, assignment) in [
            ("joel", sound, CrewAssignmentStatus::Confirmed),
            ("farida", light, CrewAssignmentStatus::Invited),
        ] {
            duties.push(row!(project_event_roles {
                id: id("project_event_roles", &format!("{key} {who}")),
                project_id: project("festival"),
                event_id: id("project_events", key),
                role_id: role,
                crew_member_id: member(who),
                status: assignment,
                starts_at: starts_at,
                ends_at: ends_at,
                daily_rate: 6_500,
                hours_worked: 0,
                total_cost: 6_500,
                created_at: clock.day(-15),
            }));
        }
        for (item, quantity) in [("desk-32", 1), ("wedge", 4), ("wash", 12)] {
            brought.push(row!(project_event_equipment {
                id: id("project_event_equipment", &format!("{key} {item}")),
                project_id: project("festival"),
                event_id: id("project_events", key),
                equipment_id: id("equipment", item),
                group_id: id("project_equipment_groups", "default"),
                quantity: quantity,
                created_at: clock.day(-15),
            }));
        }
    }
    seeder.insert(days).await?;
    seeder.insert(duties).await?;
    seeder.insert(brought).await
}
