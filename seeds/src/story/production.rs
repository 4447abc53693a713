//! Productions: projects with days, crew, equipment and line-ups.

use backline_schema::prelude::{CrewAssignmentStatus, ProjectEventStatus, ProjectStatus};
use backline_seed::load::{Json, Rows};
use backline_seed::reference::row_id;
use backline_seed::row;
use rust_decimal::Decimal;
use time::macros::time;
use time::{Date, Duration, OffsetDateTime};
use uuid::Uuid;

use super::circle::{Circle, money};
use super::people::{FANS, FIRMS};
use super::settings::Domain;
use super::walk::{Walk, label};
use super::{inventory, names, organizations, production_abroad, vocabulary};

const CREW: u64 = 5;
const CREW_ROLES: [&str; 5] =
    ["Front of house engineer", "Lighting operator", "Stage manager", "Driver", "Stagehand"];
const EQUIPMENT: [(&str, &str, i64); 6] = [
    ("Digital console, 32 channels", "Sound", 45),
    ("Line array element", "Sound", 12),
    ("Moving head", "Light", 9),
    ("Stage deck, 2 by 1 metres", "Stage", 3),
    ("Wireless microphone", "Sound", 7),
    ("Power distribution, 63 ampere", "Power", 15),
];
const VARIANTS: [(&str, &str); 3] = [("trio", "Trio"), ("band", "Band"), ("dj", "DJ")];

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    for organization in 0..FIRMS {
        if organization % 3 == 0 && circle.world.times(Domain::Production) > 0 {
            write_stock(circle, rows, organization);
            for project in 0..3 * circle.world.times(Domain::Production) {
                write_project(circle, rows, organization, project);
            }
            // An idea, and no more.
            vocabulary::write_idea(circle, rows, organization);
        }
    }
    if circle.world.times(Domain::Production) > 0 {
        vocabulary::write(circle, rows);
        production_abroad::write(circle, rows);
    }
}

pub(super) fn crew(circle: &Circle<'_>, organization: usize, place: u64) -> Uuid {
    circle
        .draw("crew_members", organization as u64 * 16 + place)
        .id(circle.organizations[organization].founded)
}

pub(super) fn equipment(circle: &Circle<'_>, organization: usize, place: u64) -> Uuid {
    circle.draw("equipment", organization as u64 * 16 + place).id(circle.organizations[organization].founded)
}

fn crew_role(place: u64) -> Uuid {
    row_id("crew_roles", &[CREW_ROLES[usize::try_from(place).unwrap_or(0) % CREW_ROLES.len()]])
}

/// Crew and equipment of a firm.
fn write_stock(circle: &Circle<'_>, rows: &mut Rows, index: usize) {
    let organization = &circle.organizations[index];
    let market = organization.city.market;
    let at = organization.founded + Duration::days(3);
    for place in 0..CREW {
        let draw = circle.draw("crew_members", index as u64 * 16 + place);
        let (given, family, _) = names::person(organization.city.region, &mut draw.cell("name"));
        // One is a colleague; one works for whoever calls.
        let member = match place {
            0 => Some(circle.users[organization.members[1]].id),
            2 => Some(circle.users[FANS + 200].id),
            _ => None,
        };
        row!(
            rows,
            crew_members {
                id: crew(circle, index, place),
                organization_id: organization.id,
                user_id: member,
                role_id: (place != 4).then(|| crew_role(place)),
                name: format!("{given} {family}"),
                email: (place != 3).then(|| format!(
                    "{}{}@crew.example.com",
                    names::slug(given),
                    circle.number(index as u64 * 16 + place)
                )),
                phone: (place % 2 == 0).then(|| {
                    let digits = market.phone_digits;
                    format!("{}{:0digits$}", market.phone, (index as u64 * 5 + place) % 100)
                }),
                avatar_url: (place == 1).then(|| format!(
                    "https://media.example.com/avatars/{}.webp",
                    crew(circle, index, place)
                )),
                daily_rate: (place != 2).then(|| money(
                    draw.cell("rate").between(3, 9) * market.price_level * 100,
                    market.currency
                )),
                hourly_rate: (place == 2).then(|| money(market.price_level * 50, market.currency)),
                currency: market.currency,
                notes: (place == 3).then_some("Drives up to 7.5 tonnes"),
                is_active: place != 4 || index.is_multiple_of(2),
                created_at: at,
                updated_at: at,
            }
        );
    }
    // The last one is in no production.
    for (place, (name, category, price)) in
        (0_u64..).zip(EQUIPMENT.into_iter().chain([("Fog machine", "Effects", 4)]))
    {
        row!(
            rows,
            equipment {
                id: equipment(circle, index, place),
                organization_id: organization.id,
                code: (place != 3).then(|| format!("E-{place:03}")),
                name: name,
                category: (place != 5).then_some(category),
                stock: i32::try_from(4 + place * 3).unwrap_or(4),
                stock_calculation: if place % 2 == 0 { "counted" } else { "serial_numbers" },
                rental_price: (place != 4).then(|| money(price * market.price_level * 10, market.currency)),
                currency: market.currency,
                weight: (place != 2).then(|| Decimal::from(8 + 4 * place)),
                internal_remark: (place == 1).then_some("Two have scratches"),
                is_archived: place == 5 && index.is_multiple_of(2),
                created_at: at,
                updated_at: at,
            }
        );
    }
    let owner = Some(circle.users[organization.members[0]].id);
    circle.mark("equipment", equipment(circle, index, 0), owner, Some(organization.id), at);
    inventory::write(circle, rows, index, at);
}

fn walk_project(
    circle: &Circle<'_>,
    ordinal: u64,
    made: OffsetDateTime,
    day: OffsetDateTime,
) -> Walk<ProjectStatus> {
    use ProjectStatus::{Cancelled, Completed, Confirmed, Draft, InProgress, Planned};
    let mut walk = Walk::begin(Draft, made, circle.now());
    let gap = (day - made) / 5;
    let plot: &[(ProjectStatus, OffsetDateTime)] = match ordinal / 64 / 3 + ordinal % 64 * 3 {
        3 => &[(Planned, made + gap), (Cancelled, made + gap * 2)],
        5 => &[(Planned, made + gap)],
        _ => &[
            (Planned, made + gap),
            (Confirmed, made + gap * 2),
            (InProgress, day),
            (Completed, day + Duration::days(4)),
        ],
    };
    for (status, at) in plot {
        if walk.goes_on() {
            walk.go(*status, *at);
        }
    }
    walk
}

fn write_project(circle: &Circle<'_>, rows: &mut Rows, index: usize, project: u64) {
    let organization = &circle.organizations[index];
    let ordinal = index as u64 * 64 + project;
    let draw = circle.draw("projects", ordinal);
    let city = organization.city;
    // Of a firm's projects each has days of its own, so that nobody is needed twice.
    // The third is to come, or on: the first firm's begins today.
    let days = match (project, index / 3) {
        (2, 0) => 0,
        (2, number) => 3 + 9 * number as i64,
        _ => {
            let first = i64::try_from(project % 3).unwrap_or(0) * 110 - 300;
            first - i64::try_from(project / 3).unwrap_or(0) * 400 + draw.cell("day").between(0, 60)
        }
    };
    let date = circle.today() + Duration::days(days);
    let morning = city.at(date, time!(06:00));
    // What begins today has begun.
    let day = if days == 0 { morning.min(circle.now() - Duration::hours(1)) } else { morning };
    let made = (day - Duration::days(40)).max(organization.founded).min(circle.now());
    let walk = walk_project(circle, ordinal, made, day.max(made));
    let id = draw.id(made);
    let booking = circle.bookings.iter().find(|booking| {
        circle.promoters[booking.request.promoter].organization == Some(index) && booking.was_agreed()
    });
    let kind = ["artist", "corporate"][usize::try_from(project % 2).unwrap_or(0)];
    row!(
        rows,
        projects {
            id: id,
            organization_id: organization.id,
            project_number: i32::try_from(project).unwrap_or(0) + 1,
            name: format!(
                "{} {}",
                names::event(date.month(), city.market.code == "IN", &mut draw.cell("name")),
                date.year()
            ),
            description: (project.is_multiple_of(2)).then_some("Three line-ups, one truck."),
            project_type_id: row_id("project_types", &[kind]),
            customer_id: (project % 3 != 2).then(|| organizations::customer(circle, index, project % 2)),
            owner_id: (project % 3 != 1).then(|| crew(circle, index, 0)),
            booking_id: booking
                .filter(|_| project == 0 || (project == 1 && index == 0))
                .map(|booking| booking.id),
            status: label(walk.status()),
            starts_on: (project % 3 != 2).then_some(date),
            ends_on: (project % 3 != 2).then_some(date + Duration::days(1)),
            color: (project % 2 == 1).then_some("#0e7490"),
            to_be_invoiced: money(city.market.price_level * 5_000, city.market.currency),
            currency: city.market.currency,
            is_archived: walk.status() == ProjectStatus::Completed && project == 0,
            metadata: Json("{}"),
            created_at: made,
            updated_at: walk.since(),
        }
    );
    let organization_id = Some(organization.id);
    let owner = Some(circle.users[organization.members[0]].id);
    circle.mark("project", id, owner, organization_id, made);
    for (place, (variant, name)) in (0_u64..).zip(VARIANTS) {
        row!(
            rows,
            project_variants {
                id: circle.draw("project_variants", ordinal * 4 + place).id(made),
                project_id: id,
                variant_name: variant,
                display_name: name,
                description: (place == 1).then_some("With horns"),
                is_default: place == 0,
                sort_order: i32::try_from(place).unwrap_or(0),
                created_at: made,
                updated_at: made,
            }
        );
        write_variant(circle, rows, index, ordinal, id, place, variant, made);
    }
    for place in 0..2_u64 {
        write_day(
            circle,
            rows,
            index,
            ordinal,
            id,
            place,
            date + Duration::days(i64::try_from(place).unwrap_or(0)),
            &walk,
        );
    }
}

fn group(circle: &Circle<'_>, ordinal: u64, variant: u64, made: OffsetDateTime) -> Uuid {
    circle.draw("project_equipment_groups", ordinal * 4 + variant).id(made)
}

#[expect(clippy::too_many_arguments, reason = "what a variant is made of")]
fn write_variant(
    circle: &Circle<'_>,
    rows: &mut Rows,
    index: usize,
    ordinal: u64,
    project: Uuid,
    place: u64,
    variant: &str,
    made: OffsetDateTime,
) {
    let market = circle.organizations[index].city.market;
    let group = group(circle, ordinal, place, made);
    row!(
        rows,
        project_equipment_groups {
            id: group,
            project_id: project,
            name: "Sound",
            sort_order: 0_i32,
            total_price: (place != 2).then(|| money(market.price_level * 1_500, market.currency)),
            currency: market.currency,
            variant_name: variant,
            created_at: made,
            updated_at: made,
        }
    );
    if place == 0 {
        // What hangs there is not settled yet.
        row!(
            rows,
            project_equipment_groups {
                id: circle.draw("project_equipment_groups", ordinal * 4 + 3).id(made),
                project_id: project,
                name: "Light",
                sort_order: 1_i32,
                currency: market.currency,
                variant_name: variant,
                created_at: made,
                updated_at: made,
            }
        );
    }
    for item in 0..2 + place % 2 {
        let which = (item + place * 2) % EQUIPMENT.len() as u64;
        row!(
            rows,
            project_equipment {
                id: circle.draw("project_equipment", ordinal * 16 + place * 4 + item).id(made),
                project_id: project,
                equipment_id: equipment(circle, index, which),
                group_id: (item != 2).then_some(group),
                quantity: i32::try_from(item + 1).unwrap_or(1),
                notes: (item == 1).then_some("With stands"),
                created_at: made,
                updated_at: made,
            }
        );
    }
    row!(
        rows,
        project_roles {
            id: circle.draw("project_roles", ordinal * 4 + place).id(made),
            project_id: project,
            role_id: crew_role(place),
            daily_rate: (place != 2).then(|| money(market.price_level * 400, market.currency)),
            hourly_rate: (place == 2).then(|| money(market.price_level * 50, market.currency)),
            currency: market.currency,
            preferred_id: (place == 0).then(|| crew(circle, index, 0)),
            variant_name: variant,
            created_at: made,
            updated_at: made,
        }
    );
}

#[expect(clippy::too_many_arguments, reason = "what a day is made of")]
fn write_day(
    circle: &Circle<'_>,
    rows: &mut Rows,
    index: usize,
    ordinal: u64,
    project: Uuid,
    place: u64,
    date: Date,
    walk: &Walk<ProjectStatus>,
) {
    let organization = &circle.organizations[index];
    let city = organization.city;
    let made = walk.steps()[0].1;
    let id = circle.draw("project_events", ordinal * 4 + place).id(made);
    let timed = place == 0 || !ordinal.is_multiple_of(3);
    let (starts, ends) = (city.at(date, time!(09:00)), city.at(date, time!(19:00)));
    let status = match walk.status() {
        ProjectStatus::Draft | ProjectStatus::Planned => ProjectEventStatus::Planned,
        ProjectStatus::Confirmed | ProjectStatus::InProgress => ProjectEventStatus::Confirmed,
        ProjectStatus::Completed => ProjectEventStatus::Completed,
        ProjectStatus::Cancelled => ProjectEventStatus::Cancelled,
    };
    let market = city.market;
    row!(
        rows,
        project_events {
            id: id,
            project_id: project,
            event_type_id: row_id(
                "event_types",
                &[["Rehearsal", "Show"][usize::try_from(place).unwrap_or(0)]]
            ),
            name: ["Rehearsal", "Show"][usize::try_from(place).unwrap_or(0)],
            date: date,
            starts_at: timed.then_some(starts),
            ends_at: timed.then_some(ends),
            timezone: city.timezone,
            venue_id: (place == 1).then(|| circle.venues[index].id),
            location: (place == 0).then_some("Studio two"),
            location_data: (place == 0).then_some(Json(r#"{"floor": 2}"#)),
            status: label(status),
            crew_price: money(market.price_level * 900, market.currency),
            equipment_price: money(market.price_level * 700, market.currency),
            currency: market.currency,
            created_at: made,
            updated_at: walk.since(),
        }
    );
    circle.mark("project_event", id, Some(circle.users[organization.members[0]].id), None, made);
    // Of the second day of what was called off nobody had thought yet.
    if status == ProjectEventStatus::Cancelled && place == 1 {
        return;
    }
    for role in 0..3_u64 {
        let assigned = match (status, role) {
            (ProjectEventStatus::Completed, _) => CrewAssignmentStatus::Completed,
            (ProjectEventStatus::Cancelled, _) => CrewAssignmentStatus::Cancelled,
            (_, 2) => [CrewAssignmentStatus::Invited, CrewAssignmentStatus::Declined][index / 3 % 2],
            (ProjectEventStatus::Confirmed, _) => CrewAssignmentStatus::Confirmed,
            (ProjectEventStatus::Planned, _) => CrewAssignmentStatus::Planned,
        };
        // Nobody yet where it is planned only.
        let somebody = assigned != CrewAssignmentStatus::Planned;
        let worked = assigned == CrewAssignmentStatus::Completed;
        row!(
            rows,
            project_event_roles {
                id: circle.draw("project_event_roles", ordinal * 16 + place * 4 + role).id(made),
                project_id: project,
                event_id: id,
                role_id: crew_role(role),
                crew_member_id: somebody.then(|| crew(circle, index, role)),
                status: label(assigned),
                starts_at: (somebody || role == 0).then_some(starts),
                ends_at: (somebody || role == 0).then_some(ends),
                daily_rate: (role != 2).then(|| money(market.price_level * 400, market.currency)),
                hourly_rate: (role == 2).then(|| money(market.price_level * 50, market.currency)),
                hours_worked: worked.then(|| Decimal::from(10)),
                total_cost: worked
                    .then(|| money(market.price_level * if role == 2 { 500 } else { 400 }, market.currency)),
                currency: market.currency,
                is_synced: role == 0,
                created_at: made,
                updated_at: walk.since(),
            }
        );
    }
    for item in 0..2_u64 {
        row!(
            rows,
            project_event_equipment {
                id: circle.draw("project_event_equipment", ordinal * 16 + place * 4 + item).id(made),
                project_id: project,
                event_id: id,
                equipment_id: equipment(circle, index, item),
                group_id: (item == 0).then(|| group(circle, ordinal, 0, made)),
                quantity: i32::try_from(item + 1).unwrap_or(1),
                is_synced: item == 0,
                notes: (item == 1).then_some("Spare"),
                created_at: made,
                updated_at: made,
            }
        );
    }
}
