//! What hangs on a table and has to follow it: as the statements that take it off and put it on again.
//!
//! All statements name the table by its own name, so that the same one puts a thing on whichever table bears it.

use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};

use super::Error;
use crate::sql::{literal, rows, scalar};

/// The statements, in the order in which they run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Attachments {
    /// Tables beside this one that these statements lock.
    pub neighbours: Vec<String>,
    /// Take everything off the table that is in place.
    pub take_off: Vec<String>,
    /// Put it on the new table.
    pub put_on_new: Vec<String>,
    /// Put it back on the old table, should it come back.
    pub put_on_old: Vec<String>,
    /// Foreign keys that were added to the new table unchecked: each is validated afterwards.
    pub validate_new: Vec<String>,
    /// And those of the old table.
    pub validate_old: Vec<String>,
    /// Statements for the shadow while nobody uses it: who owns it, who may read it, how it is stored.
    pub dress: Vec<String>,
}

/// A foreign key to or from the table.
pub(super) struct ForeignKey {
    pub child: String,
    pub name: String,
    pub definition: String,
    pub valid: bool,
    pub incoming: bool,
    pub comment: Option<String>,
}

/// Queries whose rows are statements: what takes a thing off, puts it on the new table, puts it back on the old one. In
/// the order in which they are put on; they are taken off in reverse.
const FAMILIES: [&str; 7] =
    [SEQUENCES, STATISTICS, OWN_POLICIES, OTHERS_POLICIES, TRIGGERS, VIEWS, PUBLICATIONS];

impl Attachments {
    /// Reads what hangs on a table. The search path must be empty, so that every name comes with its schema.
    pub(super) async fn read(
        db: &impl ConnectionTrait,
        table: &str,
        old_schema: &str,
    ) -> Result<Self, Error> {
        Self::try_read(db, table, old_schema)
            .await
            .map_err(Error::database(format!("failed to read what hangs on {table}")))
    }

    async fn try_read(db: &impl ConnectionTrait, table: &str, old_schema: &str) -> Result<Self, DbErr> {
        let mut found = Self::default();
        for family in FAMILIES {
            for row in rows(db, family, [table.into(), old_schema.into()]).await? {
                let take_off: Option<String> = row.try_get_by_index(0)?;
                found.put_on_new.extend(row.try_get_by_index::<Option<String>>(1)?);
                found.put_on_old.extend(row.try_get_by_index::<Option<String>>(2)?);
                found.take_off.splice(0..0, take_off);
            }
        }
        found.neighbours = scalar(db, NEIGHBOURS, [table.into()]).await?;
        found.dress = scalar(db, DRESS, [table.into()]).await?;
        Ok(found)
    }

    /// Adds what can only be said once all the rest is there: comments on it, the index that it is replicated by.
    pub(super) async fn read_marks(&mut self, db: &impl ConnectionTrait, table: &str) -> Result<(), Error> {
        let marks: Vec<String> = scalar(db, MARKS, [table.into()])
            .await
            .map_err(Error::database(format!("failed to read the comments on {table}")))?;
        self.put_on_new.extend(marks);
        Ok(())
    }

    /// Adds a foreign key: `on_new` is its definition as it is to be, none where the new table does without.
    pub(super) fn foreign_key(&mut self, key: &ForeignKey, on_new: Option<&str>) {
        let drop = format!("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}", key.child, key.name);
        let add = |definition: &str| {
            let unchecked = if definition.ends_with(" NOT VALID") { "" } else { " NOT VALID" };
            let add =
                format!("ALTER TABLE {} ADD CONSTRAINT {} {definition}{unchecked}", key.child, key.name);
            let comment = key.comment.as_deref().map(|comment| {
                format!("; COMMENT ON CONSTRAINT {} ON {} IS {}", key.name, key.child, literal(comment))
            });
            add + &comment.unwrap_or_default()
        };
        self.take_off.splice(0..0, [drop]);
        self.put_on_new.extend(on_new.map(add));
        self.put_on_old.push(add(&key.definition));
        let validate =
            key.valid.then(|| format!("ALTER TABLE {} VALIDATE CONSTRAINT {}", key.child, key.name));
        self.validate_new.extend(validate.clone().filter(|_| on_new.is_some()));
        self.validate_old.extend(validate);
    }

    /// Adds a foreign key that only the new table has, as its shadow shows it.
    pub(super) fn new_foreign_key(&mut self, table: &str, key: &ForeignKey, shadow: &str) {
        let definition =
            key.definition.replace(&format!("REFERENCES {shadow}("), &format!("REFERENCES {table}("));
        self.take_off.splice(0..0, [format!("ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {}", key.name)]);
        self.put_on_new
            .push(format!("ALTER TABLE {table} ADD CONSTRAINT {} {definition} NOT VALID", key.name));
        self.validate_new.push(format!("ALTER TABLE {table} VALIDATE CONSTRAINT {}", key.name));
    }
}

/// Why a table cannot be rewritten: all reasons at once.
pub(super) async fn obstacles(db: &impl ConnectionTrait, table: &str) -> Result<Vec<String>, DbErr> {
    scalar(db, OBSTACLES, [table.into()]).await
}

/// The foreign keys to and from a table, in a lasting order.
pub(super) async fn foreign_keys(db: &impl ConnectionTrait, table: &str) -> Result<Vec<ForeignKey>, DbErr> {
    rows(db, FOREIGN_KEYS, [table.into()])
        .await?
        .into_iter()
        .map(|row| {
            Ok(ForeignKey {
                child: row.try_get_by_index(0)?,
                name: row.try_get_by_index(1)?,
                definition: row.try_get_by_index(2)?,
                valid: row.try_get_by_index(3)?,
                incoming: row.try_get_by_index(4)?,
                comment: row.try_get_by_index(5)?,
            })
        })
        .collect()
}

const FOREIGN_KEYS: &str = "
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid), convalidated,
    confrelid = $1::text::regclass AND conrelid <> confrelid, obj_description(oid, 'pg_constraint')
FROM pg_constraint
WHERE contype = 'f' AND $1::text::regclass IN (conrelid, confrelid) AND conparentid = 0
ORDER BY conrelid::regclass::text, conname";

const OBSTACLES: &str = "
SELECT coalesce(array_agg(reason ORDER BY reason), '{}') FROM (
    SELECT 'it is partitioned: rewrite its partitions' AS reason FROM pg_class WHERE oid = $1::text::regclass AND relkind = 'p'
    UNION ALL SELECT 'it is a partition' FROM pg_class WHERE oid = $1::text::regclass AND relispartition
    UNION ALL SELECT format('it inherits from or is inherited by %s',
        CASE WHEN inhparent = $1::text::regclass THEN inhrelid ELSE inhparent END::regclass)
    FROM pg_inherits JOIN pg_class ON pg_class.oid = $1::text::regclass
    WHERE $1::text::regclass IN (inhparent, inhrelid) AND relkind = 'r' AND NOT relispartition
    UNION ALL SELECT 'it is temporary' FROM pg_class WHERE oid = $1::text::regclass AND relpersistence = 't'
    UNION ALL SELECT format('rule %s is on it', quote_ident(rulename)) FROM pg_rewrite WHERE ev_class = $1::text::regclass
    UNION ALL SELECT DISTINCT format('materialized view %s reads it: drop it, and create it again afterwards', ev_class::regclass)
    FROM pg_depend JOIN pg_rewrite ON pg_rewrite.oid = objid JOIN pg_class ON pg_class.oid = ev_class
    WHERE classid = 'pg_rewrite'::regclass AND refobjid = $1::text::regclass AND relkind = 'm'
    UNION ALL SELECT DISTINCT format('function %s has it in its SQL body', objid::regprocedure)
    FROM pg_depend WHERE classid = 'pg_proc'::regclass AND refclassid = 'pg_class'::regclass AND refobjid = $1::text::regclass
    UNION ALL SELECT DISTINCT format('its row type is used by %s', pg_describe_object(classid, objid, objsubid))
    FROM pg_depend JOIN pg_type ON pg_type.oid = refobjid
    WHERE refclassid = 'pg_type'::regclass AND deptype = 'n'
        AND (typrelid = $1::text::regclass OR pg_type.oid = (SELECT typarray FROM pg_type WHERE typrelid = $1::text::regclass))
) AS reasons";

/// Everything that the statements of the swap lock beside the table itself.
const NEIGHBOURS: &str = "
SELECT coalesce(array_agg(DISTINCT neighbour::regclass::text), '{}') FROM (
    SELECT unnest(ARRAY[conrelid, confrelid]) FROM pg_constraint
    WHERE contype = 'f' AND $1::text::regclass IN (conrelid, confrelid)
    UNION SELECT polrelid FROM pg_policy JOIN pg_depend ON objid = pg_policy.oid
    WHERE classid = 'pg_policy'::regclass AND refobjid = $1::text::regclass
) AS found (neighbour)
WHERE neighbour <> $1::text::regclass";

const DRESS: &str = "
SELECT array_agg(statement ORDER BY step, statement) FROM (
    SELECT 1 AS step, format('ALTER TABLE %%TABLE%% OWNER TO %I', pg_get_userbyid(relowner)) AS statement
    FROM pg_class WHERE oid = $1::text::regclass
    UNION ALL SELECT 2, format('ALTER TABLE %%TABLE%% SET (%s)', array_to_string(reloptions, ', '))
    FROM pg_class WHERE oid = $1::text::regclass AND reloptions IS NOT NULL
    UNION ALL SELECT 2, 'ALTER TABLE %TABLE% ENABLE ROW LEVEL SECURITY'
    FROM pg_class WHERE oid = $1::text::regclass AND relrowsecurity
    UNION ALL SELECT 2, 'ALTER TABLE %TABLE% FORCE ROW LEVEL SECURITY'
    FROM pg_class WHERE oid = $1::text::regclass AND relforcerowsecurity
    UNION ALL SELECT 2, 'ALTER TABLE %TABLE% SET UNLOGGED' FROM pg_class WHERE oid = $1::text::regclass AND relpersistence = 'u'
    UNION ALL SELECT 2, 'ALTER TABLE %TABLE% REPLICA IDENTITY FULL' FROM pg_class WHERE oid = $1::text::regclass AND relreplident = 'f'
    UNION ALL SELECT 2, 'ALTER TABLE %TABLE% REPLICA IDENTITY NOTHING' FROM pg_class WHERE oid = $1::text::regclass AND relreplident = 'n'
    UNION ALL SELECT 2, format('ALTER TABLE %%TABLE%% ALTER COLUMN %I SET STATISTICS %s', attname, attstattarget)
    FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped AND attstattarget >= 0
    UNION ALL SELECT 3, 'REVOKE ALL ON TABLE %TABLE% FROM PUBLIC, CURRENT_USER'
    UNION ALL SELECT 4, format('GRANT %s ON TABLE %%TABLE%% TO %s%s', privilege_type,
        CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
        CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
    FROM pg_class, aclexplode(coalesce(relacl, acldefault('r', relowner))) WHERE oid = $1::text::regclass
    UNION ALL SELECT 5, format('GRANT %s (%I) ON TABLE %%TABLE%% TO %s%s', privilege_type, attname,
        CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
        CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
    FROM pg_attribute, aclexplode(attacl) WHERE attrelid = $1::text::regclass AND NOT attisdropped
    UNION ALL SELECT 6, format('COMMENT ON TABLE %%TABLE%% IS %L', description)
    FROM pg_description WHERE classoid = 'pg_class'::regclass AND objoid = $1::text::regclass AND objsubid = 0
) AS statements";

/// Sequences that a column owns go with their table, unless another one owns them when it moves.
const SEQUENCES: &str = "
SELECT format('ALTER SEQUENCE %s OWNED BY NONE', objid::regclass),
    format('ALTER SEQUENCE %s OWNED BY %s.%I', objid::regclass, $1::text::regclass, attname),
    format('ALTER SEQUENCE %s OWNED BY %s.%I', objid::regclass, $1::text::regclass, attname)
FROM pg_depend JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
JOIN pg_class ON pg_class.oid = objid
WHERE classid = 'pg_class'::regclass AND refobjid = $1::text::regclass AND deptype = 'a' AND relkind = 'S'
    AND $2::text IS NOT NULL
ORDER BY objid::regclass::text";

const STATISTICS: &str = "
SELECT format('DROP STATISTICS %s', quote_ident(nspname) || '.' || quote_ident(stxname)),
    pg_get_statisticsobjdef(pg_statistic_ext.oid), pg_get_statisticsobjdef(pg_statistic_ext.oid)
FROM pg_statistic_ext JOIN pg_namespace ON pg_namespace.oid = stxnamespace
WHERE stxrelid = $1::text::regclass AND $2::text IS NOT NULL ORDER BY stxname";

/// The table's own policies: the new table gets them, the old one keeps them.
const OWN_POLICIES: &str = "
SELECT NULL::text, format('CREATE POLICY %I ON %s AS %s FOR %s TO %s%s%s', polname, polrelid::regclass,
    CASE WHEN polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
    CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
    (SELECT string_agg(CASE role WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(role)) END, ', ') FROM unnest(polroles) AS role),
    ' USING (' || pg_get_expr(polqual, polrelid) || ')', ' WITH CHECK (' || pg_get_expr(polwithcheck, polrelid) || ')'),
    NULL::text
FROM pg_policy WHERE polrelid = $1::text::regclass AND $2::text IS NOT NULL ORDER BY polname";

/// Policies of other tables that read this one: they mean whichever table bears the name.
const OTHERS_POLICIES: &str = "
WITH others AS (
    SELECT DISTINCT pg_policy.oid, polname, polrelid, polqual, polwithcheck FROM pg_policy JOIN pg_depend ON objid = pg_policy.oid
    WHERE classid = 'pg_policy'::regclass AND refclassid = 'pg_class'::regclass
        AND refobjid = $1::text::regclass AND polrelid <> refobjid AND $2::text IS NOT NULL
), statements AS (
    SELECT polname, polrelid, format('ALTER POLICY %I ON %s%s%s', polname, polrelid::regclass,
        ' USING (' || pg_get_expr(polqual, polrelid) || ')', ' WITH CHECK (' || pg_get_expr(polwithcheck, polrelid) || ')') AS statement
    FROM others
)
SELECT NULL::text, statement, statement FROM statements ORDER BY polrelid::regclass::text, polname";

/// The old table's triggers rest while it is kept, as nobody but the mirror writes to it.
const TRIGGERS: &str = "
WITH users AS (
    SELECT oid, tgname, tgrelid, tgenabled FROM pg_trigger
    WHERE tgrelid = $1::text::regclass AND NOT tgisinternal AND $2::text IS NOT NULL
)
SELECT format('ALTER TABLE %s DISABLE TRIGGER %I', tgrelid::regclass, tgname),
    pg_get_triggerdef(oid) || CASE tgenabled WHEN 'O' THEN '' ELSE format('; ALTER TABLE %s %s TRIGGER %I', tgrelid::regclass,
        CASE tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE REPLICA' END, tgname) END
    || coalesce((SELECT format('; COMMENT ON TRIGGER %I ON %s IS %L', tgname, tgrelid::regclass, description)
        FROM pg_description WHERE classoid = 'pg_trigger'::regclass AND objoid = users.oid), ''),
    format('ALTER TABLE %s %s TRIGGER %I', tgrelid::regclass, CASE tgenabled
        WHEN 'O' THEN 'ENABLE' WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE REPLICA' END, tgname)
FROM users ORDER BY tgname";

/// Views that read the table, and views that read these: created anew, each after those that it reads.
const VIEWS: &str = "
WITH RECURSIVE reading AS (
    SELECT $1::text::regclass::oid AS relation, 0 AS depth
    UNION
    SELECT ev_class, depth + 1 FROM reading
    JOIN pg_depend ON refclassid = 'pg_class'::regclass AND refobjid = relation AND classid = 'pg_rewrite'::regclass
    JOIN pg_rewrite ON pg_rewrite.oid = objid
    WHERE ev_class <> relation AND depth < 100
), views AS (
    SELECT relation, max(depth) AS depth FROM reading WHERE depth > 0 AND $2::text IS NOT NULL GROUP BY relation
), statements AS (
    SELECT depth, relation::regclass::text AS name, format('CREATE VIEW %s%s AS %s', relation::regclass,
            ' WITH (' || array_to_string(reloptions, ', ') || ')', rtrim(pg_get_viewdef(relation), ';'))
        || format('; ALTER VIEW %s OWNER TO %I', relation::regclass, pg_get_userbyid(relowner))
        || coalesce((SELECT string_agg(format('; GRANT %s ON TABLE %s TO %s%s', privilege_type, relation::regclass,
                CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
                CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END), '') FROM aclexplode(relacl) WHERE grantee <> relowner), '')
        || coalesce((SELECT string_agg(format('; COMMENT ON %s %s IS %L',
                CASE objsubid WHEN 0 THEN 'VIEW' ELSE 'COLUMN' END,
                relation::regclass || CASE objsubid WHEN 0 THEN '' ELSE (SELECT '.' || quote_ident(attname)
                    FROM pg_attribute WHERE attrelid = relation AND attnum = objsubid) END, description), '')
            FROM pg_description WHERE classoid = 'pg_class'::regclass AND objoid = relation), '')
        || coalesce((SELECT string_agg('; ' || pg_get_triggerdef(oid), '') FROM pg_trigger
            WHERE tgrelid = relation AND NOT tgisinternal), '') AS statement
    FROM views JOIN pg_class ON oid = relation
)
SELECT format('DROP VIEW %s', name), statement, statement FROM statements ORDER BY depth, name";

const PUBLICATIONS: &str = "
SELECT format('ALTER PUBLICATION %I DROP TABLE %s', pubname, prrelid::regclass),
    format('ALTER PUBLICATION %I ADD TABLE %s', pubname, prrelid::regclass),
    format('ALTER PUBLICATION %I ADD TABLE %s', pubname, prrelid::regclass)
FROM pg_publication_rel JOIN pg_publication ON pg_publication.oid = prpubid
WHERE prrelid = $1::text::regclass AND $2::text IS NOT NULL ORDER BY pubname";

/// Those on columns and checks come with the table.
const MARKS: &str = "
SELECT coalesce(array_agg(statement ORDER BY statement), '{}') FROM (
    SELECT format('COMMENT ON POLICY %I ON %s IS %L', polname, polrelid::regclass, description) AS statement
    FROM pg_policy JOIN pg_description ON classoid = 'pg_policy'::regclass AND objoid = pg_policy.oid
    WHERE polrelid = $1::text::regclass
    UNION ALL SELECT format('COMMENT ON CONSTRAINT %I ON %s IS %L', conname, conrelid::regclass, description)
    FROM pg_constraint JOIN pg_description ON classoid = 'pg_constraint'::regclass AND objoid = pg_constraint.oid
    WHERE conrelid = $1::text::regclass AND contype IN ('p', 'u', 'x')
    UNION ALL SELECT format('COMMENT ON INDEX %s IS %L', indexrelid::regclass, description)
    FROM pg_index JOIN pg_description ON classoid = 'pg_class'::regclass AND objoid = indexrelid
    WHERE indrelid = $1::text::regclass
    UNION ALL SELECT format('ALTER TABLE %s REPLICA IDENTITY USING INDEX %I', indrelid::regclass, relname)
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = $1::text::regclass AND indisreplident
    UNION ALL SELECT format('ALTER TABLE %s CLUSTER ON %I', indrelid::regclass, relname)
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = $1::text::regclass AND indisclustered
) AS marks";
