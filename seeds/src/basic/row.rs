//! Rows written as they read: `row!(users { email: "organizer@example.com", city_id: BENGALURU })`.

use rust_decimal::Decimal;

/// An active model of an entity's module with these columns set; the others keep the table's defaults.
macro_rules! row {
    ($table:ident { $($column:ident : $value:expr),* $(,)? }) => {{
        let mut row = <$table::ActiveModel as sea_orm::ActiveModelTrait>::default();
        $(row.$column = sea_orm::Set($crate::basic::row::Field::field($value));)*
        row
    }};
}
pub(crate) use row;

/// A value for a column of type `T`: itself, present where the column is nullable, text from `&str`, amounts from whole
/// numbers.
pub(crate) trait Field<T> {
    /// The value.
    fn field(self) -> T;
}

impl<T> Field<T> for T {
    fn field(self) -> T {
        self
    }
}

impl<T> Field<Option<T>> for T {
    fn field(self) -> Option<T> {
        Some(self)
    }
}

impl Field<String> for &str {
    fn field(self) -> String {
        self.to_owned()
    }
}

impl Field<Option<String>> for &str {
    fn field(self) -> Option<String> {
        Some(self.to_owned())
    }
}

impl Field<Option<String>> for Option<&str> {
    fn field(self) -> Option<String> {
        self.map(str::to_owned)
    }
}

impl<const N: usize> Field<Vec<String>> for [&str; N] {
    fn field(self) -> Vec<String> {
        self.map(str::to_owned).to_vec()
    }
}

impl Field<Vec<String>> for &[&str] {
    fn field(self) -> Vec<String> {
        self.iter().map(|text| (*text).to_owned()).collect()
    }
}

impl Field<Decimal> for i32 {
    fn field(self) -> Decimal {
        Decimal::from(self)
    }
}

impl Field<Option<Decimal>> for i32 {
    fn field(self) -> Option<Decimal> {
        Some(Decimal::from(self))
    }
}
