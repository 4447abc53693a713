ALTER TABLE "project_equipment_groups" ADD COLUMN "variant_name" text NOT NULL DEFAULT 'default';
ALTER TABLE "project_roles" ADD COLUMN "variant_name" text NOT NULL DEFAULT 'default';
-- lint: allow(require-concurrent-index-deletion) a project has few groups and roles, and the document wants the step to be one transaction;
DROP INDEX IF EXISTS "idx_project_equipment_groups_project";
-- lint: allow(require-concurrent-index-creation) a project has few groups and roles, and the document wants the step to be one transaction;
CREATE UNIQUE INDEX "idx_project_equipment_groups_project_variant" ON "project_equipment_groups" ("project_id", "name", "variant_name");
-- lint: allow(require-concurrent-index-creation) a project has few groups and roles, and the document wants the step to be one transaction;
CREATE INDEX "idx_project_equipment_groups_variant" ON "project_equipment_groups" ("project_id", "variant_name");
-- lint: allow(require-concurrent-index-creation) a project has few groups and roles, and the document wants the step to be one transaction;
CREATE INDEX "idx_project_roles_variant" ON "project_roles" ("project_id", "variant_name");
COMMENT ON COLUMN "project_equipment_groups"."variant_name" IS 'The project''s variant that it belongs to: see project_variants.';
COMMENT ON COLUMN "project_roles"."variant_name" IS 'The project''s variant that it belongs to: see project_variants.';
-- down
ALTER TABLE project_equipment_groups DROP COLUMN IF EXISTS variant_name;
ALTER TABLE project_roles DROP COLUMN IF EXISTS variant_name;
DROP INDEX IF EXISTS "idx_project_equipment_groups_project_variant";
CREATE UNIQUE INDEX "idx_project_equipment_groups_project" ON "project_equipment_groups" ("project_id", "name");
DROP INDEX IF EXISTS "idx_project_equipment_groups_variant";
DROP INDEX IF EXISTS "idx_project_roles_variant";
