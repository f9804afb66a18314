//! One run from its configuration to its numbers.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::RunError;
use crate::config::{Config, NetworkKind, StartWeights};
use crate::data::{DataError, Problem};
use crate::flow::{Following, Solution, follow_two_layer};
use crate::network::{Network, TwoLayer};
use crate::quantities::{self, Row};
use crate::random::Streams;

/// A finished run with everything that is known of it.
///
/// With an output divisor gamma the weights are those of f; what is trained, and what the summary
/// measures, is f/gamma.
#[derive(Clone, Debug)]
pub struct Run<N = TwoLayer> {
    /// The data it was made on.
    pub problem: Arc<Problem>,
    /// The network it began with.
    pub start: N,
    /// Where it went.
    pub solution: Solution<N>,
    /// What was measured at its end.
    pub summary: Row,
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

/// What is reported of a solution.
pub(crate) fn summary<N: Network + Clone>(
    config: &Config,
    problem: &Arc<Problem>,
    start: &N,
    solution: &Solution<N>,
) -> Row {
    let end = Solution {
        states: Vec::new(),
        events: Vec::new(),
        end: solution.end.clone(),
        ..*solution
    };
    let run = quantities::Run::before(config.clone(), problem.clone(), Box::new(start.clone()));
    Row::measured(&run.finished(end.boxed()), solution.stopped)
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
    problem: impl Into<Arc<Problem>>,
    start: TwoLayer,
    interrupt: &AtomicBool,
) -> Result<Run, RunError> {
    let problem = problem.into();
    let following = Following {
        halvings: 0,
        events: true,
        interrupt,
    };
    let solution = follow_two_layer(config, &problem, &start, following)?;
    let summary = summary(config, &problem, &start, &solution);
    Ok(Run {
        problem,
        start,
        solution,
        summary,
    })
}
