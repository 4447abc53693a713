CREATE TABLE "project_variants" ( "id" uuid NOT NULL DEFAULT (gen_random_uuid()) PRIMARY KEY, "project_id" uuid NOT NULL, "variant_name" text NOT NULL, "display_name" text NOT NULL, "description" text NULL, "is_default" bool NULL DEFAULT FALSE, "sort_order" integer NULL DEFAULT 0, "created_at" timestamp with time zone NULL DEFAULT (now()), "updated_at" timestamp with time zone NULL DEFAULT (now()), CONSTRAINT "unique_project_variant" UNIQUE ("project_id", "variant_name"), CONSTRAINT "project_variants_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects" ("id") ON DELETE CASCADE, CONSTRAINT "valid_variant_name" CHECK (variant_name ~ '^[a-z0-9_]+$') );
ALTER TABLE "project_variants" ADD CONSTRAINT "unique_default_per_project" EXCLUDE USING btree ("project_id" WITH =) WHERE (is_default = true);
CREATE INDEX "idx_project_variants_project" ON "project_variants" ("project_id");
CREATE INDEX "idx_project_variants_default" ON "project_variants" ("project_id", "is_default");
ALTER TABLE "project_variants" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "project_variants_administer" ON "project_variants" FOR ALL TO "backline_admin" USING (true);
CREATE POLICY "project_variants_read" ON "project_variants" FOR SELECT TO "backline_app", "backline_readonly" USING (EXISTS (SELECT FROM projects WHERE projects.id = project_variants.project_id));
CREATE POLICY "project_variants_insert" ON "project_variants" FOR INSERT TO "backline_app" WITH CHECK (EXISTS (SELECT FROM projects WHERE projects.id = project_variants.project_id AND (organization_id = ANY ((SELECT acting_organizations('member'))::uuid[]))));
CREATE POLICY "project_variants_update" ON "project_variants" FOR UPDATE TO "backline_app" USING (EXISTS (SELECT FROM projects WHERE projects.id = project_variants.project_id AND (organization_id = ANY ((SELECT acting_organizations('member'))::uuid[])))) WITH CHECK (EXISTS (SELECT FROM projects WHERE projects.id = project_variants.project_id AND (organization_id = ANY ((SELECT acting_organizations('member'))::uuid[]))));
CREATE POLICY "project_variants_delete" ON "project_variants" FOR DELETE TO "backline_app" USING (EXISTS (SELECT FROM projects WHERE projects.id = project_variants.project_id AND (organization_id = ANY ((SELECT acting_organizations('member'))::uuid[]))));
GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE "project_variants" TO "backline_admin";
GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE "project_variants" TO "backline_app";
GRANT SELECT ON TABLE "project_variants" TO "backline_readonly";
COMMENT ON TABLE "project_variants" IS 'The line-ups that a project can be played in.';
COMMENT ON COLUMN "project_variants"."variant_name" IS 'As programs know it: trio, band, dj.';
COMMENT ON COLUMN "project_variants"."display_name" IS 'As people know it: Trio, Band, DJ.';
COMMENT ON COLUMN "project_variants"."is_default" IS 'The one taken where none is named; at most one a project.';
CREATE TRIGGER "touch_updated_at" BEFORE UPDATE ON "project_variants" FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
-- down
DROP TABLE IF EXISTS "project_variants" CASCADE;
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM information_schema.tables WHERE table_name = 'project_variants') THEN
        RAISE EXCEPTION 'Rollback failed: project_variants table still exists';
    END IF;

    RAISE NOTICE 'Variant system rollback completed successfully';
END $$;
