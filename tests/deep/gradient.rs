//! Every gradient is the derivative of the loss, beside kinks and on them.

use std::sync::Arc;

use proptest::prelude::*;
use sweetspot::config::Activation;
use sweetspot::network::deep::{Architecture, Block, Deep, Shape, check_deep_gradient};
use sweetspot::network::{GradientCheck, Loss};
use sweetspot::random::Streams;

use crate::problem::{Case, cases};

fn check(
    case: &Case,
    loss: Loss,
    law: impl FnMut(&mut dyn FnMut() -> f64) -> f64,
) -> GradientCheck {
    let (network, data) = case.draw(law);
    let mut stream = Streams::new(case.seed).test();
    check_deep_gradient(&network, &data, loss, 60, &mut stream).unwrap()
}

/// Nothing is wrong, and errors of 1e-4 of a slope of order one would be seen; slopes may vanish.
fn is_seen(found: &GradientCheck) -> bool {
    !found.refutes() && found.resolution * found.scale < 1e-4 * found.scale.max(1e-3)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn at_random_points(case in cases()) {
        for &loss in case.losses() {
            let found = check(&case, loss, |uniform| 1.2 * uniform());
            prop_assert!(is_seen(&found), "{loss:?}: {found:?}");
        }
    }

    /// Small whole numbers: many sums are 0, and many maxima are shared.
    #[test]
    fn on_kinks(case in cases()) {
        for &loss in case.losses() {
            let found = check(&case, loss, |uniform| (1.5 * uniform()).round());
            prop_assert!(is_seen(&found), "{loss:?}: {found:?}");
        }
    }
}

/// The cases above are not all excluded, and some lie on kinks of both sorts.
#[test]
fn kinks_are_met_from_both_sides() {
    let case = |blocks: &[Block], input| Case {
        input,
        blocks: blocks.to_vec(),
        activation: Activation::Relu,
        bias: false,
        outputs: 3,
        points: 4,
        centred: false,
        seed: 5,
    };
    let image = Shape {
        height: 4,
        width: 4,
        channels: 1,
    };
    for case in [
        case(&[Block::Dense(4), Block::Dense(3)], Shape::flat(3)),
        case(&[Block::Convolution(2), Block::MaxPool, Block::Mean], image),
        case(&[Block::MaxPool, Block::Convolution(2), Block::Mean], image),
    ] {
        let found = check(&case, Loss::CrossEntropy, |uniform| {
            (1.5 * uniform()).round()
        });
        assert!(found.agrees() && found.one_sided > 0, "{found:?}");
    }
}

/// The check looks: a gradient of another loss, network or sign is refuted.
#[test]
fn a_wrong_gradient_is_seen() {
    use sweetspot::network::Network;
    let case = Case {
        input: Shape::flat(3),
        blocks: vec![Block::Dense(4)],
        activation: Activation::Gelu,
        bias: true,
        outputs: 1,
        points: 5,
        centred: false,
        seed: 1,
    };
    let (network, data) = case.draw(|uniform| uniform());
    let mut stream = Streams::new(1).test();
    let right = check_deep_gradient(&network, &data, Loss::Squared, 100, &mut stream).unwrap();
    assert!(
        right.agrees() && right.checked == network.parameters().len(),
        "{right:?}"
    );
    // A relu network's velocity is not a gelu network's.
    let blocks = [Block::Dense(4)];
    let relu = Architecture::new(Shape::flat(3), &blocks, 1, Activation::Relu, true).unwrap();
    let relu = Deep::new("relu", Arc::new(relu), network.parameters().to_vec()).unwrap();
    let [a, b] = [
        relu.velocity(&data, Loss::Squared),
        network.velocity(&data, Loss::Squared),
    ];
    let off = a
        .iter()
        .zip(&b)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f64::max);
    assert!(
        off > 1e3 * right.resolution * right.scale,
        "{off} {right:?}"
    );
}
