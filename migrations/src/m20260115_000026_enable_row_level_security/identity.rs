//! Users, their papers and keys, organizations and their members.

use super::rows::{ME, MINE, organization, owned, owned_by_no_other};
use crate::ddl::Access;

/// Of each table of these domains that is not everybody's.
pub(super) fn accesses() -> Vec<Access> {
    let own = format!("id = {ME}");
    vec![
        // The whole row, password hash included, is for nobody else; `user_cards` gives what others may know.
        Access::to("users").read(&own).keep(&own),
        Access::to("user_sessions").read(MINE).write(MINE),
        Access::to("auth_providers").read(MINE).write(MINE),
        api_keys(),
        Access::to("user_preferences").read(MINE).write(MINE),
        user_roles(),
        kyc_documents(),
        tax_profiles(),
        organizations(),
        organization_members(),
        Access::to("promoters")
            .read("true")
            .insert(&owned_by_no_other())
            .update(&owned("member"), &owned_by_no_other())
            .delete(&owned("admin")),
        Access::to("customers")
            .read(&organization("organization_id", "viewer"))
            .write(&organization("organization_id", "member")),
    ]
}

/// An organization's keys are its admins' business, a user's own are theirs.
fn api_keys() -> Access {
    let admin = organization("organization_id", "admin");
    let whose = format!("CASE WHEN organization_id IS NULL THEN {MINE} ELSE {admin} END");
    let visible = format!("{MINE} OR {admin}");
    Access::to("api_keys")
        .read(&visible)
        .insert(&format!("{MINE} AND {whose}"))
        .update(&visible, &whose)
        .delete(&visible)
}

/// Everybody may play a part; the platform's own are given by the platform.
fn user_roles() -> Access {
    Access::to("user_roles")
        .read(MINE)
        .insert(&format!("{MINE} AND role_id IN (SELECT id FROM roles WHERE name NOT IN ('admin', 'staff'))"))
        .delete(MINE)
}

/// Handed in and taken back by the user, judged by the platform.
fn kyc_documents() -> Access {
    let undecided = format!("{MINE} AND status = 'submitted' AND reviewed_by IS NULL");
    Access::to("kyc_documents").read(MINE).insert(&undecided).delete(&undecided)
}

/// What is changed has to be verified again, which the platform does.
fn tax_profiles() -> Access {
    let unverified = format!("{MINE} AND NOT verified");
    Access::to("tax_profiles").read(MINE).insert(&unverified).update(MINE, &unverified)
}

/// One without a slug has no public page. One without members, as just created, is its creator's.
fn organizations() -> Access {
    let admin = organization("id", "admin");
    Access::to("organizations")
        .read(&format!(
            "(slug IS NOT NULL AND deleted_at IS NULL) OR {} OR (created_by = {ME} AND NOT has_members(id))",
            organization("id", "viewer")
        ))
        .insert(&format!("created_by = {ME}"))
        .update(&admin, &admin)
        .delete(&organization("id", "owner"))
}

/// Admins see to the members, owners to the owners; whoever created an organization becomes its first owner.
fn organization_members() -> Access {
    let table = "organization_members";
    let manage = format!(
        "({} OR (role <> 'owner' AND {}))",
        organization("organization_id", "owner"),
        organization("organization_id", "admin")
    );
    let found = format!(
        "({MINE} AND role = 'owner' AND NOT has_members(organization_id) AND EXISTS (
    SELECT FROM organizations WHERE organizations.id = {table}.organization_id AND organizations.created_by = {ME}
))"
    );
    Access::to(table)
        .read(&format!("{MINE} OR {}", organization("organization_id", "viewer")))
        .insert(&format!("{manage} OR {found}"))
        .update(&manage, &manage)
        .delete(&format!("{MINE} OR {manage}"))
}
