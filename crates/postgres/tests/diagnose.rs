//! Each thing that can be wrong with a server has an error of its own.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

#[expect(dead_code, reason = "each test file uses some of it")]
mod support;

use std::io::{Read, Write};
use std::net::TcpListener;

use backline_postgres::{ConnectError, Settings, diagnose};
use support::{Scratch, query, query_url};

#[tokio::test]
async fn says_what_is_wrong_with_a_server() {
    let mut scratch = Scratch::new();
    let cluster = scratch.cluster(Settings::development(scratch.path("cluster")));
    let server = cluster.ensure_started().unwrap();
    let url = server.url("postgres");

    let info = diagnose(&url).await.unwrap();
    assert_eq!(info.version, server.binaries().version);
    assert_eq!((info.role.as_str(), info.database.as_str()), ("postgres", "postgres"));
    assert!(info.is_superuser && info.can_create_database && !info.is_standby);
    info.check_extensions(&["plpgsql", "btree_gist"]).unwrap();
    let lacking = info.check_extensions(&["plpgsql", "no_such_extension"]).unwrap_err();
    assert!(lacking.to_string().ends_with("lacks the extension no_such_extension"), "{lacking}");
    let password = url.split([':', '@']).nth(2).unwrap();
    assert!(!format!("{info:?}").contains(password));
    diagnose(&server.socket_url("postgres")).await.unwrap();

    let error = diagnose(&url.replace(password, "wrong")).await.unwrap_err();
    assert!(matches!(error, ConnectError::WrongPassword { .. }), "{error}");
    assert_eq!(error.sqlstate(), Some("28P01"));

    let error = diagnose(&server.url("no such database")).await.unwrap_err();
    assert!(
        matches!(&error, ConnectError::DatabaseMissing { database, .. } if database == "no such database"),
        "{error}"
    );

    let error =
        diagnose(&server.socket_url("postgres").replace("postgres@", "nobody_here@")).await.unwrap_err();
    assert!(matches!(&error, ConnectError::RoleRefused { role, .. } if role == "nobody_here"), "{error}");

    query(&server, "CREATE ROLE plain LOGIN PASSWORD 'plain'");
    let plain = server.url("postgres").replace(&format!("postgres:{password}"), "plain:plain");
    let info = diagnose(&plain).await.unwrap();
    let error = info.check_can_create_database().unwrap_err();
    assert!(error.hint().contains("ALTER ROLE plain CREATEDB"), "{}", error.hint());
    let refused =
        std::process::Command::new("psql").args(["-X", "-c", "CREATE DATABASE x", &plain]).output().unwrap();
    assert!(!refused.status.success(), "the check tells the truth");

    query_url(&server.socket_url("postgres"), "ALTER SYSTEM SET ssl = off");
    let error = diagnose(&format!("{url}?sslmode=require")).await.unwrap_err();
    assert!(matches!(error, ConnectError::Tls { .. }), "{error}");
}

#[tokio::test]
async fn says_when_nobody_answers() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let error = diagnose(&format!("postgres://ann:secret@127.0.0.1:{port}/app")).await.unwrap_err();
    assert!(matches!(error, ConnectError::Unreachable { .. }), "{error}");
    assert!(error.to_string().contains(&format!("127.0.0.1:{port}")), "{error}");
    assert!(!error.to_string().contains("secret"));

    let error = diagnose("postgres://ann@localhost/app?host=/no/such/folder").await.unwrap_err();
    assert!(matches!(error, ConnectError::Unreachable { .. }), "{error}");
    assert!(error.hint().contains("socket"), "{}", error.hint());

    let error = diagnose("postgres://ann@no-such-host.invalid/app").await.unwrap_err();
    assert!(matches!(error, ConnectError::Unreachable { .. }), "{error}");
}

/// Something listens that is no PostgreSQL.
#[tokio::test]
async fn says_when_something_else_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let stranger = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut greeting = [0; 64];
        let _ = stream.read(&mut greeting).unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
    });
    let error = diagnose(&format!("postgres://ann@127.0.0.1:{port}/app?sslmode=disable")).await.unwrap_err();
    stranger.join().unwrap();
    assert!(matches!(error, ConnectError::Protocol { .. } | ConnectError::Unreachable { .. }), "{error}");
}
