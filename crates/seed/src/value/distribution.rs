//! Skewed choices.

use super::Cell;

/// Ranks by popularity: the first is chosen most often, the k-th in proportion to 1 / k^exponent.
#[derive(Debug, Clone)]
pub struct Zipf {
    length: usize,
    distribution: Option<rand_distr::Zipf<f64>>,
}

impl Zipf {
    /// For so many things. An exponent of 1 is what popularity looks like in many places.
    #[must_use]
    pub fn new(length: usize, exponent: f64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "no list has 2^53 things")]
        let distribution = rand_distr::Zipf::new(length as f64, exponent).ok();
        Self { length, distribution }
    }

    /// An index, 0 for the most popular.
    #[inline]
    pub fn index(&self, cell: &mut Cell) -> usize {
        let Some(distribution) = &self.distribution else { return 0 };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1 to the length")]
        let rank = cell.sample(distribution) as usize;
        rank.clamp(1, self.length.max(1)) - 1
    }
}

/// Choices with weights.
#[derive(Debug, Clone)]
pub struct Weighted<T> {
    /// Each choice with the sum of the weights up to its own.
    choices: Vec<(u64, T)>,
    total: u64,
}

impl<T> Weighted<T> {
    /// Of these choices with their weights.
    ///
    /// # Panics
    /// When no weight is above zero.
    #[must_use]
    pub fn new(choices: impl IntoIterator<Item = (u32, T)>) -> Self {
        let mut total = 0;
        let choices: Vec<_> = choices
            .into_iter()
            .filter(|(weight, _)| *weight > 0)
            .map(|(weight, choice)| {
                total += u64::from(weight);
                (total, choice)
            })
            .collect();
        assert!(total > 0, "no choice has a weight above zero");
        Self { choices, total }
    }

    /// One of them.
    #[inline]
    pub fn pick(&self, cell: &mut Cell) -> &T {
        let point = u64::try_from((u128::from(cell.bits()) * u128::from(self.total)) >> 64).unwrap_or(0);
        let index = self.choices.partition_point(|(sum, _)| *sum <= point);
        &self.choices[index.min(self.choices.len() - 1)].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Seed;

    #[test]
    fn the_first_of_a_hundred_is_chosen_about_a_fifth_of_the_time() {
        let zipf = Zipf::new(100, 1.0);
        let mut counts = [0_u32; 100];
        for ordinal in 0..20_000 {
            counts[zipf.index(&mut Seed::new(1).row("t", ordinal).cell("z"))] += 1;
        }
        // 1 / (1 + 1/2 + … + 1/100) = 0.1928.
        assert!((3_600..4_100).contains(&counts[0]), "{}", counts[0]);
        assert!(counts[0] > counts[9] && counts[9] > counts[99]);
        assert_eq!(Zipf::new(0, 1.0).index(&mut Seed::new(1).row("t", 0).cell("z")), 0);
    }

    #[test]
    fn weights_are_kept() {
        let weighted = Weighted::new([(3, 'a'), (0, 'b'), (1, 'c')]);
        let picks = |of| {
            let cells = (0..8_000).map(|ordinal| Seed::new(1).row("t", ordinal).cell("w"));
            cells.filter(|cell| *weighted.pick(&mut cell.clone()) == of).count()
        };
        assert!((5_800..6_200).contains(&picks('a')));
        assert_eq!(picks('b'), 0);
    }
}
