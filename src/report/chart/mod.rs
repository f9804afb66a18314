//! The one model of a figure ([`Chart`]), drawn as SVG here and nowhere else.

mod axes;
mod canvas;
mod cells;
mod layout;
mod legend;
mod marker;
mod model;
mod palette;
mod plot;
mod scale;

pub(in crate::report) use model::heights;
pub use model::{Axis, Cells, Chart, Guide, Line, Optimum, Place, Plot, Series, Spread};
pub(in crate::report) use palette::style_sheet;
pub use scale::Scale;
