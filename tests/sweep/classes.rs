//! A sweep on three classes.

use tempfile::tempdir;

use crate::command::json;

#[test]
fn three_classes_have_a_curve_of_test_errors_for_each_signal() {
    let folder = tempdir().unwrap();
    let line = "sweep --set data.kind=classes --set data.classes=3 --set data.dimension=6 \
                --set data.samples=30 --set data.test_samples=50 --set network.kind=mlp \
                --set network.hidden=[8] --set loss.name=cross-entropy \
                --set flow.method=descent --set flow.step=3e-3 --set stop.value=0.3 \
                --set sweep.signals=[0.5,2] --set sweep.output_divisors=[0.5,2] \
                --set sweep.alphas=[1.0] --set sweep.replicates=3";
    let document = json(folder.path(), line, 0);
    let points = document["curve"].as_array().unwrap();
    assert_eq!(points.len(), 4);
    let errors: Vec<(f64, f64)> = points
        .iter()
        .map(|point| {
            assert_eq!(point["unreached"], 0, "{point}");
            let number = |key: &str| point[key].as_f64().unwrap();
            let error = number("test_error");
            assert!(number("test_error_low") <= error && error <= number("test_error_high"));
            (number("signal"), error)
        })
        .collect();
    // Means farther apart are easier to tell from one another, for either divisor.
    let mean = |signal: f64| -> f64 {
        let of_signal = errors.iter().filter(|(found, _)| *found == signal);
        of_signal.map(|(_, error)| error / 2.0).sum()
    };
    let (near, far) = (mean(0.5), mean(2.0));
    assert!(0.0 < far && far < near && near < 0.6, "{far} {near}");
}
