//! Signatures under contracts.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, ContractFactory, Draft, Error, Factory, Presets, Source};

/// Makes [`contract_signatures`]: by default the promoter's, typed, two days ago, under a contract that was sent.
///
/// It does not change the contract's status.
#[derive(Debug, Clone, Default)]
pub struct ContractSignatureFactory {
    row: Draft<contract_signatures::ActiveModel>,
}

impl ContractSignatureFactory {
    /// The promoter's.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Under this contract, in its present version.
    #[must_use]
    pub fn of_contract(mut self, contract: &contracts::Model) -> Self {
        self.row.contract_id = Set(contract.id);
        self.row.contract_version.set_if_unset(contract.version);
        self
    }

    /// Of this side; one a contract.
    #[must_use]
    pub fn with_role(mut self, role: ContractRole) -> Self {
        self.row.role = Set(role);
        self
    }

    /// By this user.
    #[must_use]
    pub fn by_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(Some(user.id));
        self.row.signer_email.set_if_unset_with(|| Some(user.email.clone()));
        if let Some(name) = &user.display_name {
            self.row.signer_name.set_if_unset_with(|| name.clone());
        }
        self
    }

    /// The artist's.
    #[must_use]
    pub fn of_artist(self) -> Self {
        self.with_role(ContractRole::Artist)
    }

    /// Drawn on a screen.
    #[must_use]
    pub fn drawn(mut self) -> Self {
        self.row.signature_type = Set(SignatureType::Drawn);
        self
    }
}

#[async_trait]
impl Factory for ContractSignatureFactory {
    type Entity = contract_signatures::Entity;

    fn draft(&mut self) -> &mut contract_signatures::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> contract_signatures::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("contract_signatures");
        row.id.set_if_unset(unique.id());
        row.role.set_if_unset(ContractRole::Promoter);
        row.signer_name.set_if_unset_with(|| unique.name("Signer"));
        row.signature_type.set_if_unset(SignatureType::Typed);
        if row.signature_type.is_set_and(|kind| *kind != SignatureType::Typed) {
            row.signature_data.set_if_unset_with(|| Some(unique.hexadecimal().into_bytes()));
        }
        row.signed_at.set_if_unset(source.in_days(-2));
        row
    }

    async fn complete(
        &self,
        row: &mut contract_signatures::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.contract_id.is_not_set() {
            row.contract_id = Set(ContractFactory::new().sent().insert(context).await?.id);
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<ContractSignatureFactory> {
    Presets::of(ContractSignatureFactory::new)
        .and("of_artist", ContractSignatureFactory::of_artist)
        .and("drawn", ContractSignatureFactory::drawn)
}
