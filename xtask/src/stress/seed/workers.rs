//! The same rows, however many workers make them.

use super::ground::{Ground, differences, rows, seed, words};
use super::{Options, Outcome};
use crate::failure::Failure;
use crate::output::count;
use crate::place::Place;

const WORKERS: [&str; 3] = ["1", "2", "8"];

pub(super) async fn run(options: &Options, place: &Place) -> Result<Outcome, Failure> {
    let ground = Ground::prepare("workers", None).await?;
    let mut all = Vec::new();
    for workers in WORKERS {
        place.output().narrate(format_args!("{workers} workers"));
        let name = format!("stress_workers_{workers}");
        ground.create_migrated(&name).await?;
        let command = seed(options.scale);
        let mut command = words(&command);
        command.extend(["--workers", workers]);
        ground.finish(&name, &command)?;
        all.push(ground.digests(&name).await?);
        ground.drop(&name).await?;
    }
    let failures: Vec<String> = WORKERS
        .iter()
        .zip(&all)
        .flat_map(|(workers, digests)| {
            differences(&all[0], digests).into_iter().map(move |each| format!("{workers} workers: {each}"))
        })
        .collect();
    let text = format!(
        "`cargo xtask seed --scale {}` ({} rows) on PostgreSQL {} with 1, 2 and 8 workers; every row of every table compared: {}.\n",
        options.scale,
        rows(&all[0]),
        ground.version(),
        count(failures.len(), "difference")
    );
    Ok(Outcome { section: "seed, workers", text, failures })
}
