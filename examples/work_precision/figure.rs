//! Work against precision of the three methods: docs/work-precision.csv and two figures of it.

use std::error::Error;
use std::path::Path;

use sweetspot::flow::Stop;
use sweetspot::report::chart::{Axis, Chart, Line, Place, Plot, Scale, Series};
use sweetspot::report::write_atomically;

use crate::clock::seconds;
use crate::euler::{Coordinates, Euler};
use crate::outcome::{self, Ending, Outcome};
use crate::problem::{self, Problem};
use crate::say;

const TABLE: &str = "docs/work-precision.csv";

const METHODS: [&str; 3] = ["exact", "Runge-Kutta (Dormand-Prince)", "gradient descent"];

/// Tolerance of the reference.
const REFERENCE: f64 = 1e-9;

/// Steps after which a run is given up and left out.
const MOST_STEPS: u64 = 60_000;

/// Halvings of the step of descent.
const MOST_HALVINGS: u32 = 9;

/// The problems and their short titles.
fn problems() -> Result<Vec<(&'static str, Problem)>, Box<dyn Error>> {
    let mixture = |alpha| problem::mixture((40, 20, 50), 1.5, alpha);
    Ok(vec![
        ("Mixture, α = 0.1", mixture(0.1)?),
        (
            "Separable, α = 0.01 (no slides)",
            problem::separable((40, 40, 64), 1e-2)?,
        ),
        ("Digits, n = 80, α = 0.2", problem::digits(80, 48, 0.2)?),
        (
            "Three points, squared loss",
            problem::three_points(100, 1.0, Stop::TrainingRisk(1e-3))?,
        ),
        ("Mixture, α = 10⁻⁶", mixture(1e-6)?),
        ("Mixture, α = 3 (lazy)", mixture(3.0)?),
    ])
}

/// One run of one method.
struct Measurement {
    method: usize,
    setting: String,
    angle: f64,
    time_error: f64,
    evaluations: u64,
    seconds: f64,
}

/// Measures and draws.
pub fn draw() -> Result<(), Box<dyn Error>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record([
        "problem",
        "method",
        "setting",
        "direction_error",
        "stopping_time_error",
        "evaluations",
        "seconds",
    ])?;
    for (_, problem) in problems()? {
        say(&problem.name)?;
        let found = measure(&problem)?;
        for one in &found {
            table.write_record([
                problem.name.clone(),
                METHODS[one.method].to_string(),
                one.setting.clone(),
                format!("{:.2e}", one.angle),
                format!("{:.2e}", one.time_error),
                one.evaluations.to_string(),
                format!("{:.2e}", one.seconds),
            ])?;
        }
    }
    write_atomically(Path::new(TABLE), &table.into_inner()?)?;
    redraw()
}

/// Draws the figures from the table that is there.
pub fn redraw() -> Result<(), Box<dyn Error>> {
    let rows: Vec<csv::StringRecord> = csv::Reader::from_path(TABLE)?
        .records()
        .collect::<Result<_, _>>()?;
    figure("work-precision", "evaluations", 5, &rows)?;
    figure("work-precision-time", "seconds", 6, &rows)
}

/// The figure of a column of work.
fn figure(
    name: &str,
    work: &str,
    column: usize,
    rows: &[csv::StringRecord],
) -> Result<(), Box<dyn Error>> {
    let point = |row: &csv::StringRecord| -> Result<(f64, f64), Box<dyn Error>> {
        Ok((row[column].parse()?, row[3].parse()?))
    };
    let all: Vec<(f64, f64)> = rows.iter().map(point).collect::<Result<_, _>>()?;
    let (across, upwards): (Vec<f64>, Vec<f64>) = all.iter().copied().unzip();
    // The same axes everywhere: lines can be compared across the plots.
    let axes = (Scale::logarithmic(&across), Scale::logarithmic(&upwards));
    let place = |(x, y)| Place {
        x,
        y,
        interval: None,
    };
    let series = |problem: &str, index: usize| {
        let own = rows.iter().zip(&all);
        let own = own.filter(|(row, _)| &row[0] == problem && &row[1] == METHODS[index]);
        Series {
            label: METHODS[index].to_string(),
            index,
            line: Some(Line::Solid),
            markers: true,
            stretches: vec![own.map(|(_, point)| place(*point)).collect()],
            ..Series::default()
        }
    };
    let plot = |(title, problem): (&str, Problem)| Plot {
        title: title.to_string(),
        across: Axis::new(work, axes.0),
        upwards: Axis::new("angle to the truth", axes.1),
        series: (0..METHODS.len())
            .map(|index| series(&problem.name, index))
            .collect(),
        height: 210.0,
        ..Plot::default()
    };
    let title = format!("Error of the effective predictor's direction against {work}");
    let chart = Chart {
        columns: 2,
        ..Chart::new(title, problems()?.into_iter().map(plot).collect())
    };
    let path = format!("docs/{name}.svg");
    write_atomically(Path::new(&path), chart.svg().as_bytes())?;
    Ok(())
}

fn measure(problem: &Problem) -> Result<Vec<Measurement>, Box<dyn Error>> {
    let reference =
        outcome::exactly(problem, REFERENCE)?.ok_or("the reference did not reach its stop")?;
    cross_check(problem, &reference)?;
    let mut found = Vec::new();
    for k in 1..=6 {
        let tolerance = libm::exp10(-f64::from(k));
        let run = || outcome::exactly(problem, tolerance);
        add(&mut found, 0, format!("{tolerance:.0e}"), &reference, run)?;
    }
    for k in 1..=7 {
        let tolerance = libm::exp10(-f64::from(k));
        let run = || outcome::runge_kutta(problem, tolerance, MOST_STEPS);
        if !add(&mut found, 1, format!("{tolerance:.0e}"), &reference, run)? {
            break;
        }
    }
    for halvings in 0..=MOST_HALVINGS {
        let run = || outcome::descent(problem, halvings, MOST_STEPS);
        let setting = format!("step / {}", 1 << halvings);
        if !add(&mut found, 2, setting, &reference, run)? {
            break;
        }
    }
    Ok(found)
}

/// Adds a run; false if it did not reach its stop.
fn add(
    found: &mut Vec<Measurement>,
    method: usize,
    setting: String,
    reference: &Outcome,
    run: impl Fn() -> Ending,
) -> Result<bool, Box<dyn Error>> {
    let (ending, seconds) = seconds(run);
    let name = METHODS[method];
    let Some(end) = ending? else {
        say(&format!("  {name} {setting}: not reached"))?;
        return Ok(false);
    };
    let (angle, time_error) = (end.angle_to(reference), end.time_from(reference));
    say(&format!(
        "  {name} {setting}: {} evaluations, {} slides, angle {angle:.2e}, time {time_error:.2e}, {seconds:.5} s",
        end.evaluations, end.slides
    ))?;
    found.push(Measurement {
        method,
        setting,
        angle,
        time_error,
        evaluations: end.evaluations,
        seconds,
    });
    Ok(true)
}

/// The reference against an Euler loop of its own, extrapolated from two steps.
fn cross_check(problem: &Problem, reference: &Outcome) -> Result<(), Box<dyn Error>> {
    let run = |steps: u64| {
        let step = reference.time / steps as f64;
        Euler::new(problem, Coordinates::Features, step).run(2 * steps)
    };
    let (Some(coarse), Some(fine)) = (run(20_000), run(40_000)) else {
        return say("  Euler did not reach its stop").map_err(Into::into);
    };
    let limit = coarse.extrapolated(&fine);
    say(&format!(
        "  reference against extrapolated Euler: angle {:.1e}, time {:.1e} ({} slides)",
        limit.angle_to(reference),
        limit.time_from(reference),
        reference.slides
    ))?;
    Ok(())
}
