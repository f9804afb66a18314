//! The first values of every random stream and of what is drawn from them.
//!
//! A change here changes every result that anyone has stored under a seed: it needs a
//! new numerics version and a line in the changelog. Integers are compared exactly; they
//! were checked against a ChaCha12 written apart from the crate. Everything else is
//! compared to 1e-15 relative: a root or a product may round differently elsewhere.

use rand::Rng;
use rand_distr::{Distribution, StandardNormal};
use sweetspot::config::{
    ClassesConfig, Construction, DataConfig, DigitsConfig, Loss, MixtureConfig, SeparableConfig,
    TeacherConfig,
};
use sweetspot::data::{Mixture, Problem, TestSet};
use sweetspot::network::{Init, TwoLayer};
use sweetspot::random::{Stream, Streams};

fn streams() -> Streams {
    Streams::new(42).replicate(7)
}

/// Every stream of one replicate, in the order of the tables below.
fn every_stream() -> [Stream; 7] {
    [
        streams().data(),
        streams().weights(),
        streams().test(),
        streams().validation(),
        streams().label_noise(),
        streams().batches(),
        streams().checks(),
    ]
}

#[track_caller]
fn assert_close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() <= 1e-15 * b.abs(), "{found:?}");
    }
}

fn row(matrix: faer::MatRef<'_, f64>, i: usize) -> Vec<f64> {
    matrix.row(i).iter().copied().collect()
}

const MIXTURE: Mixture = Mixture {
    samples: 2,
    dimension: 3,
    signal: 2.0,
    noise: 1.0,
};

fn digits(samples: usize, label_noise: f64) -> Problem {
    let digits = DigitsConfig {
        samples,
        ..Default::default()
    };
    let config = DataConfig {
        label_noise,
        ..digits.into()
    };
    match Problem::draw(&config, Loss::Logistic2, &streams()) {
        Ok(problem) => problem,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn integers() {
    let expected: [[u64; 3]; 7] = [
        [0x5d58b8379c5e4f6e, 0x19b541fa1f46ded7, 0x336849fc388c64c7],
        [0x519e93191eb5f4f7, 0x819b4cea0e26b563, 0xa2f2c11a4a957081],
        [0x6fd89361102bc044, 0x614ee03c8844817b, 0x504df779f28bfd2d],
        [0xad9d0cfaa0561268, 0x30afdc39f6ea4fec, 0xc3beb729ce512d4e],
        [0x72e85a38ed9e176d, 0x5dfdf94c2984395e, 0xf021babf0d4ec300],
        [0xda6bf17a59b32eb1, 0xdbcf1f8168a19b0d, 0xca212ae0b216dc87],
        [0xfbbec66db3824c35, 0xfb207b82de8c8562, 0x9626273a8be11545],
    ];
    for (mut stream, expected) in every_stream().into_iter().zip(expected) {
        assert_eq!([(); 3].map(|()| stream.next_u64()), expected);
    }
}

#[test]
fn normals() {
    let expected = [
        [
            -0.4493416208887016,
            -0.7272222904482717,
            -0.6240170259090492,
        ],
        [
            -0.1845886199894336,
            0.021829679077900156,
            0.41734985099829747,
        ],
        [
            -0.2510314123393133,
            -0.3763089977458567,
            -0.8285008915137442,
        ],
        [0.6067472426268671, -0.42616380017649014, 1.0070885498715283],
        [
            -0.17049034758908024,
            -0.47198322780498136,
            3.4259387219030586,
        ],
        [0.8506465294044543, 2.001811640217925, 0.8618201339064323],
        [2.063535749618747, 1.6800550653360928, 0.34264539731495464],
    ];
    for (mut stream, expected) in every_stream().into_iter().zip(expected) {
        let found: [f64; 3] = [(); 3].map(|()| StandardNormal.sample(&mut stream));
        assert_close(&found, &expected);
    }
}

#[test]
fn mixture_rows_and_lines() {
    let data = MIXTURE.draw(&mut streams().data()).unwrap();
    assert_eq!(data.labels(), [1.0, -1.0]);
    let expected = [
        [
            0.40279292858342974,
            -0.24422956475762822,
            0.2986250497556469,
        ],
        [-2.9297985409955105, 0.3992680301327798, 1.0737567774152426],
    ];
    assert_close(&row(data.points(), 0), &expected[0]);
    assert_close(&row(data.points(), 1), &expected[1]);
    let lines = MIXTURE.draw_lines(2, &mut streams().test()).unwrap();
    let expected = [
        [0.0, -0.2510314123393133, -0.3763089977458567],
        [0.0, -0.8285008915137442, -1.028655380809701],
    ];
    assert_close(&row(lines.as_ref(), 0), &expected[0]);
    assert_close(&row(lines.as_ref(), 1), &expected[1]);
}

#[test]
fn classes_and_teachers() {
    let drawn = |config: DataConfig| {
        let problem = Problem::draw(&config, Loss::CrossEntropy, &streams()).unwrap();
        let training = problem.training;
        (row(training.points(), 0), training.labels().to_vec())
    };
    let classes = ClassesConfig {
        samples: 5,
        dimension: 3,
        intrinsic_dimension: Some(2),
        ..Default::default()
    };
    let teacher = TeacherConfig {
        samples: 5,
        dimension: 3,
        intrinsic_dimension: Some(2),
        ..Default::default()
    };
    let found = [drawn(classes.into()), drawn(teacher.into())];
    let labels = [[3.0, 3.0, 8.0, 5.0, 5.0], [6.0, 6.0, 6.0, 8.0, 6.0]];
    assert_eq!(found.clone().map(|(_, labels)| labels), labels, "{found:?}");
    let points = [
        [-0.5883445058218908, -0.729804405346561, 0.19048305622285233],
        [
            0.058257868459802686,
            -0.0860158342855532,
            0.5954723948333278,
        ],
    ];
    for ((found, _), point) in found.iter().zip(points) {
        assert_close(found, &point);
    }
}

#[test]
fn separable_sets() {
    let config = DataConfig::from(SeparableConfig::default());
    let scaled = Problem::draw(&config, Loss::Logistic2, &streams()).unwrap();
    assert!((scaled.draw.noise_scale - 0.3798426538518068).abs() < 1e-13);
    let rejection = DataConfig::from(SeparableConfig {
        mixture: MixtureConfig {
            samples: 10,
            dimension: 2,
            ..Default::default()
        },
        construction: Construction::Rejection,
    });
    let rejected = Problem::draw(&rejection, Loss::Logistic2, &streams()).unwrap();
    assert_eq!(rejected.draw.tries, 2);
    let expected = [1.2522963884075677, 0.005365290484143761];
    assert_close(&row(rejected.training.points(), 0), &expected);
}

#[test]
fn digits_and_flipped_labels() {
    let clean = digits(8, 0.0);
    let expected = [-1.0, 1.0, 1.0, -1.0, 1.0, -1.0, -1.0, 1.0];
    assert_eq!(clean.training.labels(), expected);
    let pixel = clean.training.points()[(0, 2)];
    assert!((pixel + 0.19982054360703258).abs() < 1e-14, "{pixel}");
    assert!(matches!(clean.test, TestSet::Rows(rows) if rows.samples() == 1789));
    let noisy = digits(8, 0.5);
    let expected = [1.0, -1.0, 1.0, 1.0, 1.0, -1.0, 1.0, 1.0];
    assert_eq!(noisy.training.labels(), expected);
}

#[test]
fn initial_weights() {
    let balanced = TwoLayer::init(Init::Balanced, 2, 3, &mut streams().weights());
    let expected = [
        [
            -0.10657228944024104,
            0.012603371091948798,
            0.2409570488201173,
        ],
        [-0.1012052524421176, 0.254109311314628, -0.04550149905327285],
    ];
    assert_close(balanced.weights.col_as_slice(0), &expected[0]);
    assert_close(balanced.weights.col_as_slice(1), &expected[1]);
    assert_close(
        &balanced.outputs,
        &[0.26377414053602044, -0.2772804205759258],
    );
    let unbalanced = TwoLayer::init(Init::Unbalanced, 2, 3, &mut streams().weights());
    assert_close(unbalanced.weights.col_as_slice(0), &expected[0]);
    let expected = [0.254109311314628, -0.04550149905327285, -0.6267695417972892];
    assert_close(unbalanced.weights.col_as_slice(1), &expected);
    assert_close(
        &unbalanced.outputs,
        &[-0.17529263922258187, -0.17886378960454405],
    );
}
