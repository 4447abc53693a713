//! What the tax office needs to know of a user.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, Presets, Source, UserFactory};

/// Makes [`tax_profiles`]: by default a user's below the threshold of the Indian tax, not checked.
#[derive(Debug, Clone, Default)]
pub struct TaxProfileFactory {
    row: Draft<tax_profiles::ActiveModel>,
}

impl TaxProfileFactory {
    /// Below the threshold.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This user's, one a user.
    #[must_use]
    pub fn for_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(user.id);
        self
    }

    /// So much is withheld from each payout, in percent.
    #[must_use]
    pub fn with_withholding_percent(mut self, percent: impl Into<Decimal>) -> Self {
        self.row.withholding_percent = Set(percent.into());
        self
    }

    /// With a GSTIN.
    #[must_use]
    pub fn registered(mut self) -> Self {
        self.row.registration_type = Set(GstRegistrationType::Registered);
        self
    }

    /// Under the composition scheme.
    #[must_use]
    pub fn composition(mut self) -> Self {
        self.row.registration_type = Set(GstRegistrationType::Composition);
        self
    }

    /// The platform has checked it.
    #[must_use]
    pub fn verified(mut self) -> Self {
        self.row.verified = Set(true);
        self
    }
}

#[async_trait]
impl Factory for TaxProfileFactory {
    type Entity = tax_profiles::Entity;

    fn draft(&mut self) -> &mut tax_profiles::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> tax_profiles::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("tax_profiles");
        row.id.set_if_unset(unique.id());
        let card = format!("{}{}{}", unique.letters(5).to_uppercase(), unique.digits(4), "F");
        row.legal_name.set_if_unset_with(|| Some(unique.name("Taxpayer")));
        row.pan_number.set_if_unset_with(|| Some(card.clone()));
        row.registration_type.set_if_unset(GstRegistrationType::Unregistered);
        if matches!(
            row.registration_type.try_as_ref(),
            Some(GstRegistrationType::Registered | GstRegistrationType::Composition)
        ) {
            row.gst_number.set_if_unset_with(|| Some(format!("29{card}1Z5")));
        }
        if row.verified.is_set_and(|verified| *verified) {
            row.verified_at.set_if_unset(Some(source.now()));
        }
        row
    }

    async fn complete(
        &self,
        row: &mut tax_profiles::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.user_id.is_not_set() {
            row.user_id = Set(UserFactory::new().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<TaxProfileFactory> {
    Presets::of(TaxProfileFactory::new)
        .and("registered", TaxProfileFactory::registered)
        .and("composition", TaxProfileFactory::composition)
        .and("verified", TaxProfileFactory::verified)
}
