//! Probe.
#[path = "../tests/support/mod.rs"]
mod support;
use support::problems::mixture;
use sweetspot::flow::{Stop, exact};
use sweetspot::network::{Init, Loss, TwoLayer};
use sweetspot::random::Streams;

fn angle(a: &[f64], b: &[f64]) -> f64 {
    let na = a.iter().map(|x| x * x).sum::<f64>().sqrt();
    let nb = b.iter().map(|x| x * x).sum::<f64>().sqrt();
    a.iter()
        .zip(b)
        .map(|(x, y)| (x / na - y / nb).powi(2))
        .sum::<f64>()
        .sqrt()
}

fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse::<f64>().unwrap() * 1e-9
}

fn main() {
    let streams = Streams::new(3);
    for (n, d, h, snr, alpha) in [
        (40, 20, 50, 1.5, 0.1),
        (40, 20, 50, 1.5, 1e-6),
        (40, 20, 50, 1.5, 1.0),
        (40, 20, 50, 1.5, 3.0),
        (40, 200, 50, 1.5, 0.1),
        (500, 64, 1024, 1.5, 0.1),
    ] {
        let data = mixture(n, d, snr, &mut streams.data());
        let start = TwoLayer::init(Init::Balanced, h, d, &mut streams.weights()).scaled(alpha);
        let mut reference: Option<(Vec<f64>, f64)> = None;
        let tolerances: &[f64] = if n > 100 { &[3e-4] } else { &[1e-7, 3e-4] };
        for tol in tolerances {
            let clock = cpu();
            let run = exact::Flow::new(&data, Loss::Logistic2)
                .tolerance(*tol)
                .stop(Stop::TrainingRisk(0.1))
                .integrate(&start)
                .unwrap();
            let seconds = cpu() - clock;
            let w = run.end.network.effective_predictor();
            let (error, dt) = match &reference {
                None => (0.0, 0.0),
                Some((r, t)) => (angle(r, &w), (run.end.time / t - 1.0).abs()),
            };
            if reference.is_none() {
                reference = Some((w, run.end.time));
            }
            println!(
                "{n} {d} {h} {alpha} tol {tol:e}: {:?} {:?} t {:.4} err {error:.1e} dt {dt:.1e} {:.2} ms",
                run.stopped,
                run.cost,
                run.end.time,
                1e3 * seconds
            );
        }
    }
}
