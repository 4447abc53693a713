//! `ops adopt`: the music-booking legacy by its runbook, and a stranger's by the guide.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use backline_testdb::TestDb;
use sea_orm::ConnectionTrait as _;

use crate::support::{Cli, Run};

const MUSIC_BOOKING: &str = include_str!("../../../examples/legacy/music-booking.sql");

fn workspace(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// The blocks of a document in this language.
fn blocks(document: &str, language: &str) -> Vec<String> {
    let text = fs::read_to_string(workspace(document)).unwrap();
    let fence = format!("```{language}\n");
    let blocks = text.split(fence.as_str()).skip(1);
    blocks.map(|block| block.split("```").next().unwrap().to_owned()).collect()
}

/// The commands of the runbook.
fn commands() -> Vec<String> {
    let lines: Vec<String> = blocks("docs/runbooks/adopt.md", "sh")
        .iter()
        .flat_map(|block| block.lines())
        .map(|line| line.strip_prefix("cargo xtask ").unwrap().to_owned())
        .collect();
    let file = workspace("examples/legacy/music-booking.toml");
    lines.iter().map(|line| line.replace("music-booking.toml", &file.to_string_lossy())).collect()
}

/// The music-booking legacy, with fewer users.
async fn legacy() -> (TestDb, Cli) {
    let db = TestDb::empty().await.unwrap();
    let script = format!("SET legacy.users = 1000; {MUSIC_BOOKING}");
    db.conn().execute_unprepared(&script).await.unwrap();
    let cli = Cli::on(db.url());
    (db, cli)
}

fn ended(run: &Run, code: i32) -> &Run {
    assert_eq!(run.code, code, "{run:?}");
    run
}

#[tokio::test(flavor = "multi_thread")]
async fn the_music_booking_legacy_by_its_runbook() {
    let (_db, cli) = legacy().await;
    let [try_it, copy, again, status, cut_over, check, revert, cut_over_again, finish] =
        commands().try_into().unwrap();
    let before =
        cli.sql("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1");
    let tried = cli.run(&try_it);
    assert_eq!(ended(&tried, 1).stdout.matches("Nothing was changed").count(), 1);
    assert_eq!(
        cli.sql("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"),
        before
    );
    let copied = cli.run(&copy);
    ended(&copied, 0);
    // The old application goes on.
    cli.sql("UPDATE users SET email_verified = true WHERE username = 'user.3'; INSERT INTO sessions VALUES ('late', '{}')");
    ended(&cli.run(&again), 0);
    ended(&cli.run(&status), 0);
    assert_eq!(cli.run(cut_over.trim_end_matches(" --yes")).code, 3, "nobody was asked");
    let protected = cli.run_with(&cut_over, |command| {
        command.env("BACKLINE_ENV", "production");
    });
    assert_eq!(ended(&protected, 3).stderr.matches("--yes-production").count(), 1);
    ended(&cli.run(&cut_over), 0);
    ended(&cli.run(&check), 0);
    ended(&cli.run("ops drift -q"), 0);
    ended(&cli.run("ops check -q --only queries"), 0);
    assert_eq!(cli.sql("SELECT status FROM users WHERE username = 'user.3'"), ["active"]);
    verify(&cli);
    cli.sql("INSERT INTO users (email) VALUES ('since@example.org')");
    let reverted = cli.run(&revert);
    assert!(ended(&reverted, 0).stdout.contains("\"public\".\"users\""), "{reverted:?}");
    assert_eq!(cli.sql("SELECT count(*) FROM sessions"), ["51"]);
    assert_eq!(
        cli.sql("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"),
        before
    );
    ended(&cli.run(&cut_over_again), 0);
    assert_eq!(cli.sql("SELECT count(*) FROM users WHERE email = 'since@example.org'"), ["1"]);
    let finished = cli.run(&finish);
    assert!(ended(&finished, 0).stdout.contains("rejected rows kept"), "{finished:?}");
    ended(&cli.run("ops drift -q"), 0);
    assert_eq!(cli.run("ops adopt").stdout, "No take-over is under way.\n");
}

/// What became of the legacy's rows, asked in another way than the mapping says it.
fn verify(cli: &Cli) {
    let is = |question: &str, expected: &str| {
        assert_eq!(cli.sql(&format!("SELECT {question}")), [expected], "{question}");
    };
    is(
        "count(*) FROM users WHERE (status = 'active') <> (SELECT email_verified FROM legacy.users AS old WHERE old.id = users.id)",
        "0",
    );
    is(
        "count(*) FROM users WHERE password_hash IS DISTINCT FROM (SELECT password FROM legacy.users AS old WHERE old.id = users.id)",
        "0",
    );
    is(
        "(SELECT count(*) FROM users) + (SELECT count(*) FROM backline_adopt.rows WHERE mapping = 1 AND state = 'merged') + (SELECT count(*) FROM backline_adopt.rejected WHERE name = 'users') = (SELECT count(*) FROM legacy.users)",
        "t",
    );
    // Twins: of 10 addresses that are there twice; one user each, the verified one where there is one.
    is("count(*) FROM backline_adopt.rows WHERE mapping = 1 AND state = 'merged'", "10");
    is("count(*) FROM backline_adopt.rejected WHERE name = 'users' AND sqlstate IN ('22007', '22008')", "5");
    is("count(*) FROM backline_adopt.rejected WHERE constraint_name = 'ck_users_email_form'", "2");
    is("count(*) FROM backline_adopt.rejected WHERE constraint_name = 'ck_users_username_form'", "1");
    is("count(*) FROM backline_adopt.rejected WHERE constraint_name = 'ck_users_phone_form'", "3");
    is(
        "count(*) FROM backline_adopt.rejected WHERE name = 'artists' AND sqlstate = '23503' AND column_name = 'user_id'",
        "4",
    );
    is(
        "count(*) FROM backline_adopt.rejected WHERE name = 'user_roles' AND reason LIKE '%role_name: \"guest\"'",
        "20",
    );
    is(
        "count(*) > 0 FROM backline_adopt.rejected WHERE constraint_name = 'ex_bookings_artist_id_performance'",
        "t",
    );
    is("count(*) FROM artists WHERE NOT EXISTS (SELECT FROM users WHERE users.id = user_id)", "0");
    is(
        "count(*) FROM venues JOIN cities USING (city_id) JOIN legacy.venues AS old ON md5('venue ' || old.id)::uuid = venues.id WHERE old.city = 'Bangalore' AND cities.name = 'Bengaluru' AND country_id = 356",
        "5",
    );
    is("count(*) FROM bookings WHERE status = 'completed'", &cli.sql("SELECT count(*) FROM backline_adopt.rows AS line JOIN legacy.bookings AS old ON old.id::text = key[1] JOIN backline_adopt.tables USING (mapping) WHERE name = 'bookings' AND old.status = 'done'")[0]);
    is(
        "count(*) FROM booking_history AS h JOIN bookings ON bookings.id = booking_id WHERE to_status = bookings.status",
        &cli.sql("SELECT count(*) FROM bookings")[0],
    );
    is("count(*) FROM audit_logs WHERE table_name = 'users' AND new_values::text LIKE '%$argon2id$%'", "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_legacy_by_the_guide_alone() {
    const GUIDE: &str = "docs/guides/take-over-a-legacy-database.md";
    let db = TestDb::empty().await.unwrap();
    let [legacy] = blocks(GUIDE, "sql").try_into().unwrap();
    db.conn().execute_unprepared(&legacy).await.unwrap();
    let [mapping] = blocks(GUIDE, "toml").try_into().unwrap();
    let [promised] = blocks(GUIDE, "text").try_into().unwrap();
    let [command] = blocks(GUIDE, "sh").try_into().unwrap();
    let cli = Cli::on(db.url());
    fs::write(cli.folder().join("ticket-shop.toml"), mapping).unwrap();
    let tried = cli.run(command.trim().strip_prefix("cargo xtask ").unwrap());
    assert!(ended(&tried, 1).stdout.starts_with(&promised), "{}", tried.stdout);
    assert!(tried.stdout.contains("Read by nothing: Kunde.Fax."), "{}", tried.stdout);
    cli.assert_snapshot("ops_adopt_guide");
    ended(&cli.run("ops adopt ticket-shop.toml -q"), 0);
    ended(&cli.run("ops adopt --cut-over --yes -q"), 0);
    assert_eq!(
        cli.sql("SELECT concat_ws('|', last_name, first_name, status) FROM users ORDER BY last_name"),
        ["Meier|Anna|active", "Özil|Cem|active"]
    );
    // Both of Anna's tickets are hers; the pool has counted what was sold of it.
    assert_eq!(
        cli.sql("SELECT code, tickets.price, email, sold FROM tickets JOIN users ON users.id = purchaser_id JOIN ticket_pools ON ticket_pools.id = ticket_pool_id ORDER BY code"),
        ["10-A-1|24.500|anna@example.org|2", "10-A-2|24.500|anna@example.org|2"]
    );
    assert_eq!(
        cli.sql("SELECT starts_at AT TIME ZONE 'UTC' FROM events WHERE slug = 'va-10'"),
        ["2025-09-12 17:30:00"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_with_its_line() {
    let (_db, cli) = legacy().await;
    let text = fs::read_to_string(workspace("examples/legacy/music-booking.toml")).unwrap();
    let wrong = text
        .replace("phone = \"phone\"", "phone = \"fone\"")
        .replace("first_name = \"", "firstname = \"")
        .replace("ignore = [\"sessions\"]", "ignore = []");
    fs::write(cli.folder().join("wrong.toml"), wrong).unwrap();
    assert_eq!(cli.run("ops adopt wrong.toml --dry-run").code, 2);
    fs::write(cli.folder().join("broken.toml"), "[[table]]\ntarget = \"users\"\nsources = \"users\"\n")
        .unwrap();
    assert_eq!(cli.run("ops adopt broken.toml").code, 2);
    assert_eq!(cli.run("ops adopt missing.toml").code, 2);
    assert_eq!(cli.run("ops adopt --cut-over --yes").code, 2);
    assert_eq!(cli.run("ops adopt --dry-run").code, 2);
    cli.assert_snapshot("ops_adopt_wrong");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_it_goes_on_with_the_same_command() {
    let (_db, cli) = legacy().await;
    let file = workspace("examples/legacy/music-booking.toml");
    let file = file.to_string_lossy();
    let mut child = cli.command(&["-q", "ops", "adopt", &file]);
    let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(120);
    let copied = || {
        let is_there = "SELECT 'yes' WHERE to_regclass('backline_adopt.rows') IS NOT NULL";
        !cli.sql(is_there).is_empty()
            && !cli.sql("SELECT 'yes' WHERE EXISTS (SELECT FROM backline_adopt.rows)").is_empty()
    };
    // As soon as the first rows are there, and before all are.
    while !copied() {
        assert!(Instant::now() < deadline && child.try_wait().unwrap().is_none(), "nothing was copied");
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    // The killed process's session may hold the lock for a moment still.
    let resumed = loop {
        let run = cli.run(&format!("ops adopt {file} -q --json"));
        if run.code != 4 || Instant::now() > deadline {
            break run;
        }
    };
    let report: serde_json::Value = serde_json::from_str(&ended(&resumed, 0).stdout).unwrap();
    let users = &report["tables"][0];
    assert_eq!(
        (users["name"].as_str(), users["source"].as_i64(), users["unaccounted"].as_i64()),
        (Some("users"), Some(1000), Some(0))
    );
    ended(&cli.run("ops adopt --abort --yes"), 0);
    assert_eq!(
        cli.sql("SELECT count(*) FROM pg_namespace WHERE nspname IN ('green', 'legacy', 'backline_adopt')"),
        ["0"]
    );
}
