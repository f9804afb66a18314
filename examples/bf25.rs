//! The three points of BF25.
use faer::{Mat, mat};
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use sweetspot::data::Dataset;
use sweetspot::flow::{Stop, exact};
use sweetspot::network::{Loss, TwoLayer, mean_loss};
use sweetspot::random::Streams;
fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse::<f64>().unwrap() * 1e-9
}
fn main() {
    let data = Dataset::new(
        mat![[-0.75, 1.0], [-0.5, 1.0], [0.125, 1.0]],
        vec![1.1, 0.1, 0.8],
    )
    .unwrap();
    let h = std::env::args()
        .nth(1)
        .map_or(20_000, |s| s.parse().unwrap());
    for (scale, stop) in [
        (1e-3, Stop::GradientNorm(1e-10)),
        (1.0, Stop::TrainingRisk(1e-12)),
        (1e-3, Stop::TrainingRisk(1e-3)),
    ] {
        let mut stream = Streams::new(1).weights();
        let spread = scale / (h as f64).sqrt();
        let weights = Mat::from_fn(2, h, |_, _| {
            let z: f64 = StandardNormal.sample(&mut stream);
            spread * z
        });
        let outputs = (0..h)
            .map(|j| {
                let n = weights.col(j).norm_l2();
                if stream.random::<bool>() { n } else { -n }
            })
            .collect();
        let start = TwoLayer { weights, outputs };
        let c = cpu();
        let run = exact::Flow::new(&data, Loss::Squared)
            .stop(stop)
            .max_steps(20_000)
            .integrate(&start)
            .unwrap();
        let t = cpu() - c;
        let f = run.end.network.predict(data.points());
        println!(
            "scale {scale} {stop:?}: {:?} {:?} t {:.3} loss {:.10} f {f:.4?} {t:.3} s",
            run.stopped,
            run.cost,
            run.end.time,
            mean_loss(&f, data.labels(), Loss::Squared)
        );
    }
}
