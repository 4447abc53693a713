//! What a project without a seeding engine does: SeaORM's `insert_many`, 1,000 rows a statement.

use std::pin::Pin;
use std::time::{Duration, Instant};

use sea_orm::{
    ActiveModelTrait, ColumnTrait as _, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, IdenStatic,
    IntoActiveModel, Iterable, QueryOrder as _, Statement,
};

/// Rows a statement.
const CHUNK: usize = 1_000;

/// Rows that were inserted, and the time of the statements alone.
type Inserted = (u64, Duration);
type Copying<'a> = Pin<Box<dyn Future<Output = Result<Inserted, DbErr>> + Send + 'a>>;
type Copy = for<'a> fn(&'a DatabaseConnection, &'a DatabaseConnection) -> Copying<'a>;

/// The tables of some domains with what copies each.
macro_rules! copies {
    ($($domain:ident: $($table:ident),+;)+) => {
        &[$($((stringify!($table), |from, to| {
            Box::pin(copy_table::<backline_schema::$domain::$table::Entity>(from, to))
        }),)+)+]
    };
}

/// The tables that stories fill.
fn tables() -> &'static [(&'static str, Copy)] {
    copies! {
        geography: exchange_rates;
        identity: api_keys, auth_providers, kyc_documents, tax_profiles, user_preferences, user_roles, user_sessions, users;
        organizations: customers, organization_members, organizations, promoters;
        talent: artist_availability, artist_genres, artist_social_links, artists, celebrities, celebrity_ratings, follows, musician_instruments, musicians, teachers;
        venues: venue_amenities, venues;
        events: event_artists, event_attendances, event_prices, event_saves, event_stages, events, ticket_pools, tickets;
        booking: applications, booking_history, booking_riders, bookings, negotiation_rounds, negotiations, opportunities, opportunity_genres;
        contracts: contract_signatures, contract_templates, contract_versions, contracts;
        payments: commission_rules, crypto_payments, crypto_wallets, escrow_accounts, invoice_lines, invoices, ledger_accounts, ledger_entries, payment_providers, payments, payouts, refunds;
        trust: disputes, fraud_alerts, fraud_rules, reviews, trust_score_history, trust_scores;
        communication: conversation_participants, conversations, email_notifications, message_reads, messages, notification_preferences, notifications;
        media: equipment_inventories, media;
        calendar: calendar_connections, calendar_events;
        production: crew_members, equipment, project_equipment, project_equipment_groups, project_event_equipment, project_event_roles, project_events, project_roles, project_variants, projects;
        analytics: analytics_events, daily_metrics, forecasts, metrics;
        system: audit_logs, entity_tags, favorites, feature_flags, search_index, system_settings, tags, webhook_deliveries, webhooks;
    }
}

/// Copies the rows of these tables, in this order, from one database into another.
///
/// # Errors
/// Of the database; a table that is none of the stories' is a [`DbErr::Custom`].
pub async fn copy(
    from: &DatabaseConnection,
    to: &DatabaseConnection,
    names: &[String],
) -> Result<Inserted, DbErr> {
    let mut sum = (0, Duration::ZERO);
    for name in names {
        let (_, copy) = tables()
            .iter()
            .find(|(table, _)| table == name)
            .ok_or_else(|| DbErr::Custom(format!("\"{name}\" is not in the list of {}", file!())))?;
        let (rows, time) = copy(from, to).await?;
        sum = (sum.0 + rows, sum.1 + time);
    }
    Ok(sum)
}

async fn copy_table<E>(from: &DatabaseConnection, to: &DatabaseConnection) -> Result<Inserted, DbErr>
where
    E: EntityTrait,
    E::ActiveModel: Send,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let generated = generated_columns(from, E::default().table_name()).await?;
    // What other rows of the table refer to goes in before them.
    let mut query = E::find();
    let parents = self_references(from, E::default().table_name()).await?;
    for column in E::Column::iter().filter(|column| parents.iter().any(|name| name == column.as_str())) {
        query = query.order_by_asc(column.is_not_null());
    }
    let mut rows: Vec<E::ActiveModel> =
        query.all(from).await?.into_iter().map(IntoActiveModel::into_active_model).collect();
    for column in E::Column::iter().filter(|column| generated.iter().any(|name| name == column.as_str())) {
        rows.iter_mut().for_each(|row| row.not_set(column));
    }
    let count = rows.len() as u64;
    let mut rows = rows.into_iter();
    let mut time = Duration::ZERO;
    while rows.len() > 0 {
        // An active model knows that its values come from a row; to be inserted they have to be set.
        let chunk: Vec<E::ActiveModel> = rows.by_ref().take(CHUNK).map(ActiveModelTrait::reset_all).collect();
        let started = Instant::now();
        E::insert_many(chunk).exec_without_returning(to).await?;
        time += started.elapsed();
    }
    Ok((count, time))
}

async fn generated_columns(db: &DatabaseConnection, table: &str) -> Result<Vec<String>, DbErr> {
    let sql = "SELECT attname::text FROM pg_attribute WHERE attrelid = $1::regclass AND attgenerated <> ''";
    names(db, sql, table).await
}

/// The columns that refer to rows of the same table.
async fn self_references(db: &DatabaseConnection, table: &str) -> Result<Vec<String>, DbErr> {
    let sql = "SELECT a.attname::text FROM pg_constraint k
         JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
         WHERE k.contype = 'f' AND k.conrelid = $1::regclass AND k.confrelid = k.conrelid";
    names(db, sql, table).await
}

async fn names(db: &DatabaseConnection, sql: &str, table: &str) -> Result<Vec<String>, DbErr> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [table.into()]);
    db.query_all_raw(statement).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}
