//! Reference data on the tables of a stranger, in a database of each test's own.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod support;

use backline_seed::reference::{Error, Lookup, ReferenceTable, TableReport, load, row_id};
use support::TestDatabase;

const CITIES: &str =
    "id,name,population,note\n1,Bengaluru,8443675,\n2,\"Shimla, the queen of hills\",169578,cool\n";

const TOWNS: ReferenceTable = ReferenceTable::new("Towns", CITIES, &["id"]);

const KINDS: ReferenceTable =
    ReferenceTable::new("kinds", "slug,town,parent\nfolk,1,song\nsong,,\nballad,2,folk\n", &["slug"])
        .with_id("id")
        .with_lookups(&[
            Lookup { column: "town", fills: "town_id", table: "Towns", matches: "id", takes: "id" },
            Lookup { column: "parent", fills: "parent_id", table: "kinds", matches: "slug", takes: "id" },
        ]);

const SCHEMA: &str = "
    CREATE TABLE \"Towns\" (id serial PRIMARY KEY, name varchar(40) NOT NULL UNIQUE, population integer CHECK (population > 0),
                            note text, touched integer NOT NULL DEFAULT 0);
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.touched := OLD.touched + 1; RETURN NEW; END';
    CREATE TRIGGER touch BEFORE UPDATE ON \"Towns\" FOR EACH ROW EXECUTE FUNCTION touch();
    CREATE TABLE kinds (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), slug text NOT NULL UNIQUE,
                        town_id integer REFERENCES \"Towns\", parent_id uuid REFERENCES kinds);";

#[tokio::test]
async fn a_second_load_changes_nothing() {
    let database = TestDatabase::new(SCHEMA).await;
    let mut seen = Vec::new();
    let first = load(&database.pool, &[TOWNS, KINDS], |table| seen.push(table.clone())).await.unwrap();
    assert_eq!(first.tables, seen);
    let inserted =
        |table, rows| TableReport { table, rows, inserted: rows, updated: 0, unchanged: 0, not_in_file: 0 };
    assert_eq!(first.tables, [inserted("Towns", 2), inserted("kinds", 3)]);

    let versions =
        "SELECT string_agg(ctid::text || xmin::text || xmax::text, ' ' ORDER BY id) FROM \"Towns\"";
    let before = database.text(versions).await;
    let second = load(&database.pool, &[TOWNS, KINDS], |_| {}).await.unwrap();
    assert_eq!((second.rows(), second.changed()), (5, 0));
    assert_eq!(second.tables[0].unchanged, 2);
    assert_eq!(database.text(versions).await, before, "rows were written or locked though nothing differs");
}

#[tokio::test]
async fn what_was_edited_is_put_right_and_what_was_added_is_left() {
    let database = TestDatabase::new(SCHEMA).await;
    load(&database.pool, &[TOWNS, KINDS], |_| {}).await.unwrap();
    database
        .execute(
            "UPDATE \"Towns\" SET note = 'hot' WHERE id = 1;
             INSERT INTO \"Towns\" (name) VALUES ('Leh');
             UPDATE kinds SET parent_id = NULL WHERE slug = 'ballad';
             DELETE FROM kinds WHERE slug = 'ballad';",
        )
        .await;
    let report = load(&database.pool, &[TOWNS, KINDS], |_| {}).await.unwrap();
    let towns = &report.tables[0];
    assert_eq!((towns.inserted, towns.updated, towns.unchanged, towns.not_in_file), (0, 1, 1, 1));
    let kinds = &report.tables[1];
    assert_eq!((kinds.inserted, kinds.updated, kinds.unchanged, kinds.not_in_file), (1, 0, 2, 0));
    assert_eq!(database.text("SELECT coalesce(note, 'none') FROM \"Towns\" WHERE id = 1").await, "none");
}

#[tokio::test]
async fn ids_and_parents_are_made_in_the_database_as_in_rust() {
    let database = TestDatabase::new(SCHEMA).await;
    // This row was there before its CSV row, with an id of its own.
    database
        .execute("INSERT INTO kinds (id, slug) VALUES ('01890000-0000-7000-8000-000000000001', 'song')")
        .await;
    load(&database.pool, &[TOWNS, KINDS], |_| {}).await.unwrap();
    let found = database.text("SELECT id::text FROM kinds WHERE slug = 'folk'").await;
    assert_eq!(found, row_id("kinds", &["folk"]).to_string());
    assert_eq!(
        database
            .text(
                "SELECT string_agg(k.slug || ' in ' || p.slug, ', ' ORDER BY k.slug)
                 FROM kinds k JOIN kinds p ON p.id = k.parent_id"
            )
            .await,
        "ballad in folk, folk in song"
    );
    let song = database.text("SELECT id::text FROM kinds WHERE slug = 'song'").await;
    assert_eq!(song, "01890000-0000-7000-8000-000000000001");
}

#[tokio::test]
async fn sequences_go_on_after_the_loaded_rows() {
    let database = TestDatabase::new(SCHEMA).await;
    load(&database.pool, &[TOWNS], |_| {}).await.unwrap();
    database.execute("INSERT INTO \"Towns\" (name) VALUES ('Leh')").await;
    assert_eq!(database.text("SELECT max(id)::text FROM \"Towns\"").await, "3");
    // Nor back.
    database.execute("DELETE FROM \"Towns\" WHERE name = 'Leh'").await;
    load(&database.pool, &[TOWNS], |_| {}).await.unwrap();
    database.execute("INSERT INTO \"Towns\" (name) VALUES ('Leh')").await;
    assert_eq!(database.text("SELECT max(id)::text FROM \"Towns\"").await, "4");
}

#[tokio::test]
async fn rows_of_others_in_the_same_table_are_not_reference_rows() {
    const ROLES: ReferenceTable =
        ReferenceTable::new("roles", "name,color\nrigger,red\ndriver,blue\n", &["name"])
            .with_id("id")
            .among("owner IS NULL");
    let database = TestDatabase::new(
        "CREATE TABLE roles (id uuid PRIMARY KEY, owner integer, name text NOT NULL, color text);
         CREATE UNIQUE INDEX ON roles (name) WHERE owner IS NULL;
         INSERT INTO roles VALUES (gen_random_uuid(), 7, 'rigger', 'green');",
    )
    .await;
    let report = load(&database.pool, &[ROLES], |_| {}).await.unwrap();
    assert_eq!((report.tables[0].inserted, report.tables[0].not_in_file), (2, 0));
    let again = load(&database.pool, &[ROLES], |_| {}).await.unwrap();
    assert_eq!(again.changed(), 0);
    assert_eq!(database.text("SELECT color FROM roles WHERE owner = 7").await, "green");
}

#[tokio::test]
async fn loads_at_the_same_time_wait_for_each_other() {
    let database = TestDatabase::new(SCHEMA).await;
    let loads = (0..4).map(|_| {
        let pool = database.pool.clone();
        tokio::spawn(async move { load(&pool, &[TOWNS, KINDS], |_| {}).await })
    });
    let mut changed = 0;
    for load in loads.collect::<Vec<_>>() {
        changed += load.await.unwrap().unwrap().changed();
    }
    assert_eq!(changed, 5);
}

#[tokio::test]
async fn errors_say_where() {
    let database = TestDatabase::new(SCHEMA).await;
    let towns = |csv| ReferenceTable { csv, ..TOWNS };
    let kinds = |csv| ReferenceTable { csv, ..KINDS };
    let error = async |tables: &[ReferenceTable]| load(&database.pool, tables, |_| {}).await.unwrap_err();

    let malformed = error(&[towns("id,name,population\n1,Leh,30870\n2,Shimla,many\n")]).await;
    assert_eq!(
        malformed.to_string(),
        "column \"population\" in line 3 of the CSV file of \"Towns\" was refused: invalid input syntax for type integer: \
         \"many\" (SQLSTATE 22P02)"
    );
    let twice = error(&[towns("id,name\n1,Leh\n2,Leh\n")]).await;
    let Error::Refused(refusal) = &twice else { panic!("{twice:?}") };
    assert_eq!((refusal.line, refusal.sqlstate.as_str()), (Some(3), "23505"));
    assert_eq!(refusal.constraint.as_deref(), Some("Towns_name_key"));
    assert_eq!(twice.hint(), Some("two rows have the same key"));

    let unknown =
        error(&[TOWNS, kinds("slug,town,parent\nsong,,\nfolk,,sing\nballad,,sing\nrap,,hop\n")]).await;
    assert_eq!(
        unknown.to_string(),
        "2 values name what does not exist, the first in line 3 of the CSV file of \"kinds\": parent \"sing\" is not in \
         kinds.slug"
    );
    let unknown_one = error(&[TOWNS, kinds("slug,town,parent\nsong,9,\n")]).await;
    assert_eq!(unknown_one.to_string(), "line 2 of the CSV file of \"kinds\": town \"9\" is not in Towns.id");

    let nowhere = error(&[ReferenceTable { name: "nowhere", ..TOWNS }]).await;
    assert_eq!(nowhere.hint(), Some("apply the migrations first"));
    assert!(matches!(error(&[towns("")]).await, Error::Header { source: None, .. }));
    assert!(matches!(error(&[towns("name\nLeh\n")]).await, Error::ColumnMissing { column: "id", .. }));
    assert!(matches!(
        error(&[kinds("slug,town\nfolk,\n")]).await,
        Error::ColumnMissing { column: "parent", .. }
    ));
    let not_a_tree = ReferenceTable { id: None, ..KINDS };
    assert!(matches!(error(&[not_a_tree]).await, Error::NotATree { column: "parent", .. }));

    assert_eq!(database.text("SELECT count(*)::text FROM \"Towns\"").await, "0", "all or nothing");
}
