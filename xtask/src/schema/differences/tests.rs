//! Every kind of difference, planted and found.

use backline_migrations::Migrator;
use backline_testdb::TestDb;
use sea_orm::TransactionTrait;

use super::*;

#[tokio::test]
async fn a_migrated_database_is_what_the_entities_say() {
    let database = TestDb::for_migrator::<Migrator>().await.unwrap();
    let differences = differences(database.conn()).await.unwrap();
    let lines: Vec<_> = differences.iter().map(ToString::to_string).collect();
    assert!(
        lines.is_empty(),
        "make the entities (crates/schema) and the migrations say the same:\n{}",
        lines.join("\n")
    );
}

#[tokio::test]
async fn every_kind_of_difference_is_named() {
    let database = TestDb::for_migrator::<Migrator>().await.unwrap();
    let planted = [
        (
            "ALTER TABLE crew_members DROP COLUMN avatar_url",
            "crew_members.avatar_url, column: text in the entity, missing in the database",
        ),
        (
            "ALTER TABLE genres ADD COLUMN colour text",
            "genres.colour, column: missing in the entity, text in the database",
        ),
        (
            "ALTER TABLE crew_members ALTER COLUMN notes TYPE character varying(9)",
            "crew_members.notes, type: text in the entity, character varying(9) in the database",
        ),
        (
            "ALTER TABLE bookings ALTER COLUMN artist_id DROP NOT NULL",
            "bookings.artist_id, nullability: not null in the entity, null in the database",
        ),
        (
            "ALTER TABLE trust_score_history ALTER COLUMN change DROP EXPRESSION",
            "trust_score_history.change, generated: new_score - old_score in the entity, missing in the database",
        ),
        (
            "ALTER TABLE trust_score_history DROP COLUMN change; ALTER TABLE trust_score_history
             ADD COLUMN change numeric(5, 2) NOT NULL GENERATED ALWAYS AS (old_score - new_score) STORED",
            "trust_score_history.change, generated: new_score - old_score in the entity, old_score - new_score in the database",
        ),
        (
            "ALTER TABLE crew_members DROP COLUMN notes; ALTER TABLE crew_members
             ADD COLUMN notes text GENERATED ALWAYS AS (upper(name)) STORED",
            "crew_members.notes, generated: missing in the entity, upper(name) in the database",
        ),
        (
            "ALTER TABLE role_permissions DROP CONSTRAINT role_permissions_pkey",
            "role_permissions, primary key: role_id, permission_id in the entity, missing in the database",
        ),
        (
            "DO $$ BEGIN EXECUTE (SELECT 'ALTER TABLE payouts DROP CONSTRAINT ' || quote_ident(conname)
             FROM pg_constraint WHERE conrelid = 'payouts'::regclass AND confrelid = 'currencies'::regclass); END $$",
            "payouts.currency, foreign key: currencies (currency_code) on delete RESTRICT in the entity, missing in the database",
        ),
        (
            "CREATE TABLE strays (id uuid PRIMARY KEY)",
            "strays, table: missing in the entity, 1 column in the database",
        ),
        (
            "ALTER TABLE favorites RENAME TO cherished",
            "favorites, table: 10 columns in the entity, missing in the database",
        ),
        (
            "ALTER TYPE ui_theme RENAME VALUE 'dark' TO 'black'",
            "ui_theme, labels: light, dark, system in the entity, light, black, system in the database",
        ),
        (
            "CREATE TYPE mood AS ENUM ('good', 'bad')",
            "mood, enum: missing in the entity, good, bad in the database",
        ),
        (
            "CREATE OR REPLACE FUNCTION status_may_become(status_type text, from_status text, to_status text)
             RETURNS boolean LANGUAGE sql AS 'SELECT from_status = to_status'",
            "booking_status.cancelled, transitions: refunded in the entity, none in the database",
        ),
        (
            "DROP FUNCTION status_may_become(text, text, text)",
            "status_may_become, transitions: 27 state machines in the entity, missing in the database",
        ),
    ];
    for (statement, line) in planted {
        let transaction = database.conn().begin().await.unwrap();
        transaction.execute_unprepared(statement).await.unwrap();
        let lines: Vec<_> =
            differences(&transaction).await.unwrap().iter().map(ToString::to_string).collect();
        assert!(lines.iter().any(|found| found == line), "{statement}\n{line}\n\n{}", lines.join("\n"));
        transaction.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn all_differences_are_named_at_once() {
    let database = TestDb::for_migrator::<Migrator>().await.unwrap();
    let transaction = database.conn().begin().await.unwrap();
    let statements = "ALTER TABLE genres ADD COLUMN colour text; CREATE TABLE strays (id uuid PRIMARY KEY);
        ALTER TABLE bookings ALTER COLUMN artist_id DROP NOT NULL";
    transaction.execute_unprepared(statements).await.unwrap();
    let found: Vec<_> =
        differences(&transaction).await.unwrap().into_iter().map(|found| (found.table, found.what)).collect();
    let expected = [("bookings", What::Nullability), ("genres", What::Column), ("strays", What::Table)];
    assert_eq!(found, expected.map(|(table, what)| (table.to_owned(), what)));
    transaction.rollback().await.unwrap();
}
