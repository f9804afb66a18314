//! Diagonal networks: where their flow ends, the way there, and `train`.

#[cfg(test)]
#[path = "../command/mod.rs"]
mod command;
#[cfg(test)]
mod limit;
#[cfg(test)]
mod path;
#[cfg(test)]
mod problem;
#[cfg(test)]
mod stops;
#[cfg(test)]
mod train;
