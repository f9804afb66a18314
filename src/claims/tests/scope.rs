use super::{check, claim, formula, inequality, over};
use crate::claims::kinds::tests as kinds;
use crate::claims::scope::scope;
use crate::claims::{Case, Check, Claim, Setting};
use crate::config::Config;

/// The scope of a check under a configuration, with 4 seeds of master seed 7.
fn scope_of(check: Check, keys: &str) -> String {
    let config: Config = toml::from_str(keys).unwrap();
    let plain = claim("a", inequality("1", "0"), inequality("0", "1"));
    let setting = Setting {
        config,
        ..plain.settings[0].clone()
    };
    let claim = Claim {
        check,
        settings: vec![setting],
        ..plain
    };
    let case = Case::of(&claim, false).next().unwrap();
    scope(&case, 7, 4)
}

fn plain(keys: &str) -> String {
    scope_of(check(inequality("1", "0")), keys)
}

#[test]
fn a_mixture_has_dimension_and_signal_to_noise() {
    let text = plain(
        "data = { kind = 'mixture', samples = 10, dimension = 5, signal = 3.0, noise = 2.0 }
         network = { width = 20, alpha = 0.125, init = 'antisymmetric' }
         loss.name = 'exponential'
         stop = { at = 'time', value = 3.0 }",
    );
    assert_eq!(
        text,
        "mixture n = 10 d = 5 SNR 1.5; h = 20, antisymmetric, alpha = 0.125; exponential to time 3; \
         replicates 0 to 3 of seed 7"
    );
    assert!(plain("data.kind = 'separable'").starts_with("separable n = 40 d = 40 SNR 2;"));
}

#[test]
fn other_data_have_their_number_of_points_alone() {
    assert!(plain("data = { kind = 'digits', samples = 30 }").starts_with("digits n = 30; h = "));
}

#[test]
fn the_premise_is_part_of_the_scope() {
    let check = Check {
        premise: Some(formula("sum_loss < 1")),
        ..check(inequality("1", "0"))
    };
    assert!(scope_of(check, "").contains("; draws with sum_loss < 1; replicates"));
}

#[test]
fn the_stop_is_named_by_its_rule() {
    let text = plain("stop = { at = 'training-risk', value = 0.25 }");
    assert!(text.contains(" to training-risk 0.25;"), "{text}");
    let until = Check {
        until: Some(formula("2 * phase_end")),
        ..check(inequality("1", "0"))
    };
    assert!(scope_of(until, "").contains(" to time 2 * phase_end;"));
}

#[test]
fn recorded_times_and_swept_keys_are_counted() {
    assert!(plain("flow.record = 12").contains(", 12 recorded times;"));
    assert!(plain("flow.record = [0.0, 0.5]").contains(", 2 recorded times;"));
    assert!(!plain("flow.record = []").contains("recorded"));
    let swept = check(kinds::optimum(
        over("network.alpha", &[0.5, 1.0, 2.0]),
        formula("test_error"),
        0.1,
    ));
    assert!(scope_of(swept, "").contains("; network.alpha in [0.5, 1, 2]; replicates"));
}
