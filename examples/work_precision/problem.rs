//! The problems that are measured.

use std::error::Error;

use sweetspot::config::{
    DataConfig, DigitsConfig, MixtureConfig, SeparableConfig, ThreePointsConfig,
};
use sweetspot::data::{Dataset, Mixture, Problem as Drawn};
use sweetspot::flow::Stop;
use sweetspot::network::{Init, Loss, TwoLayer};
use sweetspot::random::Streams;

/// A flow from its start to its stop.
pub struct Problem {
    pub name: String,
    pub data: Dataset,
    pub loss: Loss,
    pub start: TwoLayer,
    pub stop: Stop,
}

/// A mixture with noise 1, first draw.
pub fn mixture(
    sizes: (usize, usize, usize),
    signal: f64,
    alpha: f64,
) -> Result<Problem, Box<dyn Error>> {
    mixture_draw(sizes, signal, alpha, 0)
}

/// A draw of a mixture with noise 1.
pub fn mixture_draw(
    (samples, dimension, width): (usize, usize, usize),
    signal: f64,
    alpha: f64,
    draw: u64,
) -> Result<Problem, Box<dyn Error>> {
    let law = Mixture {
        samples,
        dimension,
        signal,
        noise: 1.0,
    };
    let streams = streams().replicate(draw);
    let data = law.draw(&mut streams.data())?;
    let mut name = format!("mixture n={samples} d={dimension} h={width} alpha={alpha:?}");
    if draw > 0 {
        name += &format!(", draw {draw}");
    }
    Ok(classification(name, data, width, alpha, &streams))
}

/// An orthogonally separable set of the mixture, noise scaled down.
pub fn separable(
    (samples, dimension, width): (usize, usize, usize),
    alpha: f64,
) -> Result<Problem, Box<dyn Error>> {
    let config = DataConfig::from(SeparableConfig {
        mixture: MixtureConfig {
            samples,
            dimension,
            ..Default::default()
        },
        ..Default::default()
    });
    let data = Drawn::draw(&config, Loss::Logistic2, &streams())?.training;
    let name =
        format!("orthogonally separable n={samples} d={dimension} h={width} alpha={alpha:?}");
    Ok(classification(name, data, width, alpha, &streams()))
}

/// Handwritten digits, even against odd.
pub fn digits(samples: usize, width: usize, alpha: f64) -> Result<Problem, Box<dyn Error>> {
    let config = DataConfig::from(DigitsConfig {
        samples,
        ..Default::default()
    });
    let data = Drawn::draw(&config, Loss::Logistic2, &streams())?.training;
    let name = format!(
        "digits n={samples} d={} h={width} alpha={alpha:?}",
        data.dimension()
    );
    Ok(classification(name, data, width, alpha, &streams()))
}

/// The three points of Boursier and Flammarion (2025) with squared loss. As there, weights
/// have the standard deviation scale / sqrt(width).
pub fn three_points(width: usize, scale: f64, stop: Stop) -> Result<Problem, Box<dyn Error>> {
    let config = DataConfig::from(ThreePointsConfig::default());
    let data = Drawn::draw(&config, Loss::Squared, &streams())?.training;
    let alpha = scale * (data.dimension() as f64 / width as f64).sqrt();
    Ok(Problem {
        name: format!("three points h={width} scale={scale:?}"),
        start: start(width, data.dimension(), alpha, &streams()),
        loss: Loss::Squared,
        data,
        stop,
    })
}

fn classification(
    name: String,
    data: Dataset,
    width: usize,
    alpha: f64,
    streams: &Streams,
) -> Problem {
    Problem {
        name,
        start: start(width, data.dimension(), alpha, streams),
        loss: Loss::Logistic2,
        data,
        stop: Stop::TrainingRisk(0.1),
    }
}

fn start(width: usize, dimension: usize, alpha: f64, streams: &Streams) -> TwoLayer {
    TwoLayer::init(Init::Balanced, width, dimension, &mut streams.weights()).scaled(alpha)
}

fn streams() -> Streams {
    Streams::new(0).replicate(0)
}
