//! `ops restore`

use std::path::PathBuf;
use std::str::FromStr as _;

use anyhow::Context as _;
use backline_ops::backup::{self, RestoreOptions};
use backline_ops::metrics::{ROWS, counted};
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{Connection as _, PgConnection};

use super::backup::{failure, tell, tools};
use crate::failure::{DONE, Failure};
use crate::guard::{self, Permission};
use crate::output::count;
use crate::place::{Place, Target};

/// What to restore.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The folder of the backup
    #[arg(value_name = "BACKUP", required_unless_present = "undo")]
    backup: Option<PathBuf>,
    /// Put back the database that the last restore replaced
    #[arg(long, conflicts_with_all = ["backup", "drop_old"])]
    undo: bool,
    /// Drop the replaced database at the end, instead of keeping it
    #[arg(long)]
    drop_old: bool,
    /// How many jobs work at once
    #[arg(long, value_name = "NUMBER", default_value_t = 2)]
    jobs: usize,
    #[command(flatten)]
    permission: Permission,
}

pub async fn run(options: &Options, place: &Place) -> Result<u8, Failure> {
    let loss = "what the database holds now";
    let (target, consent) = guard::consent(place, &options.permission, loss).await?;
    let maintenance = maintenance(&target)?;
    let Some(folder) = &options.backup else {
        let mut session = PgConnection::connect_with(&maintenance)
            .await
            .context("failed to connect to the database \"postgres\"")?;
        backup::undo(&mut session, &consent).await.map_err(failure)?;
        let name = consent.database();
        place.output().result(&name, || format!("\"{name}\" is again what it was before the restore."))?;
        return Ok(DONE);
    };
    let wanted = RestoreOptions { jobs: options.jobs, drop_old: options.drop_old };
    let restored = backup::restore(&maintenance, &consent, &tools(&target)?, folder, &wanted, |event| {
        tell(place, &event);
    })
    .await
    .map_err(failure)?;
    place.output().measure(|metrics| metrics.set(&ROWS, counted(restored.rows)));
    place.output().result(&restored, || {
        let rows = count(restored.rows, "row");
        let kept =
            restored.kept.as_ref().map_or_else(String::new, |kept| format!("; what was there is \"{kept}\""));
        format!("\"{}\" is restored: {rows}{kept}.", restored.database)
    })?;
    Ok(DONE)
}

fn maintenance(target: &Target) -> Result<PgConnectOptions, Failure> {
    let options = PgConnectOptions::from_str(target.url("postgres").as_str());
    Ok(options.context("failed to read the database URL")?)
}
