//! What most programs need: `use sweetspot::prelude::*;`.

pub use faer::Mat;

pub use crate::config::Config;
pub use crate::data::{Dataset, Mixture, Problem};
pub use crate::flow::{Stop, StopReason, descent, exact, runge_kutta};
pub use crate::network::{Diagonal, Init, Linear, Loss, TwoLayer};
pub use crate::random::Streams;
pub use crate::runs::{Plan, Request, Rows, Store, Workers};
pub use crate::sweep::{Curve, sweep};
