//! The runs that curves ask for: each made once, in parallel.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::observe::{Observe, Reading};
use crate::config::{Config, Method, SweepConfig};
use crate::sweep::{Progress, RunError};

/// How runs are made.
#[derive(Clone, Copy, Debug)]
pub struct Execution<'a> {
    /// Threads; every one makes whole runs.
    pub threads: usize,
    /// When set no further run begins, and runs on their way are given up.
    pub interrupt: &'a AtomicBool,
}

/// One run and what is observed of it.
#[derive(Clone, Debug)]
pub(super) struct Task {
    pub config: Config,
    pub observe: Observe,
}

impl Task {
    pub fn new(config: Config, observe: &Observe) -> Task {
        Task {
            config: Config {
                // No part of a single run: two curves with other grids share it.
                sweep: SweepConfig::default(),
                ..config.effective()
            },
            observe: observe.clone(),
        }
    }

    /// A name that two tasks share exactly when they are equal.
    fn name(&self) -> String {
        format!("{:?} {:?}", self.observe, self.config)
    }

    /// Roughly how long it takes, so that the longest begin first and none is left alone at the
    /// end.
    fn weight(&self) -> f64 {
        let data = &self.config.data;
        let size = data.samples().unwrap_or(1) * data.dimension() * self.config.network.width;
        let method = match self.config.flow.method {
            Method::Exact => 1.0,
            Method::RungeKutta | Method::Descent => 10.0,
        };
        size as f64 * method * self.observe.weight()
    }
}

/// What was observed of every task, in their order.
pub(super) fn perform(
    tasks: &[Task],
    execution: Execution<'_>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<Vec<Reading>>, RunError> {
    let (unique, place) = distinct(tasks);
    let mut order: Vec<usize> = (0..unique.len()).collect();
    order.sort_by(|&a, &b| unique[b].weight().total_cmp(&unique[a].weight()));
    let found = in_parallel(&unique, &order, execution, progress)?;
    Ok(place.iter().map(|&index| found[index].clone()).collect())
}

/// The different tasks, and for every task which of them it is.
fn distinct(tasks: &[Task]) -> (Vec<&Task>, Vec<usize>) {
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut unique = Vec::new();
    let mut place = Vec::new();
    for task in tasks {
        let index = *known.entry(task.name()).or_insert_with(|| {
            unique.push(task);
            unique.len() - 1
        });
        place.push(index);
    }
    (unique, place)
}

fn in_parallel(
    tasks: &[&Task],
    order: &[usize],
    execution: Execution<'_>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<Vec<Reading>>, RunError> {
    let total = tasks.len();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(execution.threads)
        .build()
        .map_err(|error| RunError::Threads {
            threads: execution.threads,
            reason: error.to_string(),
        })?;
    let slots: Vec<Mutex<Option<Vec<Reading>>>> = tasks.iter().map(|_| Mutex::new(None)).collect();
    let (next, finished) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let failure = Mutex::new(None);
    let worker = || {
        loop {
            let Some(&index) = order.get(next.fetch_add(1, Ordering::Relaxed)) else {
                return;
            };
            if execution.interrupt.load(Ordering::Relaxed) {
                return;
            }
            let task = tasks[index];
            match task.observe.run(&task.config, execution.interrupt) {
                Ok(readings) => {
                    *slots[index].lock().unwrap_or_else(|e| e.into_inner()) = Some(readings);
                    let finished = finished.fetch_add(1, Ordering::Relaxed) + 1;
                    progress(Progress { finished, total });
                }
                Err(error) => {
                    next.store(total, Ordering::Relaxed);
                    let mut failure = failure.lock().unwrap_or_else(|e| e.into_inner());
                    failure.get_or_insert(error);
                    return;
                }
            }
        }
    };
    pool.broadcast(|_| worker());
    if let Some(error) = failure.into_inner().unwrap_or_else(|e| e.into_inner()) {
        return Err(error);
    }
    let interrupted = RunError::Interrupted {
        finished: finished.into_inner(),
        total,
    };
    // An observation that was broken off is no observation.
    if execution.interrupt.load(Ordering::Relaxed) {
        return Err(interrupted);
    }
    let slots = slots.into_iter();
    let readings = slots.map(|slot| slot.into_inner().unwrap_or_else(|e| e.into_inner()));
    readings.collect::<Option<_>>().ok_or(interrupted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tasks() -> Vec<Task> {
        let task = |alpha: f64| {
            let mut config = Config::default();
            config.network.alpha = alpha;
            config.network.width = 4;
            config.data.samples = Some(6);
            config.data.test_lines = Some(4);
            Task::new(config, &Observe::End)
        };
        vec![task(0.1), task(0.5), task(0.1)]
    }

    #[test]
    fn equal_tasks_are_performed_once_and_both_get_the_result() {
        let tasks = tasks();
        let execution = Execution {
            threads: 2,
            interrupt: &AtomicBool::new(false),
        };
        let runs = AtomicUsize::new(0);
        let count = |_: Progress| {
            runs.fetch_add(1, Ordering::Relaxed);
        };
        let found = perform(&tasks, execution, &count).unwrap();
        assert_eq!(runs.into_inner(), 2);
        assert_eq!(found[0], found[2]);
        assert_ne!(found[0], found[1]);
    }

    #[test]
    fn an_interrupt_says_how_far_it_came() {
        let execution = Execution {
            threads: 1,
            interrupt: &AtomicBool::new(true),
        };
        let refused = perform(&tasks(), execution, &|_| {});
        let interrupted = matches!(
            refused,
            Err(RunError::Interrupted {
                finished: 0,
                total: 2
            })
        );
        assert!(interrupted, "{refused:?}");
    }
}
