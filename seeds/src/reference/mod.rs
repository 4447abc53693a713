//! The reference data of the platform: true facts, the same in every environment.
//!
//! To add a table: its CSV file in `seeds/data` and its line in [`TABLES`], after the tables that it refers to. A test
//! finds the file without a line.

use backline_seed::reference::{self, Error, Lookup, ReferenceTable, Report, TableReport};
use sea_orm::DatabaseConnection;

macro_rules! csv {
    ($name:literal) => {
        include_str!(concat!("../../data/", $name, ".csv"))
    };
}

/// All tables of reference data, in the order of their foreign keys, with the files in `seeds/data`.
pub const TABLES: &[ReferenceTable] = &[
    ReferenceTable::new("currencies", csv!("currencies"), &["currency_code"]),
    ReferenceTable::new("countries", csv!("countries"), &["country_id"]),
    ReferenceTable::new("timezones", csv!("timezones"), &["tz_name"]),
    ReferenceTable::new("locales", csv!("locales"), &["locale_code"]),
    ReferenceTable::new("states", csv!("states"), &["state_id"]),
    ReferenceTable::new("cities", csv!("cities"), &["city_id"]),
    ReferenceTable::new("roles", csv!("roles"), &["name"]).with_id("id"),
    ReferenceTable::new("permissions", csv!("permissions"), &["code"]).with_id("id"),
    ReferenceTable::new("role_permissions", csv!("role_permissions"), &["role_id", "permission_id"])
        .with_lookups(&[ROLE, PERMISSION]),
    ReferenceTable::new("genres", csv!("genres"), &["slug"]).with_id("id").with_lookups(&[PARENT_GENRE]),
    ReferenceTable::new("instruments", csv!("instruments"), &["slug"]).with_id("id"),
    ReferenceTable::new("amenities", csv!("amenities"), &["slug"]).with_id("id"),
    ReferenceTable::new("project_types", csv!("project_types"), &["code"]).with_id("id"),
    ReferenceTable::new("crew_roles", csv!("crew_roles"), &["name"]).with_id("id").among(EVERYBODYS),
    ReferenceTable::new("event_types", csv!("event_types"), &["name"]).with_id("id").among(EVERYBODYS),
    ReferenceTable::new("notification_types", csv!("notification_types"), &["code"]),
    // the next one goes here
];

const ROLE: Lookup =
    Lookup { column: "role", fills: "role_id", table: "roles", matches: "name", takes: "id" };

const PERMISSION: Lookup = Lookup {
    column: "permission",
    fills: "permission_id",
    table: "permissions",
    matches: "code",
    takes: "id",
};

const PARENT_GENRE: Lookup =
    Lookup { column: "parent_slug", fills: "parent_id", table: "genres", matches: "slug", takes: "id" };

/// Organisations add kinds of their own to these tables.
const EVERYBODYS: &str = "organization_id IS NULL";

/// Brings all reference tables to what the files say, in one transaction; nothing is written where nothing differs.
///
/// # Errors
/// As [`reference::load`]; nothing is changed then.
///
/// # Panics
/// When `db` is not a connection to PostgreSQL.
pub async fn load_reference(db: &DatabaseConnection) -> Result<Report, Error> {
    load_reference_with(db, |_table| {}).await
}

/// [`load_reference`] that tells `progress` of each table when it is done.
///
/// # Errors
/// As [`reference::load`]; nothing is changed then.
///
/// # Panics
/// When `db` is not a connection to PostgreSQL.
pub async fn load_reference_with(
    db: &DatabaseConnection,
    progress: impl FnMut(&TableReport) + Send,
) -> Result<Report, Error> {
    reference::load(db.get_postgres_connection_pool(), TABLES, progress).await
}

/// The SHA-256 of all that [`load_reference`] writes, in hexadecimal; template databases are named by it.
#[must_use]
pub fn fingerprint() -> String {
    reference::fingerprint(TABLES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_its_line() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "csv") {
                let name = path.file_stem().unwrap().to_str().unwrap();
                assert!(
                    TABLES.iter().any(|table| table.name == name),
                    "add a line for seeds/data/{name}.csv to TABLES in seeds/src/reference/mod.rs"
                );
            }
        }
    }
}
