//! The audit log, as its trigger would have written it: who did what to which row, and what its columns held before and
//! after.
//!
//! A row's story is told backwards: from the row as it stands, each step says what the columns that it changed held
//! before; what is left in the end is the row as it was inserted.

use std::borrow::Cow;

use backline_seed::load::{Field, Image, Json, Rows};
use backline_seed::row;
use sea_orm::ActiveEnum;
use sea_orm::sea_query::Enum;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::circle::Circle;
use super::walk::label;

/// What the trigger leaves out, beside what it is told to.
const IGNORED: &[(&str, &[&str])] = &[
    ("users", &["updated_at", "last_login_at"]),
    ("api_keys", &["updated_at", "last_used_at"]),
    ("", &["updated_at"]),
];
/// Parts of names of columns whose values the trigger hides.
const HIDDEN: &[&str] =
    &["password", "passphrase", "secret", "token", "hash", "private_key", "one_time", "recovery_code"];

/// A row whose changes are logged.
pub(super) struct Audited {
    pub(super) table: &'static str,
    pub(super) id: Uuid,
    pub(super) organization: Option<Uuid>,
    /// When it was made, and by whom; nobody: the platform.
    pub(super) made: (OffsetDateTime, Option<Uuid>),
    /// Tells rows apart that have the same id: those of tables whose key has more columns.
    pub(super) place: u64,
}

/// A change of a row.
pub(super) struct Step {
    at: OffsetDateTime,
    by: Option<Uuid>,
    before: Vec<(&'static str, String)>,
}

impl Step {
    pub(super) fn new(at: OffsetDateTime, by: Option<Uuid>) -> Self {
        Self { at, by, before: Vec::new() }
    }

    /// What a column held until then.
    pub(super) fn was(mut self, column: &'static str, value: &(impl Field + ?Sized)) -> Self {
        let mut json = String::new();
        value.json(&mut json);
        self.before.push((column, json));
        self
    }

    /// Columns that were null until then.
    pub(super) fn first(mut self, columns: &[&'static str]) -> Self {
        self.before.extend(columns.iter().map(|column| (*column, "null".to_owned())));
        self
    }
}

/// A step for each pair of statuses that follow each other; `changes` adds what else changed when it came to a status.
pub(super) fn steps<S: ActiveEnum<Value = Enum> + Copy>(
    walked: &[(S, OffsetDateTime)],
    mut changes: impl FnMut(S, S, Step) -> Step,
) -> Vec<Step> {
    let pairs = walked.iter().zip(walked.iter().skip(1));
    pairs
        .map(|((from, _), (to, at))| changes(*from, *to, Step::new(*at, None).was("status", &label(*from))))
        .collect()
}

impl Step {
    /// Done by this user.
    pub(super) fn by(self, user: Option<Uuid>) -> Self {
        Self { by: user, ..self }
    }
}

type Values<'a> = Vec<(&'static str, Cow<'a, str>)>;

/// Logs a row that stands, with `generated` columns that it was not given.
pub(super) fn record(
    circle: &Circle<'_>,
    rows: &mut Rows,
    audited: &Audited,
    image: &Image,
    generated: &[(&'static str, String)],
    steps: Vec<Step>,
) {
    write(circle, rows, audited, image, generated, steps, None);
}

/// Logs a row that was deleted then, by somebody.
pub(super) fn record_deleted(
    circle: &Circle<'_>,
    rows: &mut Rows,
    audited: &Audited,
    image: &Image,
    deleted: (OffsetDateTime, Option<Uuid>),
) {
    write(circle, rows, audited, image, &[], Vec::new(), Some(deleted));
}

fn write(
    circle: &Circle<'_>,
    rows: &mut Rows,
    audited: &Audited,
    image: &Image,
    generated: &[(&'static str, String)],
    steps: Vec<Step>,
    deleted: Option<(OffsetDateTime, Option<Uuid>)>,
) {
    let ignored = IGNORED.iter().find(|(table, _)| table.is_empty() || *table == audited.table);
    let ignored = ignored.map_or(&[][..], |(_, columns)| *columns);
    let mut values: Values<'_> = image
        .columns()
        .filter(|(column, _)| !ignored.contains(column))
        .map(|(column, json)| (column, Cow::Borrowed(json)))
        .collect();
    values.extend(generated.iter().map(|(column, json)| (*column, Cow::Borrowed(&**json))));
    // As jsonb sorts keys: it has less to do where they are sorted.
    values.sort_unstable_by_key(|(column, _)| (column.len(), *column));
    let mut entry = Entry { audited, place: steps.len() as u64 + 1, at: audited.made.0, by: audited.made.1 };
    if let Some((at, by)) = deleted {
        let old = object(values.iter().map(|(column, json)| (*column, &**json)));
        Entry { at, by, ..entry }.write(circle, rows, Some(&old), None);
    }
    for step in steps.into_iter().rev() {
        entry.place -= 1;
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for (column, before) in step.before {
            let Some((_, value)) = values.iter_mut().find(|(name, _)| *name == column) else { continue };
            let after = std::mem::replace(value, Cow::Owned(before.clone()));
            if *after != *before {
                old.push((column, before));
                new.push((column, after));
            }
        }
        if !old.is_empty() {
            let old = object(old.iter().map(|(column, json)| (*column, &**json)));
            let new = object(new.iter().map(|(column, json)| (*column, &**json)));
            Entry { at: step.at, by: step.by, ..entry }.write(circle, rows, Some(&old), Some(&new));
        }
    }
    entry.place = 0;
    let new = object(values.iter().map(|(column, json)| (*column, &**json)));
    entry.write(circle, rows, None, Some(&new));
}

/// An entry of the log.
#[derive(Clone, Copy)]
struct Entry<'a> {
    audited: &'a Audited,
    place: u64,
    at: OffsetDateTime,
    by: Option<Uuid>,
}

impl Entry<'_> {
    fn write(self, circle: &Circle<'_>, rows: &mut Rows, old: Option<&str>, new: Option<&str>) {
        // Half of the bits of an id are random enough to tell rows apart.
        let (_, low) = self.audited.id.as_u64_pair();
        let ordinal = low.wrapping_add(self.place + self.audited.place * 64);
        let draw = circle.world.seed.row("audit_logs", ordinal);
        // Entries of one moment sort in their order.
        let id = draw.id(self.at + Duration::milliseconds(i64::try_from(self.place).unwrap_or(0)));
        row!(
            rows,
            audit_logs {
                entity_id: self.audited.id,
                id: id,
                occurred_at: self.at,
                table_name: self.audited.table,
                action: match (old, new) {
                    (None, _) => "insert",
                    (_, None) => "delete",
                    _ => "update",
                },
                actor_user_id: self.by,
                organization_id: self.audited.organization,
                database_role: "backline_app",
                transaction_id: i64::try_from(low >> 24).unwrap_or(0),
                old_values: old.map(Json),
                new_values: new.map(Json),
            }
        );
    }
}

/// A JSON object, without secrets.
fn object<'a>(values: impl Iterator<Item = (&'static str, &'a str)>) -> String {
    let mut json = String::with_capacity(512);
    for (column, value) in values {
        json.push_str(if json.is_empty() { "{\"" } else { ",\"" });
        json.push_str(column);
        json.push_str("\":");
        json.push_str(if value != "null" && is_hidden(column) { "\"[hidden]\"" } else { value });
    }
    json.push_str(if json.is_empty() { "{}" } else { "}" });
    json
}

fn is_hidden(column: &str) -> bool {
    matches!(column, "provider_response" | "gateway_response")
        || HIDDEN.iter().any(|part| column.contains(part))
}
