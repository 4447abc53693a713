//! Backline's migrations, and the application's own after them.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{text, uuid};

/// All migrations that the application's database needs.
pub struct Migrator;

#[async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut migrations = backline_migrations::Migrator::migrations();
        migrations.push(Box::new(CreateBookingNotes));
        migrations
    }
}

struct CreateBookingNotes;

impl MigrationName for CreateBookingNotes {
    fn name(&self) -> &'static str {
        "m20270101_000001_create_booking_notes"
    }
}

#[async_trait]
impl MigrationTrait for CreateBookingNotes {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut booking = ForeignKey::create();
        booking.from("booking_notes", "booking_id").to("bookings", "id").on_delete(ForeignKeyAction::Cascade);
        let mut table = Table::create();
        table
            .table("booking_notes")
            .col(uuid("id").primary_key())
            .col(uuid("booking_id"))
            .col(text("text"))
            .check(Expr::cust("btrim(text) <> ''"))
            .foreign_key(&mut booking);
        manager.create_table(table).await?;
        let mut index = Index::create();
        index.name("idx_booking_notes_booking_id").table("booking_notes").col("booking_id");
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("booking_notes").take()).await
    }
}
