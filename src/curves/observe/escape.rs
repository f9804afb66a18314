//! When a run leaves the small weights.

use libm::log;

use super::output_level::{Size, first_at_level};
use super::setting::Setting;
use crate::config::Config;
use crate::runs::{RunError, Worker};
use crate::theory::{ClassSum, escape_time_slope};

pub(super) const QUANTITIES: &[&str] = &["log_inverse_alpha", "escape_time", "scaled_escape_time"];

/// The first t with max|f| = level, and the same times `max(|x_+|, |x_-|)` and the pull of the
/// loss: its slope in log(1/alpha) tends to 1.
pub(super) fn observe(
    config: &Config,
    level: f64,
    worker: &Worker<'_>,
) -> Result<Vec<(&'static str, f64)>, RunError> {
    let setting = Setting::of(config, worker)?;
    let found = first_at_level(&setting, (Size::All, level))?;
    let time = found.map_or(f64::NAN, |state| state.time);
    let class = |positive| ClassSum::of(setting.data(), positive).length;
    let pull = config.loss.name.residual(0.0, 1.0);
    Ok(vec![
        ("log_inverse_alpha", -log(config.network.alpha)),
        ("escape_time", time),
        (
            "scaled_escape_time",
            time / escape_time_slope(pull, class(true), class(false)),
        ),
    ])
}
