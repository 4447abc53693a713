//! State machines: which status may follow which, stated once, and a trigger on every status column that holds to it.
//!
//! A row may be added in any status (imports, seeds); from then on it moves along [`MACHINES`] only. `STATES.md` beside
//! this crate's manifest shows the same table, and a test keeps it the same. To extend a machine: a later migration that
//! replaces `status_may_become`.

mod machines;

use crate::ddl::*;
use machines::{GUARDED, MACHINES};

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, status_may_become()).await?;
        run(
            manager,
            Comment::on_function(
                "status_may_become(text, text, text)",
                "Whether a status of this enum type may follow that one. Staying is always allowed.",
            ),
        )
        .await?;
        run(manager, guard_status_transition()).await?;
        run(
            manager,
            Comment::on_function(
                "guard_status_transition()",
                "Refuses a transition that status_may_become does not allow. Arguments: table, column, enum type.",
            ),
        )
        .await?;
        for (table, column, machine) in GUARDED {
            run(manager, guard(table, column, machine)).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column, machine) in GUARDED.iter().rev() {
            run(manager, guard(table, column, machine).dropped().as_str()).await?;
        }
        run(manager, DropFunction("guard_status_transition()")).await?;
        run(manager, DropFunction("status_may_become(text, text, text)")).await
    }
}

/// [`MACHINES`] as a function of the database.
fn status_may_become() -> Function {
    let mut body = String::from("SELECT from_status = to_status OR to_status = ANY (CASE status_type\n");
    for (machine, states) in MACHINES {
        body.push_str(&format!("    WHEN {} THEN CASE from_status\n", quote::literal(machine)));
        for (from, to) in states.iter().filter(|(_, to)| !to.is_empty()) {
            let to: Vec<String> = to.iter().map(|label| quote::literal(label)).collect();
            body.push_str(&format!("        WHEN {} THEN ARRAY[{}]\n", quote::literal(from), to.join(", ")));
        }
        body.push_str("        END\n");
    }
    body.push_str("    END) IS TRUE");
    Function::sql_language(
        "status_may_become(status_type text, from_status text, to_status text)",
        "boolean",
        &body,
    )
    .volatility(Volatility::Immutable)
}

fn guard_status_transition() -> Function {
    Function::trigger(
        "guard_status_transition",
        "DECLARE
    from_status text := to_jsonb(OLD) ->> TG_ARGV[1];
    to_status text := to_jsonb(NEW) ->> TG_ARGV[1];
    followers text;
BEGIN
    IF status_may_become(TG_ARGV[2], from_status, to_status) THEN
        RETURN NEW;
    END IF;
    SELECT string_agg(enumlabel, ', ' ORDER BY enumsortorder) INTO followers
    FROM pg_catalog.pg_enum
    WHERE enumtypid = TG_ARGV[2]::regtype AND enumlabel <> from_status
        AND status_may_become(TG_ARGV[2], from_status, enumlabel);
    RAISE EXCEPTION '%.% cannot go from \"%\" to \"%\"', TG_ARGV[0], TG_ARGV[1], from_status, to_status
        USING ERRCODE = '23514', CONSTRAINT = format('transition_%s_%s', TG_ARGV[0], TG_ARGV[1]),
            SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_ARGV[0], COLUMN = TG_ARGV[1],
            HINT = coalesce(format('from \"%s\" it may become %s', from_status, followers), format('\"%s\" is final', from_status));
END",
    )
}

/// Triggers run in the order of their names: those that ask more of a transition come after `g`.
fn guard(table: &'static str, column: &str, machine: &str) -> Trigger {
    let call = [table, column, machine].map(quote::literal).join(", ");
    Trigger::new(
        Named(table),
        "guard_status_transition",
        "BEFORE UPDATE",
        &format!("guard_status_transition({call})"),
    )
    .only_when(&format!("OLD.{0} IS DISTINCT FROM NEW.{0}", quote::identifier(column)))
}

/// A table by its name.
struct Named(&'static str);

impl Iden for Named {
    fn unquoted(&self) -> &str {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn states_md() -> String {
        let mut text = String::from(
            "# State machines\n\nWhich status may follow which, a section for each enum type. Staying is always allowed, \
             and a row may be added in any status.\nThe database refuses every other change (`status_may_become`, \
             SQLSTATE 23514, constraint `transition_<table>_<column>`); `can_become` says the same in Rust.\n\
             `attendance_status` is no machine: it is an answer, and any may follow any.\n",
        );
        for (machine, states) in MACHINES {
            let columns: Vec<String> = GUARDED
                .iter()
                .filter(|(_, _, guarded)| guarded == machine)
                .map(|(table, column, _)| format!("{table}.{column}"))
                .collect();
            text.push_str(&format!("\n## {machine}\n{}\n\n", columns.join(", ")));
            for (from, to) in *states {
                let to = if to.is_empty() { "(final)".to_owned() } else { to.join(", ") };
                text.push_str(&format!("- {from} -> {to}\n"));
            }
        }
        text
    }

    #[test]
    fn states_md_shows_the_machines() {
        let expected = states_md();
        assert_eq!(include_str!("../STATES.md"), expected, "make migrations/STATES.md this:\n{expected}");
    }

    #[test]
    fn every_follower_is_a_state_of_its_machine() {
        for (machine, states) in MACHINES {
            let labels: BTreeSet<&str> = states.iter().map(|(from, _)| *from).collect();
            assert_eq!(labels.len(), states.len(), "{machine} names a state twice");
            for (from, to) in *states {
                for label in *to {
                    assert!(labels.contains(label), "{machine}: {from} -> {label}, which is no state of it");
                    assert_ne!(from, label, "{machine}: {from} may always stay, do not list it");
                }
            }
        }
    }

    #[test]
    fn machines_and_guarded_columns_name_the_same_types() {
        let machines: BTreeSet<&str> = MACHINES.iter().map(|(machine, _)| *machine).collect();
        let guarded: BTreeSet<&str> = GUARDED.iter().map(|(_, _, machine)| *machine).collect();
        assert_eq!(machines, guarded, "add a machine to MACHINES and its columns to GUARDED");
    }
}
