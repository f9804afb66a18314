//! Ctrl-C: finish cleanly, keep what is finished.

use std::sync::atomic::{AtomicBool, Ordering};

use super::failure::Failure;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// A flag that Ctrl-C (or a termination signal) sets. A second one ends the process at once.
///
/// # Errors
/// Should the system refuse the handler.
pub(super) fn flag() -> Result<&'static AtomicBool, Failure> {
    ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    })
    .map_err(Failure::running)?;
    Ok(&INTERRUPTED)
}
