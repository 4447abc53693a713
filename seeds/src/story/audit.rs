//! The audit log: who came, and each status that audited rows have had.

use backline_schema::StateMachine;
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use sea_orm::ActiveEnum;
use sea_orm::sea_query::Enum;
use time::OffsetDateTime;
use uuid::Uuid;

use super::circle::Circle;
use super::people::FANS;
use super::walk::label;

/// An entry, as the trigger would have written it.
struct Entry<'a> {
    table: &'a str,
    id: Uuid,
    organization: Option<Uuid>,
    step: u64,
    old: Option<String>,
    new: String,
    at: OffsetDateTime,
}

fn write_entry(circle: &Circle<'_>, rows: &mut Rows, entry: &Entry<'_>) {
    // Half of the bits of an id are random enough to tell rows apart.
    let (_, low) = entry.id.as_u64_pair();
    let draw = circle.world.seed.row("audit_logs", low.wrapping_add(entry.step));
    row!(
        rows,
        audit_logs {
            entity_id: entry.id,
            id: draw.id(entry.at),
            occurred_at: entry.at,
            table_name: entry.table,
            action: if entry.old.is_some() { "update" } else { "insert" },
            actor_user_id: None::<Uuid>,
            organization_id: entry.organization,
            database_role: "backline_app",
            transaction_id: i64::try_from(low >> 24).unwrap_or(0),
            old_values: entry.old.as_ref().map(Json),
            new_values: Json(&entry.new),
        }
    );
}

/// The row was made in the first status, and went from each to the next.
pub(super) fn walked<S: StateMachine + ActiveEnum<Value = Enum>>(
    circle: &Circle<'_>,
    rows: &mut Rows,
    table: &str,
    id: Uuid,
    organization: Option<Uuid>,
    steps: &[(S, OffsetDateTime)],
) {
    let status = |status: S| format!(r#"{{"status": "{}"}}"#, label(status));
    let mut old = None;
    for (step, (next, at)) in (0_u64..).zip(steps) {
        let new = match old {
            None => format!(r#"{{"id": "{id}", "status": "{}"}}"#, label(*next)),
            Some(_) => status(*next),
        };
        write_entry(
            circle,
            rows,
            &Entry { table, id, organization, step, old: old.map(status), new, at: *at },
        );
        old = Some(*next);
    }
}

/// Accounts, roles and memberships.
pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    for (index, user) in circle.users.iter().enumerate() {
        let made = |table: &'static str, new: String, step: u64, at| Entry {
            table,
            id: user.id,
            organization: None,
            step,
            old: None,
            new,
            at,
        };
        let new = format!(
            r#"{{"id": "{}", "email": "{}", "status": "pending_verification"}}"#,
            user.id, user.email
        );
        write_entry(circle, rows, &made("users", new, 100, user.joined));
        if super::people::status(circle, index) == "active" {
            let at = circle.past(user.joined + time::Duration::minutes(20));
            let verified = Entry {
                old: Some(r#"{"status": "pending_verification"}"#.to_owned()),
                ..made("users", r#"{"status": "active"}"#.to_owned(), 101, at)
            };
            write_entry(circle, rows, &verified);
        }
        if index < FANS {
            let new = format!(r#"{{"user_id": "{}"}}"#, user.id);
            write_entry(circle, rows, &made("user_roles", new, 102, user.joined));
        }
    }
    for organization in &circle.organizations {
        for (place, member) in (200_u64..).zip(&organization.members) {
            let user = &circle.users[*member];
            write_entry(
                circle,
                rows,
                &Entry {
                    table: "organization_members",
                    id: user.id,
                    organization: Some(organization.id),
                    step: place,
                    old: None,
                    new: format!(r#"{{"user_id": "{}", "organization_id": "{}"}}"#, user.id, organization.id),
                    at: user.joined.max(organization.founded),
                },
            );
        }
    }
}
