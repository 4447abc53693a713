//! What is paid for bookings, tickets and invoices.

use async_trait::async_trait;
use backline_schema::prelude::*;
use rust_decimal::Decimal;
use sea_orm::Set;

use crate::factory::{BookingFactory, Context, Draft, Error, Factory, Presets, Source};

/// Makes [`payments`]: by default the deposit of a confirmed booking, begun and not yet authorized.
#[derive(Debug, Clone, Default)]
pub struct PaymentFactory {
    row: Draft<payments::ActiveModel>,
    booking: Option<bookings::Model>,
}

impl PaymentFactory {
    /// A deposit that was begun.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// For this booking: its deposit, its balance or all of its fee, as the kind of payment has it.
    #[must_use]
    pub fn for_booking(mut self, booking: &bookings::Model) -> Self {
        self.booking = Some(booking.clone());
        self
    }

    /// For this ticket, at its price.
    #[must_use]
    pub fn for_ticket(mut self, ticket: &tickets::Model) -> Self {
        self.row.ticket_id = Set(Some(ticket.id));
        self.row.kind = Set(PaymentKind::Ticket);
        self.row.payer_id.set_if_unset(ticket.purchaser_id);
        self.row.amount.set_if_unset(ticket.price);
        self.row.currency.set_if_unset_with(|| ticket.currency.clone());
        self
    }

    /// For this invoice, all of it.
    #[must_use]
    pub fn for_invoice(mut self, invoice: &invoices::Model) -> Self {
        self.row.invoice_id = Set(Some(invoice.id));
        self.row.kind.set_if_unset(PaymentKind::Other);
        self.row.payer_id.set_if_unset(invoice.recipient_user_id);
        self.row.amount.set_if_unset(invoice.total_amount);
        self.row.currency.set_if_unset_with(|| invoice.currency.clone());
        self
    }

    /// Paid by this user.
    #[must_use]
    pub fn paid_by(mut self, user: &users::Model) -> Self {
        self.row.payer_id = Set(Some(user.id));
        self
    }

    /// Paid to this user.
    #[must_use]
    pub fn paid_to(mut self, user: &users::Model) -> Self {
        self.row.payee_id = Set(Some(user.id));
        self
    }

    /// Through this provider.
    #[must_use]
    pub fn through_provider(mut self, provider: &payment_providers::Model) -> Self {
        self.row.provider_id = Set(Some(provider.id));
        self
    }

    /// This much.
    #[must_use]
    pub fn with_amount(mut self, amount: impl Into<Decimal>) -> Self {
        self.row.amount = Set(amount.into());
        self
    }

    /// In this currency, an ISO 4217 code.
    #[must_use]
    pub fn with_currency(mut self, currency: &str) -> Self {
        self.row.currency = Set(currency.to_owned());
        self
    }

    /// In this way.
    #[must_use]
    pub fn with_method(mut self, method: PaymentMethod) -> Self {
        self.row.method = Set(method);
        self
    }

    /// In advance.
    #[must_use]
    pub fn deposit(self) -> Self {
        self.with_kind(PaymentKind::Deposit)
    }

    /// What the deposit left.
    #[must_use]
    pub fn balance(self) -> Self {
        self.with_kind(PaymentKind::Balance)
    }

    /// All at once.
    #[must_use]
    pub fn full(self) -> Self {
        self.with_kind(PaymentKind::Full)
    }

    /// Because it was called off.
    #[must_use]
    pub fn cancellation_fee(self) -> Self {
        self.with_kind(PaymentKind::CancellationFee)
    }

    /// The bank has promised it.
    #[must_use]
    pub fn authorized(self) -> Self {
        self.with_status(PaymentStatus::Authorized)
    }

    /// The money is there.
    #[must_use]
    pub fn captured(self) -> Self {
        self.with_status(PaymentStatus::Captured)
    }

    /// The bank said no.
    #[must_use]
    pub fn failed(self) -> Self {
        self.with_status(PaymentStatus::Failed)
    }

    /// Given up by who began it.
    #[must_use]
    pub fn cancelled(self) -> Self {
        self.with_status(PaymentStatus::Cancelled)
    }

    fn with_kind(mut self, kind: PaymentKind) -> Self {
        self.row.kind = Set(kind);
        self
    }

    fn with_status(mut self, status: PaymentStatus) -> Self {
        self.row.status = Set(status);
        self
    }
}

#[async_trait]
impl Factory for PaymentFactory {
    type Entity = payments::Entity;

    fn draft(&mut self) -> &mut payments::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> payments::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("payments");
        row.id.set_if_unset(unique.id());
        row.kind.set_if_unset(PaymentKind::Deposit);
        row.idempotency_key.set_if_unset_with(|| Some(unique.slug("payment")));
        row.initiated_at.set_if_unset(source.in_days(-2));
        row.status.set_if_unset(PaymentStatus::Initiated);
        match row.status.try_as_ref() {
            Some(PaymentStatus::Authorized) => row.authorized_at.set_if_unset(Some(source.in_days(-1))),
            Some(PaymentStatus::Captured) => {
                row.authorized_at.set_if_unset(Some(source.in_days(-2)));
                row.captured_at.set_if_unset(Some(source.in_days(-1)));
            }
            Some(PaymentStatus::Failed) => {
                row.failed_at.set_if_unset(Some(source.in_days(-1)));
                row.failure_code.set_if_unset_with(|| Some("card_declined".to_owned()));
            }
            Some(PaymentStatus::Cancelled) => row.cancelled_at.set_if_unset(Some(source.in_days(-1))),
            _ => {}
        }
        if let Some(booking) = &self.booking {
            pay_for(&mut row, booking);
        }
        row
    }

    async fn complete(&self, row: &mut payments::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        let for_nothing = row.booking_id.is_not_set()
            && row.event_id.is_not_set()
            && row.ticket_id.is_not_set()
            && row.invoice_id.is_not_set();
        if for_nothing {
            pay_for(row, &BookingFactory::new().confirmed().insert(context).await?);
        }
        Ok(())
    }
}

/// Fills in what follows from the booking.
fn pay_for(row: &mut payments::ActiveModel, booking: &bookings::Model) {
    row.booking_id.set_if_unset(Some(booking.id));
    row.organization_id.set_if_unset(booking.organization_id);
    row.payer_id.set_if_unset(booking.created_by);
    row.currency.set_if_unset_with(|| booking.currency.clone());
    let fee = booking.final_amount.or(booking.budget).unwrap_or(Decimal::ONE_HUNDRED);
    let deposit = booking.deposit_amount.unwrap_or(fee * Decimal::new(3, 1));
    row.amount.set_if_unset(match row.kind.try_as_ref() {
        Some(PaymentKind::Deposit) => deposit,
        Some(PaymentKind::Balance) => fee - deposit,
        _ => fee,
    });
}

pub(in crate::factory) fn presets() -> Presets<PaymentFactory> {
    Presets::of(PaymentFactory::new)
        .and("deposit", PaymentFactory::deposit)
        .and("balance", PaymentFactory::balance)
        .and("full", PaymentFactory::full)
        .and("cancellation_fee", PaymentFactory::cancellation_fee)
        .and("authorized", PaymentFactory::authorized)
        .and("captured", PaymentFactory::captured)
        .and("failed", PaymentFactory::failed)
        .and("cancelled", PaymentFactory::cancelled)
}
