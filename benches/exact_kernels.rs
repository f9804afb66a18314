//! The kernels of an exact step: the dense product that finds the pulls, the boosts, the
//! pass that looks for crossings, and the solve for a slide.
//!
//! Throughput counts operations of the products (4 d m a neuron, 2 m^2 for slopes by the Gram
//! matrix, with m points and d the smaller of dimension and points), and neurons times points
//! for boosts and the crossing pass. Events are no kernel: `exact_step` has steps with them.

#[path = "common/gaussian.rs"]
mod gaussian;
#[path = "common/kernels.rs"]
mod kernels;
#[path = "common/mode.rs"]
mod mode;
#[path = "common/peak.rs"]
mod peak;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use kernels::Kernels;
use pulp::{Arch, Simd, WithSimd};
use sweetspot::data::Dataset;
use sweetspot::flow::exact::kernels::{
    BoxLeastSquares, Kinks, Position, RUN, SLOPE_NOISE, Sides, meets_any,
};
use sweetspot::network::{Init, TwoLayer};
use sweetspot::random::Streams;

/// n, d, h.
const SHAPES: [(usize, usize, usize); 4] = [
    (40, 20, 50),
    (100, 65, 64),
    (500, 64, 1024),
    (40, 2, 20_000),
];

/// Only in the full mode. The last takes 1.3 GB.
const LARGE: [(usize, usize, usize); 3] = [(1000, 784, 1024), (2000, 784, 256), (2000, 20, 20_000)];

/// Kinks of a slide.
const SLIDES: [usize; 4] = [1, 2, 5, 15];

/// A time in which little happens.
const TIME: f64 = 1e-4;

fn data(samples: usize, dimension: usize) -> Dataset {
    gaussian::gaussian(samples, dimension).unwrap_or_else(|error| panic!("{error}"))
}

fn steps(criterion: &mut Criterion) {
    let large: &[_] = if mode::is_quick() { &[] } else { &LARGE };
    for &(n, d, h) in SHAPES.iter().chain(large) {
        let data = data(n, d);
        let mut stream = Streams::new(0).weights();
        let network = TwoLayer::init(Init::Balanced, h, d, &mut stream).scaled(0.1);
        let mut kernels = Kernels::new(&data, &network, data.labels());
        let (m, length) = (kernels.kinks.count(), kernels.kinks.dimension());
        let name = format!("n={n},d={d},h={h}");

        let operations = 4 * m * length * h;
        peak::print_fraction::<f64>(&format!("pull/{name}"), operations, || kernels.pull());
        let mut group = criterion.benchmark_group("pull");
        group.throughput(Throughput::Elements(operations as u64));
        group.bench_function(BenchmarkId::from_parameter(&name), |b| {
            b.iter(|| kernels.pull());
        });
        group.finish();

        let mut group = criterion.benchmark_group("boost");
        group.throughput(Throughput::Elements((m * h) as u64));
        group.bench_function(BenchmarkId::from_parameter(&name), |b| {
            b.iter(|| kernels.boost(black_box(TIME)));
        });
        group.finish();

        let mut group = criterion.benchmark_group("crossing_pass");
        group.throughput(Throughput::Elements((m * h) as u64));
        group.bench_function(BenchmarkId::from_parameter(&name), |b| {
            b.iter(|| crossing_pass(&mut kernels, black_box(TIME)));
        });
        group.finish();
    }
}

fn sliding(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("sliding_solve");
    for (n, d) in [(40, 20), (500, 64)] {
        let data = data(n, d);
        for count in SLIDES {
            for all in [true, false] {
                let mut sliding = Sliding::new(&data, count, all);
                let slid = sliding.solve();
                let name = format!("n={n},d={d}: {count} kinks, {slid} slid along");
                group.bench_function(BenchmarkId::from_parameter(name), |b| {
                    b.iter(|| black_box(&mut sliding).solve());
                });
            }
        }
    }
    group.finish();
}

/// Looks for neurons that meet a kink within a time; returns the number of runs of
/// kinks in which one is met.
fn crossing_pass(kernels: &mut Kernels, time: f64) -> usize {
    Arch::new().dispatch(Crossings { all: kernels, time })
}

struct Crossings<'a> {
    all: &'a mut Kernels,
    time: f64,
}

impl WithSimd for Crossings<'_> {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> usize {
        let Kernels { neurons, pulls, .. } = self.all;
        let mut met = 0;
        for j in 0..neurons.width() {
            // v changes little while nothing happens: a shift of v t is as good as any.
            let (neuron, slopes) = (neurons.neuron(j), pulls.of(j).slopes);
            let shift = *neuron.output * self.time;
            let (heights, last_heights) = neuron.preactivations.as_chunks::<RUN>();
            let (slopes, last_slopes) = slopes.as_chunks::<RUN>();
            for (heights, slopes) in heights.iter().zip(slopes) {
                met += usize::from(meets_any(heights, slopes, shift));
            }
            met += usize::from(meets_any(last_heights, last_slopes, shift));
        }
        met
    }
}

/// Where in its interval the rho of a slide on all kinks lies.
const INSIDE: f64 = 0.3;

/// A neuron on several attracting kinks at once: min |g|^2 over the box of their rho.
struct Sliding {
    squares: BoxLeastSquares,
}

impl Sliding {
    /// The first `count` hyperplanes of a data set at zero. With `all`, the rest of the points
    /// pull so that the minimum lies inside the box and all are slid along; else they pull
    /// with their labels, and most are left or crossed.
    fn new(data: &Dataset, count: usize, all: bool) -> Self {
        let kinks = Kinks::new(data);
        let mut sides = Sides::default();
        sides.fill(&kinks, data.labels(), &vec![0.0; data.samples()]);
        let q = count.min(kinks.count());
        let mut squares = BoxLeastSquares::default();
        squares.reset(q);
        for a in 0..q {
            let column = kinks.gram_column(a);
            squares.gram[a * q..(a + 1) * q].copy_from_slice(&column[..q]);
            squares.low[a] = sides.positive[a].min(0.0);
            squares.high[a] = sides.positive[a].max(0.0);
            squares.tolerance[a] = SLOPE_NOISE * sides.scale * kinks.lengths[a];
            let pairs = column.iter().zip(&sides.positive);
            squares.base[a] = if all {
                let inside = pairs.take(q).map(|(k, r)| k * (INSIDE * r));
                -inside.sum::<f64>()
            } else {
                pairs.skip(q).map(|(k, r)| k * r).sum()
            };
        }
        Sliding { squares }
    }

    /// Solves from the middle of the box; returns the number of kinks that are slid along.
    fn solve(&mut self) -> usize {
        let squares = &mut self.squares;
        for a in 0..squares.count() {
            squares.positions[a] = Position::Free;
            squares.rho[a] = 0.5 * (squares.low[a] + squares.high[a]);
        }
        squares.differentiate();
        squares.solve();
        let positions = squares.positions.iter();
        positions.filter(|p| **p == Position::Free).count()
    }
}

criterion_group! {
    name = benches;
    config = mode::criterion();
    targets = steps, sliding
}
criterion_main!(benches);
