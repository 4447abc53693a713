//! A shop, the platform that it becomes, and the mapping from one to the other.

use std::collections::BTreeMap;
use std::path::PathBuf;

use backline_ops::adopt::{Counts, Error, Mapping, Report, Template};
use backline_ops::catalog::{Snapshot, TableDigest, digests};
use backline_ops::consent::{Consent, Environment, Request};
use backline_ops::sql::scalar;
use backline_postgres::binaries::{Search, find};
use backline_testdb::TestDb;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, TryGetable};

pub const LEGACY: &str = include_str!("legacy.sql");
const PLATFORM: &str = include_str!("platform.sql");
pub const MAPPING: &str = include_str!("shop.toml");

pub struct Shop {
    pub legacy: TestDb,
    pub template: TestDb,
    pub pg_dump: PathBuf,
}

impl Shop {
    pub async fn open() -> Self {
        let (legacy, template) = (TestDb::empty().await.unwrap(), TestDb::empty().await.unwrap());
        legacy.conn().execute_unprepared(LEGACY).await.unwrap();
        template.conn().execute_unprepared(PLATFORM).await.unwrap();
        let pg_dump = find(&Search::from_environment()).unwrap().pg_dump().unwrap();
        Self { legacy, template, pg_dump }
    }

    pub fn db(&self) -> &DatabaseConnection {
        self.legacy.conn()
    }

    pub fn template(&self) -> Template<'_> {
        Template { db: self.template.conn(), pg_dump: &self.pg_dump }
    }

    pub async fn start(&self) -> Report {
        backline_ops::adopt::start(self.db(), &mapping(), self.template(), |_| {}).await.unwrap()
    }

    pub async fn cut_over(&self) -> Report {
        let options = backline_ops::adopt::Options::default();
        backline_ops::adopt::cut_over(self.db(), &consent(), &options, |_| {}).await.unwrap()
    }

    pub async fn execute(&self, script: &str) {
        self.db().execute_unprepared(script).await.unwrap();
    }

    pub async fn value<T: TryGetable>(&self, query: &str) -> T {
        scalar(self.db(), query, []).await.unwrap()
    }

    pub async fn count(&self, query: &str) -> i64 {
        self.value(&format!("SELECT count(*) FROM {query}")).await
    }
}

pub fn mapping() -> Mapping {
    Mapping::parse(MAPPING).unwrap()
}

pub fn consent() -> Consent {
    Request::new("a test's own", Environment::Test).confirmed(true).decide().unwrap()
}

/// Name, source, filtered, moved, merged, rejected.
pub fn numbers(report: &Report) -> Vec<(&str, [i64; 5])> {
    let of = |counts: &Counts| [counts.source, counts.filtered, counts.moved, counts.merged, counts.rejected];
    report.tables.iter().map(|counts| (counts.name.as_str(), of(counts))).collect()
}

pub fn problems(error: Error) -> Vec<String> {
    match error {
        Error::Mapping(problems) => problems.iter().map(ToString::to_string).collect(),
        error => panic!("{error:?}"),
    }
}

/// Rows and content of all tables, by name, but for what a take-over keeps and what triggers log.
pub async fn content(db: &DatabaseConnection) -> BTreeMap<String, TableDigest> {
    let snapshot = Snapshot::read(db).await.unwrap();
    let mut all = digests(db, &snapshot, None, 1).await.unwrap();
    all.retain(|table, _| !table.contains("backline_adopt") && !table.ends_with("log"));
    all
}
