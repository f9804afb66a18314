//! One check in one setting: the unit that gets a verdict.

use toml::Value;

use super::{Along, Check, Claim, Kind, Over, Seeds, Setting};
use crate::config::{Config, ConfigError};

/// A claim's check (or its control's) in one of its settings.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// What is checked: the claim's check, or the control's.
    pub check: &'a Check,
    /// Where.
    pub setting: &'a Setting,
    /// Whether this is the negative control.
    pub control: bool,
}

/// One point of a case's grid: what every seed runs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Leg {
    /// The value of the swept key, where there is one.
    pub outer: Option<f64>,
    /// The value of the inner grid's key, where a place on it is looked for.
    pub inner: Option<f64>,
    /// The configuration.
    pub config: Config,
    /// That of the pair's second run.
    pub pair: Option<Config>,
}

impl<'a> Case<'a> {
    /// The cases of a claim: its settings, then its control's.
    pub fn of(claim: &'a Claim, controls: bool) -> impl Iterator<Item = Case<'a>> {
        let plain = claim.settings.iter().map(move |setting| Case {
            claim,
            check: &claim.check,
            setting,
            control: false,
        });
        let control = &claim.control;
        let wrong = control.settings.iter().map(move |setting| Case {
            claim,
            check: &control.check,
            setting,
            control: true,
        });
        plain.chain(wrong.filter(move |_| controls))
    }

    /// Whether its verdict is a matter of chance, so that seeds are added look by look.
    pub fn is_statistical(&self) -> bool {
        self.check.kind.is_statistical()
    }

    /// Seeds of the setting.
    pub fn seeds(&self) -> Seeds {
        self.setting.seeds
    }

    /// The grid, the swept key's values in their order and the inner grid within each.
    ///
    /// # Errors
    /// A value that the configuration refuses.
    pub(super) fn legs(&self) -> Result<Vec<Leg>, ConfigError> {
        let outer = self.check.kind.over();
        let inner = self.check.kind.inner();
        let mut legs = Vec::new();
        for outer_value in values(outer) {
            for inner_value in values(inner) {
                let mut changes = Vec::new();
                for (over, value) in [(outer, outer_value), (inner, inner_value)] {
                    if let (Some(over), Some(value)) = (over, value) {
                        changes.push((over.key.clone(), number(value)));
                    }
                }
                let config = self.setting.config.with(&changes)?;
                let pair = match &self.check.pair {
                    Some(pair) => Some(config.with(&pair.config)?),
                    None => None,
                };
                legs.push(Leg {
                    outer: outer_value,
                    inner: inner_value,
                    config,
                    pair,
                });
            }
        }
        Ok(legs)
    }
}

fn values(over: Option<&Over>) -> Vec<Option<f64>> {
    match over {
        Some(over) => over.values.iter().copied().map(Some).collect(),
        None => vec![None],
    }
}

/// A whole number where it is one: keys that count take no other.
fn number(value: f64) -> Value {
    // Beyond 2^53 a double no longer counts.
    const LARGEST_COUNT: f64 = 9_007_199_254_740_992.0;
    if value == value.trunc() && value.abs() <= LARGEST_COUNT {
        Value::Integer(value as i64)
    } else {
        Value::Float(value)
    }
}

impl Kind {
    /// The swept key.
    pub fn over(&self) -> Option<&Over> {
        match self {
            Kind::Monotone {
                along: Along::Means(over) | Along::EachSeed(over),
                ..
            }
            | Kind::Exponent { over, .. }
            | Kind::Limit { over, .. }
            | Kind::InteriorOptimum { over, .. } => Some(over),
            _ => None,
        }
    }

    /// The grid on which a place is looked for.
    pub fn inner(&self) -> Option<&Over> {
        match self {
            Kind::Exponent {
                locate: Some(locate),
                ..
            } => Some(&locate.over),
            _ => None,
        }
    }

    /// Seeds whose means make one datum of the verdict.
    pub fn block(&self) -> usize {
        match self {
            Kind::Exponent {
                locate: Some(locate),
                ..
            } => locate.block,
            _ => 1,
        }
    }
}
