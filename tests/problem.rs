//! What one replicate trains and tests on, for every kind of data without a file.

use sweetspot::config::{
    Construction, Data, DataConfig, DigitsConfig, DigitsTask, Loss, MixtureConfig, SeparableConfig,
    ThreePointsConfig,
};
use sweetspot::data::{
    DataError, Dataset, Mixture, Problem, SEPARABILITY_FLOOR, TestSet, orthogonal_separability,
};
use sweetspot::random::Streams;

fn draw(config: &DataConfig) -> Problem {
    match Problem::draw(config, Loss::Logistic2, &Streams::new(1)) {
        Ok(problem) => problem,
        Err(error) => panic!("{error}"),
    }
}

fn refusal(config: &DataConfig, loss: Loss) -> String {
    match Problem::draw(config, loss, &Streams::new(1)) {
        Ok(problem) => panic!("drawn: {:?}", problem.draw),
        Err(error) => error.to_string(),
    }
}

fn rows(test: &TestSet) -> &Dataset {
    match test {
        TestSet::Rows(rows) => rows,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_mixture_comes_with_its_law_lines_and_validation_points() {
    let config = DataConfig::from(MixtureConfig {
        samples: 30,
        dimension: 5,
        test_lines: 7,
        validation_samples: 11,
        ..Default::default()
    });
    let problem = draw(&config);
    let law = problem.law.unwrap();
    let streams = Streams::new(1);
    assert_eq!(problem.training, law.draw(&mut streams.data()).unwrap());
    assert_eq!(problem.training.samples(), 30);
    let held_out = Mixture { samples: 11, ..law };
    let expected = held_out.draw(&mut streams.validation()).unwrap();
    assert_eq!(problem.validation, Some(expected));
    let TestSet::Lines(lines) = problem.test else {
        panic!("lines expected")
    };
    assert_eq!(lines, law.draw_lines(7, &mut streams.test()).unwrap());
    let mu = problem.draw.orthogonal_separability;
    assert_eq!(mu, Some(orthogonal_separability(&problem.training)));
    assert_eq!((problem.draw.tries, problem.draw.noise_scale), (1, 1.0));
    let none = DataConfig::from(MixtureConfig {
        test_lines: 0,
        validation_samples: 0,
        ..*config.mixture().unwrap()
    });
    assert_eq!(draw(&none).test, TestSet::None);
    assert_eq!(draw(&none).validation, None);
}

#[test]
fn validation_points_and_lines_depend_neither_on_n_nor_on_label_noise() {
    let small = MixtureConfig {
        validation_samples: 3,
        ..Default::default()
    };
    let large = MixtureConfig {
        samples: 80,
        ..small
    };
    let small = DataConfig::from(small);
    let large = DataConfig {
        label_noise: 0.4,
        ..large.into()
    };
    let (small, large) = (draw(&small), draw(&large));
    assert_eq!(small.validation, large.validation);
    assert_eq!(small.test, large.test);
    assert_eq!(
        small.training.points(),
        large.training.points().subrows(0, 40)
    );
}

#[test]
fn a_one_class_mixture_is_a_legal_draw() {
    let config = DataConfig::from(MixtureConfig {
        samples: 2,
        ..Default::default()
    });
    let one_class = (0..20).filter(|&replicate| {
        let streams = Streams::new(5).replicate(replicate);
        let labels = Problem::draw(&config, Loss::Logistic, &streams).unwrap();
        labels.training.labels()[0] == labels.training.labels()[1]
    });
    assert!((1..20).contains(&one_class.count()));
}

#[test]
fn separable_sets_are_separable_by_either_construction() {
    let rejection = DataConfig::from(SeparableConfig {
        mixture: MixtureConfig {
            samples: 10,
            dimension: 2,
            ..Default::default()
        },
        construction: Construction::Rejection,
    });
    let tries = (0..20).map(|replicate| {
        let streams = Streams::new(2).replicate(replicate);
        let problem = Problem::draw(&rejection, Loss::Logistic2, &streams).unwrap();
        assert!(problem.draw.orthogonal_separability.unwrap() > 0.0);
        assert_eq!(problem.draw.noise_scale, 1.0);
        problem.draw.tries
    });
    assert!(tries.max().unwrap() > 1);

    let scaled = draw(&SeparableConfig::default().into());
    assert_eq!(scaled.training.samples(), 40);
    assert!(scaled.draw.noise_scale < 1.0);
    assert_eq!(scaled.draw.tries, 1);
    assert!(scaled.draw.orthogonal_separability.unwrap() >= SEPARABILITY_FLOOR);
    assert_eq!(scaled.test, draw(&MixtureConfig::default().into()).test);
}

#[test]
fn separable_sets_need_a_signal() {
    for signal in [0.0, -1.0, f64::NAN] {
        let config = DataConfig::from(SeparableConfig {
            mixture: MixtureConfig {
                signal,
                ..Default::default()
            },
            ..Default::default()
        });
        let message = refusal(&config, Loss::Logistic2);
        assert!(
            message.contains(&format!("data.signal is {signal}:")),
            "{message}"
        );
    }
}

#[test]
fn label_noise_flips_training_labels_only() {
    let clean = DataConfig::from(DigitsConfig {
        samples: 200,
        ..Default::default()
    });
    let noisy = DataConfig {
        label_noise: 0.25,
        ..clean.clone()
    };
    let (clean, noisy) = (draw(&clean), draw(&noisy));
    let pairs = clean.training.labels().iter().zip(noisy.training.labels());
    let flipped = pairs.filter(|(a, b)| a != b).count();
    assert_eq!(
        (clean.draw.flipped_labels, noisy.draw.flipped_labels),
        (0, flipped)
    );
    assert!((25..75).contains(&flipped), "{flipped}");
    assert_eq!(clean.training.points(), noisy.training.points());
    assert_eq!(clean.test, noisy.test);
}

#[test]
fn label_noise_counts_in_the_separability() {
    let config = DataConfig {
        label_noise: 0.5,
        ..SeparableConfig::default().into()
    };
    assert!(draw(&config).draw.orthogonal_separability.unwrap() < 0.0);
}

#[test]
fn the_three_points_of_an_eta_lie_within_it_of_the_papers() {
    let config = DataConfig::from(ThreePointsConfig { eta: Some(0.1) });
    let problem = Problem::draw(&config, Loss::Squared, &Streams::new(1)).unwrap();
    let (x, y) = (problem.training.points(), problem.training.labels());
    let rows: Vec<[f64; 2]> = (0..3).map(|i| [x[(i, 0)], x[(i, 1)]]).collect();
    assert_eq!(rows, [[-0.95, 1.05], [0.0, 1.0], [0.95, 1.05]]);
    assert_eq!(y, [1.05, 0.05, 1.05]);
}

#[test]
fn the_three_points_are_those_of_the_paper() {
    let config = DataConfig::from(ThreePointsConfig::default());
    let problem = Problem::draw(&config, Loss::Squared, &Streams::new(1)).unwrap();
    let (x, y) = (problem.training.points(), problem.training.labels());
    assert_eq!(
        x.col(0).iter().copied().collect::<Vec<_>>(),
        [-0.75, -0.5, 0.125]
    );
    assert!(x.col(1).iter().all(|&x| x == 1.0));
    assert_eq!((x.ncols(), y), (2, &[1.1, 0.1, 0.8][..]));
    // BF25's stationary point: the least-squares line has mean loss 0.08752137.
    let slope = {
        let mean = (
            x.col(0).iter().sum::<f64>() / 3.0,
            y.iter().sum::<f64>() / 3.0,
        );
        let centred = |i: usize| (x[(i, 0)] - mean.0, y[i] - mean.1);
        let sxx: f64 = (0..3).map(|i| centred(i).0 * centred(i).0).sum();
        let sxy: f64 = (0..3).map(|i| centred(i).0 * centred(i).1).sum();
        let residuals = (0..3).map(|i| centred(i).1 - sxy / sxx * centred(i).0);
        residuals.map(|r| r * r).sum::<f64>() / 6.0
    };
    assert!((slope - 0.087_521_37).abs() < 1e-8, "{slope}");
    assert_eq!(problem.test, TestSet::None);

    let message = refusal(&config, Loss::Logistic);
    assert!(message.contains("loss.name = \"squared\""), "{message}");
    let noisy = DataConfig {
        label_noise: 0.1,
        ..config
    };
    assert!(refusal(&noisy, Loss::Squared).contains("label_noise"));
}

#[test]
fn digits_are_all_1797_as_published() {
    let raw = DataConfig::from(DigitsConfig {
        samples: 1,
        centre: false,
        scale: false,
        bias: false,
        ..Default::default()
    });
    let problem = draw(&raw);
    let test = rows(&problem.test);
    assert_eq!(test.samples() + 1, 1797);
    assert_eq!(test.dimension(), 64);
    // scikit-learn: load_digits().data[0], a zero; and the sum over all pixels.
    let first = [
        0., 0., 5., 13., 9., 1., 0., 0., 0., 0., 13., 15., 10., 15., 5., 0., 0., 3., 15., 2., 0.,
        11., 8., 0., 0., 4., 12., 0., 0., 8., 8., 0., 0., 5., 8., 0., 0., 9., 8., 0., 0., 4., 11.,
        0., 1., 12., 7., 0., 0., 2., 14., 5., 10., 12., 0., 0., 0., 0., 6., 13., 10., 0., 0., 0.,
    ];
    let found = (0..1796).find(|&i| test.points().row(i).iter().eq(first.iter()));
    assert_eq!(test.labels()[found.unwrap()], 1.0);
    let sum = |data: &Dataset| -> f64 {
        let columns = data.points().col_iter();
        columns.map(|column| column.iter().sum::<f64>()).sum()
    };
    assert_eq!(sum(test) + sum(&problem.training), 561_718.0);
    // 178 + 177 + 181 + 181 + 174 even digits.
    let even = test.labels().iter().chain(problem.training.labels());
    assert_eq!(even.filter(|&&y| y == 1.0).count(), 891);
}

#[test]
fn digits_nest_in_n_and_leave_the_rest_to_test() {
    let raw = |samples| {
        DataConfig::from(DigitsConfig {
            samples,
            validation_samples: 50,
            centre: false,
            scale: false,
            ..Default::default()
        })
    };
    let (small, large) = (draw(&raw(20)), draw(&raw(100)));
    assert_eq!(
        small.training.points(),
        large.training.points().subrows(0, 20)
    );
    assert_eq!(small.training.labels(), &large.training.labels()[..20]);
    assert_eq!(rows(&large.test).samples(), 1797 - 150);
    assert_eq!(large.validation.unwrap().samples(), 50);
    let other = Problem::draw(&raw(20), Loss::Logistic2, &Streams::new(1).replicate(1)).unwrap();
    assert_ne!(other.training, small.training);
}

#[test]
fn digits_are_prepared_by_the_training_rows() {
    let problem = draw(&DigitsConfig::default().into());
    let x = problem.training.points();
    assert_eq!((x.nrows(), x.ncols()), (100, 65));
    assert!((x.squared_norm_l2() / 100.0 - 2.0).abs() < 1e-12); // 1 and the bias
    assert!(x.col(20).iter().sum::<f64>().abs() < 1e-12);
    let test = rows(&problem.test).points();
    assert!(test.col(64).iter().all(|&x| x == 1.0));
    // The same factor: pixels are whole numbers of one step.
    let step = |a: f64, b: f64| (a - b).abs();
    let smallest = |x: faer::MatRef<'_, f64>| {
        let column = x.col(20);
        let steps = column.iter().map(|&a| step(a, column[0]));
        steps.filter(|&s| s > 1e-9).fold(f64::INFINITY, f64::min)
    };
    assert!((smallest(test) - smallest(x)).abs() < 1e-12);
}

#[test]
fn a_pair_of_digits_leaves_the_others_out() {
    let config = DataConfig::from(DigitsConfig {
        task: DigitsTask::Pair([4, 9]),
        ..Default::default()
    });
    let problem = draw(&config);
    let test = rows(&problem.test);
    assert_eq!(test.samples(), 181 + 180 - 100);
    let all = test.labels().iter().chain(problem.training.labels());
    assert_eq!(all.filter(|&&y| y == 1.0).count(), 181); // fours
    let absent = DataConfig::from(DigitsConfig {
        task: DigitsTask::Pair([4, 10]),
        ..Default::default()
    });
    assert!(refusal(&absent, Loss::Logistic2).contains("class 10"));
}

#[test]
fn more_digits_than_there_are_name_the_number_allowed() {
    let config = |samples, validation| {
        DataConfig::from(DigitsConfig {
            samples,
            validation_samples: validation,
            ..Default::default()
        })
    };
    let message = refusal(&config(1797, 0), Loss::Logistic2);
    assert!(
        message.contains("room for 1796 training samples"),
        "{message}"
    );
    assert!(message.contains("data.samples is 1797"), "{message}");
    let message = refusal(&config(1700, 100), Loss::Logistic2);
    assert!(
        message.contains("room for 1696 training samples"),
        "{message}"
    );
    assert!(refusal(&config(1, 0), Loss::Logistic2).contains("data.scale"));
}

#[test]
fn equal_streams_give_equal_problems() {
    let mut mixture = MixtureConfig::default();
    let mut separable = SeparableConfig::default();
    let mut digits = DigitsConfig::default();
    mixture.validation_samples = 5;
    separable.mixture.validation_samples = 5;
    digits.validation_samples = 5;
    for drawn in [mixture.into(), separable.into(), digits.into()] {
        let config = DataConfig {
            label_noise: 0.1,
            ..drawn
        };
        assert_eq!(draw(&config), draw(&config));
        let other = Problem::draw(&config, Loss::Logistic2, &Streams::new(2)).unwrap();
        assert_ne!(draw(&config).training, other.training);
    }
}

#[test]
fn empty_problems_are_refused() {
    for (samples, dimension) in [(0, 3), (3, 0)] {
        let separable = |construction| {
            DataConfig::from(SeparableConfig {
                mixture: MixtureConfig {
                    samples,
                    dimension,
                    ..Default::default()
                },
                construction,
            })
        };
        let mixture = MixtureConfig {
            samples,
            dimension,
            ..Default::default()
        };
        for config in [
            mixture.into(),
            separable(Construction::Rejection),
            separable(Construction::ScaledNoise),
        ] {
            let result = Problem::draw(&config, Loss::Logistic, &Streams::new(0));
            assert!(matches!(result, Err(DataError::Empty)), "{result:?}");
        }
    }
}

#[test]
fn targets_of_a_regression_are_refused_for_a_loss_of_the_margin() {
    let regressions = [
        Data::ThreePoints(ThreePointsConfig::default()),
        Data::SparsePath,
        Data::SparseRegression(Default::default()),
    ];
    for kind in regressions {
        let said = refusal(&kind.into(), Loss::Logistic);
        assert!(said.contains("set loss.name = \"squared\""), "{said}");
    }
}
