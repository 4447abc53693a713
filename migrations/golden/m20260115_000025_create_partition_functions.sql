CREATE FUNCTION month_partitioned_tables() RETURNS TABLE (parent regclass, partition_column name) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $body$
SELECT partitioned.partrelid::regclass, attname
FROM pg_partitioned_table AS partitioned
JOIN pg_class ON pg_class.oid = partitioned.partrelid
JOIN pg_attribute ON attrelid = partitioned.partrelid AND attnum = partitioned.partattrs[0]
WHERE partstrat = 'r' AND partnatts = 1 AND atttypid = 'timestamptz'::regtype
    AND relnamespace = 'public'::regnamespace AND NOT relispartition
ORDER BY relname
$body$;
COMMENT ON FUNCTION month_partitioned_tables() IS 'Tables partitioned by range of one timestamptz, and that column.';
CREATE FUNCTION make_month_partition(parent regclass, partition_column name, month date) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
DECLARE
    partition_name name := format('%s%s', parent, to_char(month, '"_y"YYYY"m"MM'));
    first_moment timestamptz := month::timestamp AT TIME ZONE 'UTC';
    end_moment timestamptz := (month + interval '1 month') AT TIME ZONE 'UTC';
    fallback regclass := (SELECT nullif(partdefid, 0) FROM pg_partitioned_table WHERE partrelid = parent);
    column_names text;
    has_strays boolean := false;
    find_strays text := format(
        'SELECT EXISTS (SELECT FROM %s WHERE %I >= $1 AND %2$I < $2)', fallback, partition_column
    );
    drop_referring text[] := '{}';
    add_referring text[] := '{}';
    statement text;
BEGIN
    IF fallback IS NOT NULL THEN
        EXECUTE find_strays INTO has_strays USING first_moment, end_moment;
    END IF;
    EXECUTE format(
        'LOCK TABLE ONLY %s IN %s MODE',
        parent,
        CASE WHEN has_strays OR first_moment <= now() THEN 'ACCESS EXCLUSIVE' ELSE 'SHARE UPDATE EXCLUSIVE' END
    );
    IF fallback IS NOT NULL THEN
        EXECUTE format('LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', fallback);
        EXECUTE find_strays INTO has_strays USING first_moment, end_moment;
    END IF;

    EXECUTE format('CREATE TABLE %I (LIKE %s INCLUDING ALL)', partition_name, parent);
    EXECUTE format('COMMENT ON TABLE %I IS %L', partition_name, format('%s of %s, in UTC.', parent, to_char(month, 'YYYY-MM')));

    IF has_strays THEN
        SELECT
            coalesce(array_agg(format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)), '{}'),
            coalesce(array_agg(format(
                'ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)
            )), '{}')
        INTO drop_referring, add_referring
        FROM pg_constraint WHERE confrelid = parent AND contype = 'f' AND conparentid = 0;
        FOREACH statement IN ARRAY drop_referring LOOP
            EXECUTE statement;
        END LOOP;

        SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO column_names
        FROM pg_attribute
        WHERE attrelid = parent AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
        EXECUTE format('ALTER TABLE %s DETACH PARTITION %s', parent, fallback);
        EXECUTE format(
            'WITH moved AS (DELETE FROM %1$s WHERE %2$I >= $1 AND %2$I < $2 RETURNING %3$s)
            INSERT INTO %4$I (%3$s) SELECT %3$s FROM moved',
            fallback, partition_column, column_names, partition_name
        ) USING first_moment, end_moment;
    END IF;

    EXECUTE format(
        'ALTER TABLE %s ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        parent,
        partition_name,
        to_char(month, 'YYYY-MM-DD 00:00:00+00'),
        to_char(month + interval '1 month', 'YYYY-MM-DD 00:00:00+00')
    );
    IF has_strays THEN
        EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s DEFAULT', parent, fallback);
        FOREACH statement IN ARRAY add_referring LOOP
            EXECUTE statement;
        END LOOP;
    END IF;

    -- PostgreSQL passes triggers on rows on to partitions; those on TRUNCATE it does not.
    FOR statement IN
        SELECT replace(pg_get_triggerdef(pg_trigger.oid), format(' ON %I.%I ', nspname, relname), format(' ON %I.%I ', nspname, partition_name))
        FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE tgrelid = parent AND NOT tgisinternal AND tgtype & 33 = 32
    LOOP
        EXECUTE statement;
    END LOOP;

    -- Reached through its parent alone, whose privileges and policies hold.
    EXECUTE format(
        'REVOKE ALL ON TABLE %I FROM PUBLIC, backline_app, backline_readonly, backline_admin', partition_name
    );
    IF (SELECT relrowsecurity FROM pg_class WHERE oid = parent) THEN
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', partition_name);
    END IF;
END
$body$;
COMMENT ON FUNCTION make_month_partition(regclass, name, date) IS 'Makes one month''s partition. Called by create_month_partitions, which holds the lock.';
CREATE FUNCTION create_month_partitions(months_ahead integer, from_month date DEFAULT (now() AT TIME ZONE 'UTC')::date) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    partitioned record;
    month date;
    existing regclass;
    made integer := 0;
BEGIN
    IF months_ahead IS NULL OR months_ahead NOT BETWEEN 0 AND 240 OR from_month IS NULL THEN
        RAISE EXCEPTION 'months_ahead is %, from_month %', months_ahead, from_month
            USING ERRCODE = '22023', HINT = 'give 0 to 240 months and a day of the first month';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('backline month partitions', 0));
    FOR partitioned IN SELECT * FROM month_partitioned_tables() LOOP
        FOR month IN
            SELECT date_trunc('month', from_month::timestamp) + ahead * interval '1 month'
            FROM generate_series(0, months_ahead) AS ahead
        LOOP
            existing := to_regclass(format('%s%s', partitioned.parent, to_char(month, '"_y"YYYY"m"MM')));
            IF existing IS NULL THEN
                PERFORM make_month_partition(partitioned.parent, partitioned.partition_column, month);
                made := made + 1;
            ELSIF pg_partition_root(existing) IS DISTINCT FROM partitioned.parent THEN
                RAISE EXCEPTION '"%" is no partition of "%"', existing, partitioned.parent
                    USING ERRCODE = '42P07', HINT = 'attach, rename or drop it';
            END IF;
        END LOOP;
    END LOOP;
    RETURN made;
END
$body$;
COMMENT ON FUNCTION create_month_partitions(integer, date) IS 'Makes the partitions of from_month and the months_ahead after it, in UTC, where they are missing; answers how many. Rows of these months in a default partition move.';
CREATE FUNCTION drop_partitions_before(partitioned_table text, before date) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    parent regclass;
    partition regclass;
    is_referred_to boolean;
    dropped integer := 0;
BEGIN
    SELECT tables.parent INTO parent FROM month_partitioned_tables() AS tables
    WHERE tables.parent = to_regclass(quote_ident(partitioned_table));
    IF parent IS NULL THEN
        RAISE EXCEPTION 'table "%" is not partitioned by month', partitioned_table
            USING ERRCODE = '22023', HINT = 'month_partitioned_tables() names those that are';
    END IF;
    IF before IS NULL OR before > date_trunc('month', now() AT TIME ZONE 'UTC')::date THEN
        RAISE EXCEPTION 'months before % are not over yet', before
            USING ERRCODE = '22023', HINT = 'give a day no later than the first of this month';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('backline month partitions', 0));
    is_referred_to := EXISTS (SELECT FROM pg_constraint WHERE confrelid = parent AND contype = 'f');
    FOR partition IN
        SELECT inhrelid FROM pg_inherits JOIN pg_class ON oid = inhrelid
        WHERE inhparent = parent AND relname ~ '_y[0-9]{4}m[0-9]{2}$'
            AND to_date(right(relname, 7), 'YYYY"m"MM') + interval '1 month' <= before
        ORDER BY relname
    LOOP
        IF is_referred_to THEN
            EXECUTE format('DELETE FROM %s', partition);
        END IF;
        EXECUTE format('ALTER TABLE %s DETACH PARTITION %s', parent, partition);
        EXECUTE format('DROP TABLE %s', partition);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$body$;
COMMENT ON FUNCTION drop_partitions_before(text, date) IS 'Drops the months of a table that ended by that day, with what refers to their rows; answers how many. Rows in the default partition stay.';
CREATE FUNCTION partitions_run_out(as_of date DEFAULT (now() AT TIME ZONE 'UTC')::date) RETURNS TABLE (table_name text, last_month date, months_left integer) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $body$
WITH months AS (
    SELECT
        tables.parent,
        to_date(right(relname, 7), 'YYYY"m"MM') AS month,
        (row_number() OVER (PARTITION BY tables.parent ORDER BY relname) - 1)::integer AS ahead
    FROM month_partitioned_tables() AS tables
    JOIN pg_inherits ON inhparent = tables.parent
    JOIN pg_class ON pg_class.oid = inhrelid
    WHERE relname ~ '_y[0-9]{4}m[0-9]{2}$'
        AND to_date(right(relname, 7), 'YYYY"m"MM') >= date_trunc('month', as_of::timestamp)
)
SELECT tables.parent::text, max(months.month), coalesce(max(months.ahead), -1)
FROM month_partitioned_tables() AS tables
LEFT JOIN months ON months.parent = tables.parent
    AND months.month = date_trunc('month', as_of::timestamp) + months.ahead * interval '1 month'
GROUP BY tables.parent
ORDER BY tables.parent::text
$body$;
COMMENT ON FUNCTION partitions_run_out(date) IS 'Up to which month each table has partitions without a gap, and how many months that is from as_of; -1: that month has none.';
REVOKE EXECUTE ON FUNCTION make_month_partition(regclass, name, date) FROM "public";
REVOKE EXECUTE ON FUNCTION create_month_partitions(integer, date) FROM "public";
REVOKE EXECUTE ON FUNCTION drop_partitions_before(text, date) FROM "public";
GRANT EXECUTE ON FUNCTION create_month_partitions(integer, date) TO "backline_admin";
GRANT EXECUTE ON FUNCTION drop_partitions_before(text, date) TO "backline_admin";
-- down
DROP FUNCTION partitions_run_out(date);
DROP FUNCTION drop_partitions_before(text, date);
DROP FUNCTION create_month_partitions(integer, date);
DROP FUNCTION make_month_partition(regclass, name, date);
DROP FUNCTION month_partitioned_tables();
