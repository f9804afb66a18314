//! How long a sweep takes, from what can be tried in a moment.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::length;
use crate::runs::{Plan, Request, RunError, Workers};

/// How long a sweep takes on these threads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Its runs, those at half the step left out.
    pub runs: usize,
    /// Seconds of wall time; at least so many where not every value was tried to its end.
    pub seconds: f64,
    /// Values of the grid that were trained to their end.
    pub tried: usize,
    /// Values there are.
    pub values: usize,
}

impl Estimate {
    /// Whether it may take longer by any amount.
    pub fn is_least(&self) -> bool {
        self.tried < self.values
    }
}

/// Trains one replicate, value after value, for at most about this long, and scales up what it took. What
/// is on its way then is given up, but not waited for: a run may be slow to look.
///
/// # Errors
/// As for [`Plan::requests`]; what is wrong with every run that was tried.
pub fn estimate(
    plan: &Plan,
    workers: Workers<'static>,
    within: Duration,
) -> Result<Estimate, RunError> {
    plan.check_length()?;
    let sample = plan.clone().replicates(1);
    let requests: Vec<Request> = sample.requests()?.into_iter().map(|(_, one)| one).collect();
    let values = requests.len();
    // It has to outlive who is not waited for.
    let over: &'static AtomicBool = Box::leak(Box::new(AtomicBool::new(false)));
    let (tell, heard) = mpsc::channel();
    let (threads, deadline) = (workers.count(), Instant::now() + within);
    let workers = workers.interrupt(over);
    thread::spawn(move || {
        for request in spread(&requests) {
            let began = Instant::now();
            let made = request.run(&workers);
            let told = tell.send(made.map(|_| began.elapsed().as_secs_f64()));
            if told.is_err() || over.load(Ordering::Relaxed) {
                break;
            }
        }
    });
    let (mut seconds, mut failed, mut last) = (Vec::new(), None, Instant::now());
    while let Ok(made) = heard.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        last = Instant::now();
        match made {
            Ok(took) => seconds.push(took),
            Err(error) => failed = Some(error),
        }
    }
    over.store(true, Ordering::Relaxed);
    let tried = seconds.len();
    match failed {
        Some(error) if tried == 0 => return Err(error),
        _ => {}
    }
    let begun = match tried < values {
        true => last.elapsed().as_secs_f64(),
        false => 0.0,
    };
    let known: f64 = seconds.iter().sum();
    let mean = if tried == 0 {
        begun
    } else {
        known / tried as f64
    };
    let replicate = (mean * values as f64).max(known + begun);
    let longer = length(plan)? as f64 / values as f64;
    Ok(Estimate {
        runs: plan.len(),
        seconds: replicate * longer / threads as f64,
        tried,
        values,
    })
}

/// The middle first, then the ends, then what lies between: neighbours take about as long.
fn spread<T>(all: &[T]) -> impl Iterator<Item = &T> {
    let last = all.len().saturating_sub(1);
    let mut order: Vec<usize> = vec![last / 2, 0, last];
    order.extend(
        (0..all.len())
            .filter(|k| k % 2 == 1)
            .chain((0..all.len()).step_by(2)),
    );
    let mut seen = std::collections::BTreeSet::new();
    order.retain(|k| *k < all.len() && seen.insert(*k));
    order.into_iter().map(|k| &all[k])
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn every_value_is_tried_once_and_the_middle_first() {
        for length in 0..9 {
            let all: Vec<usize> = (0..length).collect();
            let mut order: Vec<usize> = spread(&all).copied().collect();
            assert_eq!(
                order.first().copied(),
                length.checked_sub(1).map(|last| last / 2)
            );
            order.sort();
            assert_eq!(order, all);
        }
    }
}
