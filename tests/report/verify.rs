//! What `verify` writes.

use serde_json::{Value, json};
use sweetspot::claims::{Report, Verdict};
use sweetspot::report::{
    Detail, junit_xml, verify_html, verify_json, verify_markdown, verify_text as text_of,
};

use crate::svg::elements;
use crate::verification::{angle, exponent, report};

fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

fn verify_text(report: &Report) -> String {
    text_of(report, Detail::Checks)
}

/// Nothing but what was expected.
fn all_well() -> Report {
    Report {
        outcomes: vec![
            angle("separable", Verdict::Holds, Verdict::Holds),
            angle("mixture", Verdict::Violated, Verdict::Violated),
            exponent(),
        ],
        questions: Vec::new(),
        ..report()
    }
}

#[test]
fn on_a_terminal() {
    let text = verify_text(&report());
    insta::assert_snapshot!(plain(&text));
    assert_eq!(plain(&verify_text(&report())), plain(&text));
}

#[test]
fn on_a_terminal_by_paper() {
    insta::assert_snapshot!(plain(&text_of(&report(), Detail::Answers)));
}

#[test]
fn red_marks_what_was_not_expected_and_nothing_else() {
    let red = "\u{1b}[31m";
    // Two rows and two headings.
    assert_eq!(verify_text(&report()).matches(red).count(), 4);
    let text = verify_text(&all_well());
    assert!(!text.contains(red) && text.contains("VIOLATED"));
    assert!(!plain(&text).contains('!'));
}

#[test]
fn as_junit_xml() {
    insta::assert_snapshot!(junit_xml(&report()).unwrap());
}

#[test]
fn junit_fails_exactly_where_verify_does() {
    let failures = |report: &Report| junit_xml(report).unwrap().matches("<failure").count();
    assert_eq!(failures(&report()), report().summary().unexpected);
    assert_eq!(failures(&all_well()), 0);
    assert!(!junit_xml(&all_well()).unwrap().contains("<skipped"));
}

#[test]
fn as_markdown() {
    insta::assert_snapshot!(verify_markdown(&report()));
}

#[test]
fn markdown_tables_have_a_cell_a_column() {
    let bars = |line: &str| line.replace("\\|", "").matches('|').count();
    let text = verify_markdown(&report());
    let mut expected = None;
    for line in text.lines() {
        if !line.starts_with('|') {
            expected = None;
            continue;
        }
        assert_eq!(bars(line), *expected.get_or_insert(bars(line)), "{line}");
    }
    assert!(text.contains("\\| &lt;b>first&lt;/b> & worst"));
}

#[test]
fn as_json() {
    let document = verify_json(&report()).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&document).unwrap());
}

#[test]
fn the_counts_are_of_all_outcomes() {
    let summary = report().summary();
    assert_eq!(
        (
            summary.as_expected,
            summary.unexpected,
            summary.inconclusive
        ),
        (4, 2, 2)
    );
    let document = verify_json(&report()).unwrap();
    let claims = document["claims"].as_array().unwrap();
    assert_eq!(claims.len(), summary.as_expected + summary.unexpected);
    assert_eq!(document["questions"][1]["verdict"], Value::Null);
    assert_eq!(claims[2]["verdict"], "violated");
}

#[test]
fn an_infinite_number_is_said_and_an_unknown_one_is_null() {
    let mut report = report();
    report.outcomes[0].margin = Some(f64::NAN);
    report.outcomes[0].effect = None;
    report.outcomes[0].interval = Some([f64::NEG_INFINITY, f64::INFINITY]);
    let claims = &verify_json(&report).unwrap()["claims"];
    assert!(claims[0]["margin"].is_null() && claims[0]["effect"].is_null());
    assert_eq!(claims[0]["interval"], json!(["-Infinity", "Infinity"]));
    report.outcomes[0].effect = Some(f64::INFINITY);
    for text in [
        verify_text(&report),
        verify_html(&report),
        verify_markdown(&report),
    ] {
        assert!(text.contains("infinite"), "{text}");
        assert!(!text.contains("[-inf, inf]"), "{text}");
    }
}

/// One paper with a statistical verdict among two; the other's are element by element.
#[test]
fn the_chance_of_a_wrong_verdict_is_said_for_the_paper_and_for_all_of_them() {
    let mut report = report();
    let said = &verify_json(&report).unwrap()["wrong_verdict"];
    assert_eq!(*said, json!({ "papers": 1, "paper": 0.01, "all": 0.01 }));
    assert!(verify_text(&report).contains("at most 1% in this paper"));
    let mut other = report.outcomes[3].clone();
    other.paper = "gsjw20".to_owned();
    report.outcomes.push(other);
    let said = "A wrong statistical verdict: at most 1% a paper, so at most 2% in these 2 papers.";
    for text in [
        verify_text(&report),
        verify_html(&report),
        verify_markdown(&report),
    ] {
        // A terminal's lines are broken.
        let text = text.replace('\n', " ");
        assert!(text.contains(said), "{text}");
    }
    // Controls are outside, and without statistics there is nothing to say.
    for outcome in &mut report.outcomes {
        outcome.control = true;
    }
    assert!(verify_json(&report).unwrap()["wrong_verdict"].is_null());
}

#[test]
fn a_decided_mean_says_what_rare_seeds_could_hide() {
    let html = verify_html(&report());
    let said = "no rare seeds with a large opposite effect, which could be up to 13% of all without one \
                among these 32 (99%); by the range of the values alone, whatever their tails, nothing is \
                decided (p = 0.31)";
    assert!(html.contains(said), "{html}");
    assert_eq!(html.matches("no rare seeds").count(), 1);
}

#[test]
fn the_page_has_a_figure_for_every_panel_and_a_card_for_every_check() {
    let page = verify_html(&report());
    assert_eq!(page.matches("<svg").count(), 4);
    let articles: Vec<String> = elements(&page)
        .iter()
        .filter(|one| one.name == "article")
        .map(|one| one.get("id").to_string())
        .collect();
    assert_eq!(articles.len(), 6);
    for outcome in report().outcomes {
        assert!(articles.contains(&format!("{}/{}", outcome.id, outcome.setting)));
    }
}

/// Whoever looks at one line has to see that its verdict does not test the theorem.
#[test]
fn every_form_marks_a_setting_outside_the_assumptions_and_no_other() {
    let report = Report {
        outcomes: vec![
            angle("separable", Verdict::Holds, Verdict::Holds),
            angle("mixture", Verdict::Violated, Verdict::Violated),
        ],
        questions: Vec::new(),
        ..report()
    };
    let mut inside = report.clone();
    inside.outcomes[1].inside = true;
    let forms = |report: &Report| {
        [
            plain(&verify_text(report)),
            verify_markdown(report),
            verify_html(report),
            junit_xml(report).unwrap(),
        ]
    };
    for (marked, plain) in forms(&report).iter().zip(&forms(&inside)) {
        assert!(marked.contains("(outside)"), "{marked}");
        assert!(!marked.contains("separable (outside)"), "{marked}");
        assert!(!plain.to_lowercase().contains("outside"), "{plain}");
    }
    for form in &forms(&report)[..3] {
        assert!(form.contains("mixture (outside)"), "{form}");
        // What the mark means is said once.
        assert_eq!(form.matches("Outside: the setting").count(), 1, "{form}");
    }
    let junit = junit_xml(&report).unwrap();
    for (value, count) in [("true", 1), ("false", 1)] {
        let property = format!("<property name=\"inside\" value=\"{value}\"/>");
        assert_eq!(junit.matches(&property).count(), count, "{junit}");
    }
    let document = verify_json(&report).unwrap();
    let inside = |index: usize| document["claims"][index]["inside"].clone();
    assert_eq!((inside(0), inside(1)), (true.into(), false.into()));
}

/// Whoever looks at one line has to see that no run could have failed it.
#[test]
fn every_form_marks_an_identity_and_no_other_claim() {
    let mut report = Report {
        outcomes: vec![
            angle("separable", Verdict::Holds, Verdict::Holds),
            exponent(),
        ],
        questions: Vec::new(),
        ..report()
    };
    let forms = |report: &Report| {
        [
            plain(&verify_text(report)),
            verify_markdown(report),
            verify_html(report),
            junit_xml(report).unwrap(),
            verify_json(report).unwrap().to_string(),
        ]
    };
    for form in &forms(&report)[..4] {
        assert!(!form.to_lowercase().contains("identity"), "{form}");
    }
    report.outcomes[0].identity = true;
    let marked = forms(&report);
    for form in &marked[..3] {
        assert!(form.contains("angle-closes (identity)"), "{form}");
        assert!(!form.contains("weight-change (identity)"), "{form}");
        // What the mark means is said once.
        assert_eq!(form.matches("Identity: no run").count(), 1, "{form}");
    }
    let property = "<property name=\"identity\" value=\"true\"/>";
    assert_eq!(marked[3].matches(property).count(), 1, "{}", marked[3]);
    assert!(marked[3].contains("HOLDS (identity): "), "{}", marked[3]);
    assert_eq!(marked[4].matches("\"identity\":true").count(), 1);
    assert_eq!(marked[4].matches("\"identity\":false").count(), 1);
}
