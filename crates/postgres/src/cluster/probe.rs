//! Whether a server answers on a socket, asked with the first message of the protocol and nothing else.
//!
//! A whole client would need a runtime and a pool; this takes a fraction of a millisecond.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

/// How long a server may take to say its first word before it counts as slow.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// It takes connections of `postgres`.
    Ready,
    /// It is there, but refused with this SQLSTATE, such as 57P03 while it starts.
    Refused(String),
    /// It took the connection, and has not answered yet: the machine is busy.
    Slow,
    /// Nobody listens.
    Silent,
}

/// Asks the server behind the socket of this port for a connection to the database `postgres`.
pub(super) fn ask(socket_folder: &Path, port: u16) -> Answer {
    match talk(&socket_folder.join(format!(".s.PGSQL.{port}"))) {
        Ok(answer) => answer,
        Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
            Answer::Slow
        }
        Err(_) => Answer::Silent,
    }
}

fn talk(socket: &Path) -> io::Result<Answer> {
    const PROTOCOL: i32 = 196_608;
    let parameters = b"user\0postgres\0database\0postgres\0application_name\0backline\0\0";
    let length = i32::try_from(8 + parameters.len()).map_err(io::Error::other)?;
    let mut message = Vec::with_capacity(80);
    message.extend_from_slice(&length.to_be_bytes());
    message.extend_from_slice(&PROTOCOL.to_be_bytes());
    message.extend_from_slice(parameters);

    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(&message)?;
    let mut tag = [0];
    stream.read_exact(&mut tag)?;
    if tag != *b"E" {
        // Terminate, so that the server's log stays clean.
        stream.write_all(&[b'X', 0, 0, 0, 4])?;
        return Ok(Answer::Ready);
    }
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let mut body = vec![0; usize::try_from(u32::from_be_bytes(length).clamp(4, 65_536) - 4).unwrap_or(0)];
    stream.read_exact(&mut body)?;
    Ok(Answer::Refused(sqlstate(&body)))
}

/// The field `C` of an error message: fields of a letter and a text, each ended by a zero.
fn sqlstate(body: &[u8]) -> String {
    body.split(|byte| *byte == 0)
        .find_map(|field| field.strip_prefix(b"C"))
        .map(|code| String::from_utf8_lossy(code).into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_behind_a_missing_socket() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(ask(folder.path(), 5432), Answer::Silent);
    }

    #[test]
    fn a_busy_server_is_not_taken_for_dead() {
        let folder = tempfile::tempdir().unwrap();
        let listener = std::os::unix::net::UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
        assert_eq!(ask(folder.path(), 5432), Answer::Slow);
        drop(listener);
        assert_eq!(ask(folder.path(), 5432), Answer::Silent);
    }

    #[test]
    fn finds_the_code_in_an_error() {
        assert_eq!(sqlstate(b"SFATAL\0VFATAL\0C57P03\0Mstarting up\0\0"), "57P03");
    }
}
