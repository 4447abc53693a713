//! Ids of reference rows: the same row has the same id in every database.
//!
//! An id is a UUID of version 8, made from a name by SHA-256 as RFC 9562 (appendix B.2) shows it: the first 16 bytes of
//! the digest of a namespace and the name, with version and variant set. Version 5 was weighed: it is made by SHA-1,
//! which PostgreSQL has in an extension only, while `sha256` is built in, so that one `INSERT … SELECT` makes the ids.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::sql;

/// The namespace of all reference rows, version 4, made once.
const NAMESPACE: Uuid = Uuid::from_u128(0x6b1c_0d4e_5a3f_4e0b_9c1d_2f7a_84e6_3b95);

/// Between table and key, and between the parts of a key: a character that no natural key has.
const SEPARATOR: char = '\u{1f}';

/// The id of the row of `table` with this natural key, as [`load`](super::load) gives it to a new row.
///
/// A row that was there before its CSV row keeps the id that it has: ask the database where that may be so.
#[must_use]
pub fn row_id(table: &str, key: &[&str]) -> Uuid {
    let mut digest = Sha256::new();
    digest.update(NAMESPACE.as_bytes());
    digest.update(table);
    for part in key {
        digest.update(SEPARATOR.to_string());
        digest.update(part);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.finalize()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// [`row_id`] as an SQL expression over the key columns of `row`.
pub(super) fn row_id_sql(table: &str, row: &str, key: &[&str]) -> String {
    let mut name = sql::literal(table);
    for column in key {
        let column = sql::identifier(column);
        name.push_str(&format!(" || chr({}) || {row}.{column}::text", u32::from(SEPARATOR)));
    }
    let namespace = sql::bytes(NAMESPACE.as_bytes());
    format!(
        "(SELECT encode(set_byte(set_byte(h.b, 6, (get_byte(h.b, 6) & 15) | 128), 8, (get_byte(h.b, 8) & 63) | 128), \
         'hex')::uuid FROM (SELECT substring(sha256({namespace} || convert_to({name}, 'UTF8')) FROM 1 FOR 16) AS b) AS h)"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_of_version_8_and_stay() {
        let id = row_id("kinds", &["house"]);
        assert_eq!(id.get_version_num(), 8);
        assert_eq!(id.get_variant(), uuid::Variant::RFC4122);
        assert_ne!(id, row_id("kinds", &["techno"]));
        assert_ne!(row_id("t", &["ab", "c"]), row_id("t", &["a", "bc"]));
        assert_eq!(id.to_string(), "a7133e9f-d23c-8891-8ea5-6018e76ff759");
    }
}
