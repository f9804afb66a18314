//! The state of all neurons on the way: from a network, and back.

use faer::{Mat, MatRef};
use libm::{frexp, ldexp};

use super::bits;
use super::boost::dot;
use super::kinks::Kinks;
use crate::math::multiply;
use crate::network::TwoLayer;

/// Sizes are kept between 2^-RANGE and 2^RANGE by powers of two, which are exact: an alpha of
/// 1e-300 has to survive squares.
const RANGE: i32 = 20;

/// Every neuron's weights, in units of its own power of two.
#[derive(Clone, Debug)]
pub struct Neurons {
    /// Length d of the weights that move.
    pub dimension: usize,
    /// Number of kinks m.
    pub kinks: usize,
    /// w_j / scale_j, d numbers a neuron.
    pub weights: Vec<f64>,
    /// <w_j, u_k> / scale_j, m numbers a neuron.
    pub preactivations: Vec<f64>,
    /// v_j / scale_j.
    pub outputs: Vec<f64>,
    /// The powers of two.
    pub scales: Vec<f64>,
    /// (v_j^2 - |w_j|^2) / scale_j^2, conserved.
    pub balances: Vec<f64>,
    /// The largest |w_j| / scale_j since the preactivations were last computed afresh:
    /// the scale of their rounding errors.
    pub peaks: Vec<f64>,
    /// The side of each kink: bit k of neuron j is set where <w_j, u_k> > 0.
    positive: Vec<u64>,
    /// The kinks on which a neuron slides, or starts.
    held: Vec<u64>,
}

impl Neurons {
    /// The neurons of a network.
    pub fn new(network: &TwoLayer, kinks: &Kinks) -> Self {
        let (d, h, m) = (kinks.dimension(), network.width(), kinks.count());
        let words = bits::words(m);
        let mut neurons = Neurons {
            dimension: d,
            kinks: m,
            weights: vec![0.0; d * h],
            preactivations: vec![0.0; m * h],
            outputs: vec![0.0; h],
            scales: vec![1.0; h],
            balances: vec![0.0; h],
            peaks: vec![0.0; h],
            positive: vec![0; words * h],
            held: vec![0; words * h],
        };
        for j in 0..h {
            neurons.place(j, network, kinks);
        }
        neurons
    }

    fn place(&mut self, j: usize, network: &TwoLayer, kinks: &Kinks) {
        let column = network.weights.col_as_slice(j);
        let v = network.outputs[j];
        let largest = column.iter().fold(v.abs(), |size, w| size.max(w.abs()));
        if largest == 0.0 {
            return;
        }
        let exponent = frexp(largest).1;
        self.scales[j] = ldexp(1.0, exponent);
        let scaled: Vec<f64> = column.iter().map(|w| ldexp(*w, -exponent)).collect();
        let near = (8.0 + scaled.len() as f64) * f64::EPSILON * dot(&scaled, &scaled).sqrt();
        let neuron = self.neuron(j);
        let weights = neuron.weights;
        match &kinks.basis {
            None => weights.copy_from_slice(&scaled),
            Some(basis) => {
                for (k, to) in weights.iter_mut().enumerate() {
                    *to = dot(basis.col_as_slice(k), &scaled);
                }
                // A w across the span has only rounding errors in it.
                if dot(weights, weights).sqrt() <= near {
                    weights.fill(0.0);
                }
            }
        }
        for k in 0..kinks.count() {
            let terms = kinks.direction(k).iter().zip(weights.iter());
            let a: f64 = terms.map(|(u, w)| u * w).sum();
            if a.abs() <= near * kinks.lengths[k] {
                bits::put(neuron.held, k, true);
            } else {
                neuron.preactivations[k] = a;
                bits::put(neuron.positive, k, a > 0.0);
            }
        }
        let square: f64 = weights.iter().map(|w| w * w).sum();
        *neuron.peak = square.sqrt();
        *neuron.output = ldexp(v, -exponent);
        let output = *neuron.output * *neuron.output;
        // Balanced up to the rounding of |w| is balanced: the remainder would decide
        // the fate of neurons that shrink to nothing.
        let noise = (16.0 + 0.25 * self.dimension as f64) * f64::EPSILON * (output + square);
        if (output - square).abs() > noise {
            self.balances[j] = output - square;
        }
    }

    /// Number of neurons.
    pub fn width(&self) -> usize {
        self.outputs.len()
    }

    /// The kinks on whose positive side neuron j is, as bits.
    pub fn positive(&self, j: usize) -> &[u64] {
        &self.positive[bits::row(self.kinks, j)]
    }

    /// The kinks on which neuron j slides, or starts, as bits.
    pub fn held(&self, j: usize) -> &[u64] {
        &self.held[bits::row(self.kinks, j)]
    }

    /// Becomes a copy of another state of the same shape, without allocating, but for w and
    /// <w, u_k>, which [`copy_weights`](Neurons::copy_weights) brings when they are needed.
    pub fn copy_outputs(&mut self, from: &Neurons) {
        self.outputs.copy_from_slice(&from.outputs);
        self.scales.copy_from_slice(&from.scales);
        self.balances.copy_from_slice(&from.balances);
        self.peaks.copy_from_slice(&from.peaks);
        self.positive.copy_from_slice(&from.positive);
        self.held.copy_from_slice(&from.held);
    }

    /// Copies w and <w, u_k> of neuron j.
    #[inline(always)]
    pub fn copy_weights(&mut self, from: &Neurons, j: usize) {
        let (d, m) = (self.dimension, self.kinks);
        let (w, a) = (j * d..(j + 1) * d, j * m..(j + 1) * m);
        self.weights[w.clone()].copy_from_slice(&from.weights[w]);
        self.preactivations[a.clone()].copy_from_slice(&from.preactivations[a]);
    }

    /// One neuron, to be moved.
    pub fn neuron(&mut self, j: usize) -> Neuron<'_> {
        let (d, m) = (self.dimension, self.kinks);
        let row = bits::row(m, j);
        Neuron {
            weights: &mut self.weights[j * d..(j + 1) * d],
            preactivations: &mut self.preactivations[j * m..(j + 1) * m],
            output: &mut self.outputs[j],
            balance: self.balances[j],
            peak: &mut self.peaks[j],
            positive: &mut self.positive[row.clone()],
            held: &mut self.held[row],
        }
    }

    /// Writes w_j of every neuron, in the same units.
    fn write_weights(&self, weights: &mut Mat<f64>) {
        let d = self.dimension;
        for (j, scale) in self.scales.iter().enumerate() {
            let column = weights.col_as_slice_mut(j).iter_mut();
            for (to, w) in column.zip(&self.weights[j * d..(j + 1) * d]) {
                *to = scale * w;
            }
        }
    }

    /// Brings every neuron's numbers back to the size of one.
    pub fn rescale(&mut self) {
        for j in 0..self.width() {
            let v = self.outputs[j];
            let size = (v * v).max(v * v - self.balances[j]).sqrt();
            let exponent = frexp(size).1;
            if exponent.abs() <= RANGE || size == 0.0 || !size.is_finite() {
                continue;
            }
            let scale = ldexp(self.scales[j], exponent);
            self.scales[j] = scale;
            // Nothing is left of a neuron below the smallest number.
            let unit = ldexp(1.0, -exponent);
            let factor = if scale > 0.0 { unit } else { 0.0 };
            let neuron = self.neuron(j);
            let heights = neuron.preactivations.iter_mut();
            for number in neuron.weights.iter_mut().chain(heights) {
                *number *= factor;
            }
            *neuron.output *= factor;
            *neuron.peak *= factor;
            self.balances[j] *= factor * factor;
        }
    }
}

/// One neuron, borrowed.
pub struct Neuron<'a> {
    /// w, length d.
    pub weights: &'a mut [f64],
    /// <w, u_k>, length m.
    pub preactivations: &'a mut [f64],
    /// v.
    pub output: &'a mut f64,
    /// v^2 - |w|^2.
    pub balance: f64,
    /// See [`Neurons::peaks`].
    pub peak: &'a mut f64,
    /// The sides.
    pub positive: &'a mut [u64],
    /// The kinks it is on.
    pub held: &'a mut [u64],
}

impl Neuron<'_> {
    /// The kinks on whose positive side it is, and those it is on.
    pub fn sides(&self) -> (&[u64], &[u64]) {
        (self.positive, self.held)
    }

    /// |w|. Not from v^2 and the balance: where |w| is much below |v| they cancel.
    #[inline(always)]
    pub fn length(&self) -> f64 {
        dot(self.weights, self.weights).sqrt()
    }
}

/// Writes states of a run as networks, always into the same memory.
pub struct Networks {
    network: TwoLayer,
    /// Where weights move in a basis of the points' span: the part across the span, d x h, which no
    /// point pulls at, and the coordinates of the part that moves.
    spanned: Option<(Mat<f64>, Mat<f64>)>,
    preactivations: Mat<f64>,
}

impl Networks {
    /// Networks that come from `start`.
    pub fn new(kinks: &Kinks, start: &TwoLayer) -> Self {
        let spanned = kinks.basis.as_ref().map(|basis| {
            let mut across = &start.weights - basis * (basis.transpose() * &start.weights);
            for j in 0..start.width() {
                // Rounding errors of the start would stand beside a w that has shrunk.
                let noise = (8.0 + across.nrows() as f64) * f64::EPSILON;
                if across.col(j).norm_max() <= noise * start.weights.col(j).norm_max() {
                    across.col_mut(j).fill(0.0);
                }
            }
            (across, Mat::zeros(basis.ncols(), start.width()))
        });
        Networks {
            network: start.clone(),
            spanned,
            preactivations: Mat::new(),
        }
    }

    /// The network of a state.
    pub fn of(&mut self, neurons: &Neurons, kinks: &Kinks) -> &TwoLayer {
        let scaled = neurons.outputs.iter().zip(&neurons.scales);
        for (v, (output, scale)) in self.network.outputs.iter_mut().zip(scaled) {
            *v = scale * output;
        }
        let weights = &mut self.network.weights;
        match (&kinks.basis, &mut self.spanned) {
            (Some(basis), Some((across, moved))) => {
                neurons.write_weights(moved);
                multiply(weights.as_mut(), basis.as_ref(), moved.as_ref());
                *weights += &*across;
            }
            _ => neurons.write_weights(weights),
        }
        &self.network
    }

    /// f of a state on the rows of a matrix.
    pub fn predict(
        &mut self,
        neurons: &Neurons,
        kinks: &Kinks,
        points: MatRef<'_, f64>,
        outputs: &mut Vec<f64>,
    ) {
        self.of(neurons, kinks);
        let preactivations = &mut self.preactivations;
        self.network.predict_into(points, preactivations, outputs);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Dataset;
    use crate::network::Init;
    use crate::random::Streams;
    use faer::mat;

    #[test]
    fn rescaling_changes_units_and_nothing_else() {
        let data = Dataset::new(mat![[1.0, 2.0], [-1.0, 0.5]], vec![1.0, -1.0]).unwrap();
        let kinks = Kinks::new(&data);
        let network = TwoLayer {
            weights: mat![[1e-300, -3.0], [2e-300, 0.25]],
            outputs: vec![4e-300, 1.5],
        };
        let mut neurons = Neurons::new(&network, &kinks);
        assert_eq!(
            Networks::new(&kinks, &network).of(&neurons, &kinks),
            &network
        );
        for exponent in [-60, 60] {
            let mut other = neurons.clone();
            let factor = ldexp(1.0, exponent);
            for values in [
                &mut other.weights,
                &mut other.preactivations,
                &mut other.outputs,
                &mut other.peaks,
            ] {
                values.iter_mut().for_each(|x| *x *= factor);
            }
            other
                .balances
                .iter_mut()
                .for_each(|b| *b *= factor * factor);
            other.scales.iter_mut().for_each(|s| *s /= factor);
            other.rescale();
            neurons.rescale();
            for j in 0..2 {
                assert!((0.25..=4.0).contains(&other.outputs[j].abs()));
                let units = other.scales[j] / neurons.scales[j];
                assert_eq!(other.outputs[j] * units, neurons.outputs[j]);
                assert_eq!(other.balances[j] * units * units, neurons.balances[j]);
            }
        }
    }

    #[test]
    fn a_state_is_the_network_it_came_from_whatever_was_written_before() {
        let mut stream = Streams::new(3).weights();
        // In the points' own coordinates, and in two of three with a part of w across them.
        for points in [
            mat![[1.0, 2.0], [-1.0, 0.5], [0.3, 0.1]],
            mat![[1.0, 2.0, -0.5], [-1.0, 0.5, 3.0]],
        ] {
            let start = TwoLayer::init(Init::Balanced, 4, points.ncols(), &mut stream);
            let labels = vec![1.0; points.nrows()];
            let kinks = Kinks::new(&Dataset::new(points.clone(), labels).unwrap());
            let state = Neurons::new(&start, &kinks);
            let mut larger = state.clone();
            larger.scales.iter_mut().for_each(|scale| *scale *= 2.0);
            let mut networks = Networks::new(&kinks, &start);
            for (state, factor) in [(&larger, 2.0), (&state, 1.0)] {
                let mut f = Vec::new();
                networks.predict(state, &kinks, points.as_ref(), &mut f);
                let expected = start.predict(points.as_ref());
                for (f, expected) in f.iter().zip(expected) {
                    assert!((f - factor * factor * expected).abs() < 1e-14);
                }
            }
            let network = networks.of(&state, &kinks);
            assert_eq!(network.outputs, start.outputs);
            assert!((&network.weights - &start.weights).norm_max() < 1e-15);
        }
    }
}
