//! neurons.csv: one row a neuron and recorded time, to see alignment happen.

use super::ReportError;
use super::csv_rows::csv_rows;
use crate::data::Dataset;
use crate::flow::State;
use crate::observables::neuron_psi;

/// The neurons at the recorded times as CSV: `time` (flow time of the sum loss), `neuron`
/// (counted from 0), `psi` (cosine of w_j to x_+), `weight_norm` |w_j|, `output` v_j.
///
/// # Errors
/// [`ReportError::Csv`] should the CSV library refuse a row.
pub fn neurons_csv(states: &[State], data: &Dataset) -> Result<Vec<u8>, ReportError> {
    let rows = states.iter().flat_map(|state| {
        let network = &state.network;
        let psi = neuron_psi(network, data).into_iter().enumerate();
        psi.map(move |(j, psi)| {
            let norm = network.weights.col(j).norm_l2();
            (state.time, j, psi, norm, network.outputs[j])
        })
    });
    csv_rows(&["time", "neuron", "psi", "weight_norm", "output"], rows)
}
