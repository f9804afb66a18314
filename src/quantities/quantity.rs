//! A named quantity: what it is, and the function that gives it.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

use super::{Axis, Run, Values};

/// A named quantity of a run.
#[derive(Clone)]
pub struct Quantity {
    /// Its name in formulas, columns and keys: snake_case, ASCII.
    pub name: &'static str,
    /// How it is written, as `|x_+|`; its name unless a formula has a shorter sign.
    pub symbol: &'static str,
    /// What its elements belong to; none for a number per run.
    pub axes: &'static [Axis],
    /// Its unit; empty for a pure number.
    pub unit: &'static str,
    /// What it is.
    pub meaning: &'static str,
    /// Where it is defined.
    pub source: &'static str,
    /// The kind of network that has it; `None` where every kind does.
    pub network: Option<&'static str>,
    /// Whether it is known before training.
    pub before: bool,
    /// Whether the run has to keep its events (exact flow).
    pub events: bool,
    /// Whether it is a whole number.
    pub count: bool,
    /// The least and the largest value it can have, where its definition bounds it: what a
    /// statistical check tries where a run has no value.
    pub range: Option<[f64; 2]>,
    /// Former names, which outputs that had them keep for one release.
    pub aliases: &'static [&'static str],
    pub(super) measure: Measure,
    /// Of a quantity of every state: the same at the recorded times.
    pub(super) along: Option<Measure>,
}

/// How a quantity is measured: its elements, or why it has none. An element without a value is NaN.
pub(super) type Measure = Arc<dyn Fn(&Run) -> Result<Vec<f64>, Gap> + Send + Sync>;

/// Why a measure has no elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// The network is of another kind.
    Network,
    /// Undefined for the data, the configuration or the states.
    Value,
}

/// Why a quantity has no values in a run.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoMeaning {
    /// Networks of this kind cannot have it.
    #[error("{quantity} has no meaning for a {network} network")]
    Network {
        /// The quantity.
        quantity: &'static str,
        /// The kind of the run's network.
        network: String,
    },
    /// This kind of network can have it, but it is not defined for these data, this configuration
    /// or these states.
    #[error("{quantity} is not defined for this run")]
    Undefined {
        /// The quantity.
        quantity: &'static str,
    },
}

impl Quantity {
    pub(super) fn new(
        name: &'static str,
        axes: &'static [Axis],
        source: &'static str,
        meaning: &'static str,
        measure: Measure,
    ) -> Self {
        Quantity {
            name,
            symbol: name,
            axes,
            unit: "",
            meaning,
            source,
            network: None,
            before: false,
            events: false,
            count: false,
            range: None,
            aliases: &[],
            measure,
            along: None,
        }
    }

    /// Its values in a run, of the shape that [`axes`](Self::axes) say. An element without a value
    /// is NaN.
    ///
    /// # Errors
    /// [`NoMeaning`]: a network of another kind, or a run for which it is not defined.
    pub fn evaluate(&self, run: &Run) -> Result<Values, NoMeaning> {
        let quantity = self.name;
        let elements = (self.measure)(run).map_err(|gap| match gap {
            Gap::Network => NoMeaning::Network {
                quantity,
                network: run.start.kind().to_string(),
            },
            Gap::Value => NoMeaning::Undefined { quantity },
        })?;
        Ok(Values {
            axes: self.axes.to_vec(),
            shape: self.axes.iter().map(|axis| run.length(*axis)).collect(),
            elements,
        })
    }

    /// The number of a quantity without axes; `None` where it has no meaning or is not finite.
    pub fn number(&self, run: &Run) -> Option<f64> {
        let values = self.evaluate(run).ok()?;
        values.elements.first().copied().filter(|x| x.is_finite())
    }

    pub(super) fn symbol(mut self, symbol: &'static str) -> Self {
        self.symbol = symbol;
        self
    }

    pub(super) fn unit(mut self, unit: &'static str) -> Self {
        self.unit = unit;
        self
    }

    /// The bounds that its definition gives it.
    pub(super) fn within(mut self, range: [f64; 2]) -> Self {
        self.range = Some(range);
        self
    }

    pub(super) fn count(mut self) -> Self {
        self.count = true;
        self
    }

    pub(super) fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    pub(super) fn of_kind(mut self, network: &'static str) -> Self {
        self.network = Some(network);
        self
    }

    pub(super) fn known_before(mut self) -> Self {
        self.before = true;
        self
    }

    pub(super) fn with_events(mut self) -> Self {
        self.events = true;
        self
    }

    /// The entries of the table that it makes: of a quantity of every state `<name>`, at the end, and
    /// `<name>_at`, along the recorded times.
    pub(super) fn entries(self) -> Vec<Quantity> {
        let Some(along) = self.along.clone() else {
            return vec![self];
        };
        let at = Quantity {
            // Made once, for as long as the program runs.
            name: format!("{}_at", self.name).leak(),
            axes: &[Axis::Time],
            measure: along,
            along: None,
            ..self.clone()
        };
        vec![self, at]
    }
}

impl fmt::Debug for Quantity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Quantity").field(&self.name).finish()
    }
}
