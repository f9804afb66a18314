//! The deep network that a configuration's replicate starts with.

use std::sync::Arc;

use super::architecture::{Architecture, Block};
use super::network::Deep;
use super::shape::{Shape, ShapeError};
use crate::config::{Config, DeepConfig};
use crate::data::Problem;
use crate::network::StartError;
use crate::random::Streams;

impl Deep {
    /// The network of some blocks, drawn by the configuration's parametrisation, all parameters
    /// times alpha.
    ///
    /// # Errors
    /// Blocks that do not fit the input.
    pub(in crate::network) fn start(
        kind: &'static str,
        (input, blocks): (Shape, &[Block]),
        asked: &DeepConfig,
        config: &Config,
        problem: &Problem,
    ) -> Result<Deep, StartError> {
        let refused = |error: ShapeError| StartError::Refused {
            kind: kind.to_owned(),
            reason: error.to_string(),
        };
        let outputs = problem.outputs;
        let architecture = Architecture::new(input, blocks, outputs, asked.activation, asked.bias);
        let architecture = architecture.map_err(refused)?.parametrised(asked.init);
        let streams = Streams::new(config.seed).replicate(config.replicate);
        let mut parameters = architecture.draw(asked.init, &mut streams.weights());
        parameters
            .iter_mut()
            .for_each(|p| *p *= config.network.alpha);
        let network = Deep::drawn(kind, Arc::new(architecture), parameters);
        let network = network.in_precision(asked.precision);
        Ok(match asked.centre_output {
            true => network.centred(),
            false => network,
        })
    }
}
