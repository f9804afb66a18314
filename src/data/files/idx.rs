//! IDX, the format of MNIST: big-endian sizes, then numbers in row-major order (LeCun, Cortes and
//! Burges, "The MNIST database of handwritten digits").

use super::array::{Array, size};
use crate::data::DataError;

/// Bytes of a number, and what they say.
type Number = (usize, fn(&[u8]) -> f64);

/// The bytes of a number, and what they are worth, by the third byte of a file.
fn number(kind: u8) -> Option<Number> {
    Some(match kind {
        0x08 => (1, |b| f64::from(b[0])),
        0x09 => (1, |b| f64::from(b[0].cast_signed())),
        0x0b => (2, |b| f64::from(i16::from_be_bytes([b[0], b[1]]))),
        0x0c => (4, |b| f64::from(bits(b).cast_signed())),
        0x0d => (4, |b| f64::from(f32::from_bits(bits(b)))),
        0x0e => (8, |b| {
            let (high, low) = (bits(b), bits(&b[4..]));
            f64::from_bits(u64::from(high) << 32 | u64::from(low))
        }),
        _ => return None,
    })
}

/// Four bytes, the most significant first.
fn bits(bytes: &[u8]) -> u32 {
    let four = bytes.iter().take(4);
    four.fold(0, |sum, &byte| sum << 8 | u32::from(byte))
}

pub(super) fn parse(bytes: &[u8]) -> Result<Array, DataError> {
    let unknown = || DataError::IdxMagic(bytes.iter().take(4).copied().collect());
    let &[0, 0, kind, dimensions, ..] = bytes else {
        return Err(unknown());
    };
    let (width, number) = number(kind).ok_or_else(unknown)?;
    let header = 4 + 4 * usize::from(dimensions);
    let truncated = |expected| DataError::Truncated {
        expected,
        found: bytes.len(),
    };
    let sizes = bytes.get(4..header);
    let sizes = sizes.ok_or_else(|| truncated(header as u128))?;
    let shape: Vec<u64> = sizes
        .chunks_exact(4)
        .map(|size| u64::from(bits(size)))
        .collect();
    let body = &bytes[header..];
    let count = size(&shape);
    if count == 0 {
        return Err(DataError::Empty);
    }
    let expected = count.saturating_mul(width as u128);
    if body.len() as u128 != expected {
        return Err(truncated(expected.saturating_add(header as u128)));
    }
    Array::new(shape, body.chunks_exact(width).map(number).collect())
}
