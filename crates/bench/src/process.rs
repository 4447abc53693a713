//! Programs run to their end, timed, their output kept for when they fail. The URLs that they are given are those of a
//! socket, so there is no password to hide.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::Error;
use crate::measure::timed;

/// How many characters of a failed program's output are told.
const TOLD: usize = 2000;

/// Runs it; gives what it wrote to stdout.
///
/// # Errors
/// [`Error::Io`] when it cannot be started, [`Error::Program`] when it fails.
pub fn output(command: &mut Command) -> Result<String, Error> {
    let program = command.get_program().to_owned();
    let output = command.stdin(Stdio::null()).output().map_err(Error::io("run", program))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let text = text.join("\n");
    let from = text.char_indices().rev().nth(TOLD).map_or(0, |(index, _)| index);
    Err(Error::Program {
        program: described(command),
        status: output.status.to_string(),
        output: text[from..].trim().to_owned(),
    })
}

/// Runs it; gives how long it took from its start to its end.
///
/// # Errors
/// As [`output`].
pub fn time(command: &mut Command) -> Result<Duration, Error> {
    timed(|| output(command))
}

fn described(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_program_is_told_with_its_output() {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "echo out; echo err >&2; exit 3"]);
        let text = output(&mut command).unwrap_err().to_string();
        assert!(text.contains("exit status: 3") && text.contains("out") && text.contains("err"), "{text}");
        assert_eq!(output(Command::new("/bin/echo").arg("hello")).unwrap(), "hello\n");
        assert!(time(&mut Command::new("/bin/true")).is_ok());
    }
}
