//! Passes over runs of kinks: of a fixed length, so that they are vectorised.

/// Kinks are looked at in runs of this many, so that the pass over all is vectorised.
pub(super) const RUN: usize = 8;

/// Whether a preactivation of a run is at zero or changes its sign. A slope of exactly zero
/// is that of a kink slid along.
#[inline(always)]
pub(super) fn meets_any(heights: &[f64], slopes: &[f64], shift: f64) -> bool {
    let pairs = heights.iter().zip(slopes);
    let meets = |(a, b): (&f64, &f64)| (a * (a + shift * b) <= 0.0) & (*b != 0.0);
    pairs.fold(false, |any, pair| any | meets(pair))
}

/// Moves the preactivations of a run; tells whether one is then at zero.
#[inline(always)]
pub(super) fn moves_near(
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

/// Adds a run to a rising list of them.
pub(super) fn include(runs: &mut Vec<usize>, run: usize) {
    if let Err(place) = runs.binary_search(&run) {
        runs.insert(place, run);
    }
}
