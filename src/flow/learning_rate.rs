//! Learning rates: the largest that trains, and what is made of it.

use std::sync::atomic::AtomicBool;

use super::FlowError;
use super::descent::{chosen_step, scaled_rate};
use super::field::sharpness;
use super::pass::{Following, Pass};
use super::solution::StopReason;
use crate::config::{Config, DescentConfig, Method, Rate};
use crate::data::Problem;
use crate::network::{Network, TwoLayer};

/// The longest way up from the first step that trains, in factors of [`STRIDE`].
const MOST_STRIDES: usize = 40;

/// The longest way from the chosen step to one that trains.
const MOST_STRIDES_TO_BEGIN: usize = 12;

/// Factor between the steps tried until one trains and the next does not.
const STRIDE: f64 = 2.0;

/// Before a step has trained, a calibration gives one up after this many passes over the data.
const MOST_EPOCHS: u64 = 400;

/// A step of which a calibration expects fewer steps than from half of it is given up after this
/// many times their number, and a few more.
const PATIENCE: u64 = 2;
const FEW: u64 = 20;

/// Where a learning rate stops training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LearningRateEdge {
    /// A step that trains, in flow time of the sum loss.
    pub trains: f64,
    /// A longer one that does not.
    pub fails: f64,
    /// Runs made.
    pub runs: usize,
}

/// The largest step of gradient descent that trains, to a factor of exp(`tolerance`).
///
/// A step trains if the run from `start` meets the configuration's stop rule within
/// `stop.max_steps` steps of that length (the compute budget of AMSP25, whose largest learning rate
/// is the edge of the region where the loss is optimised). From a step that the curvature at the
/// start suggests, or the nearest that trains by factors of 2, the search doubles it until it fails
/// and then bisects its logarithm: what is returned is the first edge met, should there be several.
/// The method is gradient descent whatever the configuration says; batches are drawn alike for every
/// step.
///
/// `None` where no step within 2^12 of the first one trains, or all up to 2^40 times it do.
///
/// ```
/// use std::sync::atomic::AtomicBool;
/// use sweetspot::{config::Config, network::TwoLayer, runs::draw_problem};
/// use sweetspot::flow::largest_learning_rate;
/// let mut config = Config::default();
/// config.network.set_width(16);
/// config.network.output_divisor = Some(10.0);
/// config.stop.max_steps = 1000;
/// let problem = draw_problem(&config)?;
/// let start = TwoLayer::start(&config, &problem);
/// let interrupt = AtomicBool::new(false);
/// let found = largest_learning_rate(&config, &problem, &start, 0.02, &interrupt)?;
/// let edge = found.ok_or("no edge")?;
/// assert!(edge.fails / edge.trains < 1.021);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Whatever is wrong with the setting.
pub fn largest_learning_rate(
    config: &Config,
    problem: &Problem,
    start: &dyn Network,
    tolerance: f64,
    interrupt: &AtomicBool,
) -> Result<Option<LearningRateEdge>, FlowError> {
    let budget = Budget::Fixed(config.stop.max_steps);
    let mut search = Search::new(config, problem, start, budget, interrupt);
    let Some((mut trains, mut fails)) = search.bracket()? else {
        return Ok(None);
    };
    while libm::log(fails / trains) > tolerance {
        let middle = trains * (fails / trains).sqrt();
        if middle <= trains || middle >= fails {
            break;
        }
        if search.trains(middle)? {
            trains = middle;
        } else {
            fails = middle;
        }
    }
    let runs = search.runs;
    Ok(Some(LearningRateEdge {
        trains,
        fails,
        runs,
    }))
}

/// The largest step that meets the stop rule, to a factor of 2: what `flow.rate = "calibrated"` takes a
/// share of. A step is given up when it needs more than twice the steps that half of it needed. The
/// test set has no part in it.
///
/// # Errors
/// Whatever is wrong with the setting; no step that trains; an interrupt.
pub fn fastest_step(
    config: &Config,
    problem: &Problem,
    start: &dyn Network,
    interrupt: &AtomicBool,
) -> Result<f64, FlowError> {
    let samples = problem.training.samples() as u64;
    let descent = config.flow.method.descending().copied().unwrap_or_default();
    let batch = descent
        .batch_size
        .map_or(samples, |size| size as u64)
        .clamp(1, samples);
    let epoch = samples.div_ceil(batch);
    let budget = Budget::Falling {
        steps: config.stop.max_steps.min(MOST_EPOCHS * epoch),
        few: FEW * epoch,
    };
    let mut search = Search::new(config, problem, start, budget, interrupt);
    match search.bracket()? {
        Some((trains, _)) => Ok(trains),
        None => Err(FlowError::NothingTrains { runs: search.runs }),
    }
}

/// How many steps a run may make.
#[derive(Clone, Copy)]
enum Budget {
    /// As many.
    Fixed(u64),
    /// As many, until a step has trained; then what this says of the steps that it took.
    Falling { steps: u64, few: u64 },
}

/// A search on its way.
struct Search<'a> {
    config: Config,
    problem: &'a Problem,
    start: &'a dyn Network,
    budget: Budget,
    interrupt: &'a AtomicBool,
    runs: usize,
}

impl<'a> Search<'a> {
    fn new(
        config: &Config,
        problem: &'a Problem,
        start: &'a dyn Network,
        budget: Budget,
        interrupt: &'a AtomicBool,
    ) -> Self {
        Search {
            config: config.clone(),
            problem,
            start,
            budget,
            interrupt,
            runs: 0,
        }
    }

    /// Whether a step trains.
    fn trains(&mut self, step: f64) -> Result<bool, FlowError> {
        self.runs += 1;
        let descent = self.config.flow.method.descending().copied();
        self.config.flow.method = Method::Descent(DescentConfig {
            step: Some(step),
            rate: Rate::Given,
            ..descent.unwrap_or_default()
        });
        let (Budget::Fixed(steps) | Budget::Falling { steps, .. }) = self.budget;
        self.config.stop.max_steps = steps;
        let pass = Pass {
            config: &self.config,
            problem: self.problem,
            following: Following {
                halvings: 0,
                events: false,
                interrupt: self.interrupt,
            },
            times: &[],
        };
        let run = pass.follow(self.start)?;
        let trains = run.stopped == StopReason::Reached;
        if let Budget::Falling { steps, few } = &mut self.budget
            && trains
        {
            *steps = (*steps).min(PATIENCE * run.cost.steps + *few);
        }
        match run.stopped {
            StopReason::Interrupted => Err(FlowError::Interrupted),
            _ => Ok(trains),
        }
    }

    /// A step that trains and one STRIDE longer that does not.
    fn bracket(&mut self) -> Result<Option<(f64, f64)>, FlowError> {
        let Some(mut trains) = self.any_that_trains()? else {
            return Ok(None);
        };
        for _ in 0..MOST_STRIDES {
            let longer = trains * STRIDE;
            if !self.trains(longer)? {
                return Ok(Some((trains, longer)));
            }
            trains = longer;
        }
        Ok(None)
    }

    /// The suggested step, or the nearest one that trains: a shorter one where the suggested one is
    /// not stable, a longer one where it runs out of steps.
    fn any_that_trains(&mut self) -> Result<Option<f64>, FlowError> {
        let suggested = self.suggested();
        if self.trains(suggested)? {
            return Ok(Some(suggested));
        }
        let mut factor = STRIDE;
        for _ in 0..MOST_STRIDES_TO_BEGIN {
            for step in [suggested / factor, suggested * factor] {
                if self.trains(step)? {
                    return Ok(Some(step));
                }
            }
            factor *= STRIDE;
        }
        Ok(None)
    }

    /// A first step: that which descent chooses by itself for a two-layer network; for another the
    /// edge of stability 2/lambda_max at the start, or where c < 1 that of c = 1 times c^(-2/L).
    fn suggested(&self) -> f64 {
        let gamma = self.config.network.output_divisor();
        let (data, loss) = (&self.problem.training, self.config.loss.name);
        if let Some(start) = self.start.downcast::<TwoLayer>() {
            return gamma * chosen_step(data, loss, &start.divided(gamma));
        }
        let edge = |gamma| 2.0 / sharpness(data, loss, self.start, gamma);
        let rich = scaled_rate(gamma, self.start) * edge(1.0);
        let step = if gamma > 1.0 {
            rich.min(edge(gamma))
        } else {
            edge(gamma)
        };
        if step.is_finite() && step > 0.0 {
            step
        } else {
            1.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Loss;
    use crate::data::Dataset;
    use faer::mat;

    static NEVER: AtomicBool = AtomicBool::new(false);

    /// One point x = 1, y = 1 and one neuron w = v = 1 + e near the fit of w v = 1: the error of
    /// f shrinks by 1 - step (v^2 + w^2), so that steps train below 1 = 2/(v^2 + w^2).
    fn edge(divisor: f64, tolerance: f64) -> Option<LearningRateEdge> {
        edge_within(divisor, tolerance, 4000)
    }

    fn edge_within(divisor: f64, tolerance: f64, max_steps: u64) -> Option<LearningRateEdge> {
        let training = Dataset::new(mat![[1.0]], vec![1.0]).unwrap();
        let problem = Problem::from(training);
        let root = divisor.sqrt();
        let start = TwoLayer {
            weights: mat![[root * 1.001]],
            outputs: vec![root * 1.001],
        };
        let mut config = Config::default();
        config.network.output_divisor = Some(divisor);
        config.loss.name = Loss::Squared;
        (config.stop.value, config.stop.max_steps) = (1e-16, max_steps);
        largest_learning_rate(&config, &problem, &start, tolerance, &NEVER).unwrap()
    }

    #[test]
    fn the_edge_of_one_neuron_is_known_and_scales_with_the_divisor() {
        for divisor in [1.0, 1e-3, 50.0] {
            let edge = edge(divisor, 0.005).unwrap();
            let (trains, fails) = (edge.trains / divisor, edge.fails / divisor);
            assert!((0.98..1.01).contains(&trains), "{divisor}: {edge:?}");
            assert!(fails > trains && fails / trains <= libm::exp(0.005));
        }
    }

    #[test]
    fn a_coarser_search_makes_fewer_runs() {
        let (coarse, fine) = (edge(1.0, 0.2).unwrap(), edge(1.0, 0.01).unwrap());
        assert!(coarse.runs + 4 <= fine.runs, "{coarse:?} {fine:?}");
        assert!(coarse.trains <= fine.fails && fine.trains <= coarse.fails);
        assert_eq!(edge(1.0, 0.2), Some(coarse));
    }

    /// The chosen step, a tenth of the edge, is too short to get to 1e-16 within 20 steps.
    #[test]
    fn a_longer_step_is_found_where_the_chosen_one_runs_out() {
        let edge = edge_within(1.0, 0.05, 20).unwrap();
        assert!((0.3..1.0).contains(&edge.trains), "{edge:?}");
        assert!(edge.fails < 1.0, "{edge:?}");
    }

    #[test]
    fn no_edge_is_none() {
        let mut config = Config::default();
        config.network.set_width(2);
        config.stop.value = 1e-9;
        config.stop.max_steps = 1;
        let problem = crate::runs::draw_problem(&config).unwrap();
        let start = TwoLayer::start(&config, &problem);
        let found = largest_learning_rate(&config, &problem, &start, 0.1, &NEVER).unwrap();
        assert_eq!(found, None);
    }
}
