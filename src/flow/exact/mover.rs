//! All neurons through one step of constant residuals.

use pulp::{Arch, Simd, WithSimd};

use super::advance::{Passage, PassageBuffers, TooFar};
use super::contact::{Contact, Journal};
use super::halt::CANCELLED;
use super::kinks::{Kinks, Sides};
use super::neurons::Neurons;
use super::pulls::Pulls;

/// How the network moved at the start of a step.
#[derive(Clone, Copy, Debug, Default)]
pub struct Speed {
    /// The largest |g_j| of a neuron that moves: the rate at which it can grow.
    pub fastest: f64,
    /// |velocity| over all weights.
    pub norm: f64,
    /// Whether what pulls some neuron that moves does not cancel.
    pub is_pulled: bool,
}

/// Moves neurons, and holds the buffers for it.
#[derive(Clone, Debug)]
pub struct Mover {
    pub journal: Journal,
    /// Of the last residuals.
    pub sides: Sides,
    pulls: Pulls,
    buffers: PassageBuffers,
}

impl Mover {
    pub fn new(neurons: &Neurons, keeps_events: bool) -> Self {
        Mover {
            journal: Journal {
                keeps: keeps_events,
                ..Journal::default()
            },
            sides: Sides::default(),
            pulls: Pulls::new(neurons),
            buffers: PassageBuffers::default(),
        }
    }

    /// Follows `from` for `length` under constant residuals; the end is written to `to`.
    pub fn advance(
        &mut self,
        kinks: &Kinks,
        (residuals, roundings): (&[f64], &[f64]),
        (from, to): (&Neurons, &mut Neurons),
        (start, length): (f64, f64),
    ) -> Result<Speed, TooFar> {
        self.journal.clear();
        self.sides.fill(kinks, residuals, roundings);
        if !self.sides.scale.is_finite() {
            return Err(TooFar::Range);
        }
        self.pulls.fill(from, kinks, &self.sides);
        to.copy_outputs(from);
        Arch::new().dispatch(All {
            mover: self,
            kinks,
            states: (from, to),
            span: (start, length),
        })
    }
}

/// All neurons through a step, on the widest vectors that the processor has.
struct All<'a> {
    mover: &'a mut Mover,
    kinks: &'a Kinks,
    states: (&'a Neurons, &'a mut Neurons),
    span: (f64, f64),
}

impl WithSimd for All<'_> {
    type Output = Result<Speed, TooFar>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Self::Output {
        let Mover {
            journal,
            sides,
            pulls,
            buffers,
        } = self.mover;
        let (kinks, (from, neurons)) = (self.kinks, self.states);
        let (mut fastest, mut square): (f64, f64) = (0.0, 0.0);
        let mut is_pulled = false;
        for j in 0..neurons.width() {
            journal.neuron = j;
            neurons.copy_weights(from, j);
            let scale = neurons.scales[j];
            let neuron = neurons.neuron(j);
            let passage = Passage {
                length: neuron.length(),
                at: Contact {
                    neuron,
                    pull: pulls.of(j),
                    journal,
                    sign: 0.0,
                    kinks,
                    sides,
                    own: 0.0,
                },
                buffers,
                span: self.span,
            };
            if let Some(boost) = passage.advance()? {
                fastest = fastest.max(boost.rate);
                let own = sides.own(kinks, (neurons.positive(j), neurons.held(j)));
                is_pulled = is_pulled || boost.rate > CANCELLED * own;
                square += boost.square_speed() * scale * scale;
            }
        }
        Ok(Speed {
            fastest,
            norm: square.sqrt(),
            is_pulled,
        })
    }
}
