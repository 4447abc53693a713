//! The machine that binaries are fetched for.

/// An operating system and a processor for which there are binaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Platform {
    LinuxX64,
    LinuxArm64,
    MacX64,
    MacArm64,
}

impl Platform {
    /// All of them, in the order of the tables of checksums.
    #[cfg(test)]
    pub(super) const ALL: [Self; 4] = [Self::LinuxX64, Self::LinuxArm64, Self::MacX64, Self::MacArm64];

    /// The machine that we are on; the error says that there is nothing for it.
    pub(super) fn current() -> Result<Self, String> {
        match (std::env::consts::OS, std::env::consts::ARCH) {
            ("linux", "x86_64") => Ok(Self::LinuxX64),
            ("linux", "aarch64") => Ok(Self::LinuxArm64),
            ("macos", "x86_64") => Ok(Self::MacX64),
            ("macos", "aarch64") => Ok(Self::MacArm64),
            (system, processor) => Err(format!("there are no binaries for {system} on {processor}")),
        }
    }

    /// As npm packages name it.
    pub(super) const fn npm(self) -> &'static str {
        match self {
            Self::LinuxX64 => "linux-x64",
            Self::LinuxArm64 => "linux-arm64",
            Self::MacX64 => "darwin-x64",
            Self::MacArm64 => "darwin-arm64",
        }
    }

    /// As compilers name it.
    pub(super) const fn triple(self) -> &'static str {
        match self {
            Self::LinuxX64 if cfg!(target_env = "musl") => "x86_64-unknown-linux-musl",
            Self::LinuxArm64 if cfg!(target_env = "musl") => "aarch64-unknown-linux-musl",
            Self::LinuxX64 => "x86_64-unknown-linux-gnu",
            Self::LinuxArm64 => "aarch64-unknown-linux-gnu",
            Self::MacX64 => "x86_64-apple-darwin",
            Self::MacArm64 => "aarch64-apple-darwin",
        }
    }
}
