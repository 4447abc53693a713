CREATE EXTENSION IF NOT EXISTS "btree_gist";
CREATE EXTENSION IF NOT EXISTS "citext";
CREATE EXTENSION IF NOT EXISTS "pg_trgm";
DO $body$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'backline_app') THEN
        CREATE ROLE "backline_app" NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL; -- another database of this cluster was faster
END
$body$;
DO $body$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'backline_readonly') THEN
        CREATE ROLE "backline_readonly" NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL; -- another database of this cluster was faster
END
$body$;
DO $body$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'backline_admin') THEN
        CREATE ROLE "backline_admin" NOLOGIN BYPASSRLS;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL; -- another database of this cluster was faster
END
$body$;
CREATE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION touch_updated_at() IS 'Keeps updated_at; a trigger on every table that has it.';
-- down
-- verify: leaves(extension) an extension may have been there before, and others may use it;
DROP FUNCTION touch_updated_at();
