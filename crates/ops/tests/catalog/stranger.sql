CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
CREATE SCHEMA "Odd.Schema";
COMMENT ON SCHEMA "Odd.Schema" IS 'it''s odd';
CREATE EXTENSION citext;
CREATE EXTENSION btree_gist;
DO $$ BEGIN
    CREATE COLLATION "Odd.Schema".numeric (PROVIDER = icu, LOCALE = 'en-u-kn-true');
EXCEPTION WHEN feature_not_supported THEN -- a server that was built without ICU
    CREATE COLLATION "Odd.Schema".numeric (PROVIDER = libc, LOCALE = 'C');
END $$;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s fine');
CREATE TYPE "Odd.Schema".point3 AS (x int, y int, "z z" text COLLATE "C");
CREATE DOMAIN positive AS int DEFAULT 1 NOT NULL CONSTRAINT above_zero CHECK (VALUE > 0);
CREATE DOMAIN moody AS mood CHECK (VALUE <> 'sad');
CREATE TYPE span AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);
CREATE SEQUENCE tickets START 100 INCREMENT 5 CYCLE MAXVALUE 1000;
CREATE FUNCTION next_code(prefix text, n int DEFAULT 3) RETURNS text LANGUAGE sql STABLE AS $$ SELECT prefix || n $$;
CREATE FUNCTION shout(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT upper(t) $$;
CREATE PROCEDURE tidy(INOUT n int) LANGUAGE plpgsql AS $$ BEGIN n := n + 1; END $$;
CREATE AGGREGATE longest(text) (SFUNC = textcat, STYPE = text, INITCOND = '');
CREATE FUNCTION atomic(n int) RETURNS int LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT n + 1; END;
CREATE TABLE "Odd.Schema"."weird ""table" ("a b" int GENERATED ALWAYS AS IDENTITY (START 7) PRIMARY KEY, "select" text COLLATE "C");
CREATE TABLE people (
    id bigserial PRIMARY KEY,
    name citext NOT NULL UNIQUE DEFERRABLE INITIALLY DEFERRED,
    mood mood NOT NULL DEFAULT 'ok',
    moods mood[] DEFAULT '{ok,sad}',
    favourite moody,
    age positive,
    loud text GENERATED ALWAYS AS (shout(name::text)) STORED,
    boss bigint REFERENCES people ON DELETE SET NULL,
    place "Odd.Schema".point3,
    code text DEFAULT next_code('x'),
    joined timestamptz NOT NULL DEFAULT now(),
    note text,
    during tstzrange,
    room int,
    CONSTRAINT not_twice EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (room > 0)
) WITH (fillfactor = 70, autovacuum_enabled = false);
ALTER TABLE people ALTER COLUMN note SET STATISTICS 500;
ALTER TABLE people ALTER COLUMN note SET STORAGE EXTERNAL;
ALTER TABLE people ALTER COLUMN room SET (n_distinct = 5);
ALTER TABLE people ADD CONSTRAINT note_short CHECK (length(note) < 100) NOT VALID;
CREATE INDEX people_loud ON people (shout(name::text), age DESC NULLS LAST) INCLUDE (room) WHERE mood <> 'sad';
CREATE UNIQUE INDEX people_code ON people (code) WITH (fillfactor = 80);
CREATE STATISTICS people_stats (dependencies) ON mood, age FROM people;
CREATE TABLE a_circle (id int PRIMARY KEY, other int);
CREATE TABLE b_circle (id int PRIMARY KEY, other int REFERENCES a_circle);
ALTER TABLE a_circle ADD FOREIGN KEY (other) REFERENCES b_circle;
CREATE TABLE parts (id int NOT NULL, at date NOT NULL, mood mood, CONSTRAINT parts_later CHECK (at > '2000-01-01'), PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM ('2021-01-01') TO ('2022-01-01') PARTITION BY LIST (id);
CREATE TABLE parts_2_even PARTITION OF parts_2 FOR VALUES IN (2, 4);
CREATE TABLE parts_rest PARTITION OF parts DEFAULT;
CREATE INDEX parts_mood ON parts (mood);
CREATE TABLE base (id int, CHECK (id > 0)); CREATE TABLE derived (extra text) INHERITS (base);
CREATE UNLOGGED TABLE scratch (id int);
CREATE VIEW loud_people WITH (security_barrier = true) AS SELECT id, loud, mood FROM people WHERE age > 3;
CREATE VIEW louder AS SELECT id FROM loud_people;
CREATE MATERIALIZED VIEW mood_counts AS SELECT mood, count(*) AS n FROM people GROUP BY mood;
CREATE UNIQUE INDEX mood_counts_key ON mood_counts (mood);
CREATE FUNCTION of_people() RETURNS SETOF people LANGUAGE sql AS $$ SELECT * FROM people $$;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE UPDATE OF mood ON people FOR EACH ROW WHEN (OLD.mood IS DISTINCT FROM NEW.mood) EXECUTE FUNCTION touch();
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON people DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER of_parts AFTER INSERT ON parts FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE people DISABLE TRIGGER touch; ALTER TABLE people ENABLE ALWAYS TRIGGER later;
CREATE TRIGGER instead INSTEAD OF INSERT ON loud_people FOR EACH ROW EXECUTE FUNCTION touch();
CREATE RULE no_delete AS ON DELETE TO scratch DO INSTEAD NOTHING;
ALTER TABLE people ENABLE ROW LEVEL SECURITY; ALTER TABLE people FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON people FOR UPDATE TO pg_monitor, public USING (name = current_user) WITH CHECK (age > 0);
CREATE POLICY narrow ON people AS RESTRICTIVE FOR SELECT USING (EXISTS (SELECT FROM parts WHERE parts.id = people.id));
GRANT SELECT, UPDATE ON people TO pg_monitor WITH GRANT OPTION; GRANT SELECT (id, name) ON people TO pg_read_all_data;
REVOKE EXECUTE ON FUNCTION next_code FROM public; GRANT EXECUTE ON FUNCTION next_code TO pg_monitor; REVOKE USAGE ON TYPE mood FROM public;
GRANT USAGE ON SCHEMA "Odd.Schema" TO pg_monitor; GRANT USAGE ON SEQUENCE tickets TO public;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO pg_monitor;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
COMMENT ON TABLE people IS 'who'; COMMENT ON COLUMN people.age IS E'back\\slash'; COMMENT ON CONSTRAINT not_twice ON people IS 'c';
COMMENT ON INDEX people_loud IS 'i'; COMMENT ON FUNCTION shout(text) IS 'f'; COMMENT ON AGGREGATE longest(text) IS 'a'; COMMENT ON DOMAIN positive IS 'd';
COMMENT ON TRIGGER touch ON people IS 't'; COMMENT ON POLICY own ON people IS 'p'; COMMENT ON VIEW louder IS 'v'; COMMENT ON COLUMN louder.id IS 'vc';
COMMENT ON CONSTRAINT above_zero ON DOMAIN positive IS 'dc'; COMMENT ON RULE no_delete ON scratch IS 'r'; COMMENT ON PROCEDURE tidy IS 'p';
ALTER TABLE a_circle REPLICA IDENTITY FULL; ALTER TABLE people REPLICA IDENTITY USING INDEX people_pkey;
ALTER TABLE scratch OWNER TO pg_monitor; ALTER FUNCTION touch() OWNER TO pg_monitor;
CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('CREATE EXTENSION') EXECUTE FUNCTION watch();
