//! Prints one fuzz case.
#[path = "../tests/support/mod.rs"]
mod support;
use support::euler::euler;
use support::problems::small;
use sweetspot::flow::{Stop, exact};

fn main() {
    for seed in std::env::args().skip(1).map(|s| s.parse::<u64>().unwrap()) {
        let p = small(seed);
        println!(
            "seed {seed} {:?} {:?} alpha {} time {} integer weights {}",
            p.loss, p.init, p.alpha, p.time, p.integer_weights
        );
        println!("X {:?}\ny {:?}", p.data.points(), p.data.labels());
        println!("W0 {:?}\nv0 {:?}", p.start.weights, p.start.outputs);
        let run = exact::Flow::new(&p.data, p.loss)
            .tolerance(1e-6)
            .events(true)
            .stop(Stop::Time(p.time))
            .integrate(&p.start)
            .unwrap();
        println!("{:?} {:?}", run.stopped, run.cost);
        for e in run.events.iter().take(30) {
            println!("  {e:?}");
        }
        println!(
            "exact f {:?}\n W {:?}\n v {:?}",
            run.end.network.predict(p.data.points()),
            run.end.network.weights,
            run.end.network.outputs
        );
        if std::env::var("PERTURB").is_ok() {
            let mut s = p.start.clone();
            for j in 0..s.width() {
                for i in 0..s.dimension() {
                    s.weights[(i, j)] += 1e-12 * ((i * 7 + j * 3) % 5) as f64 - 2e-12;
                }
            }
            let run = exact::Flow::new(&p.data, p.loss)
                .tolerance(1e-6)
                .events(true)
                .stop(Stop::Time(p.time))
                .integrate(&s)
                .unwrap();
            println!(
                "PERTURBED W {:?}\n{:?} {:?}",
                run.end.network.weights, run.cost, run.events
            );
        }
        for steps in [1 << 14, 1 << 18, 1 << 20] {
            let e = euler(&p.data, p.loss, &p.start, p.time, steps);
            println!(
                "euler {steps} f {:?}\n W {:?}\n v {:?}",
                e.predict(p.data.points()),
                e.weights,
                e.outputs
            );
        }
    }
}
