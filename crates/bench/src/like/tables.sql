CREATE TABLE people (id uuid PRIMARY KEY, name text NOT NULL, email text NOT NULL, city text NOT NULL, joined timestamptz NOT NULL);
CREATE TABLE venues (id uuid PRIMARY KEY, owner_id uuid NOT NULL REFERENCES people, name text NOT NULL, city text NOT NULL,
    capacity integer NOT NULL);
CREATE TABLE events (id uuid PRIMARY KEY, venue_id uuid NOT NULL REFERENCES venues, title text NOT NULL,
    starts timestamptz NOT NULL, price integer NOT NULL);
CREATE TABLE tickets (id uuid PRIMARY KEY, event_id uuid NOT NULL REFERENCES events, person_id uuid NOT NULL REFERENCES people,
    seat integer NOT NULL, bought timestamptz NOT NULL);
CREATE TABLE reviews (id uuid PRIMARY KEY, event_id uuid NOT NULL REFERENCES events, person_id uuid NOT NULL REFERENCES people,
    rating integer NOT NULL, body text NOT NULL, written timestamptz NOT NULL);
CREATE INDEX people_email ON people (email);
CREATE INDEX events_venue ON events (venue_id);
CREATE INDEX tickets_event ON tickets (event_id);
CREATE INDEX tickets_person ON tickets (person_id);
CREATE INDEX reviews_event ON reviews (event_id);
