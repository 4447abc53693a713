//! `kyc_document_type`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Kyc document type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "kyc_document_type", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum KycDocumentType {
    /// Pan card.
    PanCard,
    /// Aadhaar.
    Aadhaar,
    /// Passport.
    Passport,
    /// Driving licence.
    DrivingLicence,
    /// Voter id.
    VoterId,
    /// Gst certificate.
    GstCertificate,
    /// Business registration.
    BusinessRegistration,
    /// Bank statement.
    BankStatement,
    /// Other.
    Other,
}
