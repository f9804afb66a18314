//! What pulls every neuron for given residuals: one dense product a step.

use faer::{MatMut, MatRef};
use pulp::{Arch, Simd, WithSimd};

use super::contact::Pull;
use super::kinks::{Kinks, Sides};
use super::neurons::Neurons;
use crate::math::multiply;

/// Grouping pays where there are at least this many neurons a region, and this many kinks:
/// below, finding the groups takes longer than the products (docs/performance.md has the
/// measurement).
const NEURONS_A_REGION: f64 = 8.0;
const FEWEST_KINKS: usize = 32;

/// No group yet.
const NONE: u32 = u32::MAX;

/// g_j and its products for all neurons, or for all groups of neurons with the same sides.
#[derive(Clone, Debug)]
pub struct Pulls {
    dimension: usize,
    kinks: usize,
    /// One column of m numbers a neuron or group.
    pub rho: Vec<f64>,
    vectors: Vec<f64>,
    slopes: Vec<f64>,
    groups: Option<Groups>,
    /// A neuron's own copy of what its group has: it changes on the way.
    own: Vec<f64>,
}

impl Pulls {
    /// Buffers for a state; by groups where that pays.
    pub fn new(neurons: &Neurons) -> Self {
        Self::by_groups(neurons, pays(neurons))
    }

    /// Buffers for a state, by groups or not.
    pub fn by_groups(neurons: &Neurons, grouped: bool) -> Self {
        let (d, m) = (neurons.dimension, neurons.kinks);
        Pulls {
            dimension: d,
            kinks: m,
            rho: Vec::new(),
            vectors: Vec::new(),
            slopes: Vec::new(),
            groups: grouped.then(Groups::default),
            own: vec![0.0; d + 2 * m],
        }
    }

    /// Computes rho_j from each neuron's sides, g_j = U rho_j and U^T g_j.
    pub fn fill(&mut self, neurons: &Neurons, kinks: &Kinks, sides: &Sides) {
        let (d, m) = (self.dimension, self.kinks);
        if m == 0 {
            self.vectors.resize(d * neurons.width(), 0.0);
            return;
        }
        let count = self.choose(neurons, sides);
        self.vectors.resize(d * count, 0.0);
        self.slopes.resize(m * count, 0.0);
        let rho = MatRef::from_column_major_slice(&self.rho, m, count);
        let mut vectors = MatMut::from_column_major_slice_mut(&mut self.vectors, d, count);
        let directions = kinks.directions.as_ref();
        multiply(vectors.as_mut(), directions, rho);
        let slopes = MatMut::from_column_major_slice_mut(&mut self.slopes, m, count);
        multiply(slopes, directions.transpose(), vectors.as_ref());
    }

    /// Fills rho from each neuron's sides; returns the number of columns, neurons or groups.
    pub fn choose(&mut self, neurons: &Neurons, sides: &Sides) -> usize {
        let m = self.kinks;
        let count = match &mut self.groups {
            Some(groups) => {
                groups.find(neurons);
                groups.firsts.len()
            }
            None => neurons.width(),
        };
        self.rho.resize(m * count, 0.0);
        Arch::new().dispatch(Choice {
            neurons,
            sides,
            groups: self.groups.as_ref(),
            rho: &mut self.rho,
        });
        count
    }

    /// The pull on neuron j, which may change it until the next one is asked for.
    #[inline(always)]
    pub fn of(&mut self, j: usize) -> Pull<'_> {
        let (d, m) = (self.dimension, self.kinks);
        let Some(groups) = &self.groups else {
            return Pull {
                rho: &mut self.rho[j * m..(j + 1) * m],
                vector: &mut self.vectors[j * d..(j + 1) * d],
                slopes: &mut self.slopes[j * m..(j + 1) * m],
            };
        };
        let group = groups.of.get(j).map_or(0, |group| *group as usize);
        let (vector, others) = self.own.split_at_mut(d);
        let (rho, slopes) = others.split_at_mut(m);
        rho.copy_from_slice(&self.rho[group * m..(group + 1) * m]);
        vector.copy_from_slice(&self.vectors[group * d..(group + 1) * d]);
        slopes.copy_from_slice(&self.slopes[group * m..(group + 1) * m]);
        Pull {
            rho,
            vector,
            slopes,
        }
    }
}

/// rho of all neurons or groups, from their sides.
struct Choice<'a> {
    neurons: &'a Neurons,
    sides: &'a Sides,
    groups: Option<&'a Groups>,
    rho: &'a mut [f64],
}

impl WithSimd for Choice<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let columns = self.rho.chunks_exact_mut(self.neurons.kinks.max(1));
        for (at, rho) in columns.enumerate() {
            let j = self.groups.map_or(at, |groups| groups.firsts[at]);
            choose(self.neurons.positive(j), self.sides, rho);
        }
    }
}

/// rho on the sides that the bits of a row say.
#[inline(always)]
fn choose(row: &[u64], sides: &Sides, rho: &mut [f64]) {
    let (positive, negative) = (sides.positive.chunks(64), sides.negative.chunks(64));
    let words = row.iter().zip(rho.chunks_mut(64));
    for ((word, rho), (positive, negative)) in words.zip(positive.zip(negative)) {
        let sides = positive.iter().zip(negative);
        for (k, (rho, (positive, negative))) in (0u64..).zip(rho.iter_mut().zip(sides)) {
            // A choice by bits, which is vectorised and has no branch to guess wrong.
            let mask = (word >> k & 1).wrapping_neg();
            let chosen = (positive.to_bits() & mask) | (negative.to_bits() & !mask);
            *rho = f64::from_bits(chosen);
        }
    }
}

/// Whether there are so many neurons that grouping them pays: m hyperplanes through the
/// origin cut the space of w into at most 2 sum_{i<d} C(m-1, i) regions (Cover 1965).
fn pays(neurons: &Neurons) -> bool {
    let (d, m) = (neurons.dimension, neurons.kinks);
    let (mut regions, mut term) = (0.0, 2.0);
    for i in 0..d.min(m) {
        regions += term;
        term *= (m - 1 - i) as f64 / (i + 1) as f64;
    }
    m >= FEWEST_KINKS && NEURONS_A_REGION * regions <= neurons.width() as f64
}

/// Neurons on the same sides of all kinks, which the same residuals pull alike: groups, numbered in
/// the order of their first neurons.
#[derive(Clone, Debug, Default)]
struct Groups {
    /// Each neuron's group.
    of: Vec<u32>,
    /// Each group's first neuron.
    firsts: Vec<usize>,
    /// Groups by the hash of their sides, with gaps.
    table: Vec<u32>,
}

impl Groups {
    fn find(&mut self, neurons: &Neurons) {
        let h = neurons.width();
        let size = (2 * h).next_power_of_two();
        self.table.clear();
        self.table.resize(size, NONE);
        self.of.clear();
        self.firsts.clear();
        for j in 0..h {
            let row = neurons.positive(j);
            let mut place = hash(row) & (size - 1);
            let group = loop {
                let group = self.table[place];
                if group == NONE {
                    self.table[place] = self.firsts.len() as u32;
                    self.firsts.push(j);
                    break self.table[place];
                }
                if neurons.positive(self.firsts[group as usize]) == row {
                    break group;
                }
                place = (place + 1) & (size - 1);
            };
            self.of.push(group);
        }
    }
}

/// A mix of all bits (the finaliser of SplitMix64, Steele et al. 2014, word by word).
fn hash(row: &[u64]) -> usize {
    let mixed = row.iter().fold(0u64, |mixed, word| {
        let mut z = (mixed ^ word).wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    });
    mixed as usize
}

#[cfg(test)]
mod tests {
    use super::super::bits;
    use super::*;
    use crate::data::Dataset;
    use crate::network::{Init, TwoLayer};
    use crate::random::Streams;
    use faer::Mat;

    #[test]
    fn a_group_pulls_as_each_of_its_neurons_alone() {
        let points = Mat::from_fn(9, 3, |i, k| libm::sin((1 + 5 * i + 3 * k) as f64));
        let labels: Vec<f64> = (0..9).map(|i| [1.0, -0.7][i % 2]).collect();
        let data = Dataset::new(points, labels.clone()).unwrap();
        let kinks = Kinks::new(&data);
        let network = TwoLayer::init(Init::Balanced, 200, 3, &mut Streams::new(1).weights());
        let mut neurons = Neurons::new(&network, &kinks);
        // Two neurons on a kink, of either side.
        for (j, side) in [(11, true), (12, false)] {
            let neuron = neurons.neuron(j);
            neuron.preactivations[4] = 0.0;
            bits::put(neuron.positive, 4, side);
            bits::put(neuron.held, 4, true);
        }
        let mut sides = Sides::default();
        sides.fill(&kinks, &labels, &vec![0.0; labels.len()]);
        let (mut grouped, mut single) = (
            Pulls::by_groups(&neurons, true),
            Pulls::by_groups(&neurons, false),
        );
        grouped.fill(&neurons, &kinks, &sides);
        single.fill(&neurons, &kinks, &sides);
        assert!(grouped.rho.len() < single.rho.len());
        for j in 0..200 {
            let (a, b) = (grouped.of(j), single.of(j));
            assert_eq!(a.rho, b.rho, "{j}");
            let pairs = a.slopes.iter().zip(b.slopes.iter());
            for (x, y) in pairs.chain(a.vector.iter().zip(b.vector.iter())) {
                assert!((x - y).abs() < 1e-14, "{j}: {x} {y}");
            }
        }
    }

    fn state(samples: usize, dimension: usize, width: usize) -> Neurons {
        let points = Mat::from_fn(samples, dimension, |i, k| {
            libm::cos((1 + i * (k + 2)) as f64)
        });
        let data = Dataset::new(points, vec![1.0; samples]).unwrap();
        let mut stream = Streams::new(3).weights();
        let network = TwoLayer::init(Init::Balanced, width, dimension, &mut stream);
        Neurons::new(&network, &Kinks::new(&data))
    }

    #[test]
    fn neurons_share_a_group_exactly_if_they_share_all_sides() {
        for (samples, width) in [(3, 300), (70, 900)] {
            let neurons = state(samples, 2, width);
            let mut groups = Groups::default();
            groups.find(&neurons);
            let row = |j: usize| neurons.positive(j);
            for j in 0..width {
                for l in 0..j {
                    assert_eq!(groups.of[j] == groups.of[l], row(j) == row(l), "{j} {l}");
                }
                assert!(groups.firsts[groups.of[j] as usize] <= j);
            }
            assert!(groups.firsts.is_sorted());
            assert!(groups.firsts.len() <= 2 * samples);
        }
    }

    #[test]
    fn grouping_pays_where_regions_are_few() {
        assert!(pays(&state(40, 2, 640)) && !pays(&state(40, 2, 639)));
        assert!(!pays(&state(3, 2, 20_000)) && !pays(&state(40, 20, 20_000)));
    }
}
