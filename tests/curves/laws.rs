//! What has to be true of the reference numbers, whatever they are.

use sweetspot::curves::{Numbers, Row, snapshots};

fn numbers(name: &str) -> Numbers {
    let mut all = snapshots().unwrap().into_iter();
    let curve = all.find(|curve| curve.definition.name == name);
    curve.unwrap().numbers().unwrap().unwrap()
}

/// The numbers of a series in a column, in the order of the rows.
fn column(numbers: &Numbers, series: &str, column: &str) -> Vec<f64> {
    let rows = numbers.rows.iter().filter(|row| row.series == series);
    rows.filter_map(|row| numbers.at(row, column)).collect()
}

#[test]
fn over_alignment_and_over_fitting_add_up_to_the_excess() {
    for name in ["decomposition-separable", "decomposition-mixture"] {
        let numbers = numbers(name);
        for row in &numbers.rows {
            let of = |column| numbers.at(row, column).unwrap();
            let sum = of("over_alignment") + of("over_fitting");
            assert!((sum - of("excess_error")).abs() < 1e-8, "{name}: {row:?}");
        }
    }
}

#[test]
fn the_escape_takes_log_one_over_alpha_with_slope_one() {
    let slope = column(&numbers("escape-time"), "", "scaled_escape_time_slope");
    assert!((slope[0] - 1.0).abs() < 1e-6, "{slope:?}");
}

#[test]
fn no_bound_is_violated() {
    let numbers = numbers("looseness");
    for row in &numbers.rows {
        for (quantity, ratio) in numbers.quantities.iter().zip(&row.values) {
            let Some(ratio) = ratio.as_ref().filter(|_| !quantity.ends_with("_low")) else {
                continue;
            };
            assert!(ratio.value >= 1.0 - 1e-9, "{quantity} {ratio:?} {row:?}");
        }
    }
}

#[test]
fn the_loss_approaches_its_constant_from_one_side() {
    let numbers = numbers("decay");
    for loss in ["logistic", "logistic2", "exponential"] {
        let gaps = column(&numbers, loss, "gap");
        assert!(gaps.len() > 40);
        assert!(
            gaps.windows(2).all(|pair| pair[1] < pair[0]),
            "{loss}: {gaps:?}"
        );
        assert!(gaps[gaps.len() - 1] < 0.01, "{loss}");
    }
}

#[test]
fn a_centred_network_gets_lazy_and_a_plain_one_does_not() {
    let numbers = numbers("lazy");
    let slope = |series| column(&numbers, series, "weight_change_slope")[0];
    assert!((slope("antisymmetric, h = 64") + 2.0).abs() < 0.05);
    assert!(slope("balanced, h = 64").abs() < 0.05);
}

#[test]
fn a_small_start_ends_at_the_least_squares_line_and_a_large_one_fits() {
    let numbers = numbers("three-points");
    let end = |series| *column(&numbers, series, "loss").last().unwrap();
    assert!((end("scale 0.001") - 0.087_521_37).abs() < 1e-7);
    assert!(end("scale 1") < 1e-12);
}

#[test]
fn nothing_happens_to_a_neuron_after_it_has_entered_its_cone() {
    let numbers = numbers("trajectory");
    let stop = column(&numbers, "stop", "at")[0];
    let last = *column(&numbers, "event", "at").last().unwrap();
    assert!(last < 0.2 * stop, "{last} {stop}");
    let risks = column(&numbers, "network", "risk");
    assert!(risks.windows(2).all(|pair| pair[1] <= pair[0]));
}

#[test]
fn both_starts_lose_at_both_ends_of_the_sweet_spot() {
    for name in [
        "sweet-spot-mixture",
        "sweet-spot-low-dimension",
        "sweet-spot-digits",
    ] {
        let numbers = numbers(name);
        for series in ["balanced start", "antisymmetric start (f₀ = 0)"] {
            let errors = column(&numbers, series, "test_error");
            let best = errors.iter().copied().fold(f64::INFINITY, f64::min);
            let (first, last) = (errors[0], errors[errors.len() - 1]);
            assert!(best < first && best < last, "{name}, {series}: {errors:?}");
        }
    }
}

#[test]
fn a_gain_is_the_smaller_of_its_two() {
    let numbers = numbers("interior-optimum-map");
    let of = |row: &Row, column| numbers.at(row, column).unwrap();
    for row in &numbers.rows {
        let both = of(row, "gain_over_smallest").min(of(row, "gain_over_largest"));
        assert_eq!(of(row, "gain"), both);
    }
}
