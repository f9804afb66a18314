//! The coordinate check: sizes and updates of a deep network's sums, layer by layer.

use super::measures::{Measure, any};
use super::{Axis, Moment, Quantity, Run};
use crate::network::Deep;
use crate::observables::{layer_sizes, layer_updates};

pub(super) const QUANTITIES: &[Quantity] = &[
    each_layer(
        "layer_size",
        "Root mean square of a layer's sums, before its activation, over its neurons and the first 32 training \
         points; the head's are those of net, without c and uncentred.",
        sizes,
    ),
    each_layer(
        "layer_update",
        "The same of what its sums changed by since the start.",
        updates,
    ),
    state(
        "first_size",
        "layer_size of the first layer.",
        |run, moment| sizes(run, moment)?.first().copied(),
    ),
    state(
        "hidden_size",
        "layer_size of the last layer in front of the head.",
        |run, moment| in_front_of_head(&sizes(run, moment)?),
    ),
    state("head_size", "layer_size of the head.", |run, moment| {
        sizes(run, moment)?.last().copied()
    }),
    state(
        "first_update",
        "layer_update of the first layer.",
        |run, moment| updates(run, moment)?.first().copied(),
    ),
    state(
        "hidden_update",
        "layer_update of the last layer in front of the head: how much features are learned.",
        |run, moment| in_front_of_head(&updates(run, moment)?),
    ),
    state("head_update", "layer_update of the head.", |run, moment| {
        updates(run, moment)?.last().copied()
    }),
];

const fn each_layer(
    name: &'static str,
    meaning: &'static str,
    of: fn(&Run, &Moment<'_>) -> Option<Vec<f64>>,
) -> Quantity {
    let axes = &[Axis::Time, Axis::Layer];
    of_deep(Quantity::new(name, axes, meaning, Measure::Times(of)))
}

const fn state(
    name: &'static str,
    meaning: &'static str,
    of: fn(&Run, &Moment<'_>) -> Option<f64>,
) -> Quantity {
    of_deep(any::state(name, meaning, of))
}

const fn of_deep(quantity: Quantity) -> Quantity {
    quantity.of(&["mlp", "cnn"]).from("YH21")
}

fn sizes(run: &Run, moment: &Moment<'_>) -> Option<Vec<f64>> {
    Some(layer_sizes(run.data(), moment.network.downcast()?))
}

fn updates(run: &Run, moment: &Moment<'_>) -> Option<Vec<f64>> {
    let start = run.start.downcast::<Deep>()?;
    let now = moment.network.downcast()?;
    Some(layer_updates(run.data(), start, now))
}

fn in_front_of_head(of_layers: &[f64]) -> Option<f64> {
    let hidden = of_layers.len().checked_sub(2)?;
    Some(of_layers[hidden])
}

#[cfg(test)]
mod tests {
    use super::super::Axis;
    use super::super::tests::{all, deep, find_values, near, one};

    #[test]
    fn sizes_and_updates_of_every_layer_along_a_run() {
        let run = deep("flow.record = [0.0, 0.05]");
        let values = find_values(&run, "layer_size");
        assert_eq!(values.axes, [Axis::Time, Axis::Layer]);
        assert_eq!(values.shape, [2, 3]);
        let (sizes, updates) = (values.elements, all(&run, "layer_update"));
        assert_eq!(updates[..3], [0.0; 3]);
        assert!(updates[3..].iter().all(|update| *update > 0.0));
        for (layer, name) in ["first", "hidden", "head"].iter().enumerate() {
            let at = |what: &str| all(&run, &format!("{name}_{what}_at"));
            assert_eq!(at("size"), [sizes[layer], sizes[3 + layer]], "{name}");
            assert_eq!(at("update"), [0.0, updates[3 + layer]], "{name}");
        }
        // Without c and uncentred: the head's sums are f.
        let f = run.end().network.output(run.data().points());
        let squares: f64 = f.iter().map(|f| f * f).sum();
        near(one(&run, "head_size"), (squares / f.len() as f64).sqrt());
    }
}
