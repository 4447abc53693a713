//! What a table is to become.

use std::str::FromStr;

use super::Error;

/// A column's new type, and how a value of the old one becomes one of it.
///
/// Read from `column=type`, `column=type USING expression`, or `column=type USING expression BACK expression`; the
/// expressions are SQL over the row's columns. Without `USING` it is a cast, without `BACK` a cast the other way.
///
/// ```
/// let set: backline_ops::rewrite::Set = "at=timestamptz USING at AT TIME ZONE 'Asia/Kolkata' BACK at AT TIME ZONE 'Asia/Kolkata'".parse()?;
/// assert_eq!(set.data_type, "timestamptz");
/// # Ok::<(), backline_ops::rewrite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Set {
    /// The column.
    pub column: String,
    /// Its new type, as in `CREATE TABLE`.
    pub data_type: String,
    /// The new value, from the old row.
    pub using: Option<String>,
    /// The old value, from the new row: how a revert brings back what was written since.
    pub back: Option<String>,
}

impl FromStr for Set {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let unreadable = || Error::Specification {
            problem: format!(
                "\"{text}\" is not of the form column=type [USING expression] [BACK expression]"
            ),
            hint: "for example: user_id=\"varchar(255)\" or id=\"uuid USING id::uuid\"".into(),
        };
        let (column, rest) = text.split_once('=').ok_or_else(unreadable)?;
        let (rest, back) = split_at_word(rest, "BACK");
        let (data_type, using) = split_at_word(rest, "USING");
        let column = column.trim().trim_matches('"');
        if column.is_empty() || data_type.trim().is_empty() {
            return Err(unreadable());
        }
        let owned = |part: &str| part.trim().to_owned();
        Ok(Self {
            column: column.to_owned(),
            data_type: owned(data_type),
            using: using.map(owned),
            back: back.map(owned),
        })
    }
}

/// Before and after a word that stands by itself, in whatever case.
fn split_at_word<'a>(text: &'a str, word: &str) -> (&'a str, Option<&'a str>) {
    let upper = text.to_ascii_uppercase();
    match upper.find(&format!(" {word} ")) {
        Some(at) => (&text[..at], Some(&text[at + word.len() + 2..])),
        None => (text, None),
    }
}

/// What a table is to become: its columns' types one by one, or a definition of the whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Specification {
    /// Columns that change, or whose values do not come from a mere cast.
    pub sets: Vec<Set>,
    /// `CREATE TABLE` of the same name, with its indexes and foreign keys: the table's whole new definition.
    pub target: Option<String>,
    /// Columns that the target leaves out on purpose.
    pub drops: Vec<String>,
    /// Whether foreign keys of other tables that do not fit the new key's type are left off, instead of refusing.
    pub detach_incoming: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_type_and_expressions() {
        let set: Set = "\"id\" = uuid using id::uuid back id::text".parse().unwrap();
        assert_eq!(
            set,
            Set {
                column: "id".into(),
                data_type: "uuid".into(),
                using: Some("id::uuid".into()),
                back: Some("id::text".into()),
            }
        );
        assert_eq!("total=numeric(10, 2)".parse::<Set>().unwrap().data_type, "numeric(10, 2)");
    }

    #[test]
    fn refuses_what_is_no_assignment() {
        for text in ["", "id", "=uuid", "id=", "id= USING x"] {
            assert!(text.parse::<Set>().is_err(), "{text}");
        }
    }
}
