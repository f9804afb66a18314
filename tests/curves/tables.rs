//! Every curve's numbers, rounded, for a person to review when one moved: `cargo insta review`.

use sweetspot::curves::snapshots;

#[test]
fn the_rounded_numbers_of_every_curve() {
    for curve in snapshots().unwrap() {
        let name = &curve.definition.name;
        let numbers = curve.numbers().unwrap();
        let numbers = numbers.unwrap_or_else(|| panic!("`sweetspot curves --update {name}` first"));
        insta::assert_snapshot!(name.as_str(), numbers.rounded(3));
    }
}
