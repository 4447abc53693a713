//! Passwords never leave this crate unmasked in anything that is shown.

/// What stands in place of a password.
const MASK: &str = "***";

/// The same URL with every password in it replaced by `***`: the one before the `@`, and those of the query
/// parameters `password` and `sslpassword`.
///
/// Text that is no URL, but may hold a password, is masked too: what stands between `:` and the last `@` of the
/// authority goes.
///
/// ```
/// use backline_postgres::mask_password;
/// assert_eq!(mask_password("postgres://ann:secret@db/app"), "postgres://ann:***@db/app");
/// assert_eq!(mask_password("postgres://db/app?user=ann&password=secret"), "postgres://db/app?user=ann&password=***");
/// ```
pub fn mask_password(url: &str) -> String {
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), url),
    };
    let (before_query, query) = match rest.split_once('?') {
        Some((before, query)) => (before, Some(query)),
        None => (rest, None),
    };
    // A password may hold an unescaped `/` or `@`, so the last `@` before the query ends the user information.
    let masked = match before_query.rsplit_once('@') {
        Some((user_information, host)) => match user_information.split_once(':') {
            Some((user, _)) => format!("{user}:{MASK}@{host}"),
            None => before_query.to_owned(),
        },
        None => before_query.to_owned(),
    };
    match query {
        Some(query) => format!("{scheme}{masked}?{}", mask_query(query)),
        None => format!("{scheme}{masked}"),
    }
}

fn mask_query(query: &str) -> String {
    query
        .split('&')
        .map(|pair| match pair.split_once('=') {
            Some((key, _)) if is_secret(key) => format!("{key}={MASK}"),
            _ => pair.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("&")
}

fn is_secret(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    key == "password" || key == "sslpassword"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_the_password_wherever_it_stands() {
        for (url, masked) in [
            ("postgres://ann:secret@db:5432/app", "postgres://ann:***@db:5432/app"),
            ("postgres://ann:se/cr@et@db/app", "postgres://ann:***@db/app"),
            ("postgres://ann@db/app?password=secret&x=1", "postgres://ann@db/app?password=***&x=1"),
            ("postgres://db/app?x=1&PASSWORD=secret", "postgres://db/app?x=1&PASSWORD=***"),
            ("postgres://ann:secret@/app?host=/run/a", "postgres://ann:***@/app?host=/run/a"),
            ("ann:secret@db/app", "ann:***@db/app"),
        ] {
            assert_eq!(mask_password(url), masked);
        }
    }

    #[test]
    fn leaves_a_url_without_password_alone() {
        for url in ["postgres://db/app", "postgres://ann@db:5432/app?host=/run/a", "not a url"] {
            assert_eq!(mask_password(url), url);
        }
    }
}
