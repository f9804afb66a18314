//! Passes over runs of kinks: of a fixed length, so that they are vectorised.

use super::bits;

/// Kinks are looked at in runs of this many, so that the pass over all is vectorised.
pub const RUN: usize = 8;

/// Whether a preactivation of a run is at zero or changes its sign.
#[inline(always)]
pub fn meets_any(heights: &[f64], slopes: &[f64], shift: f64) -> bool {
    let pairs = heights.iter().zip(slopes);
    pairs.fold(false, |any, (a, b)| any | meets(*a, *b, shift))
}

/// Moves the preactivations of a run; tells whether one is then at zero.
#[inline(always)]
pub fn moves_near(
    heights: &mut [f64],
    slopes: &[f64],
    lengths: &[f64],
    shift: f64,
    near: f64,
) -> bool {
    let mut any = false;
    for ((a, b), u) in heights.iter_mut().zip(slopes).zip(lengths) {
        *a += shift * b;
        any |= a.abs() <= near * u;
    }
    any
}

/// The preactivations of a run that [`meets_any`] finds, as bits.
#[inline(always)]
pub fn meeting(heights: &[f64], slopes: &[f64], shift: f64) -> u32 {
    let pairs = heights.iter().zip(slopes);
    as_bits(pairs.map(|(a, b)| meets(*a, *b, shift)))
}

/// The preactivations of a run that are at zero, as bits.
#[inline(always)]
pub fn at_zero(heights: &[f64], lengths: &[f64], near: f64) -> u32 {
    let pairs = heights.iter().zip(lengths);
    as_bits(pairs.map(|(a, u)| a.abs() <= near * u))
}

/// A slope of exactly zero is that of a kink slid along.
#[inline(always)]
fn meets(height: f64, slope: f64, shift: f64) -> bool {
    (height * (height + shift * slope) <= 0.0) & (slope != 0.0)
}

/// Answers as bits, without a branch to guess wrong.
#[inline(always)]
fn as_bits(answers: impl Iterator<Item = bool>) -> u32 {
    let numbered = answers.enumerate();
    numbered.fold(0, |bits, (lane, yes)| bits | u32::from(yes) << lane)
}

/// The kinks of a run whose bits are set, in rising order.
#[inline(always)]
pub fn kinks_of(run: usize, bits: u32) -> impl Iterator<Item = usize> {
    bits::ones(u64::from(bits)).map(move |lane| run * RUN + lane)
}

/// Adds a run to a rising list of them.
pub fn include(runs: &mut Vec<usize>, run: usize) {
    if let Err(place) = runs.binary_search(&run) {
        runs.insert(place, run);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bits_of_a_run_are_the_kinks_it_meets() {
        // At zero, across it, towards it, away from it, and slid along.
        let (heights, slopes) = ([0.0, 1.0, 1.0, -1.0, 0.0], [1.0, -2.0, -0.5, -1.0, 0.0]);
        let met = meeting(&heights, &slopes, 1.0);
        assert_eq!(kinks_of(3, met).collect::<Vec<_>>(), [24, 25]);
        for k in 0..5 {
            let alone = meets_any(&heights[k..=k], &slopes[k..=k], 1.0);
            assert_eq!(alone, met >> k & 1 == 1, "{k}");
        }
        let near = at_zero(&heights, &[1.0, 0.5, 2.0, 2.0, 1.0], 0.5);
        assert_eq!(kinks_of(0, near).collect::<Vec<_>>(), [0, 2, 3, 4]);
    }
}
