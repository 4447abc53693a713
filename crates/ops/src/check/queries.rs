//! The project's own checks: derived numbers beside what they derive from, balances, and whatever else it can ask.

use super::{Check, Finding, count};

pub(super) const CHECK: Check = Check {
    name: "queries",
    finds: "rows that the project's own checks give",
    run: |db, subject| {
        Box::pin(async move {
            let mut findings = Vec::new();
            for own in subject.queries {
                let count = count(db, own.query).await?;
                if count > 0 {
                    let (subject, problem) = (own.name.to_owned(), own.finds.to_owned());
                    findings.push(Finding { subject, problem, count, query: own.query.to_owned() });
                }
            }
            Ok(findings)
        })
    },
};
