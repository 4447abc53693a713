//! Identifiers, literals and literal bytes, quoted in one place.

/// An identifier in double quotes.
pub(crate) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Identifiers in double quotes, each with `prefix` before it, separated by commas.
pub(crate) fn identifiers<'a>(prefix: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("{prefix}{}", identifier(name))).collect();
    quoted.join(", ")
}

/// A string literal in single quotes, whatever `standard_conforming_strings` says.
pub(crate) fn literal(text: &str) -> String {
    let quoted = format!("'{}'", text.replace('\'', "''"));
    if text.contains('\\') { format!("E{}", quoted.replace('\\', "\\\\")) } else { quoted }
}

/// A `bytea` literal.
pub(crate) fn bytes(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let hex = bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    format!("decode('{hex}', 'hex')")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_keep_their_quotes() {
        assert_eq!(identifiers("t.", ["a\"b", "c"]), "t.\"a\"\"b\", t.\"c\"");
    }

    #[test]
    fn literals_keep_quotes_and_backslashes() {
        assert_eq!(literal("it's a \\"), "E'it''s a \\\\'");
        assert_eq!(bytes(&[0, 255]), "decode('00ff', 'hex')");
    }
}
