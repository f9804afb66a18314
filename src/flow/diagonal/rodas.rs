//! One step of RODAS, a Rosenbrock method of order 4 with an error estimate of order 3.
//!
//! Hairer, Wanner, Solving Ordinary Differential Equations II, section IV.7 (method RODAS):
//! L-stable, stiffly accurate, continuous extension of order 3. One decomposition and six
//! evaluations a step.

use super::dual::{At, Dual, solve};

const STAGES: usize = 6;

const GAMMA: f64 = 0.25;

/// Coefficients of the stages' arguments. Those of the last stage are the fifth's and 1, those of
/// the end the last's and 1.
const ARGUMENTS: [&[f64]; STAGES - 1] = [
    &[],
    &[1.544],
    &[0.946_678_528_081_582_6, 0.255_701_169_898_328_4],
    &[
        3.314_825_187_068_521,
        2.896_124_015_972_201,
        0.998_641_913_997_781_7,
    ],
    &[
        1.221_224_509_226_641,
        6.019_134_481_288_629,
        12.537_083_329_320_87,
        -0.687_886_036_105_895,
    ],
];

/// Coefficients of the earlier stages, over the step, on the right side of each.
const COUPLING: [&[f64]; STAGES] = [
    &[],
    &[-5.6688],
    &[-2.430_093_356_833_875, -0.206_359_915_709_191_5],
    &[
        -0.107_352_905_815_137_5,
        -9.594_562_251_023_355,
        -20.470_286_148_096_16,
    ],
    &[
        7.496_443_313_967_647,
        -10.246_804_314_643_52,
        -33.999_903_528_199_05,
        11.708_908_932_061_6,
    ],
    &[
        8.083_246_795_921_522,
        -7.981_132_988_064_893,
        -31.521_594_328_743_71,
        16.319_305_431_231_36,
        -6.058_818_238_834_054,
    ],
];

/// The continuous extension's own combinations of the stages.
const EXTENSION: [[f64; 5]; 2] = [
    [
        10.126_235_083_445_86,
        -7.487_995_877_610_167,
        -34.800_918_615_557_47,
        -7.992_771_707_568_823,
        1.025_137_723_295_662,
    ],
    [
        -0.676_280_339_280_125_3,
        6.087_714_651_680_015,
        16.430_843_208_924_78,
        24.767_225_114_183_86,
        -6.594_389_125_716_872,
    ],
];

/// The stages of one step, in buffers that live as long as the run.
#[derive(Debug)]
pub(super) struct Rodas {
    stages: Vec<Vec<f64>>,
    /// The end of the last attempt.
    pub end: At,
    pub evaluations: u64,
}

impl Rodas {
    /// Buffers with s = 0 as the end.
    pub fn new(dual: &Dual<'_>, samples: usize) -> Self {
        let end = dual.at(vec![0.0; samples]);
        Rodas {
            stages: vec![end.s.clone(); STAGES],
            end,
            evaluations: 1,
        }
    }

    /// Tries a step.
    pub fn attempt(&mut self, dual: &Dual<'_>, from: &At, step: f64) {
        let implicit = dual.implicit(&from.network, 1.0 / (GAMMA * step));
        let mut end = from.s.clone();
        for (stage, coefficients) in COUPLING.iter().enumerate() {
            let mut side = from.residual.clone();
            if stage > 0 {
                self.move_end(&mut end, &from.s, stage);
                self.evaluations += 1;
                side = dual.velocity(&dual.network(&end));
            }
            for (earlier, c) in self.stages.iter().zip(*coefficients) {
                add(&mut side, c / step, earlier);
            }
            self.stages[stage] = solve(&implicit, &side);
        }
        add(&mut end, 1.0, &self.stages[STAGES - 1]);
        self.end = dual.at(end);
        self.evaluations += 1;
    }

    /// Sets the end to the argument of a stage.
    fn move_end(&self, end: &mut [f64], start: &[f64], stage: usize) {
        if stage < STAGES - 1 {
            end.copy_from_slice(start);
            for (earlier, a) in self.stages.iter().zip(ARGUMENTS[stage]) {
                add(end, *a, earlier);
            }
        } else {
            add(end, 1.0, &self.stages[stage - 1]);
        }
    }

    /// The local error of s in the last attempt.
    pub fn error(&self) -> &[f64] {
        &self.stages[STAGES - 1]
    }

    /// s inside of the last attempt from `start`, at this fraction of the step.
    pub fn inside(&self, start: &[f64], fraction: f64) -> Vec<f64> {
        let rest = 1.0 - fraction;
        let mut bend = [vec![0.0; start.len()], vec![0.0; start.len()]];
        for (sum, coefficients) in bend.iter_mut().zip(&EXTENSION) {
            for (stage, d) in self.stages.iter().zip(coefficients) {
                add(sum, *d, stage);
            }
        }
        (0..start.len())
            .map(|i| {
                let bent = self.end.s[i] + rest * (bend[0][i] + fraction * bend[1][i]);
                rest * start[i] + fraction * bent
            })
            .collect()
    }
}

fn add(target: &mut [f64], factor: f64, vector: &[f64]) {
    for (t, v) in target.iter_mut().zip(vector) {
        *t += factor * v;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Dataset;
    use crate::network::Diagonal;
    use faer::mat;

    /// One point, one coordinate, x = y = 1: ds/dt = 1 - 2 a^2 sinh 4s. With w = e^(4s),
    /// dw/dt = 4 (w - a^2 (w^2 - 1)) separates: its roots are w = (1 +- sqrt(1 + 4a^4)) / (2a^2).
    fn known(alpha: f64, time: f64) -> f64 {
        let square = alpha * alpha;
        let root = libm::sqrt(1.0 + 4.0 * square * square);
        let (high, low) = ((1.0 + root) / (2.0 * square), (1.0 - root) / (2.0 * square));
        // (w - low)/(high - w) grows like exp(4 root t).
        let ratio = (1.0 - low) / (high - 1.0) * libm::exp(4.0 * root * time);
        0.25 * libm::log((low + high * ratio) / (1.0 + ratio))
    }

    /// A step from time 0.2: errors at its end and inside of it, and the error's estimate.
    fn errors(step: f64, fraction: f64) -> (f64, f64, f64) {
        let data = Dataset::new(mat![[1.0]], vec![1.0]).unwrap();
        let dual = Dual::new(&data, &Diagonal::new(0.5, 1));
        let mut rodas = Rodas::new(&dual, 1);
        let start = dual.at(vec![known(0.5, 0.2)]);
        rodas.attempt(&dual, &start, step);
        let inside = rodas.inside(&start.s, fraction)[0];
        (
            (rodas.end.s[0] - known(0.5, 0.2 + step)).abs(),
            (inside - known(0.5, 0.2 + fraction * step)).abs(),
            rodas.error()[0].abs(),
        )
    }

    #[test]
    fn a_step_is_of_order_four_and_its_inside_and_error_of_order_three() {
        for fraction in [0.3, 0.7] {
            let (coarse, fine) = (errors(0.02, fraction), errors(0.01, fraction));
            let order = |coarse: f64, fine: f64| libm::log2(coarse / fine);
            let end = order(coarse.0, fine.0);
            let inside = order(coarse.1, fine.1);
            let error = order(coarse.2, fine.2);
            assert!((4.6..5.2).contains(&end), "local order {end}");
            assert!((3.8..4.3).contains(&inside), "local order inside {inside}");
            assert!(
                (3.8..4.3).contains(&error),
                "local order of the error {error}"
            );
            assert!(fine.0 < 1e-12, "{fine:?}");
        }
    }

    #[test]
    fn the_ends_of_the_extension_are_those_of_the_step() {
        let data = Dataset::new(mat![[1.0]], vec![1.0]).unwrap();
        let start = Diagonal::new(0.5, 1);
        let dual = Dual::new(&data, &start);
        let mut rodas = Rodas::new(&dual, 1);
        rodas.attempt(&dual, &dual.at(vec![0.0]), 0.1);
        assert_eq!(rodas.inside(&[0.0], 0.0), [0.0]);
        assert_eq!(rodas.inside(&[0.0], 1.0), rodas.end.s);
        assert_eq!(rodas.evaluations, 7);
    }

    #[test]
    fn an_infinite_step_is_one_of_newton() {
        // The limit is a fixed point, and a long step from near it goes there.
        let data = Dataset::new(mat![[1.0]], vec![1.0]).unwrap();
        let start = Diagonal::new(0.5, 1);
        let dual = Dual::new(&data, &start);
        let limit = known(0.5, 20.0);
        let near = dual.at(vec![limit + 1e-5]);
        let mut rodas = Rodas::new(&dual, 1);
        rodas.attempt(&dual, &near, 1e12);
        let off = rodas.end.s[0] - limit;
        assert!(off.abs() < 1e-9, "{off}");
    }
}
