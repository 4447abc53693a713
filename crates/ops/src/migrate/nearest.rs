//! Names that come near a mistyped one.

/// At most three names, nearest first; names that contain what was typed come before those that are spelled alike.
pub(super) fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut rated: Vec<(bool, usize, &str)> = names
        .map(|candidate| {
            // Most people leave the date away.
            let bare = candidate.strip_prefix('m').unwrap_or(candidate);
            let bare = bare.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '_');
            let distance = strsim::osa_distance(name, candidate).min(strsim::osa_distance(name, bare));
            (name.is_empty() || !candidate.contains(name), distance, candidate)
        })
        .filter(|(apart, distance, _)| !apart || *distance <= (name.len() / 4).max(2))
        .collect();
    rated.sort_unstable();
    rated.into_iter().take(3).map(|(_, _, candidate)| candidate.to_owned()).collect()
}

/// As the end of a message.
pub(super) fn nearest_text(nearest: &[String]) -> String {
    if nearest.is_empty() {
        return String::new();
    }
    let quoted: Vec<String> = nearest.iter().map(|name| format!("\"{name}\"")).collect();
    format!("; near it: {}", quoted.join(", "))
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
        assert_eq!(nearest("zzzzzz", names.into_iter()), Vec::<String>::new());
    }
}
