//! Names that come near a mistyped one.

/// At most three names, nearest first; names that contain what was typed come before those that are spelled alike. One
/// always, where there are any.
pub(crate) fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut rated: Vec<(bool, usize, &str)> = names
        .map(|candidate| {
            // Most people leave the date away.
            let bare = candidate.strip_prefix('m').unwrap_or(candidate);
            let bare = bare.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '_');
            let distance = strsim::osa_distance(name, candidate).min(strsim::osa_distance(name, bare));
            (name.is_empty() || !candidate.contains(name), distance, candidate)
        })
        .collect();
    rated.sort_unstable();
    let is_near = |(apart, distance, _): &(bool, usize, &str)| !apart || *distance <= (name.len() / 4).max(2);
    let near = rated.iter().take(3).filter(|one| is_near(one)).count().max(1);
    rated.into_iter().take(near).map(|(_, _, candidate)| candidate.to_owned()).collect()
}

/// As the end of a message.
pub(crate) fn nearest_text(nearest: &[String]) -> String {
    if nearest.is_empty() {
        return String::new();
    }
    let quoted: Vec<String> = nearest.iter().map(|name| format!("\"{name}\"")).collect();
    let verb = if quoted.len() == 1 { "is" } else { "are" };
    format!("; the nearest {verb} {}", quoted.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_and_a_slip_are_found() {
        let names =
            ["m20260101_000001_create_goods", "m20260102_000001_create_orders", "m20260103_000001_add_x"];
        assert_eq!(nearest("create_gods", names.into_iter()), [names[0]]);
        assert_eq!(nearest("orders", names.into_iter()), [names[1]]);
        assert_eq!(nearest("add_zzzzzz", names.into_iter()), [names[2]]);
        assert_eq!(nearest("orders", std::iter::empty()), Vec::<String>::new());
    }
}
