//! The one model of a figure ([`Chart`]), drawn as SVG here and nowhere else.

mod axes;
mod canvas;
mod cells;
mod frame;
mod label;
mod layout;
mod legend;
mod marker;
mod model;
mod palette;
mod plot;
mod scale;
mod viridis;

pub use model::{
    Axis, Band, Border, Cells, Chart, Counts, Guide, Line, Mark, Place, Plot, Ring, Series, Spread,
};
pub(in crate::report) use palette::style_sheet;
pub use scale::Scale;
