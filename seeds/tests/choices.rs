//! What has no sensible default does not compile before it is chosen.
//!
//! After a change of the compiler's wording: `TRYBUILD=overwrite cargo test -p backline-seeds --test choices`.

#[test]
fn a_missing_choice_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/choices/*.rs");
}
