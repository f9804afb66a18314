//! Laws of the observables, over random mixtures and networks.

use faer::Mat;
use proptest::prelude::*;
use sweetspot::config::{DataConfig, DigitsConfig, MixtureConfig, ThreePointsConfig};
use sweetspot::data::{Mixture, Problem};
use sweetspot::network::{Init, Loss, TwoLayer};
use sweetspot::observables::{angle, decompose, error_on_rows, test_error};
use sweetspot::random::Streams;

/// The same cases on every run, and no file of past failures.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn laws() -> impl Strategy<Value = Mixture> {
    (1..12usize, 2..7usize, 0.0..4.0f64, 0.1..3.0f64).prop_map(
        |(samples, dimension, signal, noise)| Mixture {
            samples,
            dimension,
            signal,
            noise,
        },
    )
}

/// The direction at this angle from the first of two unit vectors towards the second.
fn turned(from: &[f64], to: &[f64], by: f64) -> Vec<f64> {
    let along: f64 = from.iter().zip(to).map(|(a, b)| a * b).sum();
    let across: Vec<f64> = from.iter().zip(to).map(|(a, b)| b - along * a).collect();
    let length = across.iter().map(|x| x * x).sum::<f64>().sqrt();
    let parts = from.iter().zip(&across);
    parts
        .map(|(a, b)| libm::cos(by) * a + libm::sin(by) * b / length)
        .collect()
}

fn unit(vector: &[f64]) -> Vec<f64> {
    let length = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
    vector.iter().map(|x| x / length).collect()
}

proptest! {
    #![proptest_config(cases(400))]

    /// YHL26, Theorem 5.6, with inf_H E taken from its definition: no direction of the cone is
    /// better than OA says, and the one turned from x_+ to s as far as the cone reaches is as good.
    #[test]
    fn the_excess_error_splits_into_over_alignment_and_over_fitting(
        law in laws(), width in 1..9usize, seed in any::<u64>(),
    ) {
        let streams = Streams::new(seed);
        let data = law.draw(&mut streams.data()).unwrap();
        let network = TwoLayer::init(Init::Unbalanced, width, law.dimension, &mut streams.weights());
        let class_sum = data.class_sum(true);
        let Some(parts) = decompose(&network, &data, &law) else {
            let predictor = network.effective_predictor();
            let zero = |vector: &[f64]| vector.iter().all(|x| *x == 0.0);
            prop_assert!(zero(&class_sum) || zero(&predictor));
            return Ok(());
        };
        let sum = parts.over_alignment + parts.over_fitting;
        prop_assert!((sum - parts.excess_error).abs() < 1e-15, "{parts:?}");
        prop_assert!(parts.over_alignment >= 0.0 && parts.over_fitting >= -1e-15, "{parts:?}");
        let error = law.error_of_direction(&network.effective_predictor());
        prop_assert!((parts.excess_error - (error - law.bayes_error())).abs() < 1e-15);

        let (plus, s) = (unit(&class_sum), law.direction());
        let reach = parts.omega.min(parts.phi);
        let best = law.error_of_direction(&turned(&plus, &s, reach)) - law.bayes_error();
        prop_assert!((best - parts.over_alignment).abs() < 1e-12, "{best:e} {parts:?}");
        let others = law.draw_lines(20, &mut streams.test()).unwrap();
        for i in 0..others.nrows() {
            let aside: Vec<f64> = others.row(i).iter().copied().collect();
            let direction = turned(&plus, &unit(&aside), parts.omega * (i + 1) as f64 / 20.0);
            let excess = law.error_of_direction(&direction) - law.bayes_error();
            prop_assert!(excess >= parts.over_alignment - 1e-12, "{excess:e} {parts:?}");
        }
    }

    /// f(x; c theta) = c^2 f(x; theta): the sign, and with it every error, stays.
    #[test]
    fn errors_do_not_depend_on_the_scale_of_the_network(
        law in laws(), width in 1..9usize, seed in any::<u64>(), exponent in -60..60i32, c in 0.1..10.0f64,
    ) {
        let config = DataConfig::from(MixtureConfig {
            samples: law.samples,
            dimension: law.dimension,
            signal: law.signal,
            noise: law.noise,
            test_lines: 10,
            ..Default::default()
        });
        let streams = Streams::new(seed);
        let problem = Problem::draw(&config, Loss::Logistic, &streams).unwrap();
        let network = TwoLayer::init(Init::Balanced, width, law.dimension, &mut streams.weights());
        let before = test_error(&network, &problem).unwrap();
        prop_assert!((0.0..=1.0).contains(&before.error) && before.low <= before.error);
        let power = network.scaled(2f64.powi(exponent));
        prop_assert_eq!(test_error(&power, &problem), Some(before));
        let after = test_error(&network.scaled(c), &problem).unwrap();
        prop_assert!((after.error - before.error).abs() < 1e-12);
        prop_assert!((after.ties - before.ties).abs() < 1e-12);
        let rows = |network: &TwoLayer| {
            let data = &problem.training;
            error_on_rows(&network.predict(data.points()), data.labels()).error
        };
        prop_assert_eq!(rows(&power), rows(&network));
    }

    /// Pairs of equal w and opposite v: f is zero everywhere, and every point a tie.
    #[test]
    fn an_antisymmetric_start_guesses(
        law in laws(), pairs in 1..5usize, seed in any::<u64>(), alpha in 1e-9..100.0f64,
    ) {
        let config = DataConfig::from(MixtureConfig {
            samples: law.samples,
            dimension: law.dimension,
            signal: law.signal,
            noise: law.noise,
            test_lines: 10,
            ..Default::default()
        });
        let streams = Streams::new(seed);
        let problem = Problem::draw(&config, Loss::Logistic, &streams).unwrap();
        let mut weights = streams.weights();
        let start = TwoLayer::init(Init::Antisymmetric, 2 * pairs, law.dimension, &mut weights);
        let estimate = test_error(&start.scaled(alpha), &problem).unwrap();
        prop_assert!((estimate.error - 0.5).abs() < 1e-12, "{estimate:?}");
        prop_assert!((estimate.ties - 1.0).abs() < 1e-12, "{estimate:?}");
    }
}

#[test]
fn an_antisymmetric_start_guesses_on_rows_too() {
    let config = DataConfig::from(DigitsConfig::default());
    let streams = Streams::new(0);
    let problem = Problem::draw(&config, Loss::Logistic, &streams).unwrap();
    let start = TwoLayer::init(Init::Antisymmetric, 64, 65, &mut streams.weights());
    let estimate = test_error(&start, &problem).unwrap();
    assert_eq!((estimate.error, estimate.ties), (0.5, 1.0));
    assert_eq!(
        {
            let data = &problem.training;
            error_on_rows(&start.predict(data.points()), data.labels()).error
        },
        0.5
    );
}

/// A test set with the targets of a regression has no sides, and so no error.
#[test]
fn targets_of_a_regression_have_a_mean_square() {
    let network = TwoLayer {
        weights: Mat::from_fn(2, 1, |_, _| 1.0),
        outputs: vec![1.0],
    };
    let config = DataConfig::from(ThreePointsConfig::default());
    let mut problem = Problem::draw(&config, Loss::Squared, &Streams::new(0)).unwrap();
    problem.test = sweetspot::data::TestSet::Rows(problem.training.clone());
    let rows = &problem.training;
    let squares = rows.labels().iter().enumerate().map(|(i, y)| {
        let f = (rows.points()[(i, 0)] + rows.points()[(i, 1)]).max(0.0);
        (f - y) * (f - y)
    });
    let expected = squares.sum::<f64>() / rows.samples() as f64;
    let found = test_error(&network, &problem).unwrap();
    assert!((found.error - expected).abs() < 1e-15, "{found:?}");
    assert!(found.ties == 0.0 && found.low <= found.error && found.error <= found.high);
}

/// |u - v| and |u + v| against the cosine, where the cosine is accurate.
#[test]
fn angles_agree_with_the_cosine() {
    let (a, b) = ([1.0, 2.0, -1.0], [0.5, -0.3, 2.0]);
    let cosine = (0.5 - 0.6 - 2.0) / (6f64.sqrt() * (0.25 + 0.09 + 4.0f64).sqrt());
    assert!((angle(&a, &b).unwrap() - libm::acos(cosine)).abs() < 1e-14);
}
