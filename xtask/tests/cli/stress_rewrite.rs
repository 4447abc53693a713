//! `stress rewrite`, small: the same writers, ledgers, kills and restarts as in its long run.

use crate::support::Cli;

const SMALL: &str =
    "stress rewrite --rows 4000 --alone 1 --kills 3 --killed-rows 2000 --no-judge --no-document";

#[test]
fn no_write_is_lost_whatever_happens_to_the_rewrite() {
    let cli = Cli::private();
    let told = cli.json(SMALL);
    let number = |part: &str, what: &str| {
        told[part][what].as_i64().unwrap_or_else(|| panic!("{part} {what}: {told:#}"))
    };
    for part in ["load", "killed"] {
        assert_eq!(told[part]["failures"], serde_json::json!([]), "{told:#}");
        assert!(told[part]["told"]["transactions"].as_i64() > Some(0), "{told:#}");
    }
    assert_eq!(number("load", "rows"), 4_000);
    assert_eq!(number("killed", "kills"), 3);
    assert!(number("killed", "restarts") > 0 && number("killed", "ended") > 0, "{told:#}");
    // A writer of the killed part noticed that the server was restarted.
    assert!(told["killed"]["told"]["lost"].as_i64() > Some(0), "{told:#}");
}
