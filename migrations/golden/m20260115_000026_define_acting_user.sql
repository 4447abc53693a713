CREATE FUNCTION current_user_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT CASE WHEN current_setting('backline.user_id', true) ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN current_setting('backline.user_id', true)::uuid END
$body$;
COMMENT ON FUNCTION current_user_id() IS 'Who acts: backline.user_id of the transaction; null where it is absent or no UUID.';
REVOKE EXECUTE ON FUNCTION current_user_id() FROM "public";
GRANT EXECUTE ON FUNCTION current_user_id() TO "backline_app";
GRANT EXECUTE ON FUNCTION current_user_id() TO "backline_readonly";
GRANT EXECUTE ON FUNCTION current_user_id() TO "backline_admin";
CREATE FUNCTION current_organization_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT CASE WHEN current_setting('backline.organization_id', true) ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN current_setting('backline.organization_id', true)::uuid END
$body$;
COMMENT ON FUNCTION current_organization_id() IS 'The one organization for which the user acts: backline.organization_id of the transaction; null where it is absent or no UUID.';
REVOKE EXECUTE ON FUNCTION current_organization_id() FROM "public";
GRANT EXECUTE ON FUNCTION current_organization_id() TO "backline_app";
GRANT EXECUTE ON FUNCTION current_organization_id() TO "backline_readonly";
GRANT EXECUTE ON FUNCTION current_organization_id() TO "backline_admin";
CREATE FUNCTION acting_organizations(lowest organization_member_role) RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT coalesce(array_agg(organization_id), '{}') FROM organization_members
WHERE user_id = (SELECT current_user_id()) AND role <= lowest
    AND (coalesce(current_setting('backline.organization_id', true), '') = ''
        OR organization_id = (SELECT current_organization_id()))
$body$;
COMMENT ON FUNCTION acting_organizations(organization_member_role) IS 'The organizations for which the user acts, in this role or a higher one.';
REVOKE EXECUTE ON FUNCTION acting_organizations(organization_member_role) FROM "public";
GRANT EXECUTE ON FUNCTION acting_organizations(organization_member_role) TO "backline_app";
GRANT EXECUTE ON FUNCTION acting_organizations(organization_member_role) TO "backline_readonly";
GRANT EXECUTE ON FUNCTION acting_organizations(organization_member_role) TO "backline_admin";
CREATE FUNCTION acting_artists(lowest organization_member_role) RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT coalesce(array_agg(id), '{}') FROM artists
WHERE user_id = (SELECT current_user_id())
    OR organization_id = ANY ((SELECT acting_organizations(lowest))::uuid[])
$body$;
COMMENT ON FUNCTION acting_artists(organization_member_role) IS 'The artists for whom the user acts: their own, and those of their organizations.';
REVOKE EXECUTE ON FUNCTION acting_artists(organization_member_role) FROM "public";
GRANT EXECUTE ON FUNCTION acting_artists(organization_member_role) TO "backline_app";
GRANT EXECUTE ON FUNCTION acting_artists(organization_member_role) TO "backline_readonly";
GRANT EXECUTE ON FUNCTION acting_artists(organization_member_role) TO "backline_admin";
CREATE FUNCTION acting_promoters(lowest organization_member_role) RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT coalesce(array_agg(id), '{}') FROM promoters
WHERE user_id = (SELECT current_user_id())
    OR organization_id = ANY ((SELECT acting_organizations(lowest))::uuid[])
$body$;
COMMENT ON FUNCTION acting_promoters(organization_member_role) IS 'The promoters for whom the user acts: themselves, and those of their organizations.';
REVOKE EXECUTE ON FUNCTION acting_promoters(organization_member_role) FROM "public";
GRANT EXECUTE ON FUNCTION acting_promoters(organization_member_role) TO "backline_app";
GRANT EXECUTE ON FUNCTION acting_promoters(organization_member_role) TO "backline_readonly";
GRANT EXECUTE ON FUNCTION acting_promoters(organization_member_role) TO "backline_admin";
CREATE FUNCTION acting_venues(lowest organization_member_role) RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT coalesce(array_agg(id), '{}') FROM venues
WHERE user_id = (SELECT current_user_id())
    OR organization_id = ANY ((SELECT acting_organizations(lowest))::uuid[])
$body$;
COMMENT ON FUNCTION acting_venues(organization_member_role) IS 'The venues for which the user acts: their own, and those of their organizations.';
REVOKE EXECUTE ON FUNCTION acting_venues(organization_member_role) FROM "public";
GRANT EXECUTE ON FUNCTION acting_venues(organization_member_role) TO "backline_app";
GRANT EXECUTE ON FUNCTION acting_venues(organization_member_role) TO "backline_readonly";
GRANT EXECUTE ON FUNCTION acting_venues(organization_member_role) TO "backline_admin";
CREATE FUNCTION acting_conversations() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT coalesce(array_agg(conversation_id), '{}') FROM conversation_participants
WHERE user_id = (SELECT current_user_id())
$body$;
COMMENT ON FUNCTION acting_conversations() IS 'The conversations in which the user takes or took part.';
REVOKE EXECUTE ON FUNCTION acting_conversations() FROM "public";
GRANT EXECUTE ON FUNCTION acting_conversations() TO "backline_app";
GRANT EXECUTE ON FUNCTION acting_conversations() TO "backline_readonly";
GRANT EXECUTE ON FUNCTION acting_conversations() TO "backline_admin";
CREATE FUNCTION has_members(organization uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT EXISTS (SELECT FROM organization_members WHERE organization_id = organization)
$body$;
COMMENT ON FUNCTION has_members(uuid) IS 'Whether an organization has a member. Without one it belongs to whoever created it.';
REVOKE EXECUTE ON FUNCTION has_members(uuid) FROM "public";
GRANT EXECUTE ON FUNCTION has_members(uuid) TO "backline_app";
GRANT EXECUTE ON FUNCTION has_members(uuid) TO "backline_readonly";
GRANT EXECUTE ON FUNCTION has_members(uuid) TO "backline_admin";
CREATE FUNCTION user_cards(ids uuid[]) RETURNS TABLE (user_id uuid, username text, display_name text, avatar_url text, email citext) LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT id, users.username, users.display_name, users.avatar_url,
    CASE WHEN id = (SELECT current_user_id()) OR EXISTS (
        SELECT FROM organization_members
        WHERE organization_members.user_id = id
            AND organization_id = ANY ((SELECT acting_organizations('viewer'))::uuid[])
    ) THEN users.email END
FROM users WHERE id = ANY (ids) AND status <> 'deleted'
$body$;
COMMENT ON FUNCTION user_cards(uuid[]) IS 'What everybody may know of other users, whose rows only they themselves see. The e-mail address only of those with whom the user shares an organization.';
REVOKE EXECUTE ON FUNCTION user_cards(uuid[]) FROM "public";
GRANT EXECUTE ON FUNCTION user_cards(uuid[]) TO "backline_app";
GRANT EXECUTE ON FUNCTION user_cards(uuid[]) TO "backline_readonly";
GRANT EXECUTE ON FUNCTION user_cards(uuid[]) TO "backline_admin";
CREATE FUNCTION user_id_by_login(login text) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT id FROM users
WHERE (email = login::citext OR lower(username) = lower(login)) AND status <> 'deleted'
$body$;
COMMENT ON FUNCTION user_id_by_login(text) IS 'Whose e-mail address or user name it is. The password is then checked as that user, who alone sees its hash.';
REVOKE EXECUTE ON FUNCTION user_id_by_login(text) FROM "public";
GRANT EXECUTE ON FUNCTION user_id_by_login(text) TO "backline_app";
GRANT EXECUTE ON FUNCTION user_id_by_login(text) TO "backline_admin";
CREATE FUNCTION user_id_by_session(token text) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT user_id FROM user_sessions
WHERE token_hash = token AND revoked_at IS NULL AND expires_at > now()
$body$;
COMMENT ON FUNCTION user_id_by_session(text) IS 'Whose session it is, by the hash of its token; null where it has ended.';
REVOKE EXECUTE ON FUNCTION user_id_by_session(text) FROM "public";
GRANT EXECUTE ON FUNCTION user_id_by_session(text) TO "backline_app";
GRANT EXECUTE ON FUNCTION user_id_by_session(text) TO "backline_admin";
CREATE FUNCTION user_id_by_api_key(hash text) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT user_id FROM api_keys
WHERE key_hash = hash AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
$body$;
COMMENT ON FUNCTION user_id_by_api_key(text) IS 'Whose key it is, by its hash; null where it has ended.';
REVOKE EXECUTE ON FUNCTION user_id_by_api_key(text) FROM "public";
GRANT EXECUTE ON FUNCTION user_id_by_api_key(text) TO "backline_app";
GRANT EXECUTE ON FUNCTION user_id_by_api_key(text) TO "backline_admin";
CREATE FUNCTION user_id_by_provider(provider_code text, account text) RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp AS $body$
SELECT user_id FROM auth_providers WHERE provider = provider_code AND provider_user_id = account
$body$;
COMMENT ON FUNCTION user_id_by_provider(text, text) IS 'Who signs in with this account of a provider.';
REVOKE EXECUTE ON FUNCTION user_id_by_provider(text, text) FROM "public";
GRANT EXECUTE ON FUNCTION user_id_by_provider(text, text) TO "backline_app";
GRANT EXECUTE ON FUNCTION user_id_by_provider(text, text) TO "backline_admin";
CREATE FUNCTION respond_to_review(review uuid, answer text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    UPDATE reviews
    SET response = answer, responded_by = current_user_id(), responded_at = now()
    WHERE id = review AND status = 'published' AND (
        artist_id = ANY (acting_artists('manager'))
        OR venue_id = ANY (acting_venues('manager'))
        OR promoter_id = ANY (acting_promoters('manager'))
        OR event_id IN (SELECT id FROM events WHERE organizer_id = ANY (acting_promoters('manager')))
    );
    IF NOT FOUND THEN
        RAISE EXCEPTION 'review "%" is not published, or of another', review
            USING ERRCODE = '42501', CONSTRAINT = 'respond_to_own_review', TABLE = 'reviews',
                HINT = 'the subject''s managers answer, once it is published';
    END IF;
END
$body$;
COMMENT ON FUNCTION respond_to_review(uuid, text) IS 'Publishes or replaces the subject''s answer to a published review, for whoever manages the subject.';
REVOKE EXECUTE ON FUNCTION respond_to_review(uuid, text) FROM "public";
GRANT EXECUTE ON FUNCTION respond_to_review(uuid, text) TO "backline_app";
GRANT EXECUTE ON FUNCTION respond_to_review(uuid, text) TO "backline_admin";
-- down
DROP FUNCTION respond_to_review(uuid, text);
DROP FUNCTION user_id_by_provider(text, text);
DROP FUNCTION user_id_by_api_key(text);
DROP FUNCTION user_id_by_session(text);
DROP FUNCTION user_id_by_login(text);
DROP FUNCTION user_cards(uuid[]);
DROP FUNCTION has_members(uuid);
DROP FUNCTION acting_conversations();
DROP FUNCTION acting_venues(organization_member_role);
DROP FUNCTION acting_promoters(organization_member_role);
DROP FUNCTION acting_artists(organization_member_role);
DROP FUNCTION acting_organizations(organization_member_role);
DROP FUNCTION current_organization_id();
DROP FUNCTION current_user_id();
