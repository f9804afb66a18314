//! The exact flow against the tight Euler loop and Runge-Kutta at equal error of the
//! effective predictor's direction.

use std::error::Error;

use crate::clock::{median, seconds};
use crate::euler::{self, Coordinates, Euler};
use crate::outcome::{self, Outcome};
use crate::problem::{self, Problem};
use crate::say;

/// The tolerance that users have unless they ask for another.
const TOLERANCE: f64 = sweetspot::flow::exact::DEFAULT_TOLERANCE;

/// Rounds in which the methods take turns.
const ROUNDS: usize = 5;

/// Draws of the smallest mixture.
const DRAWS: u64 = 5;

/// Most Euler steps of one run, times n d h: half a minute.
const MOST_WORK: f64 = 1.5e11;

/// Most steps of Runge-Kutta.
const MOST_RUNGE_KUTTA_STEPS: u64 = 200_000;

/// Holds the contests asked for.
pub fn hold(asked: impl Fn(&str) -> bool) -> Result<(), Box<dyn Error>> {
    if asked("a") {
        // On draw 0 a neuron passes close to a point where it can go two ways.
        for draw in 0..DRAWS {
            let problem = problem::mixture_draw((40, 20, 50), 1.5, 0.1, draw)?;
            let target = contest(&problem, 1e-9)?;
            if draw == 1 {
                against_runge_kutta(&problem, target)?;
            }
        }
    }
    if asked("b") {
        contest(&problem::digits(80, 48, 0.2)?, 1e-9)?;
    }
    if asked("c") {
        contest(&problem::mixture((500, 64, 1024), 1.5, 0.1)?, 1e-7)?;
    }
    Ok(())
}

/// What the exact flow reached: the reference and its own error.
struct Target {
    reference: Outcome,
    error: f64,
    seconds: f64,
    evaluations: u64,
}

fn reached(ending: Option<Outcome>) -> Result<Outcome, Box<dyn Error>> {
    Ok(ending.ok_or("the run did not reach its stop")?)
}

fn contest(problem: &Problem, reference_tolerance: f64) -> Result<Target, Box<dyn Error>> {
    say(&format!("\n{}", problem.name))?;
    let reference = reached(outcome::exactly(problem, reference_tolerance)?)?;
    let exact = reached(outcome::exactly(problem, TOLERANCE)?)?;
    let error = exact.angle_to(&reference);
    say(&format!(
        "  exact, tolerance {TOLERANCE:e}: {} evaluations, {} slides, direction error {error:.2e}, time error {:.1e}",
        exact.evaluations,
        exact.slides,
        exact.time_from(&reference)
    ))?;

    let work = problem.data.samples() * problem.data.dimension() * problem.start.width();
    let most_steps = (MOST_WORK / work as f64) as u64;
    let sample = (most_steps / 100).max(3);
    let (coordinates, _) = euler::fastest(problem, reference.time, sample);
    let constant = euler_constant(problem, coordinates, &reference, error, most_steps)?;
    let steps = constant / error;

    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let (_, exactly) = seconds(|| outcome::exactly(problem, TOLERANCE));
        let step = 1e-3 * reference.time / sample as f64;
        let (_, many) = seconds(|| Euler::new(problem, coordinates, step).run(sample));
        rounds.push((exactly, many / sample as f64));
    }
    let of = |part: fn(&(f64, f64)) -> f64| median(rounds.iter().map(part).collect());
    let (exactly, a_step) = (of(|r| r.0), of(|r| r.1));
    let ratio = steps * of(|r| r.1 / r.0);
    say(&format!(
        "  exact {:.2} ms; Euler ({coordinates:?}) {:.2} us a step, {steps:.0} steps for the same error = {:.2} s\n  \
         ratios: evaluations {:.0}, time {ratio:.0}",
        1e3 * exactly,
        1e6 * a_step,
        steps * a_step,
        steps / exact.evaluations as f64
    ))?;
    Ok(Target {
        reference,
        error,
        seconds: exactly,
        evaluations: exact.evaluations,
    })
}

/// Error times steps of the Euler method, which is of first order: the median of the
/// last runs of a ladder of halved steps, up to the error wanted or the work affordable.
fn euler_constant(
    problem: &Problem,
    coordinates: Coordinates,
    reference: &Outcome,
    wanted: f64,
    most_steps: u64,
) -> Result<f64, Box<dyn Error>> {
    let mut constants = Vec::new();
    let mut steps = (most_steps / 4096).clamp(100, 1000);
    let mut last: Option<Outcome> = None;
    while steps <= most_steps {
        let step = reference.time / steps as f64;
        let Some(run) = Euler::new(problem, coordinates, step).run(2 * steps) else {
            steps *= 2;
            continue;
        };
        let error = run.angle_to(reference);
        let extrapolated = last.map_or(String::new(), |coarse| {
            format!(
                ", Richardson {:.1e}",
                coarse.extrapolated(&run).angle_to(reference)
            )
        });
        say(&format!(
            "  Euler {} steps: direction error {error:.2e}, time error {:.1e}{extrapolated}",
            run.evaluations,
            run.time_from(reference)
        ))?;
        constants.push(error * run.evaluations as f64);
        last = Some(run);
        if error < wanted {
            break;
        }
        steps *= 2;
    }
    let recent = constants.len().saturating_sub(3);
    Ok(median(constants.split_off(recent)))
}

/// The first tolerance at which Runge-Kutta is as accurate.
fn against_runge_kutta(problem: &Problem, target: Target) -> Result<(), Box<dyn Error>> {
    for tolerance in [1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7] {
        let (run, seconds) =
            seconds(|| outcome::runge_kutta(problem, tolerance, MOST_RUNGE_KUTTA_STEPS));
        let Some(run) = run? else {
            return say(&format!(
                "  Runge-Kutta {tolerance:e}: not within {MOST_RUNGE_KUTTA_STEPS} steps, {seconds:.1} s"
            ))
            .map_err(Into::into);
        };
        let error = run.angle_to(&target.reference);
        say(&format!(
            "  Runge-Kutta {tolerance:e}: {} evaluations, direction error {error:.2e}, {seconds:.3} s: \
             ratios {:.0} in evaluations, {:.0} in time",
            run.evaluations,
            run.evaluations as f64 / target.evaluations as f64,
            seconds / target.seconds
        ))?;
        if error <= target.error {
            break;
        }
    }
    Ok(())
}
