//! One problem, many times.
#[path = "../tests/support/mod.rs"]
mod support;
use support::problems::mixture;
use sweetspot::flow::{Stop, exact};
use sweetspot::network::{Init, Loss, TwoLayer};
use sweetspot::random::Streams;
fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse::<f64>().unwrap() * 1e-9
}
fn main() {
    let a: Vec<f64> = std::env::args()
        .skip(1)
        .map(|s| s.parse().unwrap())
        .collect();
    let (n, d, h, alpha, times) = (
        a[0] as usize,
        a[1] as usize,
        a[2] as usize,
        a[3],
        a[4] as usize,
    );
    let streams = Streams::new(3);
    let data = mixture(n, d, 1.5, &mut streams.data());
    let start = TwoLayer::init(Init::Balanced, h, d, &mut streams.weights()).scaled(alpha);
    let mut best = f64::INFINITY;
    for _ in 0..times {
        let c = cpu();
        let run = exact::Flow::new(&data, Loss::Logistic2)
            .stop(Stop::TrainingRisk(0.1))
            .integrate(&start)
            .unwrap();
        best = best.min(cpu() - c);
        std::hint::black_box(&run);
    }
    println!("{n} {d} {h} {alpha}: {:.3} ms", best * 1e3);
}
