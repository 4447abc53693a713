-- Projects, their days, crew and equipment.

-- refuse 23514 ck_project_types_code_form
UPDATE project_types SET code = 'Corporate-2' WHERE code = 'corporate';

-- accept ck_project_types_code_form
UPDATE project_types SET code = 'corporate_2' WHERE code = 'corporate';

-- refuse 23514 ck_crew_roles_color_form
UPDATE crew_roles SET color = '#12345g' WHERE name = 'Rain watch';

-- accept ck_crew_roles_color_form
UPDATE crew_roles SET color = '#12345F' WHERE name = 'Rain watch';

-- refuse 23505 uq_crew_roles_name_of_everybody
INSERT INTO crew_roles (name) SELECT name FROM crew_roles WHERE organization_id IS NULL LIMIT 1;

-- An organisation may have a role of a name that everybody's has.
-- accept uq_crew_roles_name_of_everybody
INSERT INTO crew_roles (name, organization_id)
SELECT name, (SELECT id FROM organizations WHERE slug = 'monsoon-live') FROM crew_roles
WHERE organization_id IS NULL LIMIT 1;

-- refuse 23514 ck_event_types_color_form
UPDATE event_types SET color = 'crimson' WHERE name = 'Show';

-- accept ck_event_types_color_form
UPDATE event_types SET color = '#dc143c' WHERE name = 'Show';

-- refuse 23505 uq_event_types_name_of_everybody
INSERT INTO event_types (name) SELECT name FROM event_types WHERE organization_id IS NULL LIMIT 1;

-- accept uq_event_types_name_of_everybody
INSERT INTO event_types (name, organization_id)
SELECT name, (SELECT id FROM organizations WHERE slug = 'monsoon-live') FROM event_types
WHERE organization_id IS NULL LIMIT 1;

-- refuse 23514 ck_projects_color_form
UPDATE projects SET color = '7c3aed0' WHERE name = 'Quay Festival, second stage';

-- accept ck_projects_color_form
UPDATE projects SET color = '#000000' WHERE name = 'Quay Festival, second stage';

-- refuse 23514 ck_projects_ends_on_after_starts_on
UPDATE projects SET ends_on = starts_on - 1 WHERE name = 'Quay Festival, second stage';

-- accept ck_projects_ends_on_after_starts_on
UPDATE projects SET ends_on = starts_on WHERE name = 'Quay Festival, second stage';

-- refuse 23514 valid_variant_name
UPDATE project_variants SET variant_name = 'DJ set' WHERE variant_name = 'dj';

-- accept valid_variant_name
UPDATE project_variants SET variant_name = 'dj_set_2' WHERE variant_name = 'dj';

-- refuse 23P01 unique_default_per_project
UPDATE project_variants SET is_default = true WHERE variant_name = 'dj';

-- accept unique_default_per_project
UPDATE project_variants SET is_default = false WHERE variant_name = 'default';
UPDATE project_variants SET is_default = true WHERE variant_name = 'dj';

-- refuse 23505 idx_project_equipment_groups_project_variant
INSERT INTO project_equipment_groups (project_id, name, variant_name)
SELECT project_id, name, variant_name FROM project_equipment_groups WHERE variant_name = 'dj';

-- accept idx_project_equipment_groups_project_variant
INSERT INTO project_equipment_groups (project_id, name, variant_name)
SELECT project_id, name, 'trio' FROM project_equipment_groups WHERE variant_name = 'dj';

-- refuse 23514 ck_project_events_ends_at_after_starts_at
UPDATE project_events SET ends_at = starts_at WHERE name = 'Building the main stage';

-- refuse 23514 ck_project_events_ends_at_after_starts_at
UPDATE project_events SET starts_at = NULL WHERE name = 'Building the main stage';

-- accept ck_project_events_ends_at_after_starts_at
UPDATE project_events SET ends_at = starts_at + interval '1 second' WHERE name = 'Building the main stage';

-- refuse 23514 ck_project_events_starts_at_on_date
UPDATE project_events SET date = date + 1 WHERE name = 'Building the main stage';

-- The same moment is another day elsewhere.
-- refuse 23514 ck_project_events_starts_at_on_date
UPDATE project_events
SET timezone = 'Pacific/Kiritimati', starts_at = (date + time '20:00') AT TIME ZONE 'UTC', ends_at = NULL
WHERE name = 'Building the main stage';

-- accept ck_project_events_starts_at_on_date
UPDATE project_events
SET timezone = 'Pacific/Kiritimati', starts_at = (date + time '20:00') AT TIME ZONE 'Pacific/Kiritimati', ends_at = NULL
WHERE name = 'Building the main stage';

-- refuse 23514 ck_project_event_roles_committed_is_complete
UPDATE project_event_roles SET crew_member_id = NULL WHERE status = 'confirmed';

-- refuse 23514 ck_project_event_roles_committed_is_complete
UPDATE project_event_roles SET starts_at = NULL, ends_at = NULL WHERE status = 'confirmed';

-- accept ck_project_event_roles_committed_is_complete
UPDATE project_event_roles SET crew_member_id = NULL, starts_at = NULL, ends_at = NULL WHERE status = 'invited';

-- refuse 23514 ck_project_event_roles_ends_at_after_starts_at
UPDATE project_event_roles SET ends_at = starts_at WHERE status = 'invited';

-- refuse 23514 ck_project_event_roles_ends_at_after_starts_at
UPDATE project_event_roles SET ends_at = starts_at - interval '1 hour' WHERE status = 'invited';

-- refuse 23514 ck_project_event_roles_ends_at_after_starts_at
UPDATE project_event_roles SET starts_at = NULL WHERE status = 'invited';

-- accept ck_project_event_roles_ends_at_after_starts_at
UPDATE project_event_roles SET ends_at = starts_at + interval '1 second' WHERE status = 'invited';

-- refuse 23P01 ex_project_event_roles_one_place_at_once
UPDATE project_event_roles AS duty
SET starts_at = other.ends_at - interval '1 second', ends_at = other.ends_at + interval '8 hours'
FROM project_events AS day, project_event_roles AS other, project_events AS other_day
WHERE day.id = duty.event_id AND day.name = 'Rehearsal with the band' AND duty.status = 'confirmed'
    AND other_day.id = other.event_id AND other_day.name = 'Building the main stage' AND other.status = 'confirmed';

-- One duty may begin when another ends.
-- accept ex_project_event_roles_one_place_at_once
UPDATE project_event_roles AS duty SET starts_at = other.ends_at, ends_at = other.ends_at + interval '8 hours'
FROM project_events AS day, project_event_roles AS other, project_events AS other_day
WHERE day.id = duty.event_id AND day.name = 'Rehearsal with the band' AND duty.status = 'confirmed'
    AND other_day.id = other.event_id AND other_day.name = 'Building the main stage' AND other.status = 'confirmed';

-- Who is only invited may be invited elsewhere too; to accept both is refused.
-- refuse 23P01 ex_project_event_roles_one_place_at_once
UPDATE project_event_roles SET starts_at = '2026-06-01 08:00Z', ends_at = '2026-06-01 16:00Z' WHERE status = 'invited';
UPDATE project_event_roles SET status = 'confirmed' WHERE status = 'invited';

-- accept ex_project_event_roles_one_place_at_once
UPDATE project_event_roles SET starts_at = '2026-06-01 08:00Z', ends_at = '2026-06-01 16:00Z' WHERE status = 'invited';

-- refuse 23505 uq_project_event_equipment_without_group
INSERT INTO project_event_equipment (project_id, event_id, equipment_id, quantity)
SELECT project_id, event_id, equipment_id, 1 FROM project_event_equipment;
INSERT INTO project_event_equipment (project_id, event_id, equipment_id, quantity)
SELECT project_id, event_id, equipment_id, 1 FROM project_event_equipment WHERE group_id IS NOT NULL;

-- Beside the same device in a group.
-- accept uq_project_event_equipment_without_group
INSERT INTO project_event_equipment (project_id, event_id, equipment_id, quantity)
SELECT project_id, event_id, equipment_id, 1 FROM project_event_equipment;

-- refuse 23505 uq_crew_roles_organization_id_name
INSERT INTO crew_roles (organization_id, name) SELECT organization_id, name FROM crew_roles WHERE name = 'Rain watch';

-- accept uq_crew_roles_organization_id_name
INSERT INTO crew_roles (organization_id, name) SELECT id, 'Rain watch' FROM organizations WHERE slug = 'harbour-nights';

-- refuse 23505 uq_event_types_organization_id_name
INSERT INTO event_types (organization_id, name)
SELECT id, 'Tuning' FROM organizations, (VALUES (1), (2)) AS times (ordinal) WHERE slug = 'monsoon-live';

-- accept uq_event_types_organization_id_name
INSERT INTO event_types (organization_id, name) SELECT id, 'Tuning' FROM organizations;
