//! The same rows on the oldest and the newest PostgreSQL as on the one that is here.

use super::ground::{Ground, differences, rows, seed, words};
use super::{Options, Outcome};
use crate::failure::Failure;
use crate::output::count;
use crate::place::Place;

pub(super) async fn run(options: &Options, place: &Place) -> Result<Outcome, Failure> {
    let mut all = Vec::new();
    for major in [None, Some(14), Some(18)] {
        let name = major.map_or_else(|| "local".to_owned(), |major| major.to_string());
        place.output().narrate(format_args!("PostgreSQL {name}"));
        let ground = Ground::prepare(&format!("version-{name}"), major).await?;
        let database = "stress_version";
        ground.create_migrated(database).await?;
        ground.finish(database, &words(&seed(options.scale)))?;
        all.push((ground.version(), ground.digests(database).await?));
    }
    let (_, expected) = &all[0];
    let failures: Vec<String> = all
        .iter()
        .flat_map(|(version, digests)| {
            differences(expected, digests).into_iter().map(move |each| format!("{version}: {each}"))
        })
        .collect();
    let versions: Vec<&str> = all.iter().map(|(version, _)| version.as_str()).collect();
    let text = format!(
        "`cargo xtask seed --scale {}` ({} rows) on PostgreSQL {}; every row of every table compared: {}.\n",
        options.scale,
        rows(expected),
        versions.join(", "),
        count(failures.len(), "difference")
    );
    Ok(Outcome { section: "seed, versions", text, failures })
}
