//! Diagonal networks: where their flow ends, and the way there.

#[cfg(test)]
mod limit;
#[cfg(test)]
mod path;
#[cfg(test)]
mod problem;
#[cfg(test)]
mod stops;
