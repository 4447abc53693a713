//! What a booking leaves behind is true and stays: its history writes itself, wordings and signatures are never
//! rewritten, a contract is signed when both sides have signed, a negotiation keeps to its rounds.

use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (function, name, comment) in functions() {
            run(manager, function).await?;
            run(manager, Comment::on_function(&format!("{name}()"), comment)).await?;
        }
        for trigger in triggers() {
            run(manager, trigger).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for trigger in triggers().iter().rev() {
            run(manager, trigger.dropped().as_str()).await?;
        }
        run(manager, DropFunction("check_negotiation_maximum()")).await?;
        run(manager, DropFunction("check_negotiation_round()")).await?;
        run(manager, DropFunction("require_contract_signatures()")).await?;
        run(manager, DropFunction("check_stage_bookings()")).await?;
        run(manager, DropFunction("check_booking_stage()")).await?;
        run(manager, DropFunction("append_booking_history()")).await?;
        run(manager, DropFunction("refuse_rewriting()")).await
    }
}

fn functions() -> [(Function, &'static str, &'static str); 7] {
    [
        (
            refuse_rewriting(),
            "refuse_rewriting",
            "Keeps an append-only table. Arguments, where it is part of something: the column of a user who may be \
             forgotten, the parent's table, the column that names the parent.",
        ),
        (append_booking_history(), "append_booking_history", "Writes booking_history."),
        (check_booking_stage(), "check_booking_stage", "A booking's stage is one of its event."),
        (check_stage_bookings(), "check_stage_bookings", "A stage that is booked stays with its event."),
        (
            require_contract_signatures(),
            "require_contract_signatures",
            "A contract is as signed as its signatures say; what was signed keeps its wording.",
        ),
        (
            check_negotiation_round(),
            "check_negotiation_round",
            "No round beyond the negotiation's own maximum.",
        ),
        (
            check_negotiation_maximum(),
            "check_negotiation_maximum",
            "The maximum is not lowered below rounds that took place.",
        ),
    ]
}

fn triggers() -> [Trigger; 9] {
    let append_only = |table: AppendOnly, arguments: &str| {
        Trigger::new(
            table,
            "refuse_rewriting",
            "BEFORE UPDATE OR DELETE",
            &format!("refuse_rewriting({arguments})"),
        )
    };
    [
        append_only(AppendOnly::BookingHistory, "'changed_by', 'bookings', 'booking_id'"),
        append_only(AppendOnly::ContractVersions, "'created_by', 'contracts', 'contract_id'"),
        append_only(AppendOnly::ContractSignatures, "'user_id', 'contracts', 'contract_id'"),
        Trigger::new(
            Bookings::Table,
            "append_booking_history",
            "AFTER INSERT OR UPDATE OF status",
            "append_booking_history()",
        ),
        Trigger::new(
            Bookings::Table,
            "check_booking_stage",
            "BEFORE INSERT OR UPDATE OF stage_id, event_id",
            "check_booking_stage()",
        )
        .only_when("NEW.stage_id IS NOT NULL"),
        Trigger::new(
            EventStages::Table,
            "check_stage_bookings",
            "BEFORE UPDATE OF event_id",
            "check_stage_bookings()",
        )
        .only_when("OLD.event_id <> NEW.event_id"),
        Trigger::new(
            Contracts::Table,
            "require_contract_signatures",
            "BEFORE UPDATE",
            "require_contract_signatures()",
        ),
        Trigger::new(
            NegotiationRounds::Table,
            "check_negotiation_round",
            "BEFORE INSERT OR UPDATE OF round, negotiation_id",
            "check_negotiation_round()",
        ),
        Trigger::new(
            Negotiations::Table,
            "check_negotiation_maximum",
            "BEFORE UPDATE OF max_rounds",
            "check_negotiation_maximum()",
        )
        .only_when("NEW.max_rounds < OLD.max_rounds"),
    ]
}

/// A foreign key may still forget a user, and a parent that goes takes its parts with it.
fn refuse_rewriting() -> Function {
    Function::trigger(
        "refuse_rewriting",
        "DECLARE
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
    RAISE EXCEPTION '\"%\" is append-only: % refused', TG_TABLE_NAME, lower(TG_OP)
        USING ERRCODE = '23514', CONSTRAINT = format('append_only_%s', TG_TABLE_NAME),
            SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME, HINT = 'add a row that corrects it';
END",
    )
    .security_definer()
}

/// Runs with its owner's rights, so that nobody needs the right to write history.
fn append_booking_history() -> Function {
    Function::trigger(
        "append_booking_history",
        "DECLARE
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
END",
    )
    .security_definer()
}

fn check_booking_stage() -> Function {
    Function::trigger(
        "check_booking_stage",
        "BEGIN
    IF EXISTS (SELECT FROM event_stages WHERE id = NEW.stage_id AND event_id IS DISTINCT FROM NEW.event_id) THEN
        RAISE EXCEPTION 'stage \"%\" belongs to another event than the booking', NEW.stage_id
            USING ERRCODE = '23514', CONSTRAINT = 'booking_stage_of_event', SCHEMA = TG_TABLE_SCHEMA,
                TABLE = TG_TABLE_NAME, COLUMN = 'stage_id';
    END IF;
    RETURN NEW;
END",
    )
    .security_definer()
}

fn check_stage_bookings() -> Function {
    Function::trigger(
        "check_stage_bookings",
        "BEGIN
    IF EXISTS (SELECT FROM bookings WHERE stage_id = NEW.id AND event_id IS DISTINCT FROM NEW.event_id) THEN
        RAISE EXCEPTION 'stage \"%\" is booked for the event that it belongs to', NEW.id
            USING ERRCODE = '23514', CONSTRAINT = 'booking_stage_of_event', SCHEMA = TG_TABLE_SCHEMA,
                TABLE = TG_TABLE_NAME, COLUMN = 'event_id';
    END IF;
    RETURN NEW;
END",
    )
    .security_definer()
}

/// Signatures count for the wording that they were put under.
fn require_contract_signatures() -> Function {
    Function::trigger(
        "require_contract_signatures",
        "DECLARE
    missing text;
BEGIN
    IF OLD.status NOT IN ('draft', 'sent')
        AND (NEW.booking_id, NEW.version, NEW.contract_text, NEW.terms, NEW.amount, NEW.currency)
            IS DISTINCT FROM (OLD.booking_id, OLD.version, OLD.contract_text, OLD.terms, OLD.amount, OLD.currency) THEN
        RAISE EXCEPTION 'contract \"%\" is signed or voided, its wording stays', OLD.id
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
        RAISE EXCEPTION 'contract \"%\" cannot be \"%\" without the signature of %', NEW.id, NEW.status, missing
            USING ERRCODE = '23514', CONSTRAINT = 'contract_has_signatures', SCHEMA = TG_TABLE_SCHEMA,
                TABLE = TG_TABLE_NAME, COLUMN = 'status', HINT = 'add the contract_signatures first';
    END IF;
    RETURN NEW;
END",
    )
    .security_definer()
}

fn check_negotiation_round() -> Function {
    Function::trigger(
        "check_negotiation_round",
        "DECLARE
    last_round smallint := (SELECT max_rounds FROM negotiations WHERE id = NEW.negotiation_id);
BEGIN
    IF NEW.round > last_round THEN
        RAISE EXCEPTION 'round % of a negotiation that has at most %', NEW.round, last_round
            USING ERRCODE = '23514', CONSTRAINT = 'negotiation_round_within_maximum', SCHEMA = TG_TABLE_SCHEMA,
                TABLE = TG_TABLE_NAME, COLUMN = 'round';
    END IF;
    RETURN NEW;
END",
    )
    .security_definer()
}

fn check_negotiation_maximum() -> Function {
    Function::trigger(
        "check_negotiation_maximum",
        "DECLARE
    reached smallint := (SELECT max(round) FROM negotiation_rounds WHERE negotiation_id = NEW.id);
BEGIN
    IF reached > NEW.max_rounds THEN
        RAISE EXCEPTION 'at most % rounds of a negotiation that is at round %', NEW.max_rounds, reached
            USING ERRCODE = '23514', CONSTRAINT = 'negotiation_round_within_maximum', SCHEMA = TG_TABLE_SCHEMA,
                TABLE = TG_TABLE_NAME, COLUMN = 'max_rounds';
    END IF;
    RETURN NEW;
END",
    )
    .security_definer()
}

#[derive(DeriveIden)]
enum AppendOnly {
    BookingHistory,
    ContractVersions,
    ContractSignatures,
}

#[derive(DeriveIden)]
enum Bookings {
    Table,
}

#[derive(DeriveIden)]
enum EventStages {
    Table,
}

#[derive(DeriveIden)]
enum Contracts {
    Table,
}

#[derive(DeriveIden)]
enum Negotiations {
    Table,
}

#[derive(DeriveIden)]
enum NegotiationRounds {
    Table,
}
