//! Saying what must be true.

use std::fmt::Debug;

use super::Failure;

/// Something that must be true after a scenario and is not.
#[derive(Debug, thiserror::Error)]
#[error("{what}: expected {expected}, found {found}")]
pub struct Unmet {
    /// What was looked at.
    pub what: String,
    /// What it should be.
    pub expected: String,
    /// What it is.
    pub found: String,
}

/// That two values are equal.
///
/// # Errors
/// [`Unmet`] when they are not.
pub fn expect<T: PartialEq + Debug>(what: &str, found: T, expected: T) -> Result<(), Failure> {
    if found == expected {
        return Ok(());
    }
    let unmet =
        Unmet { what: what.to_owned(), expected: format!("{expected:?}"), found: format!("{found:?}") };
    Err(unmet.into())
}

/// That something holds.
///
/// # Errors
/// [`Unmet`] when it does not.
pub fn require(what: &str, holds: bool) -> Result<(), Failure> {
    expect(what, holds, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_so_says_both_sides() {
        assert!(expect("followers", 3, 3).is_ok());
        let error = expect("followers", 3, 4).unwrap_err();
        assert_eq!(error.to_string(), "followers: expected 4, found 3");
        assert!(require("the door is open", false).is_err());
    }
}
