//! Balances paid in crypto currencies, and the wallets of those who do.

use backline_seed::load::{Json, Rows};
use backline_seed::row;
use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::bookings::Booking;
use super::circle::Circle;

const CHAINS: [(&str, &str); 4] =
    [("polygon", "USDC"), ("ethereum", "ETH"), ("bitcoin", "BTC"), ("tron", "USDT")];
/// Others that wallets are on.
const MORE: [&str; 4] = ["base", "arbitrum", "solana", "binance_smart_chain"];

/// An address that nobody has: letters and digits, made of a number.
fn address(number: u64) -> String {
    format!("0x{:040x}", u128::from(number) * 0x9E37_79B9_7F4A_7C15)
}

pub(super) fn write(
    circle: &Circle<'_>,
    rows: &mut Rows,
    booking: &Booking,
    payment: Uuid,
    amount: Decimal,
    at: OffsetDateTime,
    refunded: bool,
) {
    let place = usize::try_from(booking.ordinal / 20 % 4).unwrap_or(0);
    let (chain, asset) = CHAINS[place];
    let number = circle.number(booking.ordinal);
    let wallet = circle.draw("crypto_wallets", booking.ordinal).id(at);
    let owner = circle.artist_user(booking.request.artist).id;
    let made = at - Duration::days(10);
    for (which, chain) in [chain, MORE[place]].into_iter().enumerate() {
        row!(
            rows,
            crypto_wallets {
                id: if which == 0 {
                    wallet
                } else {
                    circle.draw("crypto_wallets", booking.ordinal + 500_000).id(at)
                },
                user_id: owner,
                organization_id: None::<Uuid>,
                chain: chain,
                address: address(number * 2 + which as u64),
                label: (which == 0).then_some("For fees"),
                is_default: false,
                verified_at: (which == 0).then_some(made),
                archived_at: (which == 1 && place % 2 == 0).then_some(at),
                created_at: made,
                updated_at: at,
            }
        );
    }
    let rate = circle.draw("crypto_payments", booking.ordinal).cell("rate").between(80, 90);
    row!(
        rows,
        crypto_payments {
            id: circle.draw("crypto_payments", booking.ordinal).id(at),
            payment_id: payment,
            wallet_id: wallet,
            chain: chain,
            asset: asset,
            to_address: address(number * 2),
            tx_hash: format!("0x{:064x}", u128::from(number) + 1_000_000_007),
            status: if refunded { "refunded" } else { "confirmed" },
            crypto_amount: (amount / Decimal::from(rate)).round_dp(6),
            network_fee: (place % 2 == 0).then(|| Decimal::new(21, 5)),
            rate: Decimal::from(rate),
            fiat_amount: amount,
            currency: booking.currency,
            confirmations: 32_i32,
            required_confirmations: 12_i32,
            block_number: 58_000_000_i64 + i64::try_from(booking.ordinal).unwrap_or(0),
            expires_at: at + Duration::minutes(30),
            detected_at: at - Duration::minutes(9),
            confirmed_at: at,
            metadata: Json("{}"),
            created_at: at - Duration::minutes(15),
            updated_at: at,
        }
    );
}
