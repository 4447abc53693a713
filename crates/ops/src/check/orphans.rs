//! Rows whose polymorphic reference leads nowhere.

use super::{Check, Finding, count};
use crate::sql::{identifier, literal};

pub(super) const CHECK: Check = Check {
    name: "orphans",
    finds: "rows that refer to a row which is not there, by a reference that no foreign key can hold",
    run: |db, subject| {
        Box::pin(async move {
            let mut findings = Vec::new();
            for reference in subject.references {
                let (kind, key) = (identifier(reference.kind_column), identifier(reference.key_column));
                let holds: Vec<String> = reference
                    .targets
                    .iter()
                    .map(|(name, table, column)| {
                        let (name, column) = (literal(name), identifier(column));
                        format!(
                            "WHEN {name} THEN EXISTS (SELECT FROM {} AS target WHERE target.{column} = source.{key})",
                            qualified(table)
                        )
                    })
                    .collect();
                let query = format!(
                    "SELECT source.* FROM {} AS source WHERE source.{key} IS NOT NULL AND NOT CASE source.{kind}::text {} ELSE false END",
                    qualified(reference.table),
                    holds.join(" ")
                );
                let count = count(db, &query).await?;
                if count > 0 {
                    let subject = format!("{}.{}", reference.table, reference.key_column);
                    findings.push(Finding {
                        subject,
                        problem: "rows refer to nothing".to_owned(),
                        count,
                        query,
                    });
                }
            }
            Ok(findings)
        })
    },
};

/// A table's name, each part of it quoted.
fn qualified(table: &str) -> String {
    table.split('.').map(identifier).collect::<Vec<_>>().join(".")
}
