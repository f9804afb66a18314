//! The exact gradient flow of a two-layer ReLU network, from event to event.
//!
//! Between kinks and for constant residuals every neuron moves by a Lorentz boost,
//! in closed form (`boost`); where it meets the hyperplanes of the data it crosses
//! them or slides along them (`decide`); the residuals' change is followed by
//! two boosts a step (`course`, `stepper`). So the only error is that of the residuals
//! along a step, and the tolerance bounds it as an error of f.

mod advance;
mod bits;
mod boost;
pub(crate) mod box_least_squares;
mod contact;
mod course;
mod decide;
mod flow;
mod halt;
mod held;
mod kernel;
#[doc(hidden)]
pub mod kernels;
mod kinks;
mod mover;
mod neurons;
mod output;
mod pulls;
mod refresh;
mod relaxation;
mod stepper;
mod strips;
#[cfg(test)]
mod tests;

pub use flow::{DEFAULT_TOLERANCE, Exact, Flow};
