//! The one place where identifiers and literals are quoted.

/// An identifier in double quotes.
#[must_use]
pub fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Identifiers in double quotes, separated by commas.
#[must_use]
pub fn identifiers<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(|name| identifier(name.as_ref())).collect::<Vec<_>>().join(", ")
}

/// A string literal in single quotes, whatever `standard_conforming_strings` says.
#[must_use]
pub fn literal(text: &str) -> String {
    let quoted = format!("'{}'", text.replace('\'', "''"));
    if text.contains('\\') { format!("E{}", quoted.replace('\\', "\\\\")) } else { quoted }
}

/// A function body between dollar quotes whose tag does not occur in it.
#[must_use]
pub fn dollar(body: &str) -> String {
    let mut tag = String::from("$body$");
    while body.contains(&tag) {
        tag.insert(1, 'x');
    }
    format!("{tag}\n{}\n{tag}", body.trim())
}

/// `name` cut to the 63 bytes that PostgreSQL keeps of an identifier, so that what we record is what it is called.
#[must_use]
pub fn fitted(mut name: String) -> String {
    const LONGEST: usize = 63;
    while name.len() > LONGEST {
        name.pop();
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_keep_their_quotes() {
        assert_eq!(identifier("a\"b"), "\"a\"\"b\"");
        assert_eq!(identifiers(&["a", "b"]), "\"a\", \"b\"");
    }

    #[test]
    fn literals_keep_quotes_and_backslashes() {
        assert_eq!(literal("it's"), "'it''s'");
        assert_eq!(literal("a\\b'c"), "E'a\\\\b''c'");
    }

    #[test]
    fn a_dollar_tag_in_the_body_is_avoided() {
        assert!(dollar("select '$body$'").starts_with("$xbody$\n"));
    }
}
