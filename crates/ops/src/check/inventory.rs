//! What is there beside what the migrations say.

use super::{Check, Finding};
use crate::catalog::{Kind, Snapshot, by_kind};

pub(super) const CHECK: Check = Check {
    name: "inventory",
    finds: "tables, columns, enums, indexes, foreign keys and the rest that are not as the migrations make them",
    run: |db, subject| {
        Box::pin(async move {
            let Some(expected) = subject.expected else { return Ok(Vec::new()) };
            let found = Snapshot::read_in(db).await?.without(subject.beside);
            let known = found.without_partitions_unknown_to(expected);
            let changes = expected.clone().without_partitions_unknown_to(&known).diff(&known);
            let mut findings = Vec::new();
            for (kind, objects) in by_kind(&changes) {
                let of_kind = changes.iter().filter(|change| change.object().kind == kind);
                let lines: Vec<String> = of_kind.map(ToString::to_string).collect();
                let count = objects.len() as u64;
                findings.push(Finding {
                    subject: kind.to_string(),
                    problem: lines.join("; "),
                    count,
                    query: query(kind),
                });
            }
            Ok(findings)
        })
    },
};

/// Where PostgreSQL lists objects of this kind.
fn query(kind: Kind) -> String {
    let list = match kind {
        Kind::Table | Kind::Inheritance | Kind::ReplicaIdentity => "pg_tables",
        Kind::Column | Kind::Default => "information_schema.columns",
        Kind::Constraint => "pg_constraint",
        Kind::Index | Kind::IndexAttachment => "pg_indexes",
        Kind::View => "pg_views",
        Kind::Sequence | Kind::SequenceOwner => "pg_sequences",
        Kind::Trigger | Kind::EventTrigger => "pg_trigger",
        Kind::Policy => "pg_policies",
        Kind::Rule => "pg_rules",
        Kind::Function => "pg_proc",
        Kind::Privilege => "information_schema.role_table_grants",
        Kind::DefaultPrivilege => "pg_default_acl",
        Kind::Comment => "pg_description",
        Kind::Extension => "pg_extension",
        Kind::Schema => "pg_namespace",
        Kind::Type => "pg_type",
        Kind::Statistics => "pg_stats_ext",
        Kind::Collation => "pg_collation",
        Kind::Owner | Kind::Other => "pg_depend",
    };
    format!("SELECT * FROM {list}")
}
