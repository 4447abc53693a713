//! Asks the three questions of the database at `DATABASE_URL`, and answers in JSON:
//!
//! ```text
//! backline-example-app artist SLUG
//! backline-example-app opportunities CITY KILOMETRES
//! backline-example-app booking ID
//! ```

use std::io::Write;

use anyhow::{Context, bail};
use backline_example_app::{artist_profile, open_near_city, settlement};
use backline_schema::prelude::{artists, cities};
use sea_orm::{Database, DatabaseConnection};
use serde::Serialize;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let url = std::env::var("DATABASE_URL").context("DATABASE_URL is not set")?;
    let db = Database::connect(url).await.context("failed to connect")?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["artist", slug] => artist(&db, slug).await,
        ["opportunities", city, kilometres] => opportunities(&db, city, kilometres).await,
        ["booking", id] => booking(&db, id).await,
        _ => bail!("one of: artist SLUG | opportunities CITY KILOMETRES | booking ID"),
    }
}

async fn artist(db: &DatabaseConnection, slug: &str) -> anyhow::Result<()> {
    let artist = artists::Entity::find_by_slug(slug).one(db).await?;
    let artist = artist.with_context(|| format!("no artist is called {slug:?}"))?;
    answer(&artist_profile(db, artist.id).await?)
}

async fn opportunities(db: &DatabaseConnection, city: &str, kilometres: &str) -> anyhow::Result<()> {
    let radius: f64 = kilometres.parse().with_context(|| format!("{kilometres:?} is no number"))?;
    let city = cities::Entity::search_by_name(city)
        .one(db)
        .await?
        .with_context(|| format!("no city is like {city:?}"))?;
    answer(&open_near_city(db, city.city_id, radius, 50).await?)
}

async fn booking(db: &DatabaseConnection, id: &str) -> anyhow::Result<()> {
    let id = id.parse().with_context(|| format!("{id:?} is no key"))?;
    answer(&settlement(db, id).await?.context("there is no such booking")?)
}

/// Writes an answer to standard output.
fn answer(answer: &impl Serialize) -> anyhow::Result<()> {
    let json = serde_json::to_string_pretty(answer)?;
    writeln!(std::io::stdout(), "{json}").context("failed to write the answer")
}
