//! A shared cluster goes when its last user does, however that one ends.
//!
//! The users are real processes: this test binary, run again with `SHARED_USER` set.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

#[expect(dead_code, reason = "each test file uses some of it")]
mod support;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use backline_postgres::{SharedCluster, SharedSettings};
use support::{Scratch, is_alive, kill_9, names_in, query, wait_until};

const USER: &str = "SHARED_USER";

fn settings(parent: &Path) -> SharedSettings {
    SharedSettings {
        parent: Some(parent.to_owned()),
        linger: Duration::from_secs(1),
        ..SharedSettings::new("test of the shared cluster")
    }
}

/// Not a test of its own: what a user process does. It joins, says the server's process id, and stays until its
/// standard input ends.
#[test]
fn user_process() {
    let Some(parent) = std::env::var_os(USER) else { return };
    let shared = SharedCluster::join(&settings(Path::new(&parent))).unwrap();
    println!("\nserver {}", shared.server().pid());
    std::io::stdout().flush().unwrap();
    std::io::copy(&mut std::io::stdin(), &mut std::io::sink()).unwrap();
}

struct User {
    child: Child,
    server: u32,
}

fn user_command(parent: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "user_process", "--nocapture"]).env(USER, parent);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command
}

fn user(parent: &Path) -> User {
    let mut child = user_command(parent).spawn().unwrap();
    let server = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .find_map(|line| line.unwrap().strip_prefix("server ").map(|pid| pid.parse().unwrap()))
        .expect("the user process joins");
    User { child, server }
}

#[test]
fn goes_after_its_only_user_was_killed() {
    let scratch = Scratch::new();
    let mut user = user(&scratch.path(""));
    assert!(is_alive(user.server));
    kill_9(user.child.id());
    user.child.wait().unwrap();
    wait_until("the server is gone", || !is_alive(user.server));
    wait_until("the folder is gone", || names_in(&scratch.path("")).is_empty());
}

#[test]
fn is_one_for_all_and_stays_while_one_uses_it() {
    let scratch = Scratch::new();
    let parent = scratch.path("");
    let users: Vec<User> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..4).map(|_| scope.spawn(|| user(&parent))).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    let server = users[0].server;
    assert!(users.iter().all(|user| user.server == server), "all use one server");

    let shared = SharedCluster::join(&settings(&parent)).unwrap();
    for mut user in users {
        kill_9(user.child.id());
        user.child.wait().unwrap();
    }
    // The supervisor has seen that the others are gone when their leases are.
    let folder = settings(&parent).folder();
    wait_until("the leases of the dead are removed", || names_in(&folder.join("leases")).len() == 1);
    assert_eq!(shared.server().pid(), server);
    assert_eq!(query(shared.server(), "SHOW fsync"), "off");

    drop(shared);
    wait_until("the server is gone", || !is_alive(server));
    wait_until("the folder is gone", || names_in(&parent).is_empty());
}

#[test]
fn goes_after_its_first_user_was_killed_in_the_middle_of_initdb() {
    let scratch = Scratch::new();
    let parent = scratch.path("");
    let folder = settings(&parent).folder();
    let mut user = user_command(&parent).spawn().unwrap();
    wait_until("initdb is at work", || {
        folder.is_dir() && names_in(&folder).iter().any(|name| name.starts_with("data.new-"))
    });
    kill_9(user.id());
    user.wait().unwrap();
    wait_until("the folder is gone", || names_in(&parent).is_empty());
}

#[test]
fn starts_anew_when_its_server_was_killed_and_leaves_no_socket_behind() {
    let scratch = Scratch::new();
    // So long that the socket lies in /tmp.
    let parent = scratch.path(&"long".repeat(50));
    std::fs::create_dir(&parent).unwrap();
    let shared = SharedCluster::join(&settings(&parent)).unwrap();
    let socket_folder = shared.server().socket_folder().to_owned();
    assert!(!socket_folder.starts_with(&parent) && socket_folder.exists());
    kill_9(shared.server().pid());
    wait_until("the server is gone", || !is_alive(shared.server().pid()));
    let server = shared.ensure_started().unwrap();
    assert_ne!(server.pid(), shared.server().pid());
    assert_eq!(query(&server, "SELECT 1"), "1");
    drop(shared);
    wait_until("the folder is gone", || names_in(&parent).is_empty());
    assert!(!is_alive(server.pid()) && !socket_folder.exists());
}

#[test]
fn comes_again_after_its_supervisor_was_killed_while_closing() {
    let scratch = Scratch::new();
    let parent = scratch.path("");
    let shared = SharedCluster::join(&settings(&parent)).unwrap();
    let folder = settings(&parent).folder();
    let supervisor = std::fs::read_to_string(folder.join("supervisor")).unwrap();
    let supervisor: u32 = supervisor.split(' ').next().unwrap().parse().unwrap();
    kill_9(supervisor);
    wait_until("the supervisor is gone", || !is_alive(supervisor));
    std::fs::create_dir(folder.join("closing")).unwrap();

    let again = SharedCluster::join(&settings(&parent)).unwrap();
    assert_eq!(again.server().pid(), shared.server().pid());
    let server = again.server().pid();
    drop((shared, again));
    wait_until("the server is gone", || !is_alive(server));
    wait_until("the folder is gone", || names_in(&parent).is_empty());
}

#[test]
fn what_was_killed_with_its_supervisor_is_removed_by_the_next_cluster() {
    let scratch = Scratch::new();
    let parent = scratch.path("");
    let mut user = user(&parent);
    let folder = settings(&parent).folder();
    let supervisor = std::fs::read_to_string(folder.join("supervisor")).unwrap();
    let supervisor: u32 = supervisor.split(' ').next().unwrap().parse().unwrap();
    std::fs::write(folder.join("keep"), "1800\n").unwrap();
    for pid in [user.child.id(), supervisor, user.server] {
        kill_9(pid);
    }
    user.child.wait().unwrap();
    wait_until("all are gone", || !is_alive(supervisor) && !is_alive(user.server));
    // What another supervisor was removing, and a neighbour of somebody else.
    let name = folder.file_name().unwrap().to_str().unwrap();
    std::fs::create_dir_all(parent.join(format!("{name}.gone.{supervisor}/data"))).unwrap();
    std::fs::create_dir_all(parent.join("backline-shared-stranger-1")).unwrap();

    let other = SharedSettings { name: "another test".to_owned(), ..settings(&parent) };
    let shared = SharedCluster::join(&other).unwrap();
    let ours = other.folder().file_name().unwrap().to_str().unwrap().to_owned();
    let mut left = [ours, "backline-shared-stranger-1".to_owned()];
    left.sort();
    wait_until("the old folders are gone", || names_in(&parent) == left);
    assert_eq!(query(shared.server(), "SELECT 1"), "1");
}

#[test]
fn a_new_user_while_it_closes_gets_a_server_that_stays() {
    let scratch = Scratch::new();
    let parent = scratch.path("");
    // Joins again and again around the moment of closing: every server must answer.
    for pause in [900, 1000, 1100, 1200, 2000] {
        let shared = SharedCluster::join(&settings(&parent)).unwrap();
        assert_eq!(query(shared.server(), "SELECT 1"), "1");
        drop(shared);
        let until = std::time::Instant::now() + Duration::from_millis(pause);
        wait_until("the moment has come", || std::time::Instant::now() >= until);
    }
    wait_until("the folder is gone", || names_in(&parent).is_empty());
}

#[test]
fn it_stays_for_as_long_as_it_was_asked_to() {
    let scratch = Scratch::new();
    let parent = scratch.path("kept");
    std::fs::create_dir(&parent).unwrap();
    let shared = SharedCluster::join(&settings(&parent)).unwrap();
    let server = shared.server().pid();
    shared.keep_for(Duration::from_secs(5)).unwrap();
    let left = Instant::now();
    drop(shared);
    wait_until("the server has gone", || !is_alive(server));
    // It lingers for one second by itself. Seconds are counted by a shell, whose first may be cut short.
    assert!(left.elapsed() > Duration::from_secs(4), "{:?}", left.elapsed());
    wait_until("its folder has gone", || names_in(&parent).is_empty());
}
