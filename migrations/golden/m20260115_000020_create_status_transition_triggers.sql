CREATE FUNCTION status_may_become(status_type text, from_status text, to_status text) RETURNS boolean LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $body$
SELECT from_status = to_status OR to_status = ANY (CASE status_type
    WHEN 'application_status' THEN CASE from_status
        WHEN 'submitted' THEN ARRAY['shortlisted', 'offered', 'accepted', 'rejected', 'withdrawn', 'expired']
        WHEN 'shortlisted' THEN ARRAY['offered', 'accepted', 'rejected', 'withdrawn', 'expired']
        WHEN 'offered' THEN ARRAY['accepted', 'rejected', 'withdrawn', 'expired']
        WHEN 'accepted' THEN ARRAY['withdrawn']
        WHEN 'rejected' THEN ARRAY['shortlisted']
        WHEN 'withdrawn' THEN ARRAY['submitted']
        END
    WHEN 'booking_status' THEN CASE from_status
        WHEN 'inquiry' THEN ARRAY['offered', 'negotiating', 'cancelled']
        WHEN 'offered' THEN ARRAY['negotiating', 'confirmed', 'cancelled']
        WHEN 'negotiating' THEN ARRAY['offered', 'confirmed', 'cancelled']
        WHEN 'confirmed' THEN ARRAY['paid_deposit', 'cancelled', 'disputed']
        WHEN 'paid_deposit' THEN ARRAY['scheduled', 'cancelled', 'disputed', 'refunded']
        WHEN 'scheduled' THEN ARRAY['completed', 'cancelled', 'disputed']
        WHEN 'completed' THEN ARRAY['disputed']
        WHEN 'cancelled' THEN ARRAY['refunded']
        WHEN 'disputed' THEN ARRAY['completed', 'cancelled', 'refunded']
        END
    WHEN 'calendar_connection_status' THEN CASE from_status
        WHEN 'active' THEN ARRAY['expired', 'revoked', 'failed']
        WHEN 'expired' THEN ARRAY['active', 'revoked']
        WHEN 'revoked' THEN ARRAY['active']
        WHEN 'failed' THEN ARRAY['active', 'expired', 'revoked']
        END
    WHEN 'calendar_sync_status' THEN CASE from_status
        WHEN 'pending' THEN ARRAY['synced', 'conflict', 'failed']
        WHEN 'synced' THEN ARRAY['pending', 'conflict', 'failed']
        WHEN 'conflict' THEN ARRAY['pending', 'synced']
        WHEN 'failed' THEN ARRAY['pending', 'synced']
        END
    WHEN 'contract_status' THEN CASE from_status
        WHEN 'draft' THEN ARRAY['sent', 'voided']
        WHEN 'sent' THEN ARRAY['draft', 'signed_by_promoter', 'signed_by_artist', 'voided']
        WHEN 'signed_by_promoter' THEN ARRAY['signed', 'voided']
        WHEN 'signed_by_artist' THEN ARRAY['signed', 'voided']
        WHEN 'signed' THEN ARRAY['completed', 'voided']
        END
    WHEN 'conversation_status' THEN CASE from_status
        WHEN 'open' THEN ARRAY['closed', 'archived']
        WHEN 'closed' THEN ARRAY['open', 'archived']
        WHEN 'archived' THEN ARRAY['open']
        END
    WHEN 'crew_assignment_status' THEN CASE from_status
        WHEN 'planned' THEN ARRAY['invited', 'confirmed', 'cancelled']
        WHEN 'invited' THEN ARRAY['planned', 'confirmed', 'declined', 'cancelled']
        WHEN 'confirmed' THEN ARRAY['declined', 'completed', 'cancelled']
        WHEN 'declined' THEN ARRAY['planned', 'invited', 'cancelled']
        WHEN 'cancelled' THEN ARRAY['planned']
        END
    WHEN 'crypto_payment_status' THEN CASE from_status
        WHEN 'pending' THEN ARRAY['detected', 'failed', 'expired']
        WHEN 'detected' THEN ARRAY['pending', 'confirmed', 'failed']
        WHEN 'confirmed' THEN ARRAY['refunded']
        WHEN 'expired' THEN ARRAY['detected']
        END
    WHEN 'dispute_status' THEN CASE from_status
        WHEN 'open' THEN ARRAY['investigating', 'resolved_refund', 'resolved_no_refund', 'escalated']
        WHEN 'investigating' THEN ARRAY['resolved_refund', 'resolved_no_refund', 'escalated']
        WHEN 'resolved_no_refund' THEN ARRAY['escalated']
        WHEN 'escalated' THEN ARRAY['resolved_refund', 'resolved_no_refund']
        END
    WHEN 'email_status' THEN CASE from_status
        WHEN 'queued' THEN ARRAY['sent', 'failed']
        WHEN 'sent' THEN ARRAY['delivered', 'bounced', 'failed', 'complained']
        WHEN 'delivered' THEN ARRAY['bounced', 'complained']
        WHEN 'failed' THEN ARRAY['queued']
        END
    WHEN 'escrow_status' THEN CASE from_status
        WHEN 'open' THEN ARRAY['funded', 'closed']
        WHEN 'funded' THEN ARRAY['disputed', 'released', 'refunded']
        WHEN 'disputed' THEN ARRAY['funded', 'released', 'refunded']
        WHEN 'released' THEN ARRAY['closed']
        WHEN 'refunded' THEN ARRAY['closed']
        END
    WHEN 'event_status' THEN CASE from_status
        WHEN 'draft' THEN ARRAY['published', 'cancelled', 'archived']
        WHEN 'published' THEN ARRAY['draft', 'cancelled', 'completed']
        WHEN 'cancelled' THEN ARRAY['archived']
        WHEN 'completed' THEN ARRAY['archived']
        END
    WHEN 'fraud_alert_status' THEN CASE from_status
        WHEN 'open' THEN ARRAY['investigating', 'confirmed', 'dismissed']
        WHEN 'investigating' THEN ARRAY['confirmed', 'dismissed']
        WHEN 'confirmed' THEN ARRAY['investigating']
        WHEN 'dismissed' THEN ARRAY['investigating']
        END
    WHEN 'invoice_status' THEN CASE from_status
        WHEN 'draft' THEN ARRAY['issued', 'cancelled']
        WHEN 'issued' THEN ARRAY['paid', 'overdue', 'cancelled']
        WHEN 'paid' THEN ARRAY['refunded']
        WHEN 'overdue' THEN ARRAY['paid', 'cancelled']
        END
    WHEN 'kyc_status' THEN CASE from_status
        WHEN 'submitted' THEN ARRAY['in_review', 'accepted', 'rejected', 'expired']
        WHEN 'in_review' THEN ARRAY['accepted', 'rejected', 'expired']
        WHEN 'accepted' THEN ARRAY['rejected', 'expired']
        WHEN 'rejected' THEN ARRAY['in_review']
        END
    WHEN 'negotiation_outcome' THEN CASE from_status
        WHEN 'pending' THEN ARRAY['accepted', 'countered', 'rejected', 'withdrawn', 'expired']
        END
    WHEN 'negotiation_status' THEN CASE from_status
        WHEN 'open' THEN ARRAY['agreed', 'rejected', 'withdrawn', 'expired']
        END
    WHEN 'notification_status' THEN CASE from_status
        WHEN 'pending' THEN ARRAY['sent', 'delivered', 'failed']
        WHEN 'sent' THEN ARRAY['delivered', 'failed']
        WHEN 'failed' THEN ARRAY['pending']
        END
    WHEN 'opportunity_status' THEN CASE from_status
        WHEN 'draft' THEN ARRAY['open', 'cancelled']
        WHEN 'open' THEN ARRAY['closed', 'filled', 'cancelled', 'expired']
        WHEN 'closed' THEN ARRAY['open', 'filled', 'cancelled']
        WHEN 'filled' THEN ARRAY['open', 'cancelled']
        WHEN 'expired' THEN ARRAY['open']
        END
    WHEN 'payment_status' THEN CASE from_status
        WHEN 'initiated' THEN ARRAY['authorized', 'captured', 'failed', 'cancelled']
        WHEN 'authorized' THEN ARRAY['captured', 'failed', 'cancelled']
        WHEN 'captured' THEN ARRAY['refunded']
        WHEN 'failed' THEN ARRAY['initiated', 'authorized']
        END
    WHEN 'payout_status' THEN CASE from_status
        WHEN 'queued' THEN ARRAY['processing', 'cancelled']
        WHEN 'processing' THEN ARRAY['paid', 'failed']
        WHEN 'failed' THEN ARRAY['queued', 'cancelled']
        END
    WHEN 'project_event_status' THEN CASE from_status
        WHEN 'planned' THEN ARRAY['confirmed', 'cancelled']
        WHEN 'confirmed' THEN ARRAY['planned', 'completed', 'cancelled']
        WHEN 'cancelled' THEN ARRAY['planned']
        END
    WHEN 'project_status' THEN CASE from_status
        WHEN 'draft' THEN ARRAY['planned', 'cancelled']
        WHEN 'planned' THEN ARRAY['draft', 'confirmed', 'cancelled']
        WHEN 'confirmed' THEN ARRAY['planned', 'in_progress', 'cancelled']
        WHEN 'in_progress' THEN ARRAY['completed', 'cancelled']
        WHEN 'completed' THEN ARRAY['in_progress']
        WHEN 'cancelled' THEN ARRAY['draft']
        END
    WHEN 'review_status' THEN CASE from_status
        WHEN 'pending' THEN ARRAY['published', 'hidden', 'removed']
        WHEN 'published' THEN ARRAY['hidden', 'removed']
        WHEN 'hidden' THEN ARRAY['published', 'removed']
        END
    WHEN 'ticket_status' THEN CASE from_status
        WHEN 'active' THEN ARRAY['redeemed', 'cancelled', 'refunded']
        WHEN 'redeemed' THEN ARRAY['refunded']
        WHEN 'cancelled' THEN ARRAY['refunded']
        END
    WHEN 'user_status' THEN CASE from_status
        WHEN 'active' THEN ARRAY['suspended', 'deleted']
        WHEN 'suspended' THEN ARRAY['active', 'deleted']
        WHEN 'pending_verification' THEN ARRAY['active', 'suspended', 'deleted']
        END
    WHEN 'webhook_delivery_status' THEN CASE from_status
        WHEN 'pending' THEN ARRAY['delivered', 'failed', 'abandoned']
        WHEN 'failed' THEN ARRAY['pending', 'delivered', 'abandoned']
        WHEN 'abandoned' THEN ARRAY['pending']
        END
    END) IS TRUE
$body$;
COMMENT ON FUNCTION status_may_become(text, text, text) IS 'Whether a status of this enum type may follow that one. Staying is always allowed.';
CREATE FUNCTION guard_status_transition() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
DECLARE
    from_status text := to_jsonb(OLD) ->> TG_ARGV[1];
    to_status text := to_jsonb(NEW) ->> TG_ARGV[1];
    followers text;
BEGIN
    IF status_may_become(TG_ARGV[2], from_status, to_status) THEN
        RETURN NEW;
    END IF;
    SELECT string_agg(enumlabel, ', ' ORDER BY enumsortorder) INTO followers
    FROM pg_catalog.pg_enum
    WHERE enumtypid = TG_ARGV[2]::regtype AND enumlabel <> from_status
        AND status_may_become(TG_ARGV[2], from_status, enumlabel);
    RAISE EXCEPTION '%.% cannot go from "%" to "%"', TG_ARGV[0], TG_ARGV[1], from_status, to_status
        USING ERRCODE = '23514', CONSTRAINT = format('transition_%s_%s', TG_ARGV[0], TG_ARGV[1]),
            SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_ARGV[0], COLUMN = TG_ARGV[1],
            HINT = coalesce(format('from "%s" it may become %s', from_status, followers), format('"%s" is final', from_status));
END
$body$;
COMMENT ON FUNCTION guard_status_transition() IS 'Refuses a transition that status_may_become does not allow. Arguments: table, column, enum type.';
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "users" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('users', 'status', 'user_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "kyc_documents" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('kyc_documents', 'status', 'kyc_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "events" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('events', 'status', 'event_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "tickets" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('tickets', 'status', 'ticket_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "opportunities" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('opportunities', 'status', 'opportunity_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "applications" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('applications', 'status', 'application_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "bookings" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('bookings', 'status', 'booking_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "negotiations" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('negotiations', 'status', 'negotiation_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "negotiation_rounds" FOR EACH ROW WHEN (OLD."outcome" IS DISTINCT FROM NEW."outcome") EXECUTE FUNCTION guard_status_transition('negotiation_rounds', 'outcome', 'negotiation_outcome');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "contracts" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('contracts', 'status', 'contract_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "invoices" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('invoices', 'status', 'invoice_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "payments" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('payments', 'status', 'payment_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "refunds" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('refunds', 'status', 'payment_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "payouts" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('payouts', 'status', 'payout_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "crypto_payments" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('crypto_payments', 'status', 'crypto_payment_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "escrow_accounts" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('escrow_accounts', 'status', 'escrow_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "reviews" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('reviews', 'status', 'review_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "disputes" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('disputes', 'status', 'dispute_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "fraud_alerts" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('fraud_alerts', 'status', 'fraud_alert_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "conversations" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('conversations', 'status', 'conversation_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "notifications" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('notifications', 'status', 'notification_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "email_notifications" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('email_notifications', 'status', 'email_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "calendar_connections" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('calendar_connections', 'status', 'calendar_connection_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "calendar_events" FOR EACH ROW WHEN (OLD."sync_status" IS DISTINCT FROM NEW."sync_status") EXECUTE FUNCTION guard_status_transition('calendar_events', 'sync_status', 'calendar_sync_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "projects" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('projects', 'status', 'project_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "project_events" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('project_events', 'status', 'project_event_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "project_event_roles" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('project_event_roles', 'status', 'crew_assignment_status');
CREATE TRIGGER "guard_status_transition" BEFORE UPDATE ON "webhook_deliveries" FOR EACH ROW WHEN (OLD."status" IS DISTINCT FROM NEW."status") EXECUTE FUNCTION guard_status_transition('webhook_deliveries', 'status', 'webhook_delivery_status');
-- down
DROP TRIGGER "guard_status_transition" ON "webhook_deliveries";
DROP TRIGGER "guard_status_transition" ON "project_event_roles";
DROP TRIGGER "guard_status_transition" ON "project_events";
DROP TRIGGER "guard_status_transition" ON "projects";
DROP TRIGGER "guard_status_transition" ON "calendar_events";
DROP TRIGGER "guard_status_transition" ON "calendar_connections";
DROP TRIGGER "guard_status_transition" ON "email_notifications";
DROP TRIGGER "guard_status_transition" ON "notifications";
DROP TRIGGER "guard_status_transition" ON "conversations";
DROP TRIGGER "guard_status_transition" ON "fraud_alerts";
DROP TRIGGER "guard_status_transition" ON "disputes";
DROP TRIGGER "guard_status_transition" ON "reviews";
DROP TRIGGER "guard_status_transition" ON "escrow_accounts";
DROP TRIGGER "guard_status_transition" ON "crypto_payments";
DROP TRIGGER "guard_status_transition" ON "payouts";
DROP TRIGGER "guard_status_transition" ON "refunds";
DROP TRIGGER "guard_status_transition" ON "payments";
DROP TRIGGER "guard_status_transition" ON "invoices";
DROP TRIGGER "guard_status_transition" ON "contracts";
DROP TRIGGER "guard_status_transition" ON "negotiation_rounds";
DROP TRIGGER "guard_status_transition" ON "negotiations";
DROP TRIGGER "guard_status_transition" ON "bookings";
DROP TRIGGER "guard_status_transition" ON "applications";
DROP TRIGGER "guard_status_transition" ON "opportunities";
DROP TRIGGER "guard_status_transition" ON "tickets";
DROP TRIGGER "guard_status_transition" ON "events";
DROP TRIGGER "guard_status_transition" ON "kyc_documents";
DROP TRIGGER "guard_status_transition" ON "users";
DROP FUNCTION guard_status_transition();
DROP FUNCTION status_may_become(text, text, text);
