//! Claim files: what is read, and what is refused where.

mod document;
mod kinds;
mod refused;

use std::path::Path;

use toml::Value;

use crate::claims::kinds::tests as checks;
use crate::claims::{Axis, Claim, ClaimError, Formula, Over, Seeds, Transform, Verdict};
use crate::config::Init;

/// A claim whose `[check]` holds these lines, with a control that replaces these keys.
fn text(check: &str, replace: &str, seeds: &str) -> String {
    format!(
        "title = \"A title\"\n\
         source = \"A paper, Theorem 1\"\n\
         statement = \"a >= b\"\n\
         question = [2, 1]\n\
         [check]\n\
         {check}\n\
         [control]\n\
         why = \"wrong\"\n\
         replace = {{ {replace} }}\n\
         settings = [\"second\"]\n\
         [setting.second]\n\
         expect = \"holds\"\n\
         seeds = {seeds}\n\
         config = {{ data.kind = \"separable\", network.alpha = 1e-8 }}\n\
         [setting.first]\n\
         expect = \"violated\"\n\
         seeds = {seeds}\n\
         [setting.first.config.network]\n\
         init = \"antisymmetric\"\n"
    )
}

fn parse(text: &str) -> Result<Claim, ClaimError> {
    Claim::parse(text, Path::new("folder/a-claim.toml"), "paper")
}

fn read(check: &str, replace: &str) -> Claim {
    parse(&text(check, replace, "{ quick = 32, full = 64 }"))
        .unwrap_or_else(|error| panic!("{error}"))
}

fn formula(text: &str) -> Formula {
    Formula::parse(text).unwrap()
}

const INEQUALITY: &str = "kind = \"inequality\"\n\
     each = [\"neuron\", \"time\"]\n\
     where = \"(t <= phase_end) * psi\"\n\
     left = \"psi\"\n\
     right = \"0.5 * kappa\"\n\
     slack = 1e-12\n\
     at_least = 100\n\
     until = \"2 * phase_end\"";

#[test]
fn a_claim_is_read_with_all_its_parts() {
    let claim = parse(&text(
        INEQUALITY,
        "right = \"2 * kappa\", config = { network.alpha = 2 }",
        "{ quick = 0, full = 7 }",
    ))
    .unwrap();
    assert_eq!(
        (claim.id.as_str(), claim.paper.as_str()),
        ("paper/a-claim", "paper")
    );
    assert_eq!(claim.title, "A title");
    assert_eq!(claim.source, "A paper, Theorem 1");
    assert_eq!(claim.statement, "a >= b");
    assert_eq!(claim.questions, [1, 2]);
    assert_eq!((claim.stronger.len(), &claim.identity), (0, &None));
    assert_eq!(claim.check.until, Some(formula("2 * phase_end")));
    assert_eq!(claim.check.pair, None);
    let kind = |right| {
        checks::inequality(
            vec![Axis::Time, Axis::Neuron],
            Some(formula("(t <= phase_end) * psi")),
            [formula("psi"), formula(right)],
            1e-12,
            100,
        )
    };
    assert_eq!(claim.check.kind, kind("0.5 * kappa"));

    let [second, first] = claim.settings.as_slice() else {
        panic!("{:?}", claim.settings);
    };
    assert_eq!(
        (second.name.as_str(), first.name.as_str()),
        ("second", "first")
    );
    assert_eq!(second.expect, Verdict::Holds);
    assert_eq!(first.expect, Verdict::Violated);
    assert_eq!(second.seeds, Seeds { quick: 0, full: 7 });
    assert_eq!(second.config.network.alpha, 1e-8);
    assert_eq!(second.config.network.init(), Some(Init::Balanced));
    assert_eq!(first.config.network.init(), Some(Init::Antisymmetric));

    assert_eq!(claim.control.why, "wrong");
    assert_eq!(claim.control.check.kind, kind("2 * kappa"));
    assert_eq!(claim.control.check.until, claim.check.until);
    let [control] = claim.control.settings.as_slice() else {
        panic!("{:?}", claim.control.settings);
    };
    assert_eq!(control.name, "second");
    assert_eq!(control.expect, Verdict::Violated);
    assert_eq!(control.seeds, second.seeds);
    assert_eq!(control.config.network.alpha, 2.0);
    assert_eq!(control.config.data, second.config.data);
}

#[test]
fn what_is_no_evidence_or_has_been_looked_at_says_so() {
    let with = |key: &str, set: &str| {
        let text = text(
            INEQUALITY,
            "right = \"2 * kappa\"",
            "{ quick = 1, full = 1 }",
        );
        let text = text.replace("question = [2, 1]", key);
        let text = text.replace("expect = \"holds\"", &format!("expect = \"holds\"\n{set}"));
        parse(&text).unwrap_or_else(|error| panic!("{error}"))
    };
    let identity = with("identity = \"both are one\"", "");
    assert_eq!(identity.identity.as_deref(), Some("both are one"));
    assert_eq!(identity.settings[0].expect_set, None);
    let stronger = with(
        "question = 1\nstronger = [3, 2]",
        "expect_set = \"2026-11-30, master seed 0\"",
    );
    assert_eq!(
        (stronger.questions, stronger.stronger),
        (vec![1], vec![2, 3])
    );
    let set = stronger.settings[0].expect_set.as_deref();
    assert_eq!(set, Some("2026-11-30, master seed 0"));
    // Words about a verdict are no reason to run it again.
    let plain = with("question = 1", "");
    let written = |claim: &Claim| serde_json::to_string(&claim.settings).unwrap();
    assert_eq!(
        written(&plain),
        written(&with("question = 1", "expect_set = \"today\""))
    );
}

#[test]
fn a_pair_changes_keys_or_turns_the_problem() {
    let check = "kind = \"equality\"\nleft = \"omega\"\nright = \"pair_omega - pair_kappa\"\n\
                 pair = { config = { network = { width = 8, alpha = 2 }, seed.x = 1 } }";
    let seeds = "{ quick = 1, full = 1 }";
    let check = check.replace(", seed.x = 1", "");
    let claim = parse(&text(&check, "relative = 1", seeds)).unwrap();
    let pair = claim.check.pair.unwrap();
    assert_eq!(pair.transform, None);
    assert_eq!(
        pair.config,
        [
            ("network.alpha".to_owned(), Value::Integer(2)),
            ("network.width".to_owned(), Value::Integer(8))
        ]
    );
    for (name, transform) in [
        ("permute-neurons", Transform::PermuteNeurons),
        ("rotate", Transform::Rotate),
        ("flip-signs", Transform::FlipSigns),
    ] {
        let check = format!(
            "kind = \"equality\"\nleft = \"omega\"\nright = \"pair_omega\"\n\
             pair = {{ transform = \"{name}\" }}"
        );
        let claim = parse(&text(&check, "relative = 1", seeds)).unwrap();
        let pair = claim.check.pair.unwrap();
        assert_eq!((pair.transform, pair.config), (Some(transform), vec![]));
    }
}

#[test]
fn swept_keys_change_a_configuration_by_the_type_they_have() {
    let over = |key: &str| Over {
        key: key.to_owned(),
        values: vec![],
    };
    let config = crate::config::Config::default();
    let wide = config.with(&[over("network.width").change(128.0)]).unwrap();
    assert_eq!(wide.network.width(), Some(128));
    let scaled = config.with(&[over("network.alpha").change(2.0)]).unwrap();
    assert_eq!(scaled.network.alpha, 2.0);
    assert!(config.with(&[over("network.width").change(1.5)]).is_err());
    assert!(config.with(&[over("network.width").change(0.0)]).is_err());
}

#[test]
fn a_control_may_be_another_kind_of_run_only() {
    let replace = "config = { network.init = \"antisymmetric\" }";
    let claim = read(INEQUALITY, replace);
    assert_eq!(claim.control.check, claim.check);
    let setting = &claim.control.settings[0];
    assert_eq!(setting.config.network.init(), Some(Init::Antisymmetric));
    assert_eq!(setting.config.network.alpha, 1e-8);
}

#[test]
fn a_control_may_lead_to_another_setting() {
    let replace = "config = { data.kind = \"mixture\", network = { alpha = 0.05, \
                   init = \"antisymmetric\" } }";
    let claim = read(INEQUALITY, replace);
    assert_eq!(claim.control.settings[0].config, claim.settings[1].config);
}

#[test]
fn questions_are_numbers_or_lists_or_missing() {
    for (written, expected) in [
        ("question = 3\n", Some(vec![3])),
        ("question = [2, 5]\n", Some(vec![2, 5])),
        ("", Some(vec![])),
        ("question = 0\n", None),
        ("question = -1\n", None),
        ("question = [1, 1]\n", None),
        ("question = \"1\"\n", None),
        ("question = 4294967296\n", None),
    ] {
        let text = text(INEQUALITY, "left = \"0\"", "{ quick = 1, full = 1 }");
        let claim = parse(&text.replace("question = [2, 1]\n", written));
        assert_eq!(
            claim.ok().map(|claim| claim.questions),
            expected,
            "{written}"
        );
    }
}
