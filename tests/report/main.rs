//! What the exporters write, read back or measured.

#[cfg(test)]
mod figure;
#[cfg(test)]
mod files;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod svg;
#[cfg(test)]
mod table;
