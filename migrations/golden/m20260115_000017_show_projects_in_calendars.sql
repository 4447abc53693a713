-- lint: allow(prefer-not-valid-constraint) both tables come with the same release, so they are empty and nobody waits for them;
ALTER TABLE "calendar_events" ADD CONSTRAINT "fk_calendar_events_project_event_id" FOREIGN KEY ("project_event_id") REFERENCES "project_events" ("id") ON DELETE SET NULL;
-- down
ALTER TABLE "calendar_events" DROP CONSTRAINT "fk_calendar_events_project_event_id";
