//! Connections over TCP on which what is written goes out at once.
//!
//! sqlx 0.9.0 leaves Nagle's algorithm on (transact-rs/sqlx#4335; its next release does not): the message that ends a COPY
//! waits until the server has acknowledged the one before it, and a server acknowledges a single segment with a delay. That
//! is 40 ms a table, more than all the rest. sqlx takes no socket of ours, so it connects to one in a folder of its own, and
//! from there we go on to the server with that algorithm off.
//!
//! [`crate::reference`] loads on a connection of the caller's, and makes its messages longer than a segment instead. Hundreds
//! of times a second that takes a quarter of the loading.

use std::io;
use std::os::unix::fs::PermissionsExt as _;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{self, ConnectOptions as _, PgConnection};
use tempfile::TempDir;
use tokio::io::copy_bidirectional_with_sizes;
use tokio::net::{TcpStream, UnixListener};

/// Bytes that are passed on at once.
const BUFFER: usize = 128 << 10;

/// Connects. A server on a socket is reached as it is.
pub(super) async fn connect(options: &PgConnectOptions) -> sqlx::Result<PgConnection> {
    if options.get_socket().is_none() && !options.get_host().starts_with('/') {
        match listen(options) {
            Ok(folder) => {
                // With the folder nothing remains, even should this process be killed later.
                if let Ok(connection) = options.clone().socket(folder.path()).connect().await {
                    return Ok(connection);
                }
            }
            Err(error) => tracing::warn!(%error, "rows go out late: no folder for a socket"),
        }
    }
    // What fails tells best by itself why.
    options.connect().await
}

/// Passes the next connection to a socket in the folder on to the server.
fn listen(options: &PgConnectOptions) -> io::Result<TempDir> {
    // Nobody else may enter: the server may trust whoever comes from here.
    let permissions = std::fs::Permissions::from_mode(0o700);
    let folder = tempfile::Builder::new().prefix("backline-").permissions(permissions).tempdir()?;
    let (host, port) = (options.get_host().to_owned(), options.get_port());
    let listener = UnixListener::bind(folder.path().join(format!(".s.PGSQL.{port}")))?;
    tokio::spawn(async move {
        let passed_on = async {
            let (mut connection, _) = listener.accept().await?;
            let mut server = TcpStream::connect((host, port)).await?;
            server.set_nodelay(true)?;
            copy_bidirectional_with_sizes(&mut connection, &mut server, BUFFER, BUFFER).await
        };
        if let Err(error) = passed_on.await {
            tracing::debug!(%error, "a relayed connection ended");
        }
    });
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, UnixStream};

    use super::*;

    #[tokio::test]
    async fn what_is_said_goes_both_ways_though_the_folder_is_gone() {
        let server = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = server.local_addr().unwrap();
        let options: PgConnectOptions = format!("postgres://nobody@{address}/none").parse().unwrap();
        let folder = listen(&options).unwrap();
        assert_eq!(std::fs::metadata(folder.path()).unwrap().permissions().mode() & 0o777, 0o700);
        let socket = folder.path().join(format!(".s.PGSQL.{}", address.port()));
        let mut client = UnixStream::connect(&socket).await.unwrap();
        let (mut server, _) = server.accept().await.unwrap();
        let path = folder.path().to_owned();
        drop(folder);
        assert!(!path.exists());
        client.write_all(b"said").await.unwrap();
        let mut heard = [0; 4];
        server.read_exact(&mut heard).await.unwrap();
        server.write_all(&heard).await.unwrap();
        let mut answered = [0; 4];
        client.read_exact(&mut answered).await.unwrap();
        assert_eq!(&answered, b"said");
        drop(client);
        assert_eq!(server.read(&mut heard).await.unwrap(), 0, "the connection ends with the client's");
    }

    #[tokio::test]
    async fn why_there_is_no_connection_is_told() {
        let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let options: PgConnectOptions = format!("postgres://nobody@{closed}/none").parse().unwrap();
        let error = connect(&options).await.unwrap_err();
        assert!(error.to_string().contains("refused"), "{error}");
    }
}
