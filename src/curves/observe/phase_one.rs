//! How well aligned neurons are when the first phase ends.

use std::f64::consts::FRAC_PI_2;

use libm::sin;

use super::output_level::{Size, first_at_level};
use super::setting::Setting;
use crate::config::Config;
use crate::data::Dataset;
use crate::network::TwoLayer;
use crate::observables::{angle, effective_angle};
use crate::runs::{RunError, Worker};
use crate::theory::{AlignmentPhase, ClassSum, angle_under_constant_pull};

pub(super) const QUANTITIES: &[&str] = &[
    "gap_at_end",
    "gap_at_level",
    "angle_at_end",
    "angle_at_level",
    "angle_predicted",
];

/// At T(alpha) and at the first time max|f| = level on the positive points: 1 - Psi of the effective predictor, and the
/// angle to x_+ of the longest neuron with v_j > 0, radians. `angle_predicted` is that of a neuron
/// which turns from a right angle under constant residuals, at T(alpha).
pub(super) fn observe(
    config: &Config,
    level: f64,
    worker: &Worker<'_>,
) -> Result<Vec<(&'static str, f64)>, RunError> {
    let setting = Setting::of(config, worker)?;
    let (data, start) = (setting.data(), &setting.start);
    let (alpha, loss) = (config.network.alpha, config.loss.name);
    let Ok(phase) = AlignmentPhase::of(data, start, alpha, loss) else {
        return Ok(QUANTITIES.iter().map(|name| (*name, f64::NAN)).collect());
    };
    let end = setting.until(phase.end())?.end.network;
    let escaped = first_at_level(&setting, (Size::Positive, level))?;
    let escaped = escaped.as_ref().map(|state| &state.network);
    let class = ClassSum::of(data, true).length;
    let predicted = angle_under_constant_pull(FRAC_PI_2, phase.end(), phase.pull() * class);
    let or_nan = |value: Option<f64>| value.unwrap_or(f64::NAN);
    Ok(vec![
        ("gap_at_end", or_nan(gap(&end, data))),
        (
            "gap_at_level",
            or_nan(escaped.and_then(|network| gap(network, data))),
        ),
        ("angle_at_end", or_nan(angle_of_longest(&end, data))),
        (
            "angle_at_level",
            or_nan(escaped.and_then(|network| angle_of_longest(network, data))),
        ),
        ("angle_predicted", predicted),
    ])
}

/// 1 - Psi = 2 sin^2(omega/2), without the cancellation.
fn gap(network: &TwoLayer, data: &Dataset) -> Option<f64> {
    let half = sin(0.5 * effective_angle(network, data)?);
    Some(2.0 * half * half)
}

fn angle_of_longest(network: &TwoLayer, data: &Dataset) -> Option<f64> {
    let positive = (0..network.width()).filter(|&j| network.outputs[j] > 0.0);
    let longest = positive.max_by(|&a, &b| network.outputs[a].total_cmp(&network.outputs[b]))?;
    angle(network.weights.col_as_slice(longest), &data.class_sum(true))
}
