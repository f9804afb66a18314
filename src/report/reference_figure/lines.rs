//! A panel's series: points, predictions, fitted lines.

use crate::curves::{Direction, LineOf, Numbers, Panel, Row, Style};
use crate::report::chart::{Line, Place, Series, Spread};
use crate::report::number::short;

/// One line of a panel (or several alike, one for each value of a key).
struct Shown<'a> {
    series: &'a str,
    column: &'a str,
    label: &'a str,
    style: Style,
}

/// What a panel shows, in the order of its colours.
pub(super) fn series(panel: &Panel, numbers: &Numbers) -> Vec<Series> {
    let shown = shown(panel, numbers);
    let all = shown.iter().enumerate();
    all.flat_map(|(index, shown)| drawn(panel, numbers, index, shown))
        .collect()
}

fn shown<'a>(panel: &'a Panel, numbers: &'a Numbers) -> Vec<Shown<'a>> {
    let listed = panel.lines.iter().map(|line: &LineOf| Shown {
        series: &line.series,
        column: line.column.as_deref().unwrap_or(&panel.y.column),
        label: line.label.as_deref().unwrap_or(&line.series),
        style: line.style.unwrap_or(panel.style),
    });
    let mut shown: Vec<Shown<'_>> = listed.collect();
    if shown.is_empty() {
        for row in &numbers.rows {
            let known = shown.iter().any(|one| one.series == row.series);
            if !known && numbers.at(row, &panel.y.column).is_some() {
                shown.push(Shown {
                    series: &row.series,
                    column: &panel.y.column,
                    label: &row.series,
                    style: panel.style,
                });
            }
        }
    }
    shown
}

/// The series of a line, and that of its fitted line, which then stands in for the line through
/// the points.
fn drawn(panel: &Panel, numbers: &Numbers, index: usize, shown: &Shown<'_>) -> Vec<Series> {
    let stretches = stretches(panel, numbers, shown);
    let fit: Vec<Place> = if panel.fit {
        let fitted = format!("{}_fit", shown.column);
        let rows = numbers.rows.iter().filter(|row| row.series == shown.series);
        rows.filter_map(|row| place(panel, numbers, row, &fitted))
            .collect()
    } else {
        Vec::new()
    };
    let slope = slope(panel, numbers, shown).map(|slope| format!(": slope {slope}"));
    let label = match shown.label {
        "" => String::new(),
        label => format!("{label}{}", slope.unwrap_or_default()),
    };
    let crowded = panel.each.is_some();
    let style = if fit.is_empty() {
        shown.style
    } else {
        Style::Points
    };
    let line = match style {
        Style::Lines | Style::Plain if crowded => Some(Line::Thin),
        Style::Lines | Style::Plain => Some(Line::Solid),
        // A prediction is a line; its spread is that of the data it is made for.
        Style::Dashed => Some(Line::Dashed),
        Style::Points | Style::HeatMap => None,
    };
    let points = Series {
        label,
        index,
        line,
        markers: matches!(style, Style::Lines | Style::Points),
        spread: match style {
            Style::Dashed => Spread::Hidden,
            Style::Points => Spread::Bars,
            _ => Spread::Band,
        },
        stretches,
        shift: 0.0,
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

/// The points of a series in one column; a point without a number, and another value of the key
/// that is a line each, begin a new stretch.
fn stretches(panel: &Panel, numbers: &Numbers, shown: &Shown<'_>) -> Vec<Vec<Place>> {
    let mut stretches: Vec<Vec<Place>> = vec![Vec::new()];
    let mut line = None;
    for row in numbers.rows.iter().filter(|row| row.series == shown.series) {
        let of_line = panel.each.as_ref().and_then(|key| numbers.at(row, key));
        let place = place(panel, numbers, row, shown.column);
        if place.is_none() || of_line != line {
            stretches.push(Vec::new());
        }
        line = of_line;
        if let Some(stretch) = stretches.last_mut() {
            stretch.extend(place);
        }
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
    let low = numbers.at(row, &format!("{column}_low"));
    let high = numbers.at(row, &format!("{column}_high"));
    (fits(&x, &panel.x) && fits(&y, &panel.y)).then(|| Place {
        x,
        y,
        interval: low.zip(high).map(|(low, high)| [low, high]),
    })
}

/// The fitted slope in words: `−0.42 [−0.5, −0.33]`.
fn slope(panel: &Panel, numbers: &Numbers, shown: &Shown<'_>) -> Option<String> {
    if !panel.fit {
        return None;
    }
    let column = format!("{}_slope", shown.column);
    let mut rows = numbers.rows.iter().filter(|row| row.series == shown.series);
    let row = rows.find(|row| numbers.at(row, &column).is_some())?;
    let number = |value: f64, digits| short(value, digits).replace('-', "−");
    let slope = numbers.at(row, &column)?;
    let low = numbers.at(row, &format!("{column}_low"));
    let high = numbers.at(row, &format!("{column}_high"));
    Some(match low.zip(high) {
        Some((low, high)) if short(low, 3) != short(high, 3) => {
            let ends = [low, high].map(|end| number(end, 2));
            format!("{} [{}, {}]", number(slope, 2), ends[0], ends[1])
        }
        Some((low, high)) => {
            let half = number(0.5 * (high - low), 1);
            format!("{} ± {half}", number(slope, 4))
        }
        None => number(slope, 3),
    })
}
