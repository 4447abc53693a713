//! `kyc_document_type`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A paper with which somebody proves who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "kyc_document_type", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum KycDocumentType {
    /// The Indian tax card.
    PanCard,
    /// The Indian identity card.
    Aadhaar,
    /// A passport.
    Passport,
    /// A driving licence.
    DrivingLicence,
    /// An Indian voter card.
    VoterId,
    /// The certificate of a GST registration.
    GstCertificate,
    /// The entry in a register of companies.
    BusinessRegistration,
    /// A statement of a bank account.
    BankStatement,
    /// None of these.
    Other,
}
