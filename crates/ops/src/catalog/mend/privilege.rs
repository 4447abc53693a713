//! GRANT and REVOKE.

use super::super::object::{Definition, Kind, Object};
use super::Risk;
use super::plan::Plan;

const GRANTABLE: &str = " with grant option";

/// The privileges of a list, those that can be passed on apart, limited to a column where they are.
fn split(definition: &Definition, column: Option<&str>) -> (Vec<String>, Vec<String>) {
    let (mut plain, mut grantable) = (Vec::new(), Vec::new());
    for privilege in definition.list("privileges") {
        let (list, bare) = match privilege.strip_suffix(GRANTABLE) {
            Some(bare) => (&mut grantable, bare),
            None => (&mut plain, privilege),
        };
        list.push(column.map_or_else(|| bare.to_owned(), |column| format!("{bare} ({column})")));
    }
    (plain, grantable)
}

fn grants(definition: &Definition) -> Vec<String> {
    let (plain, grantable) = split(definition, definition.facts.column.as_deref());
    let (target, role) = (&definition.facts.target, &definition.name);
    let mut statements = Vec::new();
    if !plain.is_empty() {
        statements.push(format!("GRANT {} ON {target} TO {role}", plain.join(", ")));
    }
    if !grantable.is_empty() {
        statements.push(format!("GRANT {} ON {target} TO {role} WITH GRANT OPTION", grantable.join(", ")));
    }
    statements
}

/// Takes all of them.
pub(super) fn revoke_all(definition: &Definition) -> String {
    let all =
        definition.facts.column.as_ref().map_or_else(|| "ALL".to_owned(), |column| format!("ALL ({column})"));
    format!("REVOKE {all} ON {} FROM {}", definition.facts.target, definition.name)
}

/// Gives what the second has, and takes what only the first has.
pub(super) fn statements(plan: &Plan<'_>, object: &Object, after: &Definition) -> Vec<(String, Risk)> {
    let mut statements = Vec::new();
    let before = plan.before(object).filter(|_| !plan.comes(object));
    let lessens = before.is_some_and(|before| {
        before.list("privileges").iter().any(|privilege| !after.list("privileges").contains(privilege))
    });
    if lessens {
        statements.push(revoke_all(after));
    }
    statements.extend(grants(after));
    statements.into_iter().map(|sql| (sql, Risk::Safe)).collect()
}

/// The columns' privileges of a grantee, which go when those on the table are taken.
pub(super) fn regrants(plan: &Plan<'_>) -> Vec<(Object, String)> {
    let taken = |object: &Object, definition: &Definition| {
        let Some(before) = plan.from.objects.get(object) else { return false };
        definition.facts.column.is_none()
            && plan.actions.contains_key(object)
            && plan.after(object).is_none_or(|after| {
                before
                    .list("privileges")
                    .iter()
                    .any(|privilege| !after.list("privileges").contains(privilege))
            })
    };
    let privileges = plan.from.objects.iter().filter(|(object, _)| object.kind == Kind::Privilege);
    let tables: Vec<&Definition> = privileges
        .filter(|(object, definition)| taken(object, definition))
        .map(|(_, definition)| definition)
        .collect();
    let of_columns =
        plan.to.objects.iter().filter(|(object, definition)| {
            object.kind == Kind::Privilege && definition.facts.column.is_some()
        });
    of_columns
        .filter(|(_, column)| {
            tables.iter().any(|table| table.facts.target == column.facts.target && table.name == column.name)
        })
        .flat_map(|(object, column)| grants(column).into_iter().map(|sql| (object.clone(), sql)))
        .collect()
}

/// What a new object has been given without being asked, by the server's or the database's default privileges.
pub(super) fn resets(plan: &Plan<'_>, object: &Object, after: &Definition) -> Vec<String> {
    let (what, target, prefix) = match object.kind {
        Kind::Table | Kind::View => ("TABLES", format!("TABLE {}", object.identity), ""),
        Kind::Sequence => ("SEQUENCES", format!("SEQUENCE {}", object.identity), ""),
        Kind::Function => ("FUNCTIONS", format!("ROUTINE {}", object.identity), ""),
        Kind::Type if after.text("form") == "domain" => {
            ("TYPES", format!("DOMAIN {}", object.identity), "type ")
        }
        Kind::Type => ("TYPES", format!("TYPE {}", object.identity), "type "),
        Kind::Schema => ("SCHEMAS", format!("SCHEMA {}", object.identity), "schema "),
        _ => return Vec::new(),
    };
    let defaults = plan.from.objects.iter().filter(|(other, definition)| {
        other.kind == Kind::DefaultPrivilege && definition.facts.target == what
    });
    let mut grantees: Vec<String> = defaults.map(|(_, definition)| definition.name.clone()).collect();
    if matches!(object.kind, Kind::Function | Kind::Type) {
        grantees.push("PUBLIC".to_owned());
    }
    grantees.sort();
    grantees.dedup();
    let usual = |role: &str| {
        let shown =
            if role == "PUBLIC" { "public".to_owned() } else { role.trim_matches('"').replace("\"\"", "\"") };
        let identity = format!("{prefix}{} to {shown}", object.identity);
        let list =
            plan.after(&Object::new(Kind::Privilege, identity)).map(|privilege| privilege.list("privileges"));
        let built_in = if object.kind == Kind::Function { "EXECUTE" } else { "USAGE" };
        role == "PUBLIC" && list.is_some_and(|list| list == [built_in])
    };
    grantees
        .into_iter()
        .filter(|role| !usual(role))
        .map(|role| format!("REVOKE ALL ON {target} FROM {role}"))
        .collect()
}

fn default_privileges(definition: &Definition) -> String {
    let schema = if definition.relation.is_empty() {
        String::new()
    } else {
        format!(" IN SCHEMA {}", definition.relation)
    };
    format!("ALTER DEFAULT PRIVILEGES FOR ROLE {}{schema}", definition.facts.role)
}

/// Takes a role's default privileges; `whole` gives back what the server itself gives.
pub(super) fn default_revoke(definition: &Definition, whole: bool) -> String {
    let (target, role) = (&definition.facts.target, &definition.name);
    let revoke = format!("{} REVOKE ALL ON {target} FROM {role}", default_privileges(definition));
    match &definition.facts.built_in {
        Some(privilege) if whole => {
            format!("{revoke};\n{} GRANT {privilege} ON {target} TO {role}", default_privileges(definition))
        }
        _ => revoke,
    }
}

/// A role's default privileges as the second has them.
pub(super) fn default_statements(definition: &Definition) -> Vec<(String, Risk)> {
    let (plain, grantable) = split(definition, None);
    let (target, role) = (&definition.facts.target, &definition.name);
    let mut statements = vec![default_revoke(definition, false)];
    if !plain.is_empty() {
        statements.push(format!(
            "{} GRANT {} ON {target} TO {role}",
            default_privileges(definition),
            plain.join(", ")
        ));
    }
    if !grantable.is_empty() {
        let list = grantable.join(", ");
        statements.push(format!(
            "{} GRANT {list} ON {target} TO {role} WITH GRANT OPTION",
            default_privileges(definition)
        ));
    }
    statements.into_iter().map(|sql| (sql, Risk::Safe)).collect()
}
