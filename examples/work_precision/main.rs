//! Measures the exact flow against gradient descent and Runge-Kutta: the figures of
//! docs/performance.md.
//!
//!     cargo run --release --example work_precision -- figure   # docs/work-precision*.{csv,svg}
//!     cargo run --release --example work_precision -- redraw   # the same figures of the same table
//!     cargo run --release --example work_precision -- euler    # against a tight Euler loop
//!     cargo run --release --example work_precision -- coordinates   # the products of a step
//!     cargo run --release --example work_precision -- large    # the runs that took minutes or hours

mod clock;
mod contest;
mod coordinates;
mod euler;
mod figure;
#[path = "../../benches/common/kernels.rs"]
mod kernels;
mod large;
mod outcome;
mod problem;

use std::error::Error;
use std::io::Write;

fn main() -> Result<(), Box<dyn Error>> {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let of = |name: &str| asked.get(1).is_none_or(|only| only == name);
    match asked.first().map(String::as_str) {
        Some("figure") => figure::draw(),
        Some("redraw") => figure::redraw(),
        Some("euler") => contest::hold(of),
        Some("coordinates") => coordinates::measure(),
        Some("large") => large::run(of),
        _ => Err("say what to measure: figure, redraw, euler, coordinates or large".into()),
    }
}

/// Writes a line to standard output at once: some of the measurements take minutes.
fn say(line: &str) -> Result<(), std::io::Error> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}
