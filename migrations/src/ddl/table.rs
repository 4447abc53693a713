//! What every table of ours has, said once: comments, named constraints, an index under each foreign key, `updated_at`.

use sea_orm_migration::prelude::{
    DbErr, Expr, ForeignKey, ForeignKeyAction, Iden, Index, IndexCreateStatement, IntoColumnDef,
    SchemaManager, Table, TableCreateStatement,
};

use super::column::{name_of, timestamptz_now};
use super::{Comment, Exclude, Trigger, quote, run};

/// A table to be made. See [`table`].
#[derive(Debug, Clone)]
pub struct NewTable {
    name: String,
    create: TableCreateStatement,
    indexes: Vec<IndexCreateStatement>,
    exclusions: Vec<Exclude>,
    default_partition: bool,
    touch: bool,
}

/// Begins a table: its name, and what it holds in a sentence, which becomes the table's comment.
///
/// Constraints and indexes are named after table and columns: `fk_<table>_<columns>`, `idx_…`, `uq_…`, `ck_<table>_<rule>`.
pub fn table(name: impl Iden, comment: &str) -> NewTable {
    let name = name_of(&name);
    let mut create = Table::create();
    create.table(name.clone()).comment(comment);
    NewTable {
        name,
        create,
        indexes: Vec::new(),
        exclusions: Vec::new(),
        default_partition: false,
        touch: false,
    }
}

impl NewTable {
    /// A column. Its `.comment("…")` is written, too.
    #[must_use]
    pub fn col(mut self, column: impl IntoColumnDef) -> Self {
        self.create.col(column);
        self
    }

    /// `created_at` and `updated_at`, the latter kept by a trigger.
    #[must_use]
    pub fn timestamps(mut self) -> Self {
        self.create.col(timestamptz_now("created_at")).col(timestamptz_now("updated_at"));
        self.touch = true;
        self
    }

    /// `created_at` alone, for rows that never change.
    #[must_use]
    pub fn created_at(mut self) -> Self {
        self.create.col(timestamptz_now("created_at"));
        self
    }

    /// A primary key of several columns.
    #[must_use]
    pub fn primary_key<C: Iden>(mut self, columns: impl IntoIterator<Item = C>) -> Self {
        let mut key = Index::create();
        key.name(format!("{}_pkey", self.name));
        for column in columns {
            key.col(name_of(&column));
        }
        self.create.primary_key(&mut key);
        self
    }

    /// A foreign key of one column, and the index under it.
    #[must_use]
    pub fn references(
        self,
        column: impl Iden,
        target: impl Iden,
        target_column: impl Iden,
        on_delete: ForeignKeyAction,
    ) -> Self {
        let column = name_of(&column);
        let index = self.named("idx", std::slice::from_ref(&column));
        let mut table =
            self.references_without_index(Owned(column.clone()), target, target_column, on_delete);
        let statement = Index::create().name(index).table(table.name.clone()).col(column).take();
        table.indexes.push(statement);
        table
    }

    /// A foreign key of one column that already leads another index or the primary key.
    #[must_use]
    pub fn references_without_index(
        mut self,
        column: impl Iden,
        target: impl Iden,
        target_column: impl Iden,
        on_delete: ForeignKeyAction,
    ) -> Self {
        let column = name_of(&column);
        let name = self.named("fk", std::slice::from_ref(&column));
        self.create.foreign_key(
            ForeignKey::create()
                .name(name)
                .from(self.name.clone(), column)
                .to(name_of(&target), name_of(&target_column))
                .on_delete(on_delete),
        );
        self
    }

    /// `CHECK`, named `ck_<table>_<rule>`.
    #[must_use]
    pub fn check(mut self, rule: &str, expression: impl Into<Expr>) -> Self {
        let name = quote::fitted(format!("ck_{}_{rule}", self.name));
        self.create.check((name, expression.into()));
        self
    }

    /// [`Self::check`] with the expression as SQL, for what SeaQuery cannot say.
    #[must_use]
    pub fn check_sql(self, rule: &str, expression: &str) -> Self {
        let expression = Expr::cust(expression.to_owned());
        self.check(rule, expression)
    }

    /// The text has something in it beside blanks.
    #[must_use]
    pub fn check_not_blank(self, column: impl Iden) -> Self {
        let column = name_of(&column);
        self.check_sql(
            &format!("{column}_not_blank"),
            &format!("btrim({}) <> ''", quote::identifier(&column)),
        )
    }

    /// The text is a slug: lower-case letters, digits and single hyphens.
    #[must_use]
    pub fn check_slug(self, column: impl Iden) -> Self {
        let column = name_of(&column);
        self.check_sql(
            &format!("{column}_form"),
            &format!("{} ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", quote::identifier(&column)),
        )
    }

    /// The number is not negative.
    #[must_use]
    pub fn check_not_negative(self, column: impl Iden) -> Self {
        let column = name_of(&column);
        self.check_sql(&format!("{column}_not_negative"), &format!("{} >= 0", quote::identifier(&column)))
    }

    /// The number is above zero.
    #[must_use]
    pub fn check_positive(self, column: impl Iden) -> Self {
        let column = name_of(&column);
        self.check_sql(&format!("{column}_positive"), &format!("{} > 0", quote::identifier(&column)))
    }

    /// The number lies between the two, both included.
    #[must_use]
    pub fn check_between(self, column: impl Iden, low: i64, high: i64) -> Self {
        let column = name_of(&column);
        self.check_sql(
            &format!("{column}_range"),
            &format!("{} BETWEEN {low} AND {high}", quote::identifier(&column)),
        )
    }

    /// The second column, where it is given, does not come before the first.
    #[must_use]
    pub fn check_order(self, first: impl Iden, second: impl Iden) -> Self {
        let (first, second) = (name_of(&first), name_of(&second));
        self.check_sql(
            &format!("{second}_after_{first}"),
            &format!("{} >= {}", quote::identifier(&second), quote::identifier(&first)),
        )
    }

    /// A plain index, named `idx_<table>_<columns>`.
    #[must_use]
    pub fn index<C: Iden>(mut self, columns: impl IntoIterator<Item = C>) -> Self {
        let columns: Vec<String> = columns.into_iter().map(|column| name_of(&column)).collect();
        let mut index = Index::create();
        index.name(self.named("idx", &columns)).table(self.name.clone());
        for column in columns {
            index.col(column);
        }
        self.indexes.push(index);
        self
    }

    /// A unique constraint, named `uq_<table>_<columns>`.
    #[must_use]
    pub fn unique<C: Iden>(mut self, columns: impl IntoIterator<Item = C>) -> Self {
        let columns: Vec<String> = columns.into_iter().map(|column| name_of(&column)).collect();
        let mut index = Index::create();
        index.unique().name(self.named("uq", &columns));
        for column in columns {
            index.col(column);
        }
        self.create.index(&mut index);
        self
    }

    /// Any other index: partial, covering, GIN, expression, unique where a condition holds. The table is filled in.
    #[must_use]
    pub fn index_as(mut self, index: &mut IndexCreateStatement) -> Self {
        let index = index.table(self.name.clone()).take();
        self.indexes.push(index);
        self
    }

    /// An exclusion constraint.
    #[must_use]
    pub fn exclude(mut self, exclusion: Exclude) -> Self {
        self.exclusions.push(exclusion);
        self
    }

    /// Partitioned by range of this column, with a default partition `<table>_default`, so that no row is ever refused.
    #[must_use]
    pub fn partition_by_range(mut self, column: impl Iden) -> Self {
        self.create.partition_by_range([name_of(&column)]);
        self.default_partition = true;
        self
    }

    /// Makes the table, its indexes, constraints, comments and trigger.
    ///
    /// # Errors
    /// Whatever the database answers.
    pub async fn create(self, manager: &SchemaManager<'_>) -> Result<(), DbErr> {
        let comment = self.create.get_comment().cloned();
        let columns: Vec<(String, String)> = self
            .create
            .get_columns()
            .iter()
            .filter_map(|column| Some((column.get_column_name(), column.get_column_spec().comment.clone()?)))
            .collect();
        manager.create_table(self.create).await?;
        if self.default_partition {
            let (partition, parent) = (format!("{}_default", self.name), quote::identifier(&self.name));
            let sql = format!("CREATE TABLE {} PARTITION OF {parent} DEFAULT", quote::identifier(&partition));
            run(manager, sql.as_str()).await?;
        }
        for index in self.indexes {
            manager.create_index(index).await?;
        }
        for exclusion in self.exclusions {
            run(manager, exclusion).await?;
        }
        if let Some(comment) = comment {
            run(manager, Comment::on_table(&self.name, &comment)).await?;
        }
        for (column, comment) in columns {
            run(manager, Comment::on_column(&self.name, &column, &comment)).await?;
        }
        if self.touch {
            let trigger =
                Trigger::new(Owned(self.name), "touch_updated_at", "BEFORE UPDATE", "touch_updated_at()");
            run(manager, trigger).await?;
        }
        Ok(())
    }

    fn named(&self, prefix: &str, columns: &[String]) -> String {
        quote::fitted(format!("{prefix}_{}_{}", self.name, columns.join("_")))
    }
}

/// Drops the tables, the last first.
///
/// # Errors
/// Whatever the database answers.
pub async fn drop_tables<T: Iden>(
    manager: &SchemaManager<'_>,
    tables: impl IntoIterator<Item = T, IntoIter: DoubleEndedIterator>,
) -> Result<(), DbErr> {
    for table in tables.into_iter().rev() {
        manager.drop_table(Table::drop().table(name_of(&table)).take()).await?;
    }
    Ok(())
}

/// A name that is only known when the migration runs.
struct Owned(String);

impl Iden for Owned {
    fn unquoted(&self) -> &str {
        &self.0
    }
}
