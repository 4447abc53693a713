//! The tables that the engine keeps for itself: their shape, and how an older shape becomes the present one.

use sea_orm::{ConnectionTrait, DbErr};

use crate::sql::{self, identifier};

/// The engine's tables. Catalog snapshots leave them out.
pub const OWN_TABLES: [&str; 5] =
    ["migration_history", "migration_events", "migration_lock", "migration_deploys", "seaql_migrations"];

/// Their names, quoted and with their schema: a migration may change the search path.
#[derive(Debug, Clone)]
pub(super) struct Tables {
    /// What is applied.
    pub history: String,
    /// Everything that ever happened.
    pub audit: String,
    /// Who migrates just now.
    pub lock: String,
    /// What sea-orm-cli reads.
    pub cli: String,
}

impl Tables {
    /// Their names in this schema; sea-orm's own table has the name that the project gave it.
    pub fn new(schema: &str, cli: &str) -> Self {
        let name = |table: &str| format!("{}.{}", identifier(schema), identifier(table));
        Self {
            history: name("migration_history"),
            audit: name("migration_events"),
            lock: name("migration_lock"),
            cli: name(cli),
        }
    }

    /// Makes them where they are missing and brings an older shape up to date. Send it under the lock.
    ///
    /// The first ten columns of the history, and all of the lock, are those of the celebrity-booking source document;
    /// a table that was made from it is taken over.
    pub fn script(&self) -> String {
        let history = &self.history;
        // One that was made from the document, or by an older version, lacks some.
        let added: String = HISTORY_COLUMNS
            .iter()
            .map(|column| format!("ALTER TABLE {history} ADD COLUMN IF NOT EXISTS {column};\n"))
            .collect();
        self.script_with(&added)
    }

    fn script_with(&self, added: &str) -> String {
        let Self { history, audit, lock, cli } = self;
        // Its notices say of everything that it is there already.
        let mut script = "SET client_min_messages = warning;\n".to_owned();
        let columns = HISTORY_COLUMNS.join(",\n    ");
        script.push_str(&format!(
            "CREATE TABLE IF NOT EXISTS {history} ({HISTORY_OF_THE_DOCUMENT},\n    {columns});\n"
        ));
        script.push_str(added);
        // Compressing the SQL that is kept would take the server as long as writing all the rest of it.
        script.push_str(&format!(
            "ALTER TABLE {history} ALTER COLUMN up_sql SET STORAGE EXTERNAL, ALTER COLUMN rollback_sql SET STORAGE EXTERNAL;\n"
        ));
        script.push_str(&format!(
            "CREATE TABLE IF NOT EXISTS {lock} ({LOCK_COLUMNS});
             INSERT INTO {lock} (id) VALUES (1) ON CONFLICT (id) DO NOTHING;
             CREATE TABLE IF NOT EXISTS {audit} ({EVENT_COLUMNS});
             CREATE TABLE IF NOT EXISTS {cli} (version VARCHAR NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL);
             COMMENT ON TABLE {history} IS 'Where each migration stands: when and by whom it was applied, and the SQL that undoes it.';
             COMMENT ON TABLE {audit} IS 'What was ever done to migrations, failures included; rows are only added.';
             COMMENT ON TABLE {lock} IS 'Who migrates this database just now, for people to read.';
             COMMENT ON TABLE {cli} IS 'What sea-orm-cli reads; kept in step with migration_history.';"
        ));
        script
    }
}

/// The tables without which nothing can be recorded: history, events, lock, and sea-orm's.
pub(super) fn own_tables(cli: &str) -> [&str; 4] {
    ["migration_history", "migration_events", "migration_lock", cli]
}

/// The table of this name in the current schema, as an expression; nothing where it is missing.
pub(super) fn in_current_schema(table: &str) -> String {
    let name = sql::literal(&format!(".{}", identifier(table)));
    format!("to_regclass(quote_ident(current_schema()) || {name})")
}

/// The name of a column as it is defined.
fn name(column: &'static str) -> &'static str {
    column.split_whitespace().next().unwrap_or_default()
}

/// What of the engine is in a database.
#[derive(Debug, Clone)]
pub(super) struct Installed {
    /// The tables by name.
    pub tables: Tables,
    /// The columns of `migration_history`; none where it is missing.
    pub history_columns: Vec<String>,
    /// Whether sea-orm's table is there.
    pub cli: bool,
    /// Whether all tables have their present shape.
    pub complete: bool,
    /// Whether the schema has tables of others; looked for only where nothing of the engine is.
    pub has_other_tables: bool,
    /// Whether no schema has a table, as far as that was looked for.
    pub is_empty: bool,
}

impl Installed {
    /// Looks into the schema that new tables would go into.
    pub async fn read(db: &impl ConnectionTrait, cli: &str) -> Result<Self, DbErr> {
        // Looked up as names are, without reading the catalog: this is asked before anything is done.
        let there = own_tables(cli).map(in_current_schema);
        let query = format!(
            "SELECT current_schema()::text, {} IS NOT NULL, num_nulls({}) = 0,
                 ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = {} AND attnum > 0 AND NOT attisdropped)",
            there[3],
            there.join(", "),
            there[0],
        );
        let row = db.query_one_raw(sql::plain(query)).await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound("the current schema".into()))?;
        let schema: Option<String> = row.try_get_by_index(0)?;
        let schema = schema.ok_or_else(|| {
            DbErr::Custom("the search path names no schema that exists, so there is nowhere to work".into())
        })?;
        let are_all_there: bool = row.try_get_by_index(2)?;
        let history_columns: Vec<String> = row.try_get_by_index(3)?;
        let is_present =
            |column: &&'static str| history_columns.iter().any(|present| present == name(column));
        let mut installed = Self {
            cli: row.try_get_by_index(1)?,
            complete: are_all_there && HISTORY_COLUMNS.iter().all(is_present),
            history_columns,
            ..Self::nothing(&schema, cli)
        };
        if !installed.has_history() {
            installed.look_for_others(db, cli).await?;
        }
        Ok(installed)
    }

    /// Where the engine has never run.
    pub fn nothing(schema: &str, cli: &str) -> Self {
        Self {
            tables: Tables::new(schema, cli),
            history_columns: Vec::new(),
            cli: false,
            complete: false,
            has_other_tables: false,
            is_empty: false,
        }
    }

    /// Where all is as it should be.
    pub fn all(schema: &str, cli: &str) -> Self {
        let history_columns = HISTORY_COLUMNS.iter().map(|column| name(column).to_owned()).collect();
        Self { history_columns, cli: true, complete: true, ..Self::nothing(schema, cli) }
    }

    /// Looks for tables of others.
    pub async fn look_for_others(&mut self, db: &impl ConnectionTrait, cli: &str) -> Result<(), DbErr> {
        let names = own_tables(cli).map(sql::literal).join(", ");
        let query = format!(
            "SELECT count(*) = 0, coalesce(bool_or(n.nspname = current_schema()), FALSE)
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
                 AND NOT (n.nspname = current_schema() AND c.relname IN ({names})) AND NOT EXISTS (
                     SELECT FROM pg_depend d
                     WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')"
        );
        if let Some(row) = db.query_one_raw(sql::plain(query)).await? {
            (self.is_empty, self.has_other_tables) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        }
        Ok(())
    }

    /// What makes or completes the engine's tables; nothing where they are as they should be.
    pub fn missing(&self) -> String {
        match (self.complete, self.history_columns.is_empty()) {
            (true, _) => String::new(),
            (false, true) => self.tables.script_with(""),
            (false, false) => self.tables.script(),
        }
    }

    /// Whether anything was ever recorded here, by the engine or by sea-orm-cli.
    pub fn has_history(&self) -> bool {
        !self.history_columns.is_empty() || self.cli
    }
}

const HISTORY_OF_THE_DOCUMENT: &str = "
    id SERIAL PRIMARY KEY,
    migration_name VARCHAR(255) NOT NULL UNIQUE,
    batch_number INTEGER NOT NULL,
    executed_at TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    execution_time_ms INTEGER NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    status VARCHAR(20) DEFAULT 'completed',
    rollback_sql TEXT,
    error_message TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT NOW()";

const HISTORY_COLUMNS: [&str; 11] = [
    "rollback_checksum VARCHAR(64)",
    "applied_by TEXT NOT NULL DEFAULT session_user",
    "host TEXT",
    "engine_version TEXT NOT NULL DEFAULT ''",
    "transactional BOOLEAN NOT NULL DEFAULT TRUE",
    "statements_done INTEGER NOT NULL DEFAULT 0",
    "statement_hashes TEXT[] NOT NULL DEFAULT '{}'",
    "kind TEXT NOT NULL DEFAULT 'versioned'",
    "up_sql TEXT",
    "rollback_statements TEXT[]",
    "irreversible_reason TEXT",
];

const LOCK_COLUMNS: &str = "
    id INTEGER PRIMARY KEY DEFAULT 1,
    is_locked BOOLEAN DEFAULT FALSE,
    locked_by VARCHAR(255),
    locked_at TIMESTAMP WITH TIME ZONE,
    process_id VARCHAR(100),
    expires_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT single_lock CHECK (id = 1)";

const EVENT_COLUMNS: &str = "
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT clock_timestamp(),
    event TEXT NOT NULL,
    migration_name VARCHAR(255) NOT NULL,
    batch_number INTEGER,
    elapsed_ms INTEGER,
    role_name TEXT NOT NULL DEFAULT session_user,
    host TEXT,
    process_id TEXT,
    engine_version TEXT NOT NULL,
    checksum VARCHAR(64),
    sqlstate VARCHAR(5),
    statement_position INTEGER,
    message TEXT";
