//! Where coins are sent to.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, Presets, Source, UserFactory};

/// Makes [`crypto_wallets`]: by default a user's on Ethereum.
#[derive(Debug, Clone, Default)]
pub struct CryptoWalletFactory {
    row: Draft<crypto_wallets::ActiveModel>,
    verified: bool,
    archived: bool,
}

impl CryptoWalletFactory {
    /// A user's.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This user's.
    #[must_use]
    pub fn for_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(Some(user.id));
        self.row.organization_id = Set(None);
        self
    }

    /// This organization's.
    #[must_use]
    pub fn for_organization(mut self, organization: &organizations::Model) -> Self {
        self.row.organization_id = Set(Some(organization.id));
        self.row.user_id = Set(None);
        self
    }

    /// On this chain.
    #[must_use]
    pub fn with_chain(mut self, chain: CryptoChain) -> Self {
        self.row.chain = Set(chain);
        self
    }

    /// The one that is used, one a chain.
    #[must_use]
    pub fn main(mut self) -> Self {
        self.row.is_default = Set(true);
        self
    }

    /// Shown to be the owner's.
    #[must_use]
    pub fn verified(mut self) -> Self {
        self.verified = true;
        self
    }

    /// No longer used.
    #[must_use]
    pub fn archived(mut self) -> Self {
        self.archived = true;
        self
    }
}

#[async_trait]
impl Factory for CryptoWalletFactory {
    type Entity = crypto_wallets::Entity;

    fn draft(&mut self) -> &mut crypto_wallets::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> crypto_wallets::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("crypto_wallets");
        row.id.set_if_unset(unique.id());
        row.chain.set_if_unset(CryptoChain::Ethereum);
        row.address.set_if_unset_with(|| format!("0x{}", &unique.hexadecimal()[..40]));
        if self.verified {
            row.verified_at.set_if_unset(Some(source.now()));
        }
        if self.archived {
            row.archived_at.set_if_unset(Some(source.now()));
        }
        row
    }

    async fn complete(
        &self,
        row: &mut crypto_wallets::ActiveModel,
        context: &Context<'_>,
    ) -> Result<(), Error> {
        if row.user_id.is_not_set() {
            row.user_id = Set(Some(UserFactory::new().insert(context).await?.id));
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<CryptoWalletFactory> {
    Presets::of(CryptoWalletFactory::new)
        .and("main", CryptoWalletFactory::main)
        .and("verified", CryptoWalletFactory::verified)
        .and("archived", CryptoWalletFactory::archived)
}
