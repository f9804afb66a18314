//! The adaptive Runge-Kutta pair: how right it is, where it stops, what it counts.

mod accuracy;
mod lazy;
mod problem;
mod stops;
