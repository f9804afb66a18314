//! Sweeps: a grid of runs, their curve and its optimum.

mod record;

pub use record::{Curve, CurvePoint, Optimum, RunKey, RunRecord, UTest, Verdict};
