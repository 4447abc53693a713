//! `audited_table`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// The tables whose changes are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "audited_table", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum AuditedTable {
    /// `users`.
    Users,
    /// `user_roles`.
    UserRoles,
    /// `api_keys`.
    ApiKeys,
    /// `kyc_documents`.
    KycDocuments,
    /// `tax_profiles`.
    TaxProfiles,
    /// `organization_members`.
    OrganizationMembers,
    /// `bookings`.
    Bookings,
    /// `contracts`.
    Contracts,
    /// `payments`.
    Payments,
    /// `refunds`.
    Refunds,
    /// `payouts`.
    Payouts,
    /// `disputes`.
    Disputes,
}
