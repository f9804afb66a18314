//! Checks that run for the theory of feature learning strength in neural networks.
//!
//! A run is decided by [`config`] and [`random`], set up by [`data`] and [`network`], moved by
//! [`flow`] and measured by [`observables`]; [`theory`] predicts it without a run. [`runs`] makes
//! whole grids of them, [`statistics`] judges them, [`sweep`] finds the curve of a grid and its
//! optimum, [`tune`] the strength to use on one's own table, [`curves`] are the pictures that must not
//! move, [`claims`] are theorems that run, and [`report`] writes all of it down. The [`prelude`] has what most programs need.
//!
//! Figures, HTML, JUnit XML and Parquet stand behind the feature `report`, what only the
//! command-line tool needs behind `cli`; both are on by default.
//!
//! ```
//! use sweetspot::observables::effective_angle;
//! use sweetspot::prelude::*;
//!
//! let streams = Streams::new(0).replicate(3);
//! let mixture = Mixture { samples: 40, dimension: 40, signal: 2.0, noise: 1.0 };
//! let data = mixture.draw(&mut streams.data())?;
//! let start = TwoLayer::init(Init::Balanced, 64, 40, &mut streams.weights()).scaled(1e-3);
//! let run = descent::Flow::new(&data, Loss::Logistic2)
//!     .stop(Stop::TrainingRisk(0.1))
//!     .record(&[0.05, 0.1])
//!     .integrate(&start)?;
//! assert_eq!(run.stopped, StopReason::Reached);
//! let omega = effective_angle(&run.end.network, &data).ok_or("no effective predictor")?;
//! assert!(omega < 0.3); // strong feature learning: aligned to the class sum
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod claims;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod config;
pub mod curves;
pub mod data;
#[cfg(feature = "faults")]
#[doc(hidden)]
pub mod faults;
#[cfg(not(feature = "faults"))]
mod faults;
pub mod flow;
pub mod math;
pub mod network;
pub mod observables;
pub mod prelude;
pub mod quantities;
pub mod random;
pub mod report;
pub mod runs;
pub mod statistics;
pub mod sweep;
pub mod theory;
pub mod tune;

/// The README's examples, as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
