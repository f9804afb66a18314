//! What happened on a step: counts always, the events themselves when asked for.

use crate::flow::{Event, EventKind};

/// The events of one step.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    /// Activations and deactivations.
    pub events: u64,
    /// Times a neuron began to slide.
    pub slides: u64,
    /// Decisions that could have gone another way.
    pub nonunique: u64,
    /// The events, if they are kept.
    pub log: Vec<Event>,
    pub keeps: bool,
    /// Time and neuron of what is noted next.
    pub time: f64,
    pub neuron: usize,
}

impl Journal {
    /// Forgets everything noted.
    pub fn clear(&mut self) {
        (self.events, self.slides, self.nonunique) = (0, 0, 0);
        self.log.clear();
    }

    /// Notes an event at a training point.
    pub fn note(&mut self, kind: EventKind, kink: usize) {
        match kind {
            EventKind::Activate | EventKind::Deactivate => self.events += 1,
            EventKind::Slide => self.slides += 1,
            EventKind::Release | EventKind::SignChange => {}
        }
        if self.keeps {
            let (time, neuron) = (self.time, self.neuron);
            self.log.push(Event {
                time,
                neuron,
                kink,
                kind,
            });
        }
    }
}
