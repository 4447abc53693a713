//! Long work, as a bar or as lines.

use std::fmt::Display;
use std::io::{self, IsTerminal as _};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

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
    what: Mutex<String>,
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
            what: Mutex::new(what.to_owned()),
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

    /// Other work takes its place, counted anew.
    pub fn turn_to(&self, what: &str, total: Option<u64>) {
        what.clone_into(&mut self.what.lock().unwrap_or_else(PoisonError::into_inner));
        self.bar.set_prefix(what.to_owned());
        self.bar.reset();
        self.set_total(total);
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
            let what = self.what.lock().unwrap_or_else(PoisonError::into_inner);
            let pace = pace(self.bar.position(), self.bar.length(), self.bar.elapsed());
            self.output.narrate(format_args!("{what}: {pace}"));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// How far it is, how quickly it goes, and how long it will take still, where that can be told.
fn pace(done: u64, total: Option<u64>, elapsed: Duration) -> String {
    let Some(total) = total else { return done.to_string() };
    let mut text = format!("{done} of {total}");
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let rate = done as f64 / elapsed.as_secs_f64().max(0.001);
    if rate > 0.0 && done <= total {
        #[expect(clippy::cast_precision_loss, reason = "a rate")]
        let left = Duration::from_secs_f64((total - done) as f64 / rate);
        text.push_str(&format!(", {rate:.0} a second, about {} left", super::elapsed(left)));
    }
    text
}

const BAR: &str =
    "{spinner} {prefix} {bar:16} {human_pos}/{human_len} {rate} a second, about {eta} left {wide_msg}";
const SPINNER: &str = "{spinner} {prefix} {elapsed} {wide_msg}";

fn style(has_total: bool) -> ProgressStyle {
    ProgressStyle::with_template(if has_total { BAR } else { SPINNER })
        .unwrap_or_else(|_malformed| ProgressStyle::default_bar())
        .with_key("rate", |state: &ProgressState, text: &mut dyn std::fmt::Write| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{:.0}", state.per_sec());
        })
        .progress_chars("━╸ ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_it_is_how_quick_and_how_long_still() {
        let seconds = Duration::from_secs;
        assert_eq!(pace(500, Some(2_000), seconds(5)), "500 of 2000, 100 a second, about 15.0 s left");
        assert_eq!(pace(0, Some(2_000), seconds(5)), "0 of 2000");
        assert_eq!(pace(7, None, seconds(5)), "7");
    }

    #[test]
    fn the_templates_are_well_formed() {
        for template in [BAR, SPINNER] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
