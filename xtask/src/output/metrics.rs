//! What runs measure, in a file for a collector.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use backline_ops::metrics::{DURATION, ENDED, EXIT_CODE, Metrics};

use crate::failure::Failure;

/// Where measurements go: into a file, or nowhere.
#[derive(Debug, Clone, Default)]
pub struct Measurements(Option<Arc<Written>>);

#[derive(Debug)]
struct Written {
    file: PathBuf,
    metrics: Mutex<Metrics>,
}

impl Measurements {
    /// Of a run of `verb` on this database, into this file.
    ///
    /// # Errors
    /// A file that could not be written in the end, as its folder is not there.
    pub fn into_file(file: PathBuf, verb: &str, database: &str) -> Result<Self, Failure> {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
        if file.is_dir() || folder.is_some_and(|folder| !folder.is_dir()) {
            let error = anyhow::anyhow!("failed to write metrics to {}", file.display());
            return Err(Failure::with_hint(error, "name a file in a folder that is there"));
        }
        let metrics = Mutex::new(Metrics::of_run(verb, database));
        Ok(Self(Some(Arc::new(Written { file, metrics }))))
    }

    pub(super) fn measure(&self, measure: impl FnOnce(&mut Metrics)) {
        if let Some(written) = &self.0 {
            measure(&mut written.metrics.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// The run ended.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, code: u8, took: Duration) -> Result<(), Failure> {
        let Some(written) = &self.0 else { return Ok(()) };
        let ended = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.measure(|metrics| {
            metrics.set(&EXIT_CODE, code.into());
            metrics.set(&DURATION, took.as_secs_f64());
            metrics.set(&ENDED, ended.as_secs_f64().floor());
        });
        let text = written.metrics.lock().unwrap_or_else(PoisonError::into_inner).text();
        let file = &written.file;
        write_whole(file, &text)
            .with_context(|| format!("failed to write metrics to {}", file.display()))
            .map_err(Failure::from)
    }
}

/// By renaming: whoever reads meanwhile never sees half a file.
///
/// # Errors
/// As the file system gives them.
pub fn write_whole(file: &Path, text: &str) -> std::io::Result<()> {
    let beside = file.with_extension("tmp");
    std::fs::write(&beside, text)?;
    std::fs::rename(&beside, file)
}
