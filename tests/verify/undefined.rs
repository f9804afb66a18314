use serde_json::Value;
use tempfile::tempdir;

use crate::own::{outcome, sweetspot, write};

/// Two neurons, of which in some draws none is in the cone of its class yet: the angle has
/// no value there, but lies between 0 and pi.
fn claim(greater: &str, smaller: &str, by: &str) -> String {
    format!(
        r#"
title = "Neurons in the cone of their class have turned"
source = "none"
statement = "the angle is small"
[check]
kind = "ordering"
greater = "{greater}"
smaller = "{smaller}"
by = {by}
[control]
why = "they have not turned"
replace = {{ by = 9 }}
settings = ["narrow"]
[setting.narrow]
expect = "holds"
seeds = {{ quick = 32, full = 32 }}
[setting.narrow.config]
data = {{ kind = "separable", samples = 8, dimension = 3 }}
network = {{ width = 2, alpha = 1e-3 }}
stop = {{ at = "time", value = 0.05 }}
"#
    )
}

fn found(greater: &str, smaller: &str, by: &str) -> Value {
    let folder = tempdir().unwrap();
    write(folder.path(), "angle.toml", &claim(greater, smaller, by));
    let (_, stdout, _) = sweetspot(folder.path(), "verify --claims . --json");
    let document: Value = serde_json::from_str(&stdout).unwrap();
    outcome(&document, "narrow").clone()
}

/// Even with every missing angle at pi, 5 minus it is above 1.
#[test]
fn a_verdict_stands_if_it_does_whatever_the_missing_values_are() {
    let found = found("5", "largest_cone_angle", "1");
    assert_eq!(found["verdict"], "holds", "{found:#}");
    let text = found["finding"].as_str().unwrap();
    assert!(
        text.contains("no finite value in 12 of 32 runs (first: replicate 0, point 0 of the grid)"),
        "{text}"
    );
    assert!(
        text.contains("each is taken for anything from 0 to 3.14159"),
        "{text}"
    );
    // The margin is that of the reading nearest to the cut: some angles are pi there.
    let low = found["interval"][0].as_f64().unwrap();
    let high = found["interval"][1].as_f64().unwrap();
    assert!(
        low < 3.0 && high > 4.5 && found["margin"].as_f64().unwrap() == low - 1.0,
        "{found:#}"
    );
    // The rule cannot be repeated on draws with gaps.
    assert_eq!(found["admission"], Value::Null);
}

/// The angles that there are would decide it, those at pi would not.
#[test]
fn a_verdict_that_hangs_on_the_missing_values_is_none() {
    let found = found("5", "largest_cone_angle", "3.5");
    assert_eq!(found["verdict"], "inconclusive", "{found:#}");
    assert_eq!(found["seeds"], 512);
}

#[test]
fn without_a_range_nothing_is_known() {
    let found = found("5", "exp(largest_cone_angle)", "1");
    assert_eq!(found["verdict"], "inconclusive");
    let text = found["finding"].as_str().unwrap();
    assert!(
        text.contains("its definition gives it no range to try"),
        "{text}"
    );
}
