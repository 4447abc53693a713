//! Which schema has which name.
//!
//! Triggers, functions and mappings are written for the names that hold after the cut-over: the new tables in the schema
//! `public` (or whichever it is), the old ones in `legacy`. Until then these names are given inside our own transactions
//! only, and given back before they end: nobody else ever sees them, and no lock is taken on any table. The cut-over is
//! the transaction that does not give them back.
//!
//! Extensions that the legacy has in its schema move with the name: whoever says `public.citext` finds it.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

use crate::sql::{identifier, rows, scalar};

/// What the legacy's schema is called once the new one has its name.
pub(super) const LEGACY: &str = "legacy";

/// What the new schema is called while the legacy's has its name.
pub(super) const GREEN: &str = "green";

/// How values become text, whoever asks: row digests depend on it. A row that a policy would hide is an error.
const SETTINGS: &str = "
SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, MDY'; SET LOCAL intervalstyle = 'postgres';
SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL row_security = off;
SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;
SET LOCAL client_min_messages = warning";

/// The name that both schemas bear in turn, and the extensions that move with it.
#[derive(Debug, Clone)]
pub(super) struct Names {
    pub schema: String,
    pub extensions: Vec<String>,
}

impl Names {
    /// As it is before anything is built: the extensions that the legacy has in its schema.
    pub(super) async fn read(db: &impl ConnectionTrait, schema: &str) -> Result<Self, DbErr> {
        let extensions = scalar(
            db,
            "SELECT coalesce(array_agg(extname::text ORDER BY extname), '{}') FROM pg_extension
             WHERE extnamespace = to_regnamespace(quote_ident($1)) AND extrelocatable",
            [schema.into()],
        )
        .await?;
        Ok(Self { schema: schema.to_owned(), extensions })
    }

    /// Gives the new schema the name, for this transaction or for good.
    pub(super) async fn enter(&self, transaction: &DatabaseTransaction) -> Result<(), DbErr> {
        self.exchange(transaction, LEGACY, GREEN).await?;
        self.settle(transaction).await
    }

    /// Gives the name back to the legacy.
    pub(super) async fn leave(&self, transaction: &DatabaseTransaction) -> Result<(), DbErr> {
        self.exchange(transaction, GREEN, LEGACY).await
    }

    /// Whoever bears the name is called `aside`; who is called `next` bears it.
    async fn exchange(
        &self,
        transaction: &DatabaseTransaction,
        aside: &str,
        next: &str,
    ) -> Result<(), DbErr> {
        let name = identifier(&self.schema);
        transaction
            .execute_unprepared(&format!(
                "ALTER SCHEMA {name} RENAME TO {}; ALTER SCHEMA {} RENAME TO {name}; {}",
                identifier(aside),
                identifier(next),
                self.move_extensions()
            ))
            .await
            .map(drop)
    }

    /// The legacy steps aside for a schema that is made in its place.
    pub(super) async fn step_aside(&self, transaction: &DatabaseTransaction) -> Result<(), DbErr> {
        let name = identifier(&self.schema);
        transaction
            .execute_unprepared(&format!(
                "ALTER SCHEMA {name} RENAME TO {legacy}; CREATE SCHEMA {name}; {}",
                self.move_extensions(),
                legacy = identifier(LEGACY),
            ))
            .await?;
        // Like the legacy's, where that is allowed.
        let owner = rows(
            transaction,
            "SELECT quote_ident(pg_get_userbyid(nspowner)) FROM pg_namespace
             WHERE nspname = $1 AND pg_has_role(current_user, nspowner, 'MEMBER')",
            [LEGACY.into()],
        )
        .await?;
        if let Some(row) = owner.first() {
            let owner: String = row.try_get_by_index(0)?;
            transaction.execute_unprepared(&format!("ALTER SCHEMA {name} OWNER TO {owner}")).await?;
        }
        Ok(())
    }

    fn move_extensions(&self) -> String {
        let schema = identifier(&self.schema);
        let moves = self
            .extensions
            .iter()
            .map(|extension| format!("ALTER EXTENSION {} SET SCHEMA {schema};", identifier(extension)));
        moves.collect()
    }

    /// The settings under which rows are read and written; new tables are found without their schema.
    pub(super) async fn settle(&self, transaction: &DatabaseTransaction) -> Result<(), DbErr> {
        let path = format!("{SETTINGS}; SET LOCAL search_path = {}, pg_temp", identifier(&self.schema));
        transaction.execute_unprepared(&path).await.map(drop)
    }

    /// Old tables are found without their schema.
    pub(super) async fn look_at_legacy(&self, transaction: &DatabaseTransaction) -> Result<(), DbErr> {
        let path =
            format!("SET LOCAL search_path = {}, {}, pg_temp", identifier(LEGACY), identifier(&self.schema));
        transaction.execute_unprepared(&path).await.map(drop)
    }
}
