//! The constructor of a cnn: convolutions, pooling and a linear head.

use super::StartError;
use super::deep::{Block, Deep, Shape};
use crate::config::{CnnBlock, CnnConfig, Config, NetworkKind};
use crate::data::Problem;

/// The network that a configuration's replicate starts with.
///
/// # Errors
/// Data that are no images; more pooling than the image allows.
pub(super) fn start(config: &Config, problem: &Problem) -> Result<Deep, StartError> {
    let asked = match &config.network.kind {
        NetworkKind::Cnn(asked) => asked.clone(),
        _ => CnnConfig::default(),
    };
    let image = problem.image.ok_or_else(|| StartError::Refused {
        kind: "cnn".to_owned(),
        reason: format!(
            "data.kind = \"{}\" gives no images here; the digits do (with data.bias = false, since a \
             column of ones is no pixel), and so do files of images",
            config.data.kind.name()
        ),
    })?;
    let input = Shape {
        height: image.height,
        width: image.width,
        channels: image.channels,
    };
    let block = |block: &CnnBlock| match *block {
        CnnBlock::Channels(channels) => {
            Block::Convolution(asked.deep.width_multiplier() * channels)
        }
        CnnBlock::Pool => Block::MaxPool,
        CnnBlock::Mean => Block::Mean,
        CnnBlock::Flatten => Block::Flatten,
    };
    let blocks: Vec<Block> = asked.blocks.iter().map(block).collect();
    Deep::start("cnn", (input, &blocks), &asked.deep, config, problem)
}
