//! What keeps migrations from running, told in full before the error.

use backline_ops::Error;
use backline_ops::migrate::Difference;

use crate::failure::Failure;
use crate::output::{Output, count};

/// Tells what an error's one line leaves out: every difference with its remedy, the statement that failed.
pub fn explained(output: &Output, error: Error) -> Failure {
    match &error {
        Error::Diverged { differences } if !output.is_quiet() => {
            for difference in differences {
                output.narrate(lines(difference));
            }
            let places = count(differences.len(), "place");
            let message = format!("the recorded migrations and those of the code differ in {places}");
            return Failure::with_hint(anyhow::Error::msg(message), "the line under each says what to do");
        }
        Error::Statement { sql, circumstances, .. } => {
            output.narrate(format_args!(
                "the statement that failed:\n{}",
                marked(sql, circumstances.character)
            ));
        }
        _ => {}
    }
    error.into()
}

/// A difference, its remedy, and what changed.
pub fn lines(difference: &Difference) -> String {
    let mut text = format!("{difference}\n  {}", difference.hint());
    for line in difference.detail.iter().flat_map(|detail| detail.lines()) {
        text.push_str("\n    ");
        text.push_str(line);
    }
    text
}

/// A statement with a mark under the character that the database points at.
fn marked(sql: &str, character: Option<u32>) -> String {
    let mut text = String::new();
    let mut left = character.and_then(|character| usize::try_from(character).ok());
    for line in sql.lines() {
        text.push_str(&format!("  {line}\n"));
        let length = line.chars().count() + 1;
        match left {
            Some(at) if at <= length && at > 0 => {
                text.push_str(&format!("  {}^\n", " ".repeat(at - 1)));
                left = None;
            }
            Some(at) => left = Some(at - length.min(at)),
            None => {}
        }
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_stands_under_the_character() {
        assert_eq!(marked("ab\ncd", Some(5)), "  ab\n  cd\n   ^");
        assert_eq!(marked("ab\ncd", Some(1)), "  ab\n  ^\n  cd");
        assert_eq!(marked("ab", None), "  ab");
    }
}
