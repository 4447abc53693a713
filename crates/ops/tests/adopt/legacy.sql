-- A shop that grew by itself: integer keys, a composite key, names that need quotes, time stamps as text, no foreign keys.
CREATE EXTENSION citext;
CREATE TABLE customers (no integer PRIMARY KEY, mail citext, "Full Name" text, active text, created text, invited_by integer, fax text);
CREATE TABLE orders (id serial PRIMARY KEY, customer integer, placed text, state text);
CREATE TABLE "Order Details" ("Order No" integer, "Line" integer, "Unit Price (€)" numeric, "key" text, PRIMARY KEY ("Order No", "Line"));
CREATE TABLE sessions (token text);
CREATE VIEW big_spenders AS SELECT customer FROM orders GROUP BY customer HAVING count(*) > 3;
INSERT INTO sessions VALUES ('x');
INSERT INTO customers
SELECT n, format('user%s@example.org', n), 'Customer ' || n, CASE n % 3 WHEN 0 THEN 'no' ELSE 'yes' END,
    format('2024-%s-%s 10:00', lpad((n % 12 + 1)::text, 2, '0'), lpad((n % 28 + 1)::text, 2, '0')),
    CASE WHEN n % 10 = 0 THEN n / 10 WHEN n % 10 = 1 AND n < 290 THEN n + 10 END
FROM generate_series(1, 300) AS n;
-- 5 who cannot be moved: a bad time stamp, no name, a word without translation, no mail, a name that is too long.
UPDATE customers SET created = 'last summer' WHERE no = 17;
UPDATE customers SET "Full Name" = '' WHERE no = 37;
UPDATE customers SET active = 'maybe' WHERE no = 57;
UPDATE customers SET mail = NULL WHERE no = 77;
UPDATE customers SET "Full Name" = repeat('x', 41) WHERE no = 97;
-- 3 who are twins of earlier ones, and 2 who stay behind.
UPDATE customers SET mail = 'USER4@example.org' WHERE no IN (104, 204);
UPDATE customers SET mail = 'User5@Example.org' WHERE no = 105;
UPDATE customers SET fax = 'test' WHERE no IN (8, 9);
INSERT INTO orders (customer, placed, state)
SELECT n % 300 + 1, '2024-05-01 12:00', CASE n % 2 WHEN 0 THEN 'new' ELSE 'done' END FROM generate_series(1, 1000) AS n;
UPDATE orders SET customer = 4711 WHERE id = 500;
INSERT INTO "Order Details" SELECT n, line, n * 1.5, 'note ' || line FROM generate_series(1, 1000) AS n, generate_series(1, 2) AS line;
UPDATE "Order Details" SET "Unit Price (€)" = -1 WHERE "Order No" = 600 AND "Line" = 2;
