//! JUnit XML: what CI services show as test results.

use std::time::Duration;

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::ReportError;
use super::characters::without_forbidden;
use super::verify_words as words;
use crate::claims::{Outcome, Report, Verdict};

/// The verification as JUnit XML: a suite a paper, a test case a claim and setting. What was expected
/// passes, VIOLATED included; what was not is a failure with its finding, counterexample and command,
/// so that a service shows red exactly where `verify` exits 1. An expected INCONCLUSIVE, and what was not run for want of data, is skipped:
/// it neither fails nor counts as something that was shown. The property `inside` says whether a
/// setting meets the assumptions, `identity` that no run can fail the claim; `unexpected_repetitions` of a statistical check is 0 where its
/// verdict is sure under other seeds. A `time` counts shared runs for every claim that uses them.
///
/// # Errors
/// [`ReportError::Junit`] should the XML library fail.
pub fn junit_xml(report: &Report) -> Result<String, ReportError> {
    let mut document = quick_junit::Report::new("sweetspot verify");
    document.set_time(duration(report.seconds));
    for paper in words::papers(report) {
        let Some(first) = paper.outcomes.first() else {
            continue;
        };
        let mut suite = TestSuite::new(&*first.paper);
        let seconds = paper.outcomes.iter().map(|outcome| outcome.seconds).sum();
        suite.set_time(duration(seconds));
        suite.add_test_cases(paper.outcomes.iter().map(|outcome| case(outcome)));
        document.add_test_suite(suite);
    }
    Ok(without_forbidden(document.to_string()?))
}

fn case(outcome: &Outcome) -> TestCase {
    let name = format!("{} [{}]", words::stem(outcome), outcome.setting);
    let mut case = TestCase::new(name, status(outcome));
    case.set_classname(outcome.paper.as_str());
    case.set_time(duration(outcome.seconds));
    let truth = |is: bool| if is { "true" } else { "false" };
    case.add_property(("inside", truth(outcome.inside)));
    if outcome.identity {
        case.add_property(("identity", truth(true)));
    }
    if let Some(admission) = outcome.admission {
        let count = admission.unexpected.to_string();
        case.add_property(("unexpected_repetitions", count.as_str()));
    }
    if outcome.is_expected() {
        case.set_system_out(format!("{}: {}", found(outcome), outcome.finding));
    }
    case
}

fn status(outcome: &Outcome) -> TestCaseStatus {
    let mut status = match (outcome.is_expected(), outcome.verdict) {
        _ if outcome.not_run.is_some() => TestCaseStatus::skipped(),
        (true, Verdict::Holds | Verdict::Violated) => return TestCaseStatus::success(),
        (true, Verdict::Inconclusive) => TestCaseStatus::skipped(),
        (false, verdict) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type(words::verdict(verdict));
            status.set_description(description(outcome));
            status
        }
    };
    let (found, expectation) = (found(outcome), words::expectation(outcome));
    status.set_message(format!("{found}, {expectation}: {}", outcome.finding));
    status
}

/// "VIOLATED", with where it was found if that is outside the assumptions, and whether it is an identity.
fn found(outcome: &Outcome) -> String {
    let verdict = words::marked(words::found(outcome), outcome.inside);
    words::named(&verdict, outcome.identity)
}

fn description(outcome: &Outcome) -> String {
    let mut lines = vec![
        format!("{} ({})", outcome.title, outcome.source),
        format!("checked: {}", outcome.scope),
    ];
    let place = outcome.counterexample.as_ref().map(words::counterexample);
    lines.extend(place.map(|place| format!("counterexample: {place}")));
    lines.push(format!("reproduce: {}", outcome.reproduce));
    lines.join("\n")
}

/// Seconds to the millisecond; a time that is none is 0.
fn duration(seconds: f64) -> Duration {
    let milliseconds = (1000.0 * seconds).round();
    Duration::from_millis(milliseconds.max(0.0) as u64)
}
