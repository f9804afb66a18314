//! `sweetspot train` through the binary.

#[cfg(test)]
mod applied;
#[cfg(test)]
mod classes;
#[cfg(test)]
#[path = "../command/mod.rs"]
mod command;
#[cfg(test)]
mod diagonal;
#[cfg(test)]
mod document;
#[cfg(test)]
mod exit_codes;
#[cfg(test)]
mod files;
#[cfg(test)]
mod messages;
#[cfg(test)]
#[path = "../support/model.rs"]
mod model;
#[cfg(test)]
mod settings;
#[cfg(target_os = "linux")]
#[cfg(test)]
mod signals;
#[cfg(target_os = "linux")]
#[cfg(test)]
mod sizes;
#[cfg(test)]
mod tables;
