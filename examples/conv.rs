//! Euler converges to the exact flow.
#[path = "../tests/support/mod.rs"]
mod support;
use support::{euler::euler, problems::mixture};
use sweetspot::flow::{Stop, exact};
use sweetspot::network::{Init, Loss, TwoLayer};
use sweetspot::random::Streams;
fn main() {
    let data = mixture(20, 5, 1.5, &mut Streams::new(4).data());
    for (loss, init, alpha, time) in [
        (Loss::Logistic2, Init::Balanced, 0.05, 0.5),
        (Loss::Squared, Init::Unbalanced, 0.3, 0.15),
        (Loss::Exponential, Init::Dominated, 0.1, 0.2),
    ] {
        let from = TwoLayer::init(init, 8, 5, &mut Streams::new(2).weights()).scaled(alpha);
        for tol in [1e-4, 1e-6, 1e-8] {
            let run = exact::Flow::new(&data, loss)
                .tolerance(tol)
                .stop(Stop::Time(time))
                .integrate(&from)
                .unwrap();
            for steps in [20_000, 80_000, 320_000] {
                let coarse = euler(&data, loss, &from, time, steps);
                let fine = euler(&data, loss, &from, time, 2 * steps);
                let size = fine.weights.norm_max();
                let extrapolated = faer::Scale(2.0) * &fine.weights - &coarse.weights;
                let error = (&extrapolated - &run.end.network.weights).norm_max() / size;
                let plain = (&fine.weights - &run.end.network.weights).norm_max() / size;
                println!(
                    "{loss:?} tol {tol:e} steps {steps}: extrapolated {error:.1e} plain {plain:.1e} {:?}",
                    run.cost
                );
            }
        }
    }
}
