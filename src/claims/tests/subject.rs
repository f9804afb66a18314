use std::sync::atomic::AtomicBool;

use crate::claims::quantities::tests::{all, observed};
use crate::claims::{Axis, Subject, quantities};
use crate::config::{Config, Override};
use crate::runs::run_diagonal;

fn diagonal() -> Subject {
    let overrides = [
        "network.kind=diagonal",
        "data.kind=sparse-path",
        "loss.name=squared",
        "flow.record=[0.0, 0.5]",
    ];
    let overrides = overrides.map(|text| Override::set(text).unwrap());
    let config = Config::load(None, &overrides).unwrap();
    let run = run_diagonal(&config, &AtomicBool::new(false)).unwrap();
    Subject::Diagonal(Box::new(run))
}

#[test]
fn a_two_layer_run_has_times_neurons_and_points() {
    let run = observed("flow.record = [0.0, 0.25, 0.5]\n stop = { at = 'time', value = 1.0 }");
    let alpha = all(&run, "alpha");
    let subject = Subject::TwoLayer(Box::new(run));
    let lengths = [Axis::Time, Axis::Neuron, Axis::Point].map(|axis| subject.length(axis));
    assert_eq!(lengths, [3, 6, 8]);
    assert_eq!([1, 3].map(|index| subject.time(index)), [Some(0.25), None]);
    let found = subject
        .evaluate(quantities::find("alpha").unwrap())
        .unwrap();
    assert_eq!(found.elements, alpha);
}

#[test]
fn a_diagonal_run_has_no_neurons() {
    let subject = diagonal();
    let lengths = [Axis::Time, Axis::Neuron, Axis::Point].map(|axis| subject.length(axis));
    assert_eq!(lengths, [2, 0, 2]);
    assert_eq!(
        [0, 1, 2].map(|index| subject.time(index)),
        [Some(0.0), Some(0.5), None]
    );
    let of = |name: &str| subject.evaluate(quantities::find(name).unwrap());
    assert_eq!(of("l1_norm").unwrap().elements.len(), 1);
    assert!(of("psi").is_none());
}
