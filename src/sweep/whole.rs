//! A sweep from its plan to its curves.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::halving::{keys_to_halve, step_check};
use super::run::{RunError, require_two_layer};
use super::{Curve, Execution, Ledger, Plan, RunKey, RunRecord, StepCheck, Store, curves};

/// What a sweep found.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// Every run, in the order of the plan.
    pub records: Vec<RunRecord>,
    /// Test error against alpha, one curve for each combination of the other swept keys.
    pub curves: Vec<Curve>,
    /// What the step of gradient descent costs in accuracy; `None` for other methods.
    pub step_check: Option<StepCheck>,
}

impl Sweep {
    /// Whether any point of a curve has a test error.
    pub fn has_test_errors(&self) -> bool {
        let mut points = self.curves.iter().flat_map(|curve| &curve.points);
        points.any(|point| point.test_error.is_some())
    }
}

/// What is said of another network in a sweep.
pub const SWEPT: &str = "a sweep compares the test errors of two-layer networks";

/// How far a sweep is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Runs finished, those of an earlier sitting included.
    pub finished: usize,
    /// Runs in all, those made again at half the step included.
    pub total: usize,
}

/// Makes the runs of a plan that a store does not hold yet, in parallel, and gathers the
/// curves. `progress` is called after every run.
///
/// ```
/// use std::sync::atomic::AtomicBool;
/// use sweetspot::config::{Config, Grid};
/// use sweetspot::sweep::{Execution, Plan, sweep};
///
/// let mut config = Config::default();
/// config.network.width = 16;
/// config.sweep.alphas = Grid::List(vec![1e-3, 0.1, 1.0]);
/// config.sweep.replicates = 2;
/// let execution = Execution { threads: 2, halvings: 0, interrupt: &AtomicBool::new(false) };
/// let found = sweep(&Plan::new(&config), None, execution, &|_| {})?;
/// assert_eq!(found.curves[0].points.len(), 3);
/// # Ok::<(), sweetspot::sweep::RunError>(())
/// ```
///
/// # Errors
/// Whatever is wrong with the data or the setting, [`RunError::Interrupted`] with the
/// finished runs kept in the store.
pub fn sweep(
    plan: &Plan,
    store: Option<&Store>,
    execution: Execution<'_>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Sweep, RunError> {
    require_two_layer(&plan.config, SWEPT)?;
    let again = keys_to_halve(plan);
    let finished = AtomicUsize::new(0);
    let total = plan.keys.len() + again.len();
    let tell = |more: usize| {
        let finished = finished.fetch_add(more, Ordering::Relaxed) + more;
        progress(Progress { finished, total });
    };
    let halving = Execution {
        halvings: execution.halvings + 1,
        ..execution
    };
    let records = make(plan, &plan.keys, store.map(|s| &s.runs), execution, &tell)?;
    let halved = make(plan, &again, store.map(|s| &s.halved), halving, &tell)?;
    Ok(Sweep {
        curves: curves(&records),
        step_check: step_check(&records, &halved),
        records,
    })
}

/// The records of these keys, in their order: from the ledger, or made now.
fn make(
    plan: &Plan,
    keys: &[RunKey],
    ledger: Option<&Ledger>,
    execution: Execution<'_>,
    tell: &(dyn Fn(usize) + Sync),
) -> Result<Vec<RunRecord>, RunError> {
    let known: BTreeMap<String, &RunRecord> = ledger
        .map_or(&[][..], Ledger::finished)
        .iter()
        .map(|record| (record.key.name(), record))
        .collect();
    let mut slots: Vec<Option<RunRecord>> = keys
        .iter()
        .map(|key| known.get(&key.name()).map(|record| (*record).clone()))
        .collect();
    tell(slots.iter().flatten().count());
    let missing: Vec<usize> = (0..keys.len()).filter(|&i| slots[i].is_none()).collect();
    let missing_keys: Vec<RunKey> = missing.iter().map(|&i| keys[i].clone()).collect();
    let made = Mutex::new(Vec::new());
    execution.run(plan, &missing_keys, |index, record| {
        if let Some(ledger) = ledger {
            ledger.add(&record)?;
        }
        let mut made = made.lock().unwrap_or_else(|error| error.into_inner());
        made.push((missing[index], record));
        drop(made);
        tell(1);
        Ok(())
    })?;
    for (index, record) in made.into_inner().unwrap_or_else(|error| error.into_inner()) {
        slots[index] = Some(record);
    }
    let finished = slots.iter().flatten().count();
    let records: Option<Vec<RunRecord>> = slots.into_iter().collect();
    records.ok_or(RunError::Interrupted {
        finished,
        total: keys.len(),
    })
}
