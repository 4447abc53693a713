// Fills the five tables by drizzle-seed; writes the milliseconds that it took, without the start of the program.
// Arguments: the rows of each table. The database is that of PGHOST, PGPORT, PGUSER and PGDATABASE.
import { drizzle } from "drizzle-orm/node-postgres";
import { integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { seed } from "drizzle-seed";
import pg from "pg";

const counts = process.argv.slice(2);
const moment = (name) => timestamp(name, { withTimezone: true }).notNull();
const people = pgTable("people", {
  id: uuid("id").primaryKey(),
  name: text("name").notNull(),
  email: text("email").notNull(),
  city: text("city").notNull(),
  joined: moment("joined"),
});
const person = () => uuid("person_id").notNull().references(() => people.id);
const venues = pgTable("venues", {
  id: uuid("id").primaryKey(),
  ownerId: uuid("owner_id").notNull().references(() => people.id),
  name: text("name").notNull(),
  city: text("city").notNull(),
  capacity: integer("capacity").notNull(),
});
const events = pgTable("events", {
  id: uuid("id").primaryKey(),
  venueId: uuid("venue_id").notNull().references(() => venues.id),
  title: text("title").notNull(),
  starts: moment("starts"),
  price: integer("price").notNull(),
});
const event = () => uuid("event_id").notNull().references(() => events.id);
const tickets = pgTable("tickets", {
  id: uuid("id").primaryKey(),
  eventId: event(),
  personId: person(),
  seat: integer("seat").notNull(),
  bought: moment("bought"),
});
const reviews = pgTable("reviews", {
  id: uuid("id").primaryKey(),
  eventId: event(),
  personId: person(),
  rating: integer("rating").notNull(),
  body: text("body").notNull(),
  written: moment("written"),
});

const pool = new pg.Pool();
const tables = { people, venues, events, tickets, reviews };
const began = performance.now();
await seed(drizzle(pool), tables, { seed: 1 }).refine((make) => ({
  people: {
    count: Number(counts[0]),
    columns: { name: make.fullName(), email: make.email(), city: make.city() },
  },
  venues: { count: Number(counts[1]), columns: { name: make.companyName(), city: make.city() } },
  events: { count: Number(counts[2]), columns: { title: make.loremIpsum({ sentencesCount: 1 }) } },
  tickets: { count: Number(counts[3]) },
  reviews: {
    count: Number(counts[4]),
    columns: { rating: make.int({ minValue: 1, maxValue: 5 }), body: make.loremIpsum({ sentencesCount: 2 }) },
  },
}));
console.log(performance.now() - began);
await pool.end();
