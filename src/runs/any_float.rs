//! Floats in JSON, which has no word for NaN and the infinities: those as text, so that an answer is
//! read back as it was.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum AnyFloat {
    Number(f64),
    Word(String),
}

/// A float by itself, where it is an element of something else.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Element(#[serde(with = "self")] f64);

pub(crate) fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    let written = match value.is_finite() {
        true => AnyFloat::Number(*value),
        false => AnyFloat::Word(value.to_string()),
    };
    written.serialize(serializer)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    match AnyFloat::deserialize(deserializer)? {
        AnyFloat::Number(value) => Ok(value),
        AnyFloat::Word(word) => word.parse().map_err(serde::de::Error::custom),
    }
}

/// A list of named floats.
pub(crate) mod named {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(
        pairs: &[(String, f64)],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(pairs.iter().map(|(name, x)| (name, Element(*x))))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<(String, f64)>, D::Error> {
        let pairs = Vec::<(String, Element)>::deserialize(deserializer)?;
        Ok(pairs.into_iter().map(|(name, x)| (name, x.0)).collect())
    }
}

/// A list of pairs of floats.
pub(crate) mod pairs {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(
        pairs: &[[f64; 2]],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(pairs.iter().map(|pair| pair.map(Element)))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<[f64; 2]>, D::Error> {
        let pairs = Vec::<[Element; 2]>::deserialize(deserializer)?;
        Ok(pairs.into_iter().map(|pair| pair.map(|x| x.0)).collect())
    }
}
