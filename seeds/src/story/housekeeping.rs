//! What the staff of the first circle look after for the whole platform: rules, flags, settings, tags.

use backline_seed::load::{Json, Rows};
use backline_seed::row;
use rust_decimal::Decimal;
use time::Duration;

use super::circle::Circle;
use super::settings::Domain;

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    if circle.ordinal > 0 || circle.world.times(Domain::System) == 0 {
        return;
    }
    // The head of the platform did one of each, somebody of the staff the others.
    let at = circle.now() - Duration::days(80);
    for (place, staff) in [0_usize, 1, 1].into_iter().enumerate() {
        let by = circle.users[staff].id;
        let rules = ["gift-cards-in-bulk", "same-phone-many-accounts", "price-far-from-usual"];
        let names = ["Gift cards in bulk", "One phone, many accounts", "A price far from the usual"];
        row!(
            rows,
            fraud_rules {
                id: circle.draw("fraud_rules", place as u64).id(at),
                code: rules[place],
                name: names[place],
                severity: "medium",
                action: "flag",
                threshold: Decimal::from(65),
                definition: Json(r#"{"window_minutes": 1440}"#),
                enabled: true,
                created_by: by,
                created_at: at,
                updated_at: at,
            }
        );
        row!(
            rows,
            feature_flags {
                key: ["story-encores", "story-gift-tickets", "story-quiet-hours"][place],
                description: ["Encores can be voted for", "Tickets as gifts", "No push messages at night"]
                    [place],
                enabled: place != 1,
                rollout_percent: Decimal::from([100, 0, 100][place]),
                rules: Json("[]"),
                updated_by: by,
                created_at: at,
                updated_at: at + Duration::days(3),
            }
        );
        row!(
            rows,
            system_settings {
                key: ["stories.support-hours", "stories.review-window-days", "stories.payout-delay-hours"]
                    [place],
                value: Json(["\"10:00-19:00\"", "30", "24"][place]),
                description: [
                    "When somebody answers, in the time of India.",
                    "So long a show can be reviewed.",
                    "So long after the show the payout begins."
                ][place],
                updated_by: by,
                created_at: at,
                updated_at: at + Duration::days(4),
            }
        );
        row!(
            rows,
            tags {
                id: circle.draw("tags", place as u64).id(at),
                name: ["Tribute", "Seated", "Wheelchair friendly"][place],
                slug: ["tribute", "seated", "wheelchair-friendly"][place],
                created_by: by,
                created_at: at,
                updated_at: at,
            }
        );
    }
}
