//! Contracts of bookings.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::{ActiveModelTrait, IntoActiveModel, Set};

use crate::factory::{
    BookingFactory, Context, ContractSignatureFactory, Draft, Error, Factory, Presets, Source,
};

/// Makes [`contracts`]: by default a draft for a confirmed booking, over its fee.
///
/// What is signed has its signatures: the contract is inserted as sent, signed, and only then said to be signed, as the
/// database asks.
#[derive(Debug, Clone, Default)]
pub struct ContractFactory {
    row: Draft<contracts::ActiveModel>,
}

impl ContractFactory {
    /// A draft.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// For this booking, over its fee.
    #[must_use]
    pub fn for_booking(mut self, booking: &bookings::Model) -> Self {
        self.row.booking_id = Set(booking.id);
        self.row.amount.set_if_unset(booking.final_amount.or(booking.budget));
        self.row.currency.set_if_unset_with(|| booking.currency.clone());
        self.row.created_by.set_if_unset(booking.created_by);
        self
    }

    /// Over this fee.
    #[must_use]
    pub fn with_amount(mut self, amount: impl Into<Decimal>) -> Self {
        self.row.amount = Set(Some(amount.into()));
        self
    }

    /// With this wording.
    #[must_use]
    pub fn with_text(mut self, text: &str) -> Self {
        self.row.contract_text = Set(text.to_owned());
        self
    }

    /// This version of the wording, from 1.
    #[must_use]
    pub fn with_version(mut self, version: i32) -> Self {
        self.row.version = Set(version);
        self
    }

    /// Both sides have it.
    #[must_use]
    pub fn sent(self) -> Self {
        self.with_status(ContractStatus::Sent)
    }

    /// The promoter has signed.
    #[must_use]
    pub fn signed_by_promoter(self) -> Self {
        self.with_status(ContractStatus::SignedByPromoter)
    }

    /// The artist has signed.
    #[must_use]
    pub fn signed_by_artist(self) -> Self {
        self.with_status(ContractStatus::SignedByArtist)
    }

    /// Both have signed.
    #[must_use]
    pub fn signed(self) -> Self {
        self.with_status(ContractStatus::Signed)
    }

    /// Both have done what they signed.
    #[must_use]
    pub fn completed(self) -> Self {
        self.with_status(ContractStatus::Completed)
    }

    /// Given up before anybody signed.
    #[must_use]
    pub fn voided(self) -> Self {
        self.with_status(ContractStatus::Voided)
    }

    fn with_status(mut self, status: ContractStatus) -> Self {
        self.row.status = Set(status);
        self
    }
}

/// Who has signed what is in this status.
fn signers(status: ContractStatus) -> &'static [ContractRole] {
    match status {
        ContractStatus::SignedByPromoter => &[ContractRole::Promoter],
        ContractStatus::SignedByArtist => &[ContractRole::Artist],
        ContractStatus::Signed | ContractStatus::Completed => &[ContractRole::Promoter, ContractRole::Artist],
        ContractStatus::Draft | ContractStatus::Sent | ContractStatus::Voided => &[],
    }
}

/// What a contract becomes on the way from sent to this status, each step legal.
fn steps(status: ContractStatus) -> &'static [ContractStatus] {
    use ContractStatus::{Completed, Signed, SignedByArtist, SignedByPromoter};
    match status {
        SignedByPromoter => &[SignedByPromoter],
        SignedByArtist => &[SignedByArtist],
        Signed => &[SignedByPromoter, Signed],
        Completed => &[SignedByPromoter, Signed, Completed],
        ContractStatus::Draft | ContractStatus::Sent | ContractStatus::Voided => &[],
    }
}

#[async_trait]
impl Factory for ContractFactory {
    type Entity = contracts::Entity;

    fn draft(&mut self) -> &mut contracts::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> contracts::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("contracts");
        row.id.set_if_unset(unique.id());
        row.contract_number.set_if_unset_with(|| Some(unique.slug("contract")));
        row.contract_text
            .set_if_unset_with(|| "The artist plays on the day, and the organizer pays the fee.".to_owned());
        row.status.set_if_unset(ContractStatus::Draft);
        let status = row.status.try_as_ref().copied().unwrap_or(ContractStatus::Draft);
        if status != ContractStatus::Draft {
            row.sent_at.set_if_unset(Some(source.in_days(-5)));
            row.expires_at.set_if_unset(Some(source.in_days(25)));
        }
        if matches!(status, ContractStatus::Signed | ContractStatus::Completed) {
            row.signed_at.set_if_unset(Some(source.in_days(-3)));
        }
        if status == ContractStatus::Completed {
            row.completed_at.set_if_unset(Some(source.now()));
        }
        if status == ContractStatus::Voided {
            row.voided_at.set_if_unset(Some(source.now()));
            row.void_reason.set_if_unset_with(|| Some("the show was cancelled".to_owned()));
        }
        row
    }

    async fn complete(&self, row: &mut contracts::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        if row.booking_id.is_not_set() {
            let booking = BookingFactory::new().confirmed().insert(context).await?;
            row.booking_id = Set(booking.id);
            row.amount.set_if_unset(booking.final_amount);
            row.currency.set_if_unset(booking.currency);
            row.created_by.set_if_unset(booking.created_by);
        }
        Ok(())
    }

    /// And the signatures.
    async fn store(
        &self,
        mut rows: Vec<contracts::ActiveModel>,
        context: &Context<'_>,
    ) -> Result<Vec<contracts::Model>, Error> {
        let goal =
            rows.first().and_then(|row| row.status.try_as_ref().copied()).unwrap_or(ContractStatus::Draft);
        if signers(goal).is_empty() {
            return context.insert_rows::<contracts::Entity>(rows).await;
        }
        for row in &mut rows {
            row.status = Set(ContractStatus::Sent);
        }
        let sent = context.insert_rows::<contracts::Entity>(rows).await?;
        let mut contracts = Vec::with_capacity(sent.len());
        for contract in sent {
            for role in signers(goal) {
                ContractSignatureFactory::new()
                    .of_contract(&contract)
                    .with_role(*role)
                    .insert(context)
                    .await?;
            }
            contracts.push(walk(contract, goal, context).await?);
        }
        Ok(contracts)
    }
}

async fn walk(
    mut contract: contracts::Model,
    goal: ContractStatus,
    context: &Context<'_>,
) -> Result<contracts::Model, Error> {
    for status in steps(goal) {
        let mut row = contract.into_active_model();
        row.status = Set(*status);
        contract = row.update(context.db()).await.map_err(Error::database("sign the contract"))?;
    }
    Ok(contract)
}

pub(in crate::factory) fn presets() -> Presets<ContractFactory> {
    Presets::of(ContractFactory::new)
        .and("sent", ContractFactory::sent)
        .and("signed_by_promoter", ContractFactory::signed_by_promoter)
        .and("signed_by_artist", ContractFactory::signed_by_artist)
        .and("signed", ContractFactory::signed)
        .and("completed", ContractFactory::completed)
        .and("voided", ContractFactory::voided)
}
