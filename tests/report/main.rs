//! What the exporters write, read back or measured.

#[cfg(test)]
mod figure;
#[cfg(test)]
mod files;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod page;
#[cfg(test)]
mod panel;
#[cfg(test)]
mod svg;
#[cfg(test)]
mod table;
#[cfg(test)]
mod verification;
#[cfg(test)]
mod verify;
