//! Project variants: the pre-migration counts, migration 004 and the post-migration validation of
//! `project-variants-migration-strategy.md`.

use super::{Expect, Group, RowChange, Validation};

const COLUMNS: &str = "m20260203_000001_add_variant_columns";
const DEFAULTS: &str = "m20260203_000003_initialize_default_variants";

pub(super) const GROUP: Group = Group {
    validations: &[
        Validation {
            name: "record counts match",
            migration: COLUMNS,
            query: "SELECT 'project_equipment_groups' AS table_name, count(*) AS record_count FROM project_equipment_groups
                    UNION ALL SELECT 'project_roles', count(*) FROM project_roles",
            expect: Expect::SameBeforeAndAfter,
        },
        Validation {
            name: "prices and rates are preserved",
            migration: COLUMNS,
            query: "SELECT 'project_equipment_groups' AS table_name, sum(total_price) AS total FROM project_equipment_groups
                    UNION ALL SELECT 'project_roles', sum(daily_rate) FROM project_roles",
            expect: Expect::SameBeforeAndAfter,
        },
        Validation {
            name: "all equipment groups have variants",
            migration: COLUMNS,
            query: "SELECT id FROM project_equipment_groups WHERE variant_name IS NULL OR variant_name = ''",
            expect: Expect::NoRows,
        },
        Validation {
            name: "all roles have variants",
            migration: COLUMNS,
            query: "SELECT id FROM project_roles WHERE variant_name IS NULL OR variant_name = ''",
            expect: Expect::NoRows,
        },
        Validation {
            name: "no equipment group is an orphan",
            migration: COLUMNS,
            query: "SELECT peg.id FROM project_equipment_groups peg LEFT JOIN projects p ON peg.project_id = p.id
                    WHERE p.id IS NULL",
            expect: Expect::NoRows,
        },
        Validation {
            name: "no role is an orphan",
            migration: COLUMNS,
            query: "SELECT pr.id FROM project_roles pr LEFT JOIN projects p ON pr.project_id = p.id WHERE p.id IS NULL",
            expect: Expect::NoRows,
        },
        Validation {
            name: "every artist project has a default variant",
            migration: DEFAULTS,
            query: "SELECT p.id FROM projects p JOIN project_types t ON t.id = p.project_type_id
                    WHERE t.code = 'artist' AND NOT EXISTS (
                        SELECT FROM project_variants v WHERE v.project_id = p.id AND v.is_default)",
            expect: Expect::NoRows,
        },
        Validation {
            name: "no variant is an orphan",
            migration: DEFAULTS,
            query: "SELECT v.id FROM project_variants v LEFT JOIN projects p ON v.project_id = p.id WHERE p.id IS NULL",
            expect: Expect::NoRows,
        },
    ],
    // By itself in a deploy, it fills a table that is there already.
    row_changes: &[RowChange { migration: DEFAULTS, table: "project_variants" }],
};
