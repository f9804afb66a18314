//! The CSV files. Floats are in the shortest form that reads back equal, what has no meaning is an
//! empty field, and the header is there even without rows. Should the CSV library refuse a row, the
//! error is [`ReportError::Csv`].

use serde::Serialize;

use super::ReportError;
use crate::data::Dataset;
use crate::flow::{Event, EventKind, State};
use crate::network::Diagonal;
use crate::observables::neuron_psi;
use crate::quantities::{Run, TRAJECTORY, trajectory};
use crate::runs::USUAL;
use crate::sweep::Curve;

/// The columns of curve.csv after the keys and the axis.
const MEASURED: [&str; 11] = [
    "runs",
    "unreached",
    "at_start",
    "test_error",
    "test_error_low",
    "test_error_high",
    "test_ties",
    "over_alignment",
    "over_fitting",
    "evaluations",
    "time",
];

/// curve.csv: one row a grid point, curve after curve: the curve's own keys, its axis, then the
/// fields of [`crate::sweep::CurvePoint`] by name.
pub fn curve_csv(curves: &[Curve]) -> Result<Vec<u8>, ReportError> {
    let usual = USUAL.iter().filter(|name| **name != "alpha");
    let (mut names, mut axis): (Vec<&str>, _) = (usual.copied().collect(), "alpha");
    if let Some(curve) = curves.first() {
        names = curve.keys.iter().map(|(name, _)| name.as_str()).collect();
        axis = &curve.axis;
    }
    let rows = curves.iter().flat_map(|curve| {
        let keys: Vec<_> = curve.keys.iter().map(|(_, value)| value).collect();
        let points = curve.points.iter();
        points.map(move |point| (keys.clone(), point))
    });
    csv(&[&names[..], &[axis], &MEASURED].concat(), rows)
}

/// trajectory.csv: one row a recorded state, in the columns of [`TRAJECTORY`].
pub fn trajectory_csv(run: &Run) -> Result<Vec<u8>, ReportError> {
    csv(&TRAJECTORY, trajectory(run))
}

/// neurons.csv, to see alignment happen: one row a neuron and recorded time. `time` (flow time of
/// the sum loss), `neuron` (counted from 0), `psi` (cosine of w_j to x_+), `weight_norm` |w_j|,
/// `output` v_j.
pub fn neurons_csv(states: &[State], data: &Dataset) -> Result<Vec<u8>, ReportError> {
    let rows = states.iter().flat_map(|state| {
        let network = &state.network;
        let psi = neuron_psi(network, data).into_iter().enumerate();
        psi.map(move |(j, psi)| {
            let norm = network.weights.col(j).norm_l2();
            (state.time, j, psi, norm, network.outputs[j])
        })
    });
    csv(&["time", "neuron", "psi", "weight_norm", "output"], rows)
}

/// coefficients.csv: one row a coordinate and recorded time of a diagonal network. `time` (flow
/// time of the sum loss), `coordinate` (counted from 0), `beta` = u^2 - v^2, `u`, `v`.
pub fn coefficients_csv(states: &[State<Diagonal>]) -> Result<Vec<u8>, ReportError> {
    let rows = states.iter().flat_map(|state| {
        let network = &state.network;
        let (beta, u, v) = (network.beta(), network.u(), network.v());
        (0..network.dimension()).map(move |j| (state.time, j, beta[j], u[j], v[j]))
    });
    csv(&["time", "coordinate", "beta", "u", "v"], rows)
}

/// events.csv: the events of the exact flow in time order. `time` (flow time of the sum loss),
/// `neuron` and `kink` (counted from 0; a kink is named by the first training point on its
/// hyperplane) and `kind` (activate, deactivate, slide, release, sign_change; `kink` is empty for
/// the last).
pub fn events_csv(events: &[Event]) -> Result<Vec<u8>, ReportError> {
    let rows = events.iter().map(|event| {
        let kink = (event.kind != EventKind::SignChange).then_some(event.kink);
        (event.time, event.neuron, kink, event.kind)
    });
    csv(&["time", "neuron", "kink", "kind"], rows)
}

pub(super) fn csv<Row: Serialize>(
    header: &[&str],
    rows: impl IntoIterator<Item = Row>,
) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::WriterBuilder::new()
        .has_headers(false)
        .from_writer(Vec::new());
    writer.write_record(header)?;
    for row in rows {
        writer.serialize(row)?;
    }
    let written = writer.into_inner();
    Ok(written.map_err(|error| csv::Error::from(error.into_error()))?)
}
