//! Draws the README's figures from nothing: the sweet spot on the mixture and on digits, from
//! the plain and from the antisymmetric start.
//!
//!     cargo run --release --example readme_figures

use std::error::Error;
use std::path::Path;

use sweetspot::config::{Config, Init, NetworkKind};
use sweetspot::report::{curve_figure, curve_table, write_atomically};
use sweetspot::runs::{Plan, Workers};
use sweetspot::sweep::{Curve, sweep};

fn main() -> Result<(), Box<dyn Error>> {
    let mixture = Config::default();
    let digits = Config::load(Some(Path::new("examples/digits.toml")), &[])?;
    draw(
        mixture,
        "Gaussian mixture, n = 40, d = 40, SNR 2, width 64",
        Path::new("docs/sweet-spot-mixture.svg"),
    )?;
    draw(
        digits,
        "Handwritten digits, even or odd, n = 100, width 64",
        Path::new("docs/sweet-spot-digits.svg"),
    )
}

/// Sweeps a configuration from both starts and draws the two curves into one figure.
fn draw(config: Config, title: &str, path: &Path) -> Result<(), Box<dyn Error>> {
    let balanced = curve(&config, Init::Balanced)?;
    let antisymmetric = curve(&config, Init::Antisymmetric)?;
    let curves = [
        ("balanced start", &balanced),
        ("antisymmetric start (f = 0)", &antisymmetric),
    ];
    let figure = curve_figure(&curves, Some(title))?;
    write_atomically(path, figure.svg().as_bytes())?;
    Ok(())
}

fn curve(config: &Config, init: Init) -> Result<Curve, Box<dyn Error>> {
    let mut config = config.clone();
    if let NetworkKind::TwoLayer(network) = &mut config.network.kind {
        network.start = init.into();
    }
    let found = sweep(&Plan::of_sweep(&config), &Workers::default(), None)?;
    let curve = found.curves.into_iter().next().ok_or("the grid is empty")?;
    eprintln!("{init:?}\n{}", curve_table(&curve));
    Ok(curve)
}
