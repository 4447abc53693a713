//! A cluster from nothing to gone, where everything goes well.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

#[expect(dead_code, reason = "each test file uses some of it")]
mod support;

use backline_postgres::{Settings, StopMode, mask_password};
use support::{Scratch, query, query_url};

#[test]
fn starts_is_found_again_and_stops() {
    let mut scratch = Scratch::new();
    let cluster = scratch.cluster(Settings::development(scratch.path("cluster")).with_extensions(["citext"]));
    let before = cluster.status().unwrap();
    assert!(!before.running && !before.initialized && before.version.is_none());
    assert!(!cluster.stop(StopMode::Fast).unwrap());

    let server = cluster.ensure_started().unwrap();
    assert_eq!(cluster.ensure_started().unwrap().pid(), server.pid());
    let version = query(&server, "SHOW server_version");
    assert!(version.starts_with(&server.binaries().version.to_string()), "{version}");
    assert_eq!(
        query(&server, "CREATE EXTENSION citext; SELECT lower('ÉMILE ŠŤASTNÝ')").lines().last(),
        Some("émile šťastný")
    );
    assert_eq!(query(&server, "SHOW server_encoding"), "UTF8");

    let status = cluster.status().unwrap();
    assert!(status.running && status.initialized);
    assert_eq!(status.pid, Some(server.pid()));
    assert!(status.started_at.is_some());
    assert_eq!(status.url.as_deref(), Some(mask_password(&server.url("postgres")).as_str()));

    assert!(cluster.stop(StopMode::Fast).unwrap());
    assert!(!cluster.status().unwrap().running);
    let again = cluster.ensure_started().unwrap();
    assert_ne!(again.pid(), server.pid());
    assert_eq!(again.url("postgres"), server.url("postgres"), "port and password are kept");
    assert_eq!(query(&again, "SELECT count(*) FROM pg_extension WHERE extname = 'citext'"), "1");
}

#[test]
fn the_url_works_over_tcp_and_needs_its_password() {
    let mut scratch = Scratch::new();
    let cluster = scratch.cluster(Settings::development(scratch.path("with space")));
    let server = cluster.ensure_started().unwrap();
    let url = server.url("postgres");
    assert!(
        url.starts_with("postgres://postgres:") && url.contains("@127.0.0.1:"),
        "{}",
        mask_password(&url)
    );
    assert_eq!(query_url(&url, "SELECT host(inet_client_addr())"), "127.0.0.1");
    assert_eq!(query(&server, "SELECT inet_client_addr() IS NULL"), "t");

    let without = url.replace(url.split([':', '@']).nth(2).unwrap(), "wrong");
    let refused =
        std::process::Command::new("psql").args(["-X", "-w", "-c", "SELECT 1", &without]).output().unwrap();
    assert!(String::from_utf8_lossy(&refused.stderr).contains("password authentication failed"));
}
