//! Statements run one after another on a scratch copy, and what is seen after each.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement, TransactionTrait};
use sea_orm_migration::MigratorTrait;
use squawk_syntax::ast;

use super::{LockMode, PlanError, Scan, TableLock, beside};
use crate::lint::{Source, SourceStatement};
use crate::migrate::{Kind, Rendered};
use crate::scratch::{Scratch, execute, run_dynamic};
use crate::{Error, error, sql};

/// What was seen of one step.
pub(super) struct Seen {
    /// Which step, from 0.
    pub step: usize,
    pub locks: Vec<TableLock>,
    pub rewrites: Vec<String>,
    pub scans: Vec<Scan>,
    pub failure: Option<DbErr>,
}

/// A table or an index that the live database has, too.
struct Relation {
    /// As it is called there.
    name: String,
    /// Whether it is a table or the like, which is locked by queries.
    is_table: bool,
    /// The file in which its rows lie.
    file: i64,
    /// How often it has been read from end to end; of an index, how often it has been searched.
    reads: i64,
}

/// The session on the copy, and what the live database has.
pub(super) struct Observer<'a> {
    scratch: &'a Scratch,
    /// Whether the server is our own, so that roles may be made on it.
    owns_server: bool,
    live: HashMap<i64, Relation>,
}

/// Locks by table, and of each mode the step that took it.
type Held = HashMap<i64, BTreeMap<LockMode, usize>>;

/// Everything that can be locked by a query, rewritten or read.
const RELATIONS: &str = "SELECT c.oid::bigint,
        CASE n.nspname WHEN 'public' THEN c.relname::text ELSE n.nspname || '.' || c.relname END,
        c.relkind IN ('r', 'p', 'v', 'm', 'f'), c.relfilenode::bigint, coalesce(pg_stat_get_xact_numscans(c.oid), 0)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'i') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'";

/// What our own session holds, and where the rows of that lie now.
const LOCKED: &str = "SELECT l.relation::bigint, array_agg(l.mode),
        max(c.relfilenode::bigint), max(pg_stat_get_xact_numscans(c.oid))
    FROM pg_locks l JOIN pg_database d ON d.oid = l.database LEFT JOIN pg_class c ON c.oid = l.relation
    WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND d.datname = current_database()
    GROUP BY l.relation";

/// The catalogs that all databases of a server share, as far as our own session changes them. Dependencies on what is
/// shared are noted in one of them by most statements.
const SHARED: &str = "SELECT string_agg(relation::regclass::text, ', ' ORDER BY relation::regclass::text) FROM pg_locks
    WHERE pid = pg_backend_pid() AND locktype = 'relation' AND database = 0 AND mode = 'RowExclusiveLock'
      AND relation::regclass::text NOT IN ('pg_shdepend') AND relation IN (SELECT oid FROM pg_class WHERE relkind = 'r')";

/// SQLSTATE: not in a transaction block.
const ACTIVE_TRANSACTION: &str = "25001";

impl<'a> Observer<'a> {
    pub(super) async fn new(scratch: &'a Scratch, owns_server: bool) -> Result<Self, Error> {
        let failed = || Error::database("failed to read the tables of the scratch database");
        let mut live = HashMap::new();
        for row in sql::rows(scratch.conn(), RELATIONS, []).await.map_err(failed())? {
            let read = || -> Result<(i64, Relation), DbErr> {
                let (name, is_table) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
                let (file, reads) = (row.try_get_by_index(3)?, row.try_get_by_index(4)?);
                Ok((row.try_get_by_index(0)?, Relation { name, is_table, file, reads }))
            };
            live.extend([read().map_err(failed())?]);
        }
        Ok(Self { scratch, owns_server, live })
    }

    /// Runs a migration as the engine does, up to the statement that fails if one does.
    pub(super) async fn watch<M: MigratorTrait>(&mut self, migration: &Rendered) -> Result<Vec<Seen>, Error> {
        if let Kind::Dynamic(_) = migration.kind {
            return self.as_a_whole::<M>(migration).await;
        }
        let source = Source::read(migration);
        if migration.transactional {
            self.in_transaction(migration, &source).await
        } else {
            self.one_by_one(migration, &source).await
        }
    }

    async fn in_transaction(&mut self, migration: &Rendered, source: &Source) -> Result<Vec<Seen>, Error> {
        let failed = || Error::database(format!("failed to try \"{}\"", migration.name));
        let transaction = self.scratch.conn().begin().await.map_err(failed())?;
        self.begin(&transaction).await.map_err(failed())?;
        let mut held = Held::new();
        let mut all = Vec::new();
        for (step, statement) in migration.up.iter().enumerate() {
            let Some(syntax) = syntax(source, step) else { continue };
            if let Err(failure) = execute(&transaction, statement).await {
                all.push(failing(step, failure));
                transaction.rollback().await.map_err(failed())?;
                return Ok(all);
            }
            self.refuse_shared(&transaction, migration, step).await?;
            let by_index = is_alter_table(&syntax);
            let seen = self.look(&transaction, step, by_index, &statement.sql, &mut held).await;
            all.push(seen.map_err(failed())?);
        }
        // Deferred constraints are checked here.
        if let Err(failure) = transaction.commit().await {
            match all.last_mut() {
                Some(last) => last.failure = Some(failure),
                None => return Err(failed()(failure)),
            }
        }
        Ok(all)
    }

    /// One whose statements are known only when it runs, which is in a transaction.
    async fn as_a_whole<M: MigratorTrait>(&mut self, migration: &Rendered) -> Result<Vec<Seen>, Error> {
        let failed = || Error::database(format!("failed to try \"{}\"", migration.name));
        let transaction = self.scratch.conn().begin().await.map_err(failed())?;
        self.begin(&transaction).await.map_err(failed())?;
        if let Err(failure) = run_dynamic::<M>(&transaction, &migration.name).await {
            transaction.rollback().await.map_err(failed())?;
            return Ok(vec![failing(0, failure)]);
        }
        self.refuse_shared(&transaction, migration, 0).await?;
        let seen = self.look(&transaction, 0, false, "", &mut Held::new()).await.map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
        Ok(vec![seen])
    }

    /// In a transaction each, to see its locks; those that take none are watched from beside.
    async fn one_by_one(&mut self, migration: &Rendered, source: &Source) -> Result<Vec<Seen>, Error> {
        let failed = || Error::database(format!("failed to try \"{}\"", migration.name));
        let mut all = Vec::new();
        for (step, statement) in migration.up.iter().enumerate() {
            let Some(syntax) = syntax(source, step) else { continue };
            let transaction = self.scratch.conn().begin().await.map_err(failed())?;
            self.begin(&transaction).await.map_err(failed())?;
            match execute(&transaction, statement).await {
                Ok(()) => {
                    self.refuse_shared(&transaction, migration, step).await?;
                    let (by_index, mut held) = (is_alter_table(&syntax), Held::new());
                    let seen = self.look(&transaction, step, by_index, &statement.sql, &mut held).await;
                    all.push(seen.map_err(failed())?);
                    transaction.commit().await.map_err(failed())?;
                }
                Err(failure) => {
                    transaction.rollback().await.map_err(failed())?;
                    let seen = if error::sqlstate(&failure).as_deref() == Some(ACTIVE_TRANSACTION) {
                        self.watch_beside(migration, step, &syntax, statement).await?
                    } else {
                        failing(step, failure)
                    };
                    let fails = seen.failure.is_some();
                    all.push(seen);
                    if fails {
                        break;
                    }
                }
            }
        }
        Ok(all)
    }

    /// Notes where the rows lie and how often they were read, as the transaction begins.
    async fn begin(&mut self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        for row in sql::rows(db, RELATIONS, []).await? {
            if let Some(relation) = self.live.get_mut(&row.try_get_by_index::<i64>(0)?) {
                relation.file = row.try_get_by_index(3)?;
                relation.reads = row.try_get_by_index(4)?;
            }
        }
        Ok(())
    }

    async fn look(
        &mut self,
        db: &impl ConnectionTrait,
        step: usize,
        by_index: bool,
        text: &str,
        held: &mut Held,
    ) -> Result<Seen, DbErr> {
        let mut seen = Seen { step, locks: vec![], rewrites: vec![], scans: vec![], failure: None };
        let mut searched = Vec::new();
        for row in sql::rows(db, LOCKED, []).await? {
            let oid: i64 = row.try_get_by_index(0)?;
            let Some(relation) = self.live.get_mut(&oid) else { continue };
            let modes: Vec<String> = row.try_get_by_index(1)?;
            let modes: Vec<LockMode> = modes.iter().filter_map(|mode| LockMode::parse(mode)).collect();
            // Absent where the statement dropped it.
            let file: Option<i64> = row.try_get_by_index(2)?;
            let reads: Option<i64> = row.try_get_by_index(3)?;
            if let Some(file) = file.filter(|file| *file != relation.file) {
                relation.file = file;
                seen.rewrites.push(relation.name.clone());
            }
            if let Some(reads) = reads.filter(|reads| *reads > relation.reads) {
                relation.reads = reads;
                if relation.is_table {
                    seen.scans.push(Scan { table: relation.name.clone(), observed: true });
                } else if by_index {
                    searched.push(oid);
                }
            }
            if relation.is_table {
                let before = held.entry(oid).or_default();
                seen.locks.extend(lock(relation, before, &modes, step, text));
            }
        }
        self.add_tables_of(db, &searched, &mut seen.scans).await?;
        seen.sort();
        Ok(seen)
    }

    /// The tables of indexes that a check went through.
    async fn add_tables_of(
        &self,
        db: &impl ConnectionTrait,
        indexes: &[i64],
        scans: &mut Vec<Scan>,
    ) -> Result<(), DbErr> {
        if indexes.is_empty() {
            return Ok(());
        }
        let tables = "SELECT DISTINCT indrelid::bigint FROM pg_index WHERE indexrelid::bigint = ANY ($1)";
        for row in sql::rows(db, tables, [indexes.to_vec().into()]).await? {
            if let Some(relation) = self.live.get(&row.try_get_by_index::<i64>(0)?) {
                scans.push(Scan { table: relation.name.clone(), observed: true });
            }
        }
        Ok(())
    }

    async fn watch_beside(
        &mut self,
        migration: &Rendered,
        step: usize,
        syntax: &ast::Stmt,
        statement: &Statement,
    ) -> Result<Seen, Error> {
        if !(self.owns_server || beside::is_of_one_database(syntax)) {
            let what = "something outside a transaction".to_owned();
            return Err(shared(migration, step, what));
        }
        let mut seen = Seen { step, locks: vec![], rewrites: vec![], scans: vec![], failure: None };
        let (locks, outcome) = beside::watch(self.scratch, statement).await?;
        if let Err(failure) = outcome {
            return Ok(failing(step, failure));
        }
        for (oid, modes) in locks {
            let Some(relation) = self.live.get(&oid).filter(|relation| relation.is_table) else { continue };
            let strongest = lock(relation, &mut BTreeMap::new(), &modes, step, &statement.sql);
            if beside::builds_index(syntax) && strongest.is_some() {
                seen.scans.push(Scan { table: relation.name.clone(), observed: false });
            }
            seen.locks.extend(strongest);
        }
        let failed = || Error::database(format!("failed to try \"{}\"", migration.name));
        for row in sql::rows(self.scratch.conn(), RELATIONS, []).await.map_err(failed())? {
            let (oid, file): (i64, i64) =
                (row.try_get_by_index(0).map_err(failed())?, row.try_get_by_index(3).map_err(failed())?);
            if let Some(relation) = self.live.get(&oid).filter(|relation| relation.file != file) {
                seen.rewrites.push(relation.name.clone());
            }
        }
        seen.sort();
        Ok(seen)
    }

    /// On the server of the live database nothing is changed that it sees.
    async fn refuse_shared(
        &self,
        transaction: &DatabaseTransaction,
        migration: &Rendered,
        step: usize,
    ) -> Result<(), Error> {
        if self.owns_server {
            return Ok(());
        }
        let failed = Error::database("failed to look for changes of what databases share");
        match sql::scalar::<Option<String>, 0>(transaction, SHARED, []).await.map_err(failed)? {
            // Dropped by the caller, the transaction is rolled back.
            Some(what) => Err(shared(migration, step, what)),
            None => Ok(()),
        }
    }
}

impl Seen {
    fn sort(&mut self) {
        self.locks.sort_by(|a, b| b.mode.cmp(&a.mode).then_with(|| a.table.cmp(&b.table)));
        self.rewrites.sort();
        self.scans.sort_by(|a, b| a.table.cmp(&b.table));
        self.scans.dedup();
    }
}

/// The strongest lock that a step takes on a relation. Modes that an earlier step has taken are not taken again, so of a
/// relation that the step names it is said what it holds already.
fn lock(
    relation: &Relation,
    before: &mut BTreeMap<LockMode, usize>,
    modes: &[LockMode],
    step: usize,
    text: &str,
) -> Option<TableLock> {
    let new = modes.iter().filter(|mode| !before.contains_key(mode)).max().copied();
    let old = before.last_key_value().map(|(mode, since)| (*mode, *since));
    for mode in modes {
        before.entry(*mode).or_insert(step);
    }
    let (mode, held_since) = match (new, old) {
        (Some(new), Some((old, since))) if old > new => (old, Some(since + 1)),
        (Some(new), _) => (new, None),
        (None, Some((old, since))) if names(text, &relation.name) => (old, Some(since + 1)),
        _ => return None,
    };
    Some(TableLock { table: relation.name.clone(), mode, held_since, size: None })
}

/// A foreign key is checked by a query, which may go through indexes on a table without rows.
fn is_alter_table(syntax: &ast::Stmt) -> bool {
    matches!(syntax, ast::Stmt::AlterTable(_))
}

/// Whether a statement has this table's name in it as a word.
fn names(text: &str, table: &str) -> bool {
    let bare = table.rsplit('.').next().unwrap_or(table);
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.split(|letter: char| !is_part(letter)).any(|word| word == bare)
}

/// The first statement of a step; none where it is nothing but comments.
fn syntax(source: &Source, step: usize) -> Option<ast::Stmt> {
    let first = source.statements.iter().find(|statement| statement.step == step);
    first.map(|SourceStatement { syntax, .. }| syntax.clone())
}

fn failing(step: usize, failure: DbErr) -> Seen {
    Seen { step, locks: vec![], rewrites: vec![], scans: vec![], failure: Some(failure) }
}

fn shared(migration: &Rendered, step: usize, what: String) -> Error {
    Error::Plan(PlanError::Shared { migration: migration.name.clone(), position: step + 1, what })
}
