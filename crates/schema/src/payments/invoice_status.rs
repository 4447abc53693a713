//! `invoice_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// How far an invoice has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "invoice_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum InvoiceStatus {
    /// Being written.
    Draft,
    /// With its recipient.
    Issued,
    /// The money has arrived.
    Paid,
    /// Not paid in time.
    Overdue,
    /// Called off.
    Cancelled,
    /// Paid, and paid back.
    Refunded,
}

impl StateMachine for InvoiceStatus {
    const TYPE: &'static str = "invoice_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Draft => &[Self::Issued, Self::Cancelled],
            Self::Issued => &[Self::Paid, Self::Overdue, Self::Cancelled],
            Self::Paid => &[Self::Refunded],
            Self::Overdue => &[Self::Paid, Self::Cancelled],
            Self::Cancelled | Self::Refunded => &[],
        }
    }
}
