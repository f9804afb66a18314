//! What is refused before anything is trained, and with what advice.

use crate::command::sweetspot;
use crate::table::folder;

fn refused(line: &str) -> String {
    let folder = folder();
    let answer = sweetspot(folder.path(), line);
    assert_eq!(
        answer.code,
        Some(2),
        "{line}: {} {}",
        answer.stdout,
        answer.stderr
    );
    assert!(answer.stdout.is_empty(), "{}", answer.stdout);
    answer.stderr
}

#[test]
fn what_cannot_be_tuned_says_why() {
    for (line, said) in [
        ("tune", "sweetspot tune FILE --label-column NAME"),
        ("tune missing.csv --label-column y", "missing.csv"),
        ("tune two.csv --label-column z", "z"),
        ("tune two.csv --label-column y --budget 0", "above 0"),
        ("tune two.csv --label-column y --model tree", "two-layer"),
        (
            "tune two.csv --label-column y --set network.output_divisor=2",
            "output_divisor",
        ),
        (
            "tune two.csv --label-column y --set flow.step=0.1",
            "flow.step",
        ),
        ("tune two.csv --label-column y --model cnn", "no images"),
        (
            "tune four.csv --label-column kind --model two-layer",
            "cross-entropy",
        ),
        ("tune --set data.kind=three-points", "no rows to test on"),
        (
            "tune two.csv --label-column y --set data.test=two.csv",
            "data.test",
        ),
    ] {
        let message = refused(line);
        assert!(message.contains(said), "{line}: {message}");
    }
}
