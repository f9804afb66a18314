//! The tables of a verification.

use super::table::{Cell, Column, Row, Table, Tone};
use super::verify_words as words;
use crate::claims::{Answer, Outcome};

/// One row a check; `!` marks a verdict that was not expected.
pub(super) fn checks(outcomes: &[&Outcome]) -> Table {
    let row = |outcome: &&Outcome| {
        let bad = !outcome.is_expected();
        Row {
            mark: if bad { '!' } else { ' ' },
            cells: vec![
                verdict(outcome),
                Cell::text(words::stem(outcome)).leading_to(words::anchor(outcome)),
                setting(outcome),
                Cell::number(words::number(outcome.margin), outcome.margin),
                Cell::number(words::effect(outcome), outcome.effect),
                Cell::count(outcome.count),
                Cell::count(outcome.seeds as u64),
                Cell::number(words::seconds(outcome.seconds), Some(outcome.seconds)),
            ],
            tone: bad.then_some(Tone::Bad),
        }
    };
    let texts = ["verdict", "claim", "setting"].map(Column::text);
    let numbers = ["margin", "effect [interval]", "count", "seeds", "time"];
    Table {
        caption: "The checks".to_string(),
        columns: [&texts[..], &numbers.map(Column::number)].concat(),
        rows: outcomes.iter().map(row).collect(),
    }
}

/// What the paper claims, with the answers.
pub(super) fn questions(answers: &[&Answer]) -> Table {
    let row = |answer: &&Answer| {
        Row::from(vec![
            Cell::count(u64::from(answer.number)),
            Cell::text(&answer.question),
            Cell::text(words::answer(answer.verdict)).toned(words::tone_of_answer(answer)),
            Cell::text(&answer.finding),
            Cell::text(&answer.limits),
        ])
    };
    let mut columns = vec![Column::number("no.")];
    columns.extend(["the paper claims", "verdict", "measured"].map(Column::text));
    columns.push(Column::text("what the check does not show"));
    Table {
        caption: "The paper's claims".to_string(),
        columns,
        rows: answers.iter().map(row).collect(),
    }
}

pub(super) fn setting(outcome: &Outcome) -> Cell {
    Cell {
        tone: (!outcome.inside).then_some(Tone::Neutral),
        ..Cell::text(words::setting(outcome))
    }
}

pub(super) fn verdict(outcome: &Outcome) -> Cell {
    Cell::text(words::found(outcome)).toned(words::tone(outcome))
}
