//! The largest of four positions, and the mean of all.
//!
//! Numbers of m points on an image stand channel after channel, in each position after position, in
//! each point after point.

use pulp::{Arch, Simd, WithSimd};

use super::Real;
use super::shape::Shape;

/// The four positions that a position of the smaller image stands for.
const FOUR: [(usize, usize); 4] = [(0, 0), (0, 1), (1, 0), (1, 1)];

/// Writes the largest of every 2x2 positions.
pub(super) fn largest<T: Real>(smaller: &mut [T], image: &[T], shape: Shape, points: usize) {
    Arch::new().dispatch(Largest {
        smaller,
        image,
        shape,
        points,
    });
}

/// Its adjoint: the first of the largest has the whole pull.
pub(super) fn pull_largest<T: Real>(
    image_pulls: &mut [T],
    pulls: &[T],
    [image, smaller]: [&[T]; 2],
    shape: Shape,
    points: usize,
) {
    Arch::new().dispatch(PullLargest {
        image_pulls,
        pulls,
        image,
        smaller,
        shape,
        points,
    });
}

/// Writes the mean over the positions of each channel.
pub(super) fn mean<T: Real>(means: &mut [T], image: &[T], shape: Shape, points: usize) {
    let column = shape.positions() * points;
    let part = T::of(1.0 / shape.positions() as f64);
    let channels = means
        .chunks_exact_mut(points)
        .zip(image.chunks_exact(column));
    for (means, image) in channels {
        means.fill(T::default());
        for position in image.chunks_exact(points) {
            means.iter_mut().zip(position).for_each(|(m, p)| *m += *p);
        }
        means.iter_mut().for_each(|mean| *mean *= part);
    }
}

/// Its adjoint.
pub(super) fn pull_mean<T: Real>(image_pulls: &mut [T], pulls: &[T], shape: Shape, points: usize) {
    let column = shape.positions() * points;
    let part = T::of(1.0 / shape.positions() as f64);
    let channels = image_pulls
        .chunks_exact_mut(column)
        .zip(pulls.chunks_exact(points));
    for (image, pulls) in channels {
        for position in image.chunks_exact_mut(points) {
            let pairs = position.iter_mut().zip(pulls);
            pairs.for_each(|(to, pull)| *to = part * *pull);
        }
    }
}

/// Where the positions of the smaller image begin, and where their four in the image.
pub(super) fn places(shape: Shape, points: usize) -> impl Iterator<Item = (usize, [usize; 4])> {
    let (rows, columns) = (shape.height / 2, shape.width / 2);
    let channel = shape.positions() * points;
    let positions = (0..shape.channels * rows)
        .flat_map(move |at| (0..columns).map(move |column| (at / rows, at % rows, column)));
    positions.enumerate().map(move |(k, (c, row, column))| {
        let place = |(down, right)| {
            let position = (2 * row + down) * shape.width + 2 * column + right;
            c * channel + position * points
        };
        (k * points, FOUR.map(place))
    })
}

struct Largest<'a, T> {
    smaller: &'a mut [T],
    image: &'a [T],
    shape: Shape,
    points: usize,
}

impl<T: Real> WithSimd for Largest<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let points = self.points;
        for (to, four) in places(self.shape, points) {
            let [a, b, c, d] = four.map(|place| &self.image[place..][..points]);
            let larger = |x: T, y: T| if x < y { y } else { x };
            for (i, to) in self.smaller[to..][..points].iter_mut().enumerate() {
                *to = larger(larger(a[i], b[i]), larger(c[i], d[i]));
            }
        }
    }
}

struct PullLargest<'a, T> {
    image_pulls: &'a mut [T],
    pulls: &'a [T],
    image: &'a [T],
    smaller: &'a [T],
    shape: Shape,
    points: usize,
}

impl<T: Real> WithSimd for PullLargest<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let points = self.points;
        if self.shape.height % 2 + self.shape.width % 2 > 0 {
            // Some positions belong to no four.
            self.image_pulls.fill(T::default());
        }
        for (from, four) in places(self.shape, points) {
            let (pulls, largest) = (
                &self.pulls[from..][..points],
                &self.smaller[from..][..points],
            );
            let image = four.map(|at| &self.image[at..][..points]);
            let to = self
                .image_pulls
                .get_disjoint_mut(four.map(|at| at..at + points));
            let Ok(mut to) = to else {
                continue; // the four do not overlap
            };
            for i in 0..points {
                // What the positions before have not taken.
                let mut left = pulls[i];
                for (to, image) in to.iter_mut().zip(image) {
                    let is_largest = image[i] == largest[i];
                    to[i] = if is_largest { left } else { T::ZERO };
                    left = if is_largest { T::ZERO } else { left };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_equal_maxima_has_the_pull_and_what_is_left_out_has_none() {
        // Two points on a 3 x 2 image with one channel.
        let shape = Shape {
            height: 3,
            width: 2,
            channels: 1,
        };
        let image = [1.0, 5.0, 4.0, 5.0, 4.0, 2.0, 0.0, 5.0, 9.0, 9.0, 9.0, 9.0];
        let mut smaller = [0.0; 2];
        largest(&mut smaller, &image, shape, 2);
        assert_eq!(smaller, [4.0, 5.0]);
        let mut pulls = [f64::NAN; 12];
        pull_largest(&mut pulls, &[7.0, 8.0], [&image, &smaller], shape, 2);
        let expected = [0.0, 8.0, 7.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        assert_eq!(pulls, expected);
    }
}
