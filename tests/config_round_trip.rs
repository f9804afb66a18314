//! Laws of printing and reading, over random valid configurations.

use std::collections::BTreeMap;

use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use sweetspot::config::{
    Activation, ClassesConfig, CnnBlock, CnnConfig, Config, Construction, Data, DataConfig,
    DeepConfig, DescentConfig, DigitsConfig, DigitsTask, FileConfig, FlowConfig, Grid, Init,
    LinearConfig, Loss, LossConfig, Method, Missing, MixtureConfig, MlpConfig, NamedTask,
    NetworkConfig, NetworkKind, Optimizer, Override, Parametrisation, Precision, Rate, Record,
    RowsConfig, SeparableConfig, SparseRegressionConfig, StartWeights, StopAt, StopConfig,
    SweepConfig, TeacherConfig, TestPart, ThreePointsConfig, TwoLayerConfig,
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

fn count() -> std::ops::Range<usize> {
    1..1000
}

fn mixtures() -> impl Strategy<Value = Data> {
    let construction = option::of(prop_oneof![
        Just(Construction::ScaledNoise),
        Just(Construction::Rejection)
    ]);
    (
        construction,
        count(),
        count(),
        positive(),
        positive(),
        2usize..1000,
        0usize..50,
    )
        .prop_map(
            |(construction, samples, dimension, signal, noise, test_lines, validation_samples)| {
                let mixture = MixtureConfig {
                    samples,
                    dimension,
                    signal,
                    noise,
                    test_lines,
                    validation_samples,
                };
                match construction {
                    None => Data::Mixture(mixture),
                    Some(construction) => Data::Separable(SeparableConfig {
                        mixture,
                        construction,
                    }),
                }
            },
        )
}

fn task() -> impl Strategy<Value = DigitsTask> {
    prop_oneof![
        Just(DigitsTask::Named(NamedTask::Parity)),
        (0i64..5, 5i64..10).prop_map(|(a, b)| DigitsTask::Pair([b, a])),
    ]
}

fn digits() -> impl Strategy<Value = Data> {
    let switch = any::<bool>;
    (count(), task(), switch(), switch(), switch(), 0usize..50).prop_map(
        |(samples, task, centre, scale, bias, validation_samples)| {
            Data::Digits(DigitsConfig {
                samples,
                task,
                centre,
                scale,
                bias,
                validation_samples,
            })
        },
    )
}

fn files() -> impl Strategy<Value = Data> {
    let switch = any::<bool>;
    (
        option::of(count()),
        option::of(task()),
        "[^\\p{C}]{1,12}",
        option::of("[^\\p{C}]{1,12}"),
        switch(),
        switch(),
        switch(),
        0usize..50,
    )
        .prop_map(
            |(samples, task, path, labels, centre, scale, bias, validation_samples)| {
                Data::File(FileConfig {
                    rows: RowsConfig {
                        samples,
                        task,
                        centre,
                        scale,
                        bias,
                        validation_samples,
                    },
                    path: path.into(),
                    labels: labels.clone().map(Into::into),
                    points: labels.clone(),
                    columns: labels.clone().filter(|_| bias).into_iter().collect(),
                    leave_out: labels.clone().filter(|_| !bias).into_iter().collect(),
                    skip_lines: validation_samples,
                    missing: if bias {
                        Missing::Indicator
                    } else {
                        Missing::Refuse
                    },
                    standardise: Some(!centre && !scale).filter(|_| bias),
                    test: match (scale, &labels) {
                        (true, Some(file)) => Some(TestPart::File(file.into())),
                        (true, None) => Some(TestPart::Share(0.25)),
                        (false, _) => None,
                    },
                    label_column: labels,
                })
            },
        )
}

fn of_classes() -> impl Strategy<Value = Data> {
    // Two classes: more have a loss of their own.
    let sizes = (count(), 1usize..1000, option::of(0.0..1.0f64), 0usize..50);
    (sizes, 0.0..9.0f64, positive(), count(), any::<bool>()).prop_map(
        |(
            (samples, dimension, share, validation_samples),
            signal,
            noise,
            test_samples,
            teacher,
        )| {
            let part = |share: f64| 1 + (share * (dimension - 1) as f64) as usize;
            let intrinsic_dimension = share.map(part);
            if teacher {
                return Data::Teacher(TeacherConfig {
                    samples,
                    dimension,
                    intrinsic_dimension,
                    classes: 2,
                    teacher_width: test_samples,
                    test_samples,
                    validation_samples,
                });
            }
            Data::Classes(ClassesConfig {
                samples,
                dimension,
                intrinsic_dimension,
                classes: 2,
                signal,
                noise,
                test_samples,
                validation_samples,
            })
        },
    )
}

fn data() -> impl Strategy<Value = DataConfig> {
    let condition = option::of(1.0..1e9f64);
    let sparse_regression = (count(), 40usize..1000, 1usize..40, condition).prop_map(
        |(samples, dimension, sparsity, condition)| {
            Data::SparseRegression(SparseRegressionConfig {
                samples,
                dimension,
                sparsity,
                condition,
            })
        },
    );
    let three_points =
        option::of(0.001..0.999f64).prop_map(|eta| Data::ThreePoints(ThreePointsConfig { eta }));
    let kind = prop_oneof![
        mixtures(),
        digits(),
        files(),
        three_points,
        Just(Data::SparsePath),
        sparse_regression,
        of_classes()
    ];
    (kind, 0.0..1.0f64).prop_map(|(kind, label_noise)| DataConfig { kind, label_noise })
}

fn network() -> impl Strategy<Value = NetworkConfig> {
    let init = prop_oneof![
        Just(Init::Balanced),
        Just(Init::Unbalanced),
        Just(Init::Dominated),
        Just(Init::Antisymmetric),
    ];
    let drawn = (init, 1usize..500_000).prop_map(|(init, half)| TwoLayerConfig {
        width: 2 * half,
        start: init.into(),
    });
    let given = (1usize..5, positive()).prop_map(|(width, weight)| TwoLayerConfig {
        width,
        start: StartWeights::Given {
            weights: vec![vec![-weight; width]; 3],
            outputs: vec![0.1; width],
        },
    });
    let two_layer = prop_oneof![3 => drawn, 1 => given];
    let two_layer = (two_layer, positive(), option::of(positive())).prop_map(
        |(two_layer, alpha, output_divisor)| NetworkConfig {
            kind: two_layer.into(),
            alpha,
            output_divisor,
        },
    );
    let diagonal = positive().prop_map(|alpha| NetworkConfig {
        kind: NetworkKind::Diagonal,
        alpha,
        output_divisor: None,
    });
    let start = prop_oneof![
        option::of(1usize..3).prop_map(|small_layers| (None, small_layers)),
        Just((Some(0.0), None)),
    ];
    let linear = (
        vec(count(), 1..4),
        start,
        positive(),
        option::of(positive()),
    )
        .prop_map(
            |(hidden, (imbalance, small_layers), alpha, output_divisor)| NetworkConfig {
                kind: NetworkKind::Linear(LinearConfig {
                    hidden,
                    imbalance,
                    small_layers,
                }),
                alpha,
                output_divisor,
            },
        );
    prop_oneof![4 => two_layer, 1 => diagonal, 1 => linear, 2 => deep_network()]
}

fn deep() -> impl Strategy<Value = DeepConfig> {
    let init = prop_oneof![
        Just(Parametrisation::He),
        Just(Parametrisation::Lecun),
        Just(Parametrisation::Pytorch),
        Just(Parametrisation::Ntk),
        Just(Parametrisation::Mup),
    ];
    let activation = prop_oneof![
        Just(Activation::Relu),
        Just(Activation::Gelu),
        Just(Activation::Tanh),
        Just(Activation::Linear),
    ];
    let precision = prop_oneof![Just(Precision::F64), Just(Precision::F32)];
    let switch = any::<bool>;
    (init, activation, switch(), switch(), precision).prop_map(
        |(init, activation, bias, centre_output, precision)| DeepConfig {
            width_multiplier: bias.then_some(4),
            init,
            activation,
            bias,
            centre_output,
            precision,
        },
    )
}

fn deep_network() -> impl Strategy<Value = NetworkConfig> {
    let inner = prop_oneof![
        (1usize..500).prop_map(CnnBlock::Channels),
        Just(CnnBlock::Pool)
    ];
    let end = prop_oneof![Just(CnnBlock::Mean), Just(CnnBlock::Flatten)];
    let cnn = (1usize..500, vec(inner, 0..4), end, deep()).prop_map(|(first, inner, end, deep)| {
        let blocks = [vec![CnnBlock::Channels(first)], inner, vec![end]].concat();
        NetworkKind::Cnn(CnnConfig { blocks, deep })
    });
    let mlp = (vec(count(), 1..4), deep())
        .prop_map(|(hidden, deep)| NetworkKind::Mlp(MlpConfig { hidden, deep }));
    (prop_oneof![cnn, mlp], positive(), option::of(positive())).prop_map(
        |(kind, alpha, output_divisor)| NetworkConfig {
            kind,
            alpha,
            output_divisor,
        },
    )
}

fn descent() -> impl Strategy<Value = DescentConfig> {
    let optimizer = prop_oneof![
        Just((Optimizer::Sgd, None)),
        option::of(0.0..0.99f64).prop_map(|momentum| (Optimizer::Momentum, momentum)),
        Just((Optimizer::Adam, None)),
    ];
    let rate = prop_oneof![
        option::of(positive()).prop_map(|step| (Rate::Given, step)),
        positive().prop_map(|step| (Rate::Scaled, Some(step))),
    ];
    let decay = prop_oneof![Just(0.0), positive()];
    (rate, optimizer, option::of(1usize..100), decay).prop_map(
        |((rate, step), (optimizer, momentum), batch_size, weight_decay)| DescentConfig {
            step,
            batch_size,
            optimizer,
            momentum,
            weight_decay,
            rate,
        },
    )
}

fn flow() -> impl Strategy<Value = FlowConfig> {
    let record = prop_oneof![
        (1usize..100_000).prop_map(Record::Count),
        distinct(0..5).prop_map(Record::Times),
    ];
    let method = prop_oneof![
        (1e-12..0.1f64).prop_map(|tolerance| Method::Exact { tolerance }),
        (1e-12..0.1f64).prop_map(|tolerance| Method::RungeKutta { tolerance }),
        descent().prop_map(Method::Descent),
    ];
    (method, record).prop_map(|(method, record)| FlowConfig { method, record })
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

/// Axes that have a meaning for every kind.
fn axes() -> impl Strategy<Value = BTreeMap<String, Vec<toml::Value>>> {
    let steps = btree_set(1i64..1 << 60, 1..4);
    let records = Just(vec![toml::Value::from(3), vec![0.0, 1.5].into()]);
    (option::of(steps), option::of(records)).prop_map(|(steps, records)| {
        let steps = steps.map(|set| set.into_iter().map(Into::into).collect());
        let axes = [("stop.max_steps", steps), ("flow.record", records)];
        let given = axes
            .into_iter()
            .filter_map(|(key, values)| Some((key.to_owned(), values?)));
        given.collect()
    })
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
        distinct(0..4),
        axes(),
        1u64..1 << 40,
    )
        .prop_map(
            |(
                alphas,
                widths,
                samples,
                signals,
                learning_rates,
                output_divisors,
                axes,
                replicates,
            )| SweepConfig {
                alphas,
                widths,
                samples,
                signals,
                learning_rates,
                output_divisors,
                axes,
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
                let layered =
                    network.kind.is_deep() || matches!(network.kind, NetworkKind::Linear(_));
                let name = if diagonal || data.is_regression() {
                    Loss::Squared
                } else {
                    Loss::Exponential
                };
                if data.validation_samples() == 0 && stop.at == StopAt::ValidationRisk {
                    stop.at = StopAt::Time;
                }
                if diagonal {
                    flow.method = Method::exact();
                    sweep.output_divisors.clear();
                    sweep.widths.clear();
                }
                if layered {
                    sweep.widths.clear();
                    if flow.method.is_exact() {
                        flow.method = Method::runge_kutta();
                    }
                }
                if network.is_given() {
                    sweep.widths.clear();
                    match &mut data.kind {
                        Data::Mixture(mixture) => mixture.dimension = 3,
                        Data::Separable(separable) => separable.mixture.dimension = 3,
                        _ => {}
                    }
                }
                if matches!(data.kind, Data::ThreePoints(_) | Data::SparsePath) {
                    sweep.samples.clear();
                }
                if data.signal().is_none() {
                    sweep.signals.clear();
                }
                if !flow.method.is_descent() {
                    sweep.learning_rates.clear();
                }
                if let Method::Descent(descent) = &mut flow.method {
                    let most = data.samples().unwrap_or(usize::MAX);
                    descent.batch_size = descent.batch_size.map(|size| size.min(most));
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
                    command: None,
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
        std::fs::write(&file, config.to_toml()?)?;
        let read = Config::load(Some(&file), &[])?;
        prop_assert_eq!(&Config { sweep: config.sweep.clone(), ..read.clone() }, &config);
        // The grids of a sweep are read in ascending order, which makes the same sweep.
        prop_assert_eq!(config.hash()?, read.hash()?);
        prop_assert_eq!(config.differing_key(&read)?, None);
        std::fs::write(&file, read.to_toml()?)?;
        prop_assert_eq!(&Config::load(Some(&file), &[])?, &read);
    }

    #[test]
    fn the_document_in_json_reads_back_to_the_same(config in configs()) {
        let text = serde_json::to_string(&config)?;
        let read: Config = serde_json::from_str(&text)?;
        prop_assert_eq!(&Config { sweep: config.sweep.clone(), ..read.clone() }, &config);
        prop_assert_eq!(read.hash()?, config.hash()?);
    }

    #[test]
    fn a_change_of_one_key_leaves_the_others(config in configs(), alpha in positive()) {
        let changed = config.with(&[("network.alpha".to_owned(), alpha.into())])?;
        let mut expected = config.clone();
        expected.network.alpha = alpha;
        prop_assert_eq!(&Config { sweep: config.sweep.clone(), ..changed }, &expected);
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
    let differs = |key: &str| (Some(key.to_owned()), false);
    assert_eq!(changed(&|config| config.seed = 1), differs("seed"));
    assert_eq!(
        changed(&|config| config.network.set_width(8)),
        differs("network.width")
    );
    assert_eq!(
        changed(&|config| {
            let samples = 41;
            config.data = MixtureConfig {
                samples,
                ..Default::default()
            }
            .into();
        }),
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
    second.network.set_width(2);
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

/// What only a program asks for goes the ways of a configuration, but no file can ask for it.
#[test]
fn a_network_of_ones_own_is_never_from_a_file() {
    let mut config = Config::default();
    config.network.kind = NetworkKind::Custom {
        kind: "toy".to_owned(),
    };
    config.network.output_divisor = Some(2.0);
    config.validate().unwrap();
    let changed = config.with(&[("network.alpha".to_owned(), 0.5.into())]);
    config.network.alpha = 0.5;
    assert_eq!(changed.unwrap(), config);
    assert!(config.to_toml().unwrap().contains("kind = \"toy\"\n"));
    let json = serde_json::to_string(&config).unwrap();
    assert_eq!(serde_json::from_str::<Config>(&json).unwrap(), config);
    let wide = config.with(&[("network.width".to_owned(), 8.into())]);
    let message = wide.unwrap_err().to_string();
    assert!(
        message.starts_with("`network.width` has no meaning for network.kind = \"toy\""),
        "{message}"
    );
    let set = Config::load(None, &[Override::set("network.kind=toy").unwrap()]);
    let message = set.unwrap_err().to_string();
    assert!(
        message.contains("must be one of \"two-layer\", \"diagonal\""),
        "{message}"
    );
}

/// A key that was never set follows the kind; one that was set is no longer meant.
#[test]
fn keys_at_their_default_follow_a_change_of_kind() {
    let key = |name: &str, word: &str| (name.to_owned(), word.into());
    let config = Config::default();
    let digits = config.with(&[key("data.kind", "digits")]).unwrap();
    assert_eq!(digits.data, DigitsConfig::default().into());
    let pair = config.with(&[key("flow.method", "runge-kutta")]).unwrap();
    assert_eq!(pair.flow.method, Method::runge_kutta());
    let mut noisy = config.clone();
    noisy.data = MixtureConfig {
        noise: 2.0,
        ..Default::default()
    }
    .into();
    let message = noisy
        .with(&[key("data.kind", "digits")])
        .unwrap_err()
        .to_string();
    assert!(
        message.starts_with("`data.noise` has no meaning"),
        "{message}"
    );
}

#[test]
fn the_key_of_another_axis_does_not_count_and_its_values_do() {
    let axis = |values: &str| {
        let axes = format!("sweep.axes={{ \"data.dimension\" = {values} }}");
        Config::load(None, &[Override::set(&axes).unwrap()]).unwrap()
    };
    let mut first = axis("[3, 5]");
    let hash = first.hash().unwrap();
    first.data = MixtureConfig {
        dimension: 7,
        ..Default::default()
    }
    .into();
    assert_eq!(first.hash().unwrap(), hash);
    let differs = first.differing_key(&axis("[3, 6]")).unwrap();
    assert_eq!(differs.as_deref(), Some("sweep.axes"));
    let text = first.to_toml().unwrap();
    assert!(
        text.contains("axes = { \"data.dimension\" = [3, 5] }\n"),
        "{text}"
    );
}

#[test]
fn axes_are_refused_with_what_is_allowed() {
    for (axes, expected) in [
        (
            "{ 'data.dimesion' = [3] }",
            "unknown key `data.dimesion`; did you mean `data.dimension`?",
        ),
        (
            "{ 'data.dimension' = [3, 0] }",
            "`data.dimension` is 0, but it must be a whole number",
        ),
        (
            "{ 'data.sparsity' = [3] }",
            "`data.sparsity` has no meaning for data.kind = \"mixture\"",
        ),
        (
            "{ 'network.init' = ['balanced', 'x'] }",
            "`network.init` is \"x\", but it must be one of",
        ),
        (
            "{ data.dimension = [3] }",
            "but it must be a table of lists of different values",
        ),
        (
            "{ 'data.dimension' = [3, 3] }",
            "but it must be a table of lists of different values",
        ),
        (
            "{ seed = [1] }",
            "`sweep.axes` is over `seed`, but it must be over other keys",
        ),
        ("{ replicate = [1] }", "`sweep.axes` is over `replicate`"),
        (
            "{ 'sweep.replicates' = [1] }",
            "but it must be over keys of a single run",
        ),
        (
            "{ 'network.alpha' = [1] }",
            "but it must be over other keys: sweep.alphas has its values",
        ),
    ] {
        let set = Override::set(&format!("sweep.axes={axes}")).unwrap();
        let message = Config::load(None, &[set]).unwrap_err().to_string();
        assert!(message.starts_with("--set sweep.axes="), "{message}");
        assert!(message.contains(expected), "{message}");
    }
}
