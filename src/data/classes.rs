//! Points of K classes on a random subspace: around Gaussian means, or as a teacher sorts them.

use faer::Mat;
use rand::{Rng, RngExt};
use rand_distr::{Distribution, StandardNormal};

use super::mixture::check_size;
use super::subspace::{Subspace, standard_normal};
use super::{DataError, Dataset};
use crate::config::{ClassesConfig, TeacherConfig};
use crate::math::{dot, unit};

/// A law of points in K classes.
pub(super) trait ClassLaw {
    /// K.
    fn classes(&self) -> usize;

    /// Where the points live.
    fn subspace(&self) -> &Subspace;

    /// Draws a point's coordinates in the subspace; returns its class.
    fn draw_point(&self, coordinates: &mut [f64], stream: &mut impl Rng) -> usize;

    /// n points, row by row, so that a larger n extends a smaller one.
    fn draw(&self, samples: usize, stream: &mut impl Rng) -> Result<Dataset, DataError> {
        let subspace = self.subspace();
        check_size(samples, subspace.dimension())?;
        let mut points = Mat::zeros(samples, subspace.dimension());
        let mut labels = Vec::with_capacity(samples);
        let mut coordinates = vec![0.0; subspace.intrinsic()];
        let mut point = vec![0.0; subspace.dimension()];
        for i in 0..samples {
            let class = self.draw_point(&mut coordinates, stream);
            labels.push(label(class, self.classes()));
            subspace.place(&coordinates, &mut point);
            for (j, &x) in point.iter().enumerate() {
                points[(i, j)] = x;
            }
        }
        Dataset::new(points, labels)
    }
}

/// Two classes are +1 and -1, more are their numbers.
fn label(class: usize, classes: usize) -> f64 {
    match (classes, class) {
        (2, 0) => 1.0,
        (2, _) => -1.0,
        _ => class as f64,
    }
}

/// `x = B (kappa m_y + sigma z)`: K fair classes, with independent uniform directions m_k in r
/// dimensions, z ~ N(0, I_r), and B orthonormal, d x r.
pub(super) struct GaussianClasses {
    subspace: Subspace,
    /// kappa m_k.
    means: Vec<Vec<f64>>,
    noise: f64,
}

impl GaussianClasses {
    /// Draws subspace and means. Another number of points, signal or noise has the same ones; a
    /// larger K adds to them.
    pub fn draw_law(config: &ClassesConfig, stream: &mut impl Rng) -> Result<Self, DataError> {
        let subspace = Subspace::draw(config.dimension, config.intrinsic(), stream)?;
        check_size(config.classes, subspace.intrinsic())?;
        let mean = |_| {
            let normal = (0..subspace.intrinsic()).map(|_| StandardNormal.sample(stream));
            let normal: Vec<f64> = normal.collect();
            let direction = unit(&normal).unwrap_or(normal);
            direction.iter().map(|m| config.signal * m).collect()
        };
        Ok(GaussianClasses {
            means: (0..config.classes).map(mean).collect(),
            subspace,
            noise: config.noise,
        })
    }
}

impl ClassLaw for GaussianClasses {
    fn classes(&self) -> usize {
        self.means.len()
    }

    fn subspace(&self) -> &Subspace {
        &self.subspace
    }

    fn draw_point(&self, coordinates: &mut [f64], stream: &mut impl Rng) -> usize {
        // As u64, so that machines with another usize agree.
        let class = stream.random_range(0..self.means.len() as u64) as usize;
        for (x, mean) in coordinates.iter_mut().zip(&self.means[class]) {
            let z: f64 = StandardNormal.sample(stream);
            *x = mean + self.noise * z;
        }
        class
    }
}

/// `x = B z / sqrt(r)`, z ~ N(0, I_r), in the class of the largest of K outputs
/// `sum_j a_kj (relu(<w_j, z>) - 1/sqrt(2 pi))`, or of the sign of one output for two classes: w_j
/// uniform directions, a_kj ~ N(0, 1). The constant is the mean of relu(<w_j, z>), so that no class
/// is favoured.
pub(super) struct Teacher {
    subspace: Subspace,
    classes: usize,
    /// The directions w_j, a row each.
    neurons: Vec<Vec<f64>>,
    /// a, a row an output.
    outputs: Vec<Vec<f64>>,
}

impl Teacher {
    /// Draws subspace and teacher, which are the same for another number of points.
    pub fn draw_law(config: &TeacherConfig, stream: &mut impl Rng) -> Result<Self, DataError> {
        let subspace = Subspace::draw(config.dimension, config.intrinsic(), stream)?;
        let outputs = if config.classes == 2 {
            1
        } else {
            config.classes
        };
        check_size(config.teacher_width, subspace.intrinsic())?;
        check_size(outputs, config.teacher_width)?;
        let rows = |matrix: Mat<f64>| -> Vec<Vec<f64>> {
            let rows = matrix.row_iter();
            rows.map(|row| row.iter().copied().collect()).collect()
        };
        let neurons = standard_normal(config.teacher_width, subspace.intrinsic(), stream);
        let directions = rows(neurons).into_iter();
        Ok(Teacher {
            neurons: directions.map(|w| unit(&w).unwrap_or(w)).collect(),
            outputs: rows(standard_normal(outputs, config.teacher_width, stream)),
            subspace,
            classes: config.classes,
        })
    }

    /// The class of z.
    fn class(&self, z: &[f64]) -> usize {
        // The mean of the positive part of N(0, 1).
        let mean = 1.0 / (2.0 * std::f64::consts::PI).sqrt();
        let features = self.neurons.iter().map(|w| dot(w, z).max(0.0) - mean);
        let features: Vec<f64> = features.collect();
        let outputs = self.outputs.iter().map(|a| dot(a, &features));
        let outputs: Vec<f64> = outputs.collect();
        if let [output] = outputs[..] {
            return usize::from(output <= 0.0);
        }
        let larger = |best: usize, k: usize| if outputs[k] > outputs[best] { k } else { best };
        (0..outputs.len()).fold(0, larger)
    }
}

impl ClassLaw for Teacher {
    fn classes(&self) -> usize {
        self.classes
    }

    fn subspace(&self) -> &Subspace {
        &self.subspace
    }

    fn draw_point(&self, coordinates: &mut [f64], stream: &mut impl Rng) -> usize {
        for z in coordinates.iter_mut() {
            *z = StandardNormal.sample(stream);
        }
        let class = self.class(coordinates);
        let root = (coordinates.len() as f64).sqrt();
        coordinates.iter_mut().for_each(|z| *z /= root);
        class
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Streams;
    use proptest::prelude::*;

    const CLASSES: ClassesConfig = ClassesConfig {
        samples: 1,
        dimension: 6,
        intrinsic_dimension: Some(3),
        classes: 4,
        signal: 2.0,
        noise: 0.5,
        test_samples: 1,
        validation_samples: 0,
    };

    const TEACHER: TeacherConfig = TeacherConfig {
        samples: 1,
        dimension: 12,
        intrinsic_dimension: Some(8),
        classes: 5,
        teacher_width: 32,
        test_samples: 1,
        validation_samples: 0,
    };

    fn classes(config: &ClassesConfig, samples: usize, seed: u64) -> Dataset {
        let streams = Streams::new(seed);
        let law = GaussianClasses::draw_law(config, &mut streams.law()).unwrap();
        law.draw(samples, &mut streams.data()).unwrap()
    }

    fn teacher(config: &TeacherConfig, samples: usize, seed: u64) -> Dataset {
        let streams = Streams::new(seed);
        let law = Teacher::draw_law(config, &mut streams.law()).unwrap();
        law.draw(samples, &mut streams.data()).unwrap()
    }

    /// Number of points of each label.
    fn counts(data: &Dataset, labels: &[f64]) -> Vec<usize> {
        let count = |y| data.labels().iter().filter(|label| **label == y).count();
        let counts: Vec<usize> = labels.iter().map(|y| count(*y)).collect();
        assert_eq!(counts.iter().sum::<usize>(), data.samples());
        counts
    }

    /// Eigenvalues of the second moment, rising.
    fn spectrum(data: &Dataset) -> Vec<f64> {
        let gram = data.points().transpose() * data.points();
        let values = gram.self_adjoint_eigenvalues(faer::Side::Lower).unwrap();
        values.iter().map(|v| v / data.samples() as f64).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20))]
        #[test]
        fn a_larger_set_extends_a_smaller_one(
            seed in 0u64..1000, n in 1usize..30, more in 1usize..30, intrinsic in 1usize..6,
        ) {
            let rows: Vec<usize> = (0..n).collect();
            let config = ClassesConfig { intrinsic_dimension: Some(intrinsic), ..CLASSES };
            let large = classes(&config, n + more, seed);
            prop_assert_eq!(large.rows(&rows), classes(&config, n, seed));
            let config = TeacherConfig { intrinsic_dimension: Some(intrinsic), ..TEACHER };
            let large = teacher(&config, n + more, seed);
            prop_assert_eq!(large.rows(&rows), teacher(&config, n, seed));
        }
    }

    #[test]
    fn classes_lie_around_means_of_the_length_of_the_signal() {
        let n = 20_000;
        let data = classes(&CLASSES, n, 1);
        let labels = [0.0, 1.0, 2.0, 3.0];
        let counts = counts(&data, &labels);
        // Four standard deviations of a binomial, and of a mean over about n/4 points.
        assert!(
            counts.iter().all(|&c| (c as f64 - 5000.0).abs() < 245.0),
            "{counts:?}"
        );
        let mut within = 0.0;
        for (y, count) in labels.iter().zip(&counts) {
            let of_class: Vec<usize> = (0..n).filter(|&i| data.labels()[i] == *y).collect();
            let points = data.rows(&of_class);
            let mean: Vec<f64> = points
                .points()
                .col_iter()
                .map(|column| column.iter().sum::<f64>() / *count as f64)
                .collect();
            let length = dot(&mean, &mean).sqrt();
            assert!((length - 2.0).abs() < 4.0 * 0.5 / 70.0, "{length}");
            for row in points.points().row_iter() {
                within += row
                    .iter()
                    .zip(&mean)
                    .map(|(x, m)| (x - m) * (x - m))
                    .sum::<f64>();
            }
        }
        // sigma^2 = 1/4 in each of three dimensions: a chi-square of 3 n degrees of freedom.
        let variance = within / (3 * n) as f64;
        assert!(
            (variance - 0.25).abs() < 4.0 * 0.25 * (2.0 / 60_000f64).sqrt(),
            "{variance}"
        );
        let spectrum = spectrum(&data);
        assert!(spectrum[2] < 1e-12 && spectrum[3] > 0.2, "{spectrum:?}");
    }

    #[test]
    fn signal_and_noise_move_the_same_draw() {
        let still = ClassesConfig {
            noise: 1e-300,
            ..CLASSES
        };
        let (still, moved) = (classes(&still, 50, 2), classes(&CLASSES, 50, 2));
        let around = ClassesConfig {
            signal: 0.0,
            ..CLASSES
        };
        let around = classes(&around, 50, 2);
        assert_eq!(
            (still.labels(), around.labels()),
            (moved.labels(), moved.labels())
        );
        for i in 0..50 {
            for j in 0..6 {
                let parts = still.points()[(i, j)] + around.points()[(i, j)];
                assert!((parts - moved.points()[(i, j)]).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn two_classes_have_signs() {
        let two = ClassesConfig {
            classes: 2,
            ..CLASSES
        };
        let found = counts(&classes(&two, 4000, 3), &[1.0, -1.0]);
        assert!(found[0].abs_diff(2000) < 127, "{found:?}");
        let two = TeacherConfig {
            classes: 2,
            ..TEACHER
        };
        let found = counts(&teacher(&two, 4000, 3), &[1.0, -1.0]);
        assert!(found.iter().all(|&count| count > 1000), "{found:?}");
    }

    #[test]
    fn a_teacher_sorts_points_of_unit_mean_square_norm() {
        let data = teacher(&TEACHER, 5000, 4);
        let counts = counts(&data, &[0.0, 1.0, 2.0, 3.0, 4.0]);
        assert!(counts.iter().all(|&count| count > 250), "{counts:?}");
        let square = data.points().squared_norm_l2() / 5000.0;
        assert!(
            (square - 1.0).abs() < 4.0 * (2.0 / 40_000f64).sqrt(),
            "{square}"
        );
        let spectrum = spectrum(&data);
        assert!(spectrum[3] < 1e-12 && spectrum[4] > 0.1, "{spectrum:?}");
    }

    #[test]
    fn the_class_is_that_of_the_largest_output() {
        let mut stream = Streams::new(5).law();
        let whole = Subspace::draw(2, 2, &mut stream).unwrap();
        // g_0 = relu(z_1) - c, g_1 = relu(z_2) - c, g_2 = 0.
        let mut teacher = Teacher {
            subspace: whole,
            classes: 3,
            neurons: vec![vec![1.0, 0.0], vec![0.0, 1.0]],
            outputs: vec![vec![1.0, 0.0], vec![0.0, 1.0], vec![0.0, 0.0]],
        };
        for (z, class) in [
            ([1.0, 0.5], 0),
            ([0.5, 1.0], 1),
            ([0.39, -1.0], 2),
            ([0.4, -1.0], 0),
        ] {
            assert_eq!(teacher.class(&z), class, "{z:?}");
        }
        teacher.outputs.truncate(1);
        assert_eq!(
            [teacher.class(&[0.4, 0.0]), teacher.class(&[0.39, 0.0])],
            [0, 1]
        );
    }
}
