//! Where development data may go: never to production, to staging on request.

use backline_ops::consent::Environment;
use sea_orm::DatabaseConnection;

use crate::failure::Failure;
use crate::guard;
use crate::place::Place;

/// What counts is the graver of what can be told from the URL and of the database's own mark.
///
/// # Errors
/// Refused on production, and on staging without `yes`.
pub async fn check(place: &Place, db: &DatabaseConnection, yes: bool) -> Result<(), Failure> {
    let presumed = place.presumption()?.environment;
    let environment = guard::mark(db).await?.map_or(presumed, |mark| mark.max(presumed));
    match environment {
        Environment::Production => Err(Failure::refused(
            "development data does not go into a production database",
            "point --database-url at a development database",
        )),
        Environment::Staging if !yes => Err(Failure::refused(
            "the database is for staging",
            "say --yes if development data is to go there",
        )),
        _ => Ok(()),
    }
}
