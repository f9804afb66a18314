//! A fault in the library for as long as something is done.

use std::sync::{Mutex, PoisonError};

use sweetspot::faults::{Fault, plant};

/// The fault is the whole process's: one test at a time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Does something with a fault planted, or with none.
pub fn with<T>(fault: Option<Fault>, act: impl FnOnce() -> T) -> T {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    plant(fault);
    let done = act();
    plant(None);
    done
}
