//! Neurons that are active on the same points: the same residuals pull them alike.

use super::neurons::Neurons;

/// Grouping pays where there are at least this many neurons a region, and this many kinks:
/// below, finding the groups takes longer than the products (docs/performance.md has the
/// measurement).
const NEURONS_A_REGION: f64 = 8.0;
const FEWEST_KINKS: usize = 32;

/// No group yet.
const NONE: u32 = u32::MAX;

/// Whether there are so many neurons that grouping them pays: m hyperplanes through the
/// origin cut the space of w into at most 2 sum_{i<d} C(m-1, i) regions (Cover 1965).
pub fn pays(neurons: &Neurons) -> bool {
    let (d, m) = (neurons.dimension, neurons.kinks);
    let (mut regions, mut term) = (0.0, 2.0);
    for i in 0..d.min(m) {
        regions += term;
        term *= (m - 1 - i) as f64 / (i + 1) as f64;
    }
    m >= FEWEST_KINKS && NEURONS_A_REGION * regions <= neurons.width() as f64
}

/// The groups of a state, numbered in the order of their first neurons.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    /// Each neuron's group.
    pub of: Vec<u32>,
    /// Each group's first neuron.
    pub firsts: Vec<usize>,
    /// Groups by the hash of their sides, with gaps.
    table: Vec<u32>,
}

impl Groups {
    pub fn find(&mut self, neurons: &Neurons) {
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
    use super::super::kinks::Kinks;
    use super::*;
    use crate::data::Dataset;
    use crate::network::{Init, TwoLayer};
    use crate::random::Streams;
    use faer::Mat;

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
