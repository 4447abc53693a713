//! Processes and users: under whom the server runs, whether a process is alive, how it is told to end.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use rustix::process::{Pid, Signal};

/// The user under whom the server's processes run.
///
/// PostgreSQL refuses to run as root, so when we are root it is somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

/// The id that Linux and macOS keep for "nobody", used when /etc/passwd names no better user.
const OVERFLOW_ID: u32 = 65_534;

impl Identity {
    /// The user of this process.
    pub(crate) fn ours() -> Self {
        Self { uid: rustix::process::geteuid().as_raw(), gid: rustix::process::getegid().as_raw() }
    }

    /// The user for a server whose data folder is `data_folder`: ourselves; or, when we are root, the owner of that
    /// folder where it exists, else `postgres`, else `nobody`.
    pub(crate) fn for_server(data_folder: &Path) -> Self {
        let ours = Self::ours();
        if ours.uid != 0 {
            return ours;
        }
        match fs::metadata(data_folder) {
            Ok(metadata) if metadata.uid() != 0 => Self { uid: metadata.uid(), gid: metadata.gid() },
            _ => Self::unprivileged(),
        }
    }

    fn unprivileged() -> Self {
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        ["postgres", "nobody"]
            .iter()
            .find_map(|name| user_named(&users, name))
            .unwrap_or(Self { uid: OVERFLOW_ID, gid: OVERFLOW_ID })
    }

    /// Whether a command has to change to this user before it runs.
    pub(crate) fn is_other(self) -> bool {
        self.uid != Self::ours().uid
    }

    /// Makes the command run as this user.
    pub(crate) fn apply(self, command: &mut Command) {
        if self.is_other() {
            command.uid(self.uid).gid(self.gid);
        }
    }

    /// Gives a file or folder to this user.
    pub(crate) fn take(self, path: &Path) -> io::Result<()> {
        if self.is_other() { std::os::unix::fs::lchown(path, Some(self.uid), Some(self.gid)) } else { Ok(()) }
    }

    /// Whether this user may enter `folder` and every folder above it. Access lists are not looked at.
    pub(crate) fn can_enter(self, folder: &Path) -> bool {
        folder
            .ancestors()
            .filter(|ancestor| !ancestor.as_os_str().is_empty())
            .all(|ancestor| fs::metadata(ancestor).is_ok_and(|metadata| self.may(&metadata, 0o1)))
    }

    /// Whether this user may run the file.
    pub(crate) fn can_run(self, file: &Path) -> bool {
        file.parent().is_none_or(|folder| self.can_enter(folder))
            && fs::metadata(file).is_ok_and(|metadata| self.may(&metadata, 0o1))
    }

    fn may(self, metadata: &fs::Metadata, bit: u32) -> bool {
        let mode = metadata.permissions().mode();
        let shift = match () {
            () if self.uid == 0 => return mode & 0o111 != 0 || metadata.is_dir(),
            () if metadata.uid() == self.uid => 6,
            () if metadata.gid() == self.gid => 3,
            () => 0,
        };
        mode >> shift & bit != 0
    }
}

fn user_named(passwd: &str, name: &str) -> Option<Identity> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next()? == name).then_some(())?;
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        (uid != 0).then_some(Identity { uid, gid })
    })
}

/// A command of a PostgreSQL program that none of our `PG…` variables can lead astray.
pub(crate) fn client_command(program: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.as_encoded_bytes().starts_with(b"PG") {
            command.env_remove(&name);
        }
    }
    command
}

/// A command of a program whose words we read: also English, and in a folder that every user may enter.
pub(crate) fn postgres_command(program: &Path) -> Command {
    let mut command = client_command(program);
    command.env("LC_ALL", "C").env_remove("LANGUAGE").current_dir("/");
    command
}

/// Whether the process exists and is not merely waiting to be reaped.
pub(crate) fn is_alive(pid: u32) -> bool {
    let Some(id) = to_pid(pid) else { return false };
    match rustix::process::test_kill_process(id) {
        Err(rustix::io::Errno::SRCH) => false,
        Ok(()) | Err(_) => !is_zombie(pid),
    }
}

/// Sends a signal; a process that is gone already is no error.
pub(crate) fn send(pid: u32, signal: Signal) -> io::Result<()> {
    let Some(id) = to_pid(pid) else { return Ok(()) };
    match rustix::process::kill_process(id, signal) {
        Ok(()) | Err(rustix::io::Errno::SRCH) => Ok(()),
        Err(errno) => Err(errno.into()),
    }
}

/// What tells this process from an earlier or later one with the same id: when it started.
///
/// On Linux the start time in clock ticks since boot from `/proc`, elsewhere what `ps` says. `None` when the process
/// does not exist.
pub(crate) fn start_token(pid: u32) -> Option<String> {
    if Path::new("/proc/self/stat").exists() {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The second field is the program's name in brackets and may hold anything.
        let (_, after_name) = stat.rsplit_once(") ")?;
        after_name.split_whitespace().nth(19).map(str::to_owned)
    } else {
        let mut ps = Command::new("ps");
        ps.args(["-o", "lstart=", "-p", &pid.to_string()]).env("LC_ALL", "C").env("TZ", "UTC");
        let output = ps.output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    }
}

/// Whether the process is a server on this data folder: a server's working folder is its data folder. Where that
/// cannot be seen (macOS), its command line has to name the folder.
pub(crate) fn is_server_on(pid: u32, data_folder: &Path) -> bool {
    if Path::new("/proc/self/stat").exists() {
        let wanted = fs::canonicalize(data_folder).unwrap_or_else(|_| data_folder.to_owned());
        match fs::read_link(format!("/proc/{pid}/cwd")) {
            Ok(folder) => folder == wanted,
            // Another user's process, and we are not root, or root without the right to look (a container).
            Err(_) => fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| {
                line.split(|byte| *byte == 0)
                    .any(|argument| argument == data_folder.as_os_str().as_encoded_bytes())
            }),
        }
    } else {
        Command::new("ps").args(["-ww", "-o", "command=", "-p", &pid.to_string()]).output().is_ok_and(
            |output| String::from_utf8_lossy(&output.stdout).contains(&*data_folder.to_string_lossy()),
        )
    }
}

fn is_zombie(pid: u32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat"))
        .is_ok_and(|stat| stat.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with(['Z', 'X'])))
}

fn to_pid(pid: u32) -> Option<Pid> {
    i32::try_from(pid).ok().and_then(Pid::from_raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_user_but_never_root() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\npostgres:x:101:104::/var/lib/postgresql:/bin/sh\nfake:x:0:0::/:/bin/sh\n";
        assert_eq!(user_named(passwd, "postgres"), Some(Identity { uid: 101, gid: 104 }));
        assert_eq!(user_named(passwd, "fake"), None);
        assert_eq!(user_named(passwd, "absent"), None);
    }

    #[test]
    fn tells_a_live_process_from_a_dead_one() {
        assert!(is_alive(std::process::id()));
        assert!(start_token(std::process::id()).is_some());
        let mut child = Command::new("true").spawn().unwrap();
        let pid = child.id();
        child.wait().unwrap();
        assert!(!is_alive(pid));
        assert_eq!(start_token(pid), None);
    }

    #[test]
    fn a_private_folder_cannot_be_entered_by_others() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        assert!(Identity::ours().can_enter(folder.path()));
        assert!(!Identity { uid: 12_345, gid: 12_345 }.can_enter(folder.path()));
    }
}
