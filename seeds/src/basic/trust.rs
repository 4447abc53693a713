//! Reviews by both sides and by guests, a dispute, trust scores and how they moved, fraud rules and an alert.

use backline_schema::prelude::*;
use rust_decimal::Decimal;
use serde_json::json;

use super::ids::{artist, booking, event, id, promoter, user, venue};
use super::row::row;
use super::{Error, events, seeder::Seeder};

pub(super) async fn seed(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    reviews(seeder).await?;
    disputes(seeder).await?;
    scores(seeder).await?;
    fraud(seeder).await
}

async fn reviews(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let review = |key: &str, by: &str, rating: i16, status, day: i64, title: &str, body: &str| {
        row!(reviews {
            id: id("reviews", key),
            reviewer_id: user(by),
            rating: rating,
            rating_details: json!({}),
            title: title,
            body: body,
            status: status,
            published_at: (status == ReviewStatus::Published).then(|| clock.day(day + 1)),
            created_at: clock.day(day),
        })
    };
    use ReviewStatus::{Hidden, Pending, Published};
    let done = booking("completed");
    let mut of_artist = review(
        "artist",
        "organizer",
        5,
        Published,
        -18,
        "A room held its breath",
        "On time, kind, and she sang for two hours.",
    );
    of_artist.booking_id = sea_orm::Set(Some(done));
    of_artist.artist_id = sea_orm::Set(Some(artist("meera-iyer")));
    of_artist.response = sea_orm::Set(Some("Thank you, until the next rain.".to_owned()));
    of_artist.responded_by = sea_orm::Set(Some(user("artist")));
    of_artist.responded_at = sea_orm::Set(Some(clock.day(-16)));
    let mut of_promoter = review(
        "promoter",
        "artist",
        4,
        Published,
        -17,
        "Well looked after",
        "Paid when they said they would; the soundcheck was short.",
    );
    of_promoter.booking_id = sea_orm::Set(Some(done));
    of_promoter.promoter_id = sea_orm::Set(Some(promoter("monsoon-live")));
    let mut of_venue =
        review("venue", "artist", 5, Published, -17, "You hear everything", "Even the rain on the roof.");
    of_venue.booking_id = sea_orm::Set(Some(done));
    of_venue.venue_id = sea_orm::Set(Some(venue("the-raintree-hall")));
    let mut of_teacher = review(
        "teacher",
        "promoter",
        2,
        Pending,
        -31,
        "An hour late",
        "The class began when it should have ended.",
    );
    of_teacher.booking_id = sea_orm::Set(Some(booking("disputed")));
    of_teacher.artist_id = sea_orm::Set(Some(artist("sofia-ruiz")));

    let by_guest = |mut row: reviews::ActiveModel, slug: &str, by: &str| {
        row.event_attendance_id = sea_orm::Set(Some(events::attendance(slug, by)));
        row.event_id = sea_orm::Set(Some(event(slug)));
        row
    };
    let evening =
        review("evening", "fan", 5, Published, -19, "Again, please", "The garden, the voice, the moon.");
    let night = review("night", "fan", 4, Published, -33, "Sore feet", "And worth it.");
    let mut rude =
        review("rude", "traveller", 1, Hidden, -32, "No", "Words that the house rules do not allow.");
    rude.moderated_by = sea_orm::Set(Some(user("staff")));
    rude.moderated_at = sea_orm::Set(Some(clock.day(-31)));
    rude.moderation_note = sea_orm::Set(Some("Insults a member of the crew".to_owned()));
    let rows = vec![
        of_artist,
        of_promoter,
        of_venue,
        of_teacher,
        by_guest(evening, "raintree-sessions", "fan"),
        by_guest(night, "tidewater-flamenco", "fan"),
        by_guest(rude, "tidewater-flamenco", "traveller"),
    ];
    seeder.insert(rows).await
}

async fn disputes(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    seeder
        .insert(vec![row!(disputes {
            id: id("disputes", "late"),
            booking_id: booking("disputed"),
            raised_by: user("promoter"),
            reason: DisputeReason::Quality,
            description: "The artist came an hour late and the class was cut short.",
            evidence: json!([{"kind": "photo", "note": "the empty floor at eight"}]),
            disputed_amount: 400,
            currency: "GBP",
            status: DisputeStatus::Investigating,
            assigned_to: user("staff"),
            opened_at: clock.day(-30),
            respond_by: clock.day(-16),
            metadata: json!({}),
        })])
        .await
}

async fn scores(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let score = |key: &str, score: Decimal, samples: i32| {
        row!(trust_scores {
            id: id("trust_scores", key),
            score: score,
            sample_size: samples,
            factors: json!({"completed": samples, "verified": true}),
            computed_at: clock.day(-1),
            created_at: clock.day(-100),
        })
    };
    let mut of_artist = score("meera-iyer", Decimal::new(8_250, 2), 12);
    of_artist.artist_id = sea_orm::Set(Some(artist("meera-iyer")));
    let mut of_teacher = score("sofia-ruiz", Decimal::new(4_400, 2), 5);
    of_teacher.artist_id = sea_orm::Set(Some(artist("sofia-ruiz")));
    let mut of_venue = score("the-raintree-hall", Decimal::new(7_700, 2), 30);
    of_venue.venue_id = sea_orm::Set(Some(venue("the-raintree-hall")));
    let mut of_promoter = score("monsoon-live", Decimal::new(7_100, 2), 20);
    of_promoter.promoter_id = sea_orm::Set(Some(promoter("monsoon-live")));
    let mut of_user = score("fan", Decimal::new(6_000, 2), 4);
    of_user.user_id = sea_orm::Set(Some(user("fan")));
    seeder.insert(vec![of_artist, of_teacher, of_venue, of_promoter, of_user]).await?;

    let moved = |key: &str, of: &str, from: i64, to: i64, reason, day: i64| {
        row!(trust_score_history {
            id: id("trust_score_history", key),
            trust_score_id: id("trust_scores", of),
            old_score: Decimal::new(from, 2),
            new_score: Decimal::new(to, 2),
            reason: reason,
            created_at: clock.day(day),
        })
    };
    let mut played = moved("played", "meera-iyer", 7_600, 7_950, TrustScoreReason::BookingCompleted, -19);
    played.booking_id = sea_orm::Set(Some(booking("completed")));
    let mut praised = moved("praised", "meera-iyer", 7_950, 8_250, TrustScoreReason::ReviewPublished, -17);
    praised.review_id = sea_orm::Set(Some(id("reviews", "artist")));
    let mut disputed = moved("disputed", "sofia-ruiz", 5_000, 4_400, TrustScoreReason::DisputeOpened, -30);
    disputed.dispute_id = sea_orm::Set(Some(id("disputes", "late")));
    let mut by_hand = moved("by hand", "fan", 5_000, 6_000, TrustScoreReason::Manual, -40);
    by_hand.changed_by = sea_orm::Set(Some(user("admin")));
    by_hand.note = sea_orm::Set(Some("Known from the festival office".to_owned()));
    seeder.insert(vec![played, praised, disputed, by_hand]).await
}

async fn fraud(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let rule = |code: &str, name: &str, severity, action, enabled: bool| {
        row!(fraud_rules {
            id: id("fraud_rules", code),
            code: code,
            name: name,
            description: name,
            severity: severity,
            action: action,
            threshold: 70,
            definition: json!({"window_hours": 24}),
            enabled: enabled,
            created_by: user("admin"),
            created_at: clock.day(-200),
        })
    };
    seeder
        .insert(vec![
            rule("many-cards", "Many cards in one day", FraudSeverity::High, FraudAction::Hold, true),
            rule(
                "review-ring",
                "Reviews by friends of friends",
                FraudSeverity::Medium,
                FraudAction::Flag,
                true,
            ),
            rule("night-payout", "Payouts at night", FraudSeverity::Low, FraudAction::Flag, false),
        ])
        .await?;
    let alert = |key: &str, rule: &str, severity, score: i32, status, day: i64| {
        row!(fraud_alerts {
            id: id("fraud_alerts", key),
            fraud_rule_id: id("fraud_rules", rule),
            severity: severity,
            score: score,
            status: status,
            evidence: json!({}),
            detected_at: clock.day(day),
        })
    };
    let mut cards = alert("cards", "many-cards", FraudSeverity::High, 88, FraudAlertStatus::Confirmed, -95);
    cards.user_id = sea_orm::Set(Some(user("suspended")));
    cards.resolved_by = sea_orm::Set(Some(user("staff")));
    cards.resolved_at = sea_orm::Set(Some(clock.day(-94)));
    cards.resolution_note = sea_orm::Set(Some("Nine cards in an hour; account suspended".to_owned()));
    let mut ring = alert("ring", "review-ring", FraudSeverity::Medium, 72, FraudAlertStatus::Open, -18);
    ring.review_id = sea_orm::Set(Some(id("reviews", "evening")));
    seeder.insert(vec![cards, ring]).await
}
