//! Conversations: about bookings and opportunities, with support, between members.

use backline_schema::prelude::ConversationStatus;
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::circle::{Circle, User};
use super::people::FANS;
use super::settings::Domain;
use super::walk::{Walk, label};
use super::{notifications, script, texts};

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    let times = circle.world.times(Domain::Communication);
    if times == 0 {
        return;
    }
    for booking in &circle.bookings {
        notifications::write_for_booking(circle, rows, booking);
        // Who was only asked has not answered.
        if booking.walk.steps().len() == 1 {
            continue;
        }
        let artist = circle.artist_user(booking.request.artist);
        let promoter = circle.promoter_user(booking.request.promoter);
        // Sometimes the house is asked, too.
        let house = &circle.users[circle.venues[booking.request.venue].user];
        let house = Some(house).filter(|_| booking.ordinal % 10 == 6);
        let people: Vec<&User> = promoter.into_iter().chain([artist]).chain(house).collect();
        let last = booking.walk.since().max(booking.created() + Duration::days(1));
        // About the last but one show of the script nobody has written yet, about the one before that one word.
        let messages = match booking.ordinal {
            script::NO_WORD_YET => Some(0),
            script::ONE_WORD => Some(1),
            _ => None,
        };
        write_conversation(
            circle,
            rows,
            &Conversation {
                ordinal: booking.ordinal,
                kind: "booking",
                booking: Some(booking.id),
                opportunity: None,
                organization: circle.firm(booking.request.promoter),
                opened_by: promoter.map(|user| user.id),
                people: &people,
                messages,
                from: booking.created(),
                until: circle.past(last),
            },
        );
        if booking.ordinal % 40 == 12 {
            // The technicians have one of their own.
            let (from, until) = (booking.created() + Duration::hours(5), circle.past(last));
            let technical = Conversation {
                ordinal: 2_000_000 + booking.ordinal,
                kind: "booking",
                booking: Some(booking.id),
                opportunity: None,
                organization: circle.firm(booking.request.promoter),
                opened_by: Some(artist.id),
                people: &people,
                messages: Some(2),
                from,
                until: until.max(from),
            };
            write_conversation(circle, rows, &technical);
        }
    }
    for place in 0..24 * times {
        write_other(circle, rows, place);
    }
    notifications::write_news(circle, rows);
}

/// A conversation: the first two take turns, the others read.
struct Conversation<'a> {
    ordinal: u64,
    kind: &'static str,
    booking: Option<Uuid>,
    opportunity: Option<Uuid>,
    organization: Option<Uuid>,
    opened_by: Option<Uuid>,
    people: &'a [&'a User],
    /// How many messages, where that is settled.
    messages: Option<i64>,
    from: OffsetDateTime,
    until: OffsetDateTime,
}

/// Between members, with support, about an opportunity.
fn write_other(circle: &Circle<'_>, rows: &mut Rows, place: u64) {
    let draw = circle.draw("conversations", 1_000_000 + place);
    let index = usize::try_from(place).unwrap_or(0);
    let fan = &circle.users[FANS + draw.cell("fan").index(circle.audience)];
    let applied = circle.bookings.iter().filter(|booking| booking.request.application.is_some());
    let (kind, other, opportunity) = match place % 3 {
        0 => ("direct", &circle.users[FANS + (index * 31) % (circle.audience)], None),
        1 => ("support", &circle.users[index % super::people::STAFF], None),
        _ => {
            // Two ask about the same, now and then.
            let Some(booking) = applied.clone().nth((index / 3).saturating_sub(1)) else { return };
            let opportunity = booking.request.application.map(|(opportunity, _)| opportunity);
            let Some(promoter) = circle.promoter_user(booking.request.promoter) else { return };
            ("opportunity", promoter, opportunity)
        }
    };
    if other.id == fan.id {
        return;
    }
    let from = circle.ago(&mut draw.cell("from"), 1, 200).max(fan.joined).max(other.joined);
    write_conversation(
        circle,
        rows,
        &Conversation {
            ordinal: 1_000_000 + place,
            kind,
            booking: None,
            opportunity,
            organization: None,
            opened_by: Some(fan.id),
            people: &[fan, other],
            messages: None,
            from,
            until: circle.past(from + Duration::days(3)),
        },
    );
}

fn write_conversation(circle: &Circle<'_>, rows: &mut Rows, conversation: &Conversation<'_>) {
    let ordinal = conversation.ordinal;
    let draw = circle.draw("conversations", ordinal);
    let id = draw.id(conversation.from);
    let usual = draw.cell("messages").between(3, 8);
    let count = conversation.messages.unwrap_or(usual);
    let gap = (conversation.until - conversation.from) / i32::try_from(count + 1).unwrap_or(4);
    let mut last = None;
    let people = conversation.people;
    let proposes = conversation.kind == "booking" && ordinal.is_multiple_of(3);
    for place in 0..u64::try_from(count).unwrap_or(3) {
        let at = conversation.from + gap * i32::try_from(place + 1).unwrap_or(1);
        let at = at.replace_nanosecond(0).unwrap_or(at);
        last = Some(at);
        let draw = circle.draw("messages", ordinal * 16 + place);
        let message = draw.id(at);
        // Where an account was erased, its messages stay, as nobody's.
        let sender = match (people, place % 2) {
            ([artist], turn) => (turn == 1 || conversation.opened_by.is_some()).then_some(*artist),
            (people, turn) => people.get(usize::try_from(turn).unwrap_or(0)).copied(),
        };
        let deleted = ordinal % 23 == 7 && place == 1;
        let (kind, round) = match place {
            0 if ordinal % 9 == 4 => ("system", None),
            2 | 4 | 6 if proposes => ("proposal", i16::try_from(place / 2).ok()),
            1 if ordinal % 6 == 2 => ("attachment", None),
            _ => ("text", None),
        };
        let attached = kind == "attachment" && !deleted;
        row!(
            rows,
            messages {
                conversation_id: id,
                id: message,
                sender_id: sender.filter(|_| kind != "system").map(|sender| sender.id),
                kind: kind,
                body: if deleted {
                    ""
                } else {
                    match kind {
                        "proposal" => texts::proposal(place / 2),
                        "system" => "The booking was opened. Both sides can write here.",
                        _ => texts::chat(
                            usize::try_from(place).unwrap_or(0),
                            usize::try_from(ordinal % 5).unwrap_or(0),
                        ),
                    }
                },
                attachments: Json(if attached { r#"[{"name": "stage-plot.pdf"}]"# } else { "[]" }),
                payload: (kind == "proposal").then_some(Json(r#"{"travel": "covered", "set_minutes": 90}"#)),
                round: round,
                client_message_id: draw.cell("client").chance(0.7).then(|| format!("c{ordinal}-{place}")),
                edited_at: (!deleted && draw.cell("edited").chance(0.08)).then(|| at + Duration::minutes(2)),
                deleted_at: deleted.then(|| at + Duration::minutes(3)),
                created_at: at,
                updated_at: at,
            }
        );
        let readers = people.iter().filter(|reader| sender.is_none_or(|sender| sender.id != reader.id));
        for reader in readers.filter(|_| draw.cell("read").chance(0.9)) {
            row!(
                rows,
                message_reads {
                    conversation_id: id,
                    message_id: message,
                    message_created_at: at,
                    user_id: reader.id,
                    read_at: at + gap / 2,
                }
            );
        }
    }
    let mut walk = Walk::begin(ConversationStatus::Open, conversation.from, circle.now());
    let written = last.unwrap_or(conversation.from);
    let after = written + Duration::days(20);
    match ordinal % 8 {
        1 => {
            walk.go(ConversationStatus::Closed, after);
        }
        2 => {
            walk.go(ConversationStatus::Archived, after);
        }
        _ => {}
    }
    row!(
        rows,
        conversations {
            id: id,
            kind: conversation.kind,
            status: label(walk.status()),
            subject: draw.cell("subject").chance(0.5).then_some("About the evening"),
            booking_id: conversation.booking,
            opportunity_id: conversation.opportunity,
            organization_id: conversation.organization,
            created_by: conversation.opened_by,
            last_message_at: last,
            closed_at: walk.at(ConversationStatus::Closed),
            metadata: Json("{}"),
            created_at: conversation.from,
            updated_at: walk.since().max(written),
        }
    );
    let last = written;
    let told = people.last().map(|user| user.id);
    circle.mark("conversation", id, told, conversation.organization, conversation.from);
    for (place, user) in people.iter().enumerate() {
        let rare = ordinal % 17 == 3 && place == 1;
        row!(
            rows,
            conversation_participants {
                conversation_id: id,
                user_id: user.id,
                joined_at: conversation.from,
                left_at: (rare && ordinal.is_multiple_of(2)).then(|| last + Duration::hours(1)),
                last_read_at: (!(ordinal.is_multiple_of(5))).then_some(last),
                muted_until: rare.then(|| circle.now() + Duration::days(7)),
                is_pinned: ordinal % 11 == 2,
                created_at: conversation.from,
                updated_at: last,
            }
        );
    }
}
