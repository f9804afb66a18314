//! coefficients.csv: one row a coordinate and recorded time of a diagonal network.

use super::ReportError;
use crate::flow::State;
use crate::network::Diagonal;

/// The coefficients at the recorded times as CSV: `time` (flow time of the sum loss), `coordinate`
/// (counted from 0), `beta` = u^2 - v^2, `u`, `v`.
///
/// # Errors
/// [`ReportError::Csv`] should the CSV library refuse a row.
pub fn coefficients_csv(states: &[State<Diagonal>]) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["time", "coordinate", "beta", "u", "v"])?;
    for state in states {
        let network = &state.network;
        let (beta, u, v) = (network.beta(), network.u(), network.v());
        for j in 0..network.dimension() {
            writer.serialize((state.time, j, beta[j], u[j], v[j]))?;
        }
    }
    Ok(writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))?)
}
