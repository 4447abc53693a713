//! A booking from the first message to the last: opportunity, application, offer, negotiation, contract signed by both,
//! deposit, balance, the show, payout, invoice, reviews of both sides, trust. For everything, when all goes well.

use backline_schema::prelude::*;
use backline_seed::scenario::{Check, Failure, Scenario, Stage, expect, require};
use rust_decimal::Decimal;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, Set};
use serde_json::json;

use super::story::{Books, PLACES, Parties, add, change, context};
use crate::basic::row::row;
use crate::factory::{
    ApplicationFactory, Context, ContractFactory, ContractSignatureFactory, Factory as _, NegotiationFactory,
    NegotiationRoundFactory, OpportunityFactory, PaymentFactory, ReviewFactory,
};

/// See the module.
#[derive(Debug, Clone)]
pub struct BookingHappyPath {
    fee: Decimal,
}

impl BookingHappyPath {
    /// For 100,000.
    #[must_use]
    pub fn new() -> Self {
        Self { fee: Decimal::from(100_000) }
    }

    /// For this fee.
    #[must_use]
    pub fn with_fee(mut self, fee: impl Into<Decimal>) -> Self {
        self.fee = fee.into();
        self
    }
}

impl Default for BookingHappyPath {
    fn default() -> Self {
        Self::new()
    }
}

/// A show that was played, paid and praised.
#[derive(Debug, Clone)]
pub struct Played {
    /// Who took part.
    pub parties: Parties,
    /// What was looked for.
    pub opportunity: opportunities::Model,
    /// Who answered.
    pub application: applications::Model,
    /// Completed.
    pub booking: bookings::Model,
    /// Agreed in the second round.
    pub negotiation: negotiations::Model,
    /// Completed, signed by both.
    pub contract: contracts::Model,
    /// 30 percent in advance.
    pub deposit: payments::Model,
    /// The rest.
    pub balance: payments::Model,
    /// Released and closed.
    pub escrow: escrow_accounts::Model,
    /// To the artist, without commission and tax.
    pub payout: payouts::Model,
    /// Of the platform's commission, paid.
    pub invoice: invoices::Model,
    /// Of the artist, of the promoter, and of the venue.
    pub reviews: Vec<reviews::Model>,
    /// The artist's, moved by the show.
    pub trust: trust_scores::Model,
}

impl Scenario for BookingHappyPath {
    type Handles = Played;
    const NAME: &'static str = "booking-happy-path";
    const TABLES: &'static [&'static str] = &[
        "applications",
        "artists",
        "audit_logs",
        "booking_history",
        "bookings",
        "contract_signatures",
        "contracts",
        "escrow_accounts",
        "invoice_lines",
        "invoices",
        "ledger_accounts",
        "ledger_entries",
        "negotiation_rounds",
        "negotiations",
        "opportunities",
        "organization_members",
        "organizations",
        "payments",
        "payouts",
        "promoters",
        "reviews",
        "search_index",
        "trust_score_history",
        "trust_scores",
        "users",
        "venues",
    ];
    const NEEDS: &'static [&'static str] = PLACES;

    async fn tell(&self, stage: &Stage) -> Result<Played, Failure> {
        let context = context(stage);
        let parties = Parties::meet(&context, "INR").await?;
        let opportunity = OpportunityFactory::new().by_promoter(&parties.promoter).at_venue(&parties.venue);
        let opportunity = opportunity.open().insert(&context).await?;
        let application = ApplicationFactory::new()
            .to_opportunity(&opportunity)
            .by_artist(&parties.artist)
            .insert(&context)
            .await?;
        let application = change(&context, application, |row: &mut applications::ActiveModel| {
            row.status = Set(ApplicationStatus::Accepted);
        })
        .await?;

        let booking = parties.booking().from_application(&application).with_fee(self.fee);
        let show = (context.evening(-4), context.evening(-4) + time::Duration::minutes(90));
        let booking = booking.with_times(show.0, show.1).insert(&context).await?;
        let booking = reach(&context, booking, BookingStatus::Offered).await?;
        let booking = reach(&context, booking, BookingStatus::Negotiating).await?;
        let negotiation = negotiate(&context, &parties, &booking, self.fee).await?;
        let booking = agree(&context, booking, self.fee).await?;
        let contract = sign(&context, &parties, &booking).await?;

        let books = Books::open(&context, &parties, &booking).await?;
        let deposit = booking.deposit_amount.unwrap_or_default();
        let payment = PaymentFactory::new().deposit().with_amount(deposit);
        let deposit = books.capture(&context, &booking, payment).await?;
        let booking = reach(&context, booking, BookingStatus::PaidDeposit).await?;
        let payment = PaymentFactory::new().balance().with_amount(self.fee - deposit.amount);
        let balance = books.capture(&context, &booking, payment).await?;
        let booking = reach(&context, booking, BookingStatus::Scheduled).await?;

        let completed_at = show.1 + time::Duration::hours(2);
        let booking = change(&context, booking, |row: &mut bookings::ActiveModel| {
            row.status = Set(BookingStatus::Completed);
            row.completed_at = Set(Some(completed_at));
        })
        .await?;
        let contract = change(&context, contract, |row: &mut contracts::ActiveModel| {
            row.status = Set(ContractStatus::Completed);
            row.completed_at = Set(Some(completed_at.max(context.now())));
        })
        .await?;

        let payout = books.queue_payout(&context, self.fee).await?;
        let payout = books.try_payout(&context, payout).await?;
        let payout = books.pay_out(&context, payout).await?;
        let escrow = books.settle(&context, EscrowStatus::Released).await?;
        let invoice = invoice(&context, &parties, &booking, payout.commission_amount).await?;

        let reviews = review(&context, &parties, &booking).await?;
        let trust = trust(&context, &parties, &booking).await?;
        Ok(Played {
            parties,
            opportunity,
            application,
            booking,
            negotiation,
            contract,
            deposit,
            balance,
            escrow,
            payout,
            invoice,
            reviews,
            trust,
        })
    }
}

/// The booking's next status.
pub(super) async fn reach(
    context: &Context<'_>,
    booking: bookings::Model,
    status: BookingStatus,
) -> Result<bookings::Model, Failure> {
    change(context, booking, |row: &mut bookings::ActiveModel| row.status = Set(status)).await
}

/// Both have agreed on a fee, of which 30 percent are paid in advance.
pub(super) async fn agree(
    context: &Context<'_>,
    booking: bookings::Model,
    fee: Decimal,
) -> Result<bookings::Model, Failure> {
    let now = context.now();
    change(context, booking, |row: &mut bookings::ActiveModel| {
        row.status = Set(BookingStatus::Confirmed);
        row.final_amount = Set(Some(fee));
        row.deposit_amount = Set(Some((fee * Decimal::new(3, 1)).round_dp(2)));
        row.confirmed_at = Set(Some(now));
    })
    .await
}

async fn negotiate(
    context: &Context<'_>,
    parties: &Parties,
    booking: &bookings::Model,
    fee: Decimal,
) -> Result<negotiations::Model, Failure> {
    let negotiation = NegotiationFactory::new()
        .about_booking(booking)
        .opened_by(&parties.artist_user)
        .insert(context)
        .await?;
    let offer = NegotiationRoundFactory::new().of_negotiation(&negotiation);
    let first = offer.clone().with_round(1).with_amount(fee * Decimal::new(8, 1));
    first.proposed_by(&parties.organizer, NegotiationSide::Promoter).countered().insert(context).await?;
    let second = offer.with_round(2).with_amount(fee);
    second.proposed_by(&parties.artist_user, NegotiationSide::Artist).accepted().insert(context).await?;
    let now = context.now();
    change(context, negotiation, |row: &mut negotiations::ActiveModel| {
        row.status = Set(NegotiationStatus::Agreed);
        row.agreed_amount = Set(Some(fee));
        row.awaiting_side = Set(None);
        row.closed_at = Set(Some(now));
    })
    .await
}

/// A contract is sent, and signed by both.
pub(super) async fn sign(
    context: &Context<'_>,
    parties: &Parties,
    booking: &bookings::Model,
) -> Result<contracts::Model, Failure> {
    let contract = ContractFactory::new().for_booking(booking).sent().insert(context).await?;
    let signature = ContractSignatureFactory::new().of_contract(&contract);
    signature.clone().by_user(&parties.organizer).insert(context).await?;
    let contract = change(context, contract, |row: &mut contracts::ActiveModel| {
        row.status = Set(ContractStatus::SignedByPromoter);
    })
    .await?;
    signature.of_artist().by_user(&parties.artist_user).insert(context).await?;
    let now = context.now();
    change(context, contract, |row: &mut contracts::ActiveModel| {
        row.status = Set(ContractStatus::Signed);
        row.signed_at = Set(Some(now));
    })
    .await
}

async fn invoice(
    context: &Context<'_>,
    parties: &Parties,
    booking: &bookings::Model,
    commission: Decimal,
) -> Result<invoices::Model, Failure> {
    let invoice = row!(invoices {
        invoice_number: context.next("invoices").slug("invoice"),
        recipient_user_id: parties.artist_user.id,
        booking_id: booking.id,
        currency: booking.currency.as_str(),
        data: json!({}),
    });
    let invoice = add(context, invoice).await?;
    let line = row!(invoice_lines {
        invoice_id: invoice.id,
        position: 1,
        description: "Commission",
        unit_price: commission,
        tax_rate: 18,
        currency: booking.currency.as_str(),
    });
    add(context, line).await?;
    let invoice = invoices::Entity::find_by_id(invoice.id).one(context.db()).await?.ok_or("no invoice")?;
    let now = context.now();
    let invoice = change(context, invoice, |row: &mut invoices::ActiveModel| {
        row.status = Set(InvoiceStatus::Issued);
        row.issued_at = Set(Some(now));
        row.due_at = Set(Some(now + time::Duration::days(14)));
    })
    .await?;
    change(context, invoice, |row: &mut invoices::ActiveModel| {
        row.status = Set(InvoiceStatus::Paid);
        row.paid_at = Set(Some(now));
    })
    .await
}

async fn review(
    context: &Context<'_>,
    parties: &Parties,
    booking: &bookings::Model,
) -> Result<Vec<reviews::Model>, Failure> {
    let new = ReviewFactory::new;
    let of_artist = new().of_artist(booking).by_user(&parties.organizer).with_rating(5).published();
    let of_promoter = new().of_promoter(booking).by_user(&parties.artist_user).with_rating(4).published();
    let of_venue = new().of_venue(booking).by_user(&parties.artist_user).with_rating(5).published();
    let mut reviews = Vec::new();
    for review in [of_artist, of_promoter, of_venue] {
        reviews.push(review.insert(context).await?);
    }
    Ok(reviews)
}

async fn trust(
    context: &Context<'_>,
    parties: &Parties,
    booking: &bookings::Model,
) -> Result<trust_scores::Model, Failure> {
    let score = row!(trust_scores {
        artist_id: parties.artist.id,
        score: Decimal::new(5_650, 2),
        sample_size: 1,
        factors: json!({"completed": 1}),
        computed_at: context.now(),
    });
    let score = add(context, score).await?;
    let moved = row!(trust_score_history {
        trust_score_id: score.id,
        old_score: 50,
        new_score: score.score,
        reason: TrustScoreReason::BookingCompleted,
        booking_id: booking.id,
    });
    add(context, moved).await?;
    Ok(score)
}

impl Check for Played {
    async fn check(&self, db: &DatabaseConnection) -> Result<(), Failure> {
        use BookingStatus::{Completed, Confirmed, Inquiry, Negotiating, Offered, PaidDeposit, Scheduled};
        let history = booking_history::Entity::find()
            .filter(booking_history::Column::BookingId.eq(self.booking.id))
            .order_by_asc(booking_history::Column::Id)
            .all(db)
            .await?;
        for status in [Inquiry, Offered, Negotiating, Confirmed, PaidDeposit, Scheduled, Completed] {
            require(&format!("it was {status:?}"), history.iter().any(|each| each.to_status == status))?;
        }
        expect("steps", history.len(), 7)?;

        let paid = self.deposit.amount + self.balance.amount;
        let payout =
            payouts::Entity::find_by_id(self.payout.id).one(db).await?.ok_or("the payout is gone")?;
        let out = payout.amount + payout.commission_amount + payout.withheld_amount;
        expect("what came in went out", (Some(paid), out), (self.booking.final_amount, paid))?;
        expect("the payout", payout.status, PayoutStatus::Paid)?;
        let escrow = escrow_accounts::Entity::find_by_id(self.escrow.id).one(db).await?.ok_or("no escrow")?;
        expect(
            "the escrow",
            (escrow.status, escrow.balance),
            (EscrowStatus::Closed, Decimal::ZERO.round_dp(3)),
        )?;
        let entries =
            ledger_entries::Entity::find().filter(ledger_entries::Column::BookingId.eq(self.booking.id));
        let sum: Decimal = entries.all(db).await?.iter().map(|entry| entry.amount).sum();
        expect("the ledger sums to", sum, Decimal::ZERO)?;

        let contract = contracts::Entity::find_by_id(self.contract.id).one(db).await?.ok_or("no contract")?;
        expect("the contract", contract.status, ContractStatus::Completed)?;
        let artist = artists::Entity::find_by_id(self.parties.artist.id).one(db).await?.ok_or("no artist")?;
        expect("the artist's rating", (artist.rating_average, artist.rating_count), (Decimal::from(5), 1))?;
        expect("the artist's trust", artist.trust_score, self.trust.score)?;
        let invoice = invoices::Entity::find_by_id(self.invoice.id).one(db).await?.ok_or("no invoice")?;
        expect(
            "the invoice",
            (invoice.status, invoice.subtotal_amount),
            (InvoiceStatus::Paid, payout.commission_amount),
        )
    }
}
