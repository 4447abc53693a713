//! A schema as (kind, identity, definition), read in one read-only transaction.

use std::collections::BTreeMap;
use std::fmt;

use sea_orm::{AccessMode, ConnectionTrait, DatabaseConnection, DbErr, IsolationLevel, TransactionTrait};
use sha2::{Digest, Sha256};

use crate::Error;
use crate::migrate::OWN_TABLES;
use crate::sql;

/// What an object is. The order is that in which objects can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Kind {
    Schema,
    Extension,
    Type,
    Sequence,
    Function,
    Table,
    Column,
    Constraint,
    Index,
    View,
    Trigger,
    Policy,
    Privilege,
    Comment,
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Schema => "schema",
            Self::Extension => "extension",
            Self::Type => "type",
            Self::Sequence => "sequence",
            Self::Function => "function",
            Self::Table => "table",
            Self::Column => "column",
            Self::Constraint => "constraint",
            Self::Index => "index",
            Self::View => "view",
            Self::Trigger => "trigger",
            Self::Policy => "policy",
            Self::Privilege => "privilege",
            Self::Comment => "comment",
        })
    }
}

/// What an object is, and what it is called: unique within a database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Object {
    /// What it is.
    pub kind: Kind,
    /// Schema, table and name, as far as they apply.
    pub identity: String,
}

/// All objects of a database, without those of extensions and of the engine itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snapshot {
    /// Each object's canonical definition.
    pub objects: BTreeMap<Object, String>,
}

/// A difference between two snapshots.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// In the second only.
    Added {
        /// What.
        object: Object,
        /// As the second has it.
        definition: String,
    },
    /// In the first only.
    Removed {
        /// What.
        object: Object,
        /// As the first has it.
        definition: String,
    },
    /// In both, and not the same.
    Altered {
        /// What.
        object: Object,
        /// As the first has it.
        from: String,
        /// As the second has it.
        to: String,
    },
}

impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added { object, .. } => write!(formatter, "+ {} {}", object.kind, object.identity),
            Self::Removed { object, .. } => write!(formatter, "- {} {}", object.kind, object.identity),
            Self::Altered { object, from, to } => {
                write!(formatter, "~ {} {}: {from} -> {to}", object.kind, object.identity)
            }
        }
    }
}

impl Snapshot {
    /// Reads the snapshot in one repeatable-read, read-only transaction.
    ///
    /// # Errors
    /// Whatever the database answers.
    pub async fn read(db: &DatabaseConnection) -> Result<Self, Error> {
        let failed = || Error::database("failed to read the catalog");
        let transaction = db
            .begin_with_config(Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly))
            .await
            .map_err(failed())?;
        let snapshot = Self::read_in(&transaction).await.map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
        Ok(snapshot)
    }

    async fn read_in(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        // Names are written with their schema whatever the session's search_path is.
        db.execute_unprepared("SET LOCAL search_path = ''").await?;
        let own = OWN_TABLES.map(sql::literal).join(", ");
        let mut objects = BTreeMap::new();
        for (kind, query) in QUERIES {
            for row in sql::rows(db, &query.replace("{own_tables}", &own), []).await? {
                let identity = row.try_get_by_index(0)?;
                objects.insert(Object { kind, identity }, row.try_get_by_index(1)?);
            }
        }
        Ok(Self { objects })
    }

    /// SHA-256 over all objects, 64 hexadecimal digits.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut digest = Sha256::new();
        for (object, definition) in &self.objects {
            for part in [object.kind.to_string().as_str(), &object.identity, definition] {
                digest.update(part.len().to_be_bytes());
                digest.update(part.as_bytes());
            }
        }
        hex::encode(digest.finalize())
    }

    /// What turns this snapshot into the other.
    #[must_use]
    pub fn diff(&self, other: &Self) -> Vec<Change> {
        let mut changes = Vec::new();
        for (object, definition) in &self.objects {
            match other.objects.get(object) {
                None => {
                    changes.push(Change::Removed { object: object.clone(), definition: definition.clone() });
                }
                Some(new) if new != definition => changes.push(Change::Altered {
                    object: object.clone(),
                    from: definition.clone(),
                    to: new.clone(),
                }),
                Some(_) => {}
            }
        }
        for (object, definition) in &other.objects {
            if !self.objects.contains_key(object) {
                changes.push(Change::Added { object: object.clone(), definition: definition.clone() });
            }
        }
        changes
    }
}

/// One query a kind: identity and definition. Objects of extensions, of the system and of the engine are left out.
const QUERIES: [(Kind, &str); 14] = [
    (
        Kind::Schema,
        "SELECT nspname::text, 'owner ' || pg_get_userbyid(nspowner) FROM pg_namespace n
         WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
           AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e')",
    ),
    (
        Kind::Extension,
        "SELECT extname::text, 'schema ' || extnamespace::regnamespace FROM pg_extension WHERE extname <> 'plpgsql'",
    ),
    (
        Kind::Type,
        "SELECT n.nspname || '.' || t.typname,
                CASE t.typtype
                    WHEN 'e' THEN 'enum ' || (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder)
                                              FROM pg_enum WHERE enumtypid = t.oid)
                    WHEN 'd' THEN 'domain ' || format_type(t.typbasetype, t.typtypmod)
                                  || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
                                  || coalesce(' DEFAULT ' || t.typdefault, '')
                                  || coalesce((SELECT string_agg(' ' || pg_get_constraintdef(c.oid), '' ORDER BY c.conname)
                                               FROM pg_constraint c WHERE c.contypid = t.oid), '')
                    ELSE 'composite ' || (SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum)
                                          FROM pg_attribute WHERE attrelid = t.typrelid AND attnum > 0 AND NOT attisdropped)
                END
         FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
         WHERE (t.typtype IN ('e', 'd')
                OR t.typtype = 'c' AND EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
           AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
           AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')",
    ),
    (
        Kind::Sequence,
        "SELECT c.oid::regclass::text, format('%s start %s increment %s cycle %s', s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqcycle)
         FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
         WHERE c.relnamespace::regnamespace::text !~ '^pg_'
           AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
           AND NOT EXISTS (SELECT FROM pg_depend d JOIN pg_class t ON t.oid = d.refobjid
                           WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
                             AND t.relname IN ({own_tables}))",
    ),
    (
        Kind::Function,
        "SELECT p.oid::regprocedure::text, CASE WHEN p.prokind = 'a' THEN 'aggregate' ELSE pg_get_functiondef(p.oid) END
         FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
           AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')",
    ),
    (
        Kind::Table,
        "SELECT c.oid::regclass::text,
                concat_ws(' ', CASE c.relkind WHEN 'p' THEN 'partitioned by ' || pg_get_partkeydef(c.oid)
                                              WHEN 'f' THEN 'foreign' ELSE 'table' END,
                          CASE c.relpersistence WHEN 'u' THEN 'unlogged' END,
                          CASE WHEN c.relispartition THEN 'partition of ' || (SELECT inhparent::regclass FROM pg_inherits WHERE inhrelid = c.oid)
                                                          || ' ' || pg_get_expr(c.relpartbound, c.oid) END,
                          CASE WHEN c.relrowsecurity THEN 'row level security' END,
                          CASE WHEN c.relforcerowsecurity THEN 'forced' END,
                          CASE WHEN c.reloptions IS NOT NULL THEN 'with ' || array_to_string(c.reloptions, ', ') END)
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'f') AND c.relname NOT IN ({own_tables})
           AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
           AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')",
    ),
    (
        Kind::Column,
        "SELECT c.oid::regclass || '.' || quote_ident(a.attname),
                concat_ws(' ', format_type(a.atttypid, a.atttypmod),
                          CASE WHEN a.attcollation <> t.typcollation THEN 'collate ' || a.attcollation::regcollation END,
                          CASE WHEN a.attnotnull THEN 'not null' END,
                          CASE WHEN a.attgenerated = 's' THEN 'generated as ' || pg_get_expr(d.adbin, d.adrelid)
                               WHEN a.attgenerated = 'v' THEN 'virtual as ' || pg_get_expr(d.adbin, d.adrelid)
                               WHEN a.attidentity = 'a' THEN 'identity always'
                               WHEN a.attidentity = 'd' THEN 'identity by default'
                               WHEN d.adbin IS NOT NULL THEN 'default ' || pg_get_expr(d.adbin, d.adrelid) END)
         FROM pg_attribute a
              JOIN pg_class c ON c.oid = a.attrelid
              JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_type t ON t.oid = a.atttypid
              LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f') AND c.relname NOT IN ({own_tables})
           AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
           AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype = 'e')",
    ),
    (
        Kind::Constraint,
        "SELECT k.conrelid::regclass || '.' || quote_ident(k.conname), pg_get_constraintdef(k.oid)
         FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND c.relname NOT IN ({own_tables})
           AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
           AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype = 'e')",
    ),
    (
        Kind::Index,
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
                || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END
         FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'm') AND c.relname NOT IN ({own_tables})
           AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
           AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype = 'e')",
    ),
    (
        Kind::View,
        "SELECT c.oid::regclass::text, CASE c.relkind WHEN 'm' THEN 'materialized ' ELSE '' END || pg_get_viewdef(c.oid)
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('v', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
           AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype = 'e')",
    ),
    (
        Kind::Trigger,
        "SELECT t.tgrelid::regclass || '.' || quote_ident(t.tgname),
                pg_get_triggerdef(t.oid) || CASE t.tgenabled WHEN 'O' THEN '' WHEN 'D' THEN ' DISABLED'
                                                             WHEN 'R' THEN ' ENABLED REPLICA' ELSE ' ENABLED ALWAYS' END
         FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE NOT t.tgisinternal AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'",
    ),
    (
        Kind::Policy,
        "SELECT p.polrelid::regclass || '.' || quote_ident(p.polname),
                concat_ws(' ', CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
                          CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update'
                                        WHEN 'd' THEN 'delete' ELSE 'all' END,
                          'to ' || (SELECT string_agg(coalesce(r.rolname, 'public')::text, ', ' ORDER BY r.rolname)
                                    FROM unnest(p.polroles) AS u(oid) LEFT JOIN pg_roles r ON r.oid = u.oid),
                          'using (' || pg_get_expr(p.polqual, p.polrelid) || ')',
                          'check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')
         FROM pg_policy p",
    ),
    (
        // An absent list of privileges stands for the default one, which GRANT and REVOKE spell out.
        Kind::Privilege,
        "SELECT o.identity || ' to ' || coalesce(r.rolname, 'public'),
                string_agg(a.privilege_type || CASE WHEN a.is_grantable THEN ' with grant option' ELSE '' END, ', ' ORDER BY a.privilege_type)
         FROM (SELECT c.oid::regclass::text AS identity, c.relowner AS owner,
                      coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\", c.relowner)) AS acl
               FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND c.relname NOT IN ({own_tables})
                 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                 AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype = 'e')
                 AND NOT EXISTS (SELECT FROM pg_depend x JOIN pg_class t ON t.oid = x.refobjid
                                 WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype IN ('a', 'i')
                                   AND t.relname IN ({own_tables}))
               UNION ALL
               SELECT a.attrelid::regclass || '.' || quote_ident(a.attname), c.relowner, a.attacl
               FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND c.relname NOT IN ({own_tables})
                 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
               UNION ALL
               SELECT p.oid::regprocedure::text, p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
               FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
               WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                 AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_proc'::regclass AND x.objid = p.oid AND x.deptype = 'e')
               UNION ALL
               SELECT 'type ' || t.oid::regtype, t.typowner, coalesce(t.typacl, acldefault('T', t.typowner))
               FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
               WHERE (t.typtype IN ('e', 'd')
                      OR t.typtype = 'c' AND EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
                 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                 AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_type'::regclass AND x.objid = t.oid AND x.deptype = 'e')
               UNION ALL
               SELECT 'schema ' || quote_ident(n.nspname), n.nspowner, coalesce(n.nspacl, acldefault('n', n.nspowner))
               FROM pg_namespace n
               WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                 AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_namespace'::regclass AND x.objid = n.oid AND x.deptype = 'e')) o
              CROSS JOIN LATERAL aclexplode(o.acl) a
              LEFT JOIN pg_roles r ON r.oid = a.grantee
         WHERE a.grantee <> o.owner
         GROUP BY 1",
    ),
    (
        Kind::Comment,
        "SELECT o.identity, d.description
         FROM pg_description d
              JOIN (SELECT 'pg_class'::regclass AS class, c.oid, a.attnum AS sub,
                           c.oid::regclass || '.' || quote_ident(a.attname) AS identity
                    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relname NOT IN ({own_tables})
                    UNION ALL
                    SELECT 'pg_class'::regclass, c.oid, 0, c.oid::regclass::text
                    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relname NOT IN ({own_tables})
                    UNION ALL
                    SELECT 'pg_proc'::regclass, p.oid, 0, p.oid::regprocedure::text
                    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                      AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_proc'::regclass AND x.objid = p.oid AND x.deptype = 'e')
                    UNION ALL
                    SELECT 'pg_type'::regclass, t.oid, 0, 'type ' || t.oid::regtype
                    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
                    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema') o
                ON o.class = d.classoid AND o.oid = d.objoid AND o.sub = d.objsubid",
    ),
];
