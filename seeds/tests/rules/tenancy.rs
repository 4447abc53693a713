//! Row level security: what users of the basic seed see and change, against whose rows they are.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::support::{column, scalar};

/// What a table's policies were seen to do.
#[derive(Clone, Copy, Default)]
pub struct Policed {
    /// Rows are kept from somebody, or somebody's changes from the rows.
    pub refuses: bool,
    /// Rows are shown to somebody.
    pub accepts: bool,
}

/// A statement done and taken back, or a table's rows, as somebody. A row is its `tableoid` and `ctid`.
///
/// What an organization owns (`pg_temp.owned`) is what bears its id, and what hangs on that by foreign keys: by the
/// catalog, and not by the policies.
const FUNCTIONS: &str = "
CREATE FUNCTION pg_temp.seen(role text, account text, slug text, relation text) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    user_id text := coalesce((SELECT id::text FROM users WHERE username = account), '');
    organization_id text := coalesce((SELECT id::text FROM organizations o WHERE o.slug = seen.slug), '');
    found text[];
BEGIN
    BEGIN
        PERFORM set_config('backline.user_id', user_id, true), set_config('backline.organization_id', organization_id, true);
        EXECUTE format('SET LOCAL ROLE %I', role);
        EXECUTE format('SELECT array_agg(tableoid::text || ctid::text) FROM %I', relation) INTO found;
        RESET ROLE;
    EXCEPTION WHEN insufficient_privilege THEN
        found := NULL;
    END;
    RETURN coalesce(found, '{}');
END $$;
CREATE FUNCTION pg_temp.changed(account text, slug text, statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    user_id text := coalesce((SELECT id::text FROM users WHERE username = account), '');
    organization_id text := coalesce((SELECT id::text FROM organizations o WHERE o.slug = changed.slug), '');
    affected bigint; state text; said text;
BEGIN
    BEGIN
        PERFORM set_config('backline.user_id', user_id, true), set_config('backline.organization_id', organization_id, true);
        SET LOCAL ROLE backline_app;
        EXECUTE statement;
        GET DIAGNOSTICS affected = ROW_COUNT;
        RAISE EXCEPTION USING ERRCODE = 'BL000', MESSAGE = affected::text;
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, said = MESSAGE_TEXT;
    END;
    RETURN CASE WHEN state <> 'BL000' THEN state WHEN said = '0' THEN 'nothing' ELSE 'changed ' || said END;
END $$;
CREATE TEMPORARY TABLE owned (relation text, place text, slug text, PRIMARY KEY (relation, place, slug));
DO $$
DECLARE link record; added bigint; round bigint;
BEGIN
    INSERT INTO owned SELECT 'organizations', tableoid::text || ctid::text, slug FROM organizations;
    LOOP
        round := 0;
        FOR link IN
            SELECT child.relname AS child, parent.relname AS parent, own.attname AS own, referenced.attname AS referenced
            FROM pg_constraint c JOIN pg_class child ON child.oid = conrelid JOIN pg_class parent ON parent.oid = confrelid
            JOIN pg_attribute own ON own.attrelid = conrelid AND own.attnum = conkey[1]
            JOIN pg_attribute referenced ON referenced.attrelid = confrelid AND referenced.attnum = confkey[1]
            WHERE contype = 'f' AND cardinality(conkey) = 1 AND child.relrowsecurity AND parent.relrowsecurity
                AND NOT child.relispartition AND NOT parent.relispartition AND parent.relname <> 'users'
        LOOP
            EXECUTE format(
                'INSERT INTO owned SELECT DISTINCT %L, c.tableoid::text || c.ctid::text, o.slug FROM %I c JOIN %I p ON p.%I = c.%I
                 JOIN owned o ON o.relation = %L AND o.place = p.tableoid::text || p.ctid::text ON CONFLICT DO NOTHING',
                link.child, link.child, link.parent, link.referenced, link.own, link.parent);
            GET DIAGNOSTICS added = ROW_COUNT;
            round := round + added;
        END LOOP;
        EXIT WHEN round = 0;
    END LOOP;
END $$";

/// Owners of the two organizations.
const SIDES: [(&str, &str); 2] = [("organizer", "monsoon-live"), ("promoter", "harbour-nights")];

/// In no organization.
const STRANGER: &str = "newcomer";

/// What is shown to everybody, or to all who are signed in, of rows that an organization owns.
const SHOWN: &[&str] = &[
    "event_artists",
    "event_prices",
    "event_stages",
    "events",
    "media",
    "opportunities",
    "opportunity_genres",
    "organizations",
    "promoters",
    "reviews",
    "ticket_pools",
    "venue_amenities",
    "venues",
];

async fn protected(db: &DatabaseTransaction) -> Vec<String> {
    column(
        db,
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity
         AND NOT relispartition ORDER BY relname",
    )
    .await
}

async fn seen(
    db: &DatabaseTransaction,
    role: &str,
    account: &str,
    slug: &str,
    table: &str,
) -> BTreeSet<String> {
    let rows: Vec<String> =
        scalar(db, &format!("SELECT pg_temp.seen('{role}', '{account}', '{slug}', '{table}')")).await;
    rows.into_iter().collect()
}

/// For each protected table whether somebody sees rows, and whether a stranger is kept from some or from changing them.
pub async fn policies(db: &DatabaseTransaction) -> BTreeMap<String, Policed> {
    db.execute_unprepared(FUNCTIONS).await.unwrap();
    let users: Vec<String> = column(db, "SELECT username FROM users ORDER BY username").await;
    let mut policed = BTreeMap::new();
    for table in protected(db).await {
        let total: i64 = scalar(db, &format!("SELECT count(*) FROM \"{table}\"")).await;
        let total = usize::try_from(total).unwrap();
        let mut accepts = false;
        for user in &users {
            if !accepts {
                accepts = !seen(db, "backline_app", user, "", &table).await.is_empty();
            }
        }
        if !accepts {
            accepts = seen(db, "backline_admin", "", "", &table).await.len() == total && total > 0;
        }
        let shown = seen(db, "backline_app", STRANGER, "", &table).await.len();
        let deleted: String =
            scalar(db, &format!("SELECT pg_temp.changed('{STRANGER}', '', 'DELETE FROM \"{table}\"')")).await;
        let refuses = shown < total || deleted == "nothing" || deleted == "42501";
        policed.insert(table, Policed { refuses, accepts });
    }
    policed
}

/// What the one organization's owner sees or changes of the other's rows, and a stranger of both, though it is not shown to
/// everybody.
pub async fn leaks(db: &DatabaseTransaction) -> Vec<String> {
    db.execute_unprepared(FUNCTIONS).await.unwrap();
    let (mut failures, mut compared) = (Vec::new(), 0);
    for table in protected(db).await {
        let public = seen(db, "backline_app", STRANGER, "", &table).await;
        for (index, (account, slug)) in SIDES.into_iter().enumerate() {
            let other = SIDES[1 - index].1;
            // What is of both is for both to see; and one's own rows may hang on the other's, such as a follow.
            let theirs: Vec<String> = column(
                db,
                &format!(
                    "SELECT o.place FROM owned o JOIN \"{table}\" t ON t.tableoid::text || t.ctid::text = o.place
                     WHERE o.relation = '{table}' AND o.slug = '{other}' AND NOT EXISTS (
                         SELECT FROM owned p WHERE p.relation = o.relation AND p.place = o.place AND p.slug = '{slug}')
                     AND strpos(to_jsonb(t)::text, (SELECT id::text FROM users WHERE username = '{account}')) = 0"
                ),
            )
            .await;
            let theirs: BTreeSet<String> = theirs.into_iter().collect();
            compared += theirs.len();
            for role in ["backline_app", "backline_readonly"] {
                for organization in [slug, "", other] {
                    let mine = seen(db, role, account, organization, &table).await;
                    let leaked = mine.intersection(&theirs).filter(|row| !public.contains(*row)).count();
                    if leaked > 0 {
                        failures.push(format!("{role} {account} sees {leaked} rows of {other} in {table}"));
                    }
                }
            }
            if !SHOWN.contains(&table.as_str()) && theirs.intersection(&public).next().is_some() {
                failures.push(format!("{STRANGER} sees rows of {other} in {table}"));
            }
            failures.extend(changes(db, &table, account, slug, &theirs).await);
        }
    }
    assert!(compared > 100, "only {compared} rows belong to one organization alone");
    failures.extend(other_paths(db).await);
    let open: Vec<String> = column(
        db,
        "SELECT DISTINCT child.relname::text FROM pg_constraint JOIN pg_class child ON child.oid = conrelid
         JOIN pg_class parent ON parent.oid = confrelid
         WHERE contype = 'f' AND parent.relrowsecurity AND NOT child.relrowsecurity AND NOT child.relispartition
             -- Everybody's; they only say who changed them last.
             AND child.relname NOT IN ('feature_flags', 'system_settings')",
    )
    .await;
    failures
        .extend(open.iter().map(|table| format!("{table} hangs on a protected table and has no policies")));
    failures
}

/// Whether an account changes, deletes or adds to what is the other's.
async fn changes(
    db: &DatabaseTransaction,
    table: &str,
    account: &str,
    slug: &str,
    theirs: &BTreeSet<String>,
) -> Vec<String> {
    let mut failures = Vec::new();
    let columns: Vec<String> = column(
        db,
        &format!(
            "SELECT format('%I', attname) FROM pg_attribute WHERE attrelid = '\"{table}\"'::regclass AND attnum > 0
             AND NOT attisdropped AND attgenerated = '' ORDER BY attnum"
        ),
    )
    .await;
    let writable: Vec<String> = column(
        db,
        &format!(
            "SELECT format('%I', attname) FROM pg_attribute WHERE attrelid = '\"{table}\"'::regclass AND attnum > 0
             AND NOT attisdropped AND attgenerated = '' AND has_column_privilege('backline_app', attrelid, attnum, 'UPDATE')
             ORDER BY attnum DESC LIMIT 1"
        ),
    )
    .await;
    for row in theirs.iter().take(10) {
        let place = format!("tableoid::text || ctid::text = '{row}'");
        let mut statements = vec![format!("DELETE FROM \"{table}\" WHERE {place}")];
        statements.extend(
            writable
                .first()
                .map(|column| format!("UPDATE \"{table}\" SET {column} = {column} WHERE {place}")),
        );
        let json: String =
            scalar(db, &format!("SELECT quote_literal(to_jsonb(t)) FROM \"{table}\" t WHERE {place}")).await;
        let names = columns.join(", ");
        let copied: Vec<&str> = columns
            .iter()
            .map(|name| if name == "id" { "gen_random_uuid()" } else { name.as_str() })
            .collect();
        statements.push(format!(
            "INSERT INTO \"{table}\" ({names}) SELECT {} FROM jsonb_populate_record(NULL::\"{table}\", {json})",
            copied.join(", ")
        ));
        for statement in statements {
            let literal = statement.replace('\'', "''");
            let outcome: String =
                scalar(db, &format!("SELECT pg_temp.changed('{account}', '{slug}', '{literal}')")).await;
            // Nothing, or a policy's refusal; some triggers come before the policy.
            if !["nothing", "42501", "23514"].contains(&outcome.as_str()) {
                failures.push(format!("{account}: {outcome}: {statement}"));
            }
        }
    }
    failures
}

/// Around the tables: partitions, and functions that run with their owner's rights.
async fn other_paths(db: &DatabaseTransaction) -> Vec<String> {
    let mut failures = Vec::new();
    let partitions: Vec<String> = column(
        db,
        "SELECT relname::text FROM pg_class WHERE relispartition AND relkind = 'r' ORDER BY relname",
    )
    .await;
    assert!(partitions.len() >= 4);
    for (account, slug) in SIDES {
        for partition in &partitions {
            let read =
                format!("SELECT pg_temp.changed('{account}', '{slug}', 'SELECT FROM \"{partition}\"')");
            let outcome: String = scalar(db, &read).await;
            if outcome != "42501" {
                failures.push(format!("{account} reads the partition {partition}: {outcome}"));
            }
        }
        for (kind, table) in [
            ("artist", "artists"),
            ("venue", "venues"),
            ("event", "events"),
            ("promoter", "promoters"),
            ("organizer", "organizations"),
        ] {
            let found = format!(
                "SELECT FROM search_index s WHERE entity_type = ''{kind}''
                 AND NOT EXISTS (SELECT FROM {table} t WHERE t.id = s.entity_id)"
            );
            let outcome: String =
                scalar(db, &format!("SELECT pg_temp.changed('{account}', '{slug}', '{found}')")).await;
            if outcome != "nothing" {
                failures.push(format!("{account} finds what they do not see, {kind}: {outcome}"));
            }
        }
        for function in [
            // An address of whom the user shares no organization with.
            "SELECT FROM user_cards(ARRAY(SELECT user_id FROM owned_members)) WHERE email IS NOT NULL",
            // Functions of jobs.
            "SELECT drop_partitions_before('messages', now()::date)",
            "SELECT create_month_partitions(1, now()::date)",
        ] {
            let other = SIDES.iter().find(|side| side.1 != slug).unwrap().1;
            let members: String = scalar(
                db,
                &format!(
                    "SELECT quote_literal(array_agg(user_id)) || '::uuid[]' FROM organization_members m
                     JOIN organizations o ON o.id = m.organization_id WHERE slug = '{other}'"
                ),
            )
            .await;
            let call =
                function.replace("ARRAY(SELECT user_id FROM owned_members)", &members).replace('\'', "''");
            let outcome: String =
                scalar(db, &format!("SELECT pg_temp.changed('{account}', '{slug}', '{call}')")).await;
            if outcome.starts_with("changed") || outcome == "ok" {
                failures.push(format!("{account}: {outcome}: {function}"));
            }
        }
    }
    failures
}
