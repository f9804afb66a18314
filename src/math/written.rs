//! Numbers as JSON has them: an infinite one in words, as Python's `float` and JavaScript's `Number`
//! read it, since it is a finding; one that is not a number is null, as what is not known.

use serde::{Serialize, Serializer};

#[derive(Clone, Copy)]
struct Written(f64);

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            f64::INFINITY => serializer.serialize_str("Infinity"),
            f64::NEG_INFINITY => serializer.serialize_str("-Infinity"),
            number => number.serialize(serializer),
        }
    }
}

pub(crate) fn number<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    Written(*value).serialize(serializer)
}

pub(crate) fn option<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    value.map(Written).serialize(serializer)
}

pub(crate) fn pair<S: Serializer>(value: &[f64; 2], serializer: S) -> Result<S::Ok, S::Error> {
    value.map(Written).serialize(serializer)
}

pub(crate) fn option_pair<S: Serializer>(
    value: &Option<[f64; 2]>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.map(|pair| pair.map(Written)).serialize(serializer)
}
