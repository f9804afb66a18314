//! The reference curves: numbers, figures, gallery, command.

#[cfg(test)]
mod check;
#[cfg(test)]
mod figures;
#[cfg(test)]
mod gallery;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod schema;
