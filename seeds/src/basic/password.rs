//! The password of the test accounts.

use argon2::password_hash::{PasswordHasher, SaltString};
use argon2::{Argon2, password_hash};
use uuid::Uuid;

/// The password of every test account.
pub const PASSWORD: &str = "backline-dev";

/// [`PASSWORD`] as Argon2id makes it with the salt that the account's id is: the same each time, another for each account.
/// Real accounts have random salts.
pub(super) fn hash(account: Uuid) -> Result<String, password_hash::Error> {
    let salt = SaltString::encode_b64(account.as_bytes())?;
    Ok(Argon2::default().hash_password(PASSWORD.as_bytes(), &salt)?.to_string())
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::{PasswordHash, PasswordVerifier};

    use super::*;

    #[test]
    fn the_password_is_verified_and_salted_by_the_account() {
        let (one, two) = (hash(Uuid::from_u128(1)).unwrap(), hash(Uuid::from_u128(2)).unwrap());
        assert_ne!(one, two);
        assert!(one.starts_with("$argon2id$"));
        let verify = |text: &str| {
            Argon2::default().verify_password(text.as_bytes(), &PasswordHash::new(&one).unwrap())
        };
        assert!(verify(PASSWORD).is_ok());
        assert!(verify("another").is_err());
    }
}
