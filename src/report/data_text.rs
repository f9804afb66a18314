//! What was taken from a file, in words, before any run.

use super::words::{counted, paragraph};
use crate::data::{Class, Feature, FeatureKind, TableSummary};

/// Names listed; more are counted.
const MOST: usize = 8;

/// Where the second column of the lines begins.
const INDENT: &str = "                ";

/// The file, its rows, features and labels, and what was taken for granted: a heading and a line each.
/// Ends with an empty line.
pub fn table_text(table: &TableSummary) -> String {
    let mut text = format!("Data from {}\n", table.file.display());
    for (name, words) in table_lines(table) {
        text += &paragraph(&words, &format!("  {name:<14}"), INDENT);
    }
    text + "\n"
}

/// What there is to say of a table: names and sentences.
pub(super) fn table_lines(table: &TableSummary) -> Vec<(&'static str, String)> {
    let rows = format!(
        "{}: {} to train on, {} for validation, {} to test on",
        table.rows, table.training, table.validation, table.test
    );
    let mut lines = vec![
        ("rows", rows),
        ("features", features(table)),
        ("labels", labels(table)),
        ("standardised", standardised(table)),
    ];
    lines.extend(table.notes.iter().map(|note| ("note", note.clone())));
    lines
}

fn features(table: &TableSummary) -> String {
    let of = |kind| -> Vec<&Feature> {
        let all = table.features.iter();
        all.filter(|feature| feature.kind == kind).collect()
    };
    let named = |kind, word: &str, name: &dyn Fn(&Feature) -> String| {
        let found = of(kind);
        let names: Vec<String> = found.iter().map(|feature| name(feature)).collect();
        let words = format!("{} ({})", counted(found.len(), word), cut(&names));
        (!found.is_empty()).then_some(words)
    };
    let plain = |feature: &Feature| feature.name.clone();
    let levels = |feature: &Feature| format!("{}: {}", feature.name, cut(&feature.levels));
    let parts = [
        named(FeatureKind::Number, "number", &plain),
        named(FeatureKind::Truth, "truth value", &plain),
        // "categorys" is no word.
        named(FeatureKind::Category, "category column", &levels),
        (!of(FeatureKind::Array).is_empty()).then(|| "the coordinates of an array".to_owned()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!(
        "{}, {} in all",
        parts.join("; "),
        counted(table.inputs(), "input")
    )
}

fn labels(table: &TableSummary) -> String {
    let class = |class: &Class| format!("{} ({} rows)", class.name, class.rows);
    match &table.classes[..] {
        [] => format!("{}: numbers, the targets of a regression", table.label),
        [minus, plus] if minus.label < 0.0 => {
            format!(
                "{}: -1 is {}, +1 is {}",
                table.label,
                class(minus),
                class(plus)
            )
        }
        classes => {
            let names: Vec<String> = classes.iter().map(class).collect();
            format!(
                "{}: {} classes, {}",
                table.label,
                classes.len(),
                cut(&names)
            )
        }
    }
}

fn standardised(table: &TableSummary) -> String {
    match table.standardised.len() {
        0 => "nothing".to_owned(),
        count => format!(
            "{} to mean 0 and variance 1 over the training rows",
            counted(count, "feature")
        ),
    }
}

fn cut(names: &[String]) -> String {
    match names.len() > MOST {
        false => names.join(", "),
        true => {
            let (shown, last) = (&names[..MOST - 1], &names[names.len() - 1]);
            format!("{}, ..., {last}", shown.join(", "))
        }
    }
}
