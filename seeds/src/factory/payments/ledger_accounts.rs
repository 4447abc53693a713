//! Accounts of the ledger.

use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Draft, Factory, Presets, Source};

/// Makes [`ledger_accounts`]: by default the platform's own of what it has.
#[derive(Debug, Clone, Default)]
pub struct LedgerAccountFactory {
    row: Draft<ledger_accounts::ActiveModel>,
}

impl LedgerAccountFactory {
    /// What the platform has.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This organization's.
    #[must_use]
    pub fn of_organization(mut self, organization: &organizations::Model) -> Self {
        self.row.organization_id = Set(Some(organization.id));
        self
    }

    /// This user's.
    #[must_use]
    pub fn for_user(mut self, user: &users::Model) -> Self {
        self.row.user_id = Set(Some(user.id));
        self
    }

    /// What is held in this escrow account, one each: a liability, in its currency.
    #[must_use]
    pub fn of_escrow(mut self, escrow: &escrow_accounts::Model) -> Self {
        self.row.escrow_account_id = Set(Some(escrow.id));
        self.row.kind = Set(LedgerAccountKind::Liability);
        self.row.currency.set_if_unset(escrow.currency.clone());
        self
    }

    /// A part of this one.
    #[must_use]
    pub fn below(mut self, parent: &ledger_accounts::Model) -> Self {
        self.row.parent_id = Set(Some(parent.id));
        self
    }

    /// With this code, which no other has.
    #[must_use]
    pub fn with_code(mut self, code: &str) -> Self {
        self.row.code = Set(code.to_owned());
        self
    }

    /// In this currency, an ISO 4217 code.
    #[must_use]
    pub fn with_currency(mut self, currency: &str) -> Self {
        self.row.currency = Set(currency.to_owned());
        self
    }

    /// What is owed.
    #[must_use]
    pub fn liability(mut self) -> Self {
        self.row.kind = Set(LedgerAccountKind::Liability);
        self
    }

    /// What is earned.
    #[must_use]
    pub fn revenue(mut self) -> Self {
        self.row.kind = Set(LedgerAccountKind::Revenue);
        self
    }

    /// What is spent.
    #[must_use]
    pub fn expense(mut self) -> Self {
        self.row.kind = Set(LedgerAccountKind::Expense);
        self
    }

    /// Takes no entries.
    #[must_use]
    pub fn closed(mut self) -> Self {
        self.row.is_active = Set(false);
        self
    }
}

impl Factory for LedgerAccountFactory {
    type Entity = ledger_accounts::Entity;

    fn draft(&mut self) -> &mut ledger_accounts::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> ledger_accounts::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("ledger_accounts");
        row.id.set_if_unset(unique.id());
        row.code.set_if_unset_with(|| unique.slug("account"));
        row.name.set_if_unset_with(|| unique.name("Account"));
        row.kind.set_if_unset(LedgerAccountKind::Asset);
        row
    }
}

pub(in crate::factory) fn presets() -> Presets<LedgerAccountFactory> {
    Presets::of(LedgerAccountFactory::new)
        .and("liability", LedgerAccountFactory::liability)
        .and("revenue", LedgerAccountFactory::revenue)
        .and("expense", LedgerAccountFactory::expense)
        .and("closed", LedgerAccountFactory::closed)
}
