//! The peers: fetched from their registries into the cache folder, each at a fixed version.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Error, process};

/// A peer that is a crate with a program.
#[derive(Debug, Clone, Copy)]
pub struct CargoTool {
    /// The crate.
    pub package: &'static str,
    /// Its version.
    pub version: &'static str,
    /// The program.
    pub program: &'static str,
    /// The features that PostgreSQL needs.
    pub features: &'static str,
}

/// `sea-orm-cli migrate`, which builds and runs the migration crate.
pub const SEA_ORM_CLI: CargoTool = CargoTool {
    package: "sea-orm-cli",
    version: "2.0.4",
    program: "sea-orm-cli",
    features: "cli,codegen,runtime-tokio,sqlx-postgres",
};

/// `sqlx migrate`.
pub const SQLX_CLI: CargoTool =
    CargoTool { package: "sqlx-cli", version: "0.9.0", program: "sqlx", features: "postgres,rustls" };

/// `refinery migrate`.
pub const REFINERY_CLI: CargoTool =
    CargoTool { package: "refinery_cli", version: "0.10.0", program: "refinery", features: "postgresql" };

/// `migra`, and what it needs of that age.
const MIGRA: [&str; 4] = ["migra==3.0.1663481299", "sqlalchemy<2", "psycopg2-binary", "setuptools<81"];

/// drizzle-seed, and what it needs.
const DRIZZLE_SEED: [&str; 3] = ["drizzle-seed@0.3.1", "drizzle-orm@0.45.4", "pg@8.23.1"];

/// Where peers are kept.
#[derive(Debug)]
pub struct Tools {
    cache: PathBuf,
}

impl Tools {
    /// In this folder.
    #[must_use]
    pub fn new(cache: impl Into<PathBuf>) -> Self {
        Self { cache: cache.into() }
    }

    /// The program of a crate, which is built the first time.
    ///
    /// # Errors
    /// [`Error::Tool`] when it cannot be built.
    pub fn cargo(&self, tool: CargoTool, narrate: &dyn Fn(&str)) -> Result<PathBuf, Error> {
        let program = self.cache.join("bin").join(tool.program);
        if program.is_file() && self.is_installed(tool) {
            return Ok(program);
        }
        narrate(&format!("building {} {}; this is done once", tool.package, tool.version));
        let mut command = Command::new("cargo");
        command
            .args(["install", "--quiet", "--locked", "--no-default-features", "--features", tool.features])
            .arg("--root")
            .arg(&self.cache)
            .args(["--version", tool.version, tool.package])
            .env("CARGO_TARGET_DIR", self.cache.join("build"));
        process::output(&mut command).map_err(|error| Error::Tool {
            tool: format!("{} {}", tool.package, tool.version),
            reason: error.to_string(),
            hint: "it is built from crates.io by cargo install; check the network and the build output"
                .to_owned(),
        })?;
        Ok(program)
    }

    /// `migra`, in a virtual environment that is made the first time.
    ///
    /// # Errors
    /// [`Error::Tool`] when there is no Python with venv, or the packages cannot be fetched.
    pub fn migra(&self, narrate: &dyn Fn(&str)) -> Result<PathBuf, Error> {
        let folder = self.cache.join("migra");
        let program = folder.join("bin/migra");
        let complete = folder.join("complete");
        if complete.is_file() {
            return Ok(program);
        }
        narrate("fetching migra; this is done once");
        let unavailable = |error: Error| Error::Tool {
            tool: "migra".to_owned(),
            reason: error.to_string(),
            hint: "it comes from PyPI and needs python3 with venv (Debian: python3-venv)".to_owned(),
        };
        process::output(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))
            .map_err(unavailable)?;
        process::output(Command::new(folder.join("bin/pip")).args(["install", "--quiet"]).args(MIGRA))
            .map_err(unavailable)?;
        std::fs::write(&complete, MIGRA.join("\n")).map_err(Error::io("write", complete))?;
        Ok(program)
    }

    /// A folder of Node with drizzle-seed, which is fetched the first time, and this program.
    ///
    /// # Errors
    /// [`Error::Tool`] when there is no npm, or the packages cannot be fetched.
    pub fn drizzle_seed(&self, program: &str, narrate: &dyn Fn(&str)) -> Result<PathBuf, Error> {
        let folder = self.cache.join("drizzle-seed");
        let (complete, file) = (folder.join("complete"), folder.join("seed.mjs"));
        if !complete.is_file() {
            narrate("fetching drizzle-seed; this is done once");
            std::fs::create_dir_all(&folder).map_err(Error::io("make the folder", &folder))?;
            let package = folder.join("package.json");
            std::fs::write(&package, "{\"private\": true}\n").map_err(Error::io("write", &package))?;
            let mut install = Command::new("npm");
            install.current_dir(&folder).args([
                "install",
                "--silent",
                "--no-audit",
                "--no-fund",
                "--save-exact",
            ]);
            process::output(install.args(DRIZZLE_SEED)).map_err(|error| Error::Tool {
                tool: "drizzle-seed".to_owned(),
                reason: error.to_string(),
                hint: "it comes from the npm registry and needs node and npm (Debian: nodejs, npm)"
                    .to_owned(),
            })?;
            std::fs::write(&complete, DRIZZLE_SEED.join("\n")).map_err(Error::io("write", complete))?;
        }
        std::fs::write(&file, program).map_err(Error::io("write", &file))?;
        Ok(file)
    }

    /// The files of a Debian package, unpacked into a folder the first time; nothing is installed.
    ///
    /// # Errors
    /// [`Error::Tool`] when there is no apt, or it does not have the package.
    pub fn debian(&self, package: &str, narrate: &dyn Fn(&str)) -> Result<PathBuf, Error> {
        let folder = self.cache.join(package);
        let complete = folder.join("complete");
        if complete.is_file() {
            return Ok(folder);
        }
        narrate(&format!("fetching {package}; this is done once"));
        let unavailable = |error: Error| Error::Tool {
            tool: package.to_owned(),
            reason: error.to_string(),
            hint: "it comes from Debian by apt-get download; run apt-get update first".to_owned(),
        };
        std::fs::create_dir_all(&folder).map_err(Error::io("make the folder", &folder))?;
        let mut download = Command::new("apt-get");
        process::output(download.current_dir(&folder).args(["download", "--quiet", package]))
            .map_err(unavailable)?;
        let entries = std::fs::read_dir(&folder).map_err(Error::io("read", &folder))?;
        for archive in entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|end| end == "deb"))
        {
            process::output(Command::new("dpkg-deb").arg("--extract").arg(&archive).arg(&folder))
                .map_err(unavailable)?;
            let name = archive.file_name().unwrap_or_default().to_string_lossy().into_owned();
            std::fs::write(&complete, name).map_err(Error::io("write", &complete))?;
        }
        Ok(folder)
    }

    /// Whether cargo's own list in the folder has it in this version.
    fn is_installed(&self, tool: CargoTool) -> bool {
        let list = std::fs::read_to_string(self.cache.join(".crates.toml")).unwrap_or_default();
        lists(&list, tool)
    }
}

fn lists(crates_toml: &str, tool: CargoTool) -> bool {
    let entry = format!("\"{} {} (", tool.package, tool.version);
    crates_toml.lines().any(|line| line.starts_with(&entry))
}

/// Builds a program of a cargo project with optimisations, in its own target folder unless `target` is given; gives the
/// folder that it lies in.
///
/// # Errors
/// [`Error::Program`] when it does not build.
pub fn build_release(project: &Path, arguments: &[&str]) -> Result<PathBuf, Error> {
    let mut command = Command::new("cargo");
    command.current_dir(project).args(["build", "--quiet", "--release"]).args(arguments);
    process::output(&mut command)?;
    Ok(target_folder(project).join("release"))
}

/// The folder that cargo builds a workspace in.
#[must_use]
pub fn target_folder(workspace: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_is_not_installed() {
        let list = "[v1]\n\"sqlx-cli 0.9.0 (registry+x)\" = [\"cargo-sqlx\", \"sqlx\"]\n";
        assert!(lists(list, SQLX_CLI));
        assert!(!lists(list, CargoTool { version: "0.9.1", ..SQLX_CLI }));
        assert!(!lists(list, SEA_ORM_CLI));
    }

    #[test]
    fn a_peer_that_cannot_be_fetched_is_named_with_a_hint() {
        let folder = tempfile::tempdir().unwrap();
        // A file in the place of the folder: nothing can be installed into it.
        let cache = folder.path().join("cache");
        std::fs::write(&cache, "").unwrap();
        let error = Tools::new(&cache).migra(&|_line| {}).unwrap_err();
        assert!(error.to_string().contains("migra") && error.hint().is_some(), "{error}");
    }
}
