//! The schema table against the structs it describes, and the page printed from it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Serialize;
use sweetspot::config::schema::{self, Allowed, FILES, KEYS, Key};
use sweetspot::config::{
    Config, Construction, DataConfig, DataKind, DigitsTask, FlowConfig, Grid, LossConfig, Method,
    NamedTask, NetworkConfig, Override, Record, StopConfig, SweepConfig,
};
use sweetspot::flow::StopReason;
use sweetspot::observables::Summary;
use sweetspot::runs::USUAL;
use sweetspot::sweep::CurvePoint;
use toml::{Table, Value};

/// The set keys of a configuration by dotted name.
fn written(config: &Config) -> BTreeMap<String, Value> {
    let table = Table::try_from(config).unwrap_or_default();
    let mut keys = BTreeMap::new();
    for (name, value) in table {
        match value {
            Value::Table(section) => {
                keys.extend(
                    section
                        .into_iter()
                        .map(|(key, value)| (format!("{name}.{key}"), value)),
                );
            }
            value => {
                keys.insert(name, value);
            }
        }
    }
    keys
}

/// A configuration in which every field is set. No field may be left to a default.
fn full() -> Config {
    Config {
        seed: 1,
        replicate: 1,
        data: DataConfig {
            kind: DataKind::File,
            samples: Some(1),
            dimension: Some(1),
            signal: Some(1.0),
            noise: Some(1.0),
            test_lines: Some(1),
            sparsity: Some(1),
            construction: Some(Construction::Rejection),
            task: Some(DigitsTask::Named(NamedTask::Parity)),
            path: Some("x".into()),
            labels: Some("y".into()),
            label_column: Some("y".into()),
            centre: Some(true),
            scale: Some(true),
            bias: Some(true),
            validation_samples: Some(1),
            label_noise: 0.1,
        },
        network: NetworkConfig {
            output_divisor: Some(2.0),
            ..NetworkConfig::default()
        },
        loss: LossConfig::default(),
        flow: FlowConfig {
            method: Method::Descent,
            tolerance: Some(0.1),
            step: Some(0.1),
            batch_size: Some(1),
            record: Record::Count(1),
        },
        stop: StopConfig::default(),
        sweep: SweepConfig {
            alphas: Grid::List(vec![1.0]),
            widths: vec![1],
            samples: vec![1],
            signals: vec![1.0],
            learning_rates: vec![1.0],
            replicates: 1,
        },
    }
}

#[test]
fn schema_lists_every_field_and_nothing_else() {
    // Given weights stand in place of the law of the weights.
    let mut given = full();
    given.network.weights = Some(vec![vec![1.0]]);
    given.network.outputs = Some(vec![1.0]);
    let fields: BTreeSet<String> = written(&full())
        .into_keys()
        .chain(written(&given).into_keys())
        .collect();
    let keys: BTreeSet<String> = KEYS.iter().map(|key| key.name.to_owned()).collect();
    assert_eq!(fields, keys);
}

#[test]
fn schema_document_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, schema::document()).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == schema::document(),
        "docs/schema.md is out of date: run `UPDATE_DOCS=1 cargo test --release schema`"
    );
}

#[test]
fn schema_states_the_defaults_in_effect() {
    let kinds = [
        "mixture",
        "separable",
        "digits",
        "three-points",
        "sparse-path",
        "sparse-regression",
        "file",
    ];
    for kind in kinds {
        for method in ["descent", "runge-kutta"] {
            let settings = [
                format!("data.kind={kind}"),
                format!("flow.method={method}"),
                "loss.name=squared".to_owned(),
                "data.path=x.csv".to_owned(),
            ];
            let count = if kind == "file" { 4 } else { 3 };
            let overrides: Vec<Override> = settings[..count]
                .iter()
                .map(|setting| Override::set(setting).unwrap())
                .collect();
            let effective = written(&Config::load(None, &overrides).unwrap().effective());
            for key in KEYS {
                let set = ["data.kind", "flow.method", "loss.name", "data.path"];
                if !set.contains(&key.name) {
                    check_default(key, &effective, &[kind, method, "two-layer"]);
                }
            }
        }
    }
}

fn check_default(key: &Key, effective: &BTreeMap<String, Value>, chosen: &[&str]) {
    let value = effective.get(key.name);
    let meant = key
        .only
        .is_none_or(|only| chosen.iter().any(|chosen| only.values.contains(chosen)));
    if !meant {
        assert_eq!(value, None, "{} for {chosen:?}", key.name);
    } else if let Ok(default) = key.default.parse::<Value>() {
        assert_eq!(value, Some(&default), "{} for {chosen:?}", key.name);
    }
}

#[test]
fn schema_choices_are_the_enums() {
    for key in KEYS {
        let (Allowed::Choice(words), Some(section)) = (key.allowed, key.section()) else {
            continue;
        };
        let text = format!("[{section}]\n{} = 'no such word'\n", key.short_name());
        let error = toml::from_str::<Config>(&text).unwrap_err();
        let (_, expected) = error.message().split_once("expected").unwrap();
        let variants: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
        assert_eq!(variants, words, "{}", key.name);
    }
}

/// The names of a record's fields, in order.
fn fields(record: impl Serialize) -> Vec<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = writer
        .serialize(record)
        .ok()
        .and_then(|()| writer.into_inner().ok())
        .unwrap_or_default();
    let header = String::from_utf8_lossy(&header).into_owned();
    let line = header.lines().next().unwrap_or_default();
    line.split(',').map(str::to_owned).collect()
}

fn columns(file: &str) -> Vec<String> {
    let file = FILES.iter().find(|known| known.name == file);
    let columns = file.map_or(&[][..], |file| file.columns);
    columns
        .iter()
        .map(|column| column.name.to_owned())
        .collect()
}

#[test]
fn schema_columns_of_runs_are_the_fields_of_a_run() {
    let place = [&USUAL[..], &["replicate"]].concat();
    let place = place.into_iter().map(str::to_owned).collect();
    let summary = Summary {
        time: 0.0,
        steps: 0,
        evaluations: 0,
        events: 0,
        sliding_events: 0,
        nonunique_events: 0,
        stop_reason: StopReason::Reached,
        training_risk: Some(0.0),
        training_error: None,
        test_error: None,
        test_error_low: None,
        test_error_high: None,
        test_ties: None,
        effective_psi: None,
        phi: None,
        omega: None,
        excess_error: None,
        over_alignment: None,
        over_fitting: None,
        balancedness_drift: 0.0,
        relative_weight_change: 0.0,
        stable_rank: 0.0,
        normalized_margin: None,
    };
    assert_eq!(columns("runs.parquet"), [place, fields(summary)].concat());
}

#[test]
fn schema_columns_of_the_curve_are_its_keys_and_the_fields_of_a_point() {
    let point = CurvePoint {
        value: 1.0,
        runs: 0,
        unreached: 0,
        at_start: 0,
        test_error: None,
        test_error_low: None,
        test_error_high: None,
        test_ties: None,
        over_alignment: None,
        over_fitting: None,
        evaluations: 0.0,
        time: 0.0,
    };
    let keys = ["width", "samples", "signal", "learning_rate", "alpha"].map(str::to_owned);
    assert_eq!(
        columns("curve.csv"),
        [&keys[..], &fields(point)[1..]].concat()
    );
}
