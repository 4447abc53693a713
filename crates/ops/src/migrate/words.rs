//! SQL taken apart into words, as far as the engine must understand it: which index a statement builds, what it drops,
//! and which of its literals may be secret.

/// A part of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word<'a> {
    /// A keyword or a plain identifier, as it is written.
    Plain(&'a str),
    /// An identifier in double quotes, without them.
    Quoted(String),
    /// A string literal, of any spelling.
    Literal(&'a str),
    /// One character of anything else but blanks and comments.
    Symbol(char),
}

impl Word<'_> {
    /// Whether it is this keyword, in whatever case.
    pub fn is(&self, keyword: &str) -> bool {
        matches!(self, Word::Plain(word) if word.eq_ignore_ascii_case(keyword))
    }

    /// As an identifier, folded as the server folds it.
    pub fn identifier(&self) -> Option<String> {
        match self {
            Word::Plain(word) => Some(word.to_lowercase()),
            Word::Quoted(name) => Some(name.clone()),
            Word::Literal(_) | Word::Symbol(_) => None,
        }
    }
}

/// The words of some SQL, without blanks and comments.
pub(super) fn words(sql: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_whitespace() {
            first.len_utf8()
        } else if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if first == '"' {
            let length = quoted(rest, '"');
            let inner = &rest[1..length];
            let inner = inner.strip_suffix('"').unwrap_or(inner);
            found.push(Word::Quoted(inner.replace("\"\"", "\"")));
            length
        } else if first == '\'' {
            let length = quoted(rest, '\'');
            found.push(Word::Literal(&rest[..length]));
            length
        } else if first == '$' && dollar_tag(rest).is_some() {
            let tag = dollar_tag(rest).unwrap_or_default();
            let end = rest[tag.len()..].find(tag).map_or(rest.len(), |at| at + 2 * tag.len());
            found.push(Word::Literal(&rest[..end]));
            end
        } else if first.is_alphanumeric() || first == '_' {
            let plain = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
            let length = rest.find(|letter| !plain(letter)).unwrap_or(rest.len());
            found.push(Word::Plain(&rest[..length]));
            length
        } else {
            found.push(Word::Symbol(first));
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    found
}

/// The statements of some SQL, each as its words.
pub(super) fn statements(sql: &str) -> Vec<Vec<Word<'_>>> {
    let all = words(sql);
    let parts = all.split(|word| *word == Word::Symbol(';'));
    parts.filter(|part| !part.is_empty()).map(<[Word<'_>]>::to_vec).collect()
}

/// A query without its literals and numbers: they may be somebody's data.
pub(super) fn masked(sql: &str) -> String {
    let mut text = String::new();
    for word in words(sql) {
        let part = match &word {
            Word::Plain(word) if word.starts_with(|letter: char| letter.is_ascii_digit()) => "?".to_owned(),
            Word::Plain(word) => (*word).to_owned(),
            Word::Quoted(name) => crate::sql::identifier(name),
            Word::Literal(_) => "?".to_owned(),
            Word::Symbol(symbol) => symbol.to_string(),
        };
        let tight = matches!(word, Word::Symbol(',' | ')' | '.' | ';')) || text.ends_with(['(', '.']);
        if !tight && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&part);
    }
    text
}

/// A name that may stand behind a schema's: the schema, the name, and how many words it took.
pub(super) fn qualified(words: &[Word<'_>]) -> Option<(Option<String>, String, usize)> {
    let first = words.first()?.identifier()?;
    if words.get(1) == Some(&Word::Symbol('.'))
        && let Some(second) = words.get(2).and_then(Word::identifier)
    {
        return Some((Some(first), second, 3));
    }
    Some((None, first, 1))
}

/// Bytes up to the end of a quoted text, doubled quotes inside it; of an unfinished one all.
fn quoted(text: &str, quote: char) -> usize {
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        if letter == quote && letters.next_if(|(_, next)| *next == quote).is_none() {
            return at + 1;
        }
    }
    text.len()
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < text.len() {
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// `$tag$` at the beginning of a text.
fn dollar_tag(text: &str) -> Option<&str> {
    let end = text[1..].find('$')? + 2;
    let tag = &text[1..end - 1];
    let plain = tag.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    (plain && !tag.starts_with(|letter: char| letter.is_ascii_digit())).then_some(&text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_quotes_and_bodies_are_whole() {
        let sql = "SELECT /* a /* b */ ; */ 'it''s; ', \"we\"\"ird;\", $x$ a; $y$ $x$ -- ;\n; VACUUM";
        let parts = statements(sql);
        assert_eq!(parts.len(), 2, "{parts:?}");
        assert_eq!(parts[0][1], Word::Literal("'it''s; '"));
        assert_eq!(parts[0][3], Word::Quoted("we\"ird;".to_owned()));
        assert_eq!(parts[0][5], Word::Literal("$x$ a; $y$ $x$"));
        assert!(parts[1][0].is("vacuum"));
    }

    #[test]
    fn data_is_masked() {
        let masked = masked("UPDATE users SET password = 'secret', age = 42 WHERE id = $1 AND f(x.y)");
        assert_eq!(masked, "UPDATE users SET password = ?, age = ? WHERE id = $ ? AND f (x.y)");
    }
}
