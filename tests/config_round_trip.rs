//! Laws of printing and reading, over random valid configurations.

use proptest::collection::btree_set;
use proptest::option;
use proptest::prelude::*;
use sweetspot::config::{
    Config, Construction, DataConfig, DataKind, DigitsTask, FlowConfig, Grid, Init, Loss,
    LossConfig, Method, NamedTask, NetworkConfig, NetworkKind, Override, Record, StopAt,
    StopConfig, SweepConfig,
};

/// Positive numbers over the whole range of floats, subnormal ones included.
fn positive() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(5e-324),
        Just(f64::MAX),
        1e-3..10.0f64,
        (1u64..0x7ff0_0000_0000_0000).prop_map(f64::from_bits),
    ]
}

fn mixtures() -> impl Strategy<Value = DataConfig> {
    let kind = prop_oneof![Just(DataKind::Mixture), Just(DataKind::Separable)];
    let construction = prop_oneof![
        Just(Construction::ScaledNoise),
        Just(Construction::Rejection)
    ];
    (
        kind,
        option::of(1usize..1000),
        option::of(1usize..1000),
        option::of(positive()),
        option::of(positive()),
        option::of(2usize..1000),
        option::of(construction),
        option::of(1usize..50),
        0.0..1.0f64,
    )
        .prop_map(
            |(
                kind,
                samples,
                dimension,
                signal,
                noise,
                test_lines,
                construction,
                held,
                label_noise,
            )| {
                DataConfig {
                    kind,
                    samples,
                    dimension,
                    signal,
                    noise,
                    test_lines,
                    construction: construction.filter(|_| kind == DataKind::Separable),
                    validation_samples: held,
                    label_noise,
                    ..DataConfig::default()
                }
            },
        )
}

fn rows() -> impl Strategy<Value = DataConfig> {
    let kind = prop_oneof![Just(DataKind::Digits), Just(DataKind::File)];
    let task = prop_oneof![
        Just(DigitsTask::Named(NamedTask::Parity)),
        (0i64..5, 5i64..10).prop_map(|(a, b)| DigitsTask::Pair([b, a])),
    ];
    (
        kind,
        option::of(1usize..1000),
        option::of(task),
        "[^\\p{C}]{1,12}",
        option::of("[^\\p{C}]{1,12}"),
        option::of(any::<bool>()),
        option::of(any::<bool>()),
        option::of(any::<bool>()),
        option::of(1usize..50),
    )
        .prop_map(
            |(kind, samples, task, path, labels, centre, scale, bias, held)| {
                let file = kind == DataKind::File;
                DataConfig {
                    kind,
                    samples,
                    task,
                    path: file.then(|| path.into()),
                    labels: labels.clone().filter(|_| file).map(Into::into),
                    label_column: labels.filter(|_| file),
                    centre,
                    scale,
                    bias,
                    validation_samples: held,
                    ..DataConfig::default()
                }
            },
        )
}

fn data() -> impl Strategy<Value = DataConfig> {
    let three_points = Just(DataConfig {
        kind: DataKind::ThreePoints,
        ..DataConfig::default()
    });
    let sparse_path = Just(DataConfig {
        kind: DataKind::SparsePath,
        ..DataConfig::default()
    });
    let sparse_regression = (
        option::of(1usize..1000),
        option::of(40usize..1000),
        option::of(1usize..40),
    )
        .prop_map(|(samples, dimension, sparsity)| DataConfig {
            kind: DataKind::SparseRegression,
            samples,
            dimension,
            sparsity,
            ..DataConfig::default()
        });
    prop_oneof![
        mixtures(),
        rows(),
        three_points,
        sparse_path,
        sparse_regression
    ]
}

fn network() -> impl Strategy<Value = NetworkConfig> {
    let init = prop_oneof![
        Just(Init::Balanced),
        Just(Init::Unbalanced),
        Just(Init::Dominated),
        Just(Init::Antisymmetric),
    ];
    let two_layer = (init, 1usize..500_000, positive(), option::of(positive())).prop_map(
        |(init, half, alpha, output_divisor)| NetworkConfig {
            kind: NetworkKind::TwoLayer,
            width: 2 * half,
            init,
            alpha,
            output_divisor,
            ..NetworkConfig::default()
        },
    );
    let given = (1usize..5, positive()).prop_map(|(width, alpha)| NetworkConfig {
        width,
        weights: Some(vec![vec![-alpha; width]; 3]),
        outputs: Some(vec![0.1; width]),
        alpha,
        ..NetworkConfig::default()
    });
    let diagonal = positive().prop_map(|alpha| NetworkConfig {
        kind: NetworkKind::Diagonal,
        alpha,
        ..NetworkConfig::default()
    });
    prop_oneof![3 => two_layer, 1 => given, 1 => diagonal]
}

fn flow() -> impl Strategy<Value = FlowConfig> {
    let record = prop_oneof![
        (1usize..100_000).prop_map(Record::Count),
        distinct(0..5).prop_map(Record::Times),
    ];
    let method = prop_oneof![
        Just(Method::Exact),
        Just(Method::RungeKutta),
        Just(Method::Descent),
    ];
    (
        method,
        option::of(1e-12..0.1f64),
        option::of(positive()),
        option::of(1usize..100),
        record,
    )
        .prop_map(|(method, tolerance, step, batch_size, record)| {
            let descent = method == Method::Descent;
            FlowConfig {
                method,
                tolerance: tolerance.filter(|_| !descent),
                step: step.filter(|_| descent),
                batch_size: batch_size.filter(|_| descent),
                record,
            }
        })
}

fn stop() -> impl Strategy<Value = StopConfig> {
    let at = prop_oneof![
        Just(StopAt::TrainingRisk),
        Just(StopAt::PositiveClassRisk),
        Just(StopAt::ValidationRisk),
        Just(StopAt::TrainingAccuracy),
        Just(StopAt::GradientNorm),
        Just(StopAt::LargestOutput),
        Just(StopAt::Time),
    ];
    (at, 1e-9..1.0f64, 1u64..1 << 60).prop_map(|(at, value, max_steps)| StopConfig {
        at,
        value,
        max_steps,
    })
}

/// Different positive numbers, in descending order.
fn distinct(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<f64>> {
    btree_set(1u64..0x7ff0_0000_0000_0000, count)
        .prop_map(|bits| bits.into_iter().rev().map(f64::from_bits).collect())
}

fn sweep() -> impl Strategy<Value = SweepConfig> {
    let grid = prop_oneof![
        distinct(1..6).prop_map(Grid::List),
        (1e-9..1.0f64, 1.5..1e6f64, 2usize..100).prop_map(|(from, to, count)| Grid::Range {
            from,
            to,
            count
        }),
        positive().prop_map(|only| Grid::Range {
            from: only,
            to: only,
            count: 1
        }),
    ];
    let counts = || {
        btree_set(1usize..500_000, 0..4)
            .prop_map(|set| set.into_iter().rev().map(|half| 2 * half).collect())
    };
    (
        grid,
        counts(),
        counts(),
        distinct(0..4),
        distinct(0..4),
        1u64..1 << 40,
    )
        .prop_map(
            |(alphas, widths, samples, signals, learning_rates, replicates)| SweepConfig {
                alphas,
                widths,
                samples,
                signals,
                learning_rates,
                replicates,
            },
        )
}

/// Valid configurations: the parts at random, then what does not go together taken out.
fn configs() -> impl Strategy<Value = Config> {
    let seed = 0..=i64::MAX as u64;
    (
        seed,
        0u64..1 << 40,
        data(),
        network(),
        flow(),
        stop(),
        sweep(),
    )
        .prop_map(
            |(seed, replicate, mut data, network, mut flow, mut stop, mut sweep)| {
                let diagonal = network.kind == NetworkKind::Diagonal;
                let name = if diagonal || data.kind.is_regression() {
                    Loss::Squared
                } else {
                    Loss::Exponential
                };
                if data.validation_samples.is_none() && stop.at == StopAt::ValidationRisk {
                    stop.at = StopAt::Time;
                }
                if diagonal {
                    (flow.method, flow.step, flow.batch_size) = (Method::Exact, None, None);
                    sweep.widths.clear();
                }
                if network.weights.is_some() {
                    sweep.widths.clear();
                    if matches!(data.kind, DataKind::Mixture | DataKind::Separable) {
                        data.dimension = Some(3);
                    }
                }
                if matches!(data.kind, DataKind::ThreePoints | DataKind::SparsePath) {
                    sweep.samples.clear();
                }
                if !matches!(data.kind, DataKind::Mixture | DataKind::Separable) {
                    sweep.signals.clear();
                }
                if flow.method != Method::Descent {
                    sweep.learning_rates.clear();
                }
                Config {
                    seed,
                    replicate,
                    data,
                    network,
                    loss: LossConfig { name },
                    flow,
                    stop,
                    sweep,
                }
            },
        )
}

proptest! {
    #[test]
    fn what_is_printed_reads_back_to_the_same(config in configs()) {
        config.validate()?;
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("a.toml");
        let effective = config.effective();
        std::fs::write(&file, effective.to_toml()?)?;
        let read = Config::load(Some(&file), &[])?;
        prop_assert_eq!(&read, &effective);
        prop_assert_eq!(&read.effective(), &effective, "effective twice is effective once");
    }

    #[test]
    fn what_is_set_stays_set(config in configs()) {
        let given: toml::Table = config.to_toml()?.parse()?;
        let effective: toml::Table = config.effective().to_toml()?.parse()?;
        for (section, keys) in given {
            // The grids of a sweep may be put in another order.
            match keys {
                toml::Value::Table(keys) if section != "sweep" => {
                    for (key, value) in keys {
                        let kept = &effective[section.as_str()][key.as_str()];
                        prop_assert_eq!(kept, &value, "{}.{}", section, key);
                    }
                }
                toml::Value::Table(_) => {}
                value => prop_assert_eq!(&effective[section.as_str()], &value),
            }
        }
    }

    #[test]
    fn the_configuration_as_given_and_in_effect_are_one_sweep(config in configs()) {
        let effective = config.effective();
        prop_assert_eq!(config.hash()?, effective.hash()?);
        prop_assert_eq!(config.differing_key(&effective)?, None);
    }

    #[test]
    fn hashes_differ_exactly_where_a_key_differs(first in configs(), second in configs()) {
        let same = first.hash()? == second.hash()?;
        prop_assert_eq!(same, first.differing_key(&second)?.is_none());
    }
}

#[test]
fn a_sweep_is_told_from_another_by_the_keys_that_decide_its_runs() {
    let base = Config::default();
    let changed = |change: &dyn Fn(&mut Config)| {
        let mut config = Config::default();
        change(&mut config);
        (
            base.differing_key(&config).unwrap(),
            base.hash().unwrap() == config.hash().unwrap(),
        )
    };
    assert_eq!(changed(&|config| config.replicate = 3), (None, true));
    assert_eq!(changed(&|config| config.network.alpha = 3.0), (None, true));
    assert_eq!(
        changed(&|config| config.data.samples = Some(40)),
        (None, true)
    );
    let differs = |key: &str| (Some(key.to_owned()), false);
    assert_eq!(changed(&|config| config.seed = 1), differs("seed"));
    assert_eq!(
        changed(&|config| config.network.width = 8),
        differs("network.width")
    );
    assert_eq!(
        changed(&|config| config.data.samples = Some(41)),
        differs("data.samples")
    );
    assert_eq!(
        changed(&|config| config.sweep.replicates = 8),
        differs("sweep.replicates")
    );
    let both = changed(&|config| {
        config.sweep.widths = vec![8];
        config.stop.value = 0.2;
    });
    assert_eq!(both, differs("stop.value"), "the first of two");
}

#[test]
fn a_single_key_does_not_count_where_its_grid_is_given() {
    let mut first = Config::default();
    first.sweep.widths = vec![8, 16];
    let mut second = first.clone();
    second.network.width = 2;
    second.sweep.widths = vec![16, 8];
    assert_eq!(first.hash().unwrap(), second.hash().unwrap());
}

#[test]
fn grids_are_read_in_ascending_order() {
    let overrides = [
        Override::set("sweep.alphas=[1, 0.01, 0.1]").unwrap(),
        Override::set("sweep.widths=[64, 8]").unwrap(),
    ];
    let sweep = Config::load(None, &overrides).unwrap().sweep;
    assert_eq!(sweep.alphas.values(), [0.01, 0.1, 1.0]);
    assert_eq!(sweep.widths, [8, 64]);
}

/// The store's folders are named by the hash: a change of it orphans every stored sweep.
#[test]
fn the_default_sweep_keeps_its_hash() {
    let hash = Config::default().hash().unwrap();
    assert_eq!(
        hash,
        "3930e1f6dec0f2e45861ef767d705f42fe582d8a5e6ca8ad86d6b771b6416879"
    );
}
