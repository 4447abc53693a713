//! What people are told: in the application, by e-mail, push and text message.

use backline_schema::prelude::{BookingStatus, EmailStatus, NotificationStatus};
use backline_seed::load::{Json, Rows};
use backline_seed::row;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::bookings::Booking;
use super::circle::{Circle, User};
use super::people::FANS;
use super::walk::{Walk, label};

/// Something that a user is told.
struct Told<'a> {
    ordinal: u64,
    user: &'a User,
    code: &'static str,
    title: &'static str,
    entity: Option<(&'static str, Uuid)>,
    at: OffsetDateTime,
}

impl Told<'_> {
    fn body(&self) -> String {
        let given = self.user.name.split(' ').next().unwrap_or("there");
        let about = match self.code {
            "booking_inquiry" => {
                "A promoter wants to know whether you are free. Please answer within three days."
            }
            "booking_offered" => {
                "There is an offer with date, place and fee. You can accept it, or make another one."
            }
            "negotiation_countered" => "The other side has made a counter-offer. It is valid for seven days.",
            "booking_confirmed" => "Both sides have agreed. The contract follows, then the deposit.",
            "payment_received" => "The money is in escrow until the show is over.",
            "booking_reminder" => "Please look at the rider and the load-in times once more.",
            "booking_completed" => "How was it? Your review helps others, and the payout is on its way.",
            "booking_cancelled" => {
                "The booking was called off. What was paid is dealt with as the contract says."
            }
            "dispute_opened" => "Please tell your side within seven days, and add what shows it.",
            "refund_issued" => "It takes three to five days, depending on your bank.",
            "weekly_digest" => "Three acts you follow play near you in the next weeks.",
            "account_welcome" => "Tell us what you like, and whom you want to hear of.",
            _ => "Open the application to see more.",
        };
        format!("Hello {given}, {}", lower_first(about))
    }
}

/// Goes on after a salutation.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

pub(super) fn write_for_booking(circle: &Circle<'_>, rows: &mut Rows, booking: &Booking) {
    let artist = Some(circle.artist_user(booking.request.artist));
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
        let Some(user) = user else { continue };
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
            body: told.body(),
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
    if channel == "email" && write_email(circle, rows, told, id, 0) {
        // It failed, and goes out once more.
        write_email(circle, rows, told, id, 1);
    }
}

/// Says whether it failed.
fn write_email(
    circle: &Circle<'_>,
    rows: &mut Rows,
    told: &Told<'_>,
    notification: Uuid,
    attempt: u64,
) -> bool {
    use EmailStatus::{Bounced, Complained, Delivered, Failed, Queued, Sent};
    let ordinal = told.ordinal + attempt * 10_000_000;
    let draw = circle.draw("email_notifications", ordinal);
    let minute = Duration::minutes(1);
    let at = told.at + Duration::hours(i64::try_from(attempt).unwrap_or(0));
    let mut walk = Walk::begin(Queued, at, circle.now());
    let way = if attempt == 0 { draw.cell("way").between(0, 19) } else { 19 };
    let plot: &[(EmailStatus, i32)] = match way {
        0 => &[(Failed, 1)],
        1 => &[(Sent, 1), (Bounced, 2)],
        2 => &[(Sent, 1), (Delivered, 2), (Complained, 90)],
        3 => &[],
        4 => &[(Sent, 1)],
        _ => &[(Sent, 1), (Delivered, 2)],
    };
    for (status, after) in plot {
        if walk.goes_on() {
            walk.go(*status, at + minute * *after);
        }
    }
    let sent = walk.at(Sent);
    let failed = walk.status() == Failed;
    row!(
        rows,
        email_notifications {
            id: draw.id(at),
            user_id: told.user.id,
            notification_id: notification,
            notification_created_at: told.at,
            to_address: told.user.email,
            subject: told.title,
            body_text: told.body(),
            body_html: draw.cell("html").chance(0.7).then(|| format!("<p>{}</p>", told.body())),
            status: label(walk.status()),
            attempts: i16::from(walk.steps().len() > 1),
            next_attempt_at: failed.then(|| at + Duration::hours(1)),
            provider: sent.map(|_| "mail_sandbox"),
            provider_message_id: sent.map(|_| format!("m-{}-{ordinal}", circle.ordinal)),
            last_error: failed.then_some("connection refused"),
            sent_at: sent,
            delivered_at: walk.at(Delivered),
            bounced_at: walk.at(Bounced),
            opened_at: walk
                .at(Delivered)
                .filter(|_| draw.cell("opened").chance(0.5))
                .map(|at| at + minute * 30),
            created_at: at,
            updated_at: walk.since(),
        }
    );
    failed
}

/// What people are told besides: of each kind of thing some, the latest first.
const NEWS: [(&str, &str, &str); 17] = [
    ("application", "application_received", "Your application is with the promoter"),
    ("artist", "artist_verified", "Your profile is verified"),
    ("contract", "contract_sent", "A contract waits for your signature"),
    ("conversation", "message_received", "A new message"),
    ("dispute", "dispute_opened", "A dispute was opened"),
    ("event", "event_updated", "Your event was changed"),
    ("invoice", "invoice_issued", "Your invoice is on its way"),
    ("opportunity", "opportunity_posted", "Your opportunity is online"),
    ("organization", "organization_invited", "Your organisation is registered"),
    ("payment", "payment_received", "Your payment has arrived"),
    ("payout", "payout_sent", "Your payout is on its way"),
    ("project", "project_assigned", "You are part of a project"),
    ("promoter", "followed_update", "Your page has news"),
    ("refund", "refund_issued", "Your money is on its way back"),
    ("review", "review_requested", "Thank you for your review"),
    ("user", "account_welcome", "Welcome to Backline"),
    ("venue", "trust_score_changed", "The score of your house has changed"),
];

pub(super) fn write_news(circle: &Circle<'_>, rows: &mut Rows) {
    for (place, (kind, code, title)) in (0_u64..).zip(NEWS) {
        let marks = circle.marked(&[kind]);
        let told = marks.iter().rev().filter(|mark| mark.user.is_some()).take(20);
        for (number, mark) in (0_u64..).zip(told) {
            let Some(user) = circle.users.iter().find(|user| Some(user.id) == mark.user) else { continue };
            let at = mark.at.max(user.joined);
            let ordinal = 1_000_000 + place * 64 + number;
            let entity = Some((kind, mark.id));
            write_notification(circle, rows, &Told { ordinal, user, code, title, entity, at });
        }
    }
    // The digest is about nothing in particular, and the notice of maintenance is for one who can do something about it.
    let day = Duration::days(1);
    for fan in 0..12_usize {
        let user = &circle.users[FANS + fan * 60];
        let at = user.joined.max(circle.now() - day * 3);
        let ordinal = 2_000_000 + fan as u64;
        let (code, title) = ("weekly_digest", "Your week in music");
        write_notification(circle, rows, &Told { ordinal, user, code, title, entity: None, at });
    }
    let (code, title) = ("system_maintenance", "Maintenance on Sunday, from two to four");
    let (user, at) = (&circle.users[0], circle.now() - day);
    write_notification(circle, rows, &Told { ordinal: 3_000_000, user, code, title, entity: None, at });
    // Invoices go to customers who have no account.
    for firm in 0..4_u64 {
        let organization = &circle.organizations[usize::try_from(firm).unwrap_or(0)];
        let at = circle.now() - day * 12;
        row!(
            rows,
            email_notifications {
                id: circle.draw("email_notifications", 4_000_000 + firm).id(at),
                to_address: format!("billing0@{}-{firm}.example.com", super::names::slug(&organization.name)),
                subject: format!("Invoice of {}", organization.name),
                body_text: "Dear customer, please find our invoice attached. It is due within thirty days.",
                status: label(EmailStatus::Delivered),
                attempts: 1_i16,
                provider: "mail_sandbox",
                provider_message_id: format!("m-{}-i{firm}", circle.ordinal),
                sent_at: at + Duration::minutes(1),
                delivered_at: at + Duration::minutes(2),
                created_at: at,
                updated_at: at + Duration::minutes(2),
            }
        );
    }
}
