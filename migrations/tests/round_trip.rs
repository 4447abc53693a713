//! Every migration can be undone: down leaves exactly what was there before up, and up then makes the same again.
//!
//! What a `down` leaves on purpose is said in it: see `Note::leaves`.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod support;

use backline_migrations::Migrator;
use backline_ops::Error;
use backline_ops::verify::verify;
use support::TestDatabase;

#[tokio::test]
async fn up_down_up_of_each_and_of_all() {
    let database = TestDatabase::new().await;
    let report = verify::<Migrator, Error>(database.conn(), async |_| Ok(vec![]), |_| {}).await.unwrap();
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert!(report.irreversible.is_empty(), "{:#?}", report.irreversible);
}
