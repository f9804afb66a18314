//! The constructor of an mlp: dense layers and a linear head.

use super::StartError;
use super::deep::{Block, Deep, Shape};
use crate::config::{Config, MlpConfig, NetworkKind};
use crate::data::Problem;

/// The network that a configuration's replicate starts with.
pub(super) fn start(config: &Config, problem: &Problem) -> Result<Deep, StartError> {
    let asked = match &config.network.kind {
        NetworkKind::Mlp(asked) => asked.clone(),
        _ => MlpConfig::default(),
    };
    let times = asked.deep.width_multiplier();
    let hidden = asked.hidden.iter();
    let blocks: Vec<Block> = hidden.map(|h| Block::Dense(times * h)).collect();
    let input = Shape::flat(problem.training.dimension());
    Deep::start("mlp", (input, &blocks), &asked.deep, config, problem)
}
