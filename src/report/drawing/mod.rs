//! What figures are drawn with: a canvas, axes, markers, a legend, colours.

pub(in crate::report) mod axis;
pub(in crate::report) mod canvas;
pub(in crate::report) mod legend;
pub(in crate::report) mod marker;
pub(in crate::report) mod palette;
