//! Tables to tune on.

use std::fmt::Write;
use std::path::Path;

use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, StandardNormal};

/// Two noisy groups of rows of three numbers, and their label in the column y.
pub fn two_groups(rows: usize, seed: u64) -> String {
    let mut stream = rand_chacha::ChaCha12Rng::seed_from_u64(seed);
    let mut text = String::from("a,b,c,y\n");
    for _ in 0..rows {
        let y = if stream.random_bool(0.5) { 1.0 } else { -1.0 };
        let mut number = |mean: f64| -> f64 {
            let z: f64 = StandardNormal.sample(&mut stream);
            mean + z
        };
        let (a, b, c) = (number(1.5 * y), number(0.0), number(-y));
        writeln!(text, "{a},{b},{c},{y}").unwrap();
    }
    text
}

/// The same with four classes by the signs of a and b, whatever c is.
pub fn four_classes(rows: usize, seed: u64) -> String {
    let mut stream = rand_chacha::ChaCha12Rng::seed_from_u64(seed);
    let mut text = String::from("a,b,c,kind\n");
    for _ in 0..rows {
        let mut number = || -> f64 { StandardNormal.sample(&mut stream) };
        let (a, b, c) = (number(), number(), number());
        let kind = 2 * usize::from(a > 0.0) + usize::from(b > 0.0);
        writeln!(text, "{a},{b},{c},{kind}").unwrap();
    }
    text
}

/// A table whose labels are measurements: a line in a and a parabola in b, far from 0, in large units.
pub fn measured(rows: usize, seed: u64) -> String {
    let mut stream = rand_chacha::ChaCha12Rng::seed_from_u64(seed);
    let mut text = String::from("a,b,y\n");
    for _ in 0..rows {
        let mut number = || -> f64 { StandardNormal.sample(&mut stream) };
        let (a, b, noise) = (number(), number(), number());
        let y = 5000.0 + 300.0 * a + 200.0 * b * b + 20.0 * noise;
        writeln!(text, "{a},{b},{y}").unwrap();
    }
    text
}

/// A folder with all tables.
pub fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "two.csv", &two_groups(80, 1));
    write(folder.path(), "four.csv", &four_classes(80, 2));
    write(folder.path(), "measured.csv", &measured(80, 3));
    folder
}

pub fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
}

/// What makes a command end within seconds.
pub const SMALL: &str = "--set network.hidden=[12] --budget 2 --quiet";
