//! Values as binary COPY has them.
//!
//! <https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4> and the receive functions of the types.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::net::IpAddr;

use rust_decimal::Decimal;
use time::macros::{date, datetime};
use time::{Date, OffsetDateTime, Time, UtcOffset};
use uuid::Uuid;

/// What PostgreSQL counts its days and microseconds from.
const EPOCH: OffsetDateTime = datetime!(2000-01-01 00:00 UTC);
const EPOCH_DAY: Date = date!(2000 - 01 - 01);

/// A value of a column. The type must be the column's: `i32` for `integer`, `i64` for `bigint`, text for text types and
/// enums. PostgreSQL refuses anything else.
pub trait Field {
    /// Whether it is null.
    fn is_null(&self) -> bool {
        false
    }

    /// Appends the bytes that PostgreSQL receives, without their length.
    fn write(&self, to: &mut Vec<u8>);

    /// Appends the value as `to_jsonb` gives it, in a session whose clocks show UTC.
    fn json(&self, to: &mut String);
}

/// The bytes with their length before them; null has the length -1.
#[inline]
pub(super) fn put(field: &(impl Field + ?Sized), to: &mut Vec<u8>) {
    if field.is_null() {
        to.extend_from_slice(&(-1_i32).to_be_bytes());
        return;
    }
    let start = to.len();
    to.extend_from_slice(&[0; 4]);
    field.write(to);
    // A field that large would not be taken by PostgreSQL either: it refuses the length.
    let length = i32::try_from(to.len() - start - 4).unwrap_or(i32::MAX);
    to[start..start + 4].copy_from_slice(&length.to_be_bytes());
}

impl<T: Field> Field for Option<T> {
    #[inline]
    fn is_null(&self) -> bool {
        self.as_ref().is_none_or(Field::is_null)
    }

    #[inline]
    fn write(&self, to: &mut Vec<u8>) {
        if let Some(value) = self {
            value.write(to);
        }
    }

    fn json(&self, to: &mut String) {
        match self {
            Some(value) => value.json(to),
            None => to.push_str("null"),
        }
    }
}

impl<T: Field + ?Sized> Field for &T {
    #[inline]
    fn is_null(&self) -> bool {
        (**self).is_null()
    }

    #[inline]
    fn write(&self, to: &mut Vec<u8>) {
        (**self).write(to);
    }

    fn json(&self, to: &mut String) {
        (**self).json(to);
    }
}

/// Types whose bytes are those of an expression, and whose JSON is that of another.
macro_rules! fields {
    ($($type:ty => |$value:ident| $bytes:expr, |$to:ident| $json:expr;)*) => {$(
        impl Field for $type {
            #[inline]
            fn write(&self, to: &mut Vec<u8>) {
                let $value = self;
                to.extend_from_slice($bytes.as_ref());
            }

            fn json(&self, $to: &mut String) {
                let $value = self;
                // Writing to a string cannot fail.
                let _ = $json;
            }
        }
    )*};
}

fields! {
    bool => |value| [u8::from(*value)], |to| write!(to, "{value}");
    i16 => |value| value.to_be_bytes(), |to| write!(to, "{value}");
    i32 => |value| value.to_be_bytes(), |to| write!(to, "{value}");
    i64 => |value| value.to_be_bytes(), |to| write!(to, "{value}");
    f32 => |value| value.to_be_bytes(), |to| write!(to, "{value}");
    f64 => |value| value.to_be_bytes(), |to| write!(to, "{value}");
    str => |value| value.as_bytes(), |to| quoted(value, to);
    String => |value| value.as_bytes(), |to| quoted(value, to);
    Cow<'_, str> => |value| value.as_bytes(), |to| quoted(value, to);
    Uuid => |value| value.as_bytes(), |to| write!(to, "\"{value}\"");
    OffsetDateTime => |value| microseconds(*value).to_be_bytes(), |to| moment(*value, to);
    Date => |value| days(*value).to_be_bytes(), |to| write!(to, "\"{value}\"");
    Time => |value| since_midnight(*value).to_be_bytes(), |to| time_of_day(*value, to);
}

/// A string in JSON's quotes.
fn quoted(text: &str, to: &mut String) -> fmt::Result {
    to.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                to.push('\\');
                to.push(letter);
            }
            control if control < ' ' => write!(to, "\\u{:04x}", u32::from(control))?,
            other => to.push(other),
        }
    }
    to.push('"');
    Ok(())
}

fn moment(moment: OffsetDateTime, to: &mut String) -> fmt::Result {
    let moment = moment.to_offset(UtcOffset::UTC);
    let (hour, minute, second) = moment.time().as_hms();
    write!(to, "\"{}T{hour:02}:{minute:02}:{second:02}", moment.date())?;
    fraction(moment.microsecond(), to)?;
    to.push_str("+00:00\"");
    Ok(())
}

fn time_of_day(time: Time, to: &mut String) -> fmt::Result {
    let (hour, minute, second) = time.as_hms();
    write!(to, "\"{hour:02}:{minute:02}:{second:02}")?;
    fraction(time.microsecond(), to)?;
    to.push('"');
    Ok(())
}

/// Of a second, without zeros at the end.
fn fraction(microseconds: u32, to: &mut String) -> fmt::Result {
    if microseconds > 0 {
        let digits = format!("{microseconds:06}");
        write!(to, ".{}", digits.trim_end_matches('0'))?;
    }
    Ok(())
}

/// A `jsonb` document, as text.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<T: AsRef<str>> Field for Json<T> {
    fn write(&self, to: &mut Vec<u8>) {
        // The version of the format.
        to.push(1);
        to.extend_from_slice(self.0.as_ref().as_bytes());
    }

    fn json(&self, to: &mut String) {
        to.push_str(self.0.as_ref());
    }
}

/// A `bytea`.
#[derive(Debug, Clone, Copy)]
pub struct Bytes<T>(pub T);

impl<T: AsRef<[u8]>> Field for Bytes<T> {
    fn write(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(self.0.as_ref());
    }

    fn json(&self, to: &mut String) {
        to.push_str("\"\\\\x");
        for byte in self.0.as_ref() {
            // Writing to a string cannot fail.
            let _ = write!(to, "{byte:02x}");
        }
        to.push('"');
    }
}

/// A `text[]` of one dimension, without nulls.
#[derive(Debug, Clone, Copy)]
pub struct TextArray<'a, S>(pub &'a [S]);

/// The object id of the type `text`, the same in every database.
const TEXT: i32 = 25;

impl<S: AsRef<str>> Field for TextArray<'_, S> {
    fn write(&self, to: &mut Vec<u8>) {
        let elements = self.0;
        let length = i32::try_from(elements.len()).unwrap_or(i32::MAX);
        // Dimensions, whether there are nulls, the elements' type, and for each dimension its length and lower bound.
        for number in [i32::from(length > 0), 0, TEXT] {
            to.extend_from_slice(&number.to_be_bytes());
        }
        if length > 0 {
            to.extend_from_slice(&length.to_be_bytes());
            to.extend_from_slice(&1_i32.to_be_bytes());
        }
        for element in elements {
            put(element.as_ref(), to);
        }
    }

    fn json(&self, to: &mut String) {
        to.push('[');
        for (place, element) in self.0.iter().enumerate() {
            if place > 0 {
                to.push(',');
            }
            element.as_ref().json(to);
        }
        to.push(']');
    }
}

impl Field for IpAddr {
    fn write(&self, to: &mut Vec<u8>) {
        // Family (AF_INET is 2, and PostgreSQL's AF_INET6 one more), bits of the mask, not a cidr, length, address.
        match self {
            Self::V4(address) => {
                to.extend_from_slice(&[2, 32, 0, 4]);
                to.extend_from_slice(&address.octets());
            }
            Self::V6(address) => {
                to.extend_from_slice(&[3, 128, 0, 16]);
                to.extend_from_slice(&address.octets());
            }
        }
    }

    fn json(&self, to: &mut String) {
        // Writing to a string cannot fail.
        let _ = write!(to, "\"{self}\"");
    }
}

/// Digits of a `numeric` are numbers below 10,000.
const NUMERIC_BASE: u128 = 10_000;
const NUMERIC_NEGATIVE: u16 = 0x4000;

impl Field for Decimal {
    fn write(&self, to: &mut Vec<u8>) {
        let scale = self.scale();
        let missing = (4 - scale % 4) % 4;
        let fraction_digits = (scale + missing) / 4;
        // At most 10^29, three digits more are no overflow.
        let mut rest = self.mantissa().unsigned_abs() * 10_u128.pow(missing);
        let mut digits = [0_u16; 12];
        let mut first = digits.len();
        while rest > 0 {
            first -= 1;
            digits[first] = u16::try_from(rest % NUMERIC_BASE).unwrap_or(0);
            rest /= NUMERIC_BASE;
        }
        let digits = &digits[first..];
        let count = i16::try_from(digits.len()).unwrap_or(0);
        // The power of 10,000 that the first digit counts.
        let weight = count - 1 - i16::try_from(fraction_digits).unwrap_or(0);
        let sign = if self.is_sign_negative() && count > 0 { NUMERIC_NEGATIVE } else { 0 };
        to.extend_from_slice(&count.to_be_bytes());
        to.extend_from_slice(&(if count == 0 { 0 } else { weight }).to_be_bytes());
        to.extend_from_slice(&sign.to_be_bytes());
        to.extend_from_slice(&u16::try_from(scale).unwrap_or(0).to_be_bytes());
        for digit in digits {
            to.extend_from_slice(&digit.to_be_bytes());
        }
    }

    fn json(&self, to: &mut String) {
        // Writing to a string cannot fail.
        let _ = write!(to, "{self}");
    }
}

fn microseconds(moment: OffsetDateTime) -> i64 {
    i64::try_from((moment - EPOCH).whole_microseconds()).unwrap_or(i64::MAX)
}

fn days(date: Date) -> i32 {
    date.to_julian_day() - EPOCH_DAY.to_julian_day()
}

fn since_midnight(time: Time) -> i64 {
    i64::try_from((time - Time::MIDNIGHT).whole_microseconds()).unwrap_or(0)
}
