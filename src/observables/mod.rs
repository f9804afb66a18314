//! Functions of states: what is measured of a network, never inside a solver.

mod summary;

pub use summary::Summary;
