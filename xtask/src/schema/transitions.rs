//! What may follow what, as the database has it.

use std::collections::BTreeMap;

use anyhow::Context as _;
use backline_ops::sql;
use sea_orm::ConnectionTrait;

/// Of a type and a state, those that may follow, in the order in which they were asked for.
pub(super) type Transitions = BTreeMap<(String, String), Vec<String>>;

/// Asks `status_may_become` of every pair of these types' labels; staying is left out, being always allowed.
///
/// None where the database has no such function.
///
/// # Errors
/// Whatever the database answers.
pub(super) async fn transitions(
    db: &impl ConnectionTrait,
    types: &[(String, Vec<String>)],
) -> anyhow::Result<Option<Transitions>> {
    let known = "SELECT to_regprocedure('status_may_become(text, text, text)') IS NOT NULL";
    if !sql::scalar(db, known, []).await.context("failed to look for status_may_become")? {
        return Ok(None);
    }
    let (mut names, mut from, mut to) = (Vec::new(), Vec::new(), Vec::new());
    for (name, labels) in types {
        for state in labels {
            for following in labels.iter().filter(|&following| following != state) {
                names.push(name.clone());
                from.push(state.clone());
                to.push(following.clone());
            }
        }
    }
    let allowed = "SELECT name, state, following
        FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS pair (name, state, following, position)
        WHERE status_may_become(name, state, following) ORDER BY position";
    let rows = sql::rows(db, allowed, [names.into(), from.into(), to.into()]).await;
    let mut transitions = Transitions::new();
    for row in rows.context("failed to ask status_may_become")? {
        let key = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        transitions.entry(key).or_default().push(row.try_get_by_index(2)?);
    }
    Ok(Some(transitions))
}
