//! What the products of a step cost and how exact they are: in coordinates of the points' span,
//! in Gram coordinates, and by groups of neurons.

use std::error::Error;

use faer::linalg::matmul::matmul;
use faer::linalg::solvers::SolveLstsq;
use faer::{Accum, Mat, MatRef, Par};
use sweetspot::data::Dataset;
use sweetspot::flow::Stop;
use sweetspot::flow::exact::kernels::{Pulls, dot};
use sweetspot::network::{Init, TwoLayer};
use sweetspot::random::Streams;

use crate::clock::{median, seconds};
use crate::kernels::Kernels;
use crate::outcome;
use crate::problem::{self, Problem};
use crate::say;

/// Points of the ladder of dimensions, and neurons.
const POINTS: usize = 200;
const WIDTH: usize = 256;

/// Calls between two looks at the clock.
const OFTEN: u32 = 30;

/// Rounds in which the rivals take turns.
const ROUNDS: usize = 5;

/// Measures both tables.
pub fn measure() -> Result<(), Box<dyn Error>> {
    say(&format!(
        "products of {WIDTH} neurons, n = {POINTS}: microseconds a neuron in the span and in Gram coordinates; \
         |g| of a neuron at rest over sum |r||x|"
    ))?;
    for dimension in [10, 25, 50, 100, 200, 400, 2000] {
        ladder(dimension)?;
    }
    say("products in whole runs: part of the time, and what Gram coordinates could save of it")?;
    for problem in [
        problem::mixture_draw((40, 20, 50), 1.5, 0.1, 1)?,
        problem::mixture_draw((40, 200, 50), 1.5, 0.1, 1)?,
        problem::digits(80, 48, 0.2)?,
        problem::mixture((500, 64, 1024), 1.5, 0.1)?,
    ] {
        share(&problem)?;
    }
    say("products of many neurons on few regions, one by one and by groups with the same sides")?;
    for problem in [
        problem::three_points(20_000, 1.0, Stop::TrainingRisk(1e-12))?,
        problem::mixture((8, 2, 20_000), 1.5, 0.1)?,
        problem::mixture((16, 2, 20_000), 1.5, 0.1)?,
        problem::mixture((40, 2, 20_000), 1.5, 0.1)?,
        problem::mixture((40, 2, 320), 1.5, 0.1)?,
        problem::mixture((40, 2, 1280), 1.5, 0.1)?,
        problem::mixture((40, 3, 20_000), 1.5, 0.1)?,
    ] {
        groups(&problem)?;
    }
    Ok(())
}

/// Seconds of a kernel: of many in a row, because the clock itself takes microseconds.
fn often(kernels: &mut Kernels, kernel: fn(&mut Kernels)) -> f64 {
    let many = || {
        for _ in 0..OFTEN {
            kernel(kernels);
        }
    };
    seconds(many).1 / f64::from(OFTEN)
}

/// Medians of two kernels that take turns.
fn in_turn(kernels: &mut Kernels, rivals: [fn(&mut Kernels); 2]) -> [f64; 2] {
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (times, rival) in times.iter_mut().zip(rivals) {
            times.push(often(kernels, rival));
        }
    }
    times.map(median)
}

/// Points and neurons in the positive orthant, so that all are active, and residuals of a least
/// squares fit: every g is zero, and what is found is rounding.
fn ladder(dimension: usize) -> Result<(), Box<dyn Error>> {
    let streams = Streams::new(0);
    let network = TwoLayer::init(Init::Balanced, WIDTH, dimension, &mut streams.weights());
    let positive = |network: &TwoLayer, width: usize| TwoLayer {
        weights: Mat::from_fn(dimension, width, |k, j| network.weights[(k, j)].abs()),
        outputs: network.outputs[..width].to_vec(),
    };
    let network = positive(&network, WIDTH);
    let mut stream = streams.validation();
    let other = TwoLayer::init(Init::Balanced, POINTS, dimension, &mut stream);
    let points = positive(&other, POINTS).weights.transpose().to_owned();
    let labels: Vec<f64> = (0..POINTS).map(|i| [1.0, -0.6, 0.1][i % 3]).collect();
    let data = Dataset::new(points.clone(), labels.clone())?;
    let residuals = if dimension < POINTS {
        let target = Mat::from_fn(POINTS, 1, |i, _| labels[i]);
        let fit = &points * points.qr().solve_lstsq(&target);
        (0..POINTS).map(|i| labels[i] - fit[(i, 0)]).collect()
    } else {
        labels
    };
    let mut kernels = Kernels::new(&data, &network, &residuals);
    let [span, gram] = in_turn(
        &mut kernels,
        [Kernels::pull, |kernels| drop(gram_slopes(kernels))],
    );
    let largest = |rates: &[f64]| rates.iter().fold(0.0, |most: f64, g| most.max(*g));
    let scale = kernels.sides.scale;
    let errors = if dimension < POINTS {
        let (span, gram) = (largest(&kernels.rates), largest(&gram_rates(&mut kernels)));
        format!(", at rest {:.1e} and {:.1e}", span / scale, gram / scale)
    } else {
        String::new()
    };
    let a_neuron = 1e6 / WIDTH as f64;
    say(&format!(
        "  d = {dimension}, n/d = {}: {:.2} and {:.2}, ratio {:.2}{errors}",
        POINTS as f64 / dimension as f64,
        a_neuron * span,
        a_neuron * gram,
        span / gram
    ))?;
    Ok(())
}

/// What a pull would be in Gram coordinates, w_j = w_j(0) + U c_j: rho_j and the slopes K rho_j,
/// 2 m^2 operations a neuron.
fn gram_slopes(kernels: &mut Kernels) -> Mat<f64> {
    let m = kernels.kinks.count();
    let count = kernels.pulls.choose(&kernels.neurons, &kernels.sides);
    let gram = MatRef::from_column_major_slice(&kernels.kinks.gram, m, m);
    let rho = MatRef::from_column_major_slice(&kernels.pulls.rho, m, count);
    let mut slopes = Mat::zeros(m, count);
    matmul(&mut slopes, Accum::Replace, gram, rho, 1.0, Par::Seq);
    slopes
}

/// |g_j| = (rho_j^T K rho_j)^1/2, all that is known of it in Gram coordinates.
fn gram_rates(kernels: &mut Kernels) -> Vec<f64> {
    let slopes = gram_slopes(kernels);
    let columns = kernels.pulls.rho.chunks_exact(slopes.nrows().max(1));
    let rate = |(j, rho)| dot(rho, slopes.col_as_slice(j)).max(0.0).sqrt();
    columns.enumerate().map(rate).collect()
}

fn share(problem: &Problem) -> Result<(), Box<dyn Error>> {
    let tolerance = sweetspot::flow::exact::DEFAULT_TOLERANCE;
    let mut kernels = kernels(problem);
    let run = outcome::exactly(problem, tolerance)?.ok_or("the run did not reach its stop")?;
    let evaluations = run.evaluations as f64;
    let (mut whole, mut span, mut saved) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let run = seconds(|| outcome::exactly(problem, tolerance)).1;
        let products = evaluations * often(&mut kernels, Kernels::pull);
        let gram = evaluations * often(&mut kernels, |kernels| drop(gram_slopes(kernels)));
        whole.push(run);
        span.push(products / run);
        saved.push((products - gram) / run);
    }
    say(&format!(
        "  {}: {:.0}% of {:.2} ms; Gram would save {:.0}%",
        problem.name,
        100.0 * median(span),
        1e3 * median(whole),
        100.0 * median(saved)
    ))?;
    Ok(())
}

fn groups(problem: &Problem) -> Result<(), Box<dyn Error>> {
    let mut kernels = kernels(problem);
    let pull_and_boost: fn(&mut Kernels) = |kernels| {
        kernels.pull();
        kernels.boost(1e-6);
    };
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (times, grouped) in times.iter_mut().zip([false, true]) {
            kernels.pulls = Pulls::by_groups(&kernels.neurons, grouped);
            times.push(often(&mut kernels, pull_and_boost));
        }
    }
    let [single, grouped] = times.map(median);
    say(&format!(
        "  {}: pull and boost {:.3} ms one by one, {:.3} ms by groups, ratio {:.2}",
        problem.name,
        1e3 * single,
        1e3 * grouped,
        single / grouped
    ))?;
    Ok(())
}

fn kernels(problem: &Problem) -> Kernels {
    let labels = problem.data.labels();
    Kernels::new(&problem.data, &problem.start, labels)
}
