//! Pictures, recordings and documents.

use backline_seed::load::{Json, Rows};
use backline_seed::row;
use rust_decimal::Decimal;
use time::Duration;
use uuid::Uuid;

use super::circle::{Circle, Mark};
use super::people::{FIRMS, VENUES};
use super::settings::Domain;

/// Type, MIME type, ending.
const KINDS: [(&str, &str, &str); 5] = [
    ("image", "image/webp", "webp"),
    ("audio", "audio/mpeg", "mp3"),
    ("video", "video/mp4", "mp4"),
    ("document", "application/pdf", "pdf"),
    ("other", "application/zip", "zip"),
];

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    for place in 0..circle.times(Domain::Media, 150) {
        let draw = circle.draw("media", place);
        let index = usize::try_from(place).unwrap_or(0);
        let (kind, mime, ending) = KINDS[index % KINDS.len()];
        let (entity, owner, organization, since) = match index % 4 {
            0 => {
                let artist = &circle.artists[index % circle.artists.len()];
                (Some(("artist", artist.id)), Some(circle.users[artist.user].id), None, artist.since)
            }
            1 => {
                let venue = &circle.venues[index % VENUES];
                (Some(("venue", venue.id)), Some(circle.users[venue.user].id), None, venue.since)
            }
            2 => {
                let organization = &circle.organizations[index / 4 % FIRMS];
                (Some(("organization", organization.id)), None, Some(organization.id), organization.founded)
            }
            _ => match attached(circle, index / 4) {
                // What hangs on something of somebody's: the stage plot of a booking, the proof in a dispute.
                Some(mark) => {
                    let firm = mark.organization.filter(|_| mark.user.is_none());
                    (Some((mark.kind, mark.id)), mark.user, firm, mark.at)
                }
                None => {
                    let user = &circle.users[index % circle.users.len()];
                    (None, Some(user.id), None, user.joined)
                }
            },
        };
        let at = circle.past(since + Duration::hours(draw.cell("after").between(2, 900)));
        let seen = matches!(kind, "image" | "video");
        let id = draw.id(at);
        row!(
            rows,
            media {
                id: id,
                owner_user_id: owner,
                organization_id: organization,
                media_type: kind,
                entity_type: entity.map(|(kind, _)| kind),
                entity_id: entity.map(|(_, id): (_, Uuid)| id),
                position: i32::try_from(place % 6).unwrap_or(0),
                is_primary: false,
                storage_key: format!("media/{id}.{ending}"),
                file_name: draw.cell("named").chance(0.7).then(|| format!(
                    "{}-{:02}.{ending}",
                    draw.cell("file").pick(FILES),
                    place % 40
                )),
                mime_type: mime,
                byte_size: draw.cell("size").between(20_000, 40_000_000),
                checksum: draw.cell("sum").chance(0.7).then(|| format!("{:064x}", id.as_u128())),
                width: seen.then_some(1_920_i32),
                height: seen.then_some(1_080_i32),
                duration_seconds: matches!(kind, "audio" | "video")
                    .then(|| Decimal::new(draw.cell("length").between(30_000, 400_000), 3)),
                alt_text: (kind == "image").then(|| *draw.cell("alt").pick(ALTS)),
                caption: draw.cell("captioned").chance(0.3).then(|| *draw.cell("caption").pick(CAPTIONS)),
                visibility: *draw.cell("visibility").pick(&[
                    "public",
                    "public",
                    "unlisted",
                    "organization",
                    "private"
                ]),
                processed_at: draw.cell("processed").chance(0.9).then(|| at + Duration::minutes(1)),
                metadata: Json("{}"),
                created_at: at,
                updated_at: at + Duration::minutes(1),
            }
        );
        circle.mark("media", id, owner, organization, at);
    }
}

const ALTS: &[&str] = &[
    "A stage, seen from the balcony",
    "A singer at the microphone, eyes closed",
    "Drums and cymbals under blue light",
    "The hall before the doors open",
    "Hands on the strings of a sitar",
    "A crowd with raised arms",
];
const CAPTIONS: &[&str] =
    &["Soundcheck", "Second set", "Last rehearsal", "Load-in", "The day after", "First row"];
const FILES: &[&str] = &["take", "img", "scan", "press", "live"];

/// One thing of a kind after another, and now and then nothing.
fn attached(circle: &Circle<'_>, number: usize) -> Option<Mark> {
    const KINDS: [&str; 13] = [
        "application",
        "booking",
        "contract",
        "conversation",
        "dispute",
        "equipment",
        "event",
        "opportunity",
        "project",
        "promoter",
        "review",
        "user",
        "",
    ];
    let marks = circle.marked(&[KINDS[number % KINDS.len()]]);
    marks.get(number / KINDS.len() * 3).copied()
}
