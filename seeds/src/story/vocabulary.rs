//! What firms have of their own before there is a production: words, and ideas.

use backline_seed::load::{Json, Rows};
use backline_seed::reference::row_id;
use backline_seed::row;
use rust_decimal::Decimal;
use time::Duration;

use super::circle::Circle;
use super::{names, organizations};

/// What firms call their own roles and kinds of days.
pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    for (place, (firm, role, kind)) in [
        (0, "Elephant gate rigger", "Fitting of costumes"),
        (0, "Dhol tuner", "Site visit with the family"),
        (3, "Boat skipper", "Tide check"),
    ]
    .into_iter()
    .enumerate()
    {
        let organization = &circle.organizations[firm];
        let at = organization.founded + Duration::days(5);
        row!(
            rows,
            crew_roles {
                id: circle.draw("crew_roles", place as u64).id(at),
                organization_id: organization.id,
                name: role,
                created_at: at,
                updated_at: at,
            }
        );
        row!(
            rows,
            event_types {
                id: circle.draw("event_types", place as u64).id(at),
                organization_id: organization.id,
                name: kind,
                created_at: at,
                updated_at: at,
            }
        );
    }
}

/// A project of which there is a name and no more.
pub(super) fn write_idea(circle: &Circle<'_>, rows: &mut Rows, index: usize) {
    let organization = &circle.organizations[index];
    let draw = circle.draw("projects", index as u64 * 64 + 63);
    let made = circle.now() - Duration::days(2);
    row!(
        rows,
        projects {
            id: draw.id(made),
            organization_id: organization.id,
            project_number: 100_i32,
            name: format!(
                "{}, perhaps",
                names::event(made.month(), organization.city.market.code == "IN", &mut draw.cell("name"))
            ),
            project_type_id: row_id("project_types", &["artist"]),
            customer_id: organizations::customer(circle, index, 0),
            status: "draft",
            to_be_invoiced: Decimal::ZERO,
            currency: organization.city.market.currency,
            is_archived: false,
            metadata: Json("{}"),
            created_at: made,
            updated_at: made,
        }
    );
}
