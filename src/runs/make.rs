//! One run from its configuration to its numbers.

use std::sync::atomic::AtomicBool;

use super::RunError;
use crate::config::{Config, Method, NetworkKind, Record, StartWeights, StopAt};
use crate::data::{DataError, Problem};
use crate::flow::{Flow, FlowError, Solution, Stop, StopReason, descent, exact, runge_kutta};
use crate::network::{Network, TwoLayer};
use crate::observables::Summary;
use crate::quantities;
use crate::random::Streams;

/// A finished run with everything that is known of it.
///
/// With an output divisor gamma the weights are those of f; what is trained, and what the summary
/// measures, is f/gamma: [`Solution::divided`].
#[derive(Clone, Debug)]
pub struct Run<N = TwoLayer> {
    /// The data it was made on.
    pub problem: Problem,
    /// The network it began with.
    pub start: N,
    /// Where it went.
    pub solution: Solution<N>,
    /// What was measured at its end.
    pub summary: Summary,
}

impl<N: Network> Run<N> {
    /// The run as one of any kind of network, made with a configuration.
    pub fn boxed(self, config: &Config) -> quantities::Run {
        let start = Box::new(self.start);
        let before = quantities::Run::before(config.clone(), self.problem, start);
        before.finished(self.solution.boxed())
    }
}

/// The data of a configuration's replicate.
///
/// # Errors
/// Whatever is wrong with the data, and given weights for another dimension: that of digits and
/// files is not known before they are read.
pub fn draw_problem(config: &Config) -> Result<Problem, DataError> {
    let problem = Problem::draw(&config.data, config.loss.name, &streams(config))?;
    check_dimension(config, &problem)?;
    Ok(problem)
}

/// Refuses given weights for other data than these.
pub(super) fn check_dimension(config: &Config, problem: &Problem) -> Result<(), DataError> {
    let dimension = problem.training.dimension();
    let start = config.network.two_layer().map(|network| &network.start);
    match start {
        Some(StartWeights::Given { weights, .. }) if weights.len() != dimension => {
            Err(DataError::OtherDimension {
                lists: weights.len(),
                dimension,
            })
        }
        _ => Ok(()),
    }
}

/// The initial network of a configuration's replicate: given, or drawn.
pub fn draw_start(config: &Config, problem: &Problem) -> TwoLayer {
    TwoLayer::start(config, problem)
}

fn streams(config: &Config) -> Streams {
    Streams::new(config.seed).replicate(config.replicate)
}

/// Refuses a configuration of another network; `what` says what is for which kind.
///
/// # Errors
/// [`RunError::OtherNetwork`].
pub fn require_two_layer(config: &Config, what: &'static str) -> Result<(), RunError> {
    match &config.network.kind {
        NetworkKind::TwoLayer(_) => Ok(()),
        NetworkKind::Diagonal | NetworkKind::Custom(_) => Err(RunError::OtherNetwork {
            kind: "diagonal",
            what,
        }),
    }
}

/// What is reported of a solution: of f/gamma, with the configuration's output divisor gamma.
pub(crate) fn summary(
    config: &Config,
    problem: &Problem,
    start: &TwoLayer,
    solution: &Solution,
) -> Summary {
    let gamma = config.network.output_divisor();
    Summary::of(
        problem,
        config.loss.name,
        &start.divided(gamma),
        &solution.divided(gamma),
    )
}

/// How a flow is followed, beyond what the configuration says.
#[derive(Clone, Copy, Debug)]
pub struct Following<'a> {
    /// Divides the step of [`Method::Descent`] by 2 to this power; other methods ignore it.
    pub halvings: u32,
    /// Whether [`Solution::events`] is filled; only [`Method::Exact`] sees events.
    pub events: bool,
    /// Ends the run when it is set.
    pub interrupt: &'a AtomicBool,
}

/// Follows the flow of a configuration on given data from a given start. A number of recorded states is spread evenly over the
/// run's time, which takes a first pass to learn.
///
/// # Errors
/// Whatever is wrong with the setting.
pub fn follow(
    config: &Config,
    problem: &Problem,
    start: &TwoLayer,
    following: Following<'_>,
) -> Result<Solution, FlowError> {
    pass_recorded(config, |times| {
        integrate(config, problem, start, following, times)
    })
}

/// Makes the pass that keeps the states a configuration asks for.
pub(super) fn pass_recorded<N>(
    config: &Config,
    pass: impl Fn(&[f64]) -> Result<Solution<N>, FlowError>,
) -> Result<Solution<N>, FlowError> {
    match &config.flow.record {
        Record::Times(times) => pass(times),
        Record::Count(count) => {
            let end = match config.stop.at {
                StopAt::Time => config.stop.value,
                _ => {
                    let first = pass(&[])?;
                    // A second pass would be given up where it begins, and its end lost.
                    if first.stopped == StopReason::Interrupted {
                        return Ok(first);
                    }
                    first.end.time
                }
            };
            let last = (*count).max(2) - 1;
            let times: Vec<f64> = (0..*count)
                .map(|k| {
                    if k == last {
                        end
                    } else {
                        end * k as f64 / last as f64
                    }
                })
                .collect();
            pass(&times)
        }
    }
}

fn integrate(
    config: &Config,
    problem: &Problem,
    start: &TwoLayer,
    following: Following<'_>,
    times: &[f64],
) -> Result<Solution, FlowError> {
    let interrupt = following.interrupt;
    let (data, loss) = (&problem.training, config.loss.name);
    match config.flow.method {
        Method::Descent { step, batch_size } => {
            let mut flow = descent::Flow::new(data, loss).halvings(following.halvings);
            if let Some(step) = step {
                flow = flow.step(step);
            }
            if let Some(size) = batch_size {
                flow = flow.batches(size, streams(config).batches());
            }
            prepare(flow, config, problem, times, interrupt).integrate(start)
        }
        Method::Exact { tolerance } => {
            let flow = exact::Flow::new(data, loss)
                .tolerance(tolerance)
                .events(following.events);
            prepare(flow, config, problem, times, interrupt).integrate(start)
        }
        Method::RungeKutta { tolerance } => {
            let flow = runge_kutta::Flow::new(data, loss).tolerance(tolerance);
            prepare(flow, config, problem, times, interrupt).integrate(start)
        }
    }
}

/// What every method is told alike.
pub(super) fn prepare<'a, M>(
    flow: Flow<'a, M>,
    config: &Config,
    problem: &'a Problem,
    times: &[f64],
    interrupt: &'a AtomicBool,
) -> Flow<'a, M> {
    flow.stop(Stop::from(&config.stop))
        .max_steps(config.stop.max_steps)
        .validation(problem.validation.as_ref())
        .output_divisor(config.network.output_divisor())
        .record(times)
        .interrupt(interrupt)
}

/// Makes one run of a two-layer network: draws, follows, measures.
///
/// # Errors
/// Whatever is wrong with the data or the setting; another kind of network.
pub fn run(config: &Config, interrupt: &AtomicBool) -> Result<Run, RunError> {
    require_two_layer(config, "this run is that of a two-layer network")?;
    let problem = draw_problem(config)?;
    let start = draw_start(config, &problem);
    run_from(config, problem, start, interrupt)
}

/// Makes one run on given data from a given start; the exact flow's events are kept.
///
/// # Errors
/// Whatever is wrong with the setting.
pub fn run_from(
    config: &Config,
    problem: Problem,
    start: TwoLayer,
    interrupt: &AtomicBool,
) -> Result<Run, RunError> {
    let following = Following {
        halvings: 0,
        events: true,
        interrupt,
    };
    let solution = follow(config, &problem, &start, following)?;
    let summary = summary(config, &problem, &start, &solution);
    Ok(Run {
        problem,
        start,
        solution,
        summary,
    })
}
