//! A booking with its contract, its payments, and what is still to be paid.

use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, ModelTrait, QueryOrder};
use serde::Serialize;
use time::Date;
use uuid::Uuid;

/// How things stand with a booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settlement {
    /// The booking's key.
    pub booking_id: Uuid,
    /// The artist's stage name.
    pub artist: String,
    /// The day of the show.
    #[serde(with = "crate::iso_day")]
    pub event_date: Date,
    /// How far the booking has come.
    pub status: BookingStatus,
    /// ISO 4217, of every amount.
    pub currency: String,
    /// The fee as agreed; none while it is not.
    pub final_amount: Option<Decimal>,
    /// What is still to be paid; none while no fee is agreed.
    pub balance: Option<Decimal>,
    /// The contract that counts.
    pub contract: Option<ContractOfBooking>,
    /// All payments, the first first.
    pub payments: Vec<PaymentOfBooking>,
}

/// The contract of a booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContractOfBooking {
    /// The contract's key.
    pub id: Uuid,
    /// As quoted on paper.
    pub number: Option<String>,
    /// Of the wording.
    pub version: i32,
    /// How far it has come.
    pub status: ContractStatus,
}

/// A payment of a booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaymentOfBooking {
    /// The payment's key.
    pub id: Uuid,
    /// What it is for.
    pub kind: PaymentKind,
    /// How far it has come.
    pub status: PaymentStatus,
    /// In `currency`.
    pub amount: Decimal,
    /// ISO 4217.
    pub currency: String,
}

/// How things stand with a booking; none if there is no such booking, or the acting user may not see it.
///
/// # Errors
/// Whatever the database answers.
pub async fn settlement<C: ConnectionTrait>(db: &C, booking_id: Uuid) -> Result<Option<Settlement>, DbErr> {
    let found = bookings::Entity::find_by_id(booking_id).find_also_related(artists::Entity).one(db).await?;
    let Some((booking, Some(artist))) = found else {
        return Ok(None);
    };
    let contract = contracts::Entity::current_of(booking.id).one(db).await?;
    let payments = booking
        .find_related(payments::Entity)
        .order_by_asc(payments::Column::InitiatedAt)
        .order_by_asc(payments::Column::Id)
        .all(db)
        .await?;
    Ok(Some(Settlement {
        balance: booking.balance(db).await?,
        booking_id: booking.id,
        artist: artist.artist_name,
        event_date: booking.event_date,
        status: booking.status,
        currency: booking.currency,
        final_amount: booking.final_amount,
        contract: contract.map(|contract| ContractOfBooking {
            id: contract.id,
            number: contract.contract_number,
            version: contract.version,
            status: contract.status,
        }),
        payments: payments
            .into_iter()
            .map(|payment| PaymentOfBooking {
                id: payment.id,
                kind: payment.kind,
                status: payment.status,
                amount: payment.amount,
                currency: payment.currency,
            })
            .collect(),
    }))
}
