//! Balances paid in crypto currencies, and the wallets of those who do.

use backline_schema::prelude::CryptoPaymentStatus;
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::bookings::Booking;
use super::circle::{Circle, money};
use super::payments::{self, Payment, Subject};
use super::walk::{Walk, label};

/// Chain, asset, and how many blocks are waited for.
const CHAINS: [(&str, &str, i32); 8] = [
    ("polygon", "USDC", 12),
    ("ethereum", "ETH", 12),
    ("bitcoin", "BTC", 3),
    ("tron", "USDT", 19),
    ("base", "USDC", 12),
    ("arbitrum", "ETH", 12),
    ("solana", "USDC", 32),
    // Of little sums the platform takes its chances.
    ("binance_smart_chain", "BNB", 0),
];

/// An address that nobody has: letters and digits, made of a number.
fn address(number: u64) -> String {
    format!("0x{:040x}", u128::from(number) * 0x9E37_79B9_7F4A_7C15)
}

fn transaction(number: u64) -> String {
    format!("0x{:032x}{:032x}", u128::from(number) * 0x9E37_79B9_7F4A_7C15, u128::from(number) + 900_000_007)
}

/// Whose wallet it is.
enum Owner {
    User(Uuid),
    Organization(Uuid),
}

fn write_wallet(
    circle: &Circle<'_>,
    rows: &mut Rows,
    ordinal: u64,
    owner: &Owner,
    chain: &str,
    made: OffsetDateTime,
    archived: Option<OffsetDateTime>,
) -> Uuid {
    let id = circle.draw("crypto_wallets", ordinal).id(made);
    let named = ordinal.is_multiple_of(2);
    row!(
        rows,
        crypto_wallets {
            id: id,
            user_id: if let Owner::User(id) = owner { Some(*id) } else { None },
            organization_id: if let Owner::Organization(id) = owner { Some(*id) } else { None },
            chain: chain,
            address: address(circle.number(ordinal)),
            label: named.then_some("For fees"),
            is_default: false,
            verified_at: named.then_some(made),
            archived_at: archived,
            created_at: made,
            updated_at: archived.unwrap_or(made),
        }
    );
    id
}

/// How a balance arrived that was captured then.
pub(super) fn write(
    circle: &Circle<'_>,
    rows: &mut Rows,
    booking: &Booking,
    payment: Uuid,
    amount: Decimal,
    at: OffsetDateTime,
    refunded: Option<OffsetDateTime>,
) {
    let place = usize::try_from(booking.ordinal / 20).unwrap_or(0) % CHAINS.len();
    let owner = Owner::User(circle.artist_user(booking.request.artist).id);
    let made = at - Duration::days(10);
    let wallet = write_wallet(circle, rows, booking.ordinal * 2, &owner, CHAINS[place].0, made, None);
    if place.is_multiple_of(2) {
        // An older one, on another chain.
        let chain = CHAINS[place + 1].0;
        write_wallet(
            circle,
            rows,
            booking.ordinal * 2 + 1,
            &owner,
            chain,
            made - Duration::days(40),
            Some(made),
        );
    }
    let steps = [
        (CryptoPaymentStatus::Pending, at - Duration::minutes(15)),
        (CryptoPaymentStatus::Detected, at - Duration::minutes(9)),
        (CryptoPaymentStatus::Confirmed, at),
    ];
    let mut walk = Walk::begin(steps[0].0, steps[0].1, circle.now());
    for (status, at) in &steps[1..] {
        walk.go(*status, *at);
    }
    if let Some(refunded) = refunded {
        walk.go(CryptoPaymentStatus::Refunded, refunded);
    }
    let to = Target { payment, wallet: Some(wallet), address: circle.number(booking.ordinal * 2), place };
    write_transfer(circle, rows, booking.ordinal, &to, amount, booking.currency, &walk);
}

/// Where a transfer goes.
struct Target {
    payment: Uuid,
    wallet: Option<Uuid>,
    address: u64,
    place: usize,
}

fn write_transfer(
    circle: &Circle<'_>,
    rows: &mut Rows,
    ordinal: u64,
    to: &Target,
    amount: Decimal,
    currency: &str,
    walk: &Walk<CryptoPaymentStatus>,
) {
    use CryptoPaymentStatus::{Confirmed, Detected};
    let begun = walk.steps()[0].1;
    let (chain, asset, required) = CHAINS[to.place];
    let draw = circle.draw("crypto_payments", ordinal);
    let rate = draw.cell("rate").between(80, 90);
    let (detected, confirmed) = (walk.at(Detected), walk.at(Confirmed));
    row!(
        rows,
        crypto_payments {
            id: draw.id(begun),
            payment_id: to.payment,
            wallet_id: to.wallet,
            chain: chain,
            asset: asset,
            to_address: address(to.address),
            tx_hash: detected.map(|_| transaction(circle.number(ordinal))),
            status: label(walk.status()),
            crypto_amount: (amount / Decimal::from(rate)).round_dp(6),
            network_fee: detected.filter(|_| to.place.is_multiple_of(2)).map(|_| Decimal::new(21, 5)),
            rate: Decimal::from(rate),
            fiat_amount: amount,
            currency: currency,
            confirmations: if confirmed.is_some() { required + 2 } else { 0 },
            required_confirmations: required,
            block_number: detected.map(|_| 58_000_000_i64 + i64::try_from(ordinal).unwrap_or(0)),
            expires_at: begun + Duration::minutes(30),
            detected_at: detected,
            confirmed_at: confirmed,
            metadata: Json("{}"),
            created_at: begun,
            updated_at: walk.since(),
        }
    );
}

/// Wallets of firms, and what the first firm pays with its own: the platform's listing of events, not always at once.
pub(super) fn write_firms(circle: &Circle<'_>, rows: &mut Rows) {
    use CryptoPaymentStatus::{Detected, Expired, Failed, Pending};
    let Some(event) = circle.events.iter().find(|event| event.published().is_some()) else { return };
    let now = circle.now();
    for (firm, first, chains) in [(0, 4, 4), (1, 0, 1), (2, 2, 1), (3, 1, 1), (4, 3, 1)] {
        let organization = &circle.organizations[firm];
        let owner = Owner::Organization(organization.id);
        let made = organization.founded + Duration::days(50);
        for place in 0..chains {
            let archived = (place == 3).then(|| made + Duration::days(100));
            let ordinal = 900_000 + firm as u64 * 8 + place as u64;
            write_wallet(circle, rows, ordinal, &owner, CHAINS[first + place].0, made, archived);
        }
    }
    // Of these attempts to pay for a place at the top one was seen on its chain, and one is waited for.
    let wallet =
        circle.draw("crypto_wallets", 900_000).id(circle.organizations[0].founded + Duration::days(50));
    let currency = circle.venues[event.venue].city.market.currency;
    let amount = money(circle.venues[event.venue].city.market.price_level * 150, currency);
    let minute = Duration::minutes(1);
    for (number, (begun, step, place)) in [
        (now - minute * 4_000, Some((Expired, 30)), 4),
        (now - minute * 3_900, Some((Failed, 12)), 4),
        (now - minute * 6, Some((Detected, 5)), 4),
        (now - minute * 3, None, 7),
        (now - minute * 9_100, Some((Expired, 30)), 2),
        (now - minute * 9_000, Some((Expired, 30)), 0),
        (now - minute * 8_900, Some((Failed, 30)), 3),
        (now - minute * 8_800, Some((Expired, 30)), 1),
        (now - minute * 8_700, Some((Expired, 30)), 5),
        (now - minute * 8_600, Some((Expired, 30)), 6),
    ]
    .into_iter()
    .enumerate()
    {
        let ordinal = 900_000 + number as u64;
        let mut walk = Walk::begin(Pending, begun, now);
        if let Some((status, after)) = step {
            walk.go(status, begun + minute * after);
        }
        let ended = !matches!(walk.status(), Pending | Detected);
        let text = format!("c_{}", circle.number(ordinal));
        let steps = [
            (backline_schema::prelude::PaymentStatus::Initiated, begun),
            (backline_schema::prelude::PaymentStatus::Failed, walk.since()),
        ];
        let payment = Payment {
            id: circle.draw("payments in crypto", ordinal).id(begun),
            subject: Subject::Event(event.id),
            organization: Some(circle.organizations[0].id),
            payer: Some(circle.users[circle.organizations[0].members[0]].id),
            payee: None,
            kind: "platform_fee",
            method: "crypto",
            amount,
            fee: Decimal::ZERO,
            refunded: None,
            currency,
            number: Some(&text),
            order: true,
            description: Some(format!("A place at the top: {}", event.title)),
            steps: if ended { &steps } else { &steps[..1] },
        };
        payments::write(circle, rows, &payment);
        // From an exchange it comes of no wallet that is known.
        let to = Target {
            payment: payment.id,
            wallet: (place == 4).then_some(wallet),
            address: circle.number(900_000),
            place,
        };
        write_transfer(circle, rows, ordinal, &to, amount, currency, &walk);
    }
}
