//! What `sea-orm-cli migrate -d migrations …` runs.

#[tokio::main]
async fn main() {
    sea_orm_migration::cli::run_cli(backline_migrations::Migrator).await;
}
