//! How large the tables are that a plan locks, asked of the live database.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{DatabaseConnection, DbErr};

use super::Plan;
use crate::sql;

/// How large a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Size {
    /// With its indexes and what is stored out of line, in bytes.
    pub bytes: i64,
    /// About how many rows it has: an estimate of the last `ANALYZE`, or of the statistics where there was none.
    pub rows: i64,
}

/// A partitioned table is as large as its partitions are together.
const SIZES: &str = "SELECT wanted.name, coalesce(sum(pg_total_relation_size(part.oid)), 0)::bigint,
        coalesce(sum(CASE WHEN part.reltuples < 0 THEN pg_stat_get_live_tuples(part.oid) ELSE part.reltuples END), 0)::bigint
    FROM unnest($1::text[]) AS wanted (name)
         JOIN pg_namespace n ON n.nspname = CASE WHEN wanted.name LIKE '%.%' THEN split_part(wanted.name, '.', 1) ELSE 'public' END
         JOIN pg_class c ON c.relnamespace = n.oid
                        AND c.relname = CASE WHEN wanted.name LIKE '%.%' THEN split_part(wanted.name, '.', 2) ELSE wanted.name END
         LEFT JOIN LATERAL (SELECT relid FROM pg_partition_tree(c.oid) UNION SELECT c.oid::regclass) AS tree ON true
         LEFT JOIN pg_class part ON part.oid = tree.relid AND part.relkind IN ('r', 'm')
    GROUP BY wanted.name";

/// Adds to each lock how large its table is.
pub(super) async fn add_sizes(live: &DatabaseConnection, plan: &mut Plan) -> Result<(), DbErr> {
    let locks =
        || plan.migrations.iter().flat_map(|migration| &migration.statements).flat_map(|one| &one.locks);
    let tables: BTreeSet<String> = locks().map(|lock| lock.table.clone()).collect();
    if tables.is_empty() {
        return Ok(());
    }
    let tables: Vec<String> = tables.into_iter().collect();
    let mut sizes = HashMap::new();
    for row in sql::rows(live, SIZES, [tables.into()]).await? {
        let size = Size { bytes: row.try_get_by_index(1)?, rows: row.try_get_by_index(2)? };
        sizes.insert(row.try_get_by_index::<String>(0)?, size);
    }
    for statement in plan.migrations.iter_mut().flat_map(|migration| &mut migration.statements) {
        for lock in &mut statement.locks {
            lock.size = sizes.get(&lock.table).copied();
        }
    }
    Ok(())
}
