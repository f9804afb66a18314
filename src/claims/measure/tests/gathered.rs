use super::super::Gathered;
use super::{formula, recorded};
use crate::quantities::Axis;
use crate::quantities::tests::{all, before, near, observed, one};

#[test]
fn a_number_is_the_formula_of_the_runs_quantities() {
    let run = observed("");
    let expected = one(&run, "kappa") - 2.0 * one(&run, "sigma");
    let subject = run;
    let mut gathered = Gathered::new(&subject, None);
    let found = gathered.number(&formula("kappa - 2 * sigma"));
    near(found.unwrap(), expected);
    assert_eq!(gathered.number(&formula("0 * kappa + 3")), Some(3.0));
    // Not finite, without a meaning, along an axis.
    for text in ["1 / (0 * kappa)", "validation_risk", "t"] {
        assert_eq!(gathered.number(&formula(text)), None, "{text}");
    }
}

#[test]
fn a_formula_has_the_axes_of_its_quantities_in_order() {
    let subject = recorded();
    let mut gathered = Gathered::new(&subject, None);
    let mut axes = |text: &str| gathered.axes(&formula(text));
    assert_eq!(axes("kappa"), []);
    assert_eq!(axes("label * t"), [Axis::Time, Axis::Point]);
    assert_eq!(
        axes("label + psi + t"),
        [Axis::Time, Axis::Neuron, Axis::Point]
    );
}

#[test]
fn a_grid_repeats_what_lacks_an_axis() {
    let run = observed("flow.record = [0.0, 0.02, 0.05]");
    let (psi, sign, label) = (
        all(&run, "psi"),
        all(&run, "output_sign"),
        all(&run, "label"),
    );
    let (width, samples) = (run.length(Axis::Neuron), run.data().samples());
    let subject = run;
    let mut gathered = Gathered::new(&subject, None);
    let axes = [Axis::Time, Axis::Neuron, Axis::Point];
    let text = formula("1000 * t + 100 * psi + 10 * output_sign + label");
    let grid = gathered.grid(&text, &axes).unwrap();
    assert_eq!(grid.shape, [3, width, samples]);
    let mut elements = grid.elements.iter();
    for (k, time) in [0.0, 0.02, 0.05].into_iter().enumerate() {
        for j in 0..width {
            for label in &label {
                let expected = 1000.0 * time + 100.0 * psi[k * width + j] + 10.0 * sign[j] + label;
                near(*elements.next().unwrap(), expected);
            }
        }
    }
    assert!(elements.next().is_none());
    assert!(gathered.grid(&formula("psi"), &[Axis::Time]).is_none());
    assert!(gathered.grid(&formula("validation_risk"), &[]).is_none());
}

#[test]
fn the_pairs_quantities_have_a_prefix() {
    let run = recorded();
    let other = observed("network.alpha = 0.125");
    let mut gathered = Gathered::new(&run, Some(&other));
    assert_eq!(gathered.number(&formula("pair_alpha")), Some(0.125));
    let own = gathered.number(&formula("alpha")).unwrap();
    assert_ne!(own, 0.125);
    assert_eq!(
        gathered.number(&formula("alpha - pair_alpha")),
        Some(own - 0.125)
    );
    // Without a second run its quantities have no meaning.
    let mut alone = Gathered::new(&run, None);
    assert_eq!(alone.number(&formula("pair_alpha")), None);
}

#[test]
fn a_pair_with_fewer_recorded_times_is_undefined_beyond_them() {
    let run = recorded();
    let other = observed("flow.record = [0.0, 0.03]");
    let mut gathered = Gathered::new(&run, Some(&other));
    let grid = gathered.grid(&formula("pair_t"), &[Axis::Time]).unwrap();
    assert_eq!(grid.elements[..2], [0.0, 0.03]);
    assert!(grid.elements[2].is_nan() && grid.elements.len() == 3);
}

#[test]
fn times_are_those_of_the_run() {
    let run = recorded();
    let gathered = Gathered::new(&run, None);
    assert_eq!(gathered.time(1), Some(0.02));
    assert_eq!(gathered.time(3), None);
    let start = before("");
    assert_eq!(Gathered::new(&start, None).time(0), Some(0.0));
}

#[test]
fn the_part_of_a_formula_that_has_no_finite_value_is_named() {
    let run = recorded();
    let mut gathered = Gathered::new(&run, None);
    let number = formula("1 / (alpha - alpha) + 2");
    assert_eq!(gathered.number(&number), None);
    let said = gathered.lacking().unwrap();
    assert_eq!(
        said,
        "`1 / (alpha - alpha)` is inf: / has no finite value for 1.0 and 0.0 in `1 / (alpha - alpha) + 2`"
    );
    assert_eq!(gathered.lacking(), None);
    // At the first recorded time alone, which is 0.
    let logarithm = formula("ln(t)");
    let axes = [Axis::Time];
    assert!(gathered.grid(&logarithm, &axes).is_some());
    let at_start = gathered.problem(&logarithm, &axes, 0).unwrap();
    assert_eq!(
        at_start,
        "`ln(t)` is -inf: ln has no finite value for 0.0 in `ln(t)`"
    );
    assert_eq!(gathered.problem(&logarithm, &axes, 1), None);
}
