//! Rows a second as bars, in the notation of Mermaid, which forges draw in place.

use std::fmt::Write as _;

use crate::Measured;

/// A bar for each contender of which rows are counted; nothing for fewer than two.
pub(crate) fn of_rates(comparison: &Measured) -> String {
    let rates: Vec<(&str, f64)> = comparison
        .series
        .iter()
        .filter_map(|series| series.rate().map(|rate| (series.name.as_str(), rate.median / 1000.0)))
        .collect();
    if rates.len() < 2 {
        return String::new();
    }
    let names: Vec<String> =
        rates.iter().map(|(name, _)| format!("\"{}\"", name.replace('"', "'"))).collect();
    let bars: Vec<String> = rates.iter().map(|(_, rate)| format!("{rate:.1}")).collect();
    let most = rates.iter().map(|(_, rate)| *rate).fold(1.0, f64::max);
    let mut text = "\n```mermaid\nxychart-beta horizontal\n".to_owned();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "    title \"{}\"", comparison.title.replace('"', "'"));
    let _ = writeln!(text, "    x-axis [{}]", names.join(", "));
    let _ =
        writeln!(text, "    y-axis \"thousands of rows a second\" 0 --> {:.0}", (most + most / 10.0).ceil());
    let _ = writeln!(text, "    bar [{}]\n```", bars.join(", "));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Series;

    #[test]
    fn a_bar_for_each_that_counts_rows() {
        let series = |name: &str, rows| Series { name: name.into(), times_ms: vec![100.0], rows };
        let mut comparison = Measured {
            title: "Work".into(),
            note: String::new(),
            series: vec![series("ours", Some(20_000)), series("psql", Some(10_000)), series("other", None)],
            lines: Vec::new(),
        };
        assert_eq!(
            of_rates(&comparison),
            "\n```mermaid\nxychart-beta horizontal\n    title \"Work\"\n    x-axis [\"ours\", \"psql\"]\n    \
             y-axis \"thousands of rows a second\" 0 --> 220\n    bar [200.0, 100.0]\n```\n"
        );
        comparison.series.truncate(1);
        assert_eq!(of_rates(&comparison), "");
    }
}
