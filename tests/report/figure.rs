//! The figure, measured: what is drawn, where, and in which colours.

use proptest::prelude::*;
use sweetspot::report::{ReportError, curve_figure, curve_table, dip_figure};
use sweetspot::sweep::Curve;

use crate::fixtures::{antisymmetric, balanced, curve, point};
use crate::svg::{Element, elements};

const BLUE: &str = "#0072B2";
const VERMILION: &str = "#D55E00";

fn figure(curves: &[(&str, &Curve)]) -> String {
    curve_figure(curves, None).unwrap().svg()
}

/// Error bars are the only strokes of six corners and this width.
fn error_bars<'a>(all: &'a [Element], colour: &str) -> Vec<&'a Element> {
    let is_bar = |one: &&Element| {
        one.name == "polyline"
            && one.get("stroke") == colour
            && one.get("stroke-width") == "1.75"
            && one.points().len() == 6
    };
    all.iter().filter(is_bar).collect()
}

/// The lines through the means, the sample in the legend left out.
fn lines<'a>(all: &'a [Element], colour: &str) -> Vec<&'a Element> {
    let is_line = |one: &&Element| {
        one.name == "polyline" && one.get("stroke") == colour && one.get("stroke-width") == "2.5"
    };
    all.iter().filter(is_line).skip(1).collect()
}

fn texts(all: &[Element]) -> Vec<&str> {
    let texts = all.iter().filter(|one| one.name == "text");
    texts.map(|one| one.text.as_str()).collect()
}

fn rings(all: &[Element]) -> Vec<&Element> {
    let is_ring = |one: &&Element| one.name == "circle" && one.get("fill") == "none";
    all.iter().filter(is_ring).collect()
}

fn all_inside(svg: &str) -> Result<(), String> {
    let all = elements(svg);
    let view: Vec<f64> = all[0]
        .get("viewBox")
        .split(' ')
        .map(|n| n.parse().unwrap())
        .collect();
    for element in &all {
        for (x, y) in element.points() {
            if !((0.0..=view[2]).contains(&x) && (0.0..=view[3]).contains(&y)) {
                return Err(format!("{} at {x}, {y} of {view:?}", element.name));
            }
        }
    }
    Ok(())
}

#[test]
fn it_is_shown_at_the_size_it_is_drawn_at() {
    let svg = figure(&[("balanced", &balanced())]);
    let all = elements(&svg);
    assert_eq!(all[0].number("width"), 600.0);
    let (width, height) = (all[0].number("width"), all[0].number("height"));
    assert_eq!(all[0].get("viewBox"), format!("0 0 {width} {height}"));
    all_inside(&svg).unwrap();
}

#[test]
fn every_point_has_an_error_bar_of_its_interval() {
    let all = elements(&figure(&[("b", &balanced()), ("a", &antisymmetric())]));
    for colour in [BLUE, VERMILION] {
        assert_eq!(error_bars(&all, colour).len(), 13);
        let line = lines(&all, colour)[0].points();
        assert_eq!(line.len(), 13);
        for (bar, (x, y)) in error_bars(&all, colour).iter().zip(line) {
            let [.., low, high, _, _] = bar.points()[..] else {
                panic!()
            };
            assert_eq!((low.0, high.0), (x, x));
            assert!(high.1 < y && y < low.1, "{high:?} {y} {low:?}");
        }
    }
}

#[test]
fn the_low_arm_can_be_seen_beside_the_high_one() {
    let all = elements(&figure(&[("b", &balanced())]));
    assert!(texts(&all).contains(&"test error (log scale)"));
    let line = lines(&all, BLUE)[0].points();
    let (left, best, right) = (line[0].1, line[6].1, line[12].1);
    assert!(best - left > 15.0, "{left} {best}");
    assert!(right < left);
}

#[test]
fn a_narrow_range_is_linear() {
    let all = elements(&figure(&[("a", &antisymmetric())]));
    assert!(texts(&all).contains(&"test error"));
    let line = lines(&all, VERMILION);
    assert!(line.is_empty(), "one curve is blue");
    let line = lines(&all, BLUE)[0].points();
    let height = |k: usize| line[k].1;
    let slope = (height(0) - height(7)) / (0.0438 - 0.0385);
    assert!(((height(12) - height(7)) / (0.0406 - 0.0385) / slope - 1.0).abs() < 0.01);
}

#[test]
fn the_ring_is_at_the_optimum_and_the_band_over_the_kept_set() {
    let all = elements(&figure(&[("b", &balanced())]));
    let line = lines(&all, BLUE)[0].points();
    assert_eq!(rings(&all).last().unwrap().points()[0], line[6]);
    // The first one is the sample in the legend.
    let mut bands = all
        .iter()
        .filter(|one| one.name == "rect" && one.get("fill") == BLUE);
    let band = bands.nth(1).unwrap();
    let [(left, _), (right, _)] = band.points()[..] else {
        panic!()
    };
    assert!(line[4].0 < left && left < line[5].0 && line[6].0 < right && right < line[7].0);
}

#[test]
fn the_legend_is_above_all_data() {
    let curves: Vec<Curve> = (1..9)
        .map(|k| curve(&[0.1, 0.04 * f64::from(k), 0.5], &[1]))
        .collect();
    let labels: Vec<String> = (1..9).map(|k| format!("curve number {k}")).collect();
    let named: Vec<_> = labels.iter().map(String::as_str).zip(&curves).collect();
    let svg = figure(&named);
    let all = elements(&svg);
    let legend = all
        .iter()
        .filter(|one| one.text.starts_with("curve number"));
    let lowest = legend.map(|one| one.number("y")).fold(0.0, f64::max);
    let colours: Vec<String> = all
        .iter()
        .map(|one| one.get("stroke").to_string())
        .collect();
    let bars = colours.iter().flat_map(|colour| error_bars(&all, colour));
    let highest = bars
        .flat_map(Element::points)
        .map(|(_, y)| y)
        .fold(f64::INFINITY, f64::min);
    assert!(
        lowest > 0.0 && lowest + 10.0 < highest,
        "{lowest} {highest}"
    );
    assert_eq!(legend_entries(&all), 8);
    all_inside(&svg).unwrap();
}

fn legend_entries(all: &[Element]) -> usize {
    texts(all)
        .iter()
        .filter(|text| text.starts_with("curve number"))
        .count()
}

#[test]
fn a_missing_error_interrupts_the_line_and_a_missing_interval_drops_the_bar() {
    let mut curve = balanced();
    curve.points[4].mean = None;
    curve.points[9].low = Some(f64::NAN);
    let all = elements(&figure(&[("b", &curve)]));
    let lengths: Vec<usize> = lines(&all, BLUE)
        .iter()
        .map(|one| one.points().len())
        .collect();
    assert_eq!(lengths, [4, 8]);
    assert_eq!(error_bars(&all, BLUE).len(), 11);
}

#[test]
fn unreached_runs_are_counted_under_their_alpha() {
    let mut curve = balanced();
    assert!(!texts(&elements(&figure(&[("b", &curve)]))).contains(&"unreached"));
    curve.points[12].unreached = 31;
    let all = elements(&figure(&[("b", &curve)]));
    assert!(texts(&all).contains(&"unreached"));
    let count = all.iter().find(|one| one.text == "31").unwrap();
    assert_eq!(count.number("x"), lines(&all, BLUE)[0].points()[12].0);
}

#[test]
fn labels_of_alpha_end_inside_the_picture() {
    let mut one = balanced();
    one.points.truncate(1);
    let all = elements(&figure(&[("", &one)]));
    let powers = all.iter().filter(|one| one.text.contains("10⁻"));
    let ends: Vec<f64> = powers
        .map(|one| {
            one.number("x") + 0.275 * one.number("font-size") * one.text.chars().count() as f64
        })
        .collect();
    assert!(ends.len() > 2);
    assert!(ends.iter().all(|end| *end < 600.0), "{ends:?}");
}

#[test]
fn odd_curves_are_drawn() {
    let mut bare = curve(&[0.1, 0.2], &[0]);
    bare.optimum = None;
    for point in &mut bare.points {
        point.low = None;
    }
    let mut one = balanced();
    one.points.truncate(1);
    let mut tiny = curve(&[0.0, 0.1, 0.5], &[0]);
    tiny.points[0].value = 1e-300;
    let all_zero = curve(&[0.0, 0.0], &[0, 1]);
    let equal = curve(&[0.25, 0.25], &[0, 1]);
    for curve in [&bare, &one, &tiny, &all_zero, &equal] {
        all_inside(&figure(&[("", curve)])).unwrap();
    }
}

#[test]
fn a_name_is_escaped() {
    let svg = curve_figure(&[("n < 40", &balanced())], Some("a & b <c>"));
    let svg = svg.unwrap().svg();
    assert!(svg.contains("<title>a &amp; b &lt;c&gt;</title>"));
    assert!(svg.contains("n &lt; 40"));
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let mut zero = balanced();
    zero.points[0].value = 0.0;
    let refused = curve_figure(&[("mine", &zero)], None);
    let message = refused.unwrap_err().to_string();
    assert!(
        message.contains("alpha = 0") && message.contains("mine"),
        "{message}"
    );

    let mut empty = balanced();
    empty.points = vec![point(1.0, None)];
    let refused = curve_figure(&[("", &empty)], None);
    assert!(matches!(refused, Err(ReportError::NoTestError)));
    assert!(matches!(
        curve_figure::<&str>(&[], None),
        Err(ReportError::NoTestError)
    ));
}

proptest! {
    #[test]
    fn nothing_leaves_the_picture(
        errors in prop::collection::vec(prop_oneof![Just(0.0), 1e-6..0.6], 1..20),
        decades in -20.0..4.0,
        half_width in 0.0..0.2,
        curves in 1usize..4,
    ) {
        let mut curve = curve(&[errors.clone(), vec![errors[0]]].concat(), &[0]);
        for point in &mut curve.points {
            point.value *= libm::exp10(decades);
            point.low = point.mean.map(|mean| mean - half_width);
            point.high = point.mean.map(|mean| mean + half_width);
        }
        let svg = figure(&vec![("some curve", &curve); curves]);
        prop_assert_eq!(all_inside(&svg), Ok(()));
    }
}

/// Relative luminance and contrast as WCAG 2 defines them, for colours like "#0072B2".
fn contrast(one: &str, other: &str) -> f64 {
    let luminance = |colour: &str| {
        let channel = |at: usize| {
            let share = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if share <= 0.03928 {
                share / 12.92
            } else {
                libm::pow((share + 0.055) / 1.055, 2.4)
            }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn everything_stands_out_on_light_and_dark_pages() {
    let curves = vec![balanced(); 6];
    let named: Vec<_> = curves.iter().map(|curve| ("curve", curve)).collect();
    let svg = figure(&named);
    let sheet = svg
        .split_once("@media (prefers-color-scheme: dark)")
        .unwrap()
        .1;
    let in_dark = |property: &str, light: &str| {
        let rule = format!("[{property}=\"{light}\"] {{ {property}: ");
        let start = sheet.find(&rule).map(|at| at + rule.len());
        start.map_or(light.to_string(), |at| sheet[at..at + 7].to_string())
    };
    let page = in_dark("fill", "#FFFFFF");
    assert!(contrast(&page, "#000000") < 1.3, "{page}");
    for element in elements(&svg) {
        for property in ["fill", "stroke"] {
            let light = element.get(property);
            let structure = light == "#FFFFFF" || light == "#E1E4E8";
            if !light.starts_with('#') || structure {
                continue;
            }
            let needed = if element.name == "text" {
                (4.5, 4.5)
            } else {
                (2.0, 4.5)
            };
            assert!(contrast(light, "#FFFFFF") > needed.0, "{light} on white");
            let dark = in_dark(property, light);
            assert!(contrast(&dark, &page) > needed.1, "{dark} on {page}");
        }
    }
}

/// A value in between that is worse is not among those that cannot be told from the best.
#[test]
fn a_band_has_a_gap_where_a_value_is_worse() {
    let whole = balanced();
    let mut torn = balanced();
    let values: Vec<f64> = torn.points.iter().map(|point| point.value).collect();
    let optimum = torn.optimum.as_mut().unwrap();
    optimum.kept = vec![values[4], values[6], values[7]];
    (optimum.low, optimum.high) = (values[4], values[7]);
    let ranges = torn.optimum.as_ref().unwrap().ranges(&torn);
    assert_eq!(ranges, [[values[4]; 2], [values[6], values[7]]]);
    let bands = |curve: &Curve| figure(&[("", curve)]).matches("opacity=\"0.16\"").count();
    assert_eq!(bands(&torn), bands(&whole) + 1);
    let both = dip_figure(&[("", &torn)]).unwrap().svg();
    // Two in either plot, one in the legend.
    assert_eq!(both.matches("opacity=\"0.16\"").count(), 5);
    let text = curve_table(&torn);
    assert!(
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .contains("from it (+): 0.0046, 0.032 to 0.083."),
        "{text}"
    );
}
