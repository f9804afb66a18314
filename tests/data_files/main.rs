//! Files of every format: what is read, and what is said about a bad one.

#[cfg(test)]
mod arrays;
#[cfg(test)]
mod csv;
#[cfg(test)]
mod folder;
#[cfg(test)]
mod given;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod parquet;
#[cfg(test)]
mod shipped;
