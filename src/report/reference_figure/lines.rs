//! A panel's series: points, predictions, fitted lines.

use crate::curves::{Direction, LineOf, Numbers, Panel, Row, Style};
use crate::report::chart::{Line, Place, Series, Spread};
use crate::report::words::short;

/// What a panel shows, in the order of its colours: the lines that are listed, or every series; with
/// the counts of runs that did not reach their target, if these are asked for.
pub(super) fn series(panel: &Panel, numbers: &Numbers, counts: bool) -> Vec<Series> {
    let mut lines = panel.lines.clone();
    if lines.is_empty() {
        for row in &numbers.rows {
            let known = lines.iter().any(|line| line.series == row.series);
            if !known && numbers.at(row, &panel.y.column).is_some() {
                lines.push(LineOf {
                    series: row.series.clone(),
                    ..LineOf::default()
                });
            }
        }
    }
    let drawn = |(index, line)| drawn(panel, numbers, index, line);
    let mut all: Vec<Series> = lines.iter().enumerate().flat_map(drawn).collect();
    if counts {
        for (index, line) in lines.iter().enumerate() {
            let first = all.iter_mut().find(|one| one.index == index);
            if let Some(first) = first {
                first.unreached = unreached(panel, numbers, line);
            }
        }
    }
    all
}

/// The series of a line, and that of its fitted line, which then stands in for the line through
/// the points.
fn drawn(panel: &Panel, numbers: &Numbers, index: usize, line: &LineOf) -> Vec<Series> {
    let column = line.column.as_deref().unwrap_or(&panel.y.column);
    let rows = numbers.rows.iter();
    let rows: Vec<&Row> = rows.filter(|row| row.series == line.series).collect();
    let mut fit: Vec<Place> = Vec::new();
    let mut slope = String::new();
    if panel.fit {
        let fitted = format!("{column}_fit");
        let places = rows.iter();
        fit.extend(places.filter_map(|row| place(panel, numbers, row, &fitted)));
        slope = slope_of(numbers, &rows, column).unwrap_or_default();
    }
    let label = match line.label.as_deref().unwrap_or(&line.series) {
        "" => String::new(),
        label => format!("{label}{slope}"),
    };
    let crowded = panel.each.is_some();
    let style = match fit[..] {
        [] => line.style.unwrap_or(panel.style),
        _ => Style::Points,
    };
    let points = Series {
        label,
        index,
        line: match style {
            Style::Lines | Style::Plain if crowded => Some(Line::Thin),
            Style::Lines | Style::Plain => Some(Line::Solid),
            // A prediction is a line; its spread is that of the data it is made for.
            Style::Dashed => Some(Line::Dashed),
            Style::Points | Style::HeatMap => None,
        },
        markers: matches!(style, Style::Lines | Style::Points),
        spread: match style {
            Style::Dashed => Spread::Hidden,
            Style::Points => Spread::Bars,
            _ => Spread::Band,
        },
        stretches: stretches(panel, numbers, &rows, column),
        ..Series::default()
    };
    let fitted = (!fit.is_empty()).then(|| Series {
        index,
        line: Some(Line::Solid),
        spread: Spread::Band,
        stretches: vec![fit],
        ..Series::default()
    });
    fitted.into_iter().chain([points]).collect()
}

/// Where runs of a line's series did not reach their target, and how many.
fn unreached(panel: &Panel, numbers: &Numbers, line: &LineOf) -> Vec<(f64, usize)> {
    let rows = numbers.rows.iter().filter(|row| row.series == line.series);
    let count = |row: &Row| {
        let count = numbers.at(row, "unreached").filter(|count| *count > 0.0)?;
        Some((numbers.at(row, &panel.x.column)?, count as usize))
    };
    rows.filter_map(count).collect()
}

/// The points of a series in one column; a point without a number, and another value of the key
/// that is a line each, begin a new stretch.
fn stretches(panel: &Panel, numbers: &Numbers, rows: &[&Row], column: &str) -> Vec<Vec<Place>> {
    let mut stretches: Vec<Vec<Place>> = Vec::new();
    let mut line = None;
    for row in rows {
        let of_line = panel.each.as_ref().and_then(|key| numbers.at(row, key));
        let place = place(panel, numbers, row, column);
        match stretches.last_mut() {
            Some(stretch) if place.is_some() && of_line == line => stretch.extend(place),
            _ => stretches.push(Vec::from_iter(place)),
        }
        line = of_line;
    }
    stretches.retain(|stretch| !stretch.is_empty());
    stretches
}

/// The place of a row, if its axes can show it.
fn place(panel: &Panel, numbers: &Numbers, row: &Row, column: &str) -> Option<Place> {
    let fits = |value: &f64, direction: &Direction| {
        let inside = |[low, high]: [f64; 2]| (low..=high).contains(value);
        value.is_finite() && (!direction.log || *value > 0.0) && direction.range.is_none_or(inside)
    };
    let x = numbers.at(row, &panel.x.column)?;
    let y = numbers.at(row, column)?;
    let interval = interval(numbers, row, column);
    (fits(&x, &panel.x) && fits(&y, &panel.y)).then_some(Place { x, y, interval })
}

fn interval(numbers: &Numbers, row: &Row, column: &str) -> Option<[f64; 2]> {
    let low = numbers.at(row, &format!("{column}_low"))?;
    let high = numbers.at(row, &format!("{column}_high"))?;
    Some([low, high])
}

/// The fitted slope in words: `: slope −0.42 [−0.5, −0.33]`.
fn slope_of(numbers: &Numbers, rows: &[&Row], column: &str) -> Option<String> {
    let column = format!("{column}_slope");
    let known = |row: &&Row| numbers.at(row, &column).is_some();
    let row = rows.iter().copied().find(known)?;
    let slope = numbers.at(row, &column)?;
    let slope = match interval(numbers, row, &column) {
        Some([low, high]) if short(low, 3) != short(high, 3) => {
            let [slope, low, high] = [slope, low, high].map(|value| short(value, 2));
            format!("{slope} [{low}, {high}]")
        }
        Some([low, high]) => format!("{} ± {}", short(slope, 4), short(0.5 * (high - low), 1)),
        None => short(slope, 3),
    };
    Some(format!(": slope {}", slope.replace('-', "−")))
}
