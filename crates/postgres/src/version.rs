//! Which PostgreSQL a server or a folder of binaries is.

use std::fmt;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

/// The major versions that are supported and tested.
pub const SUPPORTED_MAJORS: RangeInclusive<u32> = 14..=18;

/// A PostgreSQL version, ordered by age: `15.14` is newer than `14.23`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Version {
    /// The major version, such as 15.
    pub major: u32,
    /// The minor version, such as 14; 0 for a pre-release.
    pub minor: u32,
}

impl Version {
    /// Reads the answer of `postgres --version`, such as `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`.
    ///
    /// `None` when the text holds no version.
    pub fn from_banner(banner: &str) -> Option<Self> {
        let (_, rest) = banner.split_once("(PostgreSQL)")?;
        Self::from_text(rest.trim_start())
    }

    /// Reads `15.14`, `18beta1`, `15.14 (Debian …)` or the content of a `PG_VERSION` file.
    ///
    /// `None` when the text does not begin with a number.
    pub fn from_text(text: &str) -> Option<Self> {
        let (major, rest) = leading_number(text)?;
        let minor = rest.strip_prefix('.').and_then(leading_number).map_or(0, |(minor, _)| minor);
        Some(Self { major, minor })
    }

    /// Reads `server_version_num`, such as 150014 for 15.14.
    pub const fn from_number(number: u32) -> Self {
        Self { major: number / 10_000, minor: number % 10_000 }
    }

    /// Whether this version is one of [`SUPPORTED_MAJORS`].
    pub fn is_supported(self) -> bool {
        SUPPORTED_MAJORS.contains(&self.major)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.major, self.minor)
    }
}

fn leading_number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    Some((digits.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_kind_of_banner() {
        let banner = |text| Version::from_banner(text).map(|version| version.to_string());
        assert_eq!(banner("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)").as_deref(), Some("15.14"));
        assert_eq!(banner("postgres (PostgreSQL) 17.10\n").as_deref(), Some("17.10"));
        assert_eq!(banner("postgres (PostgreSQL) 18beta1").as_deref(), Some("18.0"));
        assert_eq!(banner("mysqld 8"), None);
    }

    #[test]
    fn reads_numbers_and_orders_them() {
        assert_eq!(Version::from_number(150_014), Version { major: 15, minor: 14 });
        assert!(Version { major: 18, minor: 4 } > Version { major: 17, minor: 10 });
        assert!(!Version { major: 13, minor: 22 }.is_supported());
        assert!(!Version { major: 19, minor: 0 }.is_supported());
    }
}
