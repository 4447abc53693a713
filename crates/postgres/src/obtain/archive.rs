//! Through curl or wget: an archive of the releases of `theseus-rs/postgresql-binaries`, checked against the checksum
//! that is published beside it.

use std::fs;
use std::path::Path;

use super::fetch::{Checksum, Fetched, Fetcher, command, first_that_runs};
use super::platform::Platform;
use crate::progress::Event;
use crate::version::Version;

/// The PostgreSQL in the archive.
pub(super) const VERSION: Version = Version { major: 17, minor: 10 };

/// The release, which is also the first folder below the base.
const RELEASE: &str = "17.10.0";

/// Where the releases are; `BACKLINE_POSTGRES_MIRROR` names another place with the same folders and files.
const BASE: &str = "https://github.com/theseus-rs/postgresql-binaries/releases/download";

/// The name of the archive for this machine, without its ending, and of the one folder in it.
pub(super) fn name(platform: Platform) -> String {
    format!("postgresql-{RELEASE}-{}", platform.triple())
}

pub(super) fn fetch(fetcher: &Fetcher) -> Result<Fetched, String> {
    let client = first_that_runs(&[&["curl"], &["wget"]]).ok_or("there is neither curl nor wget here")?;
    let name = name(fetcher.platform);
    let url = format!("{}/{RELEASE}/{name}.tar.gz", fetcher.mirror.unwrap_or(BASE).trim_end_matches('/'));
    let archive = fetcher.folder.join(format!("{name}.tar.gz"));
    let published = fetcher.folder.join("checksum");

    fetcher.progress.tell(&Event::Fetching { version: VERSION, through: "archive", bytes: None });
    download(fetcher, client, &format!("{url}.sha256"), &published)?;
    let text =
        fs::read_to_string(&published).map_err(|error| format!("cannot read the checksum: {error}"))?;
    let checksum = published_checksum(&text).ok_or("the published checksum cannot be read")?;
    download(fetcher, client, &url, &archive)?;
    Ok(Fetched { archive, checksum: Checksum::Sha256(checksum) })
}

fn download(fetcher: &Fetcher, client: &[&str], url: &str, file: &Path) -> Result<(), String> {
    let mut command = command(client);
    if client == ["curl"] {
        command.args(["--fail", "--silent", "--show-error", "--location", "--retry", "2"]);
        command.args(["--connect-timeout", "15", "--output"]).arg(file).arg(url);
    } else {
        command.args(["--no-verbose", "--tries=2", "--timeout=60", "-O"]).arg(file).arg(url);
    }
    fetcher.run(&mut command, None)
}

/// The first word of a file such as `sha256sum` writes, or the only one.
fn published_checksum(text: &str) -> Option<String> {
    let word = text.split_whitespace().next()?;
    let is_sha256 = word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_sha256.then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_published_checksum() {
        let sum = "a".repeat(64);
        assert_eq!(published_checksum(&format!("{sum}  postgresql.tar.gz\n")), Some(sum.clone()));
        assert_eq!(published_checksum(&sum), Some(sum));
        assert_eq!(published_checksum("<html>not found</html>"), None);
        assert_eq!(published_checksum(""), None);
    }
}
