//! A convolution as a product: the positions that each position sees, side by side ("im2col").
//!
//! Numbers of m points on an image stand channel after channel, in each position after position, in
//! each point after point; so that a shift of the image is a shift of whole runs.

use super::Real;
use super::shape::Shape;

/// Writes what every position sees, with zeros outside of the image: a matrix of (positions and
/// points) x (taps and channels), column by column.
pub(super) fn see<T: Real>(patches: &mut [T], image: &[T], shape: Shape, points: usize) {
    let column = shape.positions() * points;
    for (k, patch) in patches.chunks_exact_mut(column).enumerate() {
        let (tap, channel) = (k / shape.channels, k % shape.channels);
        let image = &image[channel * column..][..column];
        for row in 0..shape.height {
            let to = &mut patch[row * shape.width * points..][..shape.width * points];
            match Run::new(shape, tap, row, points) {
                None => to.fill(T::default()),
                Some(run) => {
                    to[..run.to].fill(T::default());
                    to[run.to + run.length..].fill(T::default());
                    to[run.to..][..run.length].copy_from_slice(&image[run.from..][..run.length]);
                }
            }
        }
    }
}

/// The adjoint: adds up what the patches pull at every position.
pub(super) fn gather<T: Real>(image: &mut [T], patches: &[T], shape: Shape, points: usize) {
    let column = shape.positions() * points;
    image.fill(T::default());
    for (k, patch) in patches.chunks_exact(column).enumerate() {
        let (tap, channel) = (k / shape.channels, k % shape.channels);
        let image = &mut image[channel * column..][..column];
        for row in 0..shape.height {
            let Some(run) = Run::new(shape, tap, row, points) else {
                continue;
            };
            let from = &patch[row * shape.width * points + run.to..][..run.length];
            let to = &mut image[run.from..][..run.length];
            to.iter_mut().zip(from).for_each(|(to, from)| *to += *from);
        }
    }
}

/// The part of a row that one tap sees.
struct Run {
    /// Where it begins in the image.
    from: usize,
    /// Where in the row of patches.
    to: usize,
    length: usize,
}

impl Run {
    /// `None` outside of the image.
    fn new(shape: Shape, tap: usize, row: usize, points: usize) -> Option<Self> {
        // Taps are 0, 1, 2 for the position before, the same and the one behind.
        let (down, right) = (tap / 3, tap % 3);
        let seen = (row + down)
            .checked_sub(1)
            .filter(|seen| *seen < shape.height)?;
        let columns = shape.width - usize::from(right != 1);
        Some(Run {
            from: (seen * shape.width + usize::from(right == 2)) * points,
            to: usize::from(right == 0) * points,
            length: columns * points,
        })
    }
}
