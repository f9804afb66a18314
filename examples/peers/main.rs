//! CPU milliseconds of a step of gradient descent on a deep network: `peers NETWORK PRECISION`.
//!
//! `examples/peers/compare.py` runs this and the same step in JAX in turns.

#[path = "../../benches/common/step.rs"]
mod step;

use std::io::Write;
use std::process::ExitCode;
use std::time::Instant;

use step::{Case, Step, cases, operations};
use sweetspot::network::deep::Real;

/// Rounds, of which the fastest counts, and the seconds that all take.
const ROUNDS: usize = 8;
const SECONDS: f64 = 2.0;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [network, precision] = &arguments[..] else {
        return usage();
    };
    let Some(case) = cases().into_iter().find(|case| case.name == network) else {
        return usage();
    };
    let milliseconds = match &precision[..] {
        "f32" => measure::<f32>(&case),
        "f64" => measure::<f64>(&case),
        _ => return usage(),
    };
    let gigaflops = 1e-6 * operations(&case) as f64 / milliseconds;
    eprintln!("{network} {precision}: {gigaflops:.1} Gflop/s");
    match writeln!(std::io::stdout(), "{milliseconds:.4}") {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn usage() -> ExitCode {
    let names = cases().map(|case| case.name).join(" | ");
    eprintln!("peers {names} f32 | f64");
    ExitCode::from(2)
}

fn measure<T: Real>(case: &Case) -> f64 {
    let mut step = Step::<T>::new(case);
    (0..5).for_each(|_| step.run());
    let clock = Instant::now();
    step.run();
    let steps = (SECONDS / ROUNDS as f64 / clock.elapsed().as_secs_f64()) as usize;
    let steps = steps.max(3);
    let round = |_| {
        let start = on_core();
        (0..steps).for_each(|_| step.run());
        1e3 * (on_core() - start) / steps as f64
    };
    (0..ROUNDS).map(round).fold(f64::INFINITY, f64::min)
}

/// Seconds on a core; where the system does not tell (it is not Linux), those on the wall.
fn on_core() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text
        .split(' ')
        .next()
        .and_then(|number| number.parse::<f64>().ok());
    let wall = std::time::SystemTime::UNIX_EPOCH
        .elapsed()
        .map(|time| time.as_secs_f64());
    nanoseconds.map_or(wall.unwrap_or_default(), |nanoseconds| 1e-9 * nanoseconds)
}
