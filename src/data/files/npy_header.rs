//! What stands before the numbers of a .npy file: the reader of headers takes any Python expression,
//! for some of which it needs time exponential in their depth, and the length that a header claims. Here only
//! what the format allows passes, in time linear in the file (numpy's documentation of `numpy.lib.format`).

use super::array::size;
use crate::data::DataError;

/// What numpy itself reads unless it is told to trust the file (`max_header_size`).
const LONGEST: usize = 10_000;

/// Axes that numpy allows.
const MOST_AXES: usize = 64;

/// Refuses bytes that do not begin with a header of the format: its magic, its version, its length,
/// and a dictionary of `descr`, `fortran_order` and `shape`, each once.
///
/// # Errors
/// Where the header leaves the format, and what is needed there; a type that is a record; a shape
/// that no memory holds.
pub(super) fn check(bytes: &[u8]) -> Result<(), DataError> {
    let bad = |at, needed| DataError::NpyHeader { at, needed };
    if !bytes.starts_with(b"\x93NUMPY") {
        return Err(bad(0, "the magic string \\x93NUMPY"));
    }
    let width = match bytes.get(6..8) {
        Some([1, 0]) => 2,
        Some([2 | 3, 0]) => 4,
        _ => return Err(bad(6, "a version, 1.0 to 3.0,")),
    };
    let begin = 8 + width;
    let length = bytes.get(8..begin).ok_or(bad(8, "the header's length"))?;
    let byte = |length: usize, &byte: &u8| length << 8 | usize::from(byte);
    let length = length.iter().rev().fold(0, byte);
    if length > LONGEST {
        return Err(bad(8, "a length of at most 10000"));
    }
    let text = bytes.get(begin..begin + length);
    let text = text.ok_or(bad(8, "a length that the file has"))?;
    let mut header = Header { text, at: 0 };
    let shape = header.dictionary().map_err(|error| match error {
        DataError::NpyHeader { at, needed } => bad(begin + at, needed),
        other => other,
    })?;
    // The products of lengths that the reader of numbers takes are not checked there.
    let filled: Vec<u64> = shape.iter().map(|&length| length.max(1)).collect();
    match size(&filled) > i64::MAX as u128 {
        true => Err(DataError::Shape {
            found: shape,
            expected: "one that the file's numbers fill",
        }),
        false => Ok(()),
    }
}

/// A header's text, read up to a byte.
struct Header<'a> {
    text: &'a [u8],
    at: usize,
}

impl Header<'_> {
    /// The whole text; its shape.
    fn dictionary(&mut self) -> Result<Vec<u64>, DataError> {
        let (mut shape, mut seen) = (Vec::new(), [false; 3]);
        self.mark(b'{', "{")?;
        while !self.taken(b'}') {
            let key = self.string()?;
            self.mark(b':', "a colon")?;
            let known: [&[u8]; 3] = [b"descr", b"fortran_order", b"shape"];
            let place = known.iter().position(|&name| name == key);
            match place {
                Some(0) if self.next() == Some(b'[') => {
                    return Err(DataError::NpyType("a record of fields".to_owned()));
                }
                Some(0) => drop(self.string()?),
                Some(1) => self.truth()?,
                Some(_) => shape = self.lengths()?,
                None => return self.needed("one of the keys descr, fortran_order and shape"),
            }
            if place.is_some_and(|place| std::mem::replace(&mut seen[place], true)) {
                return self.needed("each key once");
            }
            if !self.taken(b',') {
                self.mark(b'}', "a comma or }")?;
                break;
            }
        }
        match (self.next(), seen.iter().all(|seen| *seen)) {
            (None, true) => Ok(shape),
            (None, false) => self.needed("each of the keys descr, fortran_order and shape"),
            _ => self.needed("nothing but spaces after }"),
        }
    }

    /// `'text'` or `"text"`, of ASCII letters, digits and marks.
    fn string(&mut self) -> Result<Vec<u8>, DataError> {
        let quote = self.next();
        let Some(quote @ (b'\'' | b'"')) = quote else {
            return self.needed("a text in quotes");
        };
        self.at += 1;
        let rest = &self.text[self.at..];
        let plain = |byte: &u8| (byte.is_ascii_graphic() || *byte == b' ') && *byte != b'\\';
        let length = rest.iter().position(|&byte| byte == quote);
        let Some(length) = length.filter(|&length| rest[..length].iter().all(plain)) else {
            return self.needed("a plain text and its closing quote");
        };
        self.at += length + 1;
        Ok(rest[..length].to_vec())
    }

    fn truth(&mut self) -> Result<(), DataError> {
        self.next();
        for word in [&b"True"[..], b"False"] {
            if self.text[self.at..].starts_with(word) {
                self.at += word.len();
                return Ok(());
            }
        }
        self.needed("True or False")
    }

    /// `()`, `(3,)`, `(3, 4)`: a tuple of whole numbers.
    fn lengths(&mut self) -> Result<Vec<u64>, DataError> {
        let mut lengths = Vec::new();
        self.mark(b'(', "a shape in round brackets")?;
        while !self.taken(b')') {
            self.next();
            let rest = &self.text[self.at..];
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit());
            let digits = String::from_utf8_lossy(&rest[..digits.count()]).into_owned();
            let Ok(length) = digits.parse() else {
                return self.needed("a whole number below 2^64");
            };
            self.at += digits.len();
            lengths.push(length);
            if lengths.len() > MOST_AXES {
                return self.needed("at most 64 axes");
            }
            if !self.taken(b',') {
                if lengths.len() == 1 {
                    // Python's (3) is no tuple.
                    return self.needed("a comma");
                }
                self.mark(b')', "a comma or )")?;
                break;
            }
        }
        Ok(lengths)
    }

    /// The next byte that is no space.
    fn next(&mut self) -> Option<u8> {
        let spaces = self.text[self.at..].iter();
        self.at += spaces
            .take_while(|byte| matches!(byte, b' ' | b'\n' | b'\t' | b'\r'))
            .count();
        self.text.get(self.at).copied()
    }

    /// Passes over a mark where it comes next.
    fn taken(&mut self, mark: u8) -> bool {
        let found = self.next() == Some(mark);
        self.at += usize::from(found);
        found
    }

    fn mark(&mut self, mark: u8, needed: &'static str) -> Result<(), DataError> {
        match self.taken(mark) {
            true => Ok(()),
            false => self.needed(needed),
        }
    }

    fn needed<T>(&self, needed: &'static str) -> Result<T, DataError> {
        let at = self.at;
        Err(DataError::NpyHeader { at, needed })
    }
}
