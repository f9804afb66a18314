//! Whole runs to training risk 0.1, by method; the widest by the exact flow alone.

#[path = "common/mode.rs"]
mod mode;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use sweetspot::config::{Config, DigitsConfig, Method, MixtureConfig};
use sweetspot::flow::{Following, follow};
use sweetspot::network::TwoLayer;
use sweetspot::runs::draw_problem;

/// A named run.
fn settings() -> Vec<(&'static str, Config)> {
    let mut mixture = Config {
        data: MixtureConfig {
            dimension: 20,
            signal: 1.5,
            ..Default::default()
        }
        .into(),
        ..Config::default()
    };
    mixture.network.set_width(50);
    mixture.network.alpha = 0.1;

    let mut digits = Config {
        data: DigitsConfig {
            samples: 80,
            ..Default::default()
        }
        .into(),
        ..Config::default()
    };
    digits.network.set_width(48);
    digits.network.alpha = 0.2;

    let mut wide = mixture.clone();
    wide.data = MixtureConfig {
        samples: 500,
        dimension: 64,
        signal: 1.5,
        ..Default::default()
    }
    .into();
    wide.network.set_width(1024);

    let mut all = vec![
        ("mixture n=40,d=20,h=50", mixture),
        ("digits n=80,h=48", digits),
    ];
    if !mode::is_quick() {
        all.push(("mixture n=500,d=64,h=1024", wide));
    }
    all
}

fn flows(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("flow");
    for (name, config) in settings() {
        let problem = draw_problem(&config).unwrap_or_else(|error| panic!("{error}"));
        let start = TwoLayer::start(&config, &problem);
        for method in [Method::exact(), Method::descent()] {
            // Descent takes ten seconds on the widest.
            if method.is_descent() && config.network.width() > Some(100) {
                continue;
            }
            let mut config = config.clone();
            config.flow.method = method;
            // Criterion runs at least ten samples; a run of seconds has no more.
            group.sample_size(10);
            let id = BenchmarkId::new(method.name(), name);
            group.bench_function(id, |bencher| {
                bencher.iter(|| {
                    let following = Following {
                        halvings: 0,
                        events: false,
                        interrupt: &false.into(),
                    };
                    follow(&config, &problem, black_box(&start), following)
                        .unwrap_or_else(|error| panic!("{error}"))
                });
            });
        }
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = mode::criterion();
    targets = flows
}
criterion_main!(benches);
