//! What is printed: results to stdout, as text or as JSON; narration, progress and questions to stderr.

mod metrics;
mod progress;
mod table;

use std::fmt::Display;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use anyhow::Context as _;
use backline_ops::metrics::Metrics;
use indicatif::MultiProgress;
use serde::Serialize;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::registry;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::failure::Failure;

pub use metrics::{Measurements, write_whole};
pub use progress::Progress;
pub use table::Table;

/// What is printed, and how much of it.
#[derive(Debug, Clone)]
pub struct Output {
    json: bool,
    quiet: bool,
    bars: MultiProgress,
    measurements: Measurements,
}

impl Output {
    /// As the options want it; `verbose` counts the `-v`.
    pub fn new(json: bool, quiet: bool, verbose: u8, measurements: Measurements) -> Self {
        let output = Self { json, quiet, bars: MultiProgress::new(), measurements };
        output.listen(verbose);
        output
    }

    /// Something is measured, for `--metrics`.
    pub fn measure(&self, measure: impl FnOnce(&mut Metrics)) {
        self.measurements.measure(measure);
    }

    /// What is measured.
    pub fn measurements(&self) -> &Measurements {
        &self.measurements
    }

    /// The result of a command, to stdout: the value under `--json`, else the text.
    ///
    /// # Errors
    /// When stdout cannot be written to; that its reader is gone (`| head`) is none.
    pub fn result(&self, value: &impl Serialize, text: impl FnOnce() -> String) -> Result<(), Failure> {
        let mut text = if self.json {
            serde_json::to_string_pretty(value).context("failed to write the result as JSON")?
        } else {
            text()
        };
        if !text.ends_with('\n') {
            text.push('\n');
        }
        let written = self.bars.suspend(|| {
            let mut stdout = anstream::stdout().lock();
            stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
        });
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(anyhow::Error::new(error).context("failed to write to stdout").into())
            }
            _ => Ok(()),
        }
    }

    /// Whether nothing is narrated.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// A line of what is being done, to stderr; nothing under `-q`.
    pub fn narrate(&self, line: impl Display) {
        if !self.quiet {
            self.write_line(&line);
        }
    }

    /// Long work begins: a bar on a terminal, now and then a line elsewhere, nothing under `-q`.
    ///
    /// `what` is what is done, such as `applying migrations`; `total` is how many there are, where that is known.
    pub fn progress(&self, what: &str, total: Option<u64>) -> Progress {
        Progress::new(self, what, total)
    }

    /// Asks a question that wants a yes.
    ///
    /// # Errors
    /// Refused where the answer is another one, and where there is no terminal to ask on.
    pub fn confirm(&self, question: &str) -> Result<(), Failure> {
        const HINT: &str = "say --yes if that is what you want";
        let Some(answer) = self.ask(&format!("{question} [y/N]"))? else {
            return Err(Failure::refused(format!("nobody is there to be asked: {question}"), HINT));
        };
        match answer.to_ascii_lowercase().as_str() {
            "y" | "yes" => Ok(()),
            _ => Err(Failure::refused("the answer was not yes".to_owned(), HINT)),
        }
    }

    /// Asks for a line, without the blanks around it; none where there is no terminal to ask on.
    ///
    /// # Errors
    /// When the terminal cannot be read.
    pub fn ask(&self, question: &str) -> Result<Option<String>, Failure> {
        if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
            return Ok(None);
        }
        let answer = self.bars.suspend(|| {
            anstream::eprint!("{question} ");
            let mut answer = String::new();
            io::stdin().lock().read_line(&mut answer).map(|_bytes| answer)
        });
        Ok(Some(answer.context("failed to read the answer")?.trim().to_owned()))
    }

    /// Sends log messages to stderr: warnings; at 1 what our crates do; at 2 the statements, too.
    fn listen(&self, verbose: u8) {
        // Of a URL's parameters the parser logs those that it does not know, with their values.
        let ours = if verbose == 0 { LevelFilter::WARN } else { LevelFilter::DEBUG };
        let mut filter = Targets::new().with_target("backline", ours).with_target("xtask", ours);
        if verbose > 1 {
            filter = filter
                .with_target("sqlx", LevelFilter::DEBUG)
                .with_target("sqlx_postgres::options", LevelFilter::OFF);
        }
        let bars = self.bars.clone();
        let lines = tracing_subscriber::fmt::layer()
            .with_writer(move || LogWriter { bars: bars.clone() })
            .with_ansi(anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never);
        // There is one already where a test has made an output before.
        let _ = if verbose == 0 {
            registry().with(lines.without_time().with_target(false).with_filter(filter)).try_init()
        } else {
            registry().with(lines.with_filter(filter)).try_init()
        };
    }

    fn write_line(&self, line: &impl Display) {
        self.bars.suspend(|| anstream::eprintln!("{line}"));
    }
}

/// Writes log messages above the bars.
struct LogWriter {
    bars: MultiProgress,
}

impl io::Write for LogWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bars.suspend(|| io::stderr().write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// `1 table`, `2 tables`.
pub fn count(number: impl TryInto<u64>, thing: &str) -> String {
    match number.try_into().unwrap_or(u64::MAX) {
        1 => format!("1 {thing}"),
        number => format!("{number} {thing}s"),
    }
}

/// A duration as a person reads it: `340 ms`, `2.1 s`, `3 min 20 s`.
pub fn elapsed(duration: std::time::Duration) -> String {
    match duration.as_secs() {
        0 => format!("{} ms", duration.as_millis()),
        seconds @ 1..60 => format!("{seconds}.{} s", duration.subsec_millis() / 100),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn numbers_are_counted_and_times_are_told() {
        assert_eq!(
            [count(0_u64, "row"), count(1_usize, "row"), count(2_i64, "row")],
            ["0 rows", "1 row", "2 rows"]
        );
        let told = [40, 2_190, 200_900].map(|millis| elapsed(Duration::from_millis(millis)));
        assert_eq!(told, ["40 ms", "2.1 s", "3 min 20 s"]);
    }
}
