//! `sweetspot verify` on claim files of one's own.

#[cfg(test)]
mod configured;
#[cfg(test)]
mod data;
#[cfg(test)]
mod diagonal;
#[cfg(test)]
mod outside;
#[cfg(test)]
mod own;
#[cfg(test)]
mod undefined;
#[cfg(test)]
mod unsure;
#[cfg(test)]
mod words;
