//! What has to be the same: two layers as either kind, single and double precision, every run.

use std::sync::Arc;

use faer::Mat;
use proptest::prelude::*;
use sweetspot::config::{Activation, Precision};
use sweetspot::data::Dataset;
use sweetspot::network::deep::{Architecture, Block, Deep, Pass, Shape};
use sweetspot::network::{Init, Loss, Network, TwoLayer};
use sweetspot::random::Streams;

use crate::problem::cases;

/// A two-layer network as an mlp: row j of the first layer is w_j.
fn as_mlp(network: &TwoLayer) -> Deep {
    let (d, h) = network.weights.shape();
    let blocks = [Block::Dense(h)];
    let mlp = Architecture::new(Shape::flat(d), &blocks, 1, Activation::Relu, false).unwrap();
    let hidden = (0..d * h).map(|k| network.weights[(k / h, k % h)]);
    let parameters = hidden.chain(network.outputs.iter().copied()).collect();
    Deep::new("mlp", Arc::new(mlp), parameters).unwrap()
}

fn digits_like() -> Dataset {
    let points = Mat::from_fn(60, 20, |i, j| {
        libm::sin(1.3 * (i * 20 + j) as f64 + 0.1 * i as f64)
    });
    let labels = (0..60)
        .map(|i| f64::signum(points[(i, 0)] + points[(i, 7)]))
        .collect();
    Dataset::new(points, labels).unwrap()
}

fn apart(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter()
        .zip(b)
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f64::max)
}

#[test]
fn two_layers_are_the_same_along_a_run() {
    let data = digits_like();
    let start =
        TwoLayer::init(Init::Unbalanced, 30, 20, &mut Streams::new(4).weights()).scaled(0.5);
    let mut two_layer: Box<dyn Network> = Box::new(start.clone());
    let mut mlp: Box<dyn Network> = Box::new(as_mlp(&start));
    for step in 0..400 {
        let f = [&two_layer, &mlp].map(|network| network.output(data.points()));
        let off = apart(&f[0], &f[1]);
        assert!(off <= 1e-12, "step {step}: {off:e}");
        for network in [&mut two_layer, &mut mlp] {
            let velocity = network.velocity(&data, Loss::Logistic2);
            let moved = network
                .parameters()
                .iter()
                .zip(&velocity)
                .map(|(p, v)| p + 2e-3 * v)
                .collect::<Vec<_>>();
            *network = network.with_parameters(&moved);
        }
        let inner = two_layer.downcast::<TwoLayer>().unwrap();
        let off = apart(as_mlp(inner).parameters(), &mlp.parameters());
        assert!(off <= 1e-12, "step {step}: {off:e}");
    }
    let loss = |network: &dyn Network| {
        let f = network.output(data.points());
        sweetspot::network::mean_loss(&f, data.labels(), Loss::Logistic2)
    };
    assert!(
        loss(&*mlp) < 0.3 * loss(&as_mlp(&start)),
        "the run went nowhere"
    );
}

proptest! {
    #[test]
    fn single_precision_is_double_to_its_own_roundings(case in cases()) {
        let (double, data) = case.draw(|uniform| uniform());
        let single = double.clone().in_precision(Precision::F32);
        let [double, single] = [double, single].map(|network| network.predict(data.points()));
        let scale = double.norm_max().max(1.0);
        prop_assert!((&double - &single).norm_max() < 1e-4 * scale, "{double:?} {single:?}");
    }

    /// However many the buffers are for, and on which thread; another order in memory rounds otherwise.
    #[test]
    fn passes_repeat_to_the_bit(case in cases()) {
        let (network, data) = case.draw(|uniform| uniform());
        let k = network.architecture().outputs();
        let points = data.points().transpose();
        let own = points.to_owned();
        let pulls = Mat::from_fn(k, case.points, |i, j| (i + 2 * j) as f64 - 1.5);
        let pass = |most: usize, points: faer::MatRef<'_, f64>| {
            let mut pass = Pass::<f64>::new(network.architecture().clone(), most);
            let mut gradient = vec![f64::NAN; network.parameters().len()];
            let outputs = pass.forward(network.parameters(), points).to_owned();
            pass.backward(network.parameters(), points, pulls.as_ref(), &mut gradient);
            (outputs, gradient)
        };
        let first = pass(case.points, points);
        prop_assert_eq!(&pass(case.points + 7, points), &first);
        let threads = std::thread::scope(|scope| scope.spawn(|| pass(case.points, points)).join());
        prop_assert_eq!(&threads.unwrap(), &first);
        let (outputs, _) = pass(case.points, own.as_ref());
        prop_assert!((&outputs - &first.0).norm_max() < 1e-12);
    }
}
