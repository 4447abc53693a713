//! Audit: each change of the tables named here leaves a row in `audit_logs`, which nobody can change afterwards.
//!
//! To audit another table: its label in `audited_table`, and its line in [`AUDITED`], both in a migration of its own.

use crate::ddl::*;

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, write_audit_log()).await?;
        run(
            manager,
            Comment::on_function(
                "write_audit_log()",
                "Adds a row to audit_logs. Arguments: the column that identifies the row, then columns whose change is not worth one.",
            ),
        )
        .await?;
        // Who could make a trigger of it on a table of their own could forge rows.
        run(manager, Grant::on("EXECUTE", "FUNCTION write_audit_log()", "public").revoked().as_str()).await?;
        for (table, arguments) in AUDITED {
            run(manager, audit(table, arguments)).await?;
        }
        run(manager, refuse_audit_change()).await?;
        run(
            manager,
            Comment::on_function(
                "refuse_audit_change()",
                "Keeps audit_logs as it was written; whole months go by drop_partitions_before.",
            ),
        )
        .await?;
        for trigger in refusals() {
            run(manager, trigger).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for trigger in refusals().iter().rev() {
            run(manager, trigger.dropped().as_str()).await?;
        }
        run(manager, DropFunction("refuse_audit_change()")).await?;
        for (table, arguments) in AUDITED.iter().rev() {
            run(manager, audit(table, arguments).dropped().as_str()).await?;
        }
        run(manager, DropFunction("write_audit_log()")).await
    }
}

/// Tables, and the arguments of [`write_audit_log`] for each.
const AUDITED: [(&str, &str); 12] = [
    ("users", "'id', 'last_login_at'"),
    ("user_roles", "'user_id'"),
    ("api_keys", "'id', 'last_used_at'"),
    ("kyc_documents", "'id'"),
    ("tax_profiles", "'id'"),
    ("organization_members", "'user_id'"),
    ("bookings", "'id'"),
    ("contracts", "'id'"),
    ("payments", "'id'"),
    ("refunds", "'id'"),
    ("payouts", "'id'"),
    ("disputes", "'id'"),
];

fn audit(table: &'static str, arguments: &str) -> Trigger {
    let call = format!("write_audit_log({arguments})");
    Trigger::new(table, "write_audit_log", "AFTER INSERT OR UPDATE OR DELETE", &call)
}

/// Runs as its owner: whoever changes a row needs no privilege on `audit_logs`, and has none.
///
/// A partition's rows are logged under the name of the table that it is part of. What is secret is told by a column's
/// name, or by its being `bytea`; of it only the change is logged, not the values.
fn write_audit_log() -> Function {
    Function::trigger(
        "write_audit_log",
        r#"DECLARE
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
END"#,
    )
    .security_definer()
}

fn refuse_audit_change() -> Function {
    Function::trigger(
        "refuse_audit_change",
        "BEGIN
    RAISE EXCEPTION 'audit_logs is append-only: % refused', lower(TG_OP)
        USING ERRCODE = '42501', CONSTRAINT = 'audit_logs_append_only', TABLE = 'audit_logs',
            HINT = 'drop whole months with drop_partitions_before';
END",
    )
}

/// The first is passed on to every partition by PostgreSQL, the others stand for themselves.
fn refusals() -> [Trigger; 3] {
    let truncate = |table| {
        Trigger::new(table, "refuse_truncate", "BEFORE TRUNCATE", "refuse_audit_change()")
            .for_each_statement()
    };
    [
        Trigger::new("audit_logs", "refuse_change", "BEFORE UPDATE OR DELETE", "refuse_audit_change()"),
        truncate("audit_logs"),
        truncate("audit_logs_default"),
    ]
}
