//! Migrations as SQL that somebody else runs: a DBA, with psql. What the engine would record is part of it.

use sea_orm_migration::MigratorTrait;

use super::code::Code;
use super::record::rollback_of;
use super::tables::Tables;
use super::usage::UsageError;
use super::{Kind, Rendered, Rollback};
use crate::Error;
use crate::sql::{identifier, literal};

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// What applies them, in order.
    #[default]
    Up,
    /// What undoes them, in reverse order.
    Down,
}

/// What to export.
#[derive(Debug, Clone)]
pub struct ExportOptions {
    /// Which way.
    pub direction: Direction,
    /// The first migration; without it, the first of all.
    pub from: Option<String>,
    /// The last one; without it, the last of all.
    pub to: Option<String>,
    /// The schemas in which names without one are looked for. What is made without one goes into the first, and the
    /// engine's tables with it.
    pub search_path: Vec<String>,
}

impl Default for ExportOptions {
    /// What applies all of them, in the schema `public`.
    fn default() -> Self {
        Self { direction: Direction::Up, from: None, to: None, search_path: vec!["public".to_owned()] }
    }
}

/// SQL in parts; each is sent whole, and what must not run in a transaction is a part of its own.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Export {
    /// The migrations in it, in the order of the SQL.
    pub migrations: Vec<String>,
    /// The SQL.
    pub parts: Vec<String>,
}

impl std::fmt::Display for Export {
    /// As a script for psql.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(formatter, "\\set ON_ERROR_STOP on")?;
        for part in &self.parts {
            write!(formatter, "\n{part}")?;
        }
        Ok(())
    }
}

/// The SQL of migrations, as it is rendered, with the records that the engine keeps. All of it together, in an empty database,
/// is the consolidated master file: it builds the same catalog, and `up` finds nothing pending after it.
///
/// # Errors
/// [`Error::Usage`] for unknown names, and for migrations that cannot be undone on the way down; a dynamic migration cannot be
/// exported ([`Error::Dynamic`]).
pub async fn export<M: MigratorTrait>(options: &ExportOptions) -> Result<Export, Error> {
    let code = Code::of::<M>().await?;
    let migrations = code.migrations().await?;
    let place =
        |name: &Option<String>, otherwise| name.as_ref().map_or(Ok(otherwise), |name| code.position(name));
    let (from, to) = (place(&options.from, 0)?, place(&options.to, migrations.len() - 1)?);
    if from > to {
        let (from, to) = (migrations[from].name.clone(), migrations[to].name.clone());
        return Err(UsageError::WrongOrder { from, to }.into());
    }
    let chosen = &migrations[from..=to];
    if let Some((migration, reason)) = chosen.iter().find_map(dynamic) {
        return Err(Error::Dynamic { migration: migration.to_owned(), sql: reason.to_owned() });
    }
    let Some(schema) = options.search_path.first() else { return Err(UsageError::NoSchema.into()) };
    let mut script = Script {
        tables: Tables::new(schema, &code.cli_table),
        reset: format!("RESET ROLE;\nRESET ALL;\nSET search_path TO {};\n", path(&options.search_path)),
        parts: Vec::new(),
    };
    match options.direction {
        Direction::Up => {
            script.begin(&chosen[0]);
            for migration in chosen {
                script.up(migration);
            }
            Ok(Export { migrations: names(chosen.iter()), parts: script.parts })
        }
        Direction::Down => {
            let irreversible: Vec<(String, String)> = chosen.iter().filter_map(irreversible).collect();
            if !irreversible.is_empty() {
                return Err(UsageError::Irreversible(irreversible).into());
            }
            for migration in chosen.iter().rev() {
                script.down(migration);
            }
            Ok(Export { migrations: names(chosen.iter().rev()), parts: script.parts })
        }
    }
}

fn path(schemas: &[String]) -> String {
    schemas.iter().map(|schema| identifier(schema)).collect::<Vec<_>>().join(", ")
}

fn names<'a>(migrations: impl Iterator<Item = &'a Rendered>) -> Vec<String> {
    migrations.map(|migration| migration.name.clone()).collect()
}

fn dynamic(migration: &Rendered) -> Option<(&str, &str)> {
    match &migration.kind {
        Kind::Dynamic(reason) => Some((&migration.name, reason)),
        Kind::Versioned | Kind::Repeatable => None,
    }
}

fn irreversible(migration: &Rendered) -> Option<(String, String)> {
    match &migration.down {
        Rollback::Irreversible(reason) => Some((migration.name.clone(), reason.clone())),
        Rollback::Statements(_) => None,
    }
}

/// The event with which a script begins.
const SCRIPT: &str = "script_begun";

/// What grows while migrations are written down.
struct Script {
    tables: Tables,
    /// What a migration set is not to reach the next one.
    reset: String,
    parts: Vec<String>,
}

impl Script {
    /// The engine's tables, and the batch that all of it is: read back from there, as a session forgets what is reset.
    fn begin(&mut self, first: &Rendered) {
        let Tables { history, audit, .. } = &self.tables;
        self.parts.push(format!(
            "{}BEGIN;
{}
INSERT INTO {audit} (event, migration_name, batch_number, engine_version)
SELECT '{SCRIPT}', {}, coalesce(max(batch_number), 0) + 1, {} FROM {history};
COMMIT;\n",
            self.reset,
            self.tables.script(),
            literal(&first.name),
            literal(env!("CARGO_PKG_VERSION")),
        ));
    }

    fn up(&mut self, migration: &Rendered) {
        let name = literal(&migration.name);
        let (rollback, steps, irreversible) = rollback_of(migration);
        let text = |text: Option<String>| text.map_or_else(|| "NULL".to_owned(), |text| literal(&text));
        let steps = steps.map_or_else(
            || "NULL".to_owned(),
            |steps| {
                format!(
                    "ARRAY[{}]::text[]",
                    steps.iter().map(|step| literal(step)).collect::<Vec<_>>().join(", ")
                )
            },
        );
        let Tables { history, audit, cli, .. } = &self.tables;
        let (checksum, version) = (literal(&migration.checksum()), literal(env!("CARGO_PKG_VERSION")));
        let kind = if migration.kind == Kind::Repeatable { "repeatable" } else { "versioned" };
        let record = format!(
            "INSERT INTO {history} (migration_name, batch_number, execution_time_ms, checksum, rollback_sql, rollback_checksum,
    engine_version, transactional, statements_done, kind, up_sql, rollback_statements, irreversible_reason)
SELECT {name}, batch_number, 0, {checksum}, {rollback}, encode(sha256(convert_to({rollback}, 'UTF8')), 'hex'),
    {version}, {}, {}, '{kind}', {}, {steps}, {} FROM {audit} WHERE event = '{SCRIPT}' ORDER BY id DESC LIMIT 1
ON CONFLICT (migration_name) DO UPDATE SET id = excluded.id, batch_number = excluded.batch_number, executed_at = now(),
    execution_time_ms = 0, checksum = excluded.checksum, status = 'completed', rollback_sql = excluded.rollback_sql,
    error_message = NULL, rollback_checksum = excluded.rollback_checksum, applied_by = session_user, host = NULL,
    engine_version = excluded.engine_version, transactional = excluded.transactional,
    statements_done = excluded.statements_done, kind = excluded.kind, up_sql = excluded.up_sql,
    rollback_statements = excluded.rollback_statements, irreversible_reason = excluded.irreversible_reason;
INSERT INTO {cli} (version, applied_at) VALUES ({name}, extract(epoch FROM now())::bigint) ON CONFLICT (version) DO NOTHING;
INSERT INTO {audit} (event, migration_name, batch_number, engine_version, checksum, message)
SELECT 'applied', migration_name, batch_number, {version}, {checksum}, 'by an exported script' FROM {history}
WHERE migration_name = {name};\n",
            migration.transactional,
            migration.up.len(),
            literal(&migration.up_sql()),
            text(irreversible),
            rollback = text(rollback),
        );
        self.surround(migration, &migration.up, &record);
    }

    fn down(&mut self, migration: &Rendered) {
        let Rollback::Statements(statements) = &migration.down else { return };
        let name = literal(&migration.name);
        let record = format!(
            "UPDATE {} SET status = 'rolled_back', statements_done = 0 WHERE migration_name = {name};
DELETE FROM {} WHERE version = {name};
INSERT INTO {} (event, migration_name, engine_version, message)
VALUES ('rolled_back', {name}, {}, 'by an exported script');\n",
            self.tables.history,
            self.tables.cli,
            self.tables.audit,
            literal(env!("CARGO_PKG_VERSION")),
        );
        self.surround(migration, statements, &record);
    }

    /// In one transaction with their record; or one by one, and the record after them.
    fn surround(&mut self, migration: &Rendered, statements: &[sea_orm::Statement], record: &str) {
        let texts: Vec<String> = statements
            .iter()
            .map(|one| one.to_string().trim_end().trim_end_matches(';').to_owned())
            .collect();
        let (reset, head) = (&self.reset, format!("-- {}\n", migration.name));
        if migration.transactional {
            let all: String = texts.iter().map(|text| format!("{text};\n")).collect();
            self.parts.push(format!("{head}{reset}BEGIN;\n{all}{record}COMMIT;\n"));
            return;
        }
        self.parts.push(format!("{head}{reset}"));
        self.parts.extend(texts.iter().map(|text| format!("{head}-- not in a transaction\n{text};\n")));
        self.parts.push(format!("{head}BEGIN;\n{record}COMMIT;\n"));
    }
}
