//! docs/gallery.md.

use std::path::Path;

use sweetspot::curves::{Definition, snapshots};
use sweetspot::report::gallery;

#[test]
fn the_gallery_is_up_to_date() {
    let curves = snapshots().unwrap();
    let definitions: Vec<&Definition> = curves.iter().map(|curve| &curve.definition).collect();
    let page = gallery(&definitions);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/gallery.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        page == there,
        "docs/gallery.md is out of date: run `UPDATE_DOCS=1 cargo test --release --test curves`"
    );
}

#[test]
fn every_curve_says_in_two_sentences_what_it_shows() {
    for curve in snapshots().unwrap() {
        let Definition { name, shows, .. } = &curve.definition;
        let sentences = shows.matches(". ").count() + usize::from(shows.ends_with('.'));
        assert_eq!(sentences, 2, "{name}: {shows}");
        assert!(!shows.contains('\n'), "{name}: {shows}");
    }
}
