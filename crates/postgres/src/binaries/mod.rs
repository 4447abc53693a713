//! The programs of a PostgreSQL installation: `postgres` and `initdb`, which must be there, and the client programs
//! that some distributions leave out.

mod candidates;
mod extensions;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Rejected};
use crate::obtain::{self, Way};
use crate::process::{Identity, postgres_command};
use crate::progress::Progress;
use crate::version::Version;

/// How the binaries were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Source {
    /// The folder that `PG_BIN` or [`Local::Folder`] names.
    Given,
    /// What `pg_config --bindir` answered.
    PgConfig,
    /// A folder in `PATH`.
    Path,
    /// A folder where a distribution installs PostgreSQL.
    KnownFolder,
    /// Fetched by us into the cache folder.
    Fetched,
}

/// A complete PostgreSQL installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binaries {
    /// The folder that holds the programs.
    pub folder: PathBuf,
    /// Their version, as `postgres --version` tells it.
    pub version: Version,
    /// How they were found.
    pub source: Source,
}

impl Binaries {
    /// The server program.
    pub fn postgres(&self) -> PathBuf {
        self.folder.join("postgres")
    }

    /// The program that makes a data folder.
    pub fn initdb(&self) -> PathBuf {
        self.folder.join("initdb")
    }

    /// `psql`: beside the server, else the one in `PATH`; `None` when there is neither.
    pub fn psql(&self) -> Option<PathBuf> {
        self.client("psql")
    }

    /// `pg_dump`, found like [`psql`](Self::psql).
    pub fn pg_dump(&self) -> Option<PathBuf> {
        self.client("pg_dump")
    }

    /// `pg_restore`, found like [`psql`](Self::psql).
    pub fn pg_restore(&self) -> Option<PathBuf> {
        self.client("pg_restore")
    }

    fn client(&self, name: &str) -> Option<PathBuf> {
        std::iter::once(self.folder.clone())
            .chain(candidates::path_folders())
            .map(|folder| folder.join(name))
            .find(|file| file.is_file())
    }

    /// Of these extensions, those that are not installed with these binaries. Empty when the folder of the
    /// extensions cannot be found: the server will tell.
    pub fn missing_extensions(&self, extensions: &[String]) -> Vec<String> {
        extensions::missing(&self.folder, self.version, extensions)
    }

    /// Checks that these extensions are installed.
    ///
    /// # Errors
    /// [`Error::MissingExtension`] naming those that are not.
    pub fn require_extensions(&self, extensions: &[String]) -> Result<(), Error> {
        let missing = self.missing_extensions(extensions);
        if missing.is_empty() {
            return Ok(());
        }
        Err(Error::MissingExtension {
            folder: self.folder.clone(),
            version: self.version,
            extensions: missing,
        })
    }
}

/// Which local binaries may be used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Local {
    /// Any that can be found, the newest supported version first.
    #[default]
    Anywhere,
    /// Only those in this folder.
    Folder(PathBuf),
    /// None, as if none were installed.
    Hidden,
}

/// What to look for, and where.
#[derive(Debug, Clone)]
pub struct Search {
    /// Which local binaries may be used.
    pub local: Local,
    /// Extensions that must be installed with them.
    pub extensions: Vec<String>,
    /// Only this major version, as an existing data folder demands; that of a data folder goes before it.
    pub major: Option<u32>,
    /// The ways in which PostgreSQL may be fetched when there is none here, in the order to try them; none to forbid
    /// it.
    pub ways: Vec<Way>,
    /// The base of the URLs of release archives, in place of the usual one; may begin with `file://`.
    pub mirror: Option<String>,
    /// The folder to fetch into; `None` for the usual one, see [`obtain::cache_folder`].
    pub cache: Option<PathBuf>,
    /// Told what is going on.
    pub progress: Progress,
}

impl Default for Search {
    /// Any local binaries, else fetched ones.
    fn default() -> Self {
        Self {
            local: Local::Anywhere,
            extensions: Vec::new(),
            major: None,
            ways: Way::ALL.to_vec(),
            mirror: None,
            cache: None,
            progress: Progress::default(),
        }
    }
}

impl Search {
    /// The search that the environment asks for: `PG_BIN` names the one folder to use, or is `none` to hide all local
    /// binaries; `BACKLINE_POSTGRES_MIRROR` is the base of the URLs of release archives; `BACKLINE_CACHE` names the
    /// folder to fetch into.
    pub fn from_environment() -> Self {
        let local = match std::env::var_os("PG_BIN") {
            None => Local::Anywhere,
            Some(value) if value.is_empty() => Local::Anywhere,
            Some(value) if value == "none" => Local::Hidden,
            Some(folder) => Local::Folder(folder.into()),
        };
        let mirror = std::env::var("BACKLINE_POSTGRES_MIRROR").ok().filter(|base| !base.is_empty());
        Self { local, mirror, ..Self::default() }
    }
}

/// Finds binaries: local ones, newest supported version first; else those in the cache folder; else fetches them.
///
/// Each candidate is asked for its version by running it, must be complete (`postgres` and `initdb`), and must have
/// the extensions. When we are root, the unprivileged user of the server must be able to run it.
///
/// # Errors
/// [`Error::BinariesNotFound`] with each refused folder and why; [`Error::MissingExtension`] when an extension was the
/// only thing missing and nothing may be fetched; [`Error::NotObtained`] when fetching failed in every way.
pub fn find(search: &Search) -> Result<Binaries, Error> {
    find_for(search, Identity::for_server(Path::new("")))
}

/// [`find`], for a server of this user.
pub(crate) fn find_for(search: &Search, identity: Identity) -> Result<Binaries, Error> {
    let mut usable = Vec::new();
    let mut rejected = Vec::new();
    let mut lacking = None;
    for (folder, source) in candidates::list(&search.local) {
        match inspect(&folder, source, identity, search.major) {
            Ok(binaries) => match binaries.require_extensions(&search.extensions) {
                Ok(()) => usable.push(binaries),
                Err(error) => {
                    rejected.push(Rejected { folder, reason: error.to_string() });
                    lacking.get_or_insert(error);
                }
            },
            Err(reason) => rejected.push(Rejected { folder, reason }),
        }
    }
    // Stable: of equal versions the one that was found first.
    usable.sort_by_key(|binaries| std::cmp::Reverse(binaries.version));
    if let Some(best) = usable.into_iter().next() {
        return Ok(best);
    }
    let may_fetch = match search.major {
        Some(major) => obtain::offers(&search.ways, major),
        None => !search.ways.is_empty(),
    };
    let wants_fetched = may_fetch && !matches!(search.local, Local::Folder(_));
    if wants_fetched {
        // Where local binaries only lack an extension, that is what to mend, not the network.
        let obtained = obtain::obtain(search, identity).map_err(|error| lacking.unwrap_or(error))?;
        obtained.require_extensions(&search.extensions)?;
        return Ok(obtained);
    }
    Err(lacking.unwrap_or(Error::BinariesNotFound { rejected }))
}

/// Looks at one folder; the error says why it cannot be used.
pub(crate) fn inspect(
    folder: &Path,
    source: Source,
    identity: Identity,
    major: Option<u32>,
) -> Result<Binaries, String> {
    for program in ["postgres", "initdb"] {
        let file = folder.join(program);
        if !file.is_file() {
            return Err(format!("no {program} in it"));
        }
        if !identity.can_run(&file) {
            return Err(format!("the user with id {} cannot run its {program}", identity.uid));
        }
    }
    let banner = version_banner(&folder.join("postgres"))?;
    let version = Version::from_banner(&banner)
        .ok_or_else(|| format!("its postgres calls itself \"{}\"", banner.trim()))?;
    if !version.is_supported() {
        return Err(format!("version {version} is not one of 14 to 18"));
    }
    if let Some(major) = major.filter(|major| *major != version.major) {
        return Err(format!("version {version} cannot use a data folder of version {major}"));
    }
    Ok(Binaries { folder: folder.to_owned(), version, source })
}

fn version_banner(postgres: &Path) -> Result<String, String> {
    let output = postgres_command(postgres)
        .arg("--version")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("its postgres does not run: {error}"))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(format!(
            "its postgres does not run: {}",
            complaint.lines().next().unwrap_or("no reason given")
        ));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The first line that a command prints, `None` when it cannot be run or fails.
fn first_line(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.lines().next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_binaries_says_what_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let search = Search { local: Local::Folder(folder.path().to_owned()), ..Search::default() };
        let error = find(&search).unwrap_err();
        assert!(error.to_string().contains("no postgres in it"), "{error}");
        assert!(error.hint().contains("PG_BIN"), "{}", error.hint());
    }

    #[test]
    fn a_program_that_is_no_postgres_is_refused() {
        let folder = tempfile::Builder::new().tempdir_in("/tmp").unwrap();
        std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        for program in ["postgres", "initdb"] {
            std::os::unix::fs::symlink("/bin/echo", folder.path().join(program)).unwrap();
        }
        let error = find(&Search { local: Local::Folder(folder.path().to_owned()), ..Search::default() })
            .unwrap_err();
        assert!(error.to_string().contains("calls itself"), "{error}");
    }
}
