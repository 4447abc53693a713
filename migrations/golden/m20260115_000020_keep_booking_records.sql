CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    parent_is_there boolean := true;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF TG_NARGS > 0 AND to_jsonb(NEW) ->> TG_ARGV[0] IS NULL
            AND to_jsonb(NEW) - TG_ARGV[0] = to_jsonb(OLD) - TG_ARGV[0] THEN
            RETURN NEW;
        END IF;
    ELSIF TG_NARGS > 1 THEN
        EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE id = $1)', TG_ARGV[1])
            INTO parent_is_there USING (to_jsonb(OLD) ->> TG_ARGV[2])::uuid;
        IF NOT parent_is_there THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION '"%" is append-only: % refused', TG_TABLE_NAME, lower(TG_OP)
        USING ERRCODE = '23514', CONSTRAINT = format('append_only_%s', TG_TABLE_NAME),
            SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, HINT = 'add a row that corrects it';
END
$body$;
COMMENT ON FUNCTION refuse_rewriting() IS 'Keeps an append-only table. Arguments, where it is part of something: the column of a user who may be forgotten, the parent''s table, the column that names the parent.';
CREATE FUNCTION append_booking_history() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    actor uuid := (SELECT id FROM users WHERE id = nullif(current_setting('backline.user_id', true), '')::uuid);
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO booking_history (booking_id, from_status, to_status, changed_by, created_at)
        VALUES (NEW.id, NULL, NEW.status, coalesce(actor, NEW.created_by), NEW.created_at);
    ELSIF NEW.status <> OLD.status THEN
        INSERT INTO booking_history (booking_id, from_status, to_status, changed_by, note, created_at)
        VALUES (
            NEW.id, OLD.status, NEW.status,
            CASE WHEN NEW.status = 'cancelled' THEN coalesce(actor, NEW.cancelled_by) ELSE actor END,
            CASE WHEN NEW.status = 'cancelled' THEN NEW.cancellation_reason END,
            clock_timestamp()
        );
    END IF;
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION append_booking_history() IS 'Writes booking_history.';
CREATE FUNCTION check_booking_stage() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    IF EXISTS (SELECT FROM event_stages WHERE id = NEW.stage_id AND event_id IS DISTINCT FROM NEW.event_id) THEN
        RAISE EXCEPTION 'stage "%" belongs to another event than the booking', NEW.stage_id
            USING ERRCODE = '23514', CONSTRAINT = 'booking_stage_of_event', SCHEMA = TG_TABLE_SCHEMA,
                TABLE = TG_TABLE_NAME, COLUMN = 'stage_id';
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_booking_stage() IS 'A booking''s stage is one of its event.';
CREATE FUNCTION check_stage_bookings() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    IF EXISTS (SELECT FROM bookings WHERE stage_id = NEW.id AND event_id IS DISTINCT FROM NEW.event_id) THEN
        RAISE EXCEPTION 'stage "%" is booked for the event that it belongs to', NEW.id
            USING ERRCODE = '23514', CONSTRAINT = 'booking_stage_of_event', SCHEMA = TG_TABLE_SCHEMA,
                TABLE = TG_TABLE_NAME, COLUMN = 'event_id';
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_stage_bookings() IS 'A stage that is booked stays with its event.';
CREATE FUNCTION require_contract_signatures() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    missing text;
BEGIN
    IF OLD.status NOT IN ('draft', 'sent')
        AND (NEW.booking_id, NEW.version, NEW.contract_text, NEW.terms, NEW.amount, NEW.currency)
            IS DISTINCT FROM (OLD.booking_id, OLD.version, OLD.contract_text, OLD.terms, OLD.amount, OLD.currency) THEN
        RAISE EXCEPTION 'contract "%" is signed or voided, its wording stays', OLD.id
            USING ERRCODE = '23514', CONSTRAINT = 'contract_wording_fixed', SCHEMA = TG_TABLE_SCHEMA,
                TABLE = TG_TABLE_NAME, HINT = 'void it, and make another';
    END IF;
    IF NEW.status = OLD.status OR NEW.status NOT IN ('signed_by_promoter', 'signed_by_artist', 'signed', 'completed') THEN
        RETURN NEW;
    END IF;
    SELECT string_agg(role::text, ' and ') INTO missing
    FROM unnest(CASE NEW.status
        WHEN 'signed_by_promoter' THEN ARRAY['promoter']
        WHEN 'signed_by_artist' THEN ARRAY['artist']
        ELSE ARRAY['promoter', 'artist']
    END::contract_role[]) AS needed (role)
    WHERE NOT EXISTS (
        SELECT FROM contract_signatures AS signature
        WHERE signature.contract_id = NEW.id AND signature.role = needed.role AND signature.contract_version = NEW.version
    );
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'contract "%" cannot be "%" without the signature of %', NEW.id, NEW.status, missing
            USING ERRCODE = '23514', CONSTRAINT = 'contract_has_signatures', SCHEMA = TG_TABLE_SCHEMA,
                TABLE = TG_TABLE_NAME, COLUMN = 'status', HINT = 'add the contract_signatures first';
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION require_contract_signatures() IS 'A contract is as signed as its signatures say; what was signed keeps its wording.';
CREATE FUNCTION check_negotiation_round() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    last_round smallint := (SELECT max_rounds FROM negotiations WHERE id = NEW.negotiation_id);
BEGIN
    IF NEW.round > last_round THEN
        RAISE EXCEPTION 'round % of a negotiation that has at most %', NEW.round, last_round
            USING ERRCODE = '23514', CONSTRAINT = 'negotiation_round_within_maximum', SCHEMA = TG_TABLE_SCHEMA,
                TABLE = TG_TABLE_NAME, COLUMN = 'round';
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_negotiation_round() IS 'No round beyond the negotiation''s own maximum.';
CREATE FUNCTION check_negotiation_maximum() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    reached smallint := (SELECT max(round) FROM negotiation_rounds WHERE negotiation_id = NEW.id);
BEGIN
    IF reached > NEW.max_rounds THEN
        RAISE EXCEPTION 'at most % rounds of a negotiation that is at round %', NEW.max_rounds, reached
            USING ERRCODE = '23514', CONSTRAINT = 'negotiation_round_within_maximum', SCHEMA = TG_TABLE_SCHEMA,
                TABLE = TG_TABLE_NAME, COLUMN = 'max_rounds';
    END IF;
    RETURN NEW;
END
$body$;
COMMENT ON FUNCTION check_negotiation_maximum() IS 'The maximum is not lowered below rounds that took place.';
CREATE TRIGGER "refuse_rewriting" BEFORE UPDATE OR DELETE ON "booking_history" FOR EACH ROW EXECUTE FUNCTION refuse_rewriting('changed_by', 'bookings', 'booking_id');
CREATE TRIGGER "refuse_rewriting" BEFORE UPDATE OR DELETE ON "contract_versions" FOR EACH ROW EXECUTE FUNCTION refuse_rewriting('created_by', 'contracts', 'contract_id');
CREATE TRIGGER "refuse_rewriting" BEFORE UPDATE OR DELETE ON "contract_signatures" FOR EACH ROW EXECUTE FUNCTION refuse_rewriting('user_id', 'contracts', 'contract_id');
CREATE TRIGGER "append_booking_history" AFTER INSERT OR UPDATE OF status ON "bookings" FOR EACH ROW EXECUTE FUNCTION append_booking_history();
CREATE TRIGGER "check_booking_stage" BEFORE INSERT OR UPDATE OF stage_id, event_id ON "bookings" FOR EACH ROW WHEN (NEW.stage_id IS NOT NULL) EXECUTE FUNCTION check_booking_stage();
CREATE TRIGGER "check_stage_bookings" BEFORE UPDATE OF event_id ON "event_stages" FOR EACH ROW WHEN (OLD.event_id <> NEW.event_id) EXECUTE FUNCTION check_stage_bookings();
CREATE TRIGGER "require_contract_signatures" BEFORE UPDATE ON "contracts" FOR EACH ROW EXECUTE FUNCTION require_contract_signatures();
CREATE TRIGGER "check_negotiation_round" BEFORE INSERT OR UPDATE OF round, negotiation_id ON "negotiation_rounds" FOR EACH ROW EXECUTE FUNCTION check_negotiation_round();
CREATE TRIGGER "check_negotiation_maximum" BEFORE UPDATE OF max_rounds ON "negotiations" FOR EACH ROW WHEN (NEW.max_rounds < OLD.max_rounds) EXECUTE FUNCTION check_negotiation_maximum();
-- down
DROP TRIGGER "check_negotiation_maximum" ON "negotiations";
DROP TRIGGER "check_negotiation_round" ON "negotiation_rounds";
DROP TRIGGER "require_contract_signatures" ON "contracts";
DROP TRIGGER "check_stage_bookings" ON "event_stages";
DROP TRIGGER "check_booking_stage" ON "bookings";
DROP TRIGGER "append_booking_history" ON "bookings";
DROP TRIGGER "refuse_rewriting" ON "contract_signatures";
DROP TRIGGER "refuse_rewriting" ON "contract_versions";
DROP TRIGGER "refuse_rewriting" ON "booking_history";
DROP FUNCTION check_negotiation_maximum();
DROP FUNCTION check_negotiation_round();
DROP FUNCTION require_contract_signatures();
DROP FUNCTION check_stage_bookings();
DROP FUNCTION check_booking_stage();
DROP FUNCTION append_booking_history();
DROP FUNCTION refuse_rewriting();
