//! Firms with members, the promoters that they are, and their customers.

use backline_seed::load::{Json, Rows, TextArray};
use backline_seed::row;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::audit::{self, Audited};
use super::circle::{Circle, Organization, Promoter, Rating};
use super::people::{FANS, FIRMS, FIRST_FIRM};
use super::{guests, names, papers, texts};

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
            closed: None,
        });
        circle.promoters.push(Promoter {
            id: circle.draw("promoters", index as u64).id(founded),
            name: circle.organizations[index].name.clone(),
            user: Some(owner),
            organization: Some(index),
            since: founded,
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
        let market = organization.city.market;
        let indian = market.code == "IN";
        let digits = market.phone_digits;
        let phone = format!("{}{:0digits$}", market.phone, index % 90);
        let form = match market.code {
            "IN" => "Private Limited",
            "GB" => "Ltd",
            "US" => "LLC",
            "DE" => "GmbH",
            "ES" => "S.L.",
            "JP" => "K.K.",
            "SG" => "Pte. Ltd.",
            _ => "FZ-LLC",
        };
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
                legal_name: rare("legal").then(|| format!("{} {form}", organization.name)),
                registration_number: rare("registration").then(|| if indian {
                    format!("U92490MH{}PTC{number:06}", organization.founded.year())
                } else {
                    format!("{}{number:08}", market.code)
                }),
                gst_number: (indian && rare("gst")).then(|| {
                    format!(
                        "{}{}{index:04}A1Z5",
                        organization.city.tax_state,
                        papers::letters(circle.ordinal)
                    )
                }),
                website: rare("website").then(|| format!("https://{slug}.example.com")),
                email: format!("office@{slug}.example.com"),
                phone: phone,
                logo_url: rare("logo")
                    .then(|| format!("https://media.example.com/logos/{}.svg", organization.id)),
                address: Json(organization.city.address(&mut draw.cell("address"))),
                country_id: organization.city.market.country_id,
                city_id: organization.city.id,
                currency: organization.city.market.currency,
                timezone: organization.city.timezone,
                verified_at: rare("verified").then(|| organization.founded + Duration::days(9)),
                created_by: owner.id,
                deleted_at: organization.closed,
                metadata: Json("{}"),
                created_at: organization.founded,
                updated_at: organization.closed.unwrap_or(organization.founded + Duration::days(9)),
            }
        );
        circle.mark(
            "organization",
            organization.id,
            Some(owner.id),
            Some(organization.id),
            organization.founded,
        );
        write_members(circle, rows, index);
        // Who is new has few customers, or none.
        let customers = match index {
            guests::SINGAPORE_FIRM => 1,
            _ if index < FIRMS => 2,
            _ => 0,
        };
        for which in 0..customers {
            let draw = circle.draw("customers", index as u64 * 2 + which);
            row!(
                rows,
                customers {
                    id: customer(circle, index, which),
                    organization_id: organization.id,
                    name: names::customer(&mut draw.cell("name")),
                    customer_number: draw.cell("numbered").chance(0.7).then(|| format!("K-{:04}", which + 1)),
                    organization_number: draw
                        .cell("registered")
                        .chance(0.5)
                        .then(|| format!("R{number:06}{which}")),
                    email: draw.cell("mail").chance(0.8).then(|| format!(
                        "accounts@{}-{which}.example.com",
                        names::slug(&names::customer(&mut draw.cell("name")))
                    )),
                    phone_number: draw.cell("phone").chance(0.6).then(|| format!(
                        "{}{:0digits$}",
                        market.phone,
                        (index * 2 + 31) % 90
                    )),
                    billing_address: draw
                        .cell("address")
                        .chance(0.6)
                        .then(|| Json(organization.city.address(&mut draw.cell("where")))),
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
    for index in 0..circle.promoters.len() {
        write_promoter(circle, rows, index);
    }
    write_templates(circle, rows);
    write_unclaimed(circle, rows);
}

fn write_members(circle: &Circle<'_>, rows: &mut Rows, index: usize) {
    let organization = &circle.organizations[index];
    let owner = &circle.users[organization.members[0]];
    let record = |rows: &mut Rows, place: usize, member: usize, left: Option<OffsetDateTime>| {
        let user = &circle.users[member];
        let joined = user.joined.max(organization.founded) + Duration::hours(place as i64);
        let invited_by = (place > 0).then_some(owner.id);
        let write = |rows: &mut Rows| {
            row!(
                rows,
                organization_members {
                    organization_id: organization.id,
                    user_id: user.id,
                    role: ["owner", "admin", "manager", ["member", "viewer"][index % 2]][place],
                    title: (place > 0).then_some(["", "Head of booking", "Production", "Office"][place]),
                    invited_by: invited_by,
                    joined_at: joined,
                    created_at: joined,
                    updated_at: joined,
                }
            );
        };
        let audited = Audited {
            table: "organization_members",
            id: user.id,
            organization: Some(organization.id),
            made: (joined, invited_by.or(Some(user.id))),
            place: index as u64 + 1,
        };
        match left {
            None => {
                let image = rows.with_image(write);
                audit::record(circle, rows, &audited, &image, &[], Vec::new());
            }
            Some(left) => {
                let image = Rows::default().with_image(write);
                audit::record_deleted(circle, rows, &audited, &image, (left.max(joined), Some(owner.id)));
            }
        }
    };
    for (place, member) in organization.members.iter().enumerate() {
        record(rows, place, *member, None);
    }
    if index == guests::SINGAPORE_FIRM {
        // Help from home.
        record(rows, 1, FANS + FIRMS * COLLEAGUES, None);
    } else if index % 8 == 2 {
        // Somebody who left.
        let former = FANS + FIRMS * COLLEAGUES + 1 + index;
        record(rows, 3, former, Some(circle.now() - Duration::days(20)));
    }
}

/// A wording of a firm's own.
pub(super) fn template(circle: &Circle<'_>, organization: usize) -> Uuid {
    circle.draw("contract_templates", organization as u64 * 4).id(circle.organizations[organization].founded)
}

/// The first firm has two wordings of its own, the second one.
fn write_templates(circle: &Circle<'_>, rows: &mut Rows) {
    for (firm, place, name) in [(0, 0, "House terms"), (0, 1, "House terms, festivals"), (1, 0, "Our terms")]
    {
        let organization = &circle.organizations[firm];
        let at = organization.founded + Duration::days(12);
        row!(
            rows,
            contract_templates {
                id: circle.draw("contract_templates", firm as u64 * 4 + place).id(organization.founded),
                organization_id: organization.id,
                name: name,
                description: (place == 0).then_some("As our lawyer wants it."),
                locale_code: organization.city.market.locale,
                body: format!("{} Artist: {{{{artist}}}}. Fee: {{{{fee}}}}.", texts::CONTRACT),
                variables: TextArray(&["artist", "fee"]),
                is_active: place == 0,
                created_by: circle.users[organization.members[0]].id,
                created_at: at,
                updated_at: at,
            }
        );
    }
}

/// A firm that a partner's list named, and that nobody has claimed.
fn write_unclaimed(circle: &Circle<'_>, rows: &mut Rows) {
    let draw = circle.draw("organizations", 1_000);
    let at = circle.now() - Duration::days(70);
    row!(
        rows,
        organizations {
            id: draw.id(at),
            name: names::firm(&mut draw.cell("name")),
            kind: "other",
            currency: "INR",
            timezone: "Asia/Kolkata",
            metadata: Json(r#"{"source": "list of a partner"}"#),
            created_at: at,
            updated_at: at,
        }
    );
}

fn write_promoter(circle: &Circle<'_>, rows: &mut Rows, index: usize) {
    let promoter = &circle.promoters[index];
    let organization = promoter.organization.map(|organization| &circle.organizations[organization]);
    let draw = circle.draw("promoters", index as u64);
    // Who does this on their own has no page.
    let slug =
        organization.map(|_| format!("{}-{}", names::slug(&promoter.name), circle.number(index as u64)));
    let page = slug.as_ref().map(|slug| format!("https://{slug}.example.com/shows"));
    let person = circle.promoter_user(index);
    // Some are a firm's only; the first one's owner runs two.
    let shown = person.filter(|_| index == 0 || index >= FIRMS || draw.cell("person").chance(0.8));
    row!(
        rows,
        promoters {
            id: promoter.id,
            user_id: shown.map(|user| user.id),
            organization_id: organization.map(|organization| organization.id),
            name: promoter.name,
            slug: slug,
            description: draw
                .cell("description")
                .chance(0.6)
                .then(|| texts::promoter(&mut draw.cell("about"))),
            contact_person: person
                .filter(|_| draw.cell("contact").chance(0.6))
                .map(|user| Json(format!(r#"{{"name": "{}"}}"#, user.name))),
            website: page.filter(|_| draw.cell("website").chance(0.5)),
            logo_url: draw
                .cell("logo")
                .chance(0.3)
                .then(|| format!("https://media.example.com/logos/{}.svg", promoter.id)),
            city_id: organization.filter(|_| draw.cell("city").chance(0.9)).map(|each| each.city.id),
            is_verified: draw.cell("verified").chance(0.6),
            rating_avg: promoter.rating.average(),
            rating_count: promoter.rating.count,
            metadata: Json("{}"),
            created_at: promoter.since,
            updated_at: promoter.since,
        }
    );
    circle.mark(
        "promoter",
        promoter.id,
        person.map(|user| user.id),
        organization.map(|each| each.id),
        promoter.since,
    );
}
