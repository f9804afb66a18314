//! What an audit counted, as text and as a page to keep.

use super::table::{Cell, Column, Row, Table, Tone};
use super::verify_words::verdict;
use super::words::short;
use crate::claims::{Audit, AuditedSetting, Predicted, Rate};

/// Master seeds listed of one setting; the JSON has all.
const LISTED: usize = 12;
const DIGITS: usize = 2;

/// A line for each claim and setting, then the counts and what they predict.
pub fn audit_text(audit: &Audit) -> String {
    let table = table(audit).text(usize::MAX);
    let lines = totals(audit).into_iter().map(|line| line + "\n");
    format!("{table}\n{}", lines.collect::<String>())
}

/// The same as a page that can be kept, with the command that wrote it.
pub fn audit_markdown(audit: &Audit, command: &str) -> String {
    let totals = totals(audit).into_iter();
    let totals: String = totals.map(|line| format!("- {line}\n")).collect();
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "# How often a verdict is not the expected one\n\n\
         Written by version {version} with\n\n```sh\n{command}\n```\n\n\
         Every claim was judged again in every setting under fresh master seeds. A verdict that is not the expected one \
         counts as unexpected, INCONCLUSIVE included; a negative control has to come out VIOLATED. \"At most\" is the \
         exact one-sided bound of Clopper and Pearson on the chance of an unexpected verdict under a new master seed, \
         with 95% and with 99% confidence. `sweetspot verify --claim ID --seed S` repeats one.\n\n\
         {totals}\n{}",
        table(audit).markdown()
    )
}

fn table(audit: &Audit) -> Table {
    let columns = vec![
        Column::text("claim"),
        Column::text("setting"),
        Column::text("expected"),
        Column::text("decided by"),
        Column::number("seeds"),
        Column::number("unexpected"),
        Column::number("at most (95%)"),
        Column::number("at most (99%)"),
        Column::number("ms a seed"),
        Column::text("counted"),
        Column::text("at --seed"),
    ];
    Table {
        caption: "Unexpected verdicts under fresh master seeds".to_owned(),
        columns,
        rows: audit.settings.iter().map(row).collect(),
    }
}

fn row(setting: &AuditedSetting) -> Row {
    let control = if setting.control { " (control)" } else { "" };
    let decided_by = if setting.statistical {
        "statistics"
    } else {
        "elements"
    };
    let percent = |share: f64| {
        let percent = 100.0 * share;
        Cell::number(format!("{}%", short(percent, DIGITS)), Some(percent))
    };
    let time = setting.milliseconds;
    let shown = time.map_or(String::new(), |time| short(time, DIGITS));
    let wrong = setting.unexpected > 0;
    Row {
        cells: vec![
            Cell::text(&setting.claim),
            Cell::text(format!("{}{control}", setting.setting)),
            Cell::text(verdict(setting.expected)),
            Cell::text(decided_by),
            Cell::count(setting.seeds),
            Cell::count(setting.unexpected),
            percent(setting.bound_95),
            percent(setting.bound_99),
            Cell::number(shown, time),
            Cell::text(setting.counted.as_deref().unwrap_or_default()),
            Cell::text(seeds(setting)),
        ],
        mark: wrong.then_some(('!', Tone::Bad)),
    }
}

fn seeds(setting: &AuditedSetting) -> String {
    let at = setting.at.iter().take(LISTED);
    let mut listed: Vec<String> = at.map(|at| at.seed.to_string()).collect();
    if setting.at.len() > LISTED {
        listed.push(format!("and {} more", setting.at.len() - LISTED));
    }
    listed.join(", ")
}

fn totals(audit: &Audit) -> Vec<String> {
    let rate = |rate: &Rate| {
        let [low, high] = rate.interval.map(|end| 100.0 * end);
        format!("{} of {} [{low:.2}%, {high:.2}%]", rate.count, rate.of)
    };
    let seeds = match audit.master_seeds {
        Some([first, last]) => format!("master seeds {first} to {last}"),
        None => "all master seeds recorded".to_owned(),
    };
    let mut lines = vec![
        format!("budget: {}; {seeds}", audit.budget.name()),
        format!("suites with an unexpected verdict: {}", rate(&audit.suites)),
        format!("unexpected verdicts: {}", rate(&audit.verdicts)),
    ];
    if audit.planted.of > 0 {
        lines.push(format!(
            "planted deviations found: {}",
            rate(&audit.planted)
        ));
    }
    lines.push("(in brackets 95% intervals of Clopper and Pearson)".to_owned());
    if let Some(controls) = &audit.predicted_controls {
        lines.push(predicted("missed negative controls", controls));
    }
    lines.push(predicted("unexpected verdicts", &audit.predicted));
    lines
}

fn predicted(what: &str, predicted: &Predicted) -> String {
    let number = |number: f64| short(number, DIGITS);
    format!(
        "{what} that the counts predict: {} in one suite, {} in 100 suites (with every setting at its 95% bound \
         {} and {})",
        number(predicted.one_suite),
        number(predicted.hundred_suites),
        number(predicted.one_suite_at_bounds),
        number(predicted.hundred_suites_at_bounds)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::{AtSeed, Budget, Verdict};

    fn setting(claim: &str, control: bool, at: &[u64]) -> AuditedSetting {
        let verdict = Verdict::Inconclusive;
        AuditedSetting {
            claim: claim.to_owned(),
            setting: "plane".to_owned(),
            control,
            statistical: control,
            expected: Verdict::Violated,
            seeds: 300,
            unexpected: at.len() as u64,
            bound_95: 0.009_936,
            bound_99: 0.015_233,
            milliseconds: Some(4.321),
            counted: Some("2026-11-30".to_owned()),
            at: at.iter().map(|&seed| AtSeed { seed, verdict }).collect(),
        }
    }

    fn audit() -> Audit {
        let rate = |count, of| Rate {
            count,
            of,
            interval: [0.0, 0.0123],
        };
        Audit {
            budget: Budget::Quick,
            master_seeds: Some([1, 300]),
            suites: rate(1, 300),
            verdicts: rate(2, 600),
            planted: rate(299, 300),
            predicted: Predicted {
                one_suite: 0.006_67,
                hundred_suites: 0.667,
                one_suite_at_bounds: 0.0321,
                hundred_suites_at_bounds: 3.21,
            },
            predicted_controls: None,
            settings: vec![
                setting("p/a", false, &[]),
                setting("p/b", false, &(1..=14).collect::<Vec<_>>()),
                setting("p/a", true, &[7]),
            ],
            unexpected: Vec::new(),
            missed: Vec::new(),
        }
    }

    #[test]
    fn a_row_has_counts_bounds_cost_and_where_to_look() {
        let text = audit_text(&audit());
        let lines: Vec<&str> = text.lines().collect();
        let words = |line: &str| {
            line.split_whitespace()
                .map(String::from)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            words(lines[1]).join(" "),
            "p/a plane VIOLATED elements 300 0 0.99% 1.5% 4.3 2026-11-30"
        );
        assert!(lines[2].starts_with('!'), "{text}");
        assert!(lines[2].ends_with(" 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, and 2 more"));
        assert!(lines[3].contains("plane (control)") && lines[3].contains("statistics"));
    }

    #[test]
    fn the_last_line_predicts() {
        let text = audit_text(&audit());
        assert!(text.contains("budget: quick; master seeds 1 to 300\n"));
        assert!(text.contains("suites with an unexpected verdict: 1 of 300 [0.00%, 1.23%]\n"));
        assert!(text.contains("planted deviations found: 299 of 300"));
        let last = text.lines().last().unwrap();
        assert_eq!(
            last,
            "unexpected verdicts that the counts predict: 0.0067 in one suite, 0.67 in 100 suites \
             (with every setting at its 95% bound 0.032 and 3.2)"
        );
        let recorded = Audit {
            master_seeds: None,
            ..audit()
        };
        assert!(audit_text(&recorded).contains("; all master seeds recorded\n"));
    }

    #[test]
    fn the_page_says_how_it_was_made() {
        let page = audit_markdown(&audit(), "sweetspot verify --audit 300");
        assert!(
            page.contains("\n```sh\nsweetspot verify --audit 300\n```\n"),
            "{page}"
        );
        let row = "| p/a | plane | VIOLATED | elements | 300 | 0 | 0.99% | 1.5% | 4.3 | 2026-11-30 |  |\n";
        assert!(page.contains(row), "{page}");
        assert!(page.contains("\n- unexpected verdicts: 2 of 600"), "{page}");
    }
}
