//! Bills.

use async_trait::async_trait;
use backline_schema::prelude::*;
use sea_orm::Set;

use crate::factory::{Context, Draft, Error, Factory, OrganizationFactory, Presets, Source, UserFactory};

/// Makes [`invoices`]: by default a draft of an organization to a user. Its amounts are the sums of its lines, a
/// [`InvoiceLineFactory`](crate::factory::InvoiceLineFactory)'s to make.
#[derive(Debug, Clone, Default)]
pub struct InvoiceFactory {
    row: Draft<invoices::ActiveModel>,
}

impl InvoiceFactory {
    /// A draft.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sent by this organization, in its currency.
    #[must_use]
    pub fn by_organization(mut self, organization: &organizations::Model) -> Self {
        self.row.organization_id = Set(Some(organization.id));
        self.row.currency.set_if_unset(organization.currency.clone());
        self
    }

    /// Sent by this user, for whom no organization does it.
    #[must_use]
    pub fn by_user(mut self, user: &users::Model) -> Self {
        self.row.issuer_user_id = Set(Some(user.id));
        self.row.organization_id = Set(None);
        self
    }

    /// To this user.
    #[must_use]
    pub fn to_user(mut self, user: &users::Model) -> Self {
        self.row.recipient_user_id = Set(Some(user.id));
        self
    }

    /// To this organization.
    #[must_use]
    pub fn to_organization(mut self, organization: &organizations::Model) -> Self {
        self.row.recipient_organization_id = Set(Some(organization.id));
        self
    }

    /// To this customer, sent by the organization that works for them.
    #[must_use]
    pub fn to_customer(mut self, customer: &customers::Model) -> Self {
        self.row.customer_id = Set(Some(customer.id));
        self.row.organization_id = Set(Some(customer.organization_id));
        self
    }

    /// For this booking, in its currency.
    #[must_use]
    pub fn for_booking(mut self, booking: &bookings::Model) -> Self {
        self.row.booking_id = Set(Some(booking.id));
        self.row.currency.set_if_unset(booking.currency.clone());
        self
    }

    /// In this currency, an ISO 4217 code.
    #[must_use]
    pub fn with_currency(mut self, currency: &str) -> Self {
        self.row.currency = Set(currency.to_owned());
        self
    }

    /// Sent, and to be paid within two weeks.
    #[must_use]
    pub fn issued(mut self) -> Self {
        self.row.status = Set(InvoiceStatus::Issued);
        self
    }

    /// Paid.
    #[must_use]
    pub fn paid(mut self) -> Self {
        self.row.status = Set(InvoiceStatus::Paid);
        self
    }

    /// Not paid in time.
    #[must_use]
    pub fn overdue(mut self) -> Self {
        self.row.status = Set(InvoiceStatus::Overdue);
        self
    }

    /// Taken back.
    #[must_use]
    pub fn cancelled(mut self) -> Self {
        self.row.status = Set(InvoiceStatus::Cancelled);
        self
    }

    /// Paid, and the money went back.
    #[must_use]
    pub fn refunded(mut self) -> Self {
        self.row.status = Set(InvoiceStatus::Refunded);
        self
    }
}

#[async_trait]
impl Factory for InvoiceFactory {
    type Entity = invoices::Entity;

    fn draft(&mut self) -> &mut invoices::ActiveModel {
        &mut self.row
    }

    fn build(&self, source: &Source) -> invoices::ActiveModel {
        let mut row = self.row.chosen();
        let unique = source.next("invoices");
        row.id.set_if_unset(unique.id());
        row.invoice_number.set_if_unset_with(|| unique.slug("invoice"));
        row.status.set_if_unset(InvoiceStatus::Draft);
        let status = row.status.try_as_ref().copied().unwrap_or(InvoiceStatus::Draft);
        if status != InvoiceStatus::Draft {
            let issued = if status == InvoiceStatus::Overdue { -21 } else { -7 };
            row.issued_at.set_if_unset(Some(source.in_days(issued)));
            row.due_at.set_if_unset(Some(source.in_days(issued + 14)));
        }
        if matches!(status, InvoiceStatus::Paid | InvoiceStatus::Refunded) {
            row.paid_at.set_if_unset(Some(source.in_days(-1)));
        }
        if status == InvoiceStatus::Cancelled {
            row.cancelled_at.set_if_unset(Some(source.now()));
        }
        row
    }

    async fn complete(&self, row: &mut invoices::ActiveModel, context: &Context<'_>) -> Result<(), Error> {
        let to_nobody = row.recipient_user_id.is_not_set()
            && row.recipient_organization_id.is_not_set()
            && row.customer_id.is_not_set();
        if to_nobody {
            row.recipient_user_id = Set(Some(UserFactory::new().insert(context).await?.id));
        }
        if row.organization_id.is_not_set() {
            row.organization_id = Set(Some(OrganizationFactory::new().insert(context).await?.id));
        }
        Ok(())
    }
}

pub(in crate::factory) fn presets() -> Presets<InvoiceFactory> {
    Presets::of(InvoiceFactory::new)
        .and("issued", InvoiceFactory::issued)
        .and("paid", InvoiceFactory::paid)
        .and("overdue", InvoiceFactory::overdue)
        .and("cancelled", InvoiceFactory::cancelled)
        .and("refunded", InvoiceFactory::refunded)
}
