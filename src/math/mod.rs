//! The ground floor: small numerics that every other room builds on, each said once.

mod bisect;
mod line;
mod matrix;
mod mean;
pub mod normal;
mod parabola;
mod vector;

pub use bisect::bisect;
pub use line::{FittedLine, curvature_weights, fitted_line, slope_weights};
pub use matrix::{column_norms, row_norms};
pub use mean::{mean, smallest};
pub use parabola::{fitted_minimum, parabola};
pub use vector::{angle, dot, largest, largest_or_nan, norm, norm_of_any_size, unit};
