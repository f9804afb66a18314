//! The IDX format of MNIST: big-endian sizes, then unsigned bytes in row-major order
//! (LeCun, Cortes and Burges, "The MNIST database of handwritten digits").

use super::array::{Array, size};
use crate::data::DataError;

/// An array of unsigned bytes.
pub(super) fn parse(bytes: &[u8]) -> Result<Array, DataError> {
    let &[0, 0, 8, dimensions, ..] = bytes else {
        return Err(DataError::IdxMagic(bytes.iter().take(4).copied().collect()));
    };
    let header = 4 + 4 * usize::from(dimensions);
    let truncated = |expected| DataError::Truncated {
        expected,
        found: bytes.len(),
    };
    let sizes = bytes.get(4..header);
    let shape: Vec<u64> = sizes
        .ok_or_else(|| truncated(header as u128))?
        .chunks_exact(4)
        .map(|size| {
            size.iter()
                .fold(0, |size, &byte| size << 8 | u64::from(byte))
        })
        .collect();
    let body = &bytes[header..];
    let expected = size(&shape);
    if expected == 0 {
        return Err(DataError::Empty);
    }
    if body.len() as u128 != expected {
        return Err(truncated(expected.saturating_add(header as u128)));
    }
    Array::new(shape, body.iter().map(|&byte| f64::from(byte)).collect())
}
