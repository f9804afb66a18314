//! Ways to follow the gradient flow of the SUM loss, `dtheta/dt = -grad sum_i l(y_i, f(x_i))`.
//!
//! Every method is a plain struct behind the same builder: what to follow, when to
//! stop, what to record. A flow returns states; observables are computed from them
//! afterwards.

mod controller;
pub mod descent;
pub mod diagonal;
mod dip;
mod dormand_prince;
mod driver;
mod error;
pub mod exact;
mod field;
mod follow;
mod gauge;
mod learning_rate;
mod locate;
mod pass;
pub mod runge_kutta;
mod setting;
mod silent;
mod solution;
mod stop;

pub use error::FlowError;
pub use follow::follow;
pub use learning_rate::{LearningRateEdge, fastest_step, largest_learning_rate};
pub use pass::Following;
pub use runge_kutta::RungeKutta;
pub use setting::Flow;
pub use solution::{Cost, Event, EventKind, Solution, State, StopReason};
pub use stop::Stop;
