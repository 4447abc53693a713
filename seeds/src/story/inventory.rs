//! Equipment that artists bring and that houses have.

use backline_seed::load::{Json, Rows};
use backline_seed::row;
use time::OffsetDateTime;

use super::circle::{Circle, money};

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows, index: usize, at: OffsetDateTime) {
    let market = circle.organizations[index].city.market;
    let venue = &circle.venues[index];
    let artist = &circle.artists[index];
    for place in 0..6_u64 {
        let kinds = [
            "audio",
            "microphone",
            "instrument",
            "backline",
            "lighting",
            "video",
            "stage",
            "power",
            "effects",
            "other",
        ];
        let which = (usize::try_from(place).unwrap_or(0) + index * 2) % kinds.len();
        let at_venue = place % 2 == 0;
        row!(
            rows,
            equipment_inventories {
                id: circle.draw("equipment_inventories", index as u64 * 16 + place).id(at),
                artist_id: (!at_venue).then_some(artist.id),
                venue_id: at_venue.then_some(venue.id),
                item_name: [
                    "Active speaker",
                    "Vocal microphone",
                    "Upright piano",
                    "Drum kit",
                    "Par can",
                    "Projector",
                    "Riser",
                    "Generator",
                    "Delay pedal",
                    "Case"
                ][which],
                category: kinds[which],
                brand: (place != 1).then_some(["Lumen", "Corda", "Brass & Reed", "Tonwerk"][which % 4]),
                model: (place % 3 == 0).then_some("Mark II"),
                quantity: 1 + i32::try_from(place).unwrap_or(0),
                condition: ["new", "good", "fair", "poor", "out_of_order"][(which + index) % 5],
                is_available: place != 5,
                rental_price: (place % 2 == 1).then(|| money(market.price_level * 100, market.currency)),
                currency: market.currency,
                specs: Json("{}"),
                notes: (place == 2).then_some("Tuned in spring"),
                created_at: at.max(if at_venue { venue.since } else { artist.since }),
                updated_at: at.max(if at_venue { venue.since } else { artist.since }),
            }
        );
    }
}
