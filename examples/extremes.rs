//! Probe of extreme scales.
#[path = "../tests/support/mod.rs"]
mod support;
use support::problems::mixture;
use sweetspot::flow::{Stop, exact};
use sweetspot::network::{Init, Loss, TwoLayer, mean_loss};
use sweetspot::random::Streams;

fn main() {
    let streams = Streams::new(5);
    let data = mixture(10, 4, 1.5, &mut streams.data());
    for loss in [
        Loss::Logistic,
        Loss::Logistic2,
        Loss::Exponential,
        Loss::Squared,
    ] {
        for init in [
            Init::Balanced,
            Init::Dominated,
            Init::Unbalanced,
            Init::Antisymmetric,
        ] {
            for alpha in [1e-300, 1e-200, 1e-154, 1e-100, 1e-10, 1e-3, 1.0, 30.0, 1e3] {
                let start = TwoLayer::init(init, 20, 4, &mut streams.weights()).scaled(alpha);
                let clock = std::time::Instant::now();
                let run = exact::Flow::new(&data, loss)
                    .stop(Stop::TrainingRisk(0.1))
                    .max_steps(30_000)
                    .integrate(&start)
                    .unwrap();
                let f = run.end.network.predict(data.points());
                let drift = (0..20)
                    .map(|j| {
                        let b = |n: &TwoLayer| {
                            (n.outputs[j].powi(2), n.weights.col(j).squared_norm_l2())
                        };
                        let (a, e) = (b(&start), b(&run.end.network));
                        ((e.0 - e.1) - (a.0 - a.1)).abs() / (a.0 + a.1).max(e.0 + e.1)
                    })
                    .filter(|x| !x.is_nan())
                    .fold(0.0, f64::max);
                println!(
                    "{loss:?} {init:?} {alpha:e}: {:?} steps {} ev {} rej {} events {} sl {} non {} t {:.4e} risk {:.6} drift {drift:.1e} {:.1} ms",
                    run.stopped,
                    run.cost.steps,
                    run.cost.evaluations,
                    run.cost.rejected,
                    run.cost.events,
                    run.cost.sliding_events,
                    run.cost.nonunique_events,
                    run.end.time,
                    mean_loss(&f, data.labels(), loss),
                    clock.elapsed().as_secs_f64() * 1e3
                );
            }
        }
    }
}
