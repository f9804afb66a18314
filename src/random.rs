//! Named, independent random streams: nothing else draws random numbers.
//!
//! A stream is a function of (master seed, purpose, replicate) and of nothing
//! else. A swept key never enters, so every alpha of one replicate sees the same
//! data, weight shapes and test set, and curves are paired. ChaCha makes the
//! streams independent: seed and purpose form the key, the replicate selects the
//! cipher's stream.

use rand::SeedableRng;
use rand_chacha::ChaCha12Rng;

use crate::faults::{Fault, planted};

/// The generator behind every stream.
pub type Stream = ChaCha12Rng;

/// All streams of one replicate.
///
/// ```
/// use rand::RngExt;
/// use sweetspot::random::Streams;
///
/// let streams = Streams::new(7).replicate(3);
/// let first: f64 = streams.data().random();
/// assert_eq!(first, streams.data().random::<f64>()); // a stream starts afresh when asked for
/// assert_ne!(first, streams.weights().random::<f64>());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Streams {
    seed: u64,
    replicate: u64,
}

impl Streams {
    /// The streams of replicate 0 under a master seed.
    pub fn new(seed: u64) -> Self {
        Streams { seed, replicate: 0 }
    }

    /// The streams of another replicate.
    pub fn replicate(self, replicate: u64) -> Self {
        Streams { replicate, ..self }
    }

    /// Training points and their clean labels, and which rows of a file train.
    pub fn data(&self) -> Stream {
        if planted(Fault::DataAreTheSame) {
            return self.replicate(0).stream(1);
        }
        self.stream(1)
    }

    /// Initial weights and signs.
    pub fn weights(&self) -> Stream {
        if planted(Fault::WeightsAreDataStream) {
            return self.stream(1);
        }
        if planted(Fault::WeightsAreOfTheOneBefore) {
            return self.replicate(self.replicate.saturating_sub(1)).stream(2);
        }
        self.stream(2)
    }

    /// Test points (lines of the mixture).
    pub fn test(&self) -> Stream {
        if planted(Fault::TestIsTrainingStream) {
            return self.stream(1);
        }
        self.stream(3)
    }

    /// Validation points.
    pub fn validation(&self) -> Stream {
        self.stream(4)
    }

    /// Flipped training labels.
    pub fn label_noise(&self) -> Stream {
        self.stream(5)
    }

    /// Batches of stochastic gradient descent.
    pub fn batches(&self) -> Stream {
        self.stream(6)
    }

    /// What points are drawn from: class means, a teacher, a subspace.
    pub fn law(&self) -> Stream {
        self.stream(8)
    }

    /// Recorded seeds drawn again, for what a test would find.
    pub fn resampling(&self) -> Stream {
        self.stream(9)
    }

    /// Directions and symmetries that a check draws for itself.
    pub fn checks(&self) -> Stream {
        self.stream(7)
    }

    fn stream(&self, purpose: u64) -> Stream {
        let mut key = [0u8; 32];
        key[..8].copy_from_slice(&self.seed.to_le_bytes());
        key[8..16].copy_from_slice(&purpose.to_le_bytes());
        let mut stream = Stream::from_seed(key);
        stream.set_stream(self.replicate);
        stream
    }
}
