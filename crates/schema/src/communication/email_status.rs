//! `email_status`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::StateMachine;

/// How far an e-mail has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[sea_orm(rs_type = "Enum", db_type = "Enum", enum_name = "email_status", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum EmailStatus {
    /// Waits for its turn.
    Queued,
    /// With the mail server.
    Sent,
    /// In the mailbox.
    Delivered,
    /// Came back.
    Bounced,
    /// It did not work.
    Failed,
    /// Called spam.
    Complained,
}

impl StateMachine for EmailStatus {
    const TYPE: &'static str = "email_status";

    fn next(self) -> &'static [Self] {
        match self {
            Self::Queued => &[Self::Sent, Self::Failed],
            Self::Sent => &[Self::Delivered, Self::Bounced, Self::Failed, Self::Complained],
            Self::Delivered => &[Self::Bounced, Self::Complained],
            Self::Bounced | Self::Complained => &[],
            Self::Failed => &[Self::Queued],
        }
    }
}
