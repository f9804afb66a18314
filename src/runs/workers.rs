//! Makes many runs: in parallel, the longest first, each distinct one once.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::calibration::Calibrations;
use super::command::Commands;
use super::problem::Draws;
use super::{Digests, RunError, Store, StoreError};
use crate::config::Config;
use crate::data::Problem;
use crate::network::Networks;

/// Who never interrupts.
static NEVER: AtomicBool = AtomicBool::new(false);

/// What is to be computed: a row of a sweep, a reading of a curve, the measurements of a claim.
pub trait Job: Sync {
    /// What comes out; it is read back from a store.
    type Answer: Clone + Send + Sync + Serialize + DeserializeOwned;

    /// What tells it from other jobs: equal keys have equal answers.
    ///
    /// # Errors
    /// A configuration that cannot be written down.
    fn key(&self, digests: &Digests) -> Result<String, RunError>;

    /// Roughly how long it takes, in any unit. The longest begin first, those of equal cost in the
    /// order given.
    fn cost(&self) -> f64 {
        1.0
    }

    /// Computes it.
    ///
    /// # Errors
    /// Why there is no answer.
    fn answer(&self, worker: &Worker<'_>) -> Result<Self::Answer, RunError>;
}

/// What came of a job: its answer, or why there is none.
pub type Made<A> = Result<A, Arc<RunError>>;

/// How far a batch of jobs is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Jobs finished, those found in the store included.
    pub finished: usize,
    /// Jobs in all.
    pub total: usize,
}

/// How runs are made: on all cores, without interruption or progress unless told otherwise.
#[derive(Clone, Copy)]
pub struct Workers<'a> {
    threads: usize,
    networks: Option<&'a Networks>,
    interrupt: &'a AtomicBool,
    commands: Option<&'a Commands>,
    progress: &'a (dyn Fn(Progress) + Sync),
}

impl Default for Workers<'_> {
    fn default() -> Self {
        let cores = std::thread::available_parallelism();
        Workers {
            threads: cores.map_or(1, NonZeroUsize::get),
            networks: None,
            interrupt: &NEVER,
            commands: None,
            progress: &|_| {},
        }
    }
}

impl<'a> Workers<'a> {
    /// Threads; every one makes whole runs.
    pub fn threads(self, threads: usize) -> Self {
        Workers { threads, ..self }
    }

    /// A flag: when it is set no further run begins, and runs on their way are given up.
    pub fn interrupt(self, interrupt: &'a AtomicBool) -> Self {
        Workers { interrupt, ..self }
    }

    /// The kinds of networks there are, with those of the program's own.
    pub fn networks(self, networks: &'a Networks) -> Self {
        let networks = Some(networks);
        Workers { networks, ..self }
    }

    /// How commands are run.
    pub fn commands(self, commands: &'a Commands) -> Self {
        let commands = Some(commands);
        Workers { commands, ..self }
    }

    /// Hears of every finished job.
    pub fn progress(self, progress: &'a (dyn Fn(Progress) + Sync)) -> Self {
        Workers { progress, ..self }
    }

    pub(crate) fn tell(&self, progress: Progress) {
        (self.progress)(progress);
    }

    /// Number of threads.
    pub fn count(&self) -> usize {
        self.threads
    }

    /// # Errors
    /// Threads that cannot be started.
    pub(crate) fn pool(&self) -> Result<rayon::ThreadPool, RunError> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.threads);
        pool.build().map_err(|error| RunError::Threads {
            threads: self.threads,
            reason: error.to_string(),
        })
    }

    /// The answers to these jobs, in their order; they depend neither on the number of threads nor
    /// on the other jobs. What the store has is taken from there, and what is made is added to it. A
    /// job without an answer says why, and is tried again the next time.
    ///
    /// # Errors
    /// [`RunError::Interrupted`]; a store that cannot be used; threads that cannot be started.
    /// What was finished is in the store.
    pub fn perform<J: Job>(
        &self,
        jobs: &[J],
        store: Option<&Store>,
    ) -> Result<Vec<Made<J::Answer>>, RunError> {
        let batch = Batch::of(jobs, store)?;
        let missing = (0..batch.jobs.len()).filter(|&index| batch.known[index].is_none());
        let mut missing: Vec<usize> = missing.collect();
        missing.sort_by(|&a, &b| batch.jobs[b].0.cost().total_cmp(&batch.jobs[a].0.cost()));
        let total = batch.jobs.len();
        let (next, known) = (AtomicUsize::new(0), total - missing.len());
        let finished = AtomicUsize::new(known);
        let tell = |finished| self.tell(Progress { finished, total });
        if known > 0 {
            tell(known);
        }
        let calibrations = Calibrations::default();
        let work = || {
            let worker = self.worker_with(calibrations.clone());
            let mut made = Vec::new();
            while let Some(&index) = missing.get(next.fetch_add(1, Ordering::Relaxed))
                && !self.is_interrupted()
            {
                let (job, key) = &batch.jobs[index];
                let answer = job.answer(&worker);
                // One that was broken off is none.
                if self.is_interrupted() || matches!(answer, Err(RunError::Interrupted { .. })) {
                    break;
                }
                if let (Some(store), Ok(answer)) = (store, &answer) {
                    // Without the store no other thread goes on.
                    let stop = |_: &_| next.store(total, Ordering::Relaxed);
                    store.add(key, answer).inspect_err(stop)?;
                }
                made.push((index, answer.map_err(Arc::new)));
                tell(finished.fetch_add(1, Ordering::Relaxed) + 1);
            }
            Ok(made)
        };
        let made = match missing.is_empty() {
            true => Vec::new(),
            false => self.pool()?.broadcast(|_| work()),
        };
        let made: Vec<Vec<_>> = made.into_iter().collect::<Result<_, StoreError>>()?;
        let answers = match self.is_interrupted() {
            true => None,
            false => batch.answers(made.into_iter().flatten()),
        };
        answers.ok_or(RunError::Interrupted {
            finished: finished.into_inner(),
            total,
        })
    }

    /// A thread of its own for a run.
    pub(crate) fn worker(&self) -> Worker<'_> {
        self.worker_with(Calibrations::default())
    }

    fn worker_with(&self, calibrations: Calibrations) -> Worker<'_> {
        Worker {
            workers: self,
            networks: self.networks.cloned().unwrap_or_default(),
            draws: Draws::default(),
            calibrations,
        }
    }

    fn is_interrupted(&self) -> bool {
        self.interrupt.load(Ordering::Relaxed)
    }
}

impl std::fmt::Debug for Workers<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Workers({} threads)", self.threads)
    }
}

/// The thread that a job runs on.
#[derive(Debug)]
pub struct Worker<'w> {
    workers: &'w Workers<'w>,
    networks: Networks,
    draws: Draws,
    calibrations: Calibrations,
}

impl<'w> Worker<'w> {
    pub(crate) fn problem(&self, config: &Config) -> Result<Arc<Problem>, RunError> {
        self.draws.problem(config)
    }

    /// Gives a configuration whose rate is calibrated its step.
    pub(super) fn calibrate(
        &self,
        config: &mut Config,
        given: Option<&Arc<Problem>>,
    ) -> Result<(), RunError> {
        let with = (&self.networks, self.interrupt());
        self.calibrations.resolve(config, given, with)
    }

    pub(crate) fn networks(&self) -> &Networks {
        &self.networks
    }

    /// How commands are run; `None` is without devices, limits and retries.
    pub(super) fn commands(&self) -> Option<&'w Commands> {
        self.workers.commands
    }

    /// Ends the run that is on its way when it is set.
    pub fn interrupt(&self) -> &'w AtomicBool {
        self.workers.interrupt
    }
}

/// Jobs with their answers so far.
struct Batch<'j, J: Job> {
    /// The distinct jobs, each with its key.
    jobs: Vec<(&'j J, String)>,
    /// Which of them each job is.
    place: Vec<usize>,
    /// What is known of them.
    known: Vec<Option<Made<J::Answer>>>,
}

impl<'j, J: Job> Batch<'j, J> {
    fn of(jobs: &'j [J], store: Option<&Store>) -> Result<Self, RunError> {
        let digests = Digests::default();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        let mut batch = Batch {
            jobs: Vec::new(),
            place: Vec::new(),
            known: Vec::new(),
        };
        for job in jobs {
            let next = batch.jobs.len();
            let (key, known) = match job.key(&digests) {
                Ok(key) => (key, None),
                // Without a key it is a job of its own.
                Err(error) => (format!("job {next}"), Some(Err(Arc::new(error)))),
            };
            let place = *places.entry(key.clone()).or_insert(next);
            batch.place.push(place);
            if place == next {
                let stored = match (store, &known) {
                    (Some(store), None) => store.find(&key)?.map(Ok),
                    _ => None,
                };
                batch.known.push(known.or(stored));
                batch.jobs.push((job, key));
            }
        }
        Ok(batch)
    }

    /// The answers to all jobs, once the missing ones are made; `None` where one is left.
    fn answers(
        mut self,
        made: impl Iterator<Item = (usize, Made<J::Answer>)>,
    ) -> Option<Vec<Made<J::Answer>>> {
        for (index, answer) in made {
            self.known[index] = Some(answer);
        }
        let places = self.place.iter();
        places.map(|&place| self.known[place].clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::data::DataError;

    /// Answers with its number; a negative one fails.
    struct Number<'l>(i32, &'l Mutex<Vec<i32>>);

    impl Job for Number<'_> {
        type Answer = i32;

        fn key(&self, _: &Digests) -> Result<String, RunError> {
            Ok(self.0.to_string())
        }

        fn cost(&self) -> f64 {
            f64::from(self.0 / 10)
        }

        fn answer(&self, _: &Worker<'_>) -> Result<i32, RunError> {
            self.1.lock().unwrap().push(self.0);
            if self.0 < 0 {
                return Err(DataError::SignalNeeded(-1.0).into());
            }
            Ok(self.0)
        }
    }

    fn jobs<'l>(numbers: &[i32], log: &'l Mutex<Vec<i32>>) -> Vec<Number<'l>> {
        numbers.iter().map(|&n| Number(n, log)).collect()
    }

    fn answers(
        workers: &Workers<'_>,
        numbers: &[i32],
        store: Option<&Store>,
    ) -> (Vec<Option<i32>>, Vec<i32>) {
        let log = Mutex::new(Vec::new());
        let found = workers.perform(&jobs(numbers, &log), store).unwrap();
        let found = found.into_iter().map(Result::ok).collect();
        (found, log.into_inner().unwrap())
    }

    #[test]
    fn each_job_is_made_once_the_longest_first_and_equal_ones_in_their_order() {
        let workers = Workers::default().threads(1);
        let (found, order) = answers(&workers, &[1, 30, 2, 30, 11, 1], None);
        assert_eq!(found, [1, 30, 2, 30, 11, 1].map(Some));
        assert_eq!(order, [30, 11, 1, 2]);
    }

    #[test]
    fn a_job_that_fails_costs_no_other_its_answer_and_is_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let workers = Workers::default().threads(2);
        let numbers = [3, -1, 4];
        let (found, _) = answers(
            &workers,
            &numbers,
            Some(&Store::open(folder.path(), "runs").unwrap()),
        );
        assert_eq!(found, [Some(3), None, Some(4)]);
        let (found, made) = answers(
            &workers,
            &numbers,
            Some(&Store::open(folder.path(), "runs").unwrap()),
        );
        assert_eq!((found[1], made), (None, vec![-1]));
        assert_eq!(found[0], Some(3));
    }

    #[test]
    fn progress_counts_what_was_stored_too() {
        let folder = tempfile::tempdir().unwrap();
        let told = Mutex::new(Vec::new());
        let tell = |progress: Progress| {
            told.lock()
                .unwrap()
                .push((progress.finished, progress.total));
        };
        let workers = Workers::default().threads(1).progress(&tell);
        answers(
            &workers,
            &[1, 2],
            Some(&Store::open(folder.path(), "runs").unwrap()),
        );
        answers(
            &workers,
            &[1, 2, 3],
            Some(&Store::open(folder.path(), "runs").unwrap()),
        );
        assert_eq!(*told.lock().unwrap(), [(1, 2), (2, 2), (2, 3), (3, 3)]);
    }

    #[test]
    fn an_interruption_says_how_far_it_came_and_keeps_what_is_finished() {
        let folder = tempfile::tempdir().unwrap();
        let flag = AtomicBool::new(false);
        let stop = |_: Progress| flag.store(true, Ordering::Relaxed);
        let workers = Workers::default().threads(1);
        let stopped = workers.interrupt(&flag).progress(&stop);
        let log = Mutex::new(Vec::new());
        let store = Store::open(folder.path(), "runs").unwrap();
        let refused = stopped.perform(&jobs(&[1, 2, 3], &log), Some(&store));
        let expected = RunError::Interrupted {
            finished: 1,
            total: 3,
        };
        assert_eq!(refused.unwrap_err().to_string(), expected.to_string());
        drop(store);
        let (_, made) = answers(
            &workers,
            &[1, 2, 3],
            Some(&Store::open(folder.path(), "runs").unwrap()),
        );
        assert_eq!(made, [2, 3]);
    }
}
