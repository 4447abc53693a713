//! Functions.

use super::{Ddl, quote};

/// What a function may depend on, and so what the planner may do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Volatility {
    /// Anything, at any time.
    Volatile,
    /// The same within a statement.
    Stable,
    /// Its arguments only.
    Immutable,
}

/// `CREATE FUNCTION`, with a fixed `search_path`, so that nobody's own schema can come before ours.
#[derive(Debug, Clone)]
pub struct Function {
    signature: String,
    returns: String,
    language: &'static str,
    volatility: Volatility,
    parallel_safe: bool,
    security_definer: bool,
    body: String,
}

impl Function {
    /// A trigger function in PL/pgSQL. `name` without parentheses.
    #[must_use]
    pub fn trigger(name: &str, body: &str) -> Self {
        Self::new(&format!("{name}()"), "trigger", body)
    }

    /// A function in PL/pgSQL. The signature names the arguments: `create_month_partitions(months integer)`.
    #[must_use]
    pub fn new(signature: &str, returns: &str, body: &str) -> Self {
        Self {
            signature: signature.to_owned(),
            returns: returns.to_owned(),
            language: "plpgsql",
            volatility: Volatility::Volatile,
            parallel_safe: false,
            security_definer: false,
            body: body.to_owned(),
        }
    }

    /// A function in SQL.
    #[must_use]
    pub fn sql_language(signature: &str, returns: &str, body: &str) -> Self {
        Self { language: "sql", ..Self::new(signature, returns, body) }
    }

    /// Volatile unless told otherwise.
    #[must_use]
    pub fn volatility(mut self, volatility: Volatility) -> Self {
        self.volatility = volatility;
        self
    }

    /// A plan that calls it may be spread over several processes.
    #[must_use]
    pub fn parallel_safe(mut self) -> Self {
        self.parallel_safe = true;
        self
    }

    /// Runs with the rights of its owner.
    #[must_use]
    pub fn security_definer(mut self) -> Self {
        self.security_definer = true;
        self
    }
}

impl Ddl for Function {
    fn sql(&self) -> String {
        let volatility = match self.volatility {
            Volatility::Volatile => "",
            Volatility::Stable => " STABLE",
            Volatility::Immutable => " IMMUTABLE",
        };
        let parallel = if self.parallel_safe { " PARALLEL SAFE" } else { "" };
        let security = if self.security_definer { " SECURITY DEFINER" } else { "" };
        format!(
            "CREATE FUNCTION {} RETURNS {} LANGUAGE {}{volatility}{parallel}{security} SET search_path = public, pg_temp AS {}",
            self.signature,
            self.returns,
            self.language,
            quote::dollar(&self.body)
        )
    }
}

/// `DROP FUNCTION`, by name and argument types: `create_month_partitions(integer)`.
#[derive(Debug, Clone, Copy)]
pub struct DropFunction(pub &'static str);

impl Ddl for DropFunction {
    fn sql(&self) -> String {
        format!("DROP FUNCTION {}", self.0)
    }
}
