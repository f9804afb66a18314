//! The shape of points that are images.

/// The shape of an image. The coordinates of a point stand in the order row, column, channel, the
/// last index fastest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Image {
    /// Rows of pixels.
    pub height: usize,
    /// Columns of pixels.
    pub width: usize,
    /// Numbers a pixel.
    pub channels: usize,
}

impl Image {
    /// The coordinates of a point.
    pub fn dimension(self) -> usize {
        self.height * self.width * self.channels
    }
}
