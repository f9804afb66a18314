//! What the exporters of `verify` all say: words for verdicts, numbers, counterexamples, and the
//! tables.

use std::collections::BTreeSet;

use super::table::{Cell, Column, Row, Table, Tone};
use super::words::{counted, sentence, short};
use crate::claims::{Answer, Counterexample, Outcome, Reading, Report, Verdict};
use crate::math::in_full;

const DIGITS: usize = 3;

pub(super) struct Paper<'a> {
    /// "Yeom, Ha, Lee 2026 (yhl26)", or the key alone where it has no questions.
    pub name: String,
    pub outcomes: Vec<&'a Outcome>,
    pub questions: Vec<&'a Answer>,
}

/// The papers in the order in which they first appear.
pub(super) fn papers<'r>(report: &'r Report) -> Vec<Paper<'r>> {
    let of_outcomes = report.outcomes.iter().map(|outcome| &outcome.paper);
    let of_questions = report.questions.iter().map(|answer| &answer.paper);
    let paper = |key: &'r String| {
        let outcomes = report.outcomes.iter().filter(|one| one.paper == *key);
        let questions = report.questions.iter().filter(|one| one.paper == *key);
        let questions: Vec<&Answer> = questions.collect();
        let titled = |answer: &&Answer| format!("{} ({key})", answer.paper_title);
        Paper {
            name: questions.first().map_or(key.clone(), titled),
            outcomes: outcomes.collect(),
            questions,
        }
    };
    let mut seen = BTreeSet::new();
    let keys = of_outcomes.chain(of_questions);
    keys.filter(|key| seen.insert(*key)).map(paper).collect()
}

pub(super) fn unexpected(report: &Report) -> Vec<&Outcome> {
    let all = report.outcomes.iter();
    all.filter(|outcome| !outcome.is_expected()).collect()
}

pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "HOLDS",
        Verdict::Violated => "VIOLATED",
        Verdict::Inconclusive => "INCONCLUSIVE",
    }
}

/// The verdict of a check, or that it has none.
pub(super) fn found(outcome: &Outcome) -> &'static str {
    match outcome.not_run {
        Some(_) => "NOT RUN",
        None => verdict(outcome.verdict),
    }
}

pub(super) fn answer(found: Option<Verdict>) -> &'static str {
    found.map_or("NOT CHECKED", verdict)
}

/// Not as expected, undecided, or as expected.
pub(super) fn tone(outcome: &Outcome) -> Tone {
    match (outcome.is_expected(), outcome.verdict) {
        _ if outcome.not_run.is_some() => Tone::Neutral,
        (false, _) => Tone::Bad,
        (true, Verdict::Inconclusive) => Tone::Neutral,
        (true, Verdict::Holds | Verdict::Violated) => Tone::Good,
    }
}

/// A claim of a paper that was not shown is no failure; one that was refuted is not the same as one that
/// nobody looked at.
pub(super) fn tone_of_answer(answer: &Answer) -> Tone {
    match answer.verdict {
        Some(Verdict::Holds) => Tone::Good,
        Some(Verdict::Violated) => Tone::Refuted,
        Some(Verdict::Inconclusive) | None => Tone::Neutral,
    }
}

/// The id and setting as an anchor: a claim has at most one check in a setting.
pub(super) fn anchor(outcome: &Outcome) -> String {
    let name = format!("{}/{}", outcome.id, outcome.setting);
    name.replace(char::is_whitespace, "-")
}

/// "Alignment (YHL26, Theorem 1)."
pub(super) fn claim(outcome: &Outcome) -> String {
    format!("{} ({}).", outcome.title, outcome.source)
}

/// Where a check fails, what was checked and what could have been seen.
pub(super) fn details(outcome: &Outcome) -> impl Iterator<Item = String> {
    let place = outcome.counterexample.as_ref().map(counterexample);
    named_parts([
        ("Counterexample", place),
        ("Checked", Some(outcome.scope.clone())),
        ("Power", power(outcome)),
        ("Rests on", rests_on(outcome)),
    ])
}

/// Where a check fails, and what could have been seen.
pub(super) fn shown(outcome: &Outcome) -> impl Iterator<Item = String> {
    let place = outcome.counterexample.as_ref().map(counterexample);
    named_parts([("Counterexample", place), ("Power", outcome.power.clone())])
}

fn named_parts<const N: usize>(
    parts: [(&'static str, Option<String>); N],
) -> impl Iterator<Item = String> {
    let known = parts.into_iter();
    known.filter_map(|(name, text)| Some(format!("{name}: {}", text?)))
}

/// The id without the paper, under whose heading it stands.
pub(super) fn stem(outcome: &Outcome) -> &str {
    let id = &outcome.id;
    let stem = id
        .split_once('/')
        .filter(|(paper, _)| *paper == outcome.paper);
    stem.map_or(id, |(_, stem)| stem)
}

/// What the mark of [`marked`] means.
pub(super) const OUTSIDE: &str = "Outside: the setting does not meet the assumptions of the claim. \
    Its verdict shows where the claim ends, not whether it is true.";

/// What the mark of [`name`] means.
pub(super) const IDENTITY: &str =
    "Identity: no run can fail the claim. It tests the program and is no evidence for a paper.";

/// The name of a claim, marked where no run can fail it: "decomposition (identity)".
pub(super) fn named(name: &str, identity: bool) -> String {
    let mark = if identity { " (identity)" } else { "" };
    format!("{name}{mark}")
}

/// [`stem`] with its mark.
pub(super) fn name(outcome: &Outcome) -> String {
    named(stem(outcome), outcome.identity)
}

/// The name of a setting, marked where it does not meet the assumptions: "mixture (outside)".
pub(super) fn marked(setting: &str, inside: bool) -> String {
    let mark = if inside { "" } else { " (outside)" };
    format!("{setting}{mark}")
}

pub(super) fn setting(outcome: &Outcome) -> String {
    marked(&outcome.setting, outcome.inside)
}

/// The marks that occur.
pub(super) fn legends<'o>(
    outcomes: impl Iterator<Item = &'o Outcome> + Clone,
) -> Vec<&'static str> {
    let outside = outcomes.clone().any(|outcome| !outcome.inside);
    let outside = outside.then_some(OUTSIDE);
    let identity = outcomes.clone().any(|outcome| outcome.identity);
    let identity = identity.then_some(IDENTITY);
    outside.into_iter().chain(identity).collect()
}

/// "yhl26/angle, setting mixture (outside): VIOLATED, expected HOLDS".
pub(super) fn headline(outcome: &Outcome) -> String {
    let (setting, found) = (setting(outcome), found(outcome));
    let id = named(&outcome.id, outcome.identity);
    format!("{id}, setting {setting}: {found}, {}", expectation(outcome))
}

pub(super) fn expectation(outcome: &Outcome) -> String {
    match outcome.is_expected() {
        _ if outcome.not_run.is_some() => "data absent".to_string(),
        true => "as expected".to_string(),
        false => format!("expected {}", verdict(outcome.expected)),
    }
}

/// A number in a table; a dash where there is none.
pub(super) fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_string(), |value| short(value, DIGITS))
}

/// The effect with its interval: "-1.98 [-2.03, -1.93]".
pub(super) fn effect(outcome: &Outcome) -> String {
    let effect = number(outcome.effect);
    match outcome.interval {
        Some([low, high]) => format!("{effect} [{}, {}]", short(low, DIGITS), short(high, DIGITS)),
        None => effect,
    }
}

/// What a deviation had to be to be found, and how sure the verdict is under other seeds.
fn power(outcome: &Outcome) -> Option<String> {
    let parts = outcome.power.clone().into_iter().chain(admission(outcome));
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// What a decided verdict over means takes for granted: that no rare seeds tell otherwise.
fn rests_on(outcome: &Outcome) -> Option<String> {
    let unseen = outcome.unseen?;
    if outcome.verdict == Verdict::Inconclusive {
        return None;
    }
    let bounded = outcome.tail_free.map(|found| match found.verdict {
        Verdict::Inconclusive => format!(
            "; by the range of the values alone, whatever their tails, nothing is decided (p = {})",
            short(found.p_value, 2)
        ),
        decided => format!(
            "; by the range of the values alone, whatever their tails, {} as well (p = {})",
            verdict(decided),
            short(found.p_value, 2)
        ),
    });
    Some(format!(
        "no rare seeds with a large opposite effect, which could be up to {}% of all without one among \
         these {} (99%){}",
        short(100.0 * unseen, 2),
        outcome.seeds,
        bounded.unwrap_or_default()
    ))
}

/// The chance of a wrong statistical verdict: it is shared within a paper, not between papers.
pub(super) fn wrong(report: &Report) -> Option<String> {
    let wrong = report.wrong_verdict()?;
    let [one, all] = [wrong.paper, wrong.all].map(|chance| short(100.0 * chance, 3));
    Some(match wrong.papers {
        1 => format!("A wrong statistical verdict: at most {one}% in this paper."),
        papers => format!(
            "A wrong statistical verdict: at most {one}% a paper, so at most {all}% in these {papers} papers."
        ),
    })
}

/// "0 of 2000 repetitions of the rule with seeds drawn again gave another verdict".
fn admission(outcome: &Outcome) -> Option<String> {
    let found = outcome.admission?;
    let (unexpected, repetitions) = (found.unexpected, found.repetitions);
    Some(format!(
        "{unexpected} of {repetitions} repetitions with seeds drawn again, the last look left out, gave \
         another verdict than the expected one (at most {}% of all)",
        short(100.0 * found.at_most, 2)
    ))
}

/// Checks whose verdict may be another under other seeds, with how often it was.
pub(super) fn unsure(report: &Report) -> Vec<String> {
    let unsure = report.outcomes.iter().filter(|outcome| outcome.is_unsure());
    let text = |outcome: &Outcome| {
        let found = admission(outcome).unwrap_or_default();
        format!("{}, setting {}: {found}", outcome.id, setting(outcome))
    };
    unsure.map(text).collect()
}

pub(super) const UNSURE: &str = "Not sure under other seeds";

/// Where it fails and by what: both sides in full, since they may differ in a late digit.
pub(super) fn counterexample(found: &Counterexample) -> String {
    let places = [
        ("time", found.time.map(in_full)),
        ("neuron", found.neuron.map(|neuron| neuron.to_string())),
        ("point", found.point.map(|point| point.to_string())),
        ("layer", found.layer.map(|layer| layer.to_string())),
    ];
    let mut place = format!("seed {}, replicate {}", found.seed, found.replicate);
    for (name, value) in places {
        place += &value.map_or(String::new(), |value| format!(", {name} {value}"));
    }
    let (left, right) = (in_full(found.left), in_full(found.right));
    format!("{place}: left side {left}, right side {right}")
}

/// "61 checks (31 claims, 8 papers): 60 as expected, 1 unexpected, 1 inconclusive; quick budget, 43 s".
pub(super) fn summary(report: &Report) -> String {
    let ids: BTreeSet<&str> = report.outcomes.iter().map(|one| &*one.id).collect();
    let papers = papers(report);
    let checked = papers.iter().filter(|paper| !paper.outcomes.is_empty());
    let counts = report.summary();
    let not_run = match counts.not_run {
        0 => String::new(),
        count => format!(", {count} not run (data absent)"),
    };
    format!(
        "{} ({}, {}): {} as expected, {} unexpected, {} inconclusive{not_run}; {} budget, {}",
        counted(report.outcomes.len(), "check"),
        counted(ids.len(), "claim"),
        counted(checked.count(), "paper"),
        counts.as_expected,
        counts.unexpected,
        counts.inconclusive,
        report.budget,
        seconds(report.seconds),
    )
}

pub(super) fn seconds(value: f64) -> String {
    match value < 10.0 {
        true => format!("{} s", short(value, 2)),
        false => format!("{value:.0} s"),
    }
}

/// One row a check; `!` marks a verdict that was not expected.
pub(super) fn checks(outcomes: &[&Outcome]) -> Table {
    let row = |outcome: &&Outcome| Row {
        cells: vec![
            verdict_cell(outcome),
            Cell::text(name(outcome)).leading_to(anchor(outcome)),
            setting_cell(outcome),
            Cell::number(number(outcome.margin), outcome.margin),
            Cell::number(effect(outcome), outcome.effect),
            Cell::count(outcome.count),
            Cell::count(outcome.seeds as u64),
            Cell::number(seconds(outcome.seconds), Some(outcome.seconds)),
        ],
        mark: (!outcome.is_expected()).then_some(('!', Tone::Bad)),
    };
    let texts = ["verdict", "claim", "setting"].map(Column::text);
    let numbers = ["margin", "effect [interval]", "count", "seeds", "time"];
    Table {
        caption: "The checks".to_string(),
        columns: [&texts[..], &numbers.map(Column::number)].concat(),
        rows: outcomes.iter().map(row).collect(),
    }
}

/// "per-seed VIOLATED, of-w-hat HOLDS", without the papers; empty where there are none.
pub(super) fn readings(one: &Answer) -> String {
    let reading = |reading: &Reading| {
        let name = reading.claim.split_once('/').map_or("", |(_, name)| name);
        format!("{name} {}", answer(reading.verdict))
    };
    let readings: Vec<String> = one.stronger.iter().map(reading).collect();
    readings.join(", ")
}

/// Stronger readings, and what the checks do not show.
fn beside(one: &Answer) -> String {
    let parts = [
        ("Stronger readings", readings(one)),
        ("Not shown", one.limits.clone()),
    ];
    let said = parts.into_iter().filter(|(_, text)| !text.is_empty());
    let said: Vec<String> = said
        .map(|(name, text)| sentence(&format!("{name}: {text}")))
        .collect();
    said.join(" ")
}

pub(super) fn questions(answers: &[&Answer]) -> Table {
    let row = |one: &&Answer| {
        Row::from(vec![
            Cell::count(u64::from(one.number)),
            // Within the first screen of a phone.
            Cell::text(answer(one.verdict)).toned(tone_of_answer(one)),
            Cell::text(&one.question),
            Cell::text(&one.answer),
            Cell::text(beside(one)),
        ])
    };
    let mut columns = vec![Column::number("no.")];
    let texts = ["verdict", "the paper claims", "answer", "beside it"];
    columns.extend(texts.map(Column::text));
    Table {
        caption: "The paper's claims".to_string(),
        columns,
        rows: answers.iter().map(row).collect(),
    }
}

pub(super) fn setting_cell(outcome: &Outcome) -> Cell {
    Cell {
        tone: (!outcome.inside).then_some(Tone::Neutral),
        ..Cell::text(setting(outcome))
    }
}

/// A verdict that could be taken for a failure says that it was expected.
pub(super) fn verdict_cell(outcome: &Outcome) -> Cell {
    let has_verdict = outcome.not_run.is_none();
    let expected = has_verdict && outcome.is_expected() && outcome.verdict != Verdict::Holds;
    let more = if expected { " (expected)" } else { "" };
    Cell::text(format!("{}{more}", found(outcome))).toned(tone(outcome))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sides_of_a_counterexample_are_told_apart_at_the_last_digit() {
        let found = Counterexample {
            seed: 2,
            replicate: 5,
            time: Some(0.125),
            neuron: Some(3),
            point: None,
            layer: None,
            left: 0.1 + 0.2,
            right: 0.3,
        };
        assert_eq!(
            counterexample(&found),
            "seed 2, replicate 5, time 0.125, neuron 3: \
             left side 0.30000000000000004, right side 0.3"
        );
    }
}
