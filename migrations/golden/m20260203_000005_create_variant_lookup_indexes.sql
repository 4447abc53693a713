-- Not in a transaction.
CREATE INDEX CONCURRENTLY "idx_project_equipment_groups_variant_lookup" ON "project_equipment_groups" ("project_id", "variant_name") INCLUDE ("name", "sort_order", "total_price");
CREATE INDEX CONCURRENTLY "idx_project_roles_variant_lookup" ON "project_roles" ("project_id", "variant_name") INCLUDE ("role_id", "daily_rate", "preferred_id");
-- down
DROP INDEX CONCURRENTLY IF EXISTS "idx_project_roles_variant_lookup";
DROP INDEX CONCURRENTLY IF EXISTS "idx_project_equipment_groups_variant_lookup";
