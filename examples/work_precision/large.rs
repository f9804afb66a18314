//! The runs that other methods need minutes or hours for.

use std::error::Error;
use std::time::Instant;

use sweetspot::config::Config;
use sweetspot::flow::{Stop, exact};
use sweetspot::network::mean_loss;
use sweetspot::runs::{Plan, Workers};
use sweetspot::sweep::sweep;

use crate::clock::seconds;
use crate::euler;
use crate::problem::{self, Problem};
use crate::say;

/// Steps after which a run is given up.
const MOST_STEPS: u64 = 20_000;

/// Runs those asked for.
pub fn run(asked: impl Fn(&str) -> bool) -> Result<(), Box<dyn Error>> {
    if asked("mixture") {
        let problem = problem::mixture((1000, 784, 1024), 2.0, 1e-2)?;
        follow(&problem)?;
        let (coordinates, a_step) = euler::fastest(&problem, 1e-3, 5);
        say(&format!(
            "  Euler ({coordinates:?}): {:.0} ms a step",
            1e3 * a_step
        ))?;
    }
    if asked("points") {
        for (scale, stop) in [
            (1e-3, Stop::GradientNorm(1e-10)),
            (1.0, Stop::TrainingRisk(1e-12)),
        ] {
            follow(&problem::three_points(20_000, scale, stop)?)?;
        }
    }
    if asked("sweep") {
        for threads in [1, 2] {
            let workers = Workers::default().threads(threads);
            let wall = Instant::now();
            let found = sweep(&Plan::of_sweep(&Config::default()), &workers, None)?;
            say(&format!(
                "default sweep, {} runs, {threads} threads: {:.1} s on the wall",
                found.rows.records.len(),
                wall.elapsed().as_secs_f64()
            ))?;
        }
    }
    Ok(())
}

fn follow(problem: &Problem) -> Result<(), Box<dyn Error>> {
    let wall = Instant::now();
    let (run, on_core) = seconds(|| {
        exact::Flow::new(&problem.data, problem.loss)
            .stop(problem.stop)
            .max_steps(MOST_STEPS)
            .integrate(&problem.start)
    });
    let run = run?;
    let predictions = run.end.network.predict(problem.data.points());
    say(&format!(
        "{}, to {:?}: {:?}, {} evaluations, {} events, mean loss {:.8e}, {on_core:.3} s on the core, {:.1} s on the wall",
        problem.name,
        problem.stop,
        run.stopped,
        run.cost.evaluations,
        run.cost.events,
        mean_loss(&predictions, problem.data.labels(), problem.loss),
        wall.elapsed().as_secs_f64()
    ))?;
    Ok(())
}
