//! Tags, favourites, feature flags, settings, webhooks; and the moment that the basic seed goes by.

use backline_schema::prelude::*;
use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::ids::{artist, event, id, organization, promoter, user, venue};
use super::row::row;
use super::{Error, booking::opportunity, seeder::Seeder};

/// The setting that remembers the moment of the first seeding.
const AS_OF: &str = "seed.basic.as-of";

/// The moment of the first seeding, where there was one; else `as_of`.
pub(super) async fn first_as_of(
    db: &impl ConnectionTrait,
    as_of: OffsetDateTime,
) -> Result<OffsetDateTime, Error> {
    let setting =
        system_settings::Entity::find_by_id(AS_OF).one(db).await.map_err(Error::table("system_settings"))?;
    let remembered = setting
        .and_then(|setting| setting.value.as_str().map(|text| OffsetDateTime::parse(text, &Rfc3339)))
        .and_then(Result::ok);
    Ok(remembered.unwrap_or(as_of))
}

pub(super) async fn seed(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    settings(seeder).await?;
    tags(seeder).await?;
    favorites(seeder).await?;
    webhooks(seeder).await
}

async fn settings(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let now = seeder.clock.now();
    let setting = |key: &str, value: serde_json::Value, description: &str| {
        row!(system_settings {
            key: key,
            value: value,
            description: description,
            updated_by: user("admin"),
            created_at: seeder.clock.day(-300),
        })
    };
    // A moment in UTC with whole seconds always has this form.
    let as_of = now.format(&Rfc3339).unwrap_or_default();
    seeder
        .insert(vec![
            setting(AS_OF, json!(as_of), "The moment that the times of the basic seed are relative to."),
            setting("maintenance", json!(false), "Whether the platform shows a notice instead of itself."),
            setting("bookings.negotiation-rounds", json!(3), "At most so many rounds a negotiation."),
            setting("support.email", json!("support@example.com"), "Where questions go."),
        ])
        .await?;
    let flag = |key: &str, description: &str, enabled: bool, percent: i32| {
        row!(feature_flags {
            key: key,
            description: description,
            enabled: enabled,
            rollout_percent: percent,
            rules: json!([]),
            updated_by: user("admin"),
            created_at: seeder.clock.day(-100),
        })
    };
    let rows = vec![
        flag("crypto-payments", "Payments in stable coins for shows abroad", true, 25),
        flag("project-variants", "Several line-ups of one production", true, 100),
        flag("new-search", "Search that understands misspelt names", false, 0),
    ];
    seeder.insert(rows).await
}

async fn tags(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let tag = |name: &str, slug: &str| {
        row!(tags { id: id("tags", slug), name: name, slug: slug, created_by: user("staff") })
    };
    let rows = vec![
        tag("Open air", "open-air"),
        tag("Beginners welcome", "beginners-welcome"),
        tag("Unplugged", "unplugged"),
    ];
    seeder.insert(rows).await?;
    let put = |slug: &str, entity_type, entity_id: Uuid| {
        row!(entity_tags {
            entity_type: entity_type,
            entity_id: entity_id,
            tag_id: id("tags", slug),
            tagged_by: user("staff")
        })
    };
    seeder
        .insert(vec![
            put("open-air", TagEntity::Event, event("monsoon-festival")),
            put("open-air", TagEntity::Venue, venue("the-raintree-hall")),
            put("beginners-welcome", TagEntity::Event, event("tagus-kizomba-weekend")),
            put("beginners-welcome", TagEntity::Artist, artist("sofia-ruiz")),
            put("unplugged", TagEntity::Artist, artist("meera-iyer")),
        ])
        .await
}

async fn favorites(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let favorite = |key: &str, who: &str| {
        row!(favorites { id: id("favorites", key), user_id: user(who), created_at: seeder.clock.day(-20) })
    };
    let mut voice = favorite("voice", "fan");
    voice.artist_id = sea_orm::Set(Some(artist("meera-iyer")));
    voice.note = sea_orm::Set(Some("For the wedding?".to_owned()));
    let mut hall = favorite("hall", "organizer");
    hall.venue_id = sea_orm::Set(Some(venue("the-raintree-hall")));
    let mut house = favorite("house", "artist");
    house.promoter_id = sea_orm::Set(Some(promoter("monsoon-live")));
    let mut weekend = favorite("weekend", "traveller");
    weekend.event_id = sea_orm::Set(Some(event("tagus-kizomba-weekend")));
    let mut sunday = favorite("sunday", "artist");
    sunday.opportunity_id = sea_orm::Set(Some(opportunity("sunday-ghazals")));
    seeder.insert(vec![voice, hall, house, weekend, sunday]).await
}

async fn webhooks(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    seeder
        .insert(vec![row!(webhooks {
            id: id("webhooks", "website"),
            organization_id: organization("monsoon-live"),
            name: "Website of the festival",
            url: "https://monsoon-live.example.com/hooks/backline",
            encrypted_secret: b"not a secret: development only".to_vec(),
            encryption_key_id: "development",
            events: ["booking.*", "event.published"],
            last_success_at: clock.day(-18),
            created_by: user("organizer"),
            created_at: clock.day(-100),
        })])
        .await?;
    let delivery = |key: &str, what: &str, status, day: i64| {
        row!(webhook_deliveries {
            id: id("webhook_deliveries", key),
            webhook_id: id("webhooks", "website"),
            event_id: id("webhook_events", key),
            event_name: what,
            payload: json!({"booking": key}),
            status: status,
            attempt: 1_i16,
            duration_ms: 210,
            created_at: clock.day(day),
        })
    };
    let mut arrived = delivery("deposit", "booking.paid_deposit", WebhookDeliveryStatus::Delivered, -18);
    arrived.response_code = sea_orm::Set(Some(200));
    arrived.delivered_at = sea_orm::Set(Some(clock.hour(-18, 13)));
    let mut failed = delivery("inquiry", "booking.inquiry", WebhookDeliveryStatus::Failed, -1);
    failed.response_code = sea_orm::Set(Some(503));
    failed.last_error = sea_orm::Set(Some("service unavailable".to_owned()));
    failed.next_attempt_at = sea_orm::Set(Some(clock.now() + time::Duration::hours(1)));
    seeder.insert(vec![arrived, failed]).await
}
