//! The name of a migration: a verb and an object, as the log would say it.

use std::fmt;
use std::str::FromStr;

/// What a migration does. To add one: a word here.
const VERBS: [&str; 51] = [
    "add",
    "allow",
    "alter",
    "archive",
    "attach",
    "backfill",
    "ban",
    "change",
    "clean",
    "copy",
    "correct",
    "create",
    "define",
    "delete",
    "deny",
    "deprecate",
    "detach",
    "disable",
    "drop",
    "enable",
    "encrypt",
    "extend",
    "fill",
    "fix",
    "grant",
    "index",
    "initialize",
    "introduce",
    "keep",
    "limit",
    "link",
    "mark",
    "merge",
    "move",
    "normalize",
    "partition",
    "prove",
    "relax",
    "remove",
    "rename",
    "replace",
    "require",
    "revoke",
    "schedule",
    "seed",
    "show",
    "split",
    "track",
    "update",
    "validate",
    "widen",
];

/// A checked name, without its date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// The name as a sentence: `Add celebrity ratings.`
    pub fn sentence(&self) -> String {
        let words = self.0.replace('_', " ");
        let mut letters = words.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase()).unwrap_or_default();
        format!("{first}{}.", letters.as_str())
    }

    /// Its verb.
    pub fn verb(&self) -> &str {
        self.0.split('_').next().unwrap_or_default()
    }

    /// The last word of its object.
    pub fn last_word(&self) -> &str {
        self.0.rsplit('_').next().unwrap_or_default()
    }

    /// As it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for Name {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const LONGEST: usize = 80;
        let is_word = |word: &str| {
            let mut letters = word.chars();
            letters.next().is_some_and(|letter| letter.is_ascii_alphanumeric())
                && letters.all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
                && !word.starts_with(|letter: char| letter.is_ascii_uppercase())
        };
        let words: Vec<&str> = text.split('_').collect();
        if !words.iter().all(|word| is_word(word)) {
            return Err("it is not in snake case: add_celebrity_ratings".to_owned());
        }
        if words.len() < 2 {
            return Err("it is not a verb and an object: add_celebrity_ratings".to_owned());
        }
        if text.len() > LONGEST {
            return Err(format!("it is longer than {LONGEST} letters"));
        }
        if !VERBS.contains(&words[0]) {
            let nearest = VERBS.iter().min_by_key(|verb| strsim::damerau_levenshtein(verb, words[0]));
            return Err(format!(
                "it begins with no verb that is known here; the nearest to \"{}\" is \"{}\" (all are in {})",
                words[0],
                nearest.copied().unwrap_or_default(),
                file!()
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_verb_and_an_object() {
        let name: Name = "add_celebrity_ratings2".parse().unwrap();
        assert_eq!(name.sentence(), "Add celebrity ratings2.");
        assert_eq!((name.verb(), name.last_word()), ("add", "ratings2"));
        for (bad, why) in [
            ("AddRatings", "snake case"),
            ("add-ratings", "snake case"),
            ("add__ratings", "snake case"),
            ("add_ratings;", "snake case"),
            ("../add_ratings", "snake case"),
            ("", "snake case"),
            ("ratings", "a verb and an object"),
            ("crate_ratings", "\"create\""),
        ] {
            let error = bad.parse::<Name>().unwrap_err();
            assert!(error.contains(why), "{bad}: {error}");
        }
        assert!(VERBS.is_sorted());
    }
}
