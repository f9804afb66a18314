//! What a layer's input or output looks like.

use thiserror::Error;

/// Channels at the positions of a grid; one position where there is no image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Rows of positions.
    pub height: usize,
    /// Columns of positions.
    pub width: usize,
    /// Numbers at every position.
    pub channels: usize,
}

impl Shape {
    /// A list of numbers.
    pub fn flat(numbers: usize) -> Self {
        Shape {
            height: 1,
            width: 1,
            channels: numbers,
        }
    }

    /// Number of positions.
    pub fn positions(self) -> usize {
        self.height * self.width
    }

    /// Number of numbers.
    pub fn size(self) -> usize {
        self.positions() * self.channels
    }
}

/// What an architecture cannot be: the messages say it.
#[allow(missing_docs)]
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ShapeError {
    #[error("the input has no numbers")]
    NoInput,
    #[error("block {place} has a width of 0; at least 1 is allowed")]
    NoWidth { place: usize },
    #[error("there are no outputs; at least 1 is allowed")]
    NoOutput,
    #[error(
        "block {place} pools an image of {height} x {width} positions; at least 2 x 2 are needed"
    )]
    TooSmallToPool {
        place: usize,
        height: usize,
        width: usize,
    },
    #[error(
        "after the blocks an image of {height} x {width} positions is left, where the head needs a \
         list of numbers: end with \"mean\" or \"flatten\""
    )]
    NotFlat { height: usize, width: usize },
}
