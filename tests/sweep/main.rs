//! `sweetspot sweep` through the binary.

#[cfg(test)]
mod classes;
#[cfg(test)]
#[path = "../command/mod.rs"]
mod command;
#[cfg(test)]
mod determinism;
#[cfg(test)]
mod document;
#[cfg(test)]
mod failing;
#[cfg(unix)]
#[cfg(test)]
mod job_array;
#[cfg(test)]
mod pairing;
#[cfg(test)]
mod resuming;
#[cfg(test)]
mod sharing;
#[cfg(test)]
mod step;
#[cfg(test)]
mod terminal;
#[cfg(test)]
mod words;
