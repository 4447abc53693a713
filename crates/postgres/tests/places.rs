//! Clusters in places that are not easy: long paths, folders that the server's user cannot enter, folders of others;
//! as root and as an ordinary user.
//!
//! Where the tests run as root, some of them are run again as an ordinary user: the test binary is copied to where that
//! user can run it.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

#[expect(dead_code, reason = "each test file uses some of it")]
mod support;

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use backline_postgres::{Cluster, Error, Settings, StopMode, diagnose};
use support::{Scratch, query, query_url};

/// An id without special rights, other than those that tests run under.
const ORDINARY: u32 = 65_534;

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0)
}

/// Runs one test of this file as an ordinary user, with an environment variable.
fn as_ordinary_user(scratch: &Scratch, test: &str, variable: (&str, &Path)) -> Output {
    let copy = scratch.path("tests");
    if !copy.exists() {
        fs::copy(std::env::current_exe().unwrap(), &copy).unwrap();
        fs::set_permissions(&copy, fs::Permissions::from_mode(0o755)).unwrap();
    }
    Command::new(copy)
        .args(["--exact", test, "--nocapture"])
        .env(variable.0, variable.1)
        .env("HOME", "/nonexistent")
        .current_dir("/")
        .uid(ORDINARY)
        .gid(ORDINARY)
        .output()
        .unwrap()
}

fn text_of(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[tokio::test]
async fn a_path_may_be_long_and_strange() {
    let mut scratch = Scratch::new();
    let long = format!("{}/with space, comma and 'quotes'", "long".repeat(50));
    let cluster = scratch.cluster(Settings::development(scratch.path(&long)));
    let server = cluster.ensure_started().unwrap();
    assert!(server.socket_folder().as_os_str().len() < 90, "{server:?}");
    assert_eq!(fs::metadata(server.socket_folder()).unwrap().mode() & 0o777, 0o700);
    for url in [server.url("postgres"), server.socket_url("postgres")] {
        assert_eq!(query_url(&url, "SELECT 1"), "1", "psql takes the URL");
        diagnose(&url).await.expect("sqlx takes the URL");
    }
    let socket_folder = server.socket_folder().to_owned();
    cluster.destroy().unwrap();
    assert!(!socket_folder.exists(), "nothing is left in /tmp");
}

#[test]
fn a_socket_folder_of_somebody_else_is_refused() {
    let mut scratch = Scratch::new();
    let cluster = scratch.cluster(Settings::test(scratch.path(&"long".repeat(50))));
    let socket_folder = cluster.status().unwrap().socket_folder;
    if is_root() {
        fs::create_dir(&socket_folder).unwrap();
        std::os::unix::fs::chown(&socket_folder, Some(12_345), None).unwrap();
    } else {
        fs::write(&socket_folder, "").unwrap();
    }
    let error = cluster.ensure_started().unwrap_err();
    let _ = fs::remove_dir(&socket_folder);
    let _ = fs::remove_file(&socket_folder);
    assert!(matches!(&error, Error::UnsafeFolder { folder, .. } if *folder == socket_folder), "{error}");
}

#[test]
fn the_server_is_never_root_and_its_folders_are_private() {
    let mut scratch = Scratch::new();
    let cluster = scratch.cluster(Settings::development(scratch.path("cluster")));
    let server = cluster.ensure_started().unwrap();
    let data = fs::metadata(server.data_folder()).unwrap();
    assert_eq!(data.mode() & 0o777, 0o700);
    assert_ne!(data.uid(), 0);
    let output = Command::new("ps").args(["-o", "uid=", "-p", &server.pid().to_string()]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), data.uid().to_string());
    let password = fs::metadata(server.data_folder().join("backline-password")).unwrap();
    assert_eq!(password.mode() & 0o777, 0o600);
    if is_root() {
        let other = Command::new("psql")
            .args(["-X", "-w", "-c", "SELECT 1", &server.socket_url("postgres")])
            .current_dir("/")
            .uid(ORDINARY)
            .gid(ORDINARY)
            .output()
            .unwrap();
        assert!(text_of(&other).contains("Permission denied"), "{}", text_of(&other));
    }
}

/// As root only: an ordinary user's own folders are open to that user's server.
#[test]
fn a_folder_that_the_server_cannot_enter_is_left_for_another() {
    let mut scratch = Scratch::new();
    let closed = scratch.path("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    let wished = closed.join("cluster");
    let cluster = scratch.cluster(Settings::test(&wished));
    let server = cluster.ensure_started().unwrap();
    let status = cluster.status().unwrap();
    assert_eq!(status.wished_folder, wished);
    if !is_root() {
        assert_eq!(status.folder, wished);
        return;
    }
    assert!(status.folder.starts_with("/var/lib/backline"), "{status:?}");
    let note = fs::read_to_string(wished.join("moved-to")).unwrap();
    assert_eq!(PathBuf::from(note), status.folder);

    // It stays there, also when the wished folder has become open.
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
    let again = Cluster::new(Settings::test(&wished)).unwrap().ensure_started().unwrap();
    assert_eq!(again.pid(), server.pid());
    cluster.destroy().unwrap();
    assert!(!status.folder.exists() && !wished.exists());
}

/// Not a test of its own: what an ordinary user does to a cluster, in turns with root.
#[test]
fn ordinary_start_and_stop() {
    let Some(folder) = std::env::var_os("ORDINARY_CLUSTER") else { return };
    let cluster = Cluster::new(Settings::development(folder)).unwrap();
    match cluster.ensure_started() {
        Ok(server) => {
            println!("answer {}", query(&server, "SELECT 42"));
            cluster.stop(StopMode::Fast).unwrap();
        }
        Err(error) => println!("error {error}\nhint {}", error.hint()),
    }
}

#[test]
fn an_ordinary_user_and_root_take_turns() {
    if !is_root() {
        return;
    }
    let mut scratch = Scratch::new();
    let home = scratch.path("home");
    fs::create_dir(&home).unwrap();
    std::os::unix::fs::chown(&home, Some(ORDINARY), Some(ORDINARY)).unwrap();
    let folder = home.join("cluster");

    let said = text_of(&as_ordinary_user(&scratch, "ordinary_start_and_stop", ("ORDINARY_CLUSTER", &folder)));
    assert!(said.contains("answer 42"), "{said}");
    assert_eq!(fs::metadata(folder.join("data")).unwrap().uid(), ORDINARY);

    // Root's server on it runs as its owner, and leaves nothing that the owner could not use.
    let cluster = scratch.cluster(Settings::development(&folder));
    let server = cluster.ensure_started().unwrap();
    assert_eq!(query(&server, "SELECT 1"), "1");
    cluster.stop(StopMode::Fast).unwrap();
    let said = text_of(&as_ordinary_user(&scratch, "ordinary_start_and_stop", ("ORDINARY_CLUSTER", &folder)));
    assert!(said.contains("answer 42"), "{said}");
}

#[test]
fn a_cluster_of_root_tells_an_ordinary_user_so() {
    if !is_root() {
        return;
    }
    let mut scratch = Scratch::new();
    let cluster = scratch.cluster(Settings::development(scratch.path("cluster")));
    cluster.ensure_started().unwrap();
    let folder = scratch.path("cluster");
    let said = text_of(&as_ordinary_user(&scratch, "ordinary_start_and_stop", ("ORDINARY_CLUSTER", &folder)));
    assert!(said.contains("error failed to") && said.contains("was it made by another user?"), "{said}");
}
