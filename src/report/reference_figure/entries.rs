//! What a panel's legend says.

use super::lines::Trace;
use crate::curves::{Numbers, Panel, Style};
use crate::report::drawing::legend::{Entry, Symbol};
use crate::report::number::short;

pub(super) fn of(panel: &Panel, numbers: &Numbers, traces: &[Trace<'_>]) -> Vec<Entry> {
    let entry = |symbol, text: &str| Entry {
        symbol,
        text: text.to_string(),
    };
    if panel.style == Style::HeatMap {
        let levels = panel.levels.iter();
        return levels
            .map(|level| entry(Symbol::Border, &level.label))
            .collect();
    }
    let mut entries = Vec::new();
    for trace in traces.iter().filter(|trace| !trace.label.is_empty()) {
        let symbol = match trace.style {
            _ if panel.each.is_some() => Symbol::Line(trace.index),
            Style::Plain => Symbol::Line(trace.index),
            Style::Dashed => Symbol::Dashes(trace.index),
            Style::Points => Symbol::Marker(trace.index),
            Style::Lines | Style::HeatMap => Symbol::Curve(trace.index),
        };
        let mut text = trace.label.to_string();
        if let Some(slope) = slope(panel, numbers, trace) {
            text += &format!(": slope {slope}");
        }
        entries.push(Entry { symbol, text });
    }
    let levels = panel.levels.iter().map(|level| &level.label);
    let guides = panel.guides.iter().map(|guide| &guide.label);
    for (index, label) in levels.chain(guides).enumerate() {
        entries.push(entry(Symbol::Guide(index), label));
    }
    for (mark, letter) in panel.marks.iter().zip('a'..) {
        entries.push(entry(Symbol::Letter(letter), &mark.label));
    }
    if panel.rug.is_some() {
        entries.push(entry(Symbol::Rug, "a neuron switches a point on or off"));
    }
    entries
}

/// `−0.42 [−0.5, −0.33]`.
fn slope(panel: &Panel, numbers: &Numbers, trace: &Trace<'_>) -> Option<String> {
    if !panel.fit {
        return None;
    }
    let column = format!("{}_slope", trace.column);
    let mut rows = numbers.rows.iter().filter(|row| row.series == trace.series);
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
