//! A sweep that several processes make: each a part, or whatever nobody has made yet.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::path::Path;
use std::sync::Arc;

use super::folder::{FolderError, RUNS};
use super::halving::to_halve;
use crate::runs::{Digests, Job, Plan, Request, RunError, Shard, Store, Workers};

/// How far a share of the runs of a plan is.
#[derive(Clone, Debug, Default)]
pub struct Share {
    /// Runs that are finished.
    pub finished: usize,
    /// Its runs in all.
    pub total: usize,
    /// Why the first of those that could not be made could not.
    pub failed: Option<Arc<RunError>>,
}

/// Batches in which what others have not made is taken: small enough that two processes seldom take
/// the same, large enough for all threads.
const RUNS_A_THREAD: usize = 4;

/// Makes the runs of a part that the store does not hold: those of its replicates.
///
/// # Errors
/// As for [`Plan::run`].
pub fn make_part(
    plan: &Plan,
    shard: Shard,
    workers: &Workers<'_>,
    store: &Store,
) -> Result<Share, RunError> {
    let of_part = |request: &Request| shard.has_replicate(request.config.replicate);
    let mut requests = requests(plan)?;
    requests.retain(of_part);
    make(&requests, workers, store)
}

/// Makes what no process has made so far, in batches drawn at random, until nothing is left. What was
/// made meanwhile is looked up before every batch.
///
/// # Errors
/// As for [`make_part`]; a folder that cannot be read.
pub fn help_others(
    plan: &Plan,
    workers: &Workers<'_>,
    folder: &Path,
) -> Result<Share, FolderError> {
    let all = requests(plan)?;
    let (total, mut failed) = (all.len(), None);
    loop {
        let store = Store::open(folder, RUNS)?;
        let mut missing = missing_of(&all, &store)?;
        // Those that fail stay missing.
        if missing.is_empty() || failed.is_some() {
            let finished = total - missing.len();
            return Ok(Share {
                finished,
                total,
                failed,
            });
        }
        let batch = (RUNS_A_THREAD * workers.count()).min(missing.len());
        // Which ones it takes decides about no result, only about who makes it.
        let begin = RandomState::new().build_hasher().finish() as usize % missing.len();
        missing.rotate_left(begin);
        missing.truncate(batch);
        failed = make(&missing, workers, &store)?.failed;
    }
}

/// How many runs of a plan the store does not hold.
///
/// # Errors
/// As for [`Plan::requests`].
pub fn missing(plan: &Plan, store: &Store) -> Result<Share, RunError> {
    let all = requests(plan)?;
    let finished = all.len() - missing_of(&all, store)?.len();
    Ok(Share {
        finished,
        total: all.len(),
        failed: None,
    })
}

fn requests(plan: &Plan) -> Result<Vec<Request>, RunError> {
    let runs = plan.requests()?;
    let again = to_halve(&runs);
    Ok(runs
        .into_iter()
        .chain(again)
        .map(|(_, request)| request)
        .collect())
}

fn missing_of(all: &[Request], store: &Store) -> Result<Vec<Request>, RunError> {
    let digests = Digests::default();
    let mut missing = Vec::new();
    for request in all {
        if !store.has(&request.key(&digests)?) {
            missing.push(request.clone());
        }
    }
    Ok(missing)
}

fn make(requests: &[Request], workers: &Workers<'_>, store: &Store) -> Result<Share, RunError> {
    let made = workers.perform(requests, Some(store))?;
    let mut failed = made.iter().filter_map(|made| made.as_ref().err());
    Ok(Share {
        finished: made.iter().filter(|made| made.is_ok()).count(),
        total: requests.len(),
        failed: failed.next().cloned(),
    })
}

/// Copies the finished runs of one store into another that lacks them, and says how many those were.
///
/// # Errors
/// A run that both have with different results; what the system refuses.
pub fn join(from: &Path, into: &Path) -> Result<usize, FolderError> {
    let (from, into) = (Store::open(from, RUNS)?, Store::open(into, RUNS)?);
    Ok(into.add_all(&from)?)
}
