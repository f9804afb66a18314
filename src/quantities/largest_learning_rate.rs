//! The largest learning rate that trains (AMSP25).

use super::Quantity;
use super::measures::two_layer;
use crate::config::Config;
use crate::data::Problem;
use crate::flow::{FlowError, Stop, StopReason, descent};
use crate::network::TwoLayer;
use crate::random::Streams;

/// The edge is found to 2%, fine against the factors between the divisors of a claim.
const LOG_TOLERANCE: f64 = 0.02;

pub(super) const QUANTITIES: &[Quantity] = &[two_layer::run(
    "largest_learning_rate",
    "Largest step of gradient descent that meets the stop rule within stop.max_steps steps, \
         to 2%; runs of its own, from the same start.",
    |run| {
        let (config, problem) = (&run.config, &run.problem);
        let edge = largest_learning_rate(config, problem, run.start, LOG_TOLERANCE);
        Some(edge.ok()??.trains)
    },
)
.from("AMSP25")
.unit("flow time")];

/// The longest way up from the first step that trains, in factors of [`STRIDE`].
const MOST_STRIDES: usize = 40;

/// The longest way from the chosen step to one that trains.
const MOST_STRIDES_TO_BEGIN: usize = 12;

/// Factor between the steps tried until one trains and the next does not.
const STRIDE: f64 = 2.0;

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
/// is the edge of the region where the loss is optimised). From the step that descent chooses by
/// itself, or the nearest that trains by factors of 2, the search doubles it until it fails and then
/// bisects its logarithm: what is returned is the first edge met, should there be several. The
/// method is gradient descent whatever the configuration says; batches are drawn alike for every
/// step.
///
/// `None` where no step within 2^12 of the chosen one trains, or all up to 2^40 times it do.
///
/// ```
/// use sweetspot::config::Config;
/// use sweetspot::quantities::largest_learning_rate;
/// use sweetspot::{network::TwoLayer, runs::draw_problem};
/// let mut config = Config::default();
/// config.network.set_width(16);
/// config.network.output_divisor = Some(10.0);
/// config.stop.max_steps = 1000;
/// let problem = draw_problem(&config)?;
/// let start = TwoLayer::start(&config, &problem);
/// let found = largest_learning_rate(&config, &problem, &start, 0.02)?;
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
    start: &TwoLayer,
    tolerance: f64,
) -> Result<Option<LearningRateEdge>, FlowError> {
    let mut search = Search {
        config,
        problem,
        start,
        runs: 0,
    };
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

/// A search on its way.
struct Search<'a> {
    config: &'a Config,
    problem: &'a Problem,
    start: &'a TwoLayer,
    runs: usize,
}

impl Search<'_> {
    /// Whether a step trains.
    fn trains(&mut self, step: f64) -> Result<bool, FlowError> {
        self.runs += 1;
        let config = self.config;
        let mut flow = descent::Flow::new(&self.problem.training, config.loss.name)
            .step(step)
            .stop(Stop::from(&config.stop))
            .max_steps(config.stop.max_steps)
            .validation(self.problem.validation.as_ref())
            .output_divisor(config.network.output_divisor());
        if let Some(size) = config.flow.method.batch_size() {
            let streams = Streams::new(config.seed).replicate(config.replicate);
            flow = flow.batches(size, streams.batches());
        }
        Ok(flow.integrate(self.start)?.stopped == StopReason::Reached)
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

    /// The chosen step, or the nearest one that trains: a shorter one where the chosen one is not
    /// stable, a longer one where it runs out of steps.
    fn any_that_trains(&mut self) -> Result<Option<f64>, FlowError> {
        let gamma = self.config.network.output_divisor();
        let (data, loss) = (&self.problem.training, self.config.loss.name);
        let chosen = gamma * descent::chosen_step(data, loss, &self.start.divided(gamma));
        if self.trains(chosen)? {
            return Ok(Some(chosen));
        }
        let mut factor = STRIDE;
        for _ in 0..MOST_STRIDES_TO_BEGIN {
            for step in [chosen / factor, chosen * factor] {
                if self.trains(step)? {
                    return Ok(Some(step));
                }
            }
            factor *= STRIDE;
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Loss;
    use crate::data::Dataset;
    use faer::mat;

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
        largest_learning_rate(&config, &problem, &start, tolerance).unwrap()
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
        let found = largest_learning_rate(&config, &problem, &start, 0.1).unwrap();
        assert_eq!(found, None);
    }
}
