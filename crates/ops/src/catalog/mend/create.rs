//! How an object is made, or changed.

use super::super::object::{Definition, Kind, Object};
use super::Risk;
use super::alter;
use super::plan::{Action, Plan};
use super::privilege;
use crate::sql::literal;

/// The object with which this one comes: a column with its new table; itself, where it takes a statement of its own.
pub(super) fn carrier(plan: &Plan<'_>, object: &Object) -> Object {
    let Some(definition) = plan.after(object).filter(|_| plan.comes(object)) else { return object.clone() };
    let table = Plan::table(definition);
    match object.kind {
        Kind::Column if plan.comes(&table) => table,
        Kind::Default if is_inline(plan, object, &table) => {
            carrier(plan, &Object::new(Kind::Column, object.identity.as_str()))
        }
        _ => object.clone(),
    }
}

/// Whether a default can be said with its column: not when it needs what may need the table.
fn is_inline(plan: &Plan<'_>, default: &Object, table: &Object) -> bool {
    let column = Object::new(Kind::Column, default.identity.as_str());
    let needs_function =
        || plan.needs_after.needs(default).any(|needed| needed.kind == Kind::Function && plan.comes(needed));
    plan.comes(default) && plan.comes(&column) && !(plan.comes(table) && needs_function())
}

/// The statements for what is made or changed.
pub(super) fn statements(plan: &Plan<'_>, object: &Object) -> Vec<(String, Risk)> {
    let Some(after) = plan.after(object) else { return Vec::new() };
    let on_new_table = plan.comes(&Plan::table(after)) || after.relation.is_empty();
    let follows_parent = matches!(object.kind, Kind::Column | Kind::Constraint)
        && after.facts.inherited
        && !on_new_table
        && plan.stays_attached(&after.relation);
    match (plan.actions.get(object), plan.before(object)) {
        _ if object.kind == Kind::Privilege => privilege_statements(plan, object, after),
        _ if object.kind == Kind::DefaultPrivilege => privilege::default_statements(after),
        // What is done to the parent is done to it.
        _ if follows_parent && !(object.kind == Kind::Constraint && after.text("form") != "c") => Vec::new(),
        (Some(Action::Alter), Some(before)) => alter::statements(object, before, after).unwrap_or_default(),
        (Some(Action::Retype), Some(before)) => retype(plan, object, before, after),
        (Some(Action::Create | Action::Replace), _) => {
            let mut statements = create(plan, object, after, on_new_table);
            statements
                .extend(privilege::resets(plan, object, after).into_iter().map(|sql| (sql, Risk::Safe)));
            statements
        }
        _ => Vec::new(),
    }
}

fn privilege_statements(plan: &Plan<'_>, object: &Object, after: &Definition) -> Vec<(String, Risk)> {
    privilege::statements(plan, object, after)
}

/// Types between which a column's values stay as they are on disk.
fn keeps_values(before: &str, after: &str) -> bool {
    let text = |name: &str| name == "text" || name.starts_with("character varying");
    let length = |name: &str| {
        let digits: String = name.chars().filter(char::is_ascii_digit).collect();
        digits.parse::<u32>().unwrap_or(u32::MAX)
    };
    text(before) && text(after) && length(after) >= length(before)
}

fn retype(plan: &Plan<'_>, object: &Object, before: &Definition, after: &Definition) -> Vec<(String, Risk)> {
    let (relation, name, kind) = (&after.relation, &after.name, after.text("type"));
    let own_type = |needs: &super::super::dependencies::Dependencies<'_>| {
        needs.needs(object).any(|needed| needed.kind == Kind::Type)
    };
    // Between types of one's own there is no cast but through text.
    let through = if own_type(&plan.needs_before) || own_type(&plan.needs_after) { "::text" } else { "" };
    let collation = after.some("collation").map(|name| format!(" COLLATE {name}")).unwrap_or_default();
    let risk = if keeps_values(before.text("type"), kind) { Risk::Locks } else { Risk::Rewrites };
    let sql = format!(
        "ALTER TABLE {relation} ALTER COLUMN {name} TYPE {kind}{collation} USING {name}{through}::{kind}"
    );
    let mut statements = vec![(sql, risk)];
    let mut retyped = before.clone();
    retyped.attributes.remove("storage");
    retyped.attributes.remove("compression");
    statements.extend(alter::statements(object, &retyped, after).unwrap_or_default());
    statements
}

fn create(plan: &Plan<'_>, object: &Object, after: &Definition, on_new_table: bool) -> Vec<(String, Risk)> {
    let (identity, relation, name) = (&object.identity, &after.relation, &after.name);
    let locks = if on_new_table { Risk::Safe } else { Risk::Locks };
    let definition = after.text("definition");
    let one = |sql: String, risk: Risk| vec![(sql, risk)];
    match object.kind {
        Kind::Schema => one(format!("CREATE SCHEMA {identity}"), Risk::Safe),
        Kind::Extension => {
            one(format!("CREATE EXTENSION {identity} WITH SCHEMA {}", after.text("schema")), Risk::Safe)
        }
        Kind::Collation => one(collation(identity, after), Risk::Safe),
        Kind::Type => one(type_statement(identity, after), Risk::Safe),
        Kind::Sequence => {
            let unlogged = if after.is("unlogged") { "UNLOGGED " } else { "" };
            let (kind, options) = (after.text("type"), after.text("options"));
            one(format!("CREATE {unlogged}SEQUENCE {identity} AS {kind} {options}"), Risk::Safe)
        }
        Kind::Function => one(definition.trim_end().to_owned(), Risk::Safe),
        Kind::Table => table(plan, object, after),
        Kind::Column => add_column(plan, object, after),
        Kind::Constraint if after.text("form") == "domain" => one(
            format!("ALTER DOMAIN {relation} ADD CONSTRAINT {name} {definition}{}", not_valid(after)),
            Risk::Locks,
        ),
        Kind::Constraint => {
            let partitioned =
                plan.after(&Plan::table(after)).is_some_and(|table| table.text("form") == "partitioned");
            // Each partition has its own, which is attached.
            let only =
                if partitioned && matches!(after.text("form"), "p" | "u" | "x") { "ONLY " } else { "" };
            let sql = format!(
                "ALTER TABLE {only}{relation} ADD CONSTRAINT {name} {definition}{}",
                not_valid(after)
            );
            one(sql, locks)
        }
        Kind::Index if !has_attached(plan, identity) => {
            one(definition.replacen(" ON ONLY ", " ON ", 1), locks)
        }
        Kind::Index => one(definition.to_owned(), locks),
        Kind::Inheritance => {
            let parent = after.text("parent");
            one(
                match after.some("bound") {
                    Some(bound) => format!("ALTER TABLE {parent} ATTACH PARTITION {relation} {bound}"),
                    None => format!("ALTER TABLE {relation} INHERIT {parent}"),
                },
                Risk::Locks,
            )
        }
        Kind::IndexAttachment => {
            one(format!("ALTER INDEX {} ATTACH PARTITION {identity}", after.text("parent")), Risk::Locks)
        }
        Kind::Statistics => {
            let mut statements = one(definition.to_owned(), locks);
            if after.attributes.contains_key("target") {
                statements.push(alter::statistics_target(identity, after));
            }
            statements
        }
        Kind::View => one(view(identity, after), Risk::Safe),
        Kind::Trigger | Kind::Rule => {
            let mut statements = one(definition.trim_end_matches(';').to_owned(), locks);
            if after.some("enabled").is_some() {
                statements.push(alter::enabled(object.kind, after));
            }
            statements
        }
        Kind::Policy => {
            let manner = if after.is("restrictive") { "RESTRICTIVE" } else { "PERMISSIVE" };
            let (command, roles) = (after.text("command").to_uppercase(), after.text("roles"));
            let head = format!("CREATE POLICY {name} ON {relation} AS {manner} FOR {command} TO {roles}");
            one(alter::policy_tail(head, after), locks)
        }
        Kind::EventTrigger => event_trigger(after),
        // The same statement whether there was something before or not.
        Kind::Default | Kind::SequenceOwner | Kind::ReplicaIdentity | Kind::Owner | Kind::Comment => {
            let none = Definition { attributes: std::collections::BTreeMap::new(), ..after.clone() };
            alter::statements(object, &none, after).unwrap_or_default()
        }
        Kind::Privilege | Kind::DefaultPrivilege | Kind::Other => Vec::new(),
    }
}

/// Whether partitions have indexes of their own that are attached to this one; else it is made on all of them.
fn has_attached(plan: &Plan<'_>, index: &str) -> bool {
    let mut attachments = plan.to.objects.iter().filter(|(object, _)| object.kind == Kind::IndexAttachment);
    attachments.any(|(_, attachment)| attachment.text("parent") == index)
}

fn not_valid(after: &Definition) -> &'static str {
    if after.is("not_valid") { " NOT VALID" } else { "" }
}

fn collation(identity: &str, after: &Definition) -> String {
    let deterministic = if after.is("nondeterministic") { ", DETERMINISTIC = false" } else { "" };
    let (provider, locale) = (after.text("provider"), literal(after.text("locale")));
    format!("CREATE COLLATION {identity} (PROVIDER = {provider}, LOCALE = {locale}{deterministic})")
}

fn type_statement(identity: &str, after: &Definition) -> String {
    match after.text("form") {
        "enum" => {
            let labels: Vec<String> = after.list("labels").into_iter().map(literal).collect();
            format!("CREATE TYPE {identity} AS ENUM ({})", labels.join(", "))
        }
        "domain" => {
            let mut sql = format!("CREATE DOMAIN {identity} AS {}", after.text("base"));
            let parts = [("collation", " COLLATE "), ("default", " DEFAULT ")];
            for (attribute, keyword) in parts {
                if let Some(text) = after.some(attribute) {
                    sql.push_str(keyword);
                    sql.push_str(text);
                }
            }
            if after.is("not_null") {
                sql.push_str(" NOT NULL");
            }
            sql
        }
        "range" => format!("CREATE TYPE {identity} AS RANGE ({})", after.text("options")),
        _ => {
            let list = after.attributes.get("fields").and_then(serde_json::Value::as_array);
            let text = |value: Option<&serde_json::Value>| {
                value.and_then(|v| v.as_str()).unwrap_or_default().to_owned()
            };
            let fields: Vec<String> = list
                .into_iter()
                .flatten()
                .map(|field| format!("{} {}", text(field.get(0)), text(field.get(1))))
                .collect();
            format!("CREATE TYPE {identity} AS ({})", fields.join(", "))
        }
    }
}

fn table(plan: &Plan<'_>, object: &Object, after: &Definition) -> Vec<(String, Risk)> {
    let identity = &object.identity;
    let mut columns: Vec<(&Object, &Definition)> = plan
        .to
        .objects
        .iter()
        .filter(|(column, definition)| column.kind == Kind::Column && definition.relation == *identity)
        .collect();
    columns.sort_by_key(|(_, column)| column.facts.position);
    let lines: Vec<String> =
        columns.iter().map(|(column, definition)| column_text(plan, column, definition)).collect();
    let kind = match (after.text("form"), after.is("unlogged")) {
        ("foreign", _) => "FOREIGN TABLE",
        (_, true) => "UNLOGGED TABLE",
        _ => "TABLE",
    };
    let mut sql = format!("CREATE {kind} {identity} (\n    {}\n)", lines.join(",\n    "));
    if lines.is_empty() {
        sql = format!("CREATE {kind} {identity} ()");
    }
    if let Some(key) = after.some("partition_key") {
        sql.push_str(&format!(" PARTITION BY {key}"));
    }
    if let Some(server) = after.some("server") {
        let options: Vec<String> = after.list("server_options").into_iter().map(server_option).collect();
        sql.push_str(&format!(" SERVER {server}"));
        if !options.is_empty() {
            sql.push_str(&format!(" OPTIONS ({})", options.join(", ")));
        }
    }
    if let Some(method) = after.some("access_method") {
        sql.push_str(&format!(" USING {method}"));
    }
    let options: Vec<String> = after.list("options").into_iter().map(alter::storage).collect();
    if !options.is_empty() {
        sql.push_str(&format!(" WITH ({})", options.join(", ")));
    }
    let mut statements = vec![(sql, Risk::Safe)];
    if let Some(of) = after.some("of_type") {
        statements.push((format!("ALTER TABLE {identity} OF {of}"), Risk::Safe));
    }
    let none = Definition { attributes: std::collections::BTreeMap::new(), ..after.clone() };
    statements.extend(alter::row_security(identity, &none, after));
    for (column, definition) in columns {
        statements.extend(column_settings(column, definition));
    }
    // Nobody uses it yet.
    statements.into_iter().map(|(sql, _)| (sql, Risk::Safe)).collect()
}

fn server_option(option: &str) -> String {
    option
        .split_once('=')
        .map_or_else(|| option.to_owned(), |(key, value)| format!("{key} {}", literal(value)))
}

/// What ADD COLUMN cannot say.
fn column_settings(column: &Object, definition: &Definition) -> Vec<(String, Risk)> {
    let mut plain = definition.clone();
    for attribute in ["storage", "statistics", "options"] {
        plain.attributes.remove(attribute);
    }
    alter::statements(column, &plain, definition).unwrap_or_default()
}

fn column_text(plan: &Plan<'_>, column: &Object, definition: &Definition) -> String {
    let mut text = format!("{} {}", definition.name, definition.text("type"));
    for (attribute, keyword) in [("compression", " COMPRESSION "), ("collation", " COLLATE ")] {
        if let Some(value) = definition.some(attribute) {
            text.push_str(keyword);
            text.push_str(value);
        }
    }
    let default = Object::new(Kind::Default, column.identity.as_str());
    if let Some(value) = plan.after(&default).filter(|_| carrier(plan, &default) != default) {
        text.push_str(&format!(" DEFAULT {}", value.text("expression")));
    }
    if let Some(manner) = definition.some("generated") {
        text.push_str(&format!(
            " GENERATED ALWAYS AS ({}) {}",
            definition.text("expression"),
            manner.to_uppercase()
        ));
    }
    // A partition's identity is its parent's.
    if definition.some("identity_sequence").is_some() {
        text.push(' ');
        text.push_str(&alter::generated_identity(definition));
    }
    if definition.is("not_null") {
        text.push_str(" NOT NULL");
    }
    text
}

fn add_column(plan: &Plan<'_>, object: &Object, after: &Definition) -> Vec<(String, Risk)> {
    let text = column_text(plan, object, after);
    // A value that differs from row to row is written into each.
    let default = plan.after(&Object::new(Kind::Default, object.identity.as_str()));
    let varies = default.is_some_and(|default| {
        let expression = default.text("expression");
        expression.contains('(') && !expression.starts_with("now()") && !expression.starts_with("CURRENT_")
    });
    let rewrites = varies || after.some("identity").is_some() || after.text("generated") == "stored";
    let risk = if rewrites { Risk::Rewrites } else { Risk::Locks };
    let mut statements = vec![(format!("ALTER TABLE {} ADD COLUMN {text}", after.relation), risk)];
    statements.extend(column_settings(object, after));
    statements
}

fn view(identity: &str, after: &Definition) -> String {
    let query = after.text("definition").trim_end().trim_end_matches(';');
    let options: Vec<String> = after.list("options").into_iter().map(alter::storage).collect();
    let options = if options.is_empty() { String::new() } else { format!(" WITH ({})", options.join(", ")) };
    if after.text("form") == "materialized" {
        let data = if after.is("unpopulated") { "WITH NO DATA" } else { "WITH DATA" };
        format!("CREATE MATERIALIZED VIEW {identity}{options} AS\n{query}\n{data}")
    } else {
        format!("CREATE VIEW {identity}{options} AS\n{query}")
    }
}

fn event_trigger(after: &Definition) -> Vec<(String, Risk)> {
    let tags: Vec<String> = after.list("tags").into_iter().map(literal).collect();
    let filter = if tags.is_empty() { String::new() } else { format!(" WHEN TAG IN ({})", tags.join(", ")) };
    let (name, event, function) = (&after.name, after.text("event"), after.text("function"));
    let mut statements = vec![(
        format!("CREATE EVENT TRIGGER {name} ON {event}{filter} EXECUTE FUNCTION {function}()"),
        Risk::Safe,
    )];
    if after.some("enabled").is_some() {
        statements.push(alter::event_trigger(after));
    }
    statements
}
