//! The core's peak, as a large faer product shows it.

use std::hint::black_box;
use std::time::Instant;

use faer::linalg::matmul::matmul;
use faer::{Accum, Mat, Par};
use sweetspot::network::deep::Real;

/// Size of the large product: it fits the caches of a core.
const SIZE: usize = 384;

/// Turns of each, and the seconds after which the kernel has no more.
const TURNS: usize = 40;
const ENOUGH: f64 = 0.7;

/// Prints which part of the peak a kernel of this many operations in one precision reaches. Kernel and
/// large product take turns, and the fastest turn of each counts: on a busy machine it is
/// the one that nothing interrupted.
pub fn print_fraction<T: Real>(name: &str, operations: usize, mut kernel: impl FnMut()) {
    let (a, b) = (filled::<T>(1), filled::<T>(2));
    let mut product = Mat::zeros(SIZE, SIZE);
    let mut large = || {
        let one = T::of(1.0);
        matmul(&mut product, Accum::Replace, &a, &b, one, Par::Seq);
        black_box(&product);
    };
    let large_operations = 2 * SIZE * SIZE * SIZE;
    // A turn is long enough for the clock.
    let turns = (large_operations / operations).max(1);
    let (mut fastest_large, mut fastest_own) = (f64::INFINITY, f64::INFINITY);
    let clock = Instant::now();
    for turn in 0..TURNS {
        fastest_large = seconds(1, &mut large).min(fastest_large);
        if turn < 3 || clock.elapsed().as_secs_f64() < ENOUGH {
            fastest_own = seconds(turns, &mut kernel).min(fastest_own);
        }
    }
    let peak = large_operations as f64 / fastest_large;
    let own = (turns * operations) as f64 / fastest_own;
    eprintln!(
        "{name}: {:.1} Gflop/s, {:.0}% of the peak of {:.1}",
        1e-9 * own,
        100.0 * own / peak,
        1e-9 * peak
    );
}

/// On the wall; if long, an interruption is likely, and where the system tells (Linux) the
/// time on the core is taken, which is exact to a few milliseconds.
fn seconds(turns: usize, work: &mut impl FnMut()) -> f64 {
    let (clock, start) = (Instant::now(), on_core());
    (0..turns).for_each(|_| work());
    let wall = clock.elapsed().as_secs_f64();
    match (start, on_core()) {
        (Some(start), Some(end)) if wall > 0.05 => end - start,
        _ => wall,
    }
}

/// Nanoseconds on the core are the first number of the thread's schedstat.
fn on_core() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = text.split(' ').next()?.parse().ok()?;
    Some(1e-9 * nanoseconds)
}

fn filled<T: Real>(seed: usize) -> Mat<T> {
    Mat::from_fn(SIZE, SIZE, |i, j| {
        T::of(((i * 31 + j * 17 + seed) % 23) as f64 - 11.0)
    })
}
