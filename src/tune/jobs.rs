//! What a search trains: runs with the time they took, and searches for their steps.

use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::flow::StopReason;
use crate::network::mean_loss;
use crate::quantities::Row;
use crate::runs::{Digests, Job, Request, RunError, Worker, key_of};

/// One network trained on one split.
#[derive(Clone, Debug)]
pub(super) struct Training(pub Request);

/// What came of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Trained {
    /// What was measured at its end.
    pub row: Row,
    /// Seconds of processor time that it took; NaN where that is not known.
    pub seconds: f64,
}

impl Job for Training {
    type Answer = Trained;

    fn key(&self, digests: &Digests) -> Result<String, RunError> {
        key_of(&("tune: a run", self.0.identity(digests)))
    }

    fn answer(&self, worker: &Worker<'_>) -> Result<Trained, RunError> {
        let began = Stopwatch::start();
        let row = self.0.answer(worker)?;
        Ok(Trained {
            row,
            seconds: began.seconds(),
        })
    }
}

/// The largest step that trains, to a factor of 2.
///
/// From a guess the step is doubled until it fails, or halved until it does not. It trains if
/// within `epochs` passes the run meets its target; where no shorter step met it, also if the risk
/// ends at most a tenth above the lowest that a shorter step came to. So a target that is out of
/// reach costs no more than one that is met late, and the answer is then the largest step at which
/// training still progresses.
#[derive(Clone, Debug)]
pub(super) struct StepSearch {
    /// What is run; its limit of steps is the search's.
    pub request: Request,
    /// The first step.
    pub guess: f64,
}

/// What was found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct StepFound {
    /// In flow time of the sum loss; `None` where no step trains.
    pub step: Option<f64>,
    /// Seconds of processor time that it took.
    pub seconds: f64,
}

/// Doublings and halvings at most.
const MOST_DOUBLINGS: i32 = 40;

/// Halvings at most, below a step that lowers the risk, in search of one that meets the target.
const MOST_HALVINGS_TO_REACH: i32 = 4;

/// How much higher than the lowest risk so far one may end that still progresses.
const PROGRESS: f64 = 1.1;

impl Job for StepSearch {
    type Answer = StepFound;

    fn key(&self, digests: &Digests) -> Result<String, RunError> {
        key_of(&("tune: a step", self.guess, self.request.identity(digests)))
    }

    fn answer(&self, worker: &Worker<'_>) -> Result<StepFound, RunError> {
        let began = Stopwatch::start();
        let step = self.search(worker)?;
        Ok(StepFound {
            step,
            seconds: began.seconds(),
        })
    }
}

/// What shorter steps came to.
#[derive(Default)]
struct SoFar {
    reached: bool,
    risk: Option<f64>,
}

impl StepSearch {
    fn search(&self, worker: &Worker<'_>) -> Result<Option<f64>, RunError> {
        let mut so_far = SoFar::default();
        let mut step = self.guess;
        let mut halvings = 0;
        while !self.trains(step, &mut so_far, worker)? {
            (step, halvings) = (step / 2.0, halvings + 1);
            if halvings > MOST_DOUBLINGS {
                return Ok(None);
            }
        }
        if halvings > 0 {
            return self
                .shorter_that_reaches(step, &mut so_far, worker)
                .map(Some);
        }
        for _ in 0..MOST_DOUBLINGS {
            if !self.trains(2.0 * step, &mut so_far, worker)? {
                break;
            }
            step *= 2.0;
        }
        if so_far.reached {
            return Ok(Some(step));
        }
        let shorter = self.shorter_that_reaches(self.guess, &mut so_far, worker)?;
        Ok(Some(if so_far.reached { shorter } else { step }))
    }

    /// From far too long a step the first shorter one that lowers the risk may do so by killing the
    /// network: one that meets the target is looked for below it.
    fn shorter_that_reaches(
        &self,
        step: f64,
        so_far: &mut SoFar,
        worker: &Worker<'_>,
    ) -> Result<f64, RunError> {
        for halvings in 1..=MOST_HALVINGS_TO_REACH {
            if so_far.reached {
                break;
            }
            let shorter = step * 0.5f64.powi(halvings);
            if self.trains(shorter, so_far, worker)? && so_far.reached {
                return Ok(shorter);
            }
        }
        Ok(step)
    }

    fn trains(&self, step: f64, so_far: &mut SoFar, worker: &Worker<'_>) -> Result<bool, RunError> {
        let mut request = self.request.clone();
        request.config.flow.method = request.config.flow.method.with_step(Some(step));
        let row = request.answer(worker)?;
        let risk = row
            .number("training_risk")
            .filter(|_| row.stop_reason != StopReason::Diverged);
        let Some(risk) = risk else {
            return Ok(false);
        };
        let trains = match so_far.risk {
            _ if row.reached() => true,
            _ if so_far.reached => false,
            Some(lowest) => risk <= PROGRESS * lowest,
            None => risk <= PROGRESS * self.risk_of_nothing(worker)?,
        };
        if trains {
            so_far.reached |= row.reached();
            so_far.risk = Some(so_far.risk.map_or(risk, |lowest| lowest.min(risk)));
        }
        Ok(trains)
    }

    /// The risk before training.
    fn risk_of_nothing(&self, worker: &Worker<'_>) -> Result<f64, RunError> {
        let Request {
            config, problem, ..
        } = &self.request;
        let problem = match problem {
            Some(problem) => problem.clone(),
            None => worker.problem(config)?,
        };
        let start = worker.networks().start(config, &problem)?;
        let start = start.divided(config.network.output_divisor());
        let loss = config.loss.name;
        let training = &problem.training;
        let outputs = start.output(training.points());
        Ok(mean_loss(&outputs, training.labels(), loss))
    }
}

/// Measures the processor time of a thread where the system tells it, else time on the clock.
struct Stopwatch {
    clock: Instant,
    processor: Option<f64>,
}

impl Stopwatch {
    fn start() -> Stopwatch {
        Stopwatch {
            clock: Instant::now(),
            processor: processor_seconds(),
        }
    }

    fn seconds(&self) -> f64 {
        match self.processor.zip(processor_seconds()) {
            Some((before, after)) => after - before,
            None => self.clock.elapsed().as_secs_f64(),
        }
    }
}

/// Seconds of processor time of this thread, as Linux tells them.
fn processor_seconds() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = text.split_whitespace().next()?.parse().ok()?;
    Some(1e-9 * nanoseconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{ClassesConfig, Config, DescentConfig, Loss, Method};
    use crate::runs::Workers;

    fn config(changes: &[(&str, toml::Value)]) -> Config {
        let own = |(key, value): &(&str, toml::Value)| ((*key).to_owned(), value.clone());
        let keys: Vec<_> = changes.iter().map(own).collect();
        let mut config = Config::default().with(&keys).unwrap();
        config.data = ClassesConfig {
            samples: 40,
            dimension: 5,
            classes: 2,
            test_samples: 10,
            ..ClassesConfig::default()
        }
        .into();
        config.loss.name = Loss::Logistic;
        config.flow.method = Method::Descent(DescentConfig {
            batch_size: Some(10),
            ..DescentConfig::default()
        });
        config.stop.max_steps = 120;
        config
    }

    fn found(config: &Config, guess: f64) -> f64 {
        let request = Request::from(config.clone());
        let made = Workers::default().perform(&[StepSearch { request, guess }], None);
        made.unwrap()[0].as_ref().unwrap().step.unwrap()
    }

    fn reached(config: &Config, step: f64) -> bool {
        let mut config = config.clone();
        config.flow.method = config.flow.method.with_step(Some(step));
        let run = Request::from(config).run(&Workers::default()).unwrap();
        Row::of(&run).unwrap().reached()
    }

    #[test]
    fn the_step_found_trains_and_twice_it_does_not_wherever_the_search_begins() {
        let config = config(&[("network.width", 16.into()), ("network.alpha", 1.0.into())]);
        let short = found(&config, 1e-2);
        for guess in [1e-4, 1e-2, 8.0 * short] {
            let step = found(&config, guess);
            assert!(
                reached(&config, step) && !reached(&config, 2.0 * step),
                "{guess}: {step}"
            );
        }
    }

    /// Where no step meets the target, the search ends with one that lowers the risk.
    #[test]
    fn a_target_out_of_reach_has_a_step_all_the_same() {
        let mut config = config(&[("network.width", 16.into()), ("network.alpha", 1.0.into())]);
        config.stop.value = 1e-9;
        let step = found(&config, 1e-3);
        assert!(!reached(&config, step));
        config.flow.method = config.flow.method.with_step(Some(step));
        let run = Request::from(config).run(&Workers::default()).unwrap();
        assert!(Row::of(&run).unwrap().value("training_risk") < 0.1);
    }
}
