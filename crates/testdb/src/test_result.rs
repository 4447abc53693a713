//! Tests that end with an error.

use crate::BoxError;

/// What a test returns that ends its steps with `?`: the first error fails it there and then, so that its database is
/// kept as it is.
///
/// ```
/// use backline_testdb::{TestDb, TestResult};
/// use sea_orm::ConnectionTrait;
///
/// async fn my_test() -> TestResult {
///     let db = TestDb::empty().await?;
///     db.conn().execute_unprepared("CREATE TABLE notes (id integer)").await?;
///     Ok(())
/// }
/// # fn main() -> TestResult {
/// #     tokio::runtime::Runtime::new()?.block_on(my_test())
/// # }
/// ```
///
/// With any other result, what the test made is dropped before anybody knows that it failed.
pub type TestResult<T = ()> = Result<T, TestError>;

/// The error of a [`TestResult`]. There is none: to make one is to panic, with the error and all that caused it, at the
/// line of the `?`.
#[derive(Debug, Clone, Copy)]
pub enum TestError {}

impl<E: Into<BoxError>> From<E> for TestError {
    /// # Panics
    /// Always.
    #[track_caller]
    fn from(error: E) -> Self {
        let error: BoxError = error.into();
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text.push_str("\n  caused by: ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        panic!("{text}");
    }
}
