//! Every kind of value arrives as PostgreSQL itself would write it.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod support;

use std::net::IpAddr;

use backline_seed::load::{self, Bytes, Json, Options, Plan, Rows, Story, TextArray};
use backline_seed::row;
use backline_seed::value::Seed;
use rust_decimal::Decimal;
use support::TestDatabase;
use time::macros::{date, datetime, time};

const AMOUNTS: &[&str] = &[
    "0",
    "0.00",
    "1",
    "-1",
    "9999",
    "10000",
    "10001",
    "-123456789.5",
    "0.1",
    "0.0001",
    "0.00001",
    "0.000000012",
    "99999999999999.99",
    "-0.005",
    "100000000",
    "79228162514264337593543950335",
];

#[tokio::test(flavor = "multi_thread")]
async fn values_arrive_as_they_are() {
    let database = TestDatabase::new(
        "CREATE TYPE mood AS ENUM ('calm', 'wild');
         CREATE TABLE things (n integer PRIMARY KEY, yes boolean, small smallint, big bigint, ratio double precision,
             word text, code char(3), mood mood, moment timestamptz, day date, hour time, amount numeric,
             doc jsonb, bits bytea, words text[], none text[], v4 inet, v6 inet, absent text);",
    )
    .await;
    let plan =
        Plan::new("things", Seed::new(1)).with_story(Story::new("things", AMOUNTS.len() as u64, write_thing));
    load::run(&database.pool, &plan, &Options::default(), |_| {}).await.unwrap();
    let same = "SELECT count(*)::text FROM things WHERE yes AND small = -7 AND big = 1099511627776 AND ratio = 0.5
        AND word = E'it''s \\\\ ünï' AND code = 'INR' AND mood = 'wild'
        AND moment = '1999-12-31 23:59:59.5+00' AND day = '2026-02-28' AND hour = '18:30:15'
        AND doc = '{\"a\": [1, null]}' AND bits = '\\x00ff' AND words = ARRAY['one', 'two, \"three\"'] AND none = '{}'
        AND v4 = '203.0.113.7' AND v6 = '2001:db8::7' AND absent IS NULL";
    assert_eq!(database.text(same).await, AMOUNTS.len().to_string());
    let amounts = database.text("SELECT string_agg(amount::text, ' ' ORDER BY n) FROM things").await;
    assert_eq!(amounts, AMOUNTS.join(" "));
    // The image of a row is what `to_jsonb` gives of it, in UTC.
    for n in 0..AMOUNTS.len() as u64 {
        let image = Rows::default().with_image(|rows| write_thing(n, rows));
        let json: Vec<String> =
            image.columns().map(|(column, value)| format!("\"{column}\": {value}")).collect();
        let same = format!(
            "SELECT (to_jsonb(things) = '{{{}}}'::jsonb)::text FROM things WHERE n = {n}",
            json.join(", ").replace('\'', "''")
        );
        assert_eq!(database.text(&same).await, "true", "{json:?}");
    }
}

fn write_thing(n: u64, rows: &mut Rows) {
    let index = usize::try_from(n).unwrap();
    let v4: IpAddr = "203.0.113.7".parse().unwrap();
    let v6: IpAddr = "2001:db8::7".parse().unwrap();
    row!(
        rows,
        things {
            n: i32::try_from(n).unwrap(),
            yes: true,
            small: -7_i16,
            big: 1_i64 << 40,
            ratio: 0.5_f64,
            word: "it's \\ ünï",
            code: "INR",
            mood: "wild",
            moment: datetime!(1999-12-31 23:59:59.5 UTC),
            day: date!(2026 - 02 - 28),
            hour: time!(18:30:15),
            amount: AMOUNTS[index].parse::<Decimal>().unwrap(),
            doc: Json(r#"{"a": [1, null]}"#),
            bits: Bytes([0_u8, 255]),
            words: TextArray(&["one", "two, \"three\""]),
            none: TextArray::<&str>(&[]),
            v4: v4,
            v6: v6,
            absent: None::<&str>,
        }
    );
}
