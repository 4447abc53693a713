//! Moments that are random and yet the same in each run.

/// From 0 to 1.
pub fn next(state: &mut u64) -> f64 {
    f64::from(bits(state)) / f64::from(u32::MAX)
}

/// One of the numbers below `count`, each as likely as the others; 0 where there is none.
pub fn below(state: &mut u64, count: usize) -> usize {
    let scaled = u128::from(bits(state)) * count as u128;
    usize::try_from(scaled >> 32).unwrap_or(0)
}

/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (`SplitMix64`).
fn bits(state: &mut u64) -> u32 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_comes_and_none_beyond() {
        let mut state = 1;
        let mut seen = [0; 4];
        for _ in 0..1000 {
            seen[below(&mut state, 4)] += 1;
            assert!((0.0..=1.0).contains(&next(&mut state)));
        }
        assert!(seen.iter().all(|times| *times > 200), "{seen:?}");
        assert_eq!(below(&mut state, 0), 0);
    }
}
