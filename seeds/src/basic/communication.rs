//! Conversations with their messages, and what people were told.

use backline_schema::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::ids::{booking, event, id, organization, user};
use super::row::row;
use super::{Error, booking::opportunity, seeder::Seeder};

struct Conversation {
    key: &'static str,
    members: &'static [&'static str],
    /// On which day it began, and what was said by whom, an hour apart.
    day: i64,
    messages: &'static [(&'static str, &'static str)],
}

const CONVERSATIONS: &[Conversation] = &[
    Conversation {
        key: "negotiating",
        members: &["zoya", "production"],
        day: -8,
        messages: &[
            ("production", "We would love to have you on the ninth week of the season. Would 100,000 do?"),
            ("zoya", "With the whole ensemble we are five on stage; 130,000 would carry us."),
            ("production", "Let me ask the office. Is the sarangi part of it?"),
            ("zoya", "It is, and he brings his own microphone."),
        ],
    },
    Conversation {
        key: "completed",
        members: &["artist", "organizer"],
        day: -21,
        messages: &[
            ("organizer", "The car comes at three. Soundcheck at five?"),
            ("artist", "Five is good. One tanpura more than on the list, please."),
            ("organizer", "It is tuned and waiting."),
        ],
    },
    Conversation {
        key: "sunday-ghazals",
        members: &["arjun", "organizer"],
        day: -2,
        messages: &[("arjun", "Is a sitar instead of a voice a possibility for Sunday?")],
    },
    Conversation {
        key: "support",
        members: &["fan", "staff"],
        day: -60,
        messages: &[
            ("fan", "I bought a ticket and see no seat on it."),
            ("staff", "Your seat is A1; it shows now."),
        ],
    },
    Conversation {
        key: "direct",
        members: &["fan", "traveller"],
        day: -3,
        messages: &[("traveller", "Are you going to Lisbon?"), ("fan", "Of course I am.")],
    },
];

pub(super) async fn seed(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    conversations(seeder).await?;
    messages(seeder).await?;
    notifications(seeder).await?;
    preferences(seeder).await
}

async fn conversations(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let (mut rows, mut participants) = (Vec::new(), Vec::new());
    for each in CONVERSATIONS {
        let mut row = row!(conversations {
            id: id("conversations", each.key),
            kind: ConversationKind::Booking,
            status: ConversationStatus::Open,
            created_by: user(each.members[0]),
            metadata: json!({}),
            created_at: clock.hour(each.day, 4),
        });
        match each.key {
            "negotiating" | "completed" => {
                row.booking_id = sea_orm::Set(Some(booking(each.key)));
                row.organization_id = sea_orm::Set(Some(organization("monsoon-live")));
            }
            "sunday-ghazals" => {
                row.kind = sea_orm::Set(ConversationKind::Opportunity);
                row.opportunity_id = sea_orm::Set(Some(opportunity(each.key)));
                row.organization_id = sea_orm::Set(Some(organization("monsoon-live")));
            }
            "support" => {
                row.kind = sea_orm::Set(ConversationKind::Support);
                row.subject = sea_orm::Set(Some("My seat".to_owned()));
                row.status = sea_orm::Set(ConversationStatus::Closed);
                row.closed_at = sea_orm::Set(Some(clock.day(-59)));
            }
            _ => row.kind = sea_orm::Set(ConversationKind::Direct),
        }
        rows.push(row);
        for member in each.members {
            participants.push(row!(conversation_participants {
                conversation_id: id("conversations", each.key),
                user_id: user(member),
                joined_at: clock.hour(each.day, 4),
                last_read_at: (*member != "organizer").then(|| clock.day(-1)),
                is_pinned: *member == "artist",
            }));
        }
    }
    seeder.insert(rows).await?;
    seeder.insert(participants).await
}

fn message(conversation: &str, ordinal: i64) -> Uuid {
    id("messages", &format!("{conversation} {ordinal}"))
}

async fn messages(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let (mut rows, mut reads) = (Vec::new(), Vec::new());
    for each in CONVERSATIONS {
        for (ordinal, (sender, body)) in (0..).zip(each.messages) {
            let sent = clock.hour(each.day, 5 + ordinal);
            let is_offer = each.key == "negotiating" && ordinal < 2;
            rows.push(row!(messages {
                conversation_id: id("conversations", each.key),
                id: message(each.key, ordinal),
                sender_id: user(sender),
                kind: if is_offer { MessageKind::Proposal } else { MessageKind::Text },
                body: *body,
                payload: is_offer.then(
                    || json!({"amount": if ordinal == 0 { 100_000 } else { 130_000 }, "currency": "INR"})
                ),
                round: is_offer.then_some(if ordinal == 0 { 1_i16 } else { 2 }),
                created_at: sent,
            }));
            // The organizer has yet to read.
            for reader in each.members.iter().filter(|reader| *reader != sender && **reader != "organizer") {
                reads.push(row!(message_reads {
                    conversation_id: id("conversations", each.key),
                    message_id: message(each.key, ordinal),
                    message_created_at: sent,
                    user_id: user(reader),
                    read_at: sent + time::Duration::minutes(20),
                }));
            }
        }
    }
    seeder.insert(rows).await?;
    seeder.insert(reads).await
}

async fn notifications(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let clock = seeder.clock;
    let tell = |key: &str,
                who: &str,
                code: &str,
                title: &str,
                about: (NotificationEntity, Uuid),
                day: i64,
                is_read: bool| {
        row!(notifications {
            user_id: user(who),
            id: id("notifications", key),
            type_code: code,
            channel: NotificationChannel::InApp,
            title: title,
            body: format!("{title}."),
            entity_type: about.0,
            entity_id: about.1,
            data: json!({}),
            status: NotificationStatus::Delivered,
            delivered_at: clock.day(day),
            read_at: is_read.then(|| clock.hour(day, 18)),
            created_at: clock.day(day),
        })
    };
    use NotificationEntity::{Booking, Conversation, Dispute, Event, Payout};
    let mut mailed = tell(
        "mailed",
        "organizer",
        "booking_confirmed",
        "Dev Pillai confirmed",
        (Booking, booking("confirmed")),
        -20,
        false,
    );
    mailed.channel = sea_orm::Set(NotificationChannel::Email);
    let mut pushed = tell(
        "pushed",
        "fan",
        "deadline_reminder",
        "Early tickets end tonight",
        (Event, event("monsoon-festival")),
        -1,
        false,
    );
    pushed.channel = sea_orm::Set(NotificationChannel::Push);
    pushed.status = sea_orm::Set(NotificationStatus::Failed);
    pushed.delivered_at = sea_orm::Set(None);
    pushed.priority = sea_orm::Set(NotificationPriority::High);
    seeder
        .insert(vec![
            mailed,
            pushed,
            tell(
                "inquiry",
                "artist",
                "booking_inquiry",
                "Monsoon Live asks for an evening",
                (Booking, booking("inquiry")),
                -1,
                false,
            ),
            tell(
                "payout",
                "artist",
                "payout_sent",
                "Your payout is on its way",
                (Payout, id("payouts", "completed")),
                -17,
                true,
            ),
            tell(
                "dispute",
                "sofia",
                "dispute_opened",
                "Harbour Nights opened a dispute",
                (Dispute, id("disputes", "late")),
                -30,
                true,
            ),
            tell(
                "message",
                "organizer",
                "message_received",
                "Arjun Sen wrote to you",
                (Conversation, id("conversations", "sunday-ghazals")),
                -2,
                false,
            ),
            tell(
                "cancelled",
                "fan",
                "event_cancelled",
                "Turbine All-Nighter is cancelled",
                (Event, event("turbine-all-nighter")),
                -5,
                true,
            ),
            tell(
                "new",
                "traveller",
                "new_event",
                "A new event near you",
                (Event, event("tagus-kizomba-weekend")),
                -50,
                false,
            ),
        ])
        .await?;
    let mail = |key: &str, who: &str, subject: &str, status, day: i64| {
        row!(email_notifications {
            id: id("email_notifications", key),
            user_id: user(who),
            to_address: format!("{who}@example.com"),
            subject: subject,
            body_text: format!("{subject}."),
            status: status,
            attempts: 1_i16,
            provider: "sandbox",
            provider_message_id: format!("mail-{key}"),
            created_at: clock.day(day),
        })
    };
    let mut delivered = mail("confirmed", "organizer", "Dev Pillai confirmed", EmailStatus::Delivered, -20);
    delivered.notification_id = sea_orm::Set(Some(id("notifications", "mailed")));
    delivered.notification_created_at = sea_orm::Set(Some(clock.day(-20)));
    delivered.sent_at = sea_orm::Set(Some(clock.hour(-20, 13)));
    delivered.delivered_at = sea_orm::Set(Some(clock.hour(-20, 13)));
    delivered.opened_at = sea_orm::Set(Some(clock.hour(-20, 15)));
    let mut bounced = mail("digest", "deleted", "Your week", EmailStatus::Bounced, -95);
    bounced.sent_at = sea_orm::Set(Some(clock.hour(-95, 13)));
    bounced.bounced_at = sea_orm::Set(Some(clock.hour(-95, 14)));
    let queued = mail("welcome", "newcomer", "Confirm your address", EmailStatus::Queued, -2);
    seeder.insert(vec![delivered, bounced, queued]).await
}

async fn preferences(seeder: &mut Seeder<'_>) -> Result<(), Error> {
    let choose = |who: &str, code: &str, channel, enabled: bool| {
        row!(notification_preferences {
            user_id: user(who),
            type_code: code,
            channel: channel,
            enabled: enabled
        })
    };
    let rows = vec![
        choose("traveller", "new_event", NotificationChannel::Push, false),
        choose("traveller", "weekly_digest", NotificationChannel::Email, false),
        choose("fan", "weekly_digest", NotificationChannel::Email, true),
        choose("artist", "booking_inquiry", NotificationChannel::Sms, true),
    ];
    seeder.insert(rows).await
}
