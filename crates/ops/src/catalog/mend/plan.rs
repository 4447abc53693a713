//! What is dropped, altered and made, with all that hangs on it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::super::dependencies::Dependencies;
use super::super::diff;
use super::super::object::{Definition, Kind, Object};
use super::super::snapshot::Snapshot;
use super::{Mending, Risk, Step, alter, create, drop, order, privilege};

/// What happens to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// It goes.
    Drop,
    /// It comes.
    Create,
    /// It is changed where it is.
    Alter,
    /// It goes and comes again, as the second has it.
    Replace,
    /// A column gets its type anew, because that changes or is made anew itself.
    Retype,
}

/// Both sides, and what happens.
pub(super) struct Plan<'a> {
    pub from: &'a Snapshot,
    pub to: &'a Snapshot,
    pub needs_before: Dependencies<'a>,
    pub needs_after: Dependencies<'a>,
    pub actions: BTreeMap<Object, Action>,
}

impl<'a> Plan<'a> {
    pub(super) fn before(&self, object: &Object) -> Option<&'a Definition> {
        self.from.objects.get(object)
    }

    pub(super) fn after(&self, object: &Object) -> Option<&'a Definition> {
        self.to.objects.get(object)
    }

    /// Whether the object is there no more once the drops are done.
    pub(super) fn goes(&self, object: &Object) -> bool {
        matches!(self.actions.get(object), Some(Action::Drop | Action::Replace))
    }

    /// Whether the object is made by us.
    pub(super) fn comes(&self, object: &Object) -> bool {
        matches!(self.actions.get(object), Some(Action::Create | Action::Replace))
    }

    /// The table of an object of a table.
    pub(super) fn table(definition: &Definition) -> Object {
        Object::new(Kind::Table, definition.relation.as_str())
    }

    /// Whether a table is attached to its parents before and after, so that what is done to them is done to it.
    pub(super) fn stays_attached(&self, table: &str) -> bool {
        let mut attachments =
            self.from.objects.iter().filter(|(object, definition)| {
                object.kind == Kind::Inheritance && definition.relation == table
            });
        attachments.any(|(object, _)| !self.goes(object) && self.to.objects.contains_key(object))
    }

    /// Whether a type's columns stay, so that the old type must live on under another name for a while.
    pub(super) fn is_retyped(&self, object: &Object) -> bool {
        self.actions.get(object) == Some(&Action::Replace)
            && self.needs_before.needed_by(object).any(|user| {
                self.actions.get(user) == Some(&Action::Retype)
                    || user.kind == Kind::Type && self.is_retyped(user)
            })
    }
}

/// The statements, without renames.
pub(super) fn plan(from: &Snapshot, to: &Snapshot) -> Mending {
    let (needs_before, needs_after) = std::thread::scope(|scope| {
        let before = scope.spawn(|| Dependencies::of(from));
        let after = Dependencies::of(to);
        (before.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), after)
    });
    let mut plan = Plan { from, to, needs_before, needs_after, actions: BTreeMap::new() };
    let mut mending = Mending::default();
    classify(&mut plan, &mut mending);
    spread(&mut plan);
    mending.before.retain(|step| plan.actions.get(&step.object) == Some(&Action::Alter));
    drops(&plan, &mut mending);
    makes(&plan, &mut mending);
    for (object, sql) in privilege::regrants(&plan) {
        mending.steps.push(Step { object, sql, risk: Risk::Safe });
    }
    leftovers(&plan, &mut mending);
    mending
}

fn classify(plan: &mut Plan<'_>, mending: &mut Mending) {
    for (object, before, after) in diff::pairs(plan.from, plan.to) {
        let action = match (before, after) {
            (None, _) => Action::Create,
            (_, None) => Action::Drop,
            (Some(old), Some(new)) if old == new => continue,
            (Some(old), Some(new)) if object.kind == Kind::Column && alter::retypes(old, new) => {
                Action::Retype
            }
            (Some(old), Some(new)) => match alter::labels(object, old, new) {
                Some(labels) => {
                    mending.before.extend(labels);
                    Action::Alter
                }
                None if alter::statements(object, old, new).is_some() => Action::Alter,
                None => Action::Replace,
            },
        };
        plan.actions.insert(object.clone(), action);
    }
    let by_hand = |object: &Object| {
        object.kind == Kind::Other
            || plan.to.objects.get(object).is_some_and(|definition| definition.is("invalid"))
    };
    mending.by_hand = plan.actions.keys().filter(|object| by_hand(object)).cloned().collect();
    for object in &mending.by_hand {
        plan.actions.remove(object);
    }
}

/// What hangs on something that goes, or on a column whose type changes, goes and comes again.
fn spread(plan: &mut Plan<'_>) {
    let disturbing = |action: Action| matches!(action, Action::Drop | Action::Replace | Action::Retype);
    let mut queue: VecDeque<Object> = plan
        .actions
        .iter()
        .filter(|(_, action)| disturbing(**action))
        .map(|(object, _)| object.clone())
        .collect();
    while let Some(object) = queue.pop_front() {
        let retyped = plan.actions.get(&object) == Some(&Action::Retype);
        let mut touched: Vec<(Object, Action)> = Vec::new();
        for user in plan.needs_before.needed_by(&object) {
            if let Some(action) = consequence(plan, &object, retyped, user) {
                touched.push((user.clone(), action));
            }
        }
        // Partitions' indexes go with their parent's, and the parent's must go when one of them does.
        if object.kind == Kind::IndexAttachment {
            let ends = plan
                .needs_before
                .needs(&object)
                .filter(|end| matches!(end.kind, Kind::Index | Kind::Constraint));
            touched
                .extend(ends.filter(|_| !detaches(plan, &object)).map(|end| (end.clone(), Action::Replace)));
        }
        for (user, action) in touched {
            let now = plan.actions.get(&user).copied();
            let settled = matches!(now, Some(Action::Drop | Action::Replace)) || now == Some(action);
            if settled || now == Some(Action::Create) || !plan.to.objects.contains_key(&user) {
                continue;
            }
            plan.actions.insert(user.clone(), action);
            queue.push_back(user);
        }
    }
}

fn detaches(plan: &Plan<'_>, attachment: &Object) -> bool {
    plan.before(attachment).is_some_and(|definition| !plan.stays_attached(&definition.relation))
}

fn consequence(plan: &Plan<'_>, object: &Object, retyped: bool, user: &Object) -> Option<Action> {
    let definition = plan.before(user)?;
    let generated = definition.some("generated").is_some();
    match (object.kind, user.kind) {
        (Kind::Type | Kind::Collation, Kind::Column) => Some(Action::Retype),
        (Kind::Column, Kind::Column) if generated => Some(Action::Replace),
        (Kind::Function, Kind::Column) if generated => Some(Action::Replace),
        (Kind::Table, Kind::Column) => Some(Action::Replace),
        (_, Kind::Column | Kind::Schema | Kind::Extension) => None,
        (_, Kind::Table) if object.kind != Kind::Type || definition.some("of_type").is_none() => None,
        (_, Kind::Sequence) if object.kind != Kind::Schema => None,
        (
            Kind::Column,
            Kind::Comment
            | Kind::Owner
            | Kind::Privilege
            | Kind::SequenceOwner
            | Kind::Inheritance
            | Kind::Table
            | Kind::ReplicaIdentity,
        ) if retyped => None,
        // Something that has only to be put on again.
        (Kind::Index | Kind::Constraint, Kind::Inheritance) => None,
        _ => Some(Action::Replace),
    }
}

fn drops(plan: &Plan<'_>, mending: &mut Mending) {
    let going: BTreeSet<Object> = plan.actions.keys().filter(|object| plan.goes(object)).cloned().collect();
    let mut follows: BTreeMap<Object, BTreeSet<Object>> = BTreeMap::new();
    for object in &going {
        let carrier = drop::carrier(plan, object);
        // What needs it goes first; for what goes with its table, the table does.
        for user in plan.needs_before.needed_by(object) {
            let user = drop::carrier(plan, user);
            if user != carrier {
                follows.entry(user).or_default().insert(carrier.clone());
            }
        }
    }
    let carriers: BTreeSet<Object> = going.iter().map(|object| drop::carrier(plan, object)).collect();
    let mut sorted = order::sorted(plan.from, &carriers, &follows);
    sorted.reverse();
    for object in sorted {
        if let Some((sql, risk)) = drop::statement(plan, &object) {
            mending.steps.push(Step { object, sql, risk });
        }
    }
}

fn makes(plan: &Plan<'_>, mending: &mut Mending) {
    let coming: BTreeSet<Object> = plan
        .actions
        .iter()
        .filter(|(_, action)| **action != Action::Drop)
        .map(|(object, _)| object.clone())
        .collect();
    let mut follows: BTreeMap<Object, BTreeSet<Object>> = BTreeMap::new();
    for object in &coming {
        let carrier = create::carrier(plan, object);
        for needed in plan.needs_after.needs(object) {
            let needed = create::carrier(plan, needed);
            if needed != carrier {
                follows.entry(carrier.clone()).or_default().insert(needed);
            }
        }
    }
    let carriers: BTreeSet<Object> = coming.iter().map(|object| create::carrier(plan, object)).collect();
    for object in order::sorted(plan.to, &carriers, &follows) {
        for (sql, risk) in create::statements(plan, &object) {
            mending.steps.push(Step { object: object.clone(), sql, risk });
        }
    }
}

/// The old types, once no column has them any more; at once, because one may be made of another.
fn leftovers(plan: &Plan<'_>, mending: &mut Mending) {
    let old: Vec<&Object> =
        plan.actions.keys().filter(|object| object.kind == Kind::Type && plan.is_retyped(object)).collect();
    let names: Vec<String> = old
        .iter()
        .filter_map(|object| plan.before(object))
        .map(|definition| format!("{}.{}", definition.relation, drop::aside(&definition.name)))
        .collect();
    if let Some(object) = old.first() {
        let sql = format!("DROP TYPE {}", names.join(", "));
        mending.steps.push(Step { object: (*object).clone(), sql, risk: Risk::Safe });
    }
}
