//! Firms with members, the promoters that they are, and their customers.

use backline_seed::load::{Json, Rows};
use backline_seed::row;
use time::Duration;
use uuid::Uuid;

use super::circle::{Circle, Organization, Promoter, Rating};
use super::people::{FANS, FIRMS, FIRST_FIRM};
use super::{names, people};

/// Members of each firm beside its owner.
const COLLEAGUES: usize = 3;
const KINDS: [&str; 7] =
    ["promoter", "agency", "venue_operator", "production", "label", "corporate", "other"];

pub(super) fn make(circle: &mut Circle<'_>) {
    for index in 0..FIRMS {
        let owner = FIRST_FIRM + index;
        let draw = circle.draw("organizations", index as u64);
        let founded = circle.users[owner].joined + Duration::hours(draw.cell("founded").between(1, 200));
        let colleagues = (0..COLLEAGUES).map(|each| FANS + index * COLLEAGUES + each);
        circle.organizations.push(Organization {
            id: draw.id(founded),
            name: names::firm(&mut draw.cell("name")),
            members: std::iter::once(owner).chain(colleagues).collect(),
            city: circle.users[owner].city,
            founded,
        });
        circle.promoters.push(Promoter {
            id: circle.draw("promoters", index as u64).id(founded),
            name: circle.organizations[index].name.clone(),
            organization: index,
            rating: Rating::default(),
        });
    }
}

/// A customer of a firm: the first or the second.
pub(super) fn customer(circle: &Circle<'_>, organization: usize, which: u64) -> Uuid {
    circle.draw("customers", organization as u64 * 2 + which).id(circle.organizations[organization].founded)
}

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    for (index, organization) in circle.organizations.iter().enumerate() {
        let draw = circle.draw("organizations", index as u64);
        let owner = &circle.users[organization.members[0]];
        let number = circle.number(index as u64);
        let slug = format!("{}-{number}", names::slug(&organization.name));
        let indian = organization.city.market.code == "IN";
        let digits = organization.city.market.phone_digits;
        let phone = format!("{}{:0digits$}", organization.city.market.phone, index % 90);
        let rare = |column: &str| draw.cell(column).chance(0.5);
        row!(
            rows,
            organizations {
                id: organization.id,
                name: organization.name,
                slug: slug,
                kind: KINDS[index % KINDS.len()],
                description: rare("description").then(|| {
                    format!(
                        "Shows in {} and around, since before there was a website for it.",
                        organization.city.name
                    )
                }),
                legal_name: rare("legal").then(|| format!("{} Private Limited", organization.name)),
                registration_number: rare("registration").then(|| format!("U92490{number:08}")),
                gst_number: (indian && rare("gst")).then(|| {
                    format!(
                        "{}{}{index:04}A1Z5",
                        organization.city.tax_state,
                        people::letters(circle.ordinal)
                    )
                }),
                website: rare("website").then(|| format!("https://{slug}.example.com")),
                email: format!("office@{slug}.example.com"),
                phone: phone,
                logo_url: rare("logo")
                    .then(|| format!("https://media.example.com/logos/{}.svg", organization.id)),
                address: Json(format!(
                    r#"{{"line1": "{} Market Road", "city": "{}"}}"#,
                    10 + index,
                    organization.city.name
                )),
                country_id: organization.city.market.country_id,
                city_id: organization.city.id,
                currency: organization.city.market.currency,
                timezone: organization.city.timezone,
                verified_at: rare("verified").then(|| organization.founded + Duration::days(9)),
                created_by: owner.id,
                deleted_at: None::<time::OffsetDateTime>,
                metadata: Json("{}"),
                created_at: organization.founded,
                updated_at: organization.founded + Duration::days(9),
            }
        );
        for (place, member) in organization.members.iter().enumerate() {
            let user = &circle.users[*member];
            let joined = user.joined.max(organization.founded) + Duration::hours(place as i64);
            row!(
                rows,
                organization_members {
                    organization_id: organization.id,
                    user_id: user.id,
                    role: ["owner", "admin", "manager", ["member", "viewer"][index % 2]][place],
                    title: (place > 0).then_some(["", "Head of booking", "Production", "Office"][place]),
                    invited_by: (place > 0).then_some(owner.id),
                    joined_at: joined,
                    created_at: joined,
                    updated_at: joined,
                }
            );
        }
        write_promoter(circle, rows, index, &slug);
        for which in 0..2 {
            let draw = circle.draw("customers", index as u64 * 2 + which);
            row!(
                rows,
                customers {
                    id: customer(circle, index, which),
                    organization_id: organization.id,
                    name: names::firm(&mut draw.cell("name")),
                    customer_number: draw.cell("numbered").chance(0.7).then(|| format!("K-{:04}", which + 1)),
                    organization_number: draw
                        .cell("registered")
                        .chance(0.5)
                        .then(|| format!("R{number:06}{which}")),
                    email: draw
                        .cell("mail")
                        .chance(0.8)
                        .then(|| format!("billing{which}@{slug}.example.com")),
                    phone_number: draw.cell("phone").chance(0.6).then_some(&*phone),
                    billing_address: draw
                        .cell("address")
                        .chance(0.6)
                        .then_some(Json(r#"{"line1": "Accounts, second floor"}"#)),
                    accounting_reference: draw
                        .cell("reference")
                        .chance(0.4)
                        .then(|| format!("DEB{which}{number}")),
                    notes: draw.cell("notes").chance(0.2).then_some("Pays on the last day, always."),
                    is_archived: draw.cell("archived").chance(0.1),
                    created_at: organization.founded,
                    updated_at: organization.founded,
                }
            );
        }
    }
}

fn write_promoter(circle: &Circle<'_>, rows: &mut Rows, index: usize, slug: &str) {
    let promoter = &circle.promoters[index];
    let organization = &circle.organizations[index];
    let draw = circle.draw("promoters", index as u64);
    row!(
        rows,
        promoters {
            id: promoter.id,
            user_id: draw.cell("person").chance(0.8).then_some(circle.users[organization.members[0]].id),
            organization_id: organization.id,
            name: promoter.name,
            slug: slug,
            description: draw
                .cell("description")
                .chance(0.6)
                .then_some("Small rooms, long evenings, fair deals."),
            contact_person: draw.cell("contact").chance(0.6).then(|| {
                Json(format!(r#"{{"name": "{}"}}"#, circle.users[organization.members[0]].name))
            }),
            website: draw.cell("website").chance(0.5).then(|| format!("https://{slug}.example.com/shows")),
            logo_url: draw
                .cell("logo")
                .chance(0.3)
                .then(|| format!("https://media.example.com/logos/{}.svg", promoter.id)),
            city_id: draw.cell("city").chance(0.9).then_some(organization.city.id),
            is_verified: draw.cell("verified").chance(0.6),
            rating_avg: promoter.rating.average(),
            rating_count: promoter.rating.count,
            metadata: Json("{}"),
            created_at: organization.founded,
            updated_at: organization.founded,
        }
    );
}
