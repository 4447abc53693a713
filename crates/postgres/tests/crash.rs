//! What a cluster goes through: several starts at once, kill -9 of everything, stale and damaged files, a taken port.
//!
//! Commands that are killed are real processes: this test binary, run again with `START_CLUSTER` set.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod support;

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use backline_postgres::{Cluster, Error, Local, Search, Settings, StopMode};
use support::{Scratch, is_alive, kill_9, names_in, query, query_url, wait_until};

const START: &str = "START_CLUSTER";

/// Not a test of its own: what a `db start` process does.
#[test]
fn start_process() {
    let Some(folder) = std::env::var_os(START) else { return };
    let server = Cluster::new(Settings::development(folder)).unwrap().ensure_started().unwrap();
    println!("\nserver {}", server.pid());
}

fn start_process_on(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "start_process", "--nocapture"])
        .env(START, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn server_of(process: Child) -> u32 {
    let output = process.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("server ")).expect("it starts").parse().unwrap()
}

#[test]
fn two_starts_at_once_give_one_server_that_outlives_them() {
    let mut scratch = Scratch::new();
    let cluster = scratch.cluster(Settings::development(scratch.path("cluster")));
    let processes: Vec<Child> = (0..3).map(|_| start_process_on(&scratch.path("cluster"))).collect();
    let mut servers: Vec<u32> = processes.into_iter().map(server_of).collect();
    servers.dedup();
    assert_eq!(servers.len(), 1, "one server: {servers:?}");
    assert_eq!(cluster.status().unwrap().pid, Some(servers[0]));
}

#[test]
fn several_checkouts_at_once_do_not_clash() {
    let mut scratch = Scratch::new();
    let clusters: Vec<Cluster> =
        ["a", "b", "c"].map(|name| scratch.cluster(Settings::development(scratch.path(name)))).into();
    let servers: Vec<_> = std::thread::scope(|scope| {
        let starts: Vec<_> =
            clusters.iter().map(|cluster| scope.spawn(|| cluster.ensure_started().unwrap())).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    for server in &servers {
        let data = query_url(&server.url("postgres"), "SHOW data_directory");
        assert_eq!(Path::new(&data), server.data_folder(), "each URL leads to its own server");
    }
}

#[test]
fn starts_again_after_its_server_was_killed() {
    let mut scratch = Scratch::new();
    let cluster = scratch.cluster(Settings::development(scratch.path("cluster")));
    let server = cluster.ensure_started().unwrap();
    query(&server, "CREATE TABLE kept AS SELECT 1 AS one");
    kill_9(server.pid());
    wait_until("the server is gone", || !is_alive(server.pid()));
    assert!(scratch.path("cluster/data/postmaster.pid").exists(), "a stale file is left");
    assert!(!cluster.status().unwrap().running);
    let again = cluster.ensure_started().unwrap();
    assert_ne!(again.pid(), server.pid());
    assert_eq!(query(&again, "SELECT one FROM kept"), "1");
}

#[test]
fn starts_again_when_its_process_id_belongs_to_another_program() {
    let mut scratch = Scratch::new();
    let cluster = scratch.cluster(Settings::development(scratch.path("cluster")));
    let server = cluster.ensure_started().unwrap();
    let pid_file = scratch.path("cluster/data/postmaster.pid");
    let text = fs::read_to_string(&pid_file).unwrap();
    cluster.stop(StopMode::Immediate).unwrap();

    // As after a restart of the machine: the file is there, and its id is that of a program of the same user.
    let mut command = Command::new("sleep");
    command.arg("600");
    let owner = fs::metadata(scratch.path("cluster/data")).unwrap();
    if std::os::unix::fs::MetadataExt::uid(&owner)
        != std::os::unix::fs::MetadataExt::uid(&fs::metadata("/proc/self").unwrap())
    {
        std::os::unix::process::CommandExt::uid(&mut command, std::os::unix::fs::MetadataExt::uid(&owner));
    }
    let mut stranger = command.spawn().unwrap();
    let (_, rest) = text.split_once('\n').unwrap();
    fs::write(&pid_file, format!("{}\n{rest}", stranger.id())).unwrap();
    std::os::unix::fs::chown(&pid_file, Some(std::os::unix::fs::MetadataExt::uid(&owner)), None).unwrap();

    assert!(!cluster.status().unwrap().running);
    assert!(!cluster.stop(StopMode::Fast).unwrap(), "the stranger is not signalled");
    let again = cluster.ensure_started().unwrap();
    assert_ne!(again.pid(), server.pid());
    assert!(is_alive(stranger.id()));
    stranger.kill().unwrap();
    stranger.wait().unwrap();
}

#[test]
fn starts_after_a_command_was_killed_at_any_moment() {
    let mut scratch = Scratch::new();
    let folder = scratch.path("cluster");
    let cluster = scratch.cluster(Settings::development(&folder));
    // In the middle of initdb: a new data folder has been begun, and none is there.
    let mut process = start_process_on(&folder);
    wait_until("initdb is at work", || {
        folder.is_dir()
            && names_in(&folder)
                .iter()
                .any(|name| name.starts_with("data.new-") && folder.join(name).join("data0/base").exists())
    });
    kill_9(process.id());
    process.wait().unwrap();
    assert!(!folder.join("data").exists());
    assert!(!cluster.status().unwrap().initialized);

    let server = cluster.ensure_started().unwrap();
    assert_eq!(query(&server, "SELECT 1"), "1");
    assert!(!names_in(&folder).iter().any(|name| name.starts_with("data.new-")), "{:?}", names_in(&folder));
}

#[test]
fn a_taken_port_is_left_for_another() {
    let mut scratch = Scratch::new();
    let cluster = scratch.cluster(Settings::development(scratch.path("cluster")));
    let first = cluster.ensure_started().unwrap();
    cluster.stop(StopMode::Fast).unwrap();
    let taker = TcpListener::bind((Ipv4Addr::LOCALHOST, first.port())).unwrap();
    let second = cluster.ensure_started().unwrap();
    assert_ne!(second.port(), first.port());
    assert_eq!(query_url(&second.url("postgres"), "SELECT 1"), "1");
    drop(taker);
    cluster.stop(StopMode::Fast).unwrap();
    assert_eq!(cluster.ensure_started().unwrap().port(), second.port(), "the last one is remembered");
}

#[test]
fn a_data_folder_of_another_version_is_left_alone() {
    let mut scratch = Scratch::new();
    let cluster = scratch.cluster(Settings::test(scratch.path("cluster")));
    cluster.ensure_started().unwrap();
    cluster.stop(StopMode::Fast).unwrap();
    let search = Search { local: Local::Hidden, ways: Vec::new(), ..Search::default() };
    let elsewhere = Cluster::new(Settings::test(scratch.path("cluster")).with_search(search)).unwrap();
    let error = elsewhere.ensure_started().unwrap_err();
    assert!(matches!(error, Error::OtherMajor { .. }), "{error}");
    assert!(error.hint().starts_with("install PostgreSQL"), "{}", error.hint());
}

#[test]
fn binaries_without_an_extension_are_refused() {
    let mut scratch = Scratch::new();
    let mut settings =
        Settings::test(scratch.path("cluster")).with_extensions(["citext", "no_such_extension"]);
    settings.search.ways = Vec::new();
    let error = scratch.cluster(settings).ensure_started().unwrap_err();
    assert!(
        matches!(&error, Error::MissingExtension { extensions, .. } if extensions == &["no_such_extension"]),
        "{error}"
    );
    assert!(error.hint().contains("contrib"), "{}", error.hint());

    // Also when the server runs already, started by a command that did not need it.
    let cluster = scratch.cluster(Settings::test(scratch.path("cluster")));
    cluster.ensure_started().unwrap();
    let demanding = Settings::test(scratch.path("cluster")).with_extensions(["no_such_extension"]);
    let error = Cluster::new(demanding).unwrap().ensure_started().unwrap_err();
    assert!(matches!(error, Error::MissingExtension { .. }), "{error}");
}

#[test]
fn damage_is_told_from_other_failures() {
    let mut scratch = Scratch::new();
    let folder = scratch.path("cluster");
    let cluster = scratch.cluster(Settings::test(&folder));
    cluster.ensure_started().unwrap();
    cluster.stop(StopMode::Fast).unwrap();

    // A parameter that does not exist is nobody's damage.
    let wrong = Cluster::new(Settings::test(&folder).with_parameter("no_such_parameter", "1")).unwrap();
    let error = wrong.ensure_started().unwrap_err();
    assert!(
        matches!(&error, Error::Start { log, .. } if log.iter().any(|line| line.contains("no_such_parameter"))),
        "{error}"
    );
    assert!(error.hint().contains("server.log"), "{}", error.hint());

    // The write-ahead log is gone.
    for entry in fs::read_dir(folder.join("data/pg_wal")).unwrap().flatten() {
        if entry.file_type().unwrap().is_file() {
            fs::remove_file(entry.path()).unwrap();
        }
    }
    let error = cluster.ensure_started().unwrap_err();
    assert!(matches!(&error, Error::DamagedDataFolder { log, .. } if !log.is_empty()), "{error}");

    // The control file is cut short, then gone.
    let control = folder.join("data/global/pg_control");
    fs::OpenOptions::new().write(true).open(&control).unwrap().set_len(100).unwrap();
    let error = cluster.ensure_started().unwrap_err();
    assert!(matches!(error, Error::DamagedDataFolder { .. }), "{error}");
    fs::remove_file(&control).unwrap();
    let error = cluster.ensure_started().unwrap_err();
    assert!(error.to_string().contains("global/pg_control"), "{error}");
    assert!(error.hint().contains("move"), "{}", error.hint());
}
