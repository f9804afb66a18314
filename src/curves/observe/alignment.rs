//! The alignment phase, as single numbers of a run: where it ends, when it is left, and how loose
//! its bounds are.

use libm::{acos, sin};

use super::setting::{Setting, elements, number};
use crate::config::{Config, Record};
use crate::quantities::Run;
use crate::runs::{RunError, Worker};
use crate::theory::{psi_lower_bound, psi_rate_bound};

/// States recorded between 0 and T(alpha).
const RECORDED: usize = 33;

/// Columns with their numbers; those left out have no meaning.
type Named = Vec<(&'static str, f64)>;

/// At T(alpha) and at the first time max|f| = level on the positive points: 1 - Psi of the
/// effective predictor, and the angle to x_+ of the longest neuron with v_j > 0, radians.
pub(super) fn phase_one(
    config: &Config,
    level: f64,
    worker: &Worker<'_>,
) -> Result<Named, RunError> {
    let setting = Setting::of(config, worker)?;
    let Some(end) = setting.phase_end()? else {
        return Ok(Vec::new());
    };
    let end = setting.until(end, Record::default())?;
    let end = setting.at(end.end().network.boxed());
    let mut values = vec![
        ("gap_at_end", gap(&end)?),
        ("angle_at_end", angle_of_longest(&end)?),
        ("angle_predicted", setting.number("angle_at_phase_end")?),
    ];
    if let Some(escaped) = setting.first_at_level(level, true)? {
        let escaped = setting.at(escaped.network);
        values.push(("gap_at_level", gap(&escaped)?));
        values.push(("angle_at_level", angle_of_longest(&escaped)?));
    }
    Ok(values)
}

/// 1 - Psi = 2 sin^2(omega/2), without the cancellation.
fn gap(state: &Run) -> Result<f64, RunError> {
    let half = sin(0.5 * number(state, "omega")?);
    Ok(2.0 * half * half)
}

fn angle_of_longest(state: &Run) -> Result<f64, RunError> {
    let outputs = elements(state, "output_weight")?.into_iter();
    let neurons = outputs.zip(elements(state, "angle")?);
    let longest = neurons
        .filter(|(v, _)| *v > 0.0)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    Ok(longest.map_or(f64::NAN, |(_, angle)| angle))
}

/// The first t with max|f| = level, and the same over its slope in log(1/alpha): that tends to a
/// slope of 1.
pub(super) fn escape(config: &Config, level: f64, worker: &Worker<'_>) -> Result<Named, RunError> {
    let setting = Setting::of(config, worker)?;
    let found = setting.first_at_level(level, false)?;
    let time = found.map_or(f64::NAN, |state| state.time);
    let slope = setting.number("escape_time_slope")?;
    Ok(vec![
        ("log_inverse_alpha", -setting.number("log_alpha")?),
        ("escape_time", time),
        ("scaled_escape_time", time / slope),
    ])
}

/// Each bound over what is measured, at least 1 where it holds. Where a bound speaks of every
/// neuron and time, the smallest ratio counts.
///
/// weights: |w_j(T)|^2; outputs: max|f(x_i)| at T; turning: d psi_j/dt over its lower bound;
/// angle: arccos of the lower bound on psi_j (Lemma 5.2 of YHL26) over the angle at T; phase_length:
/// the time max|f| needs to reach its published bound, over T; margin: the ceiling over the
/// normalized margin at the time `late`. Published forms are MMV24's and YHL26's.
pub(super) fn bounds(config: &Config, late: f64, worker: &Worker<'_>) -> Result<Named, RunError> {
    let setting = Setting::of(config, worker)?;
    let before = |name| setting.number(name);
    let late = setting.until(late, Record::default())?;
    let margin = number(&late, "normalized_margin")?;
    let mut values = vec![("margin", before("margin_ceiling")? / margin)];
    let Some(phase_end) = setting.phase_end()? else {
        return Ok(values);
    };
    let run = setting.until(phase_end, Record::Count(RECORDED))?;
    let longest = number(&run, "largest_weight_squared")?;
    let largest = number(&run, "largest_output")?;
    let turns = Turns::of(&run)?;
    let pull = before("pull")? * before("norm_x_plus")?;
    let (own, published) = (before("zeta_sharp")?, before("zeta")?);
    let weights = before("weight_bound_published")?;
    let bound = before("output_bound_published")?;
    let reached = setting.first_at_level(bound, false)?;
    let reached = reached.map_or(f64::NAN, |state| state.time);
    values.extend([
        ("weights", before("weight_bound_sharp")? / longest),
        ("weights_published", weights / longest),
        ("outputs", before("output_bound_sharp")? / largest),
        ("outputs_published", bound / largest),
        ("turning", turns.rate_over_bound(pull, own)),
        ("turning_published", turns.rate_over_bound(pull, published)),
        ("angle", turns.angle_over_bound(pull, own)),
        ("angle_published", turns.angle_over_bound(pull, published)),
        ("phase_length", reached / phase_end),
    ]);
    Ok(values)
}

/// How neurons turn to x_+ while they are in the positive cone; by time, then by neuron.
struct Turns {
    times: Vec<f64>,
    in_cone: Vec<f64>,
    psi: Vec<f64>,
    rate: Vec<f64>,
    angle: Vec<f64>,
}

impl Turns {
    fn of(run: &Run) -> Result<Turns, RunError> {
        Ok(Turns {
            times: elements(run, "t")?,
            in_cone: elements(run, "in_positive_cone")?,
            psi: elements(run, "psi")?,
            rate: elements(run, "dpsi_dt")?,
            angle: elements(run, "angle")?,
        })
    }

    /// Smallest d psi_j/dt over its bound, where the bound says that psi_j grows.
    fn rate_over_bound(&self, pull: f64, zeta: f64) -> f64 {
        let in_cone = (0..self.psi.len()).filter(|&at| self.in_cone[at] == 1.0);
        let pairs = in_cone.map(|at| (self.rate[at], psi_rate_bound(self.psi[at], pull, zeta)));
        let rising = pairs.filter(|(_, bound)| *bound > 0.0);
        rising.fold(f64::INFINITY, |least, (rate, bound)| {
            least.min(rate / bound)
        })
    }

    /// Smallest ratio of the angle that the bound on psi_j allows at the end to the angle there. A
    /// neuron counts from the first recorded time in its cone.
    fn angle_over_bound(&self, pull: f64, zeta: f64) -> f64 {
        let Some(end) = self.times.last().filter(|_| zeta > 0.0) else {
            return f64::NAN;
        };
        let neurons = self.psi.len() / self.times.len();
        let last = self.psi.len() - neurons;
        let mut least = f64::INFINITY;
        for j in (0..neurons).filter(|j| self.in_cone[last + j] == 1.0) {
            let mut states = self.times.iter().enumerate();
            let entered = states.find(|(k, _)| self.in_cone[k * neurons + j] == 1.0);
            let since = entered.map_or(0.0, |(_, time)| end - time);
            let allowed = acos(psi_lower_bound(since, pull, zeta).min(1.0));
            least = least.min(allowed / self.angle[last + j]);
        }
        least
    }
}
