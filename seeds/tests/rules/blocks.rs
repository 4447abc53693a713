//! Attacks that are written by hand: the blocks of `rules/*.sql`.

use std::fs;
use std::path::Path;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, RuntimeErr, TransactionTrait};

use super::support::scalar;

/// What a block demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Demand {
    /// An error with an SQLSTATE, of the rule.
    Refuse,
    /// Success, and a row affected by the last statement.
    Accept,
    /// No rows from the last statement.
    Hidden,
    /// Rows from the last statement.
    Visible,
}

/// An instruction and the statements below it.
#[derive(Debug)]
pub struct Block {
    /// File and line.
    pub place: String,
    /// What shall happen.
    pub demand: Demand,
    /// With which SQLSTATE it is refused, for [`Demand::Refuse`].
    pub sqlstate: String,
    /// The rule.
    pub name: String,
    sql: String,
}

/// All blocks, and what is wrong with the instructions.
pub fn read_all(folder: &Path) -> (Vec<Block>, Vec<String>) {
    let (mut blocks, mut failures) = (Vec::new(), Vec::new());
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    files.sort();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let mut current: Option<Block> = None;
        for (index, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            let place = format!("{name}:{}", index + 1);
            match instruction(line) {
                Some((demand, sqlstate, rule)) => {
                    blocks.extend(current.take());
                    let (sqlstate, name) = (sqlstate.to_owned(), rule.to_owned());
                    current = Some(Block { place, demand, sqlstate, name, sql: String::new() });
                }
                None if ["-- refuse", "-- accept", "-- hidden", "-- visible"]
                    .iter()
                    .any(|start| line.starts_with(start)) =>
                {
                    failures.push(format!("{place}: an instruction that is not understood: {line}"));
                }
                None => {
                    if let Some(block) = &mut current {
                        block.sql.push_str(line);
                        block.sql.push('\n');
                    }
                }
            }
        }
        blocks.extend(current);
    }
    (blocks, failures)
}

fn instruction(line: &str) -> Option<(Demand, &str, &str)> {
    let words: Vec<&str> = line.strip_prefix("-- ")?.split_whitespace().collect();
    match words[..] {
        ["refuse", sqlstate, name] if sqlstate.len() == 5 => Some((Demand::Refuse, sqlstate, name)),
        ["accept", name] => Some((Demand::Accept, "", name)),
        ["hidden", name] => Some((Demand::Hidden, "", name)),
        ["visible", name] => Some((Demand::Visible, "", name)),
        _ => None,
    }
}

impl Block {
    /// Runs it and takes it back: what is wrong, if anything is.
    pub async fn run(&self, transaction: &DatabaseTransaction) -> Option<String> {
        let savepoint = transaction.begin().await.unwrap();
        let outcome = self.outcome(&savepoint).await;
        savepoint.rollback().await.unwrap();
        let wrong = match (self.demand, outcome) {
            (Demand::Refuse, Err(error)) => {
                let Some(refusal) = refusal(&error) else { return Some(self.failure(&error.to_string())) };
                let by_the_rule = match self.name.strip_prefix("policy:") {
                    Some(table) => {
                        refusal.message.contains(&format!("\"{table}\"")) || refusal.message.ends_with(table)
                    }
                    None => {
                        let by = refusal.constraint.as_deref().unwrap_or_default();
                        by == self.name || is_part_of(transaction, by, &self.name).await
                    }
                };
                if refusal.sqlstate == self.sqlstate && by_the_rule {
                    return None;
                }
                let by = refusal.constraint.unwrap_or_default();
                format!("refused by {} {by}: {}", refusal.sqlstate, refusal.message)
            }
            (Demand::Refuse, Ok(rows)) => format!("not refused, {rows} rows"),
            (Demand::Accept | Demand::Visible, Ok(0)) => "the last statement found no row".to_owned(),
            (Demand::Hidden, Ok(rows)) if rows > 0 => format!("{rows} rows are shown"),
            (_, Ok(_)) => return None,
            (_, Err(error)) => error.to_string(),
        };
        Some(self.failure(&wrong))
    }

    fn failure(&self, wrong: &str) -> String {
        format!("{}: {:?} {} {}: {wrong}", self.place, self.demand, self.sqlstate, self.name)
    }

    /// How many rows the last statement returned or affected.
    async fn outcome(&self, db: &DatabaseTransaction) -> Result<u64, DbErr> {
        let (before, last) = split_last(&self.sql);
        if !before.is_empty() {
            db.execute_unprepared(before).await?;
        }
        let rows = db.execute_unprepared(last).await?.rows_affected();
        db.execute_unprepared("SET CONSTRAINTS ALL IMMEDIATE").await?;
        Ok(rows)
    }
}

/// Whether an index is a partition's, of that index of the whole table.
async fn is_part_of(db: &DatabaseTransaction, index: &str, whole: &str) -> bool {
    let sql = format!(
        "SELECT EXISTS (SELECT FROM pg_inherits JOIN pg_class part ON part.oid = inhrelid
         JOIN pg_class parent ON parent.oid = inhparent WHERE part.relname = '{index}' AND parent.relname = '{whole}')"
    );
    scalar(db, &sql).await
}

/// The statements before the last one, and that one.
fn split_last(sql: &str) -> (&str, &str) {
    let sql = sql.trim_end().trim_end_matches(';');
    let (mut end, mut quoted, mut comment, mut dollars) = (0, false, false, false);
    let bytes = sql.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let twice = bytes.get(at + 1) == Some(byte);
        match byte {
            b'\n' => comment = false,
            _ if comment => {}
            b'$' if twice && !quoted => dollars = !dollars,
            _ if dollars => {}
            b'\'' => quoted = !quoted,
            b'-' if twice && !quoted => comment = true,
            b';' if !quoted && !only_comments(&sql[at + 1..]) => end = at + 1,
            _ => {}
        }
    }
    sql.split_at(end)
}

fn only_comments(sql: &str) -> bool {
    sql.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with("--"))
}

struct Refusal {
    sqlstate: String,
    message: String,
    constraint: Option<String>,
}

fn refusal(error: &DbErr) -> Option<Refusal> {
    let (DbErr::Exec(RuntimeErr::SqlxError(source)) | DbErr::Query(RuntimeErr::SqlxError(source))) = error
    else {
        return None;
    };
    let database = source.as_database_error()?;
    Some(Refusal {
        sqlstate: database.code()?.into_owned(),
        message: database.message().to_owned(),
        constraint: database.constraint().map(str::to_owned),
    })
}
