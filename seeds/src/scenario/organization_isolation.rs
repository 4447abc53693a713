//! Two organizations, each with members, a booking, a payment and an event: whoever acts for the one sees and changes
//! nothing of the other's. For row level security.

use backline_schema::act_as_app;
use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect, require};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    TransactionTrait, sea_query::Expr,
};

use super::story::{PLACES, Parties, context};
use crate::factory::{Context, Factory as _, OrganizationMemberFactory, PaymentFactory, UserFactory};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct OrganizationIsolation;

impl OrganizationIsolation {
    /// Two organizations.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// An organization and what is its own.
#[derive(Debug, Clone)]
pub struct Neighbour {
    /// The organization, its owner, promoter and artist.
    pub parties: Parties,
    /// May look, and nothing else.
    pub viewer: users::Model,
    /// The organization's booking.
    pub booking: bookings::Model,
    /// Paid by the organization's owner.
    pub payment: payments::Model,
}

/// Two of them.
#[derive(Debug, Clone)]
pub struct Neighbours {
    /// The one.
    pub one: Neighbour,
    /// The other.
    pub other: Neighbour,
}

impl Scenario for OrganizationIsolation {
    type Handles = Neighbours;
    const NAME: &'static str = "organization-isolation";
    const TABLES: &'static [&'static str] = &[
        "artists",
        "audit_logs",
        "booking_history",
        "bookings",
        "organization_members",
        "organizations",
        "payments",
        "promoters",
        "search_index",
        "users",
        "venues",
    ];
    const NEEDS: &'static [&'static str] = PLACES;

    async fn tell(&self, stage: &Stage) -> Result<Neighbours, Failure> {
        let context = context(stage);
        Ok(Neighbours { one: move_in(&context).await?, other: move_in(&context).await? })
    }
}

async fn move_in(context: &Context<'_>) -> Result<Neighbour, Failure> {
    let parties = Parties::meet(context, "INR").await?;
    let viewer = UserFactory::new().insert(context).await?;
    let member =
        OrganizationMemberFactory::new().in_organization(&parties.organization).for_user(&viewer).viewer();
    member.insert(context).await?;
    let booking = parties.booking().deposit_paid().insert(context).await?;
    let payment = PaymentFactory::new().for_booking(&booking).deposit().captured();
    let payment = payment.paid_by(&parties.organizer).paid_to(&parties.artist_user).insert(context).await?;
    Ok(Neighbour { parties, viewer, booking, payment })
}

impl Check for Neighbours {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        for (mine, theirs) in [(&self.one, &self.other), (&self.other, &self.one)] {
            for user in [&mine.parties.organizer, &mine.viewer] {
                let transaction = db.begin().await?;
                act_as_app(&transaction, user.id, None).await?;
                expect("one's own booking is seen", sees(&transaction, &mine.booking).await?, true)?;
                expect("another's booking is seen", sees(&transaction, &theirs.booking).await?, false)?;
                let payments = payments::Entity::find().filter(payments::Column::Id.eq(theirs.payment.id));
                expect("another's payments", payments.count(&transaction).await?, 0)?;
                let members = organization_members::Entity::find()
                    .filter(organization_members::Column::OrganizationId.eq(theirs.parties.organization.id));
                expect("another's members", members.count(&transaction).await?, 0)?;
                let changed = bookings::Entity::update_many()
                    .col_expr(bookings::Column::Notes, Expr::value("mine now"))
                    .filter(bookings::Column::Id.eq(theirs.booking.id))
                    .exec(&transaction)
                    .await?;
                expect("another's bookings changed", changed.rows_affected, 0)?;
                transaction.rollback().await?;
            }
            let transaction = db.begin().await?;
            act_as_app(&transaction, mine.parties.artist_user.id, None).await?;
            require("the artist sees the booking, too", sees(&transaction, &mine.booking).await?)?;
            transaction.rollback().await?;
        }
        Ok(())
    }
}

async fn sees(transaction: &DatabaseTransaction, booking: &bookings::Model) -> Result<bool, Failure> {
    Ok(bookings::Entity::find_by_id(booking.id).one(transaction).await?.is_some())
}
