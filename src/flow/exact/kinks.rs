//! The kinks of the network in its weights: one hyperplane <w, u> = 0 a class of points.
//!
//! Points that are multiples of each other share their hyperplane: a neuron crosses
//! all of them at once, and a rule for each point alone would go wrong. Zero rows have
//! no hyperplane and always see f = 0.

use std::cell::OnceCell;

use faer::{Mat, MatRef};

use super::bits;
use super::boost::dot;
use super::box_least_squares::{BoxLeastSquares, Position};
use crate::data::Dataset;
use crate::math::{self, multiply, refill};

/// Two points are multiples of each other when the sine of their angle is below this.
const PARALLEL: f64 = 1e-13;

/// Rounding errors of the distance between the origin and the points' convex hull.
const TOUCHES: f64 = 1e-10;

/// The class of a point: x_i = factor * u_kink.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Member {
    /// The class, by its number.
    pub kink: usize,
    /// The multiple.
    pub factor: f64,
}

/// The hyperplanes of a data set.
#[derive(Clone, Debug)]
pub struct Kinks {
    /// Column k is u_k, the first point of the class: d x m, or m x m in a basis of the
    /// points' span where that is smaller.
    pub directions: Mat<f64>,
    /// That basis, d x m with orthonormal columns.
    pub basis: Option<Mat<f64>>,
    /// The Gram matrix <u_k, u_l>, m x m, by columns.
    pub gram: Vec<f64>,
    /// |u_k|.
    pub lengths: Vec<f64>,
    /// The first point of each class.
    pub points: Vec<usize>,
    /// Each point's class; `None` for a zero row.
    pub members: Vec<Option<Member>>,
    /// Whether some point lies opposite to its class's first point.
    pub two_sided: bool,
    inactive_side: OnceCell<bool>,
}

impl Kinks {
    /// Sorts the points into classes.
    pub fn new(data: &Dataset) -> Self {
        let points = data.points();
        let mut kinks = Kinks {
            directions: Mat::zeros(0, 0),
            basis: None,
            gram: Vec::new(),
            lengths: Vec::new(),
            points: Vec::new(),
            members: Vec::new(),
            two_sided: false,
            inactive_side: OnceCell::new(),
        };
        for i in 0..data.samples() {
            let member = kinks.place(points, i);
            kinks.two_sided |= member.is_some_and(|m| m.factor < 0.0);
            kinks.members.push(member);
        }
        let (m, d) = (kinks.points.len(), data.dimension());
        kinks.directions = Mat::from_fn(d, m, |i, k| points[(kinks.points[k], i)]);
        // Where the points span less than the space, weights move in a basis of their span, so that
        // a step's products are 4 min(d, m) m operations a neuron. Gram coordinates would take
        // 2 m^2, but lose |g| below 1e-8 of its terms (docs/performance.md).
        if d > m {
            let factors = kinks.directions.qr();
            kinks.basis = Some(factors.compute_thin_Q());
            kinks.directions = factors.thin_R().to_owned();
        }
        let mut gram = Mat::zeros(m, m);
        let directions = kinks.directions.as_ref();
        multiply(gram.as_mut(), directions.transpose(), directions);
        let columns = gram.col_iter();
        kinks.gram = columns.flat_map(|column| column.iter().copied()).collect();
        kinks
    }

    /// Finds the class of point i, or opens one.
    fn place(&mut self, points: MatRef<'_, f64>, i: usize) -> Option<Member> {
        let row = points.row(i);
        let length = row.norm_l2();
        if length == 0.0 {
            return None;
        }
        for (kink, (&first, &other)) in self.points.iter().zip(&self.lengths).enumerate() {
            let direction = points.row(first);
            let product = math::dot(row.iter(), direction.iter());
            if product.abs() < 0.999 * length * other {
                continue;
            }
            let factor = product / (other * other);
            let apart = row.iter().zip(direction.iter());
            let apart = apart.map(|(a, b)| (a - factor * b).powi(2)).sum::<f64>();
            if apart.sqrt() <= PARALLEL * length {
                return Some(Member { kink, factor });
            }
        }
        self.points.push(i);
        self.lengths.push(length);
        let kink = self.points.len() - 1;
        Some(Member { kink, factor: 1.0 })
    }

    /// Length of the weights that move: min(d, m).
    pub fn dimension(&self) -> usize {
        self.directions.nrows()
    }

    /// Number of hyperplanes m.
    pub fn count(&self) -> usize {
        self.points.len()
    }

    /// Whether some w is inactive on every point; computed when first asked for. If none is, a
    /// neuron at w = 0 rests only while no way out is open.
    pub fn has_inactive_side(&self) -> bool {
        let side = || !self.two_sided && self.is_half_space();
        *self.inactive_side.get_or_init(side)
    }

    /// Whether some w has <w, u_k> < 0 for every k (Gordan's theorem):
    /// min |sum_k l_k (u_k/|u_k|, 1) - (0, 1)|^2 over l >= 0 is not zero, its residual is such a w.
    fn is_half_space(&self) -> bool {
        let m = self.count();
        let mut squares = BoxLeastSquares::default();
        squares.reset(m);
        for a in 0..m {
            for b in 0..m {
                let cosine = self.gram[a * m + b] / (self.lengths[a] * self.lengths[b]);
                squares.gram[a * m + b] = cosine + 1.0;
            }
            squares.high[a] = f64::INFINITY;
            squares.base[a] = -1.0;
            squares.tolerance[a] = f64::EPSILON;
            squares.positions[a] = Position::Low;
        }
        squares.differentiate();
        squares.solve();
        // |residual|^2 = 1 - sum_k l_k at the minimum.
        1.0 - dot(&squares.rho, &vec![1.0; m]) > TOUCHES
    }

    /// Finds the rho with `<u_k, base + sum_l rho_l u_l> = 0` on the kinks given, from <u_k, base>.
    pub fn project(
        &self,
        kinks: &[usize],
        base: impl Fn(usize) -> f64,
        squares: &mut BoxLeastSquares,
    ) {
        squares.reset(kinks.len());
        squares.low.fill(f64::NEG_INFINITY);
        squares.high.fill(f64::INFINITY);
        for (a, &k) in kinks.iter().enumerate() {
            squares.base[a] = base(k);
            for (b, &l) in kinks.iter().enumerate() {
                squares.gram[a * kinks.len() + b] = self.gram_column(k)[l];
            }
        }
        squares.differentiate();
        squares.solve();
    }

    /// Column k of the Gram matrix.
    pub fn gram_column(&self, k: usize) -> &[f64] {
        let m = self.count();
        &self.gram[k * m..(k + 1) * m]
    }

    /// u_k.
    pub fn direction(&self, k: usize) -> &[f64] {
        self.directions.col_as_slice(k)
    }
}

/// What each class pulls with on the two sides of its hyperplane:
/// g = sum_k rho_k u_k with rho_k one of the two, or between them on the hyperplane.
#[derive(Clone, Debug, Default)]
pub struct Sides {
    /// Where <w, u_k> > 0: the sum of c_i r_i over members with c_i > 0.
    pub positive: Vec<f64>,
    /// Where <w, u_k> < 0: the sum of c_i r_i over members with c_i < 0.
    pub negative: Vec<f64>,
    /// An upper bound of |g|, the scale of its rounding errors.
    pub scale: f64,
    /// The same sums of sizes, |c_i| (|r_i| + what has r_i's rounding errors), on the negative side
    /// and on the positive one.
    sizes: [Vec<f64>; 2],
}

impl Sides {
    /// Sums the residuals, one a point; `roundings` are numbers whose rounding errors they have.
    pub fn fill(&mut self, kinks: &Kinks, residuals: &[f64], roundings: &[f64]) {
        let [below, above] = &mut self.sizes;
        for side in [&mut self.positive, &mut self.negative, below, above] {
            refill(side, kinks.lengths.iter().map(|_| 0.0));
        }
        let points = kinks.members.iter().zip(residuals.iter().zip(roundings));
        for (member, (r, rounding)) in points {
            if let Some(Member { kink, factor }) = *member {
                if factor > 0.0 {
                    self.positive[kink] += factor * r;
                } else {
                    self.negative[kink] += factor * r;
                }
                let size = factor.abs() * (r.abs() + rounding);
                self.sizes[usize::from(factor > 0.0)][kink] += size;
            }
        }
        let largest = self.positive.iter().zip(&self.negative);
        let largest = largest.map(|(a, b)| a.abs().max(b.abs()));
        self.scale = largest.zip(&kinks.lengths).map(|(a, u)| a * u).sum();
    }

    /// What pulls a neuron on its sides (the positive ones, as bits), and on the kinks that hold it what cannot but pull: the
    /// scale of the rounding errors of its g.
    pub fn own(&self, kinks: &Kinks, (positive, held): (&[u64], &[u64])) -> f64 {
        let terms = kinks.lengths.iter().enumerate().map(|(k, length)| {
            let size = if bits::has(held, k) {
                self.least(k).abs()
            } else {
                self.sizes[usize::from(bits::has(positive, k))][k]
            };
            size * length
        });
        terms.sum()
    }

    /// The least rho_k by size between those of the two sides.
    pub fn least(&self, k: usize) -> f64 {
        let (a, b) = (self.positive[k], self.negative[k]);
        0.0f64.clamp(a.min(b), a.max(b))
    }

    /// rho_k on one side.
    pub fn at(&self, k: usize, positive: bool) -> f64 {
        if positive {
            self.positive[k]
        } else {
            self.negative[k]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use faer::mat;

    fn kinks(points: Mat<f64>) -> Kinks {
        let labels = vec![1.0; points.nrows()];
        Kinks::new(&Dataset::new(points, labels).unwrap())
    }

    #[test]
    fn multiples_share_a_hyperplane_and_zero_rows_have_none() {
        let found = kinks(mat![
            [0.1, 0.2],
            [0.0, 0.0],
            [-0.3, -0.6],
            [0.2, 0.1],
            [0.1, 0.2]
        ]);
        assert_eq!(found.points, [0, 3]);
        assert!(found.two_sided);
        let place = |i: usize| found.members[i].map(|m| (m.kink, (m.factor * 1e9).round() / 1e9));
        assert_eq!(place(0), Some((0, 1.0)));
        assert_eq!(place(1), None);
        assert_eq!(place(2), Some((0, -3.0)));
        assert_eq!(place(3), Some((1, 1.0)));
        assert_eq!(place(4), Some((0, 1.0)));
    }

    #[test]
    fn every_point_of_the_line_shares_the_origin() {
        let found = kinks(mat![[2.0], [-1.0], [0.5]]);
        assert_eq!(found.count(), 1);
        let mut sides = Sides::default();
        sides.fill(&found, &[3.0, 5.0, 7.0], &[0.0; 3]);
        assert_eq!(sides.positive, [3.0 + 0.25 * 7.0]);
        assert_eq!(sides.negative, [-0.5 * 5.0]);
    }

    #[test]
    fn nearly_parallel_points_are_two_hyperplanes() {
        assert_eq!(kinks(mat![[1.0, 0.0], [1.0, 1e-9]]).count(), 2);
    }

    fn inactive_side(points: Mat<f64>) -> bool {
        kinks(points).has_inactive_side()
    }

    #[test]
    fn points_in_a_half_space_leave_an_inactive_side() {
        assert!(inactive_side(mat![[1.0, 0.0], [0.0, 1.0]]));
        assert!(inactive_side(mat![[1.0, 0.2], [-1.0, 0.2], [0.0, 3.0]]));
        assert!(inactive_side(mat![[1.0, 1e-3], [-1.0, 1e-3]]));
        assert!(inactive_side(mat![[1.0, 0.0, 0.0], [-1.0, 1.0, 0.0]]));
    }

    #[test]
    fn points_around_the_origin_do_not() {
        assert!(!inactive_side(mat![[1.0, 0.0], [-1.0, 1.0], [-1.0, -1.0]]));
        assert!(!inactive_side(mat![[1.0, 0.5], [-2.0, -1.0]]));
        assert!(!inactive_side(mat![[2.0], [-1.0]]));
        assert!(!inactive_side(mat![
            [1.0, 0.0],
            [-1.0, 1.0],
            [-1.0, -1.0],
            [5.0, 5.0]
        ]));
    }
}
