//! The table of quantities, as plain text for a terminal and as JSON.

use std::f64::consts::PI;

use serde_json::{Value, json};

use crate::quantities::Quantity;

/// What `quantities` prints: for each quantity a line with its name, axes and unit, and lines
/// with its meaning, source and the bounds that its definition gives it. Ends with a newline.
pub fn quantities_text(found: &[&Quantity]) -> String {
    let width = |of: fn(&Quantity) -> usize| found.iter().map(|q| of(q)).max().unwrap_or(0);
    let name_width = width(|quantity| quantity.name.len());
    let axes_width = width(|quantity| axes(quantity).len());
    let mut text = String::new();
    for quantity in found {
        let (name, axes, unit) = (quantity.name, axes(quantity), quantity.unit);
        let head = format!("{name:<name_width$}  {axes:<axes_width$}  {unit}");
        text += head.trim_end();
        text += &format!("\n    {} [{}]", quantity.meaning, quantity.source);
        if let Some([low, high]) = quantity.range {
            text += &format!(" From {} to {}.", bound(low), bound(high));
        }
        if quantity.before {
            text += " Known before training.";
        }
        text += "\n";
    }
    text
}

/// What `quantities --json` prints: `quantities`, an array of {name, axes, unit, meaning, source,
/// before, events, range}; `before` is whether a formula of `until` may use it, `events` whether the
/// run has to keep its events, `range` the least and the largest value, null without such bounds.
pub fn quantities_json(found: &[&Quantity]) -> Value {
    let entry = |q: &&Quantity| {
        json!({
            "name": q.name, "axes": q.axes, "unit": q.unit, "meaning": q.meaning,
            "source": q.source, "before": q.before, "events": q.events, "range": q.range,
        })
    };
    json!({ "quantities": found.iter().map(entry).collect::<Vec<_>>() })
}

fn bound(value: f64) -> String {
    match value == PI {
        true => "pi".to_string(),
        false => value.to_string(),
    }
}

fn axes(quantity: &Quantity) -> String {
    if quantity.axes.is_empty() {
        return "run".to_string();
    }
    let names = quantity.axes.iter().map(|axis| axis.name());
    names.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantities::find;

    fn some() -> Vec<&'static Quantity> {
        ["mu", "psi", "t"].map(|name| find(name).unwrap()).to_vec()
    }

    #[test]
    fn names_axes_and_units_are_aligned() {
        let text = quantities_text(&some());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "mu   run");
        assert!(
            lines[1].starts_with("    min over all pairs")
                && lines[1].ends_with("Known before training.")
        );
        assert_eq!(lines[2], "psi  time, neuron");
        assert!(lines[3].ends_with("[MMV24; YHL26 section 5] From -1 to 1."));
        assert_eq!(lines[4], "t    time          flow time");
        assert_eq!(quantities_text(&[]), "");
    }

    #[test]
    fn an_angle_ends_at_pi() {
        let text = quantities_text(&[find("omega").unwrap()]);
        assert!(text.ends_with("] From 0 to pi.\n"), "{text}");
    }

    #[test]
    fn the_document_has_one_entry_a_quantity() {
        let document = quantities_json(&some());
        let psi = &document["quantities"][1];
        assert_eq!(psi["name"], "psi");
        assert_eq!(psi["axes"], json!(["time", "neuron"]));
        assert_eq!(psi["before"], false);
        assert_eq!(psi["range"], json!([-1.0, 1.0]));
        assert_eq!(document["quantities"][2]["range"], Value::Null);
        assert_eq!(document["quantities"][0]["before"], true);
        assert_eq!(document["quantities"][2]["unit"], "flow time");
    }
}
