//! The formula of an exported model, written anew from its files: rows to answers.

use std::path::Path;

use faer::Mat;
use serde_json::Value;
use sweetspot::data::npy;

/// Numbers of a point: rows, columns, and channels at each, the last index fastest.
struct Image {
    shape: [usize; 3],
    values: Vec<f64>,
}

impl Image {
    fn at(&self, row: usize, column: usize, channel: usize) -> f64 {
        let [_, width, channels] = self.shape;
        self.values[(row * width + column) * channels + channel]
    }

    fn list(values: Vec<f64>) -> Image {
        let shape = [1, 1, values.len()];
        Image { shape, values }
    }

    /// Channel after channel.
    fn flat(&self) -> Vec<f64> {
        let [height, width, channels] = self.shape;
        let value = |k: usize| {
            self.at(
                k % (height * width) / width,
                k % width,
                k / (height * width),
            )
        };
        (0..height * width * channels).map(value).collect()
    }

    fn seen(&self, row: usize, column: usize) -> Vec<f64> {
        let [height, width, channels] = self.shape;
        let mut seen = Vec::new();
        for (i, j) in (0..9).map(|tap| (row + tap / 3, column + tap % 3)) {
            let inside = (1..=height).contains(&i) && (1..=width).contains(&j);
            seen.extend((0..channels).map(|c| {
                if inside {
                    self.at(i - 1, j - 1, c)
                } else {
                    0.0
                }
            }));
        }
        seen
    }

    fn largest(&self) -> Image {
        let [height, width, channels] = self.shape;
        let shape = [height / 2, width / 2, channels];
        let mut values = Vec::new();
        for (i, j) in (0..shape[0] * shape[1]).map(|k| (k / shape[1], k % shape[1])) {
            for c in 0..channels {
                let four = [(0, 0), (0, 1), (1, 0), (1, 1)];
                let four = four.map(|(down, right)| self.at(2 * i + down, 2 * j + right, c));
                values.push(four.into_iter().fold(f64::NEG_INFINITY, f64::max));
            }
        }
        Image { shape, values }
    }

    fn mean(&self) -> Image {
        let [height, width, channels] = self.shape;
        let mean = |c: usize| {
            let sum: f64 = (0..height * width)
                .map(|k| self.values[k * channels + c])
                .sum();
            sum / (height * width) as f64
        };
        Image::list((0..channels).map(mean).collect())
    }
}

/// f of the weights whose files begin so, without multiplier, at an input.
fn net(folder: &Path, document: &Value, begin: &str, input: &[f64]) -> Vec<f64> {
    let relu = document["activation"] == "relu";
    assert!(relu || document["activation"] == "linear");
    let image = document["image"].as_array();
    let image = image.map(|image| [0, 1, 2].map(|k: usize| image[k].as_u64().unwrap() as usize));
    let mut x = Image {
        shape: image.unwrap_or([1, 1, input.len()]),
        values: input.to_vec(),
    };
    let (layers, mut layer) = (document["layers"].as_u64().unwrap(), 0);
    for step in document["steps"].as_array().unwrap() {
        match step.as_str().unwrap() {
            "max-pool" => x = x.largest(),
            "mean" => x = x.mean(),
            kind => {
                layer += 1;
                let file = |name: &str| folder.join(format!("{begin}{name}_{layer}.npy"));
                let weights = npy::read_matrix(&file("weights")).unwrap();
                let biases = npy::read_vector(&file("biases")).unwrap();
                let sums = |inputs: &[f64]| -> Vec<f64> {
                    let sum = |row: usize| -> f64 {
                        assert_eq!(weights.ncols(), inputs.len());
                        let terms = inputs
                            .iter()
                            .enumerate()
                            .map(|(k, x)| weights[(row, k)] * x);
                        let z = biases[row] + terms.sum::<f64>();
                        if layer < layers && relu {
                            z.max(0.0)
                        } else {
                            z
                        }
                    };
                    (0..weights.nrows()).map(sum).collect()
                };
                let [height, width, _] = x.shape;
                x = match kind {
                    "dense" => Image::list(sums(&x.flat())),
                    "convolution" => {
                        let positions = (0..height * width).map(|k| (k / width, k % width));
                        let values = positions.flat_map(|(i, j)| sums(&x.seen(i, j))).collect();
                        Image {
                            shape: [height, width, weights.nrows()],
                            values,
                        }
                    }
                    other => panic!("{other}"),
                };
            }
        }
    }
    x.values
}

/// The description of a model.
pub fn description(folder: &Path, name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder.join(name)).unwrap()).unwrap()
}

/// The answers of a model to rows of numbers; NaN stands for a missing one.
pub fn predictions(folder: &Path, rows: &Mat<f64>) -> Mat<f64> {
    let document = description(folder, "model.json");
    let number = |key: &str, k: usize| document[key][k].as_f64().unwrap();
    let mut answers: Vec<Vec<f64>> = Vec::new();
    for row in rows.row_iter() {
        let moved = |(k, x): (usize, &f64)| {
            let x = if x.is_nan() { number("fill", k) } else { *x };
            (x - number("offset", k)) * number("scale", k)
        };
        let mut input: Vec<f64> = row.iter().enumerate().map(moved).collect();
        if document["bias_input"] == true {
            input.push(1.0);
        }
        let mut f = net(folder, &document, "", &input);
        if document["centred"] == true {
            let before = net(folder, &document, "start_", &input);
            f.iter_mut()
                .zip(before)
                .for_each(|(f, before)| *f -= before);
        }
        answers.push(f);
    }
    let number = |key: &str| document[key].as_f64().unwrap();
    let (mean, deviation, c) = (
        number("target_mean"),
        number("target_deviation"),
        number("c"),
    );
    Mat::from_fn(answers.len(), answers[0].len(), |i, k| {
        mean + deviation * c * answers[i][k]
    })
}
