//! A claim's figure, measured.

use sweetspot::claims::{Figure, FigureSeries};
use sweetspot::report::panel_figure;

use crate::svg::{Element, elements};
use crate::verification::exponent;

const BLUE: &str = "#0072B2";
const VERMILION: &str = "#D55E00";

fn drawn(panel: &Figure) -> Vec<Element> {
    elements(&panel_figure(panel, "a claim").unwrap().svg())
}

fn panel(points: Vec<(f64, f64, Option<[f64; 2]>)>) -> Figure {
    Figure {
        series: vec![FigureSeries {
            name: "measured".to_string(),
            line: false,
            points,
        }],
        ..exponent().figure.unwrap()
    }
}

/// The markers of the first series, the one in the legend left out.
fn discs(all: &[Element]) -> Vec<(f64, f64)> {
    let discs = all
        .iter()
        .filter(|one| one.name == "circle" && one.get("fill") == BLUE);
    discs.skip(1).flat_map(Element::points).collect()
}

#[test]
fn measured_points_are_markers_and_predictions_a_line() {
    let all = drawn(&exponent().figure.unwrap());
    let markers = discs(&all);
    assert_eq!(markers.len(), 5);
    let line = |colour: &str, corners: usize| {
        let lines = all
            .iter()
            .filter(|one| one.name == "polyline" && one.get("stroke") == colour);
        lines.filter(|one| one.points().len() == corners).count()
    };
    // A sample in the legend and the line itself; an error bar has six corners.
    assert_eq!((line(VERMILION, 2), line(BLUE, 6)), (2, 5));
    // A power law is straight on two logarithmic axes.
    let slope = |k: usize| (markers[k + 1].1 - markers[k].1) / (markers[k + 1].0 - markers[k].0);
    assert!(
        (0..4).all(|k| (slope(k) / slope(0) - 1.0).abs() < 0.01),
        "{markers:?}"
    );
}

#[test]
fn every_marker_lies_on_its_error_bar() {
    let all = drawn(&exponent().figure.unwrap());
    let bars = all
        .iter()
        .filter(|one| one.name == "polyline" && one.points().len() == 6);
    for (bar, (x, y)) in bars.zip(discs(&all)) {
        let [.., low, high, _, _] = bar.points()[..] else {
            panic!()
        };
        assert!(low.0 == x && high.1 < y && y < low.1);
    }
}

#[test]
fn the_legend_and_the_axis_label_are_above_all_data() {
    let all = drawn(&exponent().figure.unwrap());
    let top = discs(&all)
        .iter()
        .map(|at| at.1)
        .fold(f64::INFINITY, f64::min);
    for text in ["measured", "slope -2", "relative weight change (log scale)"] {
        let found = all.iter().find(|one| one.text == text).unwrap();
        assert!(found.number("y") + 10.0 < top, "{text}");
    }
}

#[test]
fn what_is_not_above_zero_is_shown_on_the_floor_of_a_logarithmic_axis() {
    let all = drawn(&panel(vec![
        (1.0, 0.5, None),
        (2.0, -3.0, None),
        (3.0, 0.0, None),
    ]));
    let markers = discs(&all);
    assert_eq!(markers[1].1, markers[2].1);
    let tick = all.iter().find(|one| one.text == "≤ 0").unwrap();
    assert_eq!(tick.number("y"), markers[1].1);
    assert!(markers[0].1 < markers[1].1);
}

#[test]
fn a_long_label_goes_on_in_a_second_line_that_a_phone_can_show() {
    let mut long = exponent().figure.unwrap();
    long.x_label = "one formula of many words".to_string();
    long.y_label = format!("{} over {}", long.x_label, [&*long.x_label; 2].join(" + "));
    let all = drawn(&long);
    let label: Vec<&Element> = all
        .iter()
        .filter(|one| one.text.contains("words") || one.text.contains("log scale"))
        .collect();
    assert_eq!(label.len(), 3, "two lines upwards, one across");
    assert_eq!(
        format!("{} {}", label[0].text, label[1].text),
        format!("{} (log scale)", long.y_label)
    );
    // 294 pixels is the width of a card on a phone of 360.
    let shown = 294.0 / all[0].number("width");
    for line in label {
        assert!(line.number("font-size") * shown > 9.0, "{}", line.text);
    }
}

#[test]
fn nothing_leaves_the_picture() {
    let long = "a label that goes on and on and on and on and on and on and on and on and on";
    let mut odd = panel(vec![
        (1e-300, 1e-9, Some([-1.0, 1e9])),
        (1e300, 2e-9, Some([f64::NAN, 1.0])),
        (f64::NAN, 1.0, None),
        (1.0, f64::INFINITY, None),
    ]);
    odd.x_label = long.to_string();
    odd.y_label = long.to_string();
    odd.series[0].name = long.to_string();
    let mut even = odd.clone();
    (even.x_log, even.y_log) = (false, false);
    let mut below = panel(vec![(-1.0, -2.0, None)]);
    below.series[0].line = true;
    for panel in [odd, even, below] {
        let all = drawn(&panel);
        let (width, height) = (all[0].number("width"), all[0].number("height"));
        for element in &all {
            for (x, y) in element.points() {
                let inside = (0.0..=width).contains(&x) && (0.0..=height).contains(&y);
                assert!(inside, "{} at {x}, {y}", element.name);
            }
            if element.name == "text" {
                let length =
                    0.53 * element.number("font-size") * element.text.chars().count() as f64;
                assert!(length <= width, "{}", element.text);
            }
        }
        assert!(discs(&all).len() <= 2 && !discs(&all).is_empty());
    }
}

#[test]
fn nothing_to_draw_is_refused() {
    let empty = panel(vec![(f64::NAN, 1.0, None)]);
    assert!(panel_figure(&empty, "").is_none());
}
