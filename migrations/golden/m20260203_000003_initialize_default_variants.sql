DO $$
DECLARE
    artist_type_id UUID;
BEGIN
    SELECT id INTO artist_type_id
    FROM project_types
    WHERE code = 'artist';

    IF artist_type_id IS NOT NULL THEN
        -- Create default variant for all artist projects
        INSERT INTO project_variants (project_id, variant_name, display_name, is_default)
        SELECT
            p.id,
            'default',
            'Standard Setup',
            true
        FROM projects p
        WHERE p.project_type_id = artist_type_id
        ON CONFLICT (project_id, variant_name) DO NOTHING;
    END IF;
END $$;
-- down
DELETE FROM project_variants v
USING projects p, project_types t
WHERE p.id = v.project_id AND t.id = p.project_type_id AND t.code = 'artist'
    AND v.variant_name = 'default' AND v.display_name = 'Standard Setup' AND v.is_default
    AND v.description IS NULL AND v.sort_order = 0 AND v.updated_at = v.created_at
    AND v.created_at > p.created_at;
