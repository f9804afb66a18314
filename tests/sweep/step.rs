//! The step check of a sweep, made again by hand with `train`.

use tempfile::tempdir;

use crate::command::{SMALL, json};

const ALPHAS: [f64; 2] = [0.1, 0.5];
const REPLICATES: u64 = 3;

#[test]
fn the_step_check_is_the_change_at_half_the_step() {
    let folder = tempdir().unwrap();
    let line =
        format!("sweep {SMALL} --set sweep.alphas=[0.1,0.5] --set sweep.replicates={REPLICATES}");
    let check = json(folder.path(), &line, 0)["step_check"].take();

    let mut worst = (0.0, 0.0, 0.0);
    for alpha in ALPHAS {
        let (mut errors, mut change) = (Vec::new(), 0.0);
        for replicate in 0..REPLICATES {
            let line = format!("train {SMALL} --alpha {alpha} --replicate {replicate}");
            let run = json(folder.path(), &line, 0);
            let step = run["step"].as_f64().unwrap();
            let half = format!("{line} --set flow.step={}", step / 2.0);
            let half = json(folder.path(), &half, 0)["test_error"]
                .as_f64()
                .unwrap();
            errors.push(run["test_error"].as_f64().unwrap());
            change += (half - errors[errors.len() - 1]) / REPLICATES as f64;
        }
        let count = REPLICATES as f64;
        let mean = errors.iter().sum::<f64>() / count;
        let squares: f64 = errors.iter().map(|e| (e - mean) * (e - mean)).sum();
        let standard_errors = f64::abs(change) / (squares / (count - 1.0) / count).sqrt();
        if standard_errors > worst.0 {
            worst = (standard_errors, alpha, change);
        }
    }
    let (standard_errors, alpha, change) = worst;
    assert!(standard_errors > 0.0);
    assert_eq!(check["alpha"], alpha);
    assert_eq!(check["replicates"], REPLICATES);
    assert!((check["change"].as_f64().unwrap() - change).abs() < 1e-15);
    assert!((check["standard_errors"].as_f64().unwrap() / standard_errors - 1.0).abs() < 1e-9);
}
