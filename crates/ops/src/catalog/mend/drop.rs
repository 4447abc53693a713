//! How an object is removed, and what goes without being asked.

use super::super::object::{Definition, Kind, Object};
use super::Risk;
use super::plan::{Action, Plan};
use super::privilege;

/// The name of a type that is on its way out.
pub(super) fn aside(name: &str) -> String {
    let bare = name.trim_matches('"').replace("\"\"", "\"");
    let kept: String = bare.chars().take(40).collect();
    crate::sql::identifier(&format!("{kept}_replaced"))
}

/// The object with which this one goes: its table, say; itself, where it takes a statement of its own.
pub(super) fn carrier(plan: &Plan<'_>, object: &Object) -> Object {
    let Some(definition) = plan.before(object).filter(|_| plan.goes(object)) else { return object.clone() };
    let of_relation = [Kind::Table, Kind::View, Kind::Type]
        .map(|kind| Object::new(kind, definition.relation.as_str()))
        .into_iter()
        .find(|relation| plan.goes(relation));
    match object.kind {
        Kind::Column
        | Kind::Index
        | Kind::Trigger
        | Kind::Policy
        | Kind::Rule
        | Kind::ReplicaIdentity
        | Kind::Statistics
        | Kind::Inheritance
        | Kind::IndexAttachment
        | Kind::Constraint => match of_relation {
            Some(relation) if !points_elsewhere(plan, object, definition) => relation,
            _ => object.clone(),
        },
        Kind::Default => {
            let column = Object::new(Kind::Column, object.identity.as_str());
            if plan.goes(&column) { carrier(plan, &column) } else { object.clone() }
        }
        Kind::SequenceOwner => {
            let sequence = Object::new(Kind::Sequence, object.identity.as_str());
            if plan.goes(&sequence) { carrier(plan, &sequence) } else { object.clone() }
        }
        Kind::Sequence => {
            let owner = plan.before(&Object::new(Kind::SequenceOwner, object.identity.as_str()));
            let column = owner.map(|owner| Object::new(Kind::Column, owner.text("column")));
            match column.filter(|column| plan.goes(column)) {
                Some(column) => carrier(plan, &column),
                None => object.clone(),
            }
        }
        Kind::Comment | Kind::Owner | Kind::Privilege | Kind::DefaultPrivilege => {
            let described = plan.needs_before.needs(object).find(|needed| plan.goes(needed));
            described.map_or_else(|| object.clone(), |described| carrier(plan, described))
        }
        _ => object.clone(),
    }
}

/// A foreign key to a table that goes, too: it goes before either.
fn points_elsewhere(plan: &Plan<'_>, object: &Object, definition: &Definition) -> bool {
    let own = Plan::table(definition);
    definition.text("form") == "f"
        && plan.needs_before.needs(object).filter_map(|needed| plan.before(needed)).any(|needed| {
            let table = Plan::table(needed);
            table != own && plan.goes(&table)
        })
}

/// The statement, unless the object goes with another.
pub(super) fn statement(plan: &Plan<'_>, object: &Object) -> Option<(String, Risk)> {
    let definition = plan.before(object)?;
    let (identity, relation, name) = (&object.identity, &definition.relation, &definition.name);
    let returns = plan.actions.get(object) == Some(&Action::Replace);
    let follows_parent = || definition.facts.inherited && plan.stays_attached(relation);
    Some(match object.kind {
        Kind::Schema => (format!("DROP SCHEMA {identity}"), Risk::Locks),
        Kind::Extension => (format!("DROP EXTENSION {identity}"), Risk::Locks),
        Kind::Collation => (format!("DROP COLLATION {identity}"), Risk::Safe),
        Kind::Type if plan.is_retyped(object) => {
            (format!("ALTER TYPE {identity} RENAME TO {}", aside(name)), Risk::Safe)
        }
        Kind::Type => (format!("DROP TYPE {identity}"), Risk::Safe),
        Kind::Sequence => (format!("DROP SEQUENCE {identity}"), Risk::LosesData),
        Kind::Function => (format!("DROP ROUTINE {identity}"), Risk::Safe),
        Kind::Table => {
            let foreign = if definition.text("form") == "foreign" { "FOREIGN " } else { "" };
            (format!("DROP {foreign}TABLE {identity}"), Risk::LosesData)
        }
        Kind::Column if follows_parent() => return None,
        Kind::Column => {
            let risk = if definition.some("generated").is_some() { Risk::Locks } else { Risk::LosesData };
            (format!("ALTER TABLE {relation} DROP COLUMN {name}"), risk)
        }
        Kind::Default => {
            (format!("ALTER TABLE ONLY {relation} ALTER COLUMN {name} DROP DEFAULT"), Risk::Locks)
        }
        Kind::SequenceOwner => (format!("ALTER SEQUENCE {identity} OWNED BY NONE"), Risk::Safe),
        Kind::Constraint if definition.text("form") == "domain" => {
            (format!("ALTER DOMAIN {relation} DROP CONSTRAINT {name}"), Risk::Safe)
        }
        Kind::Constraint if follows_parent() => return None,
        Kind::Constraint => (format!("ALTER TABLE {relation} DROP CONSTRAINT {name}"), Risk::Locks),
        Kind::Index if goes_with_parent(plan, object, relation) => return None,
        Kind::Index => (format!("DROP INDEX {identity}"), Risk::Locks),
        Kind::Inheritance => {
            let parent = definition.text("parent");
            match definition.some("bound") {
                Some(_) => (format!("ALTER TABLE {parent} DETACH PARTITION {relation}"), Risk::Locks),
                None => (format!("ALTER TABLE {relation} NO INHERIT {parent}"), Risk::Locks),
            }
        }
        Kind::IndexAttachment | Kind::Other => return None,
        Kind::ReplicaIdentity => (format!("ALTER TABLE {relation} REPLICA IDENTITY DEFAULT"), Risk::Locks),
        Kind::Statistics => (format!("DROP STATISTICS {identity}"), Risk::Locks),
        Kind::View if definition.text("form") == "materialized" => {
            (format!("DROP MATERIALIZED VIEW {identity}"), Risk::Locks)
        }
        Kind::View => (format!("DROP VIEW {identity}"), Risk::Locks),
        Kind::Rule => (format!("DROP RULE {name} ON {relation}"), Risk::Locks),
        Kind::Trigger => (format!("DROP TRIGGER {name} ON {relation}"), Risk::Locks),
        Kind::Policy => (format!("DROP POLICY {name} ON {relation}"), Risk::Locks),
        Kind::EventTrigger => (format!("DROP EVENT TRIGGER {name}"), Risk::Safe),
        Kind::Owner if !returns => {
            (format!("ALTER {} OWNER TO {}", definition.facts.target, plan.from.owner), Risk::Safe)
        }
        Kind::Comment if !returns => (format!("COMMENT ON {} IS NULL", definition.facts.target), Risk::Safe),
        Kind::Privilege => (privilege::revoke_all(definition), Risk::Safe),
        Kind::DefaultPrivilege => (privilege::default_revoke(definition, true), Risk::Safe),
        Kind::Owner | Kind::Comment => return None,
    })
}

/// An index of a partition goes with its parent's, as long as the partition is one.
fn goes_with_parent(plan: &Plan<'_>, index: &Object, relation: &str) -> bool {
    let attachment = Object::new(Kind::IndexAttachment, index.identity.as_str());
    plan.before(&attachment).is_some_and(|_| {
        plan.stays_attached(relation)
            && plan
                .needs_before
                .needs(&attachment)
                .any(|end| end != index && end.kind == Kind::Index && plan.goes(end))
    })
}
