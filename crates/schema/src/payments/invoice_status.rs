//! `invoice_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Invoice status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "invoice_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum InvoiceStatus {
    /// Draft.
    Draft,
    /// Issued.
    Issued,
    /// Paid.
    Paid,
    /// Overdue.
    Overdue,
    /// Cancelled.
    Cancelled,
    /// Refunded.
    Refunded,
}
