//! Long work, as a bar or as lines.

use std::fmt::Display;
use std::io::{self, IsTerminal as _};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::Output;

/// How often a bar is drawn anew.
const TICK: Duration = Duration::from_millis(120);

/// The least time between two lines where there is no terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(5);

/// Long work that goes on; ends with [`done`](Progress::done), or without a word when it is dropped.
///
/// All functions may be called from any thread.
#[derive(Debug)]
pub struct Progress {
    output: Output,
    what: String,
    /// Drawn on a terminal only; counts everywhere.
    bar: ProgressBar,
    last_line: Mutex<Instant>,
}

impl Progress {
    pub(super) fn new(output: &Output, what: &str, total: Option<u64>) -> Self {
        let is_drawn = !output.quiet && io::stderr().is_terminal();
        let bar = if is_drawn { output.bars.add(ProgressBar::new_spinner()) } else { ProgressBar::hidden() };
        let progress = Self {
            output: output.clone(),
            what: what.to_owned(),
            bar: bar.with_prefix(what.to_owned()),
            last_line: Mutex::new(Instant::now()),
        };
        progress.set_total(total);
        if is_drawn {
            progress.bar.enable_steady_tick(TICK);
        }
        progress
    }

    /// How many there are became known.
    pub fn set_total(&self, total: Option<u64>) {
        self.bar.set_style(style(total.is_some()));
        match total {
            Some(total) => self.bar.set_length(total),
            None => self.bar.unset_length(),
        }
    }

    /// What is at hand just now, such as a migration's name.
    pub fn item(&self, name: impl Display) {
        self.bar.set_message(name.to_string());
    }

    /// So many more are done.
    pub fn advance(&self, by: u64) {
        self.bar.inc(by);
        self.line_when_due();
    }

    /// All is done; the sentence takes the bar's place.
    pub fn done(self, sentence: impl Display) {
        self.bar.finish_and_clear();
        self.output.narrate(sentence);
    }

    fn line_when_due(&self) {
        if !self.bar.is_hidden() || self.output.quiet {
            return;
        }
        // Whoever holds it writes the line.
        let Ok(mut last) = self.last_line.try_lock() else { return };
        if last.elapsed() >= BETWEEN_LINES {
            *last = Instant::now();
            let of = self.bar.length().map(|total| format!(" of {total}")).unwrap_or_default();
            self.output.narrate(format_args!("{}: {}{of}", self.what, self.bar.position()));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

const BAR: &str = "{spinner} {prefix} {bar:24} {human_pos}/{human_len} {elapsed} {wide_msg}";
const SPINNER: &str = "{spinner} {prefix} {elapsed} {wide_msg}";

fn style(has_total: bool) -> ProgressStyle {
    ProgressStyle::with_template(if has_total { BAR } else { SPINNER })
        .unwrap_or_else(|_malformed| ProgressStyle::default_bar())
        .progress_chars("━╸ ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_well_formed() {
        for template in [BAR, SPINNER] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
