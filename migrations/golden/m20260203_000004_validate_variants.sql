-- lint: allow(require-down) it only looks, so there is nothing to undo;
DO $$
BEGIN
    -- Check that all project equipment groups have valid variants
    IF EXISTS (
        SELECT 1 FROM project_equipment_groups
        WHERE variant_name IS NULL OR variant_name = ''
    ) THEN
        RAISE EXCEPTION 'Invalid variant_name found in project_equipment_groups';
    END IF;

    -- Check that all project roles have valid variants
    IF EXISTS (
        SELECT 1 FROM project_roles
        WHERE variant_name IS NULL OR variant_name = ''
    ) THEN
        RAISE EXCEPTION 'Invalid variant_name found in project_roles';
    END IF;

    -- Verify foreign key integrity
    IF EXISTS (
        SELECT 1 FROM project_equipment_groups peg
        LEFT JOIN projects p ON peg.project_id = p.id
        WHERE p.id IS NULL
    ) THEN
        RAISE EXCEPTION 'Orphaned project_equipment_groups found';
    END IF;

    RAISE NOTICE 'Migration validation passed successfully';
END $$;
-- down
