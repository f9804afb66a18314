//! neurons.csv: one row a neuron and recorded time, to see alignment happen.

use super::ReportError;
use crate::data::Dataset;
use crate::flow::State;
use crate::observables::neuron_psi;

/// The neurons at the recorded times as CSV: `time` (flow time of the sum loss), `neuron`
/// (counted from 0), `psi` (cosine of w_j to x_+), `weight_norm` |w_j|, `output` v_j.
///
/// # Errors
/// [`ReportError::Csv`] should the CSV library refuse a row.
pub fn neurons_csv(states: &[State], data: &Dataset) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["time", "neuron", "psi", "weight_norm", "output"])?;
    for state in states {
        let network = &state.network;
        for (j, psi) in neuron_psi(network, data).into_iter().enumerate() {
            let norm = network.weights.col(j).norm_l2();
            writer.serialize((state.time, j, psi, norm, network.outputs[j]))?;
        }
    }
    Ok(writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))?)
}
