//! Scenarios: small named situations with typed handles, for tests and for looking at.
//!
//! ```
//! use backline_seed::scenario::{self, Check as _, Scenario as _};
//! use backline_seeds::scenario::PowerUser;
//! use backline_seeds::testdb;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! # tokio::runtime::Runtime::new()?.block_on(async {
//! let db = testdb::reference().await?;
//!
//! let power = PowerUser::new().with_follows(40).create(db.conn()).await?;
//! assert_eq!(power.followed.len(), 40);
//! power.check(db.conn()).await?;
//!
//! scenario::clean_run(db.conn(), power.run).await?;
//! # Ok(())
//! # })
//! # }
//! ```
//!
//! Each makes all that it needs but reference data, so that it can be told twice, or beside any other, in any database. What
//! holds for all of them is in [`backline_seed::scenario`].
//!
//! To add one: `cargo xtask new scenario NAME` makes its file, and the two lines here. `docs/guides/add-a-scenario.md` goes
//! through it.

mod artist_accepted;
mod artist_rejected;
mod booking_happy_path;
mod cancellation_with_refund;
mod celebrity_paid_in_crypto;
mod complex_event;
mod contract_redrafted;
mod crew_clash;
mod daylight_saving;
mod dispute_endings;
mod double_booking;
mod event_life_cycle;
mod failing_webhook;
mod feature_rollout;
mod fraud_alert;
mod high_engagement;
mod international_events;
mod long_conversation;
mod multi_currency_tour;
mod negotiation_fails;
mod negotiation_in_rounds;
mod new_platform;
mod notifications;
mod organization_isolation;
mod payout_retried;
mod power_user;
mod project_variants;
mod role_matrix;
mod story;
#[cfg(all(test, feature = "testdb"))]
mod template;

use backline_seed::scenario::Listing;

pub use artist_accepted::{ArtistAccepted, Onboarded};
pub use artist_rejected::{ArtistRejected, TurnedDown};
pub use booking_happy_path::{BookingHappyPath, Played};
pub use cancellation_with_refund::{CalledOff, CancellationWithRefund};
pub use celebrity_paid_in_crypto::{CelebrityPaidInCrypto, CryptoAppearance};
pub use complex_event::{ComplexEvent, SoldOut};
pub use contract_redrafted::{ContractRedrafted, Redrafted};
pub use crew_clash::{Clash, CrewClash};
pub use daylight_saving::{ClockChanges, DaylightSaving};
pub use dispute_endings::{DisputeEndings, Settled, Settlements};
pub use double_booking::{DoubleBooking, TwoOffers};
pub use event_life_cycle::{EventLifeCycle, EventLives};
pub use failing_webhook::{FailingWebhook, GivenUp};
pub use feature_rollout::{FeatureRollout, Rollout};
pub use fraud_alert::{FraudAlert, Suspicion};
pub use high_engagement::{Engagement, HighEngagement};
pub use international_events::{Abroad, InternationalEvents};
pub use long_conversation::{LongConversation, Talked};
pub use multi_currency_tour::{MultiCurrencyTour, Tour};
pub use negotiation_fails::{NegotiationFails, NoDeal};
pub use negotiation_in_rounds::{Deal, NegotiationInRounds};
pub use new_platform::{NewPlatform, Opened};
pub use notifications::{Notifications, Notified};
pub use organization_isolation::{Neighbours, OrganizationIsolation};
pub use payout_retried::{PaidAtLast, PayoutRetried};
pub use power_user::{PowerUser, Powerful};
pub use project_variants::{LineUps, ProjectVariants};
pub use role_matrix::{RoleHolder, RoleHolders, RoleMatrix};
pub use story::{Parties, Refusal};

/// A scenario's line: its type, and its file, whose opening comment describes it.
macro_rules! listing {
    ($file:ident, $scenario:ident) => {
        Listing::of::<$scenario>(include_str!(concat!(stringify!($file), ".rs")))
    };
}

/// All scenarios, in the order in which `seed list` shows them.
pub const SCENARIOS: &[Listing] = &[
    listing!(new_platform, NewPlatform),
    listing!(power_user, PowerUser),
    listing!(complex_event, ComplexEvent),
    listing!(high_engagement, HighEngagement),
    listing!(event_life_cycle, EventLifeCycle),
    listing!(international_events, InternationalEvents),
    listing!(notifications, Notifications),
    listing!(artist_accepted, ArtistAccepted),
    listing!(artist_rejected, ArtistRejected),
    listing!(booking_happy_path, BookingHappyPath),
    listing!(negotiation_in_rounds, NegotiationInRounds),
    listing!(negotiation_fails, NegotiationFails),
    listing!(double_booking, DoubleBooking),
    listing!(cancellation_with_refund, CancellationWithRefund),
    listing!(dispute_endings, DisputeEndings),
    listing!(payout_retried, PayoutRetried),
    listing!(contract_redrafted, ContractRedrafted),
    listing!(multi_currency_tour, MultiCurrencyTour),
    listing!(project_variants, ProjectVariants),
    listing!(crew_clash, CrewClash),
    listing!(fraud_alert, FraudAlert),
    listing!(organization_isolation, OrganizationIsolation),
    listing!(celebrity_paid_in_crypto, CelebrityPaidInCrypto),
    listing!(role_matrix, RoleMatrix),
    listing!(daylight_saving, DaylightSaving),
    listing!(long_conversation, LongConversation),
    listing!(failing_webhook, FailingWebhook),
    listing!(feature_rollout, FeatureRollout),
    // the next one goes here
];
