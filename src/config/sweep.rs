//! `[sweep]`: the grid of a sweep.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Value;

/// A list of values, or a geometric range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Grid {
    /// These values.
    List(Vec<f64>),
    /// `count` values from `from` to `to`, evenly spaced in the logarithm.
    Range {
        /// Smallest value.
        from: f64,
        /// Largest value.
        to: f64,
        /// Number of values.
        count: usize,
    },
}

impl Grid {
    /// The number of its values.
    pub(crate) fn count(&self) -> usize {
        match self {
            Grid::List(values) => values.len(),
            Grid::Range { count, .. } => *count,
        }
    }

    /// The grid's values, in order. The ends of a range are exact.
    pub fn values(&self) -> Vec<f64> {
        match self {
            Grid::List(values) => values.clone(),
            &Grid::Range { from, to, count } => (0..count)
                .map(|k| {
                    if k == 0 {
                        from
                    } else if k + 1 == count {
                        to
                    } else {
                        let share = k as f64 / (count - 1) as f64;
                        libm::exp(libm::log(from) * (1.0 - share) + libm::log(to) * share)
                    }
                })
                .collect(),
        }
    }
}

/// `[sweep]`. Empty lists mean "as configured above".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SweepConfig {
    /// Initialisation scales.
    pub alphas: Grid,
    /// Widths h.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub widths: Vec<usize>,
    /// Training set sizes n.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<usize>,
    /// Signals kappa.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signals: Vec<f64>,
    /// Steps of `descent`, in flow time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub learning_rates: Vec<f64>,
    /// Output divisors gamma.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub output_divisors: Vec<f64>,
    /// Any other keys by their dotted names, and the values they take.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub axes: BTreeMap<String, Vec<Value>>,
    /// Independent draws of data and weights, shared by all grid points.
    pub replicates: u64,
}

impl Default for SweepConfig {
    fn default() -> Self {
        SweepConfig {
            alphas: Grid::Range {
                from: 1e-4,
                to: 1e1,
                count: 13,
            },
            widths: Vec::new(),
            samples: Vec::new(),
            signals: Vec::new(),
            learning_rates: Vec::new(),
            output_divisors: Vec::new(),
            axes: BTreeMap::new(),
            replicates: 32,
        }
    }
}

/// Every other power of 2 from the smallest to the largest output divisor of a deep sweep.
const DEEP_DIVISORS: [i32; 2] = [-6, 16];

impl SweepConfig {
    /// The axis of a deep network, where none over alpha is written: its output divisor.
    pub(super) fn follow_deep(&mut self) {
        self.alphas = Grid::List(Vec::new());
        let [least, most] = DEEP_DIVISORS;
        if self.output_divisors.is_empty() {
            let powers = (least..=most).step_by(2);
            self.output_divisors = powers.map(|power| libm::exp2(f64::from(power))).collect();
        }
    }

    /// Puts every list of numbers in ascending order; values of other keys stay as they are.
    pub(super) fn sort(&mut self) {
        if let Grid::List(alphas) = &mut self.alphas {
            alphas.sort_by(f64::total_cmp);
        }
        self.widths.sort_unstable();
        self.samples.sort_unstable();
        self.signals.sort_by(f64::total_cmp);
        self.learning_rates.sort_by(f64::total_cmp);
        self.output_divisors.sort_by(f64::total_cmp);
    }
}
