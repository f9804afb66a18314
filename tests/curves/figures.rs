//! The figures beside the numbers.

use std::path::Path;

use sweetspot::curves::snapshots;
use sweetspot::report::reference_figure;

#[test]
fn every_figure_is_the_one_of_its_numbers() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    for curve in snapshots().unwrap() {
        let name = &curve.definition.name;
        let numbers = curve.numbers().unwrap().unwrap();
        let figure = reference_figure(&curve.definition, &numbers).unwrap().svg();
        let path = folder.join(format!("{name}.svg"));
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, &figure).unwrap();
        }
        let there = std::fs::read_to_string(&path).unwrap();
        assert!(
            figure == there,
            "snapshots/{name}.svg is out of date: run `UPDATE_DOCS=1 cargo test --release --test \
             curves` to draw the figures from the numbers that are there"
        );
    }
}

#[test]
fn every_figure_is_readable_on_dark_pages_and_has_a_name() {
    for curve in snapshots().unwrap() {
        let numbers = curve.numbers().unwrap().unwrap();
        let figure = reference_figure(&curve.definition, &numbers).unwrap().svg();
        assert!(figure.contains("prefers-color-scheme: dark"));
        assert!(figure.contains(&format!("<title>{}</title>", curve.definition.title)));
        assert!(!figure.contains("NaN"), "{}", curve.definition.name);
    }
}

#[test]
fn a_panel_without_a_point_is_refused() {
    let curve = snapshots().unwrap().remove(0);
    let mut numbers = curve.numbers().unwrap().unwrap();
    numbers.rows.clear();
    let refused = reference_figure(&curve.definition, &numbers).unwrap_err();
    let expected = format!(
        "curve {}: its panel 1 has no point to draw",
        curve.definition.name
    );
    assert_eq!(refused.to_string(), expected);
}
