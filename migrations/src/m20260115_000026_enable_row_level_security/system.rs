//! The platform's own: audit, analytics, search, tags and webhooks.

use super::rows::{ME, artist, event, opportunity, organization, promoter, venue, within, within_where};
use crate::ddl::Access;

/// Of each table of these domains that is not everybody's.
pub(super) fn accesses() -> Vec<Access> {
    let admin = organization("organization_id", "admin");
    vec![
        audit_logs(),
        // A visitor without an account acts as nobody.
        Access::to("analytics_events")
            .read(&format!("user_id = {ME} OR {}", organization("organization_id", "viewer")))
            .insert(&format!("user_id IS NOT DISTINCT FROM {ME}")),
        Access::to("daily_metrics").reporting("true"),
        Access::to("forecasts").reporting("true"),
        Access::to("search_index").read("is_visible"),
        Access::to("tags").read("true").insert(&format!("created_by = {ME}")),
        entity_tags(),
        Access::to("webhooks").read(&admin).write(&admin),
        Access::to("webhook_deliveries").read(&within("webhook_deliveries", "webhook_id", "webhooks")),
    ]
}

/// What users did themselves, what happened to their own account, and to their organization's rows. What a colleague
/// changed of their own account, papers and keys is nobody else's business, also when they did so while acting for the
/// organization.
fn audit_logs() -> Access {
    Access::to("audit_logs")
        .read(&format!(
            "actor_user_id = {ME}
    OR (entity_id = {ME} AND table_name IN ('users', 'user_roles'))
    OR ({} AND table_name NOT IN ('users', 'user_roles', 'api_keys', 'kyc_documents', 'tax_profiles'))",
            organization("organization_id", "manager")
        ))
        .kept_by_triggers()
}

/// A tag is seen by those who see what it is on, and set by those whose that is.
fn entity_tags() -> Access {
    let seen = |parent| within("entity_tags", "entity_id", parent);
    let own = |parent, condition: &str| within_where("entity_tags", "entity_id", parent, condition);
    let visible = format!(
        "CASE entity_type
    WHEN 'organization' THEN {}
    WHEN 'event' THEN {}
    WHEN 'opportunity' THEN {}
    WHEN 'media' THEN {}
    WHEN 'equipment' THEN {}
    WHEN 'project' THEN {}
    ELSE true
END",
        seen("organizations"),
        seen("events"),
        seen("opportunities"),
        seen("media"),
        seen("equipment"),
        seen("projects"),
    );
    let owned = format!(
        "CASE entity_type
    WHEN 'artist' THEN {}
    WHEN 'venue' THEN {}
    WHEN 'promoter' THEN {}
    WHEN 'organization' THEN {}
    WHEN 'event' THEN {}
    WHEN 'opportunity' THEN {}
    WHEN 'media' THEN {}
    WHEN 'equipment' THEN {}
    WHEN 'project' THEN {}
    ELSE false
END",
        artist("entity_id", "member"),
        venue("entity_id", "member"),
        promoter("entity_id", "member"),
        organization("entity_id", "member"),
        own("events", &event("member")),
        own("opportunities", &opportunity("member")),
        own("media", &format!("owner_user_id = {ME}")),
        own("equipment", &organization("organization_id", "member")),
        own("projects", &organization("organization_id", "member")),
    );
    Access::to("entity_tags").read(&visible).insert(&format!("tagged_by = {ME} AND {owned}")).delete(&owned)
}
