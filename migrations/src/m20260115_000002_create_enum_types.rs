//! The fourteen enums of the music-booking document, labels and order as there. A domain's own enums are made with its
//! tables.

use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, labels) in ENUMS {
            create_enum(manager, name, labels).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_enums(manager, &ENUMS.map(|(name, _)| name)).await
    }
}

const ENUMS: [(&str, &[&str]); 14] = [
    (
        "booking_status",
        &[
            "inquiry",
            "offered",
            "negotiating",
            "confirmed",
            "paid_deposit",
            "scheduled",
            "completed",
            "cancelled",
            "disputed",
            "refunded",
        ],
    ),
    (
        "contract_status",
        &["draft", "sent", "signed_by_promoter", "signed_by_artist", "signed", "voided", "completed"],
    ),
    ("dispute_status", &["open", "investigating", "resolved_refund", "resolved_no_refund", "escalated"]),
    ("gender", &["male", "female", "other", "prefer_not_say"]),
    ("gst_registration_type", &["registered", "unregistered", "composition", "none"]),
    ("invoice_status", &["draft", "issued", "paid", "overdue", "cancelled", "refunded"]),
    ("media_type", &["image", "audio", "video", "document", "other"]),
    ("notification_channel", &["in_app", "email", "sms", "push"]),
    ("payment_status", &["initiated", "authorized", "captured", "failed", "refunded", "cancelled"]),
    ("payout_status", &["queued", "processing", "paid", "failed", "cancelled"]),
    ("role_name", &["artist", "band_manager", "promoter", "organizer", "venue_manager", "admin", "staff"]),
    ("search_entity", &["artist", "venue", "event", "promoter", "organizer"]),
    ("ticket_type", &["general", "vip", "reserved", "earlybird", "guestlist"]),
    ("user_status", &["active", "suspended", "deleted", "pending_verification"]),
];
