//! Unpacks what was fetched, and makes an installation of it.

use std::fs::{self, File};
use std::io::{self, BufReader};
use std::os::unix::fs::symlink;
use std::path::{Component, Path, PathBuf};

use flate2::read::GzDecoder;
use serde::Deserialize;

use super::cache::open_to_all;

/// Unpacks a `.whl` (which is a zip), or a compressed tar, into a new folder. Neither can write outside of it.
///
/// Everybody may then read the files and run the programs. The symbolic links that an npm package cannot hold are made
/// as its list says.
pub(super) fn unpack(archive: &Path, folder: &Path) -> Result<(), String> {
    let is_zip = archive.extension().is_some_and(|extension| extension == "whl" || extension == "zip");
    let unpack = || -> io::Result<()> {
        fs::create_dir(folder)?;
        let file = BufReader::new(File::open(archive)?);
        if is_zip {
            zip::ZipArchive::new(file)?.extract(folder)?;
        } else {
            tar::Archive::new(GzDecoder::new(file)).unpack(folder)?;
        }
        Ok(())
    };
    unpack().map_err(|error| format!("cannot unpack {}: {error}", archive.display()))?;
    let links = folder.join("package/native/pg-symlinks.json");
    if links.is_file() {
        make_links(&links, &folder.join("package"))?;
    }
    open_to_all(folder).map_err(|error| format!("cannot set the modes in {}: {error}", folder.display()))
}

/// A link of an npm package, both paths relative to the package's folder.
#[derive(Debug, Deserialize)]
struct Link {
    /// The file that is there.
    source: PathBuf,
    /// The link to make.
    target: PathBuf,
}

fn make_links(list: &Path, package: &Path) -> Result<(), String> {
    let text = fs::read(list).map_err(|error| format!("cannot read {}: {error}", list.display()))?;
    let links: Vec<Link> =
        serde_json::from_slice(&text).map_err(|error| format!("cannot read {}: {error}", list.display()))?;
    for Link { source, target } in links {
        if !is_inside(&source) || !is_inside(&target) {
            return Err(format!("a link leads out of the package: {}", target.display()));
        }
        // Both lie in one folder, as a library and its names do.
        let (Some(name), true) = (source.file_name(), source.parent() == target.parent()) else {
            return Err(format!("a link leads to another folder: {}", target.display()));
        };
        symlink(name, package.join(&target))
            .map_err(|error| format!("cannot link {}: {error}", target.display()))?;
    }
    Ok(())
}

fn is_inside(path: &Path) -> bool {
    path.components().all(|component| matches!(component, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_made_only_inside_of_the_package() {
        let package = tempfile::tempdir().unwrap();
        let list = package.path().join("links.json");
        fs::create_dir(package.path().join("lib")).unwrap();
        fs::write(package.path().join("lib/a.so.1"), "a").unwrap();
        fs::write(&list, r#"[{"source": "lib/a.so.1", "target": "lib/a.so"}]"#).unwrap();
        make_links(&list, package.path()).unwrap();
        assert_eq!(fs::read(package.path().join("lib/a.so")).unwrap(), b"a");

        for (source, target) in [("lib/a.so.1", "../a.so"), ("/etc/passwd", "lib/p"), ("lib/a.so.1", "a.so")]
        {
            fs::write(&list, format!(r#"[{{"source": "{source}", "target": "{target}"}}]"#)).unwrap();
            make_links(&list, package.path()).unwrap_err();
        }
    }

    #[test]
    fn what_is_no_archive_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.whl", "a.tgz"] {
            let archive = folder.path().join(name);
            fs::write(&archive, "<html>not found</html>").unwrap();
            let error = unpack(&archive, &folder.path().join(format!("{name}.d"))).unwrap_err();
            assert!(error.contains("cannot unpack"), "{error}");
        }
    }
}
