//! The HTML page: what every report has in common.

use std::collections::BTreeSet;

use sweetspot::config::Config;
use sweetspot::curves::{Change, Definition, Difference, Numbers, snapshots};
use sweetspot::report::html::{Block, Page};
use sweetspot::report::table::{Cell, Column, Row, Table};
use sweetspot::report::{curves_html, sweep_html, verify_html};
use sweetspot::runs::Rows;
use sweetspot::sweep::{StepCheck, Sweep};

use crate::fixtures::{antisymmetric, balanced, keys, point};
use crate::svg::elements;
use crate::verification::report;

fn sweep() -> Sweep {
    Sweep {
        rows: Rows {
            unbounded: false,
            axis: "alpha".to_string(),
            records: Vec::new(),
        },
        curves: vec![balanced()],
        metric: None,
        step_check: Some(StepCheck {
            replicates: 4,
            value: 0.1,
            change: 1e-4,
            standard_errors: 0.75,
        }),
        table: None,
    }
}

fn pages() -> [String; 3] {
    let sweep = sweep_html(&sweep(), &Config::default(), "sweetspot sweep");
    let verification = verify_html(&report());
    [sweep.unwrap(), verification, curves(&[])]
}

/// Every reference curve with the numbers it should have.
fn curves(differences: &[Difference]) -> String {
    let all = snapshots().unwrap();
    let definitions: Vec<&Definition> = all.iter().map(|curve| &curve.definition).collect();
    let numbers = all.iter().map(|curve| curve.numbers().unwrap().unwrap());
    let numbers: Vec<Numbers> = numbers.collect();
    curves_html(
        &definitions,
        &numbers,
        differences,
        "sweetspot curves --check",
    )
    .unwrap()
}

#[test]
fn a_curve_that_moved_says_which_number_did() {
    let all = snapshots().unwrap();
    let quiet = curves(&[]);
    assert_eq!(quiet.matches("<svg").count(), all.len());
    assert!(
        quiet.contains("all as in the snapshots") && !quiet.contains("p class=\"verdict bad\"")
    );
    let definitions = quiet.matches("\n[tolerance]\n");
    assert_eq!(definitions.count(), all.len(), "every definition is there");
    let moved = curves(&[Difference {
        curve: all[0].definition.name.clone(),
        point: "balanced, alpha = 0.01".to_string(),
        quantity: Some("time".to_string()),
        change: Change::Appeared { new: Some(0.25) },
    }]);
    assert_eq!(moved.matches("p class=\"verdict bad\"").count(), 2);
    assert!(moved.contains("balanced, alpha = 0.01: time is new, 0.25"));
}

#[test]
fn a_page_refers_to_nothing_outside_itself() {
    for page in pages() {
        assert!(page.contains("default-src 'none'"));
        let namespace = "http://www.w3.org/2000/svg";
        assert!(!page.replace(namespace, "").contains("://"));
        for element in elements(&page) {
            assert!(element.name != "link" && element.get("src").is_empty());
            let target = element.get("href");
            assert!(target.is_empty() || target.starts_with('#'), "{target}");
        }
    }
}

#[test]
fn every_link_leads_to_one_place() {
    for page in pages() {
        let all = elements(&page);
        let ids: Vec<&str> = all
            .iter()
            .map(|one| one.get("id"))
            .filter(|id| !id.is_empty())
            .collect();
        let distinct: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), distinct.len(), "an id twice");
        for target in all
            .iter()
            .filter_map(|one| one.get("href").strip_prefix('#'))
        {
            assert!(distinct.contains(target), "{target}");
        }
    }
}

#[test]
fn there_is_one_style_sheet_and_it_reaches_figures_only() {
    for page in pages() {
        assert_eq!(page.matches("<style").count(), 1);
        let dark = page.lines().filter(|line| line.contains("[fill="));
        for rule in dark {
            assert_eq!(
                rule.matches('{').count(),
                rule.matches("figure svg [").count(),
                "{rule}"
            );
        }
    }
}

#[test]
fn text_is_shown_and_never_run() {
    let evil = "<script>alert(1)</script>\"'&";
    let mut page = Page::new(evil, evil);
    page.config = Some(evil.to_string());
    let table = Table {
        caption: evil.to_string(),
        columns: vec![Column::text(evil)],
        rows: vec![Row::from(vec![Cell::text(evil).leading_to(evil)])],
    };
    let blocks = vec![
        Block::Text(evil.to_string()),
        Block::Code(evil.to_string()),
        Block::Table(table),
        Block::Folded(evil.to_string(), Vec::new()),
    ];
    page.section(evil, blocks);
    let document = page.render();
    assert_eq!(document.matches("<script>").count(), 1);
    assert!(!document.contains("alert(1)</script>"));
    for element in elements(&document) {
        assert!(element.name != "table" || element.get("class") == "sortable");
    }
}

#[test]
fn numbers_sort_by_their_values() {
    let row = |value: Option<f64>| Row::from(vec![Cell::number("shown", value)]);
    let mut page = Page::new("", "");
    let values = [
        Some(1e-300),
        Some(f64::NEG_INFINITY),
        Some(-12.5),
        Some(f64::NAN),
        None,
    ];
    page.lead.push(Block::Table(Table {
        caption: String::new(),
        columns: vec![Column::number("n")],
        rows: values.map(row).to_vec(),
    }));
    let document = page.render();
    let cells = elements(&document)
        .into_iter()
        .filter(|one| one.name == "td");
    let keys: Vec<String> = cells.map(|one| one.get("data-sort").to_string()).collect();
    assert_eq!(keys, ["1e-300", "-Infinity", "-1.25e1", "", ""]);
}

#[test]
fn a_sweep_begins_with_its_verdict_and_ends_with_its_command() {
    let [page, ..] = pages();
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}"));
    let order = [
        "Verdict: interior optimum",
        "<svg",
        "Optimum (*): alpha 0.032",
        "in straight lines the error",
        "Unreached: 0 of 416 runs",
        "<table",
        "Halving the step moves the mean test error by at most 0.75 standard errors",
        "sweetspot sweep",
        "replicates = 32",
    ];
    assert!(order.map(place).is_sorted(), "{:?}", order.map(place));
    assert_eq!(page.matches("<tr").count(), 14);
    assert_eq!(page.matches("<tr class=\"good\"").count(), 2);
}

#[test]
fn several_curves_share_a_figure_and_have_a_table_each() {
    let mut wide = antisymmetric();
    wide.keys = keys(128, Some(2.0), None);
    let found = Sweep {
        curves: vec![balanced(), wide],
        step_check: None,
        ..sweep()
    };
    let page = sweep_html(&found, &Config::default(), "sweetspot sweep").unwrap();
    assert_eq!(
        (page.matches("<svg").count(), page.matches("<table").count()),
        (2, 2)
    );
    for label in ["h = 64", "h = 128"] {
        assert!(page.contains(&format!("<h2>{label}</h2>")));
        assert!(page.contains(&format!("{label}. Verdict:")));
    }
}

#[test]
fn a_sweep_without_test_errors_has_a_table_and_no_figure() {
    let mut bare = balanced();
    bare.points = vec![point(0.1, None)];
    (bare.optimum, bare.u_test) = (None, None);
    let found = Sweep {
        curves: vec![bare],
        ..sweep()
    };
    let page = sweep_html(&found, &Config::default(), "sweetspot sweep").unwrap();
    assert_eq!(
        (page.matches("<svg").count(), page.matches("<table").count()),
        (0, 1)
    );
    assert!(page.contains("Verdict: none."));
}
