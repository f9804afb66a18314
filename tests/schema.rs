//! The schema table against the structs it describes, and the page printed from it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Serialize;
use sweetspot::config::schema::{self, Allowed, KEYS, Key};
use sweetspot::config::{
    Activation, ClassesConfig, CnnConfig, CommandConfig, Config, Construction, Data, DataConfig,
    DeepConfig, DescentConfig, DigitsTask, FileConfig, FlowConfig, Grid, Init, LinearConfig, Loss,
    LossConfig, Method, Missing, MixtureConfig, MlpConfig, NamedTask, NetworkConfig, NetworkKind,
    Optimizer, Override, Parametrisation, Precision, Rate, Record, RowsConfig, SeparableConfig,
    SparseRegressionConfig, StartWeights, StopAt, StopConfig, SweepConfig, TeacherConfig, TestPart,
    ThreePointsConfig, TwoLayerConfig,
};
use sweetspot::quantities::{SUMMARY, TRAJECTORY};
use sweetspot::report::files_page;
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

/// Configurations in which every field is set, of one kind or another. No field may be left to a
/// default.
fn full() -> Vec<Config> {
    let kinds = [
        Data::Separable(SeparableConfig {
            mixture: MixtureConfig {
                samples: 1,
                dimension: 1,
                signal: 1.0,
                noise: 1.0,
                test_lines: 1,
                validation_samples: 1,
            },
            construction: Construction::Rejection,
        }),
        Data::SparseRegression(SparseRegressionConfig {
            samples: 1,
            dimension: 1,
            sparsity: 1,
            condition: Some(1.0),
        }),
        Data::File(FileConfig {
            rows: RowsConfig {
                samples: Some(1),
                task: Some(DigitsTask::Named(NamedTask::Parity)),
                centre: true,
                scale: true,
                bias: true,
                validation_samples: 1,
            },
            path: "x".into(),
            labels: Some("y".into()),
            label_column: Some("y".into()),
            points: Some("X".into()),
            columns: vec!["a".into()],
            leave_out: vec!["b".into()],
            skip_lines: 1,
            missing: Missing::Mean,
            standardise: Some(true),
            test: Some(TestPart::Share(0.25)),
        }),
        Data::ThreePoints(ThreePointsConfig { eta: Some(0.1) }),
        Data::Classes(ClassesConfig {
            samples: 1,
            dimension: 1,
            intrinsic_dimension: Some(1),
            classes: 2,
            signal: 1.0,
            noise: 1.0,
            test_samples: 1,
            validation_samples: 1,
        }),
        Data::Teacher(TeacherConfig {
            samples: 1,
            dimension: 1,
            intrinsic_dimension: Some(1),
            classes: 2,
            teacher_width: 1,
            test_samples: 1,
            validation_samples: 1,
        }),
    ];
    let two_layer = |start| NetworkKind::from(TwoLayerConfig { width: 1, start });
    let networks = [
        two_layer(StartWeights::from(Init::Balanced)),
        two_layer(StartWeights::Given {
            weights: vec![vec![1.0]],
            outputs: vec![1.0],
        }),
        NetworkKind::Linear(LinearConfig {
            hidden: vec![1],
            imbalance: Some(1.0),
            small_layers: Some(1),
        }),
        two_layer(StartWeights::from(Init::Balanced)),
        NetworkKind::Mlp(MlpConfig {
            deep: DeepConfig {
                width_multiplier: Some(2),
                ..DeepConfig::default()
            },
            ..MlpConfig::default()
        }),
        NetworkKind::Cnn(CnnConfig::default()),
    ];
    let methods = [
        Method::Exact { tolerance: 0.1 },
        Method::RungeKutta { tolerance: 0.1 },
        Method::Descent(DescentConfig {
            step: Some(0.1),
            batch_size: Some(1),
            optimizer: Optimizer::Momentum,
            momentum: Some(0.5),
            weight_decay: 0.1,
            rate: Rate::Scaled,
        }),
        Method::Exact { tolerance: 0.1 },
        Method::descent(),
        Method::descent(),
    ];
    let config = |((kind, network), method)| Config {
        seed: 1,
        replicate: 1,
        data: DataConfig {
            kind,
            label_noise: 0.1,
        },
        network: NetworkConfig {
            kind: network,
            alpha: 1.0,
            output_divisor: Some(2.0),
        },
        loss: LossConfig {
            name: Loss::Squared,
        },
        flow: FlowConfig {
            method,
            record: Record::Count(1),
        },
        stop: StopConfig {
            at: StopAt::Time,
            value: 1.0,
            max_steps: 1,
        },
        sweep: SweepConfig {
            alphas: Grid::List(vec![1.0]),
            widths: vec![1],
            samples: vec![1],
            signals: vec![1.0],
            learning_rates: vec![1.0],
            output_divisors: vec![1.0],
            axes: BTreeMap::from([("data.noise".to_owned(), vec![1.0.into()])]),
            replicates: 1,
        },
        command: Some(CommandConfig {
            metrics_file: Some("m.json".to_owned()),
            values: BTreeMap::from([("c".to_owned(), 1.0.into())]),
            ..CommandConfig::default()
        }),
    };
    kinds
        .into_iter()
        .zip(networks)
        .zip(methods)
        .map(config)
        .collect()
}

#[test]
fn schema_lists_every_field_and_nothing_else() {
    let fields: BTreeSet<String> = full()
        .iter()
        .flat_map(written)
        .map(|(key, _)| key)
        .collect();
    let keys: BTreeSet<String> = KEYS.iter().map(|key| key.name.to_owned()).collect();
    assert_eq!(fields, keys);
}

#[test]
fn schema_document_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema.md");
    let document = schema::document() + &files_page() + sweetspot::curves::SCHEMA;
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &document).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == document,
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
        "classes",
        "teacher",
        "file",
    ];
    for kind in kinds {
        for method in ["descent", "runge-kutta"] {
            // What a kind needs beside: its file, or as few classes as this network can tell apart.
            let beside = match kind {
                "file" => "data.path=x.csv",
                "classes" | "teacher" => "data.classes=2",
                _ => "loss.name=squared",
            };
            let settings = [
                &format!("data.kind={kind}"),
                &format!("flow.method={method}"),
                "loss.name=squared",
                beside,
            ];
            let overrides = settings.map(|setting| Override::set(setting).unwrap());
            let mut effective = written(&Config::load(None, &overrides).unwrap());
            if beside == "data.classes=2" {
                let classes = Value::from(ClassesConfig::default().classes as i64);
                assert_eq!(
                    TeacherConfig::default().classes,
                    ClassesConfig::default().classes
                );
                effective.insert("data.classes".to_owned(), classes);
            }
            for key in KEYS {
                let set = ["data.kind", "flow.method", "loss.name", "data.path"];
                if !set.contains(&key.name) {
                    check_default(key, &effective, &[kind, method, "two-layer"]);
                }
            }
        }
    }
}

/// The default that the page states.
fn default(key: &Key) -> String {
    let page = schema::document();
    let heading = key
        .section()
        .map_or("### Top level\n".to_owned(), |section| {
            format!("### `[{section}]`\n")
        });
    let row = format!("| `{}` | ", key.short_name());
    let below = page
        .split_once(&heading)
        .and_then(|(_, below)| below.split_once(&row));
    let cells = below.map_or("", |(_, cells)| cells);
    cells.split(" | ").nth(1).unwrap_or_default().to_owned()
}

fn check_default(key: &Key, found: &BTreeMap<String, Value>, chosen: &[&str]) {
    let value = found.get(key.name).map(ToString::to_string);
    let meant = key
        .only
        .is_none_or(|only| chosen.iter().any(|chosen| only.values.contains(chosen)));
    if !meant {
        assert_eq!(value, None, "{} for {chosen:?}", key.name);
        return;
    }
    // A default that depends on the kind is followed by the kinds in brackets.
    let default = default(key);
    let of_kind = default.split("), ").find_map(|part| {
        let (value, kinds) = part.trim_end_matches(')').split_once(" (")?;
        let of_chosen = kinds.split(", ").any(|kind| chosen.contains(&kind));
        of_chosen.then_some(value)
    });
    let default = of_kind.unwrap_or(&default).parse::<Value>().ok();
    assert_eq!(
        value,
        default.map(|value| value.to_string()),
        "{} for {chosen:?}",
        key.name
    );
}

/// The words that the error of a wrong one lists.
fn expected_words(error: &str) -> Vec<&str> {
    let (_, expected) = error.split_once("expected").unwrap_or_default();
    expected.split('`').skip(1).step_by(2).collect()
}

#[test]
fn schema_choices_are_the_enums() {
    for key in KEYS {
        let (Allowed::Choice(words), Some(section)) = (key.allowed, key.section()) else {
            continue;
        };
        let wrong = "no such word";
        let beside = match key.name {
            "data.construction" => "kind = 'separable'\n",
            "data.missing" => "kind = 'file'\n",
            "flow.rate" | "flow.optimizer" => "method = 'descent'\n",
            _ => "",
        };
        let text = format!("{beside}{} = '{wrong}'\n", key.short_name());
        if key.name == "network.init" {
            let two_layer = Value::from(wrong).try_into::<Init>().unwrap_err();
            let deep = Value::from(wrong)
                .try_into::<Parametrisation>()
                .unwrap_err();
            let all = [two_layer.message(), deep.message()]
                .map(expected_words)
                .concat();
            assert_eq!(all, words);
            continue;
        }
        let error = match (section, key.name) {
            ("network", "network.activation") => {
                Value::from(wrong).try_into::<Activation>().unwrap_err()
            }
            ("network", "network.precision") => {
                Value::from(wrong).try_into::<Precision>().unwrap_err()
            }
            // Any other word is the name of a network of one's own.
            ("network", _) => continue,
            ("data", _) => toml::from_str::<DataConfig>(&text).unwrap_err(),
            ("loss", _) => toml::from_str::<LossConfig>(&text).unwrap_err(),
            ("flow", _) => toml::from_str::<FlowConfig>(&text).unwrap_err(),
            _ => toml::from_str::<StopConfig>(&text).unwrap_err(),
        };
        assert_eq!(expected_words(error.message()), words, "{}", key.name);
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
    let page = files_page();
    let below = page.split_once(&format!("### `{file}`\n"));
    let (_, below) = below.unwrap_or_default();
    let table = below.split("\n### ").next().unwrap_or_default();
    let names = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    names.map(str::to_owned).collect()
}

#[test]
fn schema_columns_of_runs_are_the_fields_of_a_run() {
    let place = [&USUAL[..], &["replicate"]].concat();
    let place = place.into_iter().map(str::to_owned).collect();
    let summary = SUMMARY.map(str::to_owned).to_vec();
    assert_eq!(
        columns("runs.parquet"),
        [place, summary, vec!["failure".to_owned()]].concat()
    );
}

#[test]
fn schema_columns_of_the_trajectory_are_those_of_a_recorded_state() {
    assert_eq!(columns("trajectory.csv"), TRAJECTORY);
}

#[test]
fn schema_columns_of_the_curve_are_its_keys_and_the_fields_of_a_point() {
    let point = CurvePoint {
        value: 1.0,
        runs: 0,
        unreached: 0,
        at_start: 0,
        mean: None,
        low: None,
        high: None,
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
