//! `ledger_account_kind`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// The four sorts of accounts of a double-entry ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "ledger_account_kind", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum LedgerAccountKind {
    /// What we have.
    Asset,
    /// What we owe.
    Liability,
    /// What we earn.
    Revenue,
    /// What we spend.
    Expense,
}
