//! The textbook cases of a discontinuous field (Filippov 1988), on one neuron: crossing,
//! entering a slide, leaving it, and a start from which two ways are open.

use faer::{Mat, mat};

use super::bits;
use super::contact::Journal;
use super::kinks::Kinks;
use super::mover::Mover;
use super::neurons::Networks;
use super::neurons::Neurons;
use super::refresh::renew;
use crate::data::Dataset;
use crate::flow::EventKind;
use crate::network::TwoLayer;

/// One neuron after constant residuals for a time.
fn moved(
    points: Mat<f64>,
    residuals: &[f64],
    w: [f64; 2],
    v: f64,
    time: f64,
) -> (TwoLayer, Journal) {
    let labels = vec![1.0; points.nrows()];
    let kinks = Kinks::new(&Dataset::new(points, labels).unwrap());
    let network = TwoLayer {
        weights: mat![[w[0]], [w[1]]],
        outputs: vec![v],
    };
    let now = Neurons::new(&network, &kinks);
    let mut next = now.clone();
    let mut mover = Mover::new(&now, true);
    mover
        .advance(
            &kinks,
            (residuals, &vec![0.0; residuals.len()]),
            (&now, &mut next),
            (0.0, time),
        )
        .unwrap();
    (end_of(&next, &kinks, &network), mover.journal)
}

fn end_of(state: &Neurons, kinks: &Kinks, start: &TwoLayer) -> TwoLayer {
    Networks::new(kinks, start).of(state, kinks).clone()
}

/// Points along the axes: the kinks are w_1 = 0 and w_2 = 0, and do not interact.
fn axes() -> Mat<f64> {
    mat![[1.0, 0.0], [0.0, 1.0]]
}

/// Points at an obtuse angle: activity on one pushes away from the other.
fn oblique() -> Mat<f64> {
    mat![[1.0, 0.0], [-1.0, 1.0]]
}

#[test]
fn a_kink_is_crossed_where_both_sides_push_the_same_way() {
    // w_1 falls to zero pulled by the second point alone (D0 < 0), whose pull is not
    // outweighed by the first one's (r_1 + r_2 (-1) < 0 on the active side).
    let (end, journal) = moved(oblique(), &[0.5, 1.0], [0.2, 2.0], 2.0, 1.0);
    assert_eq!((journal.events, journal.slides), (1, 0));
    // Up to the kink s g_1 = -0.2 with g = (0.5 - 1, 1); after it g = (-1, 1).
    let (w1, w2) = (end.weights[(0, 0)], end.weights[(1, 0)]);
    let first = 0.2 / 0.5;
    assert!((w1 + (w2 - 2.0 - first)).abs() < 1e-14, "{w1} {w2}");
    let norm = end.outputs[0].powi(2) - w1 * w1 - w2 * w2;
    assert!((norm - (4.0 - 0.04 - 4.0)).abs() < 1e-13);
}

#[test]
fn a_kink_between_opposite_pushes_is_slid_along() {
    // Active on the first point w_1 falls (its residual is negative); inactive the
    // second one's pull raises it (r_2 < 0 times -1).
    let (end, journal) = moved(oblique(), &[-3.0, -0.5], [0.3, 2.0], 2.0, 0.5);
    assert_eq!((journal.slides, journal.nonunique), (1, 0));
    assert_eq!(end.weights[(0, 0)].abs().max(1e-15), 1e-15);
    // On the kink g is r_2 x_2 projected onto it: (0, r_2), with rho_1 = r_2.
    let (w2, v) = (end.weights[(1, 0)], end.outputs[0]);
    assert!((v * v - w2 * w2 - (4.0 - 4.0 - 0.09)).abs() < 1e-13);
}

#[test]
fn a_slide_is_left_when_the_pushes_agree() {
    let kinks = Kinks::new(&Dataset::new(oblique(), vec![1.0; 2]).unwrap());
    let (slides, journal) = moved(oblique(), &[-3.0, -0.5], [0.3, 2.0], 2.0, 0.5);
    assert_eq!(journal.slides, 1);
    // With r_2 > 0 both sides push to the inactive one: D0 = -r_2, D1 = r_1 - r_2.
    let now = Neurons::new(&slides, &kinks);
    let mut next = now.clone();
    let mut mover = Mover::new(&now, true);
    mover
        .advance(
            &kinks,
            (&[-3.0, 0.5], &[0.0; 2]),
            (&now, &mut next),
            (0.0, 0.1),
        )
        .unwrap();
    let kinds: Vec<EventKind> = mover.journal.log.iter().map(|e| e.kind).collect();
    assert_eq!(kinds, [EventKind::Release]);
    let end = end_of(&next, &kinks, &slides);
    // Free of the first point it moves along r_2 x_2 = (-0.5, 0.5).
    let (w1, w2) = (end.weights[(0, 0)], end.weights[(1, 0)]);
    assert!(w1 < -0.01);
    assert!((w1 + w2 - slides.weights[(1, 0)]).abs() < 1e-14);
}

#[test]
fn two_open_ways_are_counted_and_the_inactive_one_is_taken() {
    // On w_1 = 0 a positive residual repels: active, w_1 grows; inactive, nothing moves it.
    let (end, journal) = moved(axes(), &[1.0, 1.0], [0.0, 1.0], 1.0, 1.0);
    assert_eq!((journal.nonunique, journal.slides), (1, 0));
    assert_eq!(end.weights[(0, 0)], 0.0);
    assert!(end.weights[(1, 0)] > 1.0);
}

#[test]
fn a_slide_ends_when_the_output_weight_changes_its_sign() {
    // Sliding as above while w_2 drives v through zero: what attracted repels from then on.
    let (end, journal) = moved(oblique(), &[-3.0, -0.5], [0.0, 2.0], 0.1, 0.5);
    assert_eq!(journal.nonunique, 1);
    assert!(end.outputs[0] < 0.0);
    assert!(end.weights[(0, 0)] < -1e-3, "{:?}", end.weights);
}

#[test]
fn an_antiparallel_neuron_shrinks_to_nothing_along_its_line() {
    // w = 0.3 x under g = -x, balanced: w = 0.3 x e^-theta, with full relative accuracy.
    let x = [0.3, -0.7];
    let (rate, w) = (0.58f64.sqrt(), [0.09, -0.21]);
    let (end, journal) = moved(mat![[x[0], x[1]]], &[-1.0], w, 0.3 * rate, 60.0 / rate);
    assert_eq!(journal.events + journal.slides, 0);
    let shrunk = libm::exp(-60.0);
    assert!((end.weights[(0, 0)] / (w[0] * shrunk) - 1.0).abs() < 1e-12);
    assert!((end.weights[(1, 0)] / (w[1] * shrunk) - 1.0).abs() < 1e-12);
    assert!((end.outputs[0] / (0.3 * rate * shrunk) - 1.0).abs() < 1e-12);
}

#[test]
fn a_neuron_dies_on_the_boundary_of_its_last_point() {
    let (end, journal) = moved(axes(), &[-1.0, 0.0], [0.5, -1.0], 2.0, 30.0);
    assert_eq!(
        (journal.events, journal.slides, journal.nonunique),
        (1, 0, 0)
    );
    assert_eq!(end.weights[(0, 0)].abs().max(1e-15), 1e-15);
    assert_eq!(end.weights[(1, 0)], -1.0);
}

#[test]
fn kinks_met_together_are_decided_together() {
    // Three hyperplanes through w = (1, 0) x t: all are reached at w = 0 at once, along
    // g = -w. Beyond it the neuron is inactive on every point.
    let points = mat![[1.0, 0.5], [1.0, -0.5], [1.0, 0.0]];
    let (end, journal) = moved(points, &[-1.0, -1.0, -1.0], [1.0, 0.0], 2.0, 5.0);
    assert_eq!(journal.events, 3);
    assert!(end.weights.norm_max() < 1e-15, "{:?}", end.weights);
    assert!((end.outputs[0] - 3f64.sqrt()).abs() < 1e-14);
}

#[test]
fn a_neuron_that_only_its_kink_may_pull_stays_without_an_event() {
    let (end, journal) = moved(axes(), &[1.0, 0.5], [0.0, -1.0], -1.5, 1e30);
    assert_eq!(end.weights, mat![[0.0], [-1.0]]);
    assert_eq!(end.outputs, [-1.5]);
    assert!(journal.log.is_empty(), "{:?}", journal.log);
}

/// A neuron on the first `held` of three points around the origin.
fn among_three(weights: [f64; 2], held: usize) -> (Kinks, TwoLayer, Neurons) {
    let points = mat![[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]];
    let kinks = Kinks::new(&Dataset::new(points, vec![1.0; 3]).unwrap());
    let network = TwoLayer {
        weights: mat![[weights[0]], [weights[1]]],
        outputs: vec![-0.5],
    };
    let mut neurons = Neurons::new(&network, &kinks);
    for k in 0..held {
        let neuron = neurons.neuron(0);
        bits::put(neuron.held, k, true);
        neuron.preactivations[k] = 0.0;
    }
    (kinks, network, neurons)
}

#[test]
fn as_many_kinks_as_dimensions_leave_the_origin_alone() {
    let (kinks, network, now) = among_three([2e-14, 1e-14], 2);
    let (mut next, mut mover) = (now.clone(), Mover::new(&now, true));
    let pulls = (&[1.0; 3][..], &[0.0; 3][..]);
    mover
        .advance(&kinks, pulls, (&now, &mut next), (0.0, 1.0))
        .unwrap();
    assert_eq!(end_of(&next, &kinks, &network).weights, mat![[0.0], [0.0]]);
    assert!((0..3).all(|k| bits::has(next.held(0), k)));
}

#[test]
fn preactivations_made_afresh_are_those_of_w() {
    let (kinks, network, mut neurons) = among_three([1e-9, 0.3], 1);
    neurons.neuron(0).preactivations[1] += 1e-7;
    renew(&mut neurons, &kinks);
    let heights = neurons.neuron(0).preactivations.to_vec();
    let end = end_of(&neurons, &kinks, &network);
    assert_eq!(end, network);
    assert_eq!(heights[0], 0.0);
    assert!((heights[1] * neurons.scales[0] - 0.3).abs() < 1e-15);
}
