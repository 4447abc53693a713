//! What the promoter in Singapore produces: one recording, with one of each thing.

use backline_seed::load::{Json, Rows};
use backline_seed::reference::row_id;
use backline_seed::row;
use rust_decimal::Decimal;
use time::Duration;
use time::macros::time;

use super::circle::{Circle, money};
use super::production::{crew, equipment};
use super::{guests, names, script};

const ROLE: &str = "Broadcast engineer";

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    let index = guests::SINGAPORE_FIRM;
    let organization = &circle.organizations[index];
    let market = organization.city.market;
    let (currency, made) = (market.currency, organization.founded + Duration::days(10));
    let draw = circle.draw("crew_members", index as u64 * 16);
    let (given, family, _) = names::person(organization.city.region, &mut draw.cell("name"));
    let role = row_id("crew_roles", &[ROLE]);
    row!(
        rows,
        crew_members {
            id: crew(circle, index, 0),
            organization_id: organization.id,
            role_id: role,
            name: format!("{given} {family}"),
            daily_rate: money(52_000, currency),
            currency: currency,
            is_active: true,
            created_at: made,
            updated_at: made,
        }
    );
    row!(
        rows,
        equipment {
            id: equipment(circle, index, 0),
            organization_id: organization.id,
            name: "Multitrack recorder, 64 tracks",
            stock: 1_i32,
            stock_calculation: "counted",
            currency: currency,
            is_archived: false,
            created_at: made,
            updated_at: made,
        }
    );
    let ordinal = index as u64 * 64;
    let at = circle.now() - Duration::days(90);
    let project = circle.draw("projects", ordinal).id(at);
    row!(
        rows,
        projects {
            id: project,
            organization_id: organization.id,
            project_number: 1_i32,
            name: "Live at the room, the recording",
            project_type_id: row_id("project_types", &["broadcast"]),
            owner_id: crew(circle, index, 0),
            status: "completed",
            to_be_invoiced: Decimal::ZERO,
            currency: currency,
            is_archived: false,
            metadata: Json("{}"),
            created_at: at,
            updated_at: at,
        }
    );
    row!(
        rows,
        project_variants {
            id: circle.draw("project_variants", ordinal).id(at),
            project_id: project,
            variant_name: "trio",
            display_name: "Trio",
            is_default: true,
            sort_order: 0_i32,
            created_at: at,
            updated_at: at,
        }
    );
    let group = circle.draw("project_equipment_groups", ordinal).id(at);
    row!(
        rows,
        project_equipment_groups {
            id: group,
            project_id: project,
            name: "Recording",
            sort_order: 0_i32,
            currency: currency,
            variant_name: "trio",
            created_at: at,
            updated_at: at,
        }
    );
    row!(
        rows,
        project_equipment {
            id: circle.draw("project_equipment", ordinal).id(at),
            project_id: project,
            equipment_id: equipment(circle, index, 0),
            group_id: group,
            quantity: 1_i32,
            created_at: at,
            updated_at: at,
        }
    );
    row!(
        rows,
        project_roles {
            id: circle.draw("project_roles", ordinal).id(at),
            project_id: project,
            role_id: role,
            daily_rate: money(52_000, currency),
            currency: currency,
            preferred_id: crew(circle, index, 0),
            variant_name: "trio",
            created_at: at,
            updated_at: at,
        }
    );
    let day = circle.draw("project_events", ordinal).id(at);
    let date = circle.today() + Duration::days(script::SINGAPORE_DAY);
    let (starts, ends) = (organization.city.at(date, time!(16:00)), organization.city.at(date, time!(23:30)));
    row!(
        rows,
        project_events {
            id: day,
            project_id: project,
            event_type_id: row_id("event_types", &["Recording"]),
            name: "Recording",
            date: date,
            starts_at: starts,
            ends_at: ends,
            timezone: organization.city.timezone,
            venue_id: circle.venues[guests::SINGAPORE_VENUE].id,
            status: "completed",
            currency: currency,
            created_at: at,
            updated_at: ends,
        }
    );
    row!(
        rows,
        project_event_roles {
            id: circle.draw("project_event_roles", ordinal).id(at),
            project_id: project,
            event_id: day,
            role_id: role,
            crew_member_id: crew(circle, index, 0),
            status: "completed",
            starts_at: starts,
            ends_at: ends,
            daily_rate: money(52_000, currency),
            hours_worked: Decimal::new(75, 1),
            total_cost: money(52_000, currency),
            currency: currency,
            is_synced: true,
            created_at: at,
            updated_at: ends,
        }
    );
    row!(
        rows,
        project_event_equipment {
            id: circle.draw("project_event_equipment", ordinal).id(at),
            project_id: project,
            event_id: day,
            equipment_id: equipment(circle, index, 0),
            group_id: group,
            quantity: 1_i32,
            is_synced: true,
            created_at: at,
            updated_at: at,
        }
    );
    write_inventory(circle, rows);
}

/// The piano of the room, and the one thing that an artist brings.
fn write_inventory(circle: &Circle<'_>, rows: &mut Rows) {
    let (venue, artist) = (&circle.venues[guests::SINGAPORE_VENUE], &circle.artists[50]);
    let things = [
        (None, Some(venue.id), "Upright piano", venue.city.market.currency, venue.since),
        (Some(artist.id), None, "Kick drum, 22 inches", artist.city.market.currency, artist.since),
    ];
    for (place, (artist_id, venue_id, name, currency, since)) in (0_u64..).zip(things) {
        let at = since + Duration::days(6);
        row!(
            rows,
            equipment_inventories {
                id: circle.draw("equipment_inventories", 1_000_000 + place).id(at),
                artist_id: artist_id,
                venue_id: venue_id,
                item_name: name,
                category: "instrument",
                quantity: 1_i32,
                condition: "good",
                is_available: true,
                currency: currency,
                specs: Json("{}"),
                created_at: at,
                updated_at: at,
            }
        );
    }
}
