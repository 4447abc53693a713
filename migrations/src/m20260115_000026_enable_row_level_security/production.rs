//! Projects, crew and equipment: each an organization's own.

use super::rows::{ME, organization, own_or_shared, within, within_where};
use crate::ddl::Access;

/// Of each table of this domain that is not everybody's.
pub(super) fn accesses() -> Vec<Access> {
    let viewer = organization("organization_id", "viewer");
    let member = organization("organization_id", "member");
    let mut all = vec![
        Access::to("projects").read(&viewer).keep(&member).delete(&organization("organization_id", "admin")),
        Access::to("crew_members").read(&format!("{viewer} OR user_id = {ME}")).write(&member),
        Access::to("equipment").read(&viewer).write(&member),
    ];
    for table in ["crew_roles", "event_types"] {
        all.push(Access::to(table).read(&own_or_shared()).write(&member));
    }
    for table in [
        "project_roles",
        "project_equipment_groups",
        "project_equipment",
        "project_events",
        "project_event_roles",
        "project_event_equipment",
    ] {
        all.push(of_project(table));
    }
    all
}

/// To a part of projects, by its `project_id`.
pub(crate) fn of_project(table: &'static str) -> Access {
    Access::to(table).read(&within(table, "project_id", "projects")).write(&within_where(
        table,
        "project_id",
        "projects",
        &organization("organization_id", "member"),
    ))
}
