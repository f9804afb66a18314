use faer::{Mat, mat};

use super::*;
use crate::config::{Data, Init, NetworkKind, StopAt, ThreePointsConfig, TwoLayerConfig};
use crate::data::{Dataset, Mixture, orthogonal_separability};
use crate::network::Loss;
use crate::observables::{alignment_angle, over_alignment};
use crate::random::Streams;
use crate::theory::{
    AlignmentPhase, ClassSum, angle_under_constant_pull, decay_constant, entry_time,
    escape_time_slope, inverse_loss, least_squares, linearised_weight_change, margin_ceiling,
    max_margin_vector, psi_lower_bound, separable_probability,
};

const ALPHA: f64 = 1e-4;

const LAW: Mixture = Mixture {
    samples: 3,
    dimension: 2,
    signal: 2.0,
    noise: 0.5,
};

/// A training set alone.
fn problem(points: Mat<f64>, labels: &[f64]) -> Problem {
    Dataset::new(points, labels.to_vec()).unwrap().into()
}

/// Three points of two classes, orthogonally separable, with a law.
fn separable() -> Problem {
    Problem {
        law: Some(LAW),
        ..problem(mat![[1.0, 0.2], [2.0, 0.0], [-0.8, 0.3]], &[1.0, 1.0, -1.0])
    }
}

fn config(loss: Loss) -> Config {
    let mut config = Config::default();
    config.network.alpha = ALPHA;
    config.loss.name = loss;
    config
}

/// Balanced, with output weights of both signs; `alpha` is its scale.
fn balanced(alpha: f64) -> TwoLayer {
    TwoLayer {
        weights: mat![[0.6, 0.0, -1.2, 0.3], [0.8, 2.0, 0.5, 0.4]],
        outputs: vec![1.0, -2.0, 1.3, -0.5],
    }
    .scaled(alpha)
}

fn of(config: &Config, problem: &Problem, start: &TwoLayer, name: &str) -> Result<f64, Premise> {
    let found = predict(config, problem, start);
    let predictions = found.predictions.into_iter();
    let mut named = predictions.filter(|prediction| prediction.name == name);
    named.next().unwrap_or_else(|| panic!("no {name}")).value
}

fn near(found: f64, expected: f64) {
    let off = (found - expected).abs();
    assert!(off <= 1e-12 * expected.abs(), "{found} {expected}");
}

#[test]
fn every_prediction_of_separable_data_is_its_formula() {
    for loss in [Loss::Logistic2, Loss::Logistic, Loss::Exponential] {
        let (config, problem, start) = (config(loss), separable(), balanced(ALPHA));
        let data = &problem.training;
        let predicted = |name: &str| of(&config, &problem, &start, name).unwrap();
        let phase = AlignmentPhase::of(data, &start, ALPHA, loss).unwrap();
        let [plus, minus] = [true, false].map(|positive| ClassSum::of(data, positive));
        let pull = if loss == Loss::Logistic { 0.5 } else { 1.0 };
        assert_eq!(predicted("phase_end"), phase.end());
        assert_eq!(predicted("weight_bound"), phase.weight_bound());
        assert_eq!(predicted("output_bound"), phase.output_bound());
        assert_eq!(predicted("published_zeta_plus"), phase.published_zeta(plus));
        assert_eq!(
            predicted("published_zeta_minus"),
            phase.published_zeta(minus)
        );
        assert_eq!(predicted("zeta_plus"), phase.zeta(plus));
        assert_eq!(predicted("zeta_minus"), phase.zeta(minus));
        assert_ne!(phase.zeta(plus), phase.zeta(minus));
        let time = pull * phase.end();
        let psi = psi_lower_bound(time, plus.length, phase.zeta(plus));
        near(predicted("psi_at_phase_end"), psi);
        let quarter = std::f64::consts::FRAC_PI_2;
        let angle = angle_under_constant_pull(quarter, time, plus.length);
        near(predicted("angle_at_phase_end"), angle);

        let mu = orthogonal_separability(data);
        let shortest = libm::sqrt(0.8 * 0.8 + 0.3 * 0.3);
        near(predicted("entry_time"), entry_time(3, shortest, mu) / pull);
        near(
            predicted("escape_time_slope"),
            escape_time_slope(pull, plus.length, minus.length),
        );
        let [above, below] =
            [true, false].map(|positive| max_margin_vector(data, positive).unwrap().length);
        near(predicted("max_margin_plus"), above);
        near(predicted("max_margin_minus"), below);
        near(predicted("decay_constant"), decay_constant(above, below));
        near(predicted("margin_ceiling"), margin_ceiling(above, below));

        near(predicted("bayes_error"), LAW.bayes_error());
        let phi = alignment_angle(data, &LAW).unwrap();
        near(predicted("over_alignment"), over_alignment(&LAW, phi, 0.0));
        near(
            predicted("separable_probability"),
            separable_probability(&LAW).unwrap(),
        );
    }
}

#[test]
fn the_quantities_are_those_of_data_and_start() {
    let (problem, start) = (separable(), balanced(ALPHA));
    let value = |loss: Loss, name: &str| {
        let found = predict(&config(loss), &problem, &start).quantities;
        let mut named = found.into_iter().filter(|quantity| quantity.name == name);
        named.next().unwrap_or_else(|| panic!("no {name}")).value
    };
    let of_margin = |name: &str| value(Loss::Logistic2, name).unwrap();
    assert_eq!(of_margin("samples"), 3.0);
    assert_eq!(of_margin("positive_samples"), 2.0);
    near(of_margin("norm_x_plus"), libm::sqrt(3.0 * 3.0 + 0.2 * 0.2));
    near(of_margin("norm_x_minus"), libm::sqrt(0.8 * 0.8 + 0.3 * 0.3));
    near(of_margin("xmax"), 2.0);
    near(
        of_margin("shortest_point"),
        libm::sqrt(0.8 * 0.8 + 0.3 * 0.3),
    );
    near(of_margin("longest_neuron"), 2.0);
    near(
        of_margin("separability"),
        orthogonal_separability(&problem.training),
    );
    near(
        of_margin("phi"),
        alignment_angle(&problem.training, &LAW).unwrap(),
    );
    // Without classes there are none of these.
    for name in [
        "positive_samples",
        "norm_x_plus",
        "norm_x_minus",
        "separability",
    ] {
        assert_eq!(value(Loss::Squared, name), None, "{name}");
    }
    assert_eq!(value(Loss::Squared, "samples"), Some(3.0));
}

/// The published limit and the sharp one: T and both zeta are positive below, and just above one
/// of them is not.
#[test]
fn alpha_limits_are_where_the_first_premise_fails() {
    for loss in [Loss::Logistic2, Loss::Exponential] {
        let limit = |name: &str| of(&config(loss), &separable(), &balanced(ALPHA), name).unwrap();
        let holds = |alpha: f64, zetas: [&str; 2]| {
            let mut config = config(loss);
            config.network.alpha = alpha;
            let names = [zetas[0], zetas[1], "phase_end"];
            let start = balanced(alpha);
            names
                .iter()
                .all(|name| of(&config, &separable(), &start, name).is_ok())
        };
        for (name, zetas) in [
            ("alpha_limit", ["zeta_plus", "zeta_minus"]),
            (
                "published_alpha_limit",
                ["published_zeta_plus", "published_zeta_minus"],
            ),
        ] {
            let limit = limit(name);
            assert!(holds(limit * (1.0 - 1e-9), zetas), "{loss:?} {name}");
            assert!(!holds(limit * (1.0 + 1e-9), zetas), "{loss:?} {name}");
        }
    }
    // Nor is an alpha that is too large an obstacle to saying how large it may be.
    let (mut large, small) = (config(Loss::Logistic2), config(Loss::Logistic2));
    large.network.alpha = 3.0;
    let of_large = of(&large, &separable(), &balanced(3.0), "alpha_limit").unwrap();
    let of_small = of(&small, &separable(), &balanced(ALPHA), "alpha_limit").unwrap();
    near(of_large, of_small);
}

#[test]
fn the_premise_limit_is_where_the_phase_becomes_empty_or_the_exponential_bound_too_large() {
    let of = |loss: Loss| AlignmentPhase {
        loss,
        samples: 3,
        width: 16,
        alpha: ALPHA,
        longest_point: 2.0,
        longest_shape: 2.0,
    };
    assert_eq!(of(Loss::Logistic2).premise_limit(), 0.25);
    // log 2/(4 * 2 * 4), which is the smaller one.
    let limit = std::f64::consts::LN_2 / 32.0;
    near(of(Loss::Exponential).premise_limit(), limit);
    let narrow = AlignmentPhase {
        longest_point: 0.1,
        longest_shape: 0.5,
        ..of(Loss::Exponential)
    };
    assert_eq!(narrow.premise_limit(), 0.25);
}

#[test]
fn a_zeta_that_is_not_positive_says_what_alpha_has_to_be() {
    let (mut config, alpha) = (config(Loss::Logistic2), 0.4);
    config.network.alpha = alpha;
    let start = balanced(alpha);
    let phase = AlignmentPhase::of(&separable().training, &start, alpha, Loss::Logistic2).unwrap();
    let plus = ClassSum::of(&separable().training, true);
    let zeta = phase.published_zeta(plus);
    assert!(zeta < 0.0);
    let limit = phase.published_alpha_limit(plus);
    assert_eq!(
        of(&config, &separable(), &start, "published_zeta_plus"),
        Err(Premise::ZetaNotPositive { zeta, limit })
    );
}

#[test]
fn the_squared_loss_has_no_alignment_and_no_margin() {
    for name in [
        "phase_end",
        "zeta_plus",
        "alpha_limit",
        "psi_at_phase_end",
        "entry_time",
        "escape_time_slope",
        "max_margin_plus",
        "decay_constant",
        "relative_weight_change",
    ] {
        let found = of(&config(Loss::Squared), &separable(), &balanced(ALPHA), name);
        assert_eq!(found, Err(Premise::MarginLoss), "{name}");
    }
}

#[test]
fn an_unbalanced_start_has_no_phase() {
    let mut start = balanced(ALPHA);
    start.outputs[0] *= 2.0;
    for name in [
        "phase_end",
        "alpha_limit",
        "entry_time",
        "escape_time_slope",
    ] {
        let found = of(&config(Loss::Logistic2), &separable(), &start, name);
        let Err(Premise::Balanced(drift)) = found else {
            panic!("{name}: {found:?}")
        };
        assert!((drift - 0.5).abs() < 1e-12);
    }
    // What follows from the data alone is still predicted.
    assert!(
        of(
            &config(Loss::Logistic2),
            &separable(),
            &start,
            "max_margin_plus"
        )
        .is_ok()
    );
}

/// mu = 0: at a right angle the points are not separable by a cone.
#[test]
fn data_that_are_not_separable_have_no_cones() {
    for (points, separability) in [
        (mat![[1.0, 0.0], [0.0, 1.0]], 0.0),
        (mat![[1.0, 0.0], [-1.0, 0.0]], -1.0),
    ] {
        let problem = problem(points, &[1.0, 1.0]);
        for name in [
            "psi_at_phase_end",
            "angle_at_phase_end",
            "entry_time",
            "margin_ceiling",
        ] {
            let found = of(&config(Loss::Logistic2), &problem, &balanced(ALPHA), name);
            assert_eq!(found, Err(Premise::Separable(separability)), "{name}");
        }
    }
}

#[test]
fn separability_that_is_known_is_not_computed() {
    let mut problem = separable();
    problem.draw.orthogonal_separability = Some(-0.25);
    let separability = -0.25;
    let found = of(
        &config(Loss::Logistic2),
        &problem,
        &balanced(ALPHA),
        "entry_time",
    );
    assert_eq!(found, Err(Premise::Separable(separability)));
}

#[test]
fn separability_of_very_many_points_is_unknown() {
    let many = |samples: usize| {
        let points = Mat::from_fn(samples, 2, |_, k| if k == 0 { 1.0 } else { 0.1 });
        let problem = problem(points, &vec![1.0; samples]);
        of(
            &config(Loss::Logistic2),
            &problem,
            &balanced(ALPHA),
            "angle_at_phase_end",
        )
    };
    assert_eq!(many(4001), Err(Premise::SeparabilityUnknown(4000)));
    assert!(many(20).is_ok());
}

#[test]
fn one_class_alone_has_no_limits() {
    for (labels, with, without) in [
        ([1.0, 1.0], "zeta_plus", "zeta_minus"),
        ([-1.0, -1.0], "zeta_minus", "zeta_plus"),
    ] {
        let problem = problem(mat![[1.0, 0.2], [2.0, 0.0]], &labels);
        let found = |name: &str| of(&config(Loss::Logistic2), &problem, &balanced(ALPHA), name);
        assert!(found(with).is_ok());
        for name in [without, "alpha_limit", "margin_ceiling"] {
            assert_eq!(found(name), Err(Premise::TwoClasses), "{name}");
        }
    }
}

#[test]
fn one_point_enters_at_no_known_time() {
    let problem = problem(mat![[1.0, 0.2]], &[1.0]);
    let found = of(
        &config(Loss::Logistic2),
        &problem,
        &balanced(ALPHA),
        "entry_time",
    );
    assert_eq!(found, Err(Premise::Points(2)));
}

#[test]
fn output_weights_of_one_sign_leave_a_class_alone() {
    for sign in [1.0, -1.0] {
        let mut start = balanced(ALPHA);
        for v in &mut start.outputs {
            *v = sign * v.abs();
        }
        for name in ["escape_time_slope", "decay_constant"] {
            let found = of(&config(Loss::Logistic2), &separable(), &start, name);
            assert_eq!(found, Err(Premise::BothSigns), "{name}");
        }
    }
}

#[test]
fn errors_need_the_law() {
    let problem = Problem {
        law: None,
        ..separable()
    };
    for name in ["bayes_error", "over_alignment", "separable_probability"] {
        let found = of(&config(Loss::Logistic2), &problem, &balanced(ALPHA), name);
        assert_eq!(found, Err(Premise::LawKnown), "{name}");
    }
}

fn starting(init: Init) -> NetworkKind {
    let start = init.into();
    NetworkKind::TwoLayer(TwoLayerConfig { width: 40, start })
}

/// A wide antisymmetric start and a run to a training risk.
fn lazy(alpha: f64) -> (Config, TwoLayer) {
    let mut config = config(Loss::Logistic2);
    config.network.kind = starting(Init::Antisymmetric);
    config.network.alpha = alpha;
    (config.stop.at, config.stop.value) = (StopAt::TrainingRisk, 0.1);
    let mut stream = Streams::new(3).weights();
    let start = TwoLayer::init(Init::Antisymmetric, 40, 2, &mut stream).scaled(alpha);
    (config, start)
}

#[test]
fn a_large_antisymmetric_start_is_lazy() {
    let name = "relative_weight_change";
    let problem = separable();
    let (config, start) = lazy(30.0);
    let margin = inverse_loss(Loss::Logistic2, 0.1).unwrap();
    let outputs = [margin, margin, -margin];
    let change = linearised_weight_change(&problem.training, &start, &outputs).unwrap();
    assert_eq!(of(&config, &problem, &start, name), Ok(change));
    // The change falls with 1/alpha^2, so the alpha that is asked for makes it a tenth.
    let (config, start) = lazy(0.25);
    let Err(Premise::AlphaLarge(limit)) = of(&config, &problem, &start, name) else {
        panic!("0.25 is not large")
    };
    let (above, start) = lazy(limit * (1.0 + 1e-9));
    let least = of(&above, &problem, &start, name).unwrap();
    assert!((least - 0.1).abs() < 1e-8, "{least}");
    let (below, start) = lazy(limit * (1.0 - 1e-9));
    assert!(of(&below, &problem, &start, name).is_err());
}

#[test]
fn laziness_needs_an_antisymmetric_start_and_a_risk_to_stop_at() {
    let name = "relative_weight_change";
    let (mut config, start) = lazy(30.0);
    config.network.kind = starting(Init::Balanced);
    let found = of(&config, &separable(), &start, name);
    assert_eq!(found, Err(Premise::Antisymmetric));
    let (mut config, start) = lazy(30.0);
    config.stop.at = StopAt::Time;
    let found = of(&config, &separable(), &start, name);
    assert_eq!(found, Err(Premise::TrainingRisk));
}

#[test]
fn the_least_squares_line_is_that_of_the_three_points_alone() {
    let name = "least_squares_loss";
    let problem = problem(mat![[-1.0, 1.0], [0.5, 1.0], [2.0, 1.0]], &[1.0, -1.0, 0.5]);
    let mut config = config(Loss::Squared);
    config.data.kind = Data::ThreePoints(ThreePointsConfig::default());
    let fit = least_squares(&problem.training).unwrap();
    assert!(fit.mean_loss > 0.0);
    let found = of(&config, &problem, &balanced(ALPHA), name);
    assert_eq!(found, Ok(fit.mean_loss));
    config.data.kind = Data::default();
    let found = of(&config, &problem, &balanced(ALPHA), name);
    assert_eq!(found, Err(Premise::ThreePoints));
}
