//! Deep networks as they are trained: in epochs, with every optimizer, at rates that are looked for.

use std::sync::atomic::AtomicBool;
use sweetspot::config::{Config, Method, Override};
use sweetspot::flow::{Following, StopReason, fastest_step, follow};
use sweetspot::network::Networks;
use sweetspot::quantities::Row;
use sweetspot::runs::{Plan, Request, Workers, draw_problem};

static NEVER: AtomicBool = AtomicBool::new(false);

fn config(settings: &[&str]) -> Config {
    let base = [
        "data.kind=digits",
        "data.task=ten",
        "data.samples=60",
        "data.bias=false",
        "network.kind=mlp",
        "network.hidden=[16, 16]",
        "loss.name=cross-entropy",
        "flow.batch_size=16",
        "flow.step=0.003",
        "stop.value=0.3",
        "stop.max_steps=4000",
    ];
    let settings = base.iter().chain(settings);
    let settings: Vec<Override> = settings.map(|text| Override::set(text).unwrap()).collect();
    Config::load(None, &settings).unwrap()
}

fn row(config: &Config) -> Row {
    let run = Request::from(config.clone()).run(&Workers::default().threads(1));
    Row::of(&run.unwrap()).unwrap()
}

#[test]
fn every_optimizer_trains_in_whole_epochs() {
    for optimizer in [
        &["flow.optimizer=sgd"][..],
        &["flow.optimizer=momentum", "flow.step=0.0005"],
        &["flow.optimizer=adam", "flow.step=0.01"],
        &["flow.optimizer=sgd", "network.precision=f32"],
        &[
            "flow.optimizer=sgd",
            "network.centre_output=true",
            "network.activation=gelu",
        ],
    ] {
        let config = config(optimizer);
        let row = row(&config);
        assert_eq!(row.stop_reason, StopReason::Reached, "{optimizer:?}");
        // Four batches of up to 16 make an epoch of 60 points.
        let steps = row.value("steps");
        assert!(steps > 0.0 && steps % 4.0 == 0.0, "{optimizer:?}: {steps}");
        assert!(row.value("training_risk") <= 0.3);
        assert!(row.number("test_error").unwrap() < 0.5, "{optimizer:?}");
    }
}

/// The states recorded inside an epoch are those of the run that stops there.
#[test]
fn a_state_inside_an_epoch_is_that_of_a_run_to_its_time() {
    let interrupt = AtomicBool::new(false);
    let following = Following {
        halvings: 0,
        events: false,
        interrupt: &interrupt,
    };
    let run = |settings: &[&str]| {
        let config = config(settings);
        let problem = draw_problem(&config).unwrap();
        let start = Networks::default().start(&config, &problem).unwrap();
        follow(&config, &problem, &*start, following).unwrap()
    };
    // Time 0.0195 is half a step after the sixth: in the second epoch.
    let recorded = run(&["stop.at=time", "stop.value=0.06", "flow.record=[0.0195]"]);
    let stopped = run(&["stop.at=time", "stop.value=0.0195"]);
    let (state, end) = (&recorded.states[0], &stopped.end);
    assert_eq!((state.time, end.time), (0.0195, 0.0195));
    let (a, b) = (state.network.parameters(), end.network.parameters());
    assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-12));
    let other = recorded.end.network.parameters();
    assert!(a.iter().zip(&other).any(|(a, b)| (a - b).abs() > 1e-4));
}

#[test]
fn a_calibrated_rate_is_a_share_of_the_fastest_of_replicate_0_on_any_number_of_threads() {
    let mut config = config(&[
        "flow.rate=calibrated",
        "flow.step=0.5",
        "stop.max_steps=20000",
    ]);
    let problem = draw_problem(&config).unwrap();
    let start = Networks::default().start(&config, &problem).unwrap();
    let fastest = fastest_step(&config, &problem, &*start, &NEVER).unwrap();
    config.sweep.output_divisors = vec![1.0];
    config.sweep.replicates = 3;
    let plan = Plan::of_sweep(&config);
    let steps = |threads| {
        let rows = plan
            .run(&Workers::default().threads(threads), None)
            .unwrap();
        let rows = rows.records.into_iter().map(|record| record.row.unwrap());
        rows.map(|row| (row.value("time"), row.value("steps")))
            .collect::<Vec<_>>()
    };
    let found = steps(1);
    assert_eq!(found, steps(2));
    for (time, steps) in found {
        let step = time / steps;
        assert!(
            (step / (0.5 * fastest) - 1.0).abs() < 1e-12,
            "{step} {fastest}"
        );
    }
}

#[test]
fn a_step_is_found_where_none_is_given() {
    let untold = |settings: &[&str]| {
        let mut config = config(settings);
        if let Method::Descent(descent) = &mut config.flow.method {
            descent.step = None;
        }
        config
    };
    let (found, asked) = (row(&untold(&[])), row(&untold(&["flow.rate=calibrated"])));
    assert_eq!(found.stop_reason, StopReason::Reached);
    for name in ["time", "steps", "training_risk", "test_error"] {
        assert_eq!(found.value(name), asked.value(name), "{name}");
    }
    // How far a momentum's or adam's step may go, plain descent does not tell.
    for settings in [&["flow.optimizer=adam"][..], &["stop.at=time"]] {
        let run = Request::from(untold(settings)).run(&Workers::default());
        let refused = run.unwrap_err().to_string();
        assert!(refused.contains("needs a step"), "{refused}");
    }
}

#[test]
fn a_rate_that_diverges_is_a_row_with_its_reason() {
    let config = config(&["flow.step=1000", "network.activation=linear"]);
    let row = row(&config);
    assert_eq!(row.stop_reason, StopReason::Diverged);
    assert!(row.value("time").is_finite());
}

#[test]
fn what_cannot_be_is_refused() {
    let refused = |setting: &[&str]| {
        let base = [
            "data.kind=digits",
            "data.samples=60",
            "network.kind=mlp",
            "flow.step=0.01",
        ];
        let settings = base.iter().chain(setting);
        let settings: Vec<Override> = settings.map(|text| Override::set(text).unwrap()).collect();
        Config::load(None, &settings).unwrap_err().to_string()
    };
    let batch = refused(&["flow.batch_size=61"]);
    assert!(
        batch.contains("at most the number of training points, which is 60"),
        "{batch}"
    );
    let momentum = refused(&["flow.momentum=0.5"]);
    assert!(momentum.contains("flow.optimizer"), "{momentum}");
    let search = refused(&["flow.rate=calibrated", "stop.at=time"]);
    assert!(search.contains("training-accuracy"), "{search}");
    // A relu network is not followed by the pair.
    let config = config(&["network.activation=relu"]);
    let settings = ["flow.method=runge-kutta"].map(|text| Override::set(text).unwrap());
    let mut kinked = Config::load(None, &settings).unwrap();
    (kinked.data, kinked.network) = (config.data.clone(), config.network.clone());
    kinked.loss = config.loss.clone();
    let run = Request::from(kinked).run(&Workers::default());
    assert!(
        run.unwrap_err()
            .to_string()
            .contains("slides along its kinks")
    );
}
