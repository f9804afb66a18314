//! The predictions against the flows they are about, and the command that prints them.

#[cfg(test)]
mod alignment;
#[cfg(test)]
mod command;
#[cfg(test)]
mod late;
#[cfg(test)]
mod lazy;
