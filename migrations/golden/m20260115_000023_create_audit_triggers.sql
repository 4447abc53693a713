CREATE FUNCTION write_audit_log() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    ignored text[] := ARRAY['updated_at'] || TG_ARGV[1:];
    old_row jsonb;
    new_row jsonb;
    old_changed jsonb;
    new_changed jsonb;
    hidden text[];
BEGIN
    IF TG_OP <> 'INSERT' THEN
        old_row := to_jsonb(OLD) - ignored;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        new_row := to_jsonb(NEW) - ignored;
    END IF;
    IF old_row IS NOT DISTINCT FROM new_row THEN
        RETURN NULL;
    END IF;

    SELECT coalesce(array_agg(attname::text), '{}') INTO hidden
    FROM pg_attribute
    WHERE attrelid = TG_RELID AND attnum > 0 AND NOT attisdropped
        AND (atttypid = 'bytea'::regtype
            OR attname ~ '(password|passphrase|secret|token|hash|private_key|one_time|recovery_code)'
            OR attname ~ '(^|_)(provider|gateway)_response$');

    SELECT
        jsonb_object_agg(key, CASE WHEN key = ANY (hidden) AND o.value <> 'null' THEN '"[hidden]"' ELSE o.value END)
            FILTER (WHERE old_row IS NOT NULL),
        jsonb_object_agg(key, CASE WHEN key = ANY (hidden) AND n.value <> 'null' THEN '"[hidden]"' ELSE n.value END)
            FILTER (WHERE new_row IS NOT NULL)
    INTO old_changed, new_changed
    FROM jsonb_each(old_row) AS o FULL JOIN jsonb_each(new_row) AS n USING (key)
    WHERE o.value IS DISTINCT FROM n.value;

    INSERT INTO audit_logs
        (entity_id, table_name, action, actor_user_id, organization_id, old_values, new_values)
    VALUES (
        (coalesce(new_row, old_row) ->> TG_ARGV[0])::uuid,
        coalesce(pg_partition_root(TG_RELID), TG_RELID)::regclass::text::audited_table,
        lower(TG_OP)::audit_action,
        nullif(current_setting('backline.user_id', true), '')::uuid,
        coalesce(
            coalesce(new_row, old_row) ->> 'organization_id',
            nullif(current_setting('backline.organization_id', true), '')
        )::uuid,
        old_changed,
        new_changed
    );
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION write_audit_log() IS 'Adds a row to audit_logs. Arguments: the column that identifies the row, then columns whose change is not worth one.';
REVOKE EXECUTE ON FUNCTION write_audit_log() FROM "public";
CREATE TRIGGER "write_audit_log" AFTER INSERT OR UPDATE OR DELETE ON "users" FOR EACH ROW EXECUTE FUNCTION write_audit_log('id', 'last_login_at');
CREATE TRIGGER "write_audit_log" AFTER INSERT OR UPDATE OR DELETE ON "user_roles" FOR EACH ROW EXECUTE FUNCTION write_audit_log('user_id');
CREATE TRIGGER "write_audit_log" AFTER INSERT OR UPDATE OR DELETE ON "api_keys" FOR EACH ROW EXECUTE FUNCTION write_audit_log('id', 'last_used_at');
CREATE TRIGGER "write_audit_log" AFTER INSERT OR UPDATE OR DELETE ON "kyc_documents" FOR EACH ROW EXECUTE FUNCTION write_audit_log('id');
CREATE TRIGGER "write_audit_log" AFTER INSERT OR UPDATE OR DELETE ON "tax_profiles" FOR EACH ROW EXECUTE FUNCTION write_audit_log('id');
CREATE TRIGGER "write_audit_log" AFTER INSERT OR UPDATE OR DELETE ON "organization_members" FOR EACH ROW EXECUTE FUNCTION write_audit_log('user_id');
CREATE TRIGGER "write_audit_log" AFTER INSERT OR UPDATE OR DELETE ON "bookings" FOR EACH ROW EXECUTE FUNCTION write_audit_log('id');
CREATE TRIGGER "write_audit_log" AFTER INSERT OR UPDATE OR DELETE ON "contracts" FOR EACH ROW EXECUTE FUNCTION write_audit_log('id');
CREATE TRIGGER "write_audit_log" AFTER INSERT OR UPDATE OR DELETE ON "payments" FOR EACH ROW EXECUTE FUNCTION write_audit_log('id');
CREATE TRIGGER "write_audit_log" AFTER INSERT OR UPDATE OR DELETE ON "refunds" FOR EACH ROW EXECUTE FUNCTION write_audit_log('id');
CREATE TRIGGER "write_audit_log" AFTER INSERT OR UPDATE OR DELETE ON "payouts" FOR EACH ROW EXECUTE FUNCTION write_audit_log('id');
CREATE TRIGGER "write_audit_log" AFTER INSERT OR UPDATE OR DELETE ON "disputes" FOR EACH ROW EXECUTE FUNCTION write_audit_log('id');
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
BEGIN
    RAISE EXCEPTION 'audit_logs is append-only: % refused', lower(TG_OP)
        USING ERRCODE = '42501', CONSTRAINT = 'audit_logs_append_only', TABLE = 'audit_logs',
            HINT = 'drop whole months with drop_partitions_before';
END
$body$;
COMMENT ON FUNCTION refuse_audit_change() IS 'Keeps audit_logs as it was written; whole months go by drop_partitions_before.';
CREATE TRIGGER "refuse_change" BEFORE UPDATE OR DELETE ON "audit_logs" FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "audit_logs" FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER "refuse_truncate" BEFORE TRUNCATE ON "audit_logs_default" FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
-- down
DROP TRIGGER "refuse_truncate" ON "audit_logs_default";
DROP TRIGGER "refuse_truncate" ON "audit_logs";
DROP TRIGGER "refuse_change" ON "audit_logs";
DROP FUNCTION refuse_audit_change();
DROP TRIGGER "write_audit_log" ON "disputes";
DROP TRIGGER "write_audit_log" ON "payouts";
DROP TRIGGER "write_audit_log" ON "refunds";
DROP TRIGGER "write_audit_log" ON "payments";
DROP TRIGGER "write_audit_log" ON "contracts";
DROP TRIGGER "write_audit_log" ON "bookings";
DROP TRIGGER "write_audit_log" ON "organization_members";
DROP TRIGGER "write_audit_log" ON "tax_profiles";
DROP TRIGGER "write_audit_log" ON "kyc_documents";
DROP TRIGGER "write_audit_log" ON "api_keys";
DROP TRIGGER "write_audit_log" ON "user_roles";
DROP TRIGGER "write_audit_log" ON "users";
DROP FUNCTION write_audit_log();
