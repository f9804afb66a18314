//! Draws docs/exact-flow.svg from a run: the weights of a few neurons in the plane, across some
//! kinks and along others.
//!
//!     cargo run --release --example exact_flow_figure

use std::error::Error;
use std::fmt::Write;
use std::path::Path;

use sweetspot::data::{Dataset, Mixture};
use sweetspot::flow::{Event, EventKind, Solution, Stop, exact};
use sweetspot::network::{Init, Loss, TwoLayer};
use sweetspot::random::Streams;
use sweetspot::report::write_atomically;

/// Neurons, and points with their kinks.
const NEURONS: usize = 9;
const POINTS: usize = 5;

/// The draw: one with slides that are long enough to be seen.
const DRAW: u64 = 49;

/// When the run ends, and at how many times its paths are drawn.
const END: f64 = 2.0;
const TIMES: usize = 400;

/// Sides of the figure, in pixels; below are two lines of text.
const SIZE: f64 = 560.0;
const TEXT: f64 = 46.0;

/// Weights to pixels.
struct Frame {
    scale: f64,
}

impl Frame {
    fn at(&self, w: [f64; 2]) -> (f64, f64) {
        let half = 0.5 * SIZE;
        (half + self.scale * w[0], half - self.scale * w[1])
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let streams = Streams::new(DRAW);
    let law = Mixture {
        samples: POINTS,
        dimension: 2,
        signal: 1.0,
        noise: 1.0,
    };
    let data = law.draw(&mut streams.data())?;
    let mut stream = streams.weights();
    let start = TwoLayer::init(Init::Balanced, NEURONS, 2, &mut stream).scaled(0.3);
    let times: Vec<f64> = (0..=TIMES).map(|k| END * k as f64 / TIMES as f64).collect();
    let run = exact::Flow::new(&data, Loss::Logistic2)
        .stop(Stop::Time(END))
        .record(&times)
        .events(true)
        .integrate(&start)?;
    let figure = draw(&data, &start, &run)?;
    write_atomically(Path::new("docs/exact-flow.svg"), figure.as_bytes())?;
    Ok(())
}

fn draw(data: &Dataset, start: &TwoLayer, run: &Solution) -> Result<String, Box<dyn Error>> {
    let ends = run.states.iter().map(|s| s.network.weights.norm_max());
    let largest = ends.fold(0.0, f64::max);
    let frame = Frame {
        scale: 0.45 * SIZE / largest,
    };
    let mut svg = String::new();
    let height = SIZE + TEXT;
    write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {SIZE} {height}\" width=\"{SIZE}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <title>Paths of nine neurons in the plane under the exact flow</title>\n\
         <style>text{{fill:#222}}.k{{stroke:#888;stroke-dasharray:5 4}}.bg{{fill:#fff}}@media (prefers-color-scheme: dark){{text{{fill:#ddd}}.k{{stroke:#777}}.bg{{fill:#111}}}}</style>\n\
         <rect class=\"bg\" width=\"{SIZE}\" height=\"{height}\"/>\n"
    )?;
    for i in 0..data.samples() {
        kink(&mut svg, &frame, data, i, largest)?;
    }
    for j in 0..NEURONS {
        let color = if start.outputs[j] > 0.0 {
            "#d55e00"
        } else {
            "#0072b2"
        };
        path(&mut svg, &frame, run, j, (0.0, END), (color, "1.8", "1"))?;
        let (x, y) = frame.at(weights(start, j));
        writeln!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{color}\"/>"
        )?;
        for span in slides(&run.events, j) {
            path(&mut svg, &frame, run, j, span, ("#009e73", "5", "0.55"))?;
        }
    }
    let (first, second) = (SIZE + 18.0, SIZE + 36.0);
    writeln!(
        svg,
        "<text x=\"12\" y=\"{first}\">Weights w_j of nine neurons from their start (dots): v_j &gt; 0 orange, v_j &lt; 0 blue.</text>\n\
         <text x=\"12\" y=\"{second}\">Dashed: the kinks of five points. Green: where a neuron slides along one.</text>\n</svg>"
    )?;
    Ok(svg)
}

/// The line <w, x_i> = 0, with its name near the edge.
fn kink(
    svg: &mut String,
    frame: &Frame,
    data: &Dataset,
    i: usize,
    largest: f64,
) -> Result<(), Box<dyn Error>> {
    let x = [data.points()[(i, 0)], data.points()[(i, 1)]];
    let most = x[0].abs().max(x[1].abs());
    let along = [-x[1] / most, x[0] / most].map(|part| 1.1 * largest * part);
    let (x1, y1) = frame.at(along);
    let (x2, y2) = frame.at(along.map(|part| -part));
    let (x, y) = frame.at(along.map(|part| 0.93 * part));
    writeln!(
        svg,
        "<line class=\"k\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>\n\
         <text x=\"{:.1}\" y=\"{:.1}\">kink {i}</text>",
        x.clamp(4.0, SIZE - 44.0),
        y.clamp(14.0, SIZE - 6.0)
    )?;
    Ok(())
}

/// The path of neuron j between two times.
fn path(
    svg: &mut String,
    frame: &Frame,
    run: &Solution,
    j: usize,
    (from, to): (f64, f64),
    (color, width, opacity): (&str, &str, &str),
) -> Result<(), Box<dyn Error>> {
    let states = run.states.iter();
    let mut points = String::new();
    for state in states.filter(|s| s.time >= from && s.time <= to) {
        let (x, y) = frame.at(weights(&state.network, j));
        let command = if points.is_empty() { 'M' } else { 'L' };
        write!(points, "{command}{x:.1} {y:.1} ")?;
    }
    writeln!(
        svg,
        "<path d=\"{}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"{width}\" stroke-opacity=\"{opacity}\"/>",
        points.trim_end()
    )?;
    Ok(())
}

/// From when to when a neuron slides, kink by kink.
fn slides(events: &[Event], neuron: usize) -> Vec<(f64, f64)> {
    let own = events.iter().filter(|event| event.neuron == neuron);
    let begun = own.clone().filter(|event| event.kind == EventKind::Slide);
    begun
        .map(|slide| {
            let mut later = own.clone().filter(|event| event.time >= slide.time);
            let end = later.find(|e| e.kind == EventKind::Release && e.kink == slide.kink);
            (slide.time, end.map_or(END, |event| event.time))
        })
        .collect()
}

fn weights(network: &TwoLayer, j: usize) -> [f64; 2] {
    [network.weights[(0, j)], network.weights[(1, j)]]
}
