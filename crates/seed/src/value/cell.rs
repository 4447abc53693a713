//! The generator behind one value.

use std::convert::Infallible;

use rand::TryRng;

use super::philox::{block, halves};

/// The generator behind one value; implements `rand`'s [`Rng`](rand::Rng).
#[derive(Debug, Clone)]
pub struct Cell {
    key: u64,
    counter: [u32; 4],
    words: [u32; 4],
    /// Words of the block that have been used; 4: none is left.
    used: usize,
}

impl Cell {
    #[inline]
    pub(super) fn new(key: u64, ordinal: u64, column: u64) -> Self {
        let (low, high) = halves(ordinal);
        let (column_low, column_high) = halves(column);
        // The column's upper half goes into the key, its lower half into the counter beside the number of the block.
        let key = key ^ (u64::from(column_high) << 32);
        Self { key, counter: [0, column_low, low, high], words: [0; 4], used: 4 }
    }

    /// The next 128 bits.
    #[inline]
    pub(super) fn block(&mut self) -> [u32; 4] {
        let words = block(self.counter, self.key);
        self.counter[0] = self.counter[0].wrapping_add(1);
        words
    }

    #[inline]
    fn word(&mut self) -> u32 {
        if self.used == 4 {
            self.words = self.block();
            self.used = 0;
        }
        let word = self.words[self.used];
        self.used += 1;
        word
    }

    /// 64 random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        u64::from(self.word()) | u64::from(self.word()) << 32
    }

    /// A whole number from `low` to `high`, both included; `low` where `high` is less.
    #[inline]
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        if high <= low {
            return low;
        }
        // D. Lemire, "Fast random integer generation in an interval", 2019, without the rejection: for the ranges of
        // test data the bias is far below one in a billion.
        let width = u128::from(high.abs_diff(low)) + 1;
        let offset = (u128::from(self.bits()) * width) >> 64;
        i64::try_from(i128::from(low) + offset.cast_signed()).unwrap_or(high)
    }

    /// An index below `length`; 0 where `length` is 0.
    #[inline]
    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from((u128::from(self.bits()) * length as u128) >> 64).unwrap_or(0)
    }

    /// One of these.
    ///
    /// # Panics
    /// When there is none.
    #[inline]
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.index(of.len())]
    }

    /// A number from 0 up to, not including, 1.
    #[inline]
    pub fn fraction(&mut self) -> f64 {
        // The 53 bits of a double's mantissa.
        #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
        let mantissa = (self.bits() >> 11) as f64;
        mantissa / 9_007_199_254_740_992.0
    }

    /// True with this probability.
    #[inline]
    pub fn chance(&mut self, probability: f64) -> bool {
        self.fraction() < probability
    }

    /// A sample of a distribution of `rand_distr`.
    #[inline]
    pub fn sample<T>(&mut self, distribution: &impl rand_distr::Distribution<T>) -> T {
        distribution.sample(self)
    }
}

impl TryRng for Cell {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.word())
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.bits())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for part in bytes.chunks_mut(4) {
            let word = self.word().to_le_bytes();
            part.copy_from_slice(&word[..part.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rand::Rng as _;

    use crate::value::Seed;

    #[test]
    fn numbers_stay_in_their_range_and_reach_its_ends() {
        let numbers: Vec<i64> =
            (0..2_000).map(|ordinal| Seed::new(3).row("t", ordinal).cell("n").between(-2, 5)).collect();
        assert_eq!((numbers.iter().min(), numbers.iter().max()), (Some(&-2), Some(&5)));
        let mut cell = Seed::new(3).row("t", 0).cell("n");
        assert_eq!(cell.between(4, 4), 4);
        assert_eq!(cell.between(4, 3), 4);
        cell.between(i64::MIN, i64::MAX);
    }

    #[test]
    fn chances_come_true_as_often_as_they_say() {
        let hits =
            (0..20_000).filter(|ordinal| Seed::new(3).row("t", *ordinal).cell("c").chance(0.25)).count();
        assert!((4_700..5_300).contains(&hits), "{hits} of 20,000");
    }

    #[test]
    fn it_is_a_generator_of_rand() {
        let mut cell = Seed::new(3).row("t", 0).cell("bytes");
        let mut bytes = [0; 37];
        cell.fill_bytes(&mut bytes);
        let mut again = Seed::new(3).row("t", 0).cell("bytes");
        assert_eq!(bytes[..4], again.next_u32().to_le_bytes());
        assert!(bytes.iter().any(|byte| *byte != bytes[0]));
    }
}
