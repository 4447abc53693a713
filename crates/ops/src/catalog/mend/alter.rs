//! What can be changed where it is.

use super::super::object::{Definition, Kind, Object};
use super::{Risk, Step};
use crate::sql::literal;

/// Statements with their risks.
type Statements = Vec<(String, Risk)>;

/// Whether a column's type or collation changes.
pub(super) fn retypes(before: &Definition, after: &Definition) -> bool {
    let generated = before.some("generated").is_some() || after.some("generated").is_some();
    !generated && (!before.same(after, "type") || !before.same(after, "collation"))
}

/// The new labels of an enum whose old ones keep their order.
pub(super) fn labels(object: &Object, before: &Definition, after: &Definition) -> Option<Vec<Step>> {
    if object.kind != Kind::Type || before.text("form") != "enum" || after.text("form") != "enum" {
        return None;
    }
    let (old, new) = (before.list("labels"), after.list("labels"));
    let mut left = old.iter().peekable();
    let mut steps = Vec::new();
    let mut previous: Option<&str> = None;
    for label in new {
        if left.next_if(|old| **old == label).is_none() {
            let place = match (previous, left.peek()) {
                (Some(previous), _) => format!(" AFTER {}", literal(previous)),
                (None, Some(next)) => format!(" BEFORE {}", literal(next)),
                (None, None) => String::new(),
            };
            let sql = format!("ALTER TYPE {} ADD VALUE {}{place}", object.identity, literal(label));
            steps.push(Step { object: object.clone(), sql, risk: Risk::Safe });
        }
        previous = Some(label);
    }
    left.next().is_none().then_some(steps)
}

/// The statements, or nothing when the object must be made anew.
pub(super) fn statements(object: &Object, before: &Definition, after: &Definition) -> Option<Statements> {
    let (identity, relation, name) = (&object.identity, &after.relation, &after.name);
    let only = |attributes: &[&str]| {
        let all = before.attributes.keys().chain(after.attributes.keys());
        all.filter(|name| !before.same(after, name)).all(|name| attributes.contains(&name.as_str()))
    };
    let one = |sql: String, risk: Risk| Some(vec![(sql, risk)]);
    match object.kind {
        Kind::Extension => {
            one(format!("ALTER EXTENSION {identity} SET SCHEMA {}", after.text("schema")), Risk::Locks)
        }
        Kind::Type if labels(object, before, after).is_some() => Some(Vec::new()),
        Kind::Type if after.text("form") == "domain" && only(&["default", "not_null"]) => {
            Some(domain(identity, before, after))
        }
        Kind::Type if after.text("form") == "composite" => fields(identity, before, after),
        Kind::Sequence if only(&["type", "options"]) => one(
            format!("ALTER SEQUENCE {identity} AS {} {}", after.text("type"), after.text("options")),
            Risk::Safe,
        ),
        Kind::SequenceOwner => {
            one(format!("ALTER SEQUENCE {identity} OWNED BY {}", after.text("column")), Risk::Safe)
        }
        Kind::Function if only(&["definition"]) => one(replaceable(after.text("definition")), Risk::Safe),
        Kind::Table if only(&["unlogged", "row_security", "force_row_security", "options", "of_type"]) => {
            Some(table(identity, before, after))
        }
        Kind::Column => column(relation, name, before, after),
        Kind::Default => one(
            format!(
                "ALTER TABLE ONLY {relation} ALTER COLUMN {name} SET DEFAULT {}",
                after.text("expression")
            ),
            Risk::Locks,
        ),
        Kind::Constraint if only(&["not_valid"]) && before.is("not_valid") => {
            let (what, risk) =
                if after.text("form") == "domain" { ("DOMAIN", Risk::Locks) } else { ("TABLE", Risk::Locks) };
            one(format!("ALTER {what} {relation} VALIDATE CONSTRAINT {name}"), risk)
        }
        Kind::ReplicaIdentity => {
            one(format!("ALTER TABLE {relation} REPLICA IDENTITY {}", after.text("value")), Risk::Locks)
        }
        Kind::Statistics if only(&["target"]) => Some(vec![statistics_target(identity, after)]),
        Kind::View if only(&["options"]) => {
            let what = if after.text("form") == "materialized" { "MATERIALIZED VIEW" } else { "VIEW" };
            Some(options(&format!("ALTER {what} {identity}"), before, after))
        }
        Kind::Trigger | Kind::Rule if only(&["enabled"]) => Some(vec![enabled(object.kind, after)]),
        Kind::EventTrigger if only(&["enabled"]) => Some(vec![event_trigger(after)]),
        Kind::Policy => policy(before, after),
        Kind::Owner => {
            one(format!("ALTER {} OWNER TO {}", after.facts.target, after.text("role")), Risk::Safe)
        }
        Kind::Comment => {
            one(format!("COMMENT ON {} IS {}", after.facts.target, literal(after.text("text"))), Risk::Safe)
        }
        // Said where the whole plan is known.
        Kind::Privilege | Kind::DefaultPrivilege => Some(Vec::new()),
        _ => None,
    }
}

/// CREATE of an aggregate has no OR REPLACE in what the catalog gives.
fn replaceable(definition: &str) -> String {
    match definition.strip_prefix("CREATE AGGREGATE") {
        Some(rest) => format!("CREATE OR REPLACE AGGREGATE{rest}"),
        None => definition.to_owned(),
    }
}

fn domain(identity: &str, before: &Definition, after: &Definition) -> Statements {
    let mut statements = Vec::new();
    if !before.same(after, "default") {
        let default = after
            .some("default")
            .map_or_else(|| "DROP DEFAULT".to_owned(), |text| format!("SET DEFAULT {text}"));
        statements.push((format!("ALTER DOMAIN {identity} {default}"), Risk::Safe));
    }
    if !before.same(after, "not_null") {
        let verb = if after.is("not_null") { "SET" } else { "DROP" };
        statements.push((format!("ALTER DOMAIN {identity} {verb} NOT NULL"), Risk::Locks));
    }
    statements
}

/// Fields that go, and fields that come at the end.
fn fields(identity: &str, before: &Definition, after: &Definition) -> Option<Statements> {
    let read = |definition: &Definition| -> Vec<(String, String)> {
        let list = definition.attributes.get("fields").and_then(serde_json::Value::as_array);
        let text =
            |value: Option<&serde_json::Value>| value.and_then(|v| v.as_str()).unwrap_or_default().to_owned();
        list.into_iter().flatten().map(|field| (text(field.get(0)), text(field.get(1)))).collect()
    };
    let (old, new) = (read(before), read(after));
    let kept: Vec<_> = old.iter().filter(|field| new.contains(field)).collect();
    if !kept.iter().zip(&new).all(|(one, other)| **one == *other) || kept.len() > new.len() {
        return None;
    }
    let gone = old.iter().filter(|field| !new.contains(field));
    let mut statements: Statements = gone
        .map(|(name, _)| (format!("ALTER TYPE {identity} DROP ATTRIBUTE {name}"), Risk::LosesData))
        .collect();
    let added = new[kept.len()..].iter();
    statements.extend(
        added.map(|(name, kind)| (format!("ALTER TYPE {identity} ADD ATTRIBUTE {name} {kind}"), Risk::Safe)),
    );
    Some(statements)
}

fn table(identity: &str, before: &Definition, after: &Definition) -> Statements {
    let mut statements = Vec::new();
    if !before.same(after, "unlogged") {
        let verb = if after.is("unlogged") { "SET UNLOGGED" } else { "SET LOGGED" };
        statements.push((format!("ALTER TABLE {identity} {verb}"), Risk::Rewrites));
    }
    if !before.same(after, "of_type") {
        let of = after.some("of_type").map_or_else(|| "NOT OF".to_owned(), |text| format!("OF {text}"));
        statements.push((format!("ALTER TABLE {identity} {of}"), Risk::Locks));
    }
    if !before.same(after, "options") {
        statements.extend(options(&format!("ALTER TABLE {identity}"), before, after));
    }
    statements.extend(row_security(identity, before, after));
    statements
}

/// Row level security as the second has it.
pub(super) fn row_security(identity: &str, before: &Definition, after: &Definition) -> Statements {
    let mut statements = Vec::new();
    if before.is("row_security") != after.is("row_security") {
        let verb = if after.is("row_security") { "ENABLE" } else { "DISABLE" };
        statements.push((format!("ALTER TABLE {identity} {verb} ROW LEVEL SECURITY"), Risk::Locks));
    }
    if before.is("force_row_security") != after.is("force_row_security") {
        let verb = if after.is("force_row_security") { "FORCE" } else { "NO FORCE" };
        statements.push((format!("ALTER TABLE {identity} {verb} ROW LEVEL SECURITY"), Risk::Locks));
    }
    statements
}

/// Storage parameters; `key=value`, as the catalog keeps them.
fn options(alter: &str, before: &Definition, after: &Definition) -> Statements {
    let (old, new) = (before.list("options"), after.list("options"));
    let key = |option: &str| option.split('=').next().unwrap_or_default().to_owned();
    let gone: Vec<String> = old
        .iter()
        .map(|option| key(option))
        .filter(|old| !new.iter().any(|option| key(option) == *old))
        .collect();
    let set: Vec<String> =
        new.iter().filter(|option| !old.contains(option)).map(|option| storage(option)).collect();
    let mut statements = Vec::new();
    if !gone.is_empty() {
        statements.push((format!("{alter} RESET ({})", gone.join(", ")), Risk::Locks));
    }
    if !set.is_empty() {
        statements.push((format!("{alter} SET ({})", set.join(", ")), Risk::Locks));
    }
    statements
}

/// A storage parameter as SQL takes it.
pub(super) fn storage(option: &str) -> String {
    option
        .split_once('=')
        .map_or_else(|| option.to_owned(), |(key, value)| format!("{key} = {}", literal(value)))
}

fn column(relation: &str, name: &str, before: &Definition, after: &Definition) -> Option<Statements> {
    let alter = format!("ALTER TABLE {relation} ALTER COLUMN {name}");
    let mut statements = Vec::new();
    if !before.same(after, "generated") || !before.same(after, "expression") {
        if before.text("generated") != "stored" || after.some("generated").is_some() {
            return None;
        }
        statements.push((format!("{alter} DROP EXPRESSION"), Risk::Locks));
    }
    if !after.is("not_null")
        && before.is("not_null")
        && after.some("identity").is_none()
        && before.some("identity").is_none()
    {
        statements.push((format!("{alter} DROP NOT NULL"), Risk::Locks));
    }
    if after.is("not_null") && !before.is("not_null") {
        statements.push((format!("{alter} SET NOT NULL"), Risk::Locks));
    }
    statements.extend(identity(&alter, before, after));
    if !after.is("not_null") && before.is("not_null") && before.some("identity").is_some() {
        statements.push((format!("{alter} DROP NOT NULL"), Risk::Locks));
    }
    if !before.same(after, "storage") {
        let storage = after.some("storage").unwrap_or(&after.facts.storage).to_uppercase();
        statements.push((format!("{alter} SET STORAGE {storage}"), Risk::Locks));
    }
    if !before.same(after, "compression") {
        let method = after.some("compression").unwrap_or("DEFAULT");
        statements.push((format!("{alter} SET COMPRESSION {method}"), Risk::Locks));
    }
    if !before.same(after, "statistics") {
        let target = after.attributes.get("statistics").map_or_else(|| "-1".to_owned(), ToString::to_string);
        statements.push((format!("{alter} SET STATISTICS {target}"), Risk::Locks));
    }
    if !before.same(after, "options") {
        statements.extend(options(&alter, before, after));
    }
    Some(statements)
}

fn identity(alter: &str, before: &Definition, after: &Definition) -> Statements {
    let mut statements = Vec::new();
    match (before.some("identity"), after.some("identity")) {
        (None, None) => {}
        (Some(_), None) => statements.push((format!("{alter} DROP IDENTITY"), Risk::Locks)),
        (None, Some(_)) => {
            statements.push((format!("{alter} ADD {}", generated_identity(after)), Risk::Locks));
        }
        (Some(old), Some(new)) => {
            if old != new {
                statements.push((format!("{alter} SET GENERATED {}", new.to_uppercase()), Risk::Locks));
            }
            let (old_name, new_name) = (before.text("identity_sequence"), after.text("identity_sequence"));
            if old_name != new_name {
                let bare = new_name.rsplit_once('.').map_or(new_name, |(_, bare)| bare);
                statements.push((format!("ALTER SEQUENCE {old_name} RENAME TO {bare}"), Risk::Safe));
            }
            if !before.same(after, "identity_options") {
                statements.push((
                    format!("ALTER SEQUENCE {new_name} {}", after.text("identity_options")),
                    Risk::Safe,
                ));
            }
        }
    }
    statements
}

/// `GENERATED … AS IDENTITY (…)`.
pub(super) fn generated_identity(definition: &Definition) -> String {
    format!(
        "GENERATED {} AS IDENTITY (SEQUENCE NAME {} {})",
        definition.text("identity").to_uppercase(),
        definition.text("identity_sequence"),
        definition.text("identity_options")
    )
}

pub(super) fn statistics_target(identity: &str, after: &Definition) -> (String, Risk) {
    let target = after.attributes.get("target").map_or_else(|| "-1".to_owned(), ToString::to_string);
    (format!("ALTER STATISTICS {identity} SET STATISTICS {target}"), Risk::Safe)
}

/// Whether a trigger or rule fires.
pub(super) fn enabled(kind: Kind, after: &Definition) -> (String, Risk) {
    let what = if kind == Kind::Rule { "RULE" } else { "TRIGGER" };
    (format!("ALTER TABLE {} {} {what} {}", after.relation, state(after), after.name), Risk::Locks)
}

fn state(after: &Definition) -> &'static str {
    match after.some("enabled") {
        None => "ENABLE",
        Some("R") => "ENABLE REPLICA",
        Some("A") => "ENABLE ALWAYS",
        Some(_) => "DISABLE",
    }
}

pub(super) fn event_trigger(after: &Definition) -> (String, Risk) {
    (format!("ALTER EVENT TRIGGER {} {}", after.name, state(after)), Risk::Safe)
}

/// ALTER POLICY can change everything but the command and the manner, and take nothing away.
fn policy(before: &Definition, after: &Definition) -> Option<Statements> {
    let taken = |name: &str| before.some(name).is_some() && after.some(name).is_none();
    if !before.same(after, "command")
        || !before.same(after, "restrictive")
        || taken("using")
        || taken("check")
    {
        return None;
    }
    let head = format!("ALTER POLICY {} ON {} TO {}", after.name, after.relation, after.text("roles"));
    Some(vec![(policy_tail(head, after), Risk::Locks)])
}

/// A policy's conditions.
pub(super) fn policy_tail(mut statement: String, after: &Definition) -> String {
    if let Some(text) = after.some("using") {
        statement.push_str(&format!(" USING ({text})"));
    }
    if let Some(text) = after.some("check") {
        statement.push_str(&format!(" WITH CHECK ({text})"));
    }
    statement
}
