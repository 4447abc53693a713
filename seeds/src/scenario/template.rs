//! An artist has an offer for a show. `new scenario` copies this file: say here in one sentence or two what the situation is,
//! and what it is for.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect};
use sea_orm::{DatabaseConnection, EntityTrait};

use super::story::{PLACES, Parties, context};
use crate::factory::Factory as _;

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct Template;

impl Template {
    /// What it is by default. A choice is a method `with_…`.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// What it made, for those who go on with it.
#[derive(Debug, Clone)]
pub struct TemplateHandles {
    /// Who takes part.
    pub parties: Parties,
    /// Offered.
    pub booking: bookings::Model,
}

impl Scenario for Template {
    type Handles = TemplateHandles;
    const NAME: &'static str = "template";
    // The test tells what it is to be.
    const TABLES: &'static [&'static str] = &[
        "artists",
        "audit_logs",
        "booking_history",
        "bookings",
        "organization_members",
        "organizations",
        "promoters",
        "search_index",
        "users",
        "venues",
    ];
    const NEEDS: &'static [&'static str] = PLACES;

    async fn tell(&self, stage: &Stage) -> Result<TemplateHandles, Failure> {
        let context = context(stage);
        let parties = Parties::meet(&context, "INR").await?;
        let booking = parties.booking().offered().insert(&context).await?;
        Ok(TemplateHandles { parties, booking })
    }
}

impl Check for TemplateHandles {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let booking =
            bookings::Entity::find_by_id(self.booking.id).one(db).await?.ok_or("the booking is gone")?;
        expect("whose show it is", booking.artist_id, self.parties.artist.id)?;
        expect("the booking", booking.status, BookingStatus::Offered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_can_be_told() {
        let db = crate::testdb::reference().await.unwrap();
        let made = Template::new().create(db.conn()).await.unwrap();
        made.check(db.conn()).await.unwrap();
        let touched: Vec<&str> = made.tables.iter().map(|table| table.table.as_str()).collect();
        assert_eq!(touched, Template::TABLES);
        backline_seed::scenario::clean_run(db.conn(), made.run).await.unwrap();
    }
}
