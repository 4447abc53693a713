//! Who acts, and for whom: the functions that policies ask, and the few things that everybody may ask about others.
//!
//! A transaction says who acts by `backline.user_id`, and, to act for one organization only, by
//! `backline.organization_id`. Where the first is absent or no UUID, nobody acts, and nobody sees anything but what is
//! public. Where the second is absent, the user acts for all their organizations; where it is no UUID or not theirs, for none.
//!
//! Policies call these functions as `(SELECT f())`, so that each is evaluated once a statement and not once a row. They
//! run with their owner's rights, as policies on the tables that they read would otherwise call themselves.

use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for Acting { signature, function, roles, comment } in functions() {
            run(manager, function).await?;
            run(manager, Comment::on_function(signature, comment)).await?;
            let target = format!("FUNCTION {signature}");
            run(manager, Grant::on("EXECUTE", &target, "public").revoked().as_str()).await?;
            for role in roles {
                run(manager, Grant::on("EXECUTE", &target, role)).await?;
            }
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for Acting { signature, .. } in functions().into_iter().rev() {
            run(manager, DropFunction(signature)).await?;
        }
        Ok(())
    }
}

/// A function, and who may call it.
struct Acting {
    signature: &'static str,
    function: Function,
    roles: &'static [&'static str],
    comment: &'static str,
}

const ALL: &[&str] = &["backline_app", "backline_readonly", "backline_admin"];
const WRITERS: &[&str] = &["backline_app", "backline_admin"];

fn functions() -> [Acting; 14] {
    [
        Acting {
            signature: "current_user_id()",
            function: asked("current_user_id()", "uuid", &setting("backline.user_id")),
            roles: ALL,
            comment: "Who acts: backline.user_id of the transaction; null where it is absent or no UUID.",
        },
        Acting {
            signature: "current_organization_id()",
            function: asked("current_organization_id()", "uuid", &setting("backline.organization_id")),
            roles: ALL,
            comment: "The one organization for which the user acts: backline.organization_id of the transaction; null where it is absent or no UUID.",
        },
        Acting {
            signature: "acting_organizations(organization_member_role)",
            function: asked(
                "acting_organizations(lowest organization_member_role)",
                "uuid[]",
                "SELECT coalesce(array_agg(organization_id), '{}') FROM organization_members
WHERE user_id = (SELECT current_user_id()) AND role <= lowest
    AND (coalesce(current_setting('backline.organization_id', true), '') = ''
        OR organization_id = (SELECT current_organization_id()))",
            ),
            roles: ALL,
            comment: "The organizations for which the user acts, in this role or a higher one.",
        },
        Acting {
            signature: "acting_artists(organization_member_role)",
            function: owned("artists"),
            roles: ALL,
            comment: "The artists for whom the user acts: their own, and those of their organizations.",
        },
        Acting {
            signature: "acting_promoters(organization_member_role)",
            function: owned("promoters"),
            roles: ALL,
            comment: "The promoters for whom the user acts: themselves, and those of their organizations.",
        },
        Acting {
            signature: "acting_venues(organization_member_role)",
            function: owned("venues"),
            roles: ALL,
            comment: "The venues for which the user acts: their own, and those of their organizations.",
        },
        Acting {
            signature: "acting_conversations()",
            function: asked(
                "acting_conversations()",
                "uuid[]",
                "SELECT coalesce(array_agg(conversation_id), '{}') FROM conversation_participants
WHERE user_id = (SELECT current_user_id())",
            ),
            roles: ALL,
            comment: "The conversations in which the user takes or took part.",
        },
        Acting {
            signature: "has_members(uuid)",
            function: asked(
                "has_members(organization uuid)",
                "boolean",
                "SELECT EXISTS (SELECT FROM organization_members WHERE organization_id = organization)",
            ),
            roles: ALL,
            comment: "Whether an organization has a member. Without one it belongs to whoever created it.",
        },
        Acting {
            signature: "user_cards(uuid[])",
            function: asked(
                "user_cards(ids uuid[])",
                "TABLE (user_id uuid, username text, display_name text, avatar_url text, email citext)",
                "SELECT id, users.username, users.display_name, users.avatar_url,
    CASE WHEN id = (SELECT current_user_id()) OR EXISTS (
        SELECT FROM organization_members
        WHERE organization_members.user_id = id
            AND organization_id = ANY ((SELECT acting_organizations('viewer'))::uuid[])
    ) THEN users.email END
FROM users WHERE id = ANY (ids) AND status <> 'deleted'",
            ),
            roles: ALL,
            comment: "What everybody may know of other users, whose rows only they themselves see. The e-mail address only of those with whom the user shares an organization.",
        },
        Acting {
            signature: "user_id_by_login(text)",
            function: asked(
                "user_id_by_login(login text)",
                "uuid",
                "SELECT id FROM users
WHERE (email = login::citext OR lower(username) = lower(login)) AND status <> 'deleted'",
            ),
            roles: WRITERS,
            comment: "Whose e-mail address or user name it is. The password is then checked as that user, who alone sees its hash.",
        },
        Acting {
            signature: "user_id_by_session(text)",
            function: asked(
                "user_id_by_session(token text)",
                "uuid",
                "SELECT user_id FROM user_sessions
WHERE token_hash = token AND revoked_at IS NULL AND expires_at > now()",
            ),
            roles: WRITERS,
            comment: "Whose session it is, by the hash of its token; null where it has ended.",
        },
        Acting {
            signature: "user_id_by_api_key(text)",
            function: asked(
                "user_id_by_api_key(hash text)",
                "uuid",
                "SELECT user_id FROM api_keys
WHERE key_hash = hash AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())",
            ),
            roles: WRITERS,
            comment: "Whose key it is, by its hash; null where it has ended.",
        },
        Acting {
            signature: "user_id_by_provider(text, text)",
            function: asked(
                "user_id_by_provider(provider_code text, account text)",
                "uuid",
                "SELECT user_id FROM auth_providers WHERE provider = provider_code AND provider_user_id = account",
            ),
            roles: WRITERS,
            comment: "Who signs in with this account of a provider.",
        },
        Acting {
            signature: "respond_to_review(uuid, text)",
            function: respond_to_review(),
            roles: WRITERS,
            comment: "Publishes or replaces the subject's answer to a published review, for whoever manages the subject.",
        },
    ]
}

/// The one column of a review that is its subject's, of rows that are its reviewer's: no policy can say so.
fn respond_to_review() -> Function {
    Function::new(
        "respond_to_review(review uuid, answer text)",
        "void",
        "BEGIN
    UPDATE reviews
    SET response = answer, responded_by = current_user_id(), responded_at = now()
    WHERE id = review AND status = 'published' AND (
        artist_id = ANY (acting_artists('manager'))
        OR venue_id = ANY (acting_venues('manager'))
        OR promoter_id = ANY (acting_promoters('manager'))
        OR event_id IN (SELECT id FROM events WHERE organizer_id = ANY (acting_promoters('manager')))
    );
    IF NOT FOUND THEN
        RAISE EXCEPTION 'review \"%\" is not published, or of another', review
            USING ERRCODE = '42501', CONSTRAINT = 'respond_to_own_review', TABLE = 'reviews',
                HINT = 'the subject''s managers answer, once it is published';
    END IF;
END",
    )
    .security_definer()
}

/// A question: changes nothing, runs with its owner's rights.
fn asked(signature: &str, returns: &str, body: &str) -> Function {
    Function::sql_language(signature, returns, body)
        .volatility(Volatility::Stable)
        .parallel_safe()
        .security_definer()
}

/// A setting as a UUID; null where it is anything else.
fn setting(name: &str) -> String {
    let value = format!("current_setting({}, true)", quote::literal(name));
    format!(
        "SELECT CASE WHEN {value} ~* '^[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}$' THEN {value}::uuid END"
    )
}

fn owned(table: &str) -> Function {
    asked(
        &format!("acting_{table}(lowest organization_member_role)"),
        "uuid[]",
        &format!(
            "SELECT coalesce(array_agg(id), '{{}}') FROM {table}
WHERE user_id = (SELECT current_user_id())
    OR organization_id = ANY ((SELECT acting_organizations(lowest))::uuid[])"
        ),
    )
}
