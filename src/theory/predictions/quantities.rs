//! The quantities of the drawn data and weights.

use super::Quantity;
use super::setting::Setting;

impl Setting<'_> {
    pub(super) fn quantities(&self) -> Vec<Quantity> {
        let quantity = |name, symbol, value| Quantity {
            name,
            symbol,
            value,
            meaning: "",
        };
        let classes = self.config.loss.name.is_classification();
        let of_class = |value: f64| Some(value).filter(|_| classes);
        let neurons = (0..self.start.width()).map(|j| self.start.weights.col(j).norm_l2());
        let longest_neuron = neurons.fold(0.0, f64::max) / self.config.network.alpha;
        let positive = self.positive.points as f64;
        vec![
            quantity("samples", "n", Some(self.problem.training.samples() as f64))
                .means("training points"),
            quantity("positive_samples", "n_+", of_class(positive))
                .means("training points with label +1"),
            quantity("norm_x_plus", "|x_+|", of_class(self.positive.length))
                .means("length of the sum of the positive points"),
            quantity("norm_x_minus", "|x_-|", of_class(self.negative.length))
                .means("length of the sum of the negative points"),
            quantity("xmax", "xmax", Some(self.longest)).means("length of the longest point"),
            quantity("shortest_point", "xmin", Some(self.shortest))
                .means("length of the shortest point"),
            quantity("longest_neuron", "Wmax", Some(longest_neuron))
                .means("length of the longest w_j(0), at alpha = 1"),
            quantity("separability", "mu", self.separability)
                .means("least y_i y_k cos(x_i, x_k); above 0: orthogonally separable (OS)"),
            quantity("phi", "phi", self.phi).means("angle of x_+ to the signal direction, radians"),
        ]
    }
}
