//! Conversations, notifications and e-mails.

use backline_schema::prelude::{BookingStatus, ConversationStatus, EmailStatus, NotificationStatus};
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::bookings::Booking;
use super::circle::{Circle, User};
use super::people::FANS;
use super::settings::Domain;
use super::texts;
use super::walk::{Walk, label};

pub(super) fn write(circle: &Circle<'_>, rows: &mut Rows) {
    let times = circle.world.times(Domain::Communication);
    if times == 0 {
        return;
    }
    for booking in &circle.bookings {
        let people =
            [circle.promoter_user(booking.request.promoter), circle.artist_user(booking.request.artist)];
        let last = booking.walk.since().max(booking.created() + Duration::days(1));
        write_conversation(
            circle,
            rows,
            &Conversation {
                ordinal: booking.ordinal,
                kind: "booking",
                booking: Some(booking.id),
                opportunity: None,
                organization: Some(circle.organization_of(booking.request.promoter).id),
                people,
                from: booking.created(),
                until: circle.past(last),
            },
        );
        write_booking_notifications(circle, rows, booking);
    }
    for place in 0..24 * times {
        write_other(circle, rows, place);
    }
}

/// A conversation between two.
struct Conversation<'a> {
    ordinal: u64,
    kind: &'static str,
    booking: Option<Uuid>,
    opportunity: Option<Uuid>,
    organization: Option<Uuid>,
    people: [&'a User; 2],
    from: OffsetDateTime,
    until: OffsetDateTime,
}

/// Between members, with support, about an opportunity.
fn write_other(circle: &Circle<'_>, rows: &mut Rows, place: u64) {
    let draw = circle.draw("conversations", 1_000_000 + place);
    let index = usize::try_from(place).unwrap_or(0);
    let fan = &circle.users[FANS + draw.cell("fan").index(circle.users.len() - FANS)];
    let applied = circle.bookings.iter().filter(|booking| booking.request.application.is_some());
    let (kind, other, opportunity) = match place % 3 {
        0 => ("direct", &circle.users[FANS + (index * 31) % (circle.users.len() - FANS)], None),
        1 => ("support", &circle.users[index % super::people::STAFF], None),
        _ => {
            let Some(booking) = applied.clone().nth(index / 3) else { return };
            let opportunity = booking.request.application.map(|(opportunity, _)| opportunity);
            ("opportunity", circle.promoter_user(booking.request.promoter), opportunity)
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
            people: [fan, other],
            from,
            until: circle.past(from + Duration::days(3)),
        },
    );
}

fn write_conversation(circle: &Circle<'_>, rows: &mut Rows, conversation: &Conversation<'_>) {
    let ordinal = conversation.ordinal;
    let draw = circle.draw("conversations", ordinal);
    let id = draw.id(conversation.from);
    let count = draw.cell("messages").between(3, 8);
    let gap = (conversation.until - conversation.from) / i32::try_from(count + 1).unwrap_or(4);
    let mut last = conversation.from;
    let proposes = conversation.kind == "booking" && ordinal.is_multiple_of(3);
    for place in 0..u64::try_from(count).unwrap_or(3) {
        let at = conversation.from + gap * i32::try_from(place + 1).unwrap_or(1);
        last = at;
        let draw = circle.draw("messages", ordinal * 16 + place);
        let message = draw.id(at);
        let sender = conversation.people[usize::try_from(place % 2).unwrap_or(0)];
        let reader = conversation.people[usize::try_from(1 - place % 2).unwrap_or(0)];
        let deleted = ordinal % 23 == 7 && place == 1;
        let (kind, round) = match place {
            0 if ordinal % 9 == 4 => ("system", None),
            2 if proposes => ("proposal", Some(1_i16)),
            1 if ordinal % 6 == 2 => ("attachment", None),
            _ => ("text", None),
        };
        let attached = kind == "attachment" && !deleted;
        row!(
            rows,
            messages {
                conversation_id: id,
                id: message,
                sender_id: (kind != "system").then_some(sender.id),
                kind: kind,
                body: if deleted {
                    ""
                } else {
                    texts::chat(
                        usize::try_from(place).unwrap_or(0),
                        usize::try_from(ordinal % 5).unwrap_or(0),
                    )
                },
                attachments: Json(if attached { r#"[{"name": "stage-plot.pdf"}]"# } else { "[]" }),
                payload: (kind == "proposal").then_some(Json(r#"{"fee": "as agreed"}"#)),
                round: round,
                client_message_id: draw.cell("client").chance(0.7).then(|| format!("c{ordinal}-{place}")),
                edited_at: (!deleted && draw.cell("edited").chance(0.08)).then(|| at + Duration::minutes(2)),
                deleted_at: deleted.then(|| at + Duration::minutes(3)),
                created_at: at,
                updated_at: at,
            }
        );
        if draw.cell("read").chance(0.9) {
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
    let after = last + Duration::days(20);
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
            created_by: conversation.people[0].id,
            last_message_at: last,
            closed_at: walk.at(ConversationStatus::Closed),
            metadata: Json("{}"),
            created_at: conversation.from,
            updated_at: walk.since().max(last),
        }
    );
    for (place, user) in conversation.people.iter().enumerate() {
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

/// Something that a user is told.
struct Told<'a> {
    ordinal: u64,
    user: &'a User,
    code: &'static str,
    title: &'static str,
    entity: Option<(&'static str, Uuid)>,
    at: OffsetDateTime,
}

fn write_booking_notifications(circle: &Circle<'_>, rows: &mut Rows, booking: &Booking) {
    let artist = circle.artist_user(booking.request.artist);
    let promoter = circle.promoter_user(booking.request.promoter);
    for (step, (status, at)) in (0_u64..).zip(booking.walk.steps()) {
        let (user, code, title) = match status {
            BookingStatus::Inquiry => (artist, "booking_inquiry", "Somebody asks you to play"),
            BookingStatus::Offered => (artist, "booking_offered", "An offer for you"),
            BookingStatus::Negotiating => (promoter, "negotiation_countered", "A counter-offer"),
            BookingStatus::Confirmed => (promoter, "booking_confirmed", "The booking is confirmed"),
            BookingStatus::PaidDeposit => (artist, "payment_received", "The deposit is here"),
            BookingStatus::Scheduled => (artist, "booking_reminder", "The show is near"),
            BookingStatus::Completed => (artist, "booking_completed", "The show is done"),
            BookingStatus::Cancelled => (artist, "booking_cancelled", "The show is cancelled"),
            BookingStatus::Disputed => (promoter, "dispute_opened", "A dispute was opened"),
            BookingStatus::Refunded => (promoter, "refund_issued", "Your money is on its way back"),
        };
        write_notification(
            circle,
            rows,
            &Told {
                ordinal: booking.ordinal * 16 + step,
                user,
                code,
                title,
                entity: Some(("booking", booking.id)),
                at: *at,
            },
        );
    }
}

fn write_notification(circle: &Circle<'_>, rows: &mut Rows, told: &Told<'_>) {
    let ordinal = told.ordinal;
    let draw = circle.draw("notifications", ordinal);
    let id = draw.id(told.at);
    let minute = Duration::minutes(1);
    let mut walk = Walk::begin(NotificationStatus::Pending, told.at, circle.now());
    match ordinal % 19 {
        2 => {
            walk.go(NotificationStatus::Sent, told.at + minute);
        }
        5 => {
            walk.go(NotificationStatus::Failed, told.at + minute);
        }
        11 => {}
        _ => {
            walk.go(NotificationStatus::Sent, told.at + minute);
            if walk.goes_on() {
                walk.go(NotificationStatus::Delivered, told.at + minute * 2);
            }
        }
    }
    let delivered = walk.at(NotificationStatus::Delivered);
    let channel = *draw.cell("channel").pick(&["in_app", "in_app", "email", "push", "sms"]);
    row!(
        rows,
        notifications {
            user_id: told.user.id,
            id: id,
            type_code: told.code,
            channel: channel,
            priority: *draw.cell("priority").pick(&["normal", "normal", "high", "low", "urgent"]),
            title: told.title,
            body: "Open the application to see more.",
            entity_type: told.entity.map(|(kind, _)| kind),
            entity_id: told.entity.map(|(_, id)| id),
            action_url: draw.cell("action").chance(0.7).then(|| format!("https://app.example.com/go/{id}")),
            data: Json("{}"),
            status: label(walk.status()),
            delivered_at: delivered,
            read_at: delivered
                .filter(|_| draw.cell("read").chance(0.7))
                .map(|at| circle.past(at + minute * 50).max(at)),
            expires_at: draw.cell("expires").chance(0.3).then(|| told.at + Duration::days(30)),
            created_at: told.at,
            updated_at: walk.since(),
        }
    );
    if channel == "email" {
        write_email(circle, rows, told, id);
    }
}

fn write_email(circle: &Circle<'_>, rows: &mut Rows, told: &Told<'_>, notification: Uuid) {
    use EmailStatus::{Bounced, Complained, Delivered, Failed, Queued, Sent};
    let ordinal = told.ordinal;
    let draw = circle.draw("email_notifications", ordinal);
    let minute = Duration::minutes(1);
    let mut walk = Walk::begin(Queued, told.at, circle.now());
    let plot: &[(EmailStatus, i32)] = match draw.cell("way").between(0, 19) {
        0 => &[(Failed, 1)],
        1 => &[(Sent, 1), (Bounced, 2)],
        2 => &[(Sent, 1), (Delivered, 2), (Complained, 90)],
        3 => &[],
        4 => &[(Sent, 1)],
        _ => &[(Sent, 1), (Delivered, 2)],
    };
    for (status, after) in plot {
        if walk.goes_on() {
            walk.go(*status, told.at + minute * *after);
        }
    }
    let sent = walk.at(Sent);
    let failed = walk.status() == Failed;
    row!(
        rows,
        email_notifications {
            id: draw.id(told.at),
            user_id: told.user.id,
            notification_id: notification,
            notification_created_at: told.at,
            to_address: told.user.email,
            subject: told.title,
            body_text: "Open the application to see more.",
            body_html: draw.cell("html").chance(0.7).then_some("<p>Open the application to see more.</p>"),
            status: label(walk.status()),
            attempts: i16::from(walk.steps().len() > 1),
            next_attempt_at: failed.then(|| told.at + Duration::hours(1)),
            provider: sent.map(|_| "mail_sandbox"),
            provider_message_id: sent.map(|_| format!("m-{}", circle.number(ordinal))),
            last_error: failed.then_some("connection refused"),
            sent_at: sent,
            delivered_at: walk.at(Delivered),
            bounced_at: walk.at(Bounced),
            opened_at: walk
                .at(Delivered)
                .filter(|_| draw.cell("opened").chance(0.5))
                .map(|at| at + minute * 30),
            created_at: told.at,
            updated_at: walk.since(),
        }
    );
}
