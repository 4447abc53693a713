//! Migrations as the files that psql, sqlx and refinery run: the SQL that ours render to.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use backline_ops::migrate::Rendered;

use crate::Error;

/// Migrations written out for each peer.
#[derive(Debug)]
pub struct Scripts {
    /// One script for psql: one transaction around all that can run in one, as `psql -1` would make it.
    pub psql: PathBuf,
    /// One script for psql with a transaction around each migration.
    pub psql_each: PathBuf,
    /// The folder for `sqlx migrate run --source`.
    pub sqlx: PathBuf,
    /// The folder for `refinery migrate -p`.
    pub refinery: PathBuf,
}

impl Scripts {
    /// Writes them into the folder, which is made anew.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write(folder: &Path, migrations: &[Rendered]) -> Result<Self, Error> {
        let scripts = Self {
            psql: folder.join("one_transaction.sql"),
            psql_each: folder.join("transaction_each.sql"),
            sqlx: folder.join("sqlx"),
            refinery: folder.join("refinery"),
        };
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(Error::io("remove", folder))?;
        }
        for folder in [&scripts.sqlx, &scripts.refinery] {
            fs::create_dir_all(folder).map_err(Error::io("make the folder", folder))?;
        }
        write(&scripts.psql, &one_transaction(migrations))?;
        write(&scripts.psql_each, &transaction_each(migrations))?;
        for (number, (name, sql)) in (1..).zip(of_sqlx(migrations)) {
            write(&scripts.sqlx.join(format!("{number:04}_{name}.sql")), &sql)?;
        }
        for (number, migration) in (1..).zip(migrations) {
            // It runs every file in a transaction, so it builds these indexes the quicker way.
            let sql = migration.up_sql().replace("INDEX CONCURRENTLY", "INDEX");
            write(&scripts.refinery.join(format!("V{number}__{}.sql", migration.name)), &sql)?;
        }
        Ok(scripts)
    }
}

/// What cannot run in a transaction gets a file of its own each: sqlx sends a file in one message.
fn of_sqlx(migrations: &[Rendered]) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for migration in migrations {
        let name = &migration.name;
        if migration.transactional {
            files.push((name.clone(), migration.up_sql()));
            continue;
        }
        for (number, statement) in (1..).zip(&migration.up) {
            files.push((format!("{name}_{number}"), format!("-- no-transaction\n{statement};\n")));
        }
    }
    files
}

fn one_transaction(migrations: &[Rendered]) -> String {
    let mut text = String::new();
    let mut is_open = false;
    for migration in migrations {
        if migration.transactional != is_open {
            text.push_str(if is_open { "COMMIT;\n" } else { "BEGIN;\n" });
            is_open = migration.transactional;
        }
        text.push_str(&migration.up_sql());
    }
    if is_open {
        text.push_str("COMMIT;\n");
    }
    text
}

fn transaction_each(migrations: &[Rendered]) -> String {
    let mut text = String::new();
    for migration in migrations {
        let sql = migration.up_sql();
        // Writing to a string cannot fail.
        let _ = if migration.transactional {
            writeln!(text, "BEGIN;\n{sql}COMMIT;")
        } else {
            write!(text, "{sql}")
        };
    }
    text
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, text).map_err(Error::io("write", path))
}

#[cfg(test)]
mod tests {
    use backline_ops::migrate::Rollback;
    use sea_orm::{DbBackend, Statement};

    use super::*;

    fn migration(name: &str, sql: &str, transactional: bool) -> Rendered {
        Rendered {
            name: name.to_owned(),
            up: vec![Statement::from_string(DbBackend::Postgres, sql)],
            down: Rollback::Statements(Vec::new()),
            transactional,
            kind: backline_ops::migrate::Kind::Versioned,
        }
    }

    #[test]
    fn what_cannot_run_in_a_transaction_stands_outside() {
        let migrations = [
            migration("m1", "CREATE TABLE a ()", true),
            migration("m2", "CREATE TABLE b ()", true),
            migration("m3", "CREATE INDEX CONCURRENTLY i ON a (x)", false),
            migration("m4", "CREATE TABLE c ()", true),
        ];
        assert_eq!(
            one_transaction(&migrations),
            "BEGIN;\nCREATE TABLE a ();\nCREATE TABLE b ();\nCOMMIT;\n\
             CREATE INDEX CONCURRENTLY i ON a (x);\nBEGIN;\nCREATE TABLE c ();\nCOMMIT;\n"
        );
        let folder = tempfile::tempdir().unwrap();
        let scripts = Scripts::write(&folder.path().join("scripts"), &migrations).unwrap();
        let read = |path: PathBuf| fs::read_to_string(path).unwrap();
        assert_eq!(
            read(scripts.sqlx.join("0003_m3_1.sql")),
            "-- no-transaction\nCREATE INDEX CONCURRENTLY i ON a (x);\n"
        );
        assert_eq!(read(scripts.sqlx.join("0004_m4.sql")), "CREATE TABLE c ();\n");
        assert_eq!(read(scripts.refinery.join("V3__m3.sql")), "CREATE INDEX i ON a (x);\n");
        assert!(read(scripts.psql_each).contains("BEGIN;\nCREATE TABLE b ();\nCOMMIT;\nCREATE INDEX"));
    }
}
