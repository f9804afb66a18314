//! The ground floor: small numerics that every other room builds on, each said once.

mod bisect;
pub mod elementary;
mod line;
pub mod normal;
mod parabola;
mod shown;
mod vector;
pub(crate) mod written;

pub use bisect::bisect;
pub use line::{FittedLine, curvature_weights, fitted_line, slope_weights};
pub use parabola::{fitted_minimum, parabola};
pub(crate) use shown::{in_full, list_in_full, short};
pub use vector::{
    angle, column_norms, dot, largest, largest_or_nan, mean, multiply, norm, norm_of_any_size,
    refill, row_norms, smallest, unit,
};
