//! A contract with a wrong fee: the promoter has signed it, the artist has not. It is voided, drafted again with the right
//! one, and signed by both. For contracts, and for what may not be rewritten.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect, require};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, Set};

use super::booking_happy_path::{agree, sign};
use super::story::{Attempt, Parties, Refusal, change, context};
use crate::factory::{ContractFactory, ContractSignatureFactory, Factory as _};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct ContractRedrafted;

impl ContractRedrafted {
    /// A nought too few.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

/// Two contracts about one booking.
#[derive(Debug, Clone)]
pub struct Redrafted {
    /// Who signs.
    pub parties: Parties,
    /// For 90,000.
    pub booking: bookings::Model,
    /// Over 9,000; voided.
    pub voided: contracts::Model,
    /// Over 90,000; signed by both.
    pub signed: contracts::Model,
    /// How a second contract beside the first was refused.
    pub beside: Refusal,
}

impl Scenario for ContractRedrafted {
    type Handles = Redrafted;
    const NAME: &'static str = "contract-redrafted";
    const TABLES: &'static [&'static str] = &[
        "artists",
        "audit_logs",
        "booking_history",
        "bookings",
        "contract_signatures",
        "contracts",
        "organization_members",
        "organizations",
        "promoters",
        "search_index",
        "users",
        "venues",
    ];
    const NEEDS: &'static [&'static str] = &["countries", "cities", "currencies", "timezones", "locales"];

    async fn tell(&self, stage: &Stage) -> Result<Redrafted, Failure> {
        let context = context(stage);
        let parties = Parties::meet(&context, "INR").await?;
        let booking = parties.booking().offered().insert(&context).await?;
        let booking = agree(&context, booking, Decimal::from(90_000)).await?;
        let wrong =
            ContractFactory::new().for_booking(&booking).with_amount(9_000).sent().insert(&context).await?;
        let signature = ContractSignatureFactory::new().of_contract(&wrong).by_user(&parties.organizer);
        signature.insert(&context).await?;
        let wrong = change(&context, wrong, |row: &mut contracts::ActiveModel| {
            row.status = Set(ContractStatus::SignedByPromoter);
        })
        .await?;

        let attempt = Attempt::begin(stage, &context).await?;
        let tried = ContractFactory::new().for_booking(&booking).insert(&attempt.context()).await;
        let beside = attempt.refused(tried).await?;

        let (now, artist_user) = (context.now(), parties.artist_user.id);
        let voided = change(&context, wrong, |row: &mut contracts::ActiveModel| {
            row.status = Set(ContractStatus::Voided);
            row.voided_at = Set(Some(now));
            row.voided_by = Set(Some(artist_user));
            row.void_reason = Set(Some("The fee lacks a nought".to_owned()));
        })
        .await?;
        let signed = sign(&context, &parties, &booking).await?;
        Ok(Redrafted { parties, booking, voided, signed, beside })
    }
}

impl Check for Redrafted {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        let of_booking = contracts::Entity::find().filter(contracts::Column::BookingId.eq(self.booking.id));
        expect("contracts of the booking", of_booking.clone().count(db).await?, 2)?;
        let valid = of_booking.filter(contracts::Column::Status.ne(ContractStatus::Voided)).all(db).await?;
        let [valid] = valid.as_slice() else { return Err("there is not one valid contract".into()) };
        expect("the valid one", (valid.id, valid.status), (self.signed.id, ContractStatus::Signed))?;
        expect("it is over the agreed fee", valid.amount, self.booking.final_amount)?;
        let signatures = |contract: &contracts::Model| {
            contract_signatures::Entity::find()
                .filter(contract_signatures::Column::ContractId.eq(contract.id))
        };
        expect("signatures of the valid one", signatures(valid).count(db).await?, 2)?;
        expect("signatures of the voided one stay", signatures(&self.voided).count(db).await?, 1)?;
        require("it says why", self.voided.void_reason.is_some())?;
        let expected = Refusal::by("23505", "uq_contracts_booking_id_not_voided");
        expect("a contract beside another", &self.beside, &expected)
    }
}
