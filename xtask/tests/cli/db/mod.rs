//! `cargo xtask db`

mod errors;
mod guard;
mod reset;
mod server;
