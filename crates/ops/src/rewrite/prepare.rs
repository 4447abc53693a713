//! Before the first row: everything is read, the shadow is made, the mirror installed. One transaction.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

use super::attachments::{self, Attachments, ForeignKey};
use super::conversion::Conversion;
use super::mirror::Mirror;
use super::state::{self, Stage, State};
use super::{Error, Specification, Table, shadow};
use crate::sql::{identifier, literal, rows, scalar};

/// Makes all that a rewrite needs, but watches nothing yet.
pub(super) async fn prepare(
    transaction: &DatabaseTransaction,
    name: &str,
    specification: &Specification,
) -> Result<State, Error> {
    let failed = || Error::database(format!("failed to prepare the rewrite of {name}"));
    let (schema, table) = Table::find(transaction, name).await?;
    let path: String =
        scalar(transaction, "SELECT current_setting('search_path')", []).await.map_err(failed())?;
    set_path(transaction, "").await.map_err(failed())?;
    let source = Table::of(transaction, schema, table).await?.with_key()?;
    let mut reasons = attachments::obstacles(transaction, &source.qualified()).await.map_err(failed())?;
    if !reasons.is_empty() {
        return Err(Error::Unsupported { table: source.qualified(), reasons });
    }
    state::install(transaction).await.map_err(failed())?;
    let number = state::next_number(transaction).await.map_err(failed())?;
    let (new_schema, old_schema) = (state::new_schema(number), state::old_schema(number));
    for schema in [&new_schema, &old_schema] {
        let create = format!("CREATE SCHEMA {}", identifier(schema));
        transaction.execute_unprepared(&create).await.map_err(failed())?;
    }
    let shadow_name = shadow::name(&new_schema, &source);
    match &specification.target {
        Some(target) => {
            let own = format!("{}, {}, {path}", identifier(&new_schema), identifier(&source.schema));
            set_path(transaction, &own).await.map_err(failed())?;
            transaction
                .execute_unprepared(target)
                .await
                .map_err(Error::database("failed to make the table that the target defines"))?;
        }
        None => shadow::from_source(transaction, &source, specification, &shadow_name, &path).await?,
    }
    set_path(transaction, "").await.map_err(failed())?;
    let mut shadow =
        Table::of(transaction, new_schema, source.name.clone()).await.map_err(|error| match specification
            .target
        {
            Some(_) => Error::Specification {
                problem: format!("the target defines no table {}", identifier(&source.name)),
                hint: "its CREATE TABLE must bear the name of the table, without a schema".into(),
            },
            None => error,
        })?;
    let described = if specification.target.is_some() { &shadow } else { &source };
    let mut indexes = shadow::indexes(transaction, described, &source.key, &shadow_name).await?;
    shadow.key.clone_from(&source.key);
    if !indexes.iter().any(|index| index.is_key) {
        return Err(Error::Specification {
            problem: format!("the target has no unique key over {}", source.key_list("")),
            hint: "rows are told apart by these columns: make them its primary key, or unique".into(),
        });
    }
    let old_keys = attachments::foreign_keys(transaction, &source.qualified()).await.map_err(failed())?;
    let new_keys = match specification.target {
        Some(_) => attachments::foreign_keys(transaction, &shadow_name).await.map_err(failed())?,
        None => Vec::new(),
    };
    let mut attachments = Attachments::read(transaction, &source.qualified(), &old_schema).await?;
    reasons = attach_keys(transaction, &mut attachments, &source, &shadow, specification, &old_keys)
        .await
        .map_err(failed())?;
    if !reasons.is_empty() {
        return Err(Error::Unsupported { table: source.qualified(), reasons });
    }
    if !new_keys.is_empty() {
        let spelled = format!("SELECT {}::regclass::text", literal(&shadow_name));
        let spelled: String = scalar(transaction, &spelled, []).await.map_err(failed())?;
        for key in &new_keys {
            attachments.new_foreign_key(&source.qualified(), key, &spelled);
        }
    }
    attachments.read_marks(transaction, &source.qualified()).await?;
    widen_sequences(transaction, &mut attachments, &source, &shadow).await.map_err(failed())?;
    if specification.target.is_some() {
        strip(transaction, &shadow_name, &new_keys, &mut indexes).await.map_err(failed())?;
    }
    for statement in &attachments.dress {
        let statement = statement.replace("%TABLE%", &shadow_name);
        transaction.execute_unprepared(&statement).await.map_err(failed())?;
    }
    let forward = Conversion::forward(&source, &shadow, specification)?;
    let backward = Conversion::backward(&source, &shadow, specification);
    let mut state = State {
        number,
        stage: Stage::Copying,
        specification: specification.clone(),
        source,
        shadow,
        forward,
        backward,
        attachments,
        indexes,
        block: 0,
        blocks: 0,
        file: 0,
        copied: 0,
        hours_since_swap: None,
    };
    let (log, back_log) = (state.log(), state.back_log());
    let new = state.in_place();
    let ahead = Mirror { from: &state.source, to: &state.shadow, conversion: &state.forward, log: &log };
    let back = Mirror { from: &new, to: &state.source, conversion: &state.backward, log: &back_log };
    ahead.install(transaction).await.map_err(failed())?;
    back.install(transaction).await.map_err(failed())?;
    set_path(transaction, &path).await.map_err(failed())?;
    state.blocks = super::copy::blocks(transaction, &state).await.map_err(failed())?;
    state.file = super::copy::file(transaction, &state).await.map_err(failed())?;
    Ok(state)
}

/// Where names without a schema are looked up, for the rest of the transaction.
pub(super) async fn set_path(transaction: &DatabaseTransaction, path: &str) -> Result<(), DbErr> {
    scalar::<String, 1>(transaction, "SELECT set_config('search_path', $1, true)", [path.into()])
        .await
        .map(drop)
}

/// Decides of each foreign key what becomes of it; answers why some cannot stay.
async fn attach_keys(
    db: &impl ConnectionTrait,
    attachments: &mut Attachments,
    source: &Table,
    shadow: &Table,
    specification: &Specification,
    keys: &[ForeignKey],
) -> Result<Vec<String>, DbErr> {
    let mut reasons = Vec::new();
    for key in keys {
        let replaced = specification.target.is_some() && !key.incoming;
        let fits = replaced || fits(db, source, shadow, key).await?;
        let left_off = key.incoming && specification.detach_incoming;
        if !(fits || left_off) {
            reasons.push(format!(
                "foreign key {} of {} would join columns of types that do not compare{}",
                key.name,
                key.child,
                if key.incoming { " (--detach-incoming leaves it off)" } else { "" }
            ));
        }
        attachments.foreign_key(key, (fits && !replaced).then_some(key.definition.as_str()));
    }
    Ok(reasons)
}

/// Whether both sides of a foreign key will still compare.
async fn fits(
    db: &impl ConnectionTrait,
    source: &Table,
    shadow: &Table,
    key: &ForeignKey,
) -> Result<bool, DbErr> {
    const PAIRS: &str = "
        SELECT conrelid = $3::text::regclass, confrelid = $3::text::regclass, child.attname::text, parent.attname::text,
            format_type(child.atttypid, NULL), format_type(parent.atttypid, NULL)
        FROM pg_constraint, unnest(conkey, confkey) AS pair (child_number, parent_number)
        JOIN pg_attribute AS child ON child.attnum = child_number
        JOIN pg_attribute AS parent ON parent.attnum = parent_number
        WHERE contype = 'f' AND conrelid = $1::text::regclass AND quote_ident(conname) = $2
            AND child.attrelid = conrelid AND parent.attrelid = confrelid";
    const COMPARE: &str = "
        SELECT CASE $1::text WHEN 'character varying' THEN 'text' ELSE $1::text END::regtype
                = CASE $2::text WHEN 'character varying' THEN 'text' ELSE $2::text END::regtype
            OR EXISTS (
                SELECT FROM pg_amop JOIN pg_am ON pg_am.oid = amopmethod WHERE amname = 'btree' AND amopstrategy = 3
                    AND amoplefttype = $1::text::regtype AND amoprighttype = $2::text::regtype)";
    let arguments = [key.child.as_str().into(), key.name.as_str().into(), source.qualified().into()];
    for row in rows(db, PAIRS, arguments).await? {
        let becomes = |bears: bool, column: String, now: String| match shadow.column(&column) {
            Some(new) if bears => new.data_type.split('(').next().unwrap_or_default().trim().to_owned(),
            _ => now,
        };
        let child = becomes(row.try_get_by_index(0)?, row.try_get_by_index(2)?, row.try_get_by_index(4)?);
        let parent = becomes(row.try_get_by_index(1)?, row.try_get_by_index(3)?, row.try_get_by_index(5)?);
        if !scalar::<bool, 2>(db, COMPARE, [parent.into(), child.into()]).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A sequence that counts for a column which becomes wider becomes wider with it.
async fn widen_sequences(
    db: &impl ConnectionTrait,
    attachments: &mut Attachments,
    source: &Table,
    shadow: &Table,
) -> Result<(), DbErr> {
    const OWNED: &str = "
        SELECT seqrelid::regclass::text, format_type(seqtypid, NULL), attname::text
        FROM pg_depend JOIN pg_sequence ON seqrelid = objid JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
        WHERE classid = 'pg_class'::regclass AND refobjid = $1::text::regclass AND deptype = 'a'";
    for row in rows(db, OWNED, [source.qualified().into()]).await? {
        let (sequence, data_type): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let column: String = row.try_get_by_index(2)?;
        let new = shadow.column(&column).map(|column| column.data_type.clone()).unwrap_or_default();
        if new != data_type && matches!(new.as_str(), "smallint" | "integer" | "bigint") {
            attachments.put_on_new.push(format!("ALTER SEQUENCE {sequence} AS {new}"));
            attachments.put_on_old.push(format!("ALTER SEQUENCE {sequence} AS {data_type}"));
        }
    }
    Ok(())
}

/// Takes from a target's table what is to come after the rows.
async fn strip(
    transaction: &DatabaseTransaction,
    shadow: &str,
    keys: &[ForeignKey],
    indexes: &mut [shadow::Index],
) -> Result<(), DbErr> {
    for key in keys {
        transaction.execute_unprepared(&format!("ALTER TABLE {shadow} DROP CONSTRAINT {}", key.name)).await?;
    }
    let schema: String = scalar(
        transaction,
        &format!(
            "SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = {}::regclass",
            literal(shadow)
        ),
        [],
    )
    .await?;
    for index in indexes {
        let drop = match index.constrain {
            Some(_) => format!("ALTER TABLE {shadow} DROP CONSTRAINT {}", identifier(&index.name)),
            None => format!("DROP INDEX {schema}.{}", identifier(&index.name)),
        };
        transaction.execute_unprepared(&drop).await?;
    }
    Ok(())
}
