//! Whether the streams of random numbers have anything to do with each other.

use rand::RngExt;

use super::measures::any;
use super::{Quantity, Run};
use crate::math::{dot, norm};
use crate::random::{Stream, Streams};

/// Draws of each stream. Of independent ones a correlation is normal with deviation 1/32.
const DRAWS: usize = 1024;

pub(super) const KNOWN_BEFORE: &[Quantity] = &[any::run(
    "stream_correlation",
    "Largest |correlation| of 1,024 uniform numbers of one stream with those of another: data, weights, test, \
     validation, label noise, batches, checks and resampling, of this replicate, the next one, and the next seed.",
    |run| Some(largest_correlation(run)),
)
.from("own")
.within([0.0, 1.0])];

fn largest_correlation(run: &Run) -> f64 {
    let streams = Streams::new(run.config.seed).replicate(run.config.replicate);
    let next = streams.replicate(run.config.replicate.wrapping_add(1));
    let seed = Streams::new(run.config.seed.wrapping_add(1)).replicate(run.config.replicate);
    let draws: Vec<Vec<f64>> = [streams, next, seed]
        .iter()
        .flat_map(each)
        .map(standardised)
        .collect();
    let mut largest: f64 = 0.0;
    for (k, one) in draws.iter().enumerate() {
        for other in &draws[..k] {
            largest = largest.max(dot(one, other).abs());
        }
    }
    largest
}

fn each(streams: &Streams) -> [Stream; 8] {
    [
        streams.data(),
        streams.weights(),
        streams.test(),
        streams.validation(),
        streams.label_noise(),
        streams.batches(),
        streams.checks(),
        streams.resampling(),
    ]
}

/// The first draws, of mean 0 and length 1.
fn standardised(mut stream: Stream) -> Vec<f64> {
    let draws: Vec<f64> = (0..DRAWS).map(|_| stream.random::<f64>() - 0.5).collect();
    let mean = draws.iter().sum::<f64>() / DRAWS as f64;
    let centred: Vec<f64> = draws.iter().map(|x| x - mean).collect();
    let length = norm(&centred);
    centred.iter().map(|x| x / length).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{before, one};
    use super::*;

    #[test]
    fn a_stream_is_its_own_and_no_other_is_near_it() {
        let streams = Streams::new(3);
        let [first, again] = [(); 2].map(|()| standardised(streams.data()));
        assert!((dot(&first, &again) - 1.0).abs() < 1e-12);
        // Of 276 normal numbers the largest is between 2 and 6, all but certainly.
        let found = one(&before(""), "stream_correlation") * 32.0;
        assert!((2.0..6.0).contains(&found), "{found}");
    }
}
