//! Leave to destroy data: a token that only [`Request::decide`] makes, and that what destroys data asks for.
//!
//! ```
//! use backline_ops::consent::{Environment, Request};
//!
//! let request = Request::new("app_development", Environment::Development).confirmed(true);
//! assert_eq!(request.decide()?.database(), "app_development");
//!
//! // Protected: its name has to be typed out.
//! let request = Request::new("app", Environment::Production).confirmed(true);
//! assert!(request.decide().is_err());
//! assert!(request.typed(Some("app")).decide().is_ok());
//! # Ok::<(), backline_ops::consent::Refused>(())
//! ```

use std::fmt;
use std::str::FromStr;

/// What a database is for; what must be treated with more care is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// One developer's own.
    Development,
    /// Of a test run.
    Test,
    /// Like production, and looked at by many.
    Staging,
    /// What must not be lost.
    Production,
}

impl Environment {
    /// All of them, the laxest first.
    pub const ALL: [Self; 4] = [Self::Development, Self::Test, Self::Staging, Self::Production];

    /// Its name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Test => "test",
            Self::Staging => "staging",
            Self::Production => "production",
        }
    }

    /// Whether data may be destroyed here only by who types the database's name.
    #[must_use]
    pub fn is_protected(self) -> bool {
        self >= Self::Staging
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A name that is no environment's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{name}\" is no environment")]
pub struct UnknownEnvironment {
    /// The name.
    pub name: String,
}

impl UnknownEnvironment {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        format!("use one of {}", Environment::ALL.map(Environment::as_str).join(", "))
    }
}

impl FromStr for Environment {
    type Err = UnknownEnvironment;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|environment| environment.as_str() == name);
        found.ok_or_else(|| UnknownEnvironment { name: name.to_owned() })
    }
}

/// Leave to destroy data of one database. Only [`Request::decide`] makes it.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "what destroys data takes it"]
pub struct Consent {
    database: String,
    environment: Environment,
}

impl Consent {
    /// The database that is meant.
    #[must_use]
    pub fn database(&self) -> &str {
        &self.database
    }

    /// What it is for.
    #[must_use]
    pub fn environment(&self) -> Environment {
        self.environment
    }
}

/// A request for leave to destroy data.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    database: &'a str,
    environment: Environment,
    typed: Option<&'a str>,
    confirmed: bool,
}

impl<'a> Request<'a> {
    /// For this database, which is for that; nobody has confirmed it yet.
    #[must_use]
    pub fn new(database: &'a str, environment: Environment) -> Self {
        Self { database, environment, typed: None, confirmed: false }
    }

    /// With the name that somebody typed out, knowing that the database is protected.
    #[must_use]
    pub fn typed(mut self, name: Option<&'a str>) -> Self {
        self.typed = name;
        self
    }

    /// Whether somebody said yes, or nothing can be lost.
    #[must_use]
    pub fn confirmed(mut self, confirmed: bool) -> Self {
        self.confirmed = confirmed;
        self
    }

    /// Whether there is any use in asking somebody.
    ///
    /// # Errors
    /// [`Refused::Protected`] and [`Refused::OtherName`].
    pub fn check(&self) -> Result<(), Refused> {
        let database = self.database.to_owned();
        match self.typed {
            Some(name) if name != self.database => {
                Err(Refused::OtherName { database, name: name.to_owned() })
            }
            None if self.environment.is_protected() => {
                Err(Refused::Protected { database, environment: self.environment })
            }
            _ => Ok(()),
        }
    }

    /// The decision. A name that is typed out counts as a yes.
    ///
    /// # Errors
    /// [`Refused`], with the reason.
    pub fn decide(self) -> Result<Consent, Refused> {
        self.check()?;
        let database = self.database.to_owned();
        if self.confirmed || self.typed.is_some() {
            Ok(Consent { database, environment: self.environment })
        } else {
            Err(Refused::Unconfirmed { database })
        }
    }
}

/// Why leave is not given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The database is protected, and nobody typed its name.
    #[error("the database \"{database}\" counts as {environment}")]
    Protected {
        /// The database.
        database: String,
        /// What it is for.
        environment: Environment,
    },
    /// Another name than the database's was typed.
    #[error("the database is \"{database}\", and not \"{name}\"")]
    OtherName {
        /// The database.
        database: String,
        /// The name that was typed.
        name: String,
    },
    /// Nobody said yes.
    #[error("nobody confirmed that data of \"{database}\" may go")]
    Unconfirmed {
        /// The database.
        database: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stricter_environment_is_the_greater() {
        assert!(Environment::ALL.is_sorted());
        assert_eq!(Environment::ALL.map(Environment::is_protected), [false, false, true, true]);
        for environment in Environment::ALL {
            assert_eq!(environment.as_str().parse(), Ok(environment));
        }
        let error = "prod".parse::<Environment>().unwrap_err();
        assert_eq!(error.hint(), "use one of development, test, staging, production");
    }

    #[test]
    fn leave_is_given_where_it_is_confirmed_or_the_name_is_typed() {
        for environment in Environment::ALL {
            let request = Request::new("app", environment);
            assert!(request.decide().is_err());
            assert_eq!(request.check().is_ok(), !environment.is_protected());
            assert_eq!(request.confirmed(true).decide().is_ok(), !environment.is_protected());
            assert_eq!(request.typed(Some("app")).decide().unwrap().database(), "app");
            let other = Refused::OtherName { database: "app".to_owned(), name: "APP".to_owned() };
            assert_eq!(request.confirmed(true).typed(Some("APP")).decide(), Err(other));
        }
    }
}
