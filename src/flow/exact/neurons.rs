//! The state of all neurons on the way.

use libm::{frexp, ldexp};
use pulp::{Arch, Simd, WithSimd};

use super::bits;
use super::boost::dot;
use super::kinks::Kinks;
use crate::network::TwoLayer;

/// Sizes are kept between 2^-RANGE and 2^RANGE by powers of two, which are exact:
/// the flow is homogeneous in (w, v), and an alpha of 1e-300 has to survive squares.
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
        let words = bits::words(self.kinks);
        &self.positive[j * words..(j + 1) * words]
    }

    /// The kinks on which neuron j slides, or starts, as bits.
    pub fn held(&self, j: usize) -> &[u64] {
        let words = bits::words(self.kinks);
        &self.held[j * words..(j + 1) * words]
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
        let words = bits::words(m);
        Neuron {
            weights: &mut self.weights[j * d..(j + 1) * d],
            preactivations: &mut self.preactivations[j * m..(j + 1) * m],
            output: &mut self.outputs[j],
            balance: self.balances[j],
            peak: &mut self.peaks[j],
            positive: &mut self.positive[j * words..(j + 1) * words],
            held: &mut self.held[j * words..(j + 1) * words],
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

    /// sum_j v_j relu(+-<w_j, u_k>) by kink, and the same sums of absolute values.
    pub fn sum(&self, two_sided: bool, sums: &mut Sums) {
        sums.clear(self.kinks);
        Arch::new().dispatch(Total {
            neurons: self,
            two_sided,
            sums,
        });
    }
}

/// Sums over neurons, one a kink.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    /// sum_j v_j relu(<w_j, u_k>).
    pub positive: Vec<f64>,
    /// sum_j v_j relu(-<w_j, u_k>); zero where no point needs it.
    pub negative: Vec<f64>,
    /// sum_j |v_j| relu of both signs: the scale of the sums' rounding errors.
    pub size: Vec<f64>,
}

impl Sums {
    fn clear(&mut self, m: usize) {
        for values in [&mut self.positive, &mut self.negative, &mut self.size] {
            values.clear();
            values.resize(m, 0.0);
        }
    }

    /// f on every training point.
    pub fn predict(&self, kinks: &Kinks, predictions: &mut Vec<f64>) {
        predictions.clear();
        predictions.extend(kinks.members.iter().map(|member| match member {
            Some(m) if m.factor > 0.0 => m.factor * self.positive[m.kink],
            Some(m) => -m.factor * self.negative[m.kink],
            None => 0.0,
        }));
    }
}

struct Total<'a> {
    neurons: &'a Neurons,
    two_sided: bool,
    sums: &'a mut Sums,
}

impl WithSimd for Total<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Total { neurons, sums, .. } = self;
        for j in 0..neurons.width() {
            let v = neurons.outputs[j] * neurons.scales[j];
            let scale = neurons.scales[j];
            if v == 0.0 {
                continue;
            }
            let column = &neurons.preactivations[j * neurons.kinks..(j + 1) * neurons.kinks];
            let totals = sums.positive.iter_mut().zip(&mut sums.size);
            for (a, (sum, size)) in column.iter().zip(totals) {
                let term = v * (scale * a.max(0.0));
                *sum += term;
                *size += term.abs();
            }
            if self.two_sided {
                let totals = sums.negative.iter_mut().zip(&mut sums.size);
                for (a, (sum, size)) in column.iter().zip(totals) {
                    let term = v * (scale * (-a).max(0.0));
                    *sum += term;
                    *size += term.abs();
                }
            }
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
    /// |w|. Not from v^2 and the balance: where |w| is much below |v| they cancel.
    #[inline(always)]
    pub fn length(&self) -> f64 {
        dot(self.weights, self.weights).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::super::networks::Networks;
    use super::*;
    use crate::data::Dataset;
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
}
