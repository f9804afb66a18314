//! What a search for the strength found, for a newcomer at a terminal; the page has the same words.

use super::data_text::table_lines;
use super::table::{Cell, Column, Row, Table, Tone};
use super::words::{LINE, counted, paragraph, short};
use crate::config::Loss;
use crate::tune::{Arm, ArmVerdict, DataSummary, Gain, Outcome, Point, Verdict};

/// Where the second column of the lines about the data begins.
const INDENT: &str = "               ";

/// Characters of the longest bar.
const BAR: usize = 24;

/// The data, the curve with its band, the verdicts, what is gained, what to type.
pub fn tune_text(found: &Outcome) -> String {
    let mut text = source(found) + "\n";
    for (name, words) in data(found) {
        text += &paragraph(&words, &format!("  {name:<13}"), INDENT);
    }
    text.push('\n');
    text += &points(found).text(LINE);
    text.push('\n');
    for sentence in [answer(found)].into_iter().chain(gains(found)) {
        text += &paragraph(&sentence, "", "  ");
    }
    for sentence in arms(found).into_iter().chain([spent(found)]) {
        text += &paragraph(&sentence, "", "  ");
    }
    for (library, lines) in advice(found) {
        text += &format!("\n{library}\n{}", indented(lines));
    }
    text
}

fn indented(lines: &str) -> String {
    lines.lines().map(|line| format!("    {line}\n")).collect()
}

/// What of the data was used, a name and a sentence each.
pub(super) fn data(found: &Outcome) -> Vec<(&'static str, String)> {
    match &found.table {
        DataSummary::Table(table) => table_lines(table),
        DataSummary::BuiltIn {
            rows,
            features,
            classes,
            training,
            test,
            notes,
            ..
        } => {
            let rows = format!("{rows}: {training} to train on, {test} to test on");
            let mut lines = vec![
                ("rows", rows),
                ("features", counted(*features, "number")),
                ("labels", format!("{classes} classes")),
            ];
            lines.extend(notes.iter().map(|note| ("note", note.clone())));
            lines
        }
        DataSummary::Command {
            command,
            label,
            notes,
        } => {
            let mut lines = vec![("command", command.clone())];
            lines.push((
                "test error",
                format!("what it calls {label}, over its seeds"),
            ));
            lines.extend(notes.iter().map(|note| ("note", note.clone())));
            lines
        }
    }
}

fn is_of_command(found: &Outcome) -> bool {
    matches!(found.table, DataSummary::Command { .. })
}

/// What runs are repeated over.
pub(super) fn draws(found: &Outcome) -> &'static str {
    if is_of_command(found) {
        "seeds"
    } else {
        "splits"
    }
}

/// Where the data come from.
pub(super) fn source(found: &Outcome) -> String {
    match &found.table {
        DataSummary::Table(table) => format!("Data from {}", table.file.display()),
        DataSummary::BuiltIn { label, .. } => format!("Data: {label}"),
        DataSummary::Command { .. } => "A training script".to_owned(),
    }
}

/// 2^-4, as c and gamma are written.
pub(super) fn power(c: f64) -> String {
    format!("2^{}", short(libm::log2(c), 3))
}

/// The curve: one row a value of c; the best and the band around it are marked.
pub(super) fn points(found: &Outcome) -> Table {
    let means = || found.curve.iter().filter_map(|point| point.point.mean);
    let largest = means().fold(0.0, f64::max);
    let row = |point: &Point| {
        let c = point.c;
        let (mark, place) = match found.band.low <= c && c <= found.band.high {
            _ if c == found.recommended.c => (Some('*'), "* recommended"),
            true => (Some('+'), "+ as good"),
            false => (None, ""),
        };
        let error = |value: Option<f64>| {
            Cell::number(
                value.map_or("-".to_owned(), |value| format!("{value:.4}")),
                value,
            )
        };
        let interval = point.point.low.zip(point.point.high);
        let interval = interval.map_or("-".to_owned(), |(low, high)| {
            format!("[{low:.3}, {high:.3}]")
        });
        let length = point.point.mean.unwrap_or(0.0) / largest * BAR as f64;
        Row {
            cells: vec![
                Cell::number(power(c), Some(c)),
                error(point.point.mean),
                Cell::number(interval, point.point.low),
                error(Some(point.smoothed)),
                Cell::number(
                    point
                        .learning_rate
                        .map_or("-".to_owned(), |rate| short(rate, 2)),
                    point.learning_rate,
                ),
                Cell::number(
                    format!("{}/{}", point.point.unreached, point.point.runs),
                    Some(point.point.unreached as f64),
                ),
                Cell::text(format!("{} {place}", "#".repeat(length.round() as usize)).trim_end()),
            ],
            mark: mark.map(|mark| (mark, Tone::Good)),
        }
    };
    let draws = draws(found);
    let table = Table {
        caption: format!("One row for each c: the mean over the {draws} of the search"),
        columns: vec![
            Column::number("c"),
            Column::number("test error"),
            Column::number("95%"),
            Column::number("smoothed"),
            Column::number("rate"),
            Column::number("unreached"),
            Column::text(""),
        ],
        rows: found.curve.iter().map(row).collect(),
    };
    // A command has its own.
    match found.recommended.learning_rate {
        Some(_) => table,
        None => table.without(&["rate"]),
    }
}

/// The strength to use.
pub(super) fn answer(found: &Outcome) -> String {
    let best = &found.recommended;
    let alpha = match best.alpha {
        Some(alpha) => format!(", the same as alpha = {}", short(alpha, 3)),
        None => String::new(),
    };
    let band = match found.band.low == found.band.high {
        true => "No other value of the grid is as good.".to_owned(),
        false => format!(
            "Equally good, within one standard error: c from {} to {}.",
            power(found.band.low),
            power(found.band.high)
        ),
    };
    format!(
        "Recommended: c = {} = {} (gamma = 1/c = {}{alpha}){}. Test error {:.4} \
         [{:.4}, {:.4}] on {} {} that the search never saw. {band}{}",
        power(best.c),
        short(best.c, 4),
        short(best.gamma, 4),
        best.learning_rate.map_or(String::new(), |rate| format!(
            " at a learning rate of {}",
            short(rate, 3)
        )),
        best.test_error,
        best.test_error_low,
        best.test_error_high,
        found.splits.confirmation,
        draws(found),
        unit(found),
    )
}

/// What a usual choice is called.
fn usual(against: &str) -> &'static str {
    match against {
        "pytorch" => "PyTorch's default start (init = \"pytorch\", c = 1)",
        "balanced" => "the balanced start with c = 1",
        "c = 1" => "c = 1",
        _ => "he's start with c = 1",
    }
}

/// What errors and points are, where they are not shares of rows.
fn unit(found: &Outcome) -> &'static str {
    if is_of_command(found) {
        return "";
    }
    match found.config.loss.name {
        Loss::Squared => {
            " Errors are mean squares over the variance of the targets that train; a point is a hundredth of it."
        }
        _ => "",
    }
}

/// What is gained, a sentence for each usual choice; then whether the strength matters at all.
pub(super) fn gains(found: &Outcome) -> Vec<String> {
    let mut sentences: Vec<String> = found.gains.iter().map(gain).collect();
    let all = |is: fn(&Gain) -> bool| !found.gains.is_empty() && found.gains.iter().all(is);
    if all(|gain| gain.verdict == Verdict::NoEffect) {
        sentences.push(
            "Verdict: the feature learning strength does not matter for these data; what you have is \
             good enough."
                .to_owned(),
        );
    } else if all(|gain| gain.verdict != Verdict::Better) {
        sentences.push(
            format!(
                "Verdict: no gain is shown for these data, and one that would matter is not ruled out by \
                 so few {}. What you have is a fair choice.",
                if is_of_command(found) { "seeds" } else { "rows" }
            ),
        );
    }
    sentences
}

fn gain(gain: &Gain) -> String {
    let points = |share: f64| format!("{:.2}", 100.0 * share);
    let percent = match gain.test_error > 0.0 {
        true => format!(", {:.0}% of it", 100.0 * gain.points / gain.test_error),
        false => String::new(),
    };
    let measured = format!(
        "{} points [{}, {}] (99%){percent}",
        points(gain.points),
        points(gain.low),
        points(gain.high)
    );
    let comes_to = match gain.verdict {
        _ if gain.high < 0.0 => "the usual choice is better: keep it",
        Verdict::Better => "better",
        Verdict::NoEffect => "no effect that matters",
        Verdict::Inconclusive => {
            "inconclusive: the interval covers 0, and reaches to gains that would matter"
        }
    };
    format!(
        "Against {}, error {:.4}: {measured}. {comes_to}.",
        usual(gain.against),
        gain.test_error
    )
}

/// What the two ends of the grid cost.
pub(super) fn arms(found: &Outcome) -> [String; 2] {
    let arm = |arm: &Arm, name: &str| {
        let point = found.curve.iter().find(|point| point.c == arm.c);
        let unreached = match point.map(|point| (point.point.unreached, point.point.runs)) {
            Some((some @ 1.., runs)) => {
                format!(" {some} of {runs} runs there did not meet their target.")
            }
            _ => String::new(),
        };
        let verdict = match arm.verdict {
            ArmVerdict::TooRich => "too rich",
            ArmVerdict::TooLazy => "too lazy",
            ArmVerdict::NoEffect => "no effect that matters",
            ArmVerdict::Inconclusive => "inconclusive",
        };
        format!(
            "{name} end, c = {}: {verdict}, {:+.2} points [{:.2}, {:.2}] (99%) against the best.{unreached}",
            power(arm.c),
            100.0 * arm.cost,
            100.0 * arm.low,
            100.0 * arm.high
        )
    };
    [arm(&found.arms.rich, "Rich"), arm(&found.arms.lazy, "Lazy")]
}

/// What it cost.
pub(super) fn spent(found: &Outcome) -> String {
    let spent = &found.spent;
    let why = match found.splits.decided {
        true => "the band was decided",
        false => "as many as half of the budget allows, at most 32",
    };
    let draws = draws(found);
    let processor = match spent.cpu_seconds.is_nan() {
        true => String::new(),
        false => format!(" ({:.1} s of processor time)", spent.cpu_seconds),
    };
    format!(
        "Spent: {} runs, {:.1} s{processor}. {} {draws} of the search ({why}), {} of the confirmation.",
        spent.runs, spent.seconds, found.splits.search, found.splits.confirmation
    )
}

/// What to type, by library.
pub(super) fn advice(found: &Outcome) -> Vec<(&'static str, &str)> {
    let advice = &found.advice;
    let command = advice.command.as_deref();
    let mut typed: Vec<(&str, &str)> = command
        .map(|line| ("The command", line))
        .into_iter()
        .collect();
    typed.extend([
        ("PyTorch", advice.pytorch.as_str()),
        ("JAX (flax, optax)", &advice.jax),
        ("Libraries with a field for the multiplier", &advice.mup),
        ("scikit-learn", &advice.scikit_learn),
    ]);
    typed
}
