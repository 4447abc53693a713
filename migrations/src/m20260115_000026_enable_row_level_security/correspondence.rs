//! Conversations, notifications, files and calendars.

use super::rows::{ME, MINE, organization, within};
use crate::ddl::Access;

/// Of each table of these domains that is not everybody's.
pub(super) fn accesses() -> Vec<Access> {
    let somebody = format!("{ME} IS NOT NULL");
    vec![
        conversations(),
        Access::to("conversation_participants")
            .read(&format!("{MINE} OR {}", of_conversation("conversation_participants")))
            .insert(&of_conversation("conversation_participants"))
            .update(MINE, MINE)
            .delete(MINE),
        messages(),
        Access::to("message_reads")
            .read(&of_conversation("message_reads"))
            .insert(&format!("{MINE} AND {}", of_conversation("message_reads"))),
        // Users cause notifications for others, without seeing them.
        Access::to("notifications").read(MINE).insert(&somebody).update(MINE, MINE).delete(MINE),
        Access::to("email_notifications").read(MINE).insert(&somebody),
        Access::to("notification_preferences").read(MINE).write(MINE),
        media(),
        Access::to("calendar_connections").read(MINE).write(MINE),
        Access::to("calendar_events")
            .read(&within("calendar_events", "connection_id", "calendar_connections"))
            .write(&within("calendar_events", "connection_id", "calendar_connections")),
    ]
}

fn of_conversation(table: &str) -> String {
    within(table, "conversation_id", "conversations")
}

/// For those who take part, for the organization whose inbox it is in, and for whoever began it.
fn conversations() -> Access {
    let inbox = |level| organization("organization_id", level);
    let part = "id = ANY ((SELECT acting_conversations())::uuid[])";
    Access::to("conversations")
        .read(&format!("{part} OR {} OR created_by = {ME}", inbox("viewer")))
        .insert(&format!("created_by = {ME}"))
        .update(&format!("{part} OR {}", inbox("member")), &format!("{part} OR {}", inbox("member")))
}

/// Whoever has left a conversation sees what came before.
fn messages() -> Access {
    let gone = |moment: &str| {
        format!(
            "EXISTS (
    SELECT FROM conversation_participants
    WHERE conversation_participants.conversation_id = messages.conversation_id
        AND conversation_participants.user_id = {ME}
        AND conversation_participants.left_at < {moment}
)"
        )
    };
    let own = format!("sender_id = {ME}");
    Access::to("messages")
        .read(&format!("{} AND NOT {}", of_conversation("messages"), gone("messages.created_at")))
        .insert(&format!("{own} AND {} AND NOT {}", of_conversation("messages"), gone("now()")))
        .update(&own, &own)
}

/// Public files and those whose address is known are everybody's; the others are their owner's, or all the organization's.
fn media() -> Access {
    let own = format!("owner_user_id = {ME}");
    let admin = organization("organization_id", "admin");
    Access::to("media")
        .read(&format!(
            "visibility IN ('public', 'unlisted') OR {own} OR {admin} OR (visibility = 'organization' AND {})",
            organization("organization_id", "viewer")
        ))
        .insert(&format!(
            "{own} AND (organization_id IS NULL OR {})",
            organization("organization_id", "member")
        ))
        .update(
            &format!("{own} OR {admin}"),
            &format!(
                "({own} OR {admin}) AND (organization_id IS NULL OR {})",
                organization("organization_id", "member")
            ),
        )
        .delete(&format!("{own} OR {admin}"))
}
