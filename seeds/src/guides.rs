//! The guides whose examples are tests.

#[doc = include_str!("../../docs/guides/use-the-entity-types.md")]
struct UseTheEntityTypes;

#[doc = include_str!("../../docs/guides/write-a-test-with-a-scenario.md")]
struct WriteATestWithAScenario;
