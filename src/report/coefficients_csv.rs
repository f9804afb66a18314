//! coefficients.csv: one row a coordinate and recorded time of a diagonal network.

use super::ReportError;
use super::csv_rows::csv_rows;
use crate::flow::State;
use crate::network::Diagonal;

/// The coefficients at the recorded times as CSV: `time` (flow time of the sum loss), `coordinate`
/// (counted from 0), `beta` = u^2 - v^2, `u`, `v`.
///
/// # Errors
/// [`ReportError::Csv`] should the CSV library refuse a row.
pub fn coefficients_csv(states: &[State<Diagonal>]) -> Result<Vec<u8>, ReportError> {
    let rows = states.iter().flat_map(|state| {
        let network = &state.network;
        let (beta, u, v) = (network.beta(), network.u(), network.v());
        (0..network.dimension()).map(move |j| (state.time, j, beta[j], u[j], v[j]))
    });
    csv_rows(&["time", "coordinate", "beta", "u", "v"], rows)
}
