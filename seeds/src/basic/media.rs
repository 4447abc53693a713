//! Pictures, recordings and papers, and the instruments and devices that artists and venues have.

use backline_schema::prelude::*;
use rust_decimal::Decimal;
use serde_json::json;

use super::ids::{artist, event, id, organization, user, venue};
use super::row::row;
use super::{Error, seeder::Seeder};

pub(super) async fn seed(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let file =
        |key: &str, kind, mime_type: &str, about: (MediaEntity, uuid::Uuid), visibility, bytes: i64| {
            row!(media {
                id: id("media", key),
                owner_user_id: user("artist"),
                media_type: kind,
                entity_type: about.0,
                entity_id: about.1,
                is_primary: true,
                storage_key: format!("media/{key}"),
                file_name: key,
                mime_type: mime_type,
                byte_size: bytes,
                alt_text: key.replace('-', " "),
                visibility: visibility,
                processed_at: clock.day(-60),
                metadata: json!({}),
            })
        };
    let meera = (MediaEntity::Artist, artist("meera-iyer"));
    let mut portrait =
        file("meera-at-the-window", MediaType::Image, "image/jpeg", meera, MediaVisibility::Public, 482_113);
    portrait.width = sea_orm::Set(Some(1_600));
    portrait.height = sea_orm::Set(Some(1_067));
    let mut song =
        file("morning-raga", MediaType::Audio, "audio/mpeg", meera, MediaVisibility::Public, 7_340_032);
    song.duration_seconds = sea_orm::Set(Some(Decimal::new(305_500, 3)));
    let mut poster = file(
        "monsoon-poster",
        MediaType::Image,
        "image/png",
        (MediaEntity::Event, event("monsoon-festival")),
        MediaVisibility::Public,
        903_551,
    );
    poster.owner_user_id = sea_orm::Set(Some(user("organizer")));
    poster.organization_id = sea_orm::Set(Some(organization("monsoon-live")));
    poster.width = sea_orm::Set(Some(1_080));
    poster.height = sea_orm::Set(Some(1_350));
    let mut plan = file(
        "raintree-stage-plan",
        MediaType::Document,
        "application/pdf",
        (MediaEntity::Venue, venue("the-raintree-hall")),
        MediaVisibility::Organization,
        120_004,
    );
    plan.owner_user_id = sea_orm::Set(Some(user("venue")));
    seeder.insert(vec![portrait, song, poster, plan]).await?;

    let item = |key: &str, name: &str, category, quantity: i32, price: i32| {
        row!(equipment_inventories {
            id: id("equipment_inventories", key),
            item_name: name,
            category: category,
            quantity: quantity,
            rental_price: price,
            specs: json!({}),
        })
    };
    let mut tanpura = item("tanpura", "Tanpura", InventoryCategory::Instrument, 2, 0);
    tanpura.artist_id = sea_orm::Set(Some(artist("meera-iyer")));
    let mut microphone = item("microphone", "Condenser microphone", InventoryCategory::Microphone, 6, 300);
    microphone.venue_id = sea_orm::Set(Some(venue("the-raintree-hall")));
    let mut piano = item("piano", "Grand piano", InventoryCategory::Instrument, 1, 0);
    piano.venue_id = sea_orm::Set(Some(venue("the-copper-room")));
    piano.condition = sea_orm::Set(InventoryCondition::Fair);
    piano.notes = sea_orm::Set(Some("Tuned every Thursday".to_owned()));
    seeder.insert(vec![tanpura, microphone, piano]).await
}
