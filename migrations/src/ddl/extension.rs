//! Extensions.

use super::{Ddl, quote};

/// `CREATE EXTENSION IF NOT EXISTS`. An extension may have been there before us, so none is ever dropped.
#[derive(Debug, Clone, Copy)]
pub struct Extension(pub &'static str);

impl Ddl for Extension {
    fn sql(&self) -> String {
        format!("CREATE EXTENSION IF NOT EXISTS {}", quote::identifier(self.0))
    }
}
