//! The independent reference: explicit Euler with a tiny step and relu'(0) = 0.
//!
//! It shares nothing with the exact flow but the loss's residual.

use faer::Mat;
use sweetspot::data::Dataset;
use sweetspot::network::{Loss, TwoLayer};

/// The network after `steps` equal steps up to `time`.
pub fn euler(data: &Dataset, loss: Loss, start: &TwoLayer, time: f64, steps: usize) -> TwoLayer {
    let (n, d, h) = (data.samples(), data.dimension(), start.width());
    let points: Vec<f64> = (0..n)
        .flat_map(|i| data.points().row(i).iter().copied().collect::<Vec<_>>())
        .collect();
    let mut w: Vec<f64> = (0..h)
        .flat_map(|j| start.weights.col_as_slice(j).to_vec())
        .collect();
    let mut v = start.outputs.clone();
    let step = time / steps as f64;
    let mut active = vec![0.0; n * h];
    let mut residuals = vec![0.0; n];
    for _ in 0..steps {
        for i in 0..n {
            let x = &points[i * d..(i + 1) * d];
            let mut f = 0.0;
            for j in 0..h {
                let a: f64 = x
                    .iter()
                    .zip(&w[j * d..(j + 1) * d])
                    .map(|(x, w)| x * w)
                    .sum();
                active[j * n + i] = a.max(0.0);
                f += v[j] * a.max(0.0);
            }
            residuals[i] = loss.residual(f, data.labels()[i]);
        }
        for j in 0..h {
            let (old, mut gain) = (v[j], 0.0);
            for i in 0..n {
                let a = active[j * n + i];
                if a > 0.0 {
                    gain += residuals[i] * a;
                    let push = step * old * residuals[i];
                    let x = &points[i * d..(i + 1) * d];
                    for (w, x) in w[j * d..(j + 1) * d].iter_mut().zip(x) {
                        *w += push * x;
                    }
                }
            }
            v[j] = old + step * gain;
        }
    }
    TwoLayer {
        weights: Mat::from_fn(d, h, |i, j| w[j * d + i]),
        outputs: v,
    }
}
