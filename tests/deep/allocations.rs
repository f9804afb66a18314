//! Passes allocate their buffers at the start, and nothing a step.

use std::sync::Arc;

use alloc_tracker::Session;
use faer::Mat;
use sweetspot::config::Activation;
use sweetspot::network::deep::{Architecture, Block, Pass, Real, Shape};

/// Allocations of some steps.
fn allocations<T: Real>(
    pass: &mut Pass<T>,
    parameters: &mut [T],
    points: &Mat<T>,
    steps: usize,
) -> u64 {
    let outputs = pass.architecture().outputs();
    let pulls = Mat::from_fn(outputs, points.ncols(), |i, j| T::of((i + j) as f64 - 2.0));
    let mut gradient = vec![T::default(); parameters.len()];
    let session = Session::new().no_stdout().no_file();
    let operation = session.operation("steps");
    let span = operation.measure_thread().iterations(1);
    for _ in 0..steps {
        pass.forward(parameters, points.as_ref());
        pass.backward(parameters, points.as_ref(), pulls.as_ref(), &mut gradient);
        let pairs = parameters.iter_mut().zip(&gradient);
        pairs.for_each(|(p, g)| *p += T::of(-1e-9) * *g);
    }
    drop(span);
    let report = session.to_report();
    report
        .operations()
        .map(|(_, steps)| steps.total_allocations_count())
        .sum()
}

fn check<T: Real>() {
    let image = Shape {
        height: 8,
        width: 8,
        channels: 1,
    };
    let cnn = [
        Block::Convolution(16),
        Block::MaxPool,
        Block::Convolution(32),
        Block::Mean,
    ];
    for (input, blocks) in [
        (Shape::flat(64), &[Block::Dense(128); 3][..]),
        (image, &cnn),
    ] {
        for activation in [Activation::Relu, Activation::Gelu] {
            let built = Architecture::new(input, blocks, 10, activation, true).unwrap();
            let numbers = 0..built.parameters();
            let mut parameters: Vec<T> =
                numbers.map(|k| T::of(0.1 * libm::sin(k as f64))).collect();
            let points = Mat::from_fn(64, 32, |i, j| T::of(libm::cos((i * 32 + j) as f64)));
            let mut pass = Pass::new(Arc::new(built), 40);
            // The products have memory of their own, made once a thread.
            let first = allocations(&mut pass, &mut parameters, &points, 1);
            let many = allocations(&mut pass, &mut parameters, &points, 50);
            assert_eq!(many, 0, "{first} in the first step, {many} in 50");
        }
    }
}

#[test]
fn steps_allocate_nothing() {
    check::<f32>();
    check::<f64>();
}
