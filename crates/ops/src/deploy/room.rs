//! Room on disks: for the backup where this process runs, for the database that proves it where the server runs.

use std::path::Path;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::{DatabaseConnection, DbErr};

use super::Options;
use super::preflight::Findings;
use crate::sql;

const SIZE: &str = "SELECT pg_database_size(current_database())";

/// Only some roles may know it.
const DATA_DIRECTORY: &str = "SELECT CASE WHEN pg_has_role(current_user, 'pg_read_all_settings', 'MEMBER')
    THEN current_setting('data_directory', true) END";

/// Looks at both.
pub(super) async fn look(db: &DatabaseConnection, options: &Options) -> Result<Findings, DbErr> {
    let size: i64 = sql::scalar(db, SIZE, []).await?;
    let size = u64::try_from(size).unwrap_or_default();
    let wanted = size.saturating_add(options.limits.spare_bytes);
    let mut findings = Findings::default();
    let mut judge = |what: &str, folder: &Path| match free(folder) {
        Some(free) => {
            let line = format!(
                "{} MB are free for {what} in {}; the database has {} MB",
                megabytes(free),
                folder.display(),
                megabytes(size)
            );
            if free < wanted {
                findings.refuse(format!(
                    "{line}, and {} MB are to stay free",
                    megabytes(options.limits.spare_bytes)
                ));
            } else {
                findings.note(line);
            }
        }
        None => findings
            .warn(format!("it cannot be told how much room there is for {what} in {}", folder.display())),
    };
    judge("the backup", existing(&options.backups));
    let connection = db.get_postgres_connection_pool().connect_options();
    let folder: Option<String> = sql::scalar(db, DATA_DIRECTORY, []).await?;
    match folder.filter(|folder| is_here(&connection) && free(Path::new(folder)).is_some()) {
        Some(folder) => judge("the database that proves it", Path::new(&folder)),
        None => findings.warn(format!(
            "the server's disk cannot be seen from here; the proof of the backup needs {} MB on it for a while",
            megabytes(size)
        )),
    }
    Ok(findings)
}

/// The folder itself, or the nearest above it that is there.
fn existing(folder: &Path) -> &Path {
    folder.ancestors().find(|folder| folder.exists()).unwrap_or_else(|| Path::new("."))
}

/// Bytes that are free for this user.
fn free(folder: &Path) -> Option<u64> {
    let room = rustix::fs::statvfs(folder).ok()?;
    Some(room.f_bavail.saturating_mul(room.f_frsize))
}

fn is_here(options: &PgConnectOptions) -> bool {
    let host = options.get_host();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    options.get_socket().is_some()
        || host.starts_with('/')
        || host.eq_ignore_ascii_case("localhost")
        || bare.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}
