//! Writing rows: those that are missing, a statement or few a table.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseTransaction, EntityName, EntityTrait, IdenStatic,
    IntoActiveModel, QueryFilter, Value,
};
use serde::Serialize;
use time::OffsetDateTime;

use super::Error;
use super::clock::Clock;
use super::facts::Facts;
use crate::row;

/// What a seeding did, table by table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The tables in the order in which they were filled. Rows that triggers made (audit, search, history) are not counted.
    pub tables: Vec<TableReport>,
}

impl Report {
    /// All rows of the basic seed.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    /// The rows that were not there.
    #[must_use]
    pub fn inserted(&self) -> u64 {
        self.tables.iter().map(|table| table.inserted).sum()
    }
}

/// What a seeding did to one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableReport {
    /// The table.
    pub table: String,
    /// Rows of the basic seed.
    pub rows: u64,
    /// Rows that were not there.
    pub inserted: u64,
}

/// Writes rows in one transaction and counts them.
pub(super) struct Seeder<'a> {
    pub(super) transaction: &'a DatabaseTransaction,
    pub(super) clock: Clock,
    pub(super) facts: Facts,
    tables: Vec<TableReport>,
}

impl<'a> Seeder<'a> {
    pub(super) fn new(transaction: &'a DatabaseTransaction, as_of: OffsetDateTime, facts: Facts) -> Self {
        Self { transaction, clock: Clock::new(as_of), facts, tables: Vec::new() }
    }

    pub(super) fn finish(self) -> Report {
        Report { tables: self.tables }
    }

    /// Inserts the rows whose keys are not in the table. A row without `created_at` was made at the earliest of its moments
    /// that is past, or 120 days before.
    pub(super) async fn insert<A>(&mut self, rows: Vec<A>) -> Result<(), Error>
    where
        A: ActiveModelTrait + sea_orm::ActiveModelBehavior + Send,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    {
        let table = <A::Entity as Default>::default().table_name().to_owned();
        let missing = self.missing(&table, &rows).await?;
        self.count(&table, rows.len(), missing.len());
        let mut groups = BTreeMap::<Vec<&'static str>, Vec<A>>::new();
        for mut row in missing {
            row::date(&mut row, self.clock.now(), self.clock.day(-120));
            // One statement has one list of columns: rows that leave other columns to their defaults go into another.
            let columns = row::columns::<A>().filter(|column| row.get(*column).is_set());
            let columns = columns.map(|column| column.as_str()).collect();
            groups.entry(columns).or_default().push(row);
        }
        for group in groups.into_values() {
            A::Entity::insert_many(group)
                .exec_without_returning(self.transaction)
                .await
                .map_err(Error::table(&table))?;
        }
        Ok(())
    }

    /// The rows whose keys are not in the table.
    pub(super) async fn missing<A>(&self, table: &str, rows: &[A]) -> Result<Vec<A>, Error>
    where
        A: ActiveModelTrait,
        <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
    {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut any = Condition::any();
        for row in rows {
            let key = row::key(row).ok_or_else(|| Error::Unkeyed { table: table.to_owned() })?;
            let all =
                key.into_iter().fold(Condition::all(), |all, (column, value)| all.add(column.eq(value)));
            any = any.add(all);
        }
        let there = A::Entity::find().filter(any).all(self.transaction).await.map_err(Error::table(table))?;
        let there: Vec<Vec<Value>> =
            there.into_iter().filter_map(|model| row::key(&model.into_active_model())).map(values).collect();
        let is_missing = |row: &&A| row::key(*row).map(values).is_none_or(|key| !there.contains(&key));
        Ok(rows.iter().filter(is_missing).cloned().collect())
    }

    fn count(&mut self, table: &str, rows: usize, inserted: usize) {
        let (rows, inserted) = (rows as u64, inserted as u64);
        match self.tables.iter_mut().find(|report| report.table == table) {
            Some(report) => {
                report.rows += rows;
                report.inserted += inserted;
            }
            None => self.tables.push(TableReport { table: table.to_owned(), rows, inserted }),
        }
    }
}

fn values<C>(key: Vec<(C, Value)>) -> Vec<Value> {
    key.into_iter().map(|(_, value)| value).collect()
}
