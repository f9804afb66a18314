//! A convolution as products: the positions that each position sees, side by side ("im2col").
//!
//! Numbers of m points on an image stand channel after channel, in each position after position, in
//! each point after point; so that a shift of the image is a shift of whole runs. Patches are
//! made for some rows of the image at a time, few enough that they stay in a core's own cache until
//! the product is done with them.

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use super::Real;
use super::shape::Shape;

/// Rows of a matrix of patches: more make products slower (by a third at 2048).
const MOST_ROWS: usize = 512;

/// Rows of an image whose patches are made together.
pub(super) fn bands(shape: Shape, points: usize) -> impl DoubleEndedIterator<Item = Range<usize>> {
    let each = rows_of_band(shape, points);
    let begins = (0..shape.height).step_by(each);
    begins.map(move |from| from..shape.height.min(from + each))
}

/// The rows of an image in a band but the last.
pub(super) fn rows_of_band(shape: Shape, points: usize) -> usize {
    (MOST_ROWS / (shape.width * points)).clamp(1, shape.height)
}

/// Writes what every position of some rows sees, with zeros outside of the image: a matrix of
/// (positions and points) x (taps and channels), column by column.
pub(super) fn see<T: Real>(
    patches: &mut [T],
    image: &[T],
    shape: Shape,
    points: usize,
    rows: Range<usize>,
) {
    let (line, channel) = (shape.width * points, shape.positions() * points);
    let columns = patches.chunks_exact_mut(rows.len() * line);
    for (k, patch) in columns.enumerate() {
        let image = &image[(k % shape.channels) * channel..][..channel];
        for (row, to) in rows.clone().zip(patch.chunks_exact_mut(line)) {
            match Run::new(shape, k / shape.channels, row, points) {
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

/// The adjoint: adds what the patches of some rows pull to the pulls on every position.
pub(super) fn gather<T: Real>(
    image: &mut [T],
    patches: &[T],
    shape: Shape,
    points: usize,
    rows: Range<usize>,
) {
    Arch::new().dispatch(Gather {
        image,
        patches,
        shape,
        points,
        rows,
    });
}

struct Gather<'a, T> {
    image: &'a mut [T],
    patches: &'a [T],
    shape: Shape,
    points: usize,
    rows: Range<usize>,
}

impl<T: Real> WithSimd for Gather<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let (shape, points) = (self.shape, self.points);
        let (line, channel) = (shape.width * points, shape.positions() * points);
        let columns = self.patches.chunks_exact(self.rows.len() * line);
        for (k, patch) in columns.enumerate() {
            let image = &mut self.image[(k % shape.channels) * channel..][..channel];
            for (row, from) in self.rows.clone().zip(patch.chunks_exact(line)) {
                let Some(run) = Run::new(shape, k / shape.channels, row, points) else {
                    continue;
                };
                let to = image[run.from..][..run.length].iter_mut();
                to.zip(&from[run.to..]).for_each(|(to, from)| *to += *from);
            }
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
    #[inline(always)]
    fn new(shape: Shape, tap: usize, row: usize, points: usize) -> Option<Self> {
        // Taps are 0, 1, 2 for the position before, the same and the one behind.
        let (down, right) = (tap / 3, tap % 3);
        let seen = (row + down).checked_sub(1)?;
        let columns = shape.width - usize::from(right != 1);
        (seen < shape.height).then(|| Run {
            from: (seen * shape.width + usize::from(right == 2)) * points,
            to: usize::from(right == 0) * points,
            length: columns * points,
        })
    }
}
