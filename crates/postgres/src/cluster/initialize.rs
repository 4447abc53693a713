//! Makes a data folder: `initdb` in a folder beside it, which is renamed when complete, so that a data folder is
//! either whole or not there.

use std::fs::{self, DirBuilder};
use std::io::{self, Read};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::process::{Output, Stdio};

use super::layout::{Layout, PASSWORD_FILE, write_whole};
use super::log::last_lines;
use super::settings::{Durability, Settings};
use crate::binaries::Binaries;
use crate::error::{Error, mentions};
use crate::process::{Identity, postgres_command};
use crate::progress::Event;
use crate::version::Version;

const STAGING: &str = "data.new-";

/// What PostgreSQL's programs say, each in some place, when the disk is full.
pub(super) const FULL_DISK: &[&str] =
    &["No space left on device", "Disk quota exceeded", "Check free disk space"];

/// Makes the data folder. The caller holds the cluster's lock.
pub(super) fn initialize(layout: &Layout, settings: &Settings, binaries: &Binaries) -> Result<(), Error> {
    remove_leftovers(layout)?;
    settings
        .search
        .progress
        .tell(&Event::Initializing { version: binaries.version, data_folder: layout.data() });
    let identity = layout.identity();
    let staging = layout.folder.join(format!("{STAGING}{}", std::process::id()));
    let made = make(layout, settings, binaries, identity, &staging);
    // Whether it worked or not, for what is left may fill the disk; a failure of the work itself is told first.
    let removed = remove_tree(&staging);
    made.and(removed)
}

fn make(
    layout: &Layout,
    settings: &Settings,
    binaries: &Binaries,
    identity: Identity,
    staging: &Path,
) -> Result<(), Error> {
    private_folder(staging, identity)?;

    let password = random_password()?;
    let password_file = staging.join("password");
    write_whole(&password_file, password.as_bytes(), 0o600)?;
    identity.take(&password_file).map_err(Error::io("give to the server's user", &password_file))?;

    let data = initialize_with_best_locale(staging, &password_file, settings, binaries, identity)?;
    let kept = data.join(PASSWORD_FILE);
    fs::rename(&password_file, &kept).map_err(Error::io("move the password to", &kept))?;
    if settings.durability == Durability::Full {
        sync(&kept)?;
    }
    fs::rename(&data, layout.data()).map_err(Error::io("move the new data folder to", &layout.data()))?;
    if settings.durability == Durability::Full {
        sync(&layout.folder)?;
    }
    Ok(())
}

/// Removes what an `initdb` left behind whose command was killed.
pub(super) fn remove_leftovers(layout: &Layout) -> Result<(), Error> {
    let entries = fs::read_dir(&layout.folder).map_err(Error::io("read the folder", &layout.folder))?;
    for entry in entries.flatten() {
        if entry.file_name().as_encoded_bytes().starts_with(STAGING.as_bytes()) {
            remove_tree(&entry.path())?;
        }
    }
    Ok(())
}

/// Removes a folder and what is in it, also while a forgotten process still adds files.
pub(crate) fn remove_tree(folder: &Path) -> Result<(), Error> {
    let mut result = Ok(());
    for _ in 0..50 {
        result = match fs::remove_dir_all(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            other => other,
        };
        match &result {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            _ => break,
        }
    }
    result.map_err(Error::io("remove the folder", folder))
}

fn initialize_with_best_locale(
    staging: &Path,
    password_file: &Path,
    settings: &Settings,
    binaries: &Binaries,
    identity: Identity,
) -> Result<std::path::PathBuf, Error> {
    let locales = locales(binaries.version);
    let mut attempts = locales.iter().enumerate().peekable();
    while let Some((number, locale)) = attempts.next() {
        let data = staging.join(format!("data{number}"));
        private_folder(&data, identity)?;
        let mut command = postgres_command(&binaries.initdb());
        command.arg("-D").arg(&data);
        command.args(["--username=postgres", "--encoding=UTF8", "--no-instructions"]);
        command.args(["--auth-local=trust", "--auth-host=scram-sha-256"]);
        let mut pwfile = std::ffi::OsString::from("--pwfile=");
        pwfile.push(password_file);
        command.arg(pwfile).args(*locale);
        if settings.durability == Durability::None {
            command.arg("--no-sync");
        }
        identity.apply(&mut command);
        let output = command.stdin(Stdio::null()).output().map_err(Error::io("run", &binaries.initdb()))?;
        if output.status.success() {
            return Ok(data);
        }
        let error = failure(&output, staging.parent().unwrap_or(staging));
        let lines = if let Error::Initialize { output, .. } = &error { output.as_slice() } else { &[] };
        let is_about_locale = mentions(lines, &["locale", "ICU", "collation"]);
        if !is_about_locale || attempts.peek().is_none() {
            return Err(error);
        }
        tracing::debug!(?locale, "initdb does not know this locale, trying the next");
    }
    unreachable!("the list of locales is not empty and its last entry returns")
}

/// The locales to try, best first. All give UTF-8 and lower-case letters with diacritics, but for the last.
///
/// C.UTF-8 comes first because its order is the same on every machine and lets `LIKE 'prefix%'` use an index; a query
/// that wants names in a reader's order says `COLLATE "und-x-icu"`.
fn locales(version: Version) -> Vec<&'static [&'static str]> {
    let mut locales: Vec<&[&str]> = Vec::new();
    if version.major >= 17 {
        locales.push(&["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]);
        locales.push(&["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]);
    }
    locales.push(&["--locale=C.UTF-8"]);
    if version.major >= 15 {
        locales.push(&["--locale-provider=icu", "--icu-locale=und", "--locale=C"]);
    }
    locales.push(&["--locale=en_US.UTF-8"]);
    locales.push(&["--locale=C"]);
    locales
}

fn failure(output: &Output, folder: &Path) -> Error {
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let lines = last_lines(&text);
    // The whole text: the reason stands well before the end.
    if FULL_DISK.iter().any(|sign| text.contains(sign)) {
        return Error::DiskFull { folder: folder.to_owned(), log: lines };
    }
    Error::Initialize { status: output.status.to_string(), output: lines }
}

fn private_folder(folder: &Path, identity: Identity) -> Result<(), Error> {
    DirBuilder::new().mode(0o700).create(folder).map_err(Error::io("create the folder", folder))?;
    identity.take(folder).map_err(Error::io("give to the server's user", folder))
}

/// 48 hexadecimal digits from the operating system: nothing in them needs escaping in a URL.
fn random_password() -> Result<String, Error> {
    let source = Path::new("/dev/urandom");
    let mut bytes = [0_u8; 24];
    fs::File::open(source)
        .and_then(|mut file| file.read_exact(&mut bytes))
        .map_err(Error::io("read random bytes from", source))?;
    Ok(hex::encode(bytes))
}

fn sync(path: &Path) -> Result<(), Error> {
    fs::File::open(path).and_then(|file| file.sync_all()).map_err(Error::io("write to disk", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_has_a_locale_that_always_works() {
        for major in crate::version::SUPPORTED_MAJORS {
            let locales = locales(Version { major, minor: 0 });
            assert_eq!(locales.last(), Some(&&["--locale=C"][..]));
        }
    }

    #[test]
    fn a_full_disk_is_told_from_other_failures() {
        let failed = |stderr: &str| {
            let status = std::process::Command::new("false").status().unwrap();
            failure(&Output { status, stdout: Vec::new(), stderr: stderr.into() }, Path::new("/srv"))
        };
        let full = failed(
            "FATAL:  could not extend file \"base/1/2691\": wrote only 4096 of 8192 bytes at block 20\n\
             HINT:  Check free disk space.\n\
             initdb: removing data directory \"/srv/data\"\n",
        );
        assert!(matches!(full, Error::DiskFull { .. }), "{full}");
        assert!(full.hint().contains("make room"), "{}", full.hint());
        assert!(matches!(failed("initdb: error: something else\n"), Error::Initialize { .. }));
    }

    #[test]
    fn passwords_differ() {
        let (one, two) = (random_password().unwrap(), random_password().unwrap());
        assert_eq!(one.len(), 48);
        assert_ne!(one, two);
    }
}
