#![doc = include_str!("../README.md")]

pub mod basic;
pub mod check;
pub mod coverage;
pub mod factory;
pub mod reference;
mod row;
pub mod scenario;
pub mod story;
#[cfg(feature = "testdb")]
pub mod testdb;

/// The Rust of the guides, compiled and run.
#[cfg(all(doctest, feature = "testdb"))]
mod guides {
    #[doc = include_str!("../../docs/guides/add-a-scenario.md")]
    mod add_a_scenario {}
    #[doc = include_str!("../../docs/guides/use-the-entity-types.md")]
    mod use_the_entity_types {}
    #[doc = include_str!("../../docs/guides/write-a-test-with-a-scenario.md")]
    mod write_a_test_with_a_scenario {}
}
