//! What a flow returns.

use serde::{Deserialize, Serialize};

use crate::network::{Network, TwoLayer};

/// Why a run ended. Only `Reached` is success.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// The stop rule was met.
    Reached,
    /// The step limit came first, or the time could go no further: a step became too short to
    /// change it, or it left the range of numbers.
    Exhausted,
    /// The velocity is zero: nothing will change any more.
    Stationary,
    /// Points without an active neuron alone hold the risk above the target.
    Stalled,
    /// A number became infinite or NaN.
    Diverged,
    /// The caller asked to stop.
    Interrupted,
}

impl StopReason {
    /// Its word, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            StopReason::Reached => "reached",
            StopReason::Exhausted => "exhausted",
            StopReason::Stationary => "stationary",
            StopReason::Stalled => "stalled",
            StopReason::Diverged => "diverged",
            StopReason::Interrupted => "interrupted",
        }
    }
}

/// The network at one flow time.
#[derive(Clone, Debug, PartialEq)]
pub struct State<N = TwoLayer> {
    /// Flow time of the sum loss.
    pub time: f64,
    /// The weights.
    pub network: N,
}

/// What happened to a neuron at a kink.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// The neuron became active on the point.
    Activate,
    /// The neuron became inactive on the point.
    Deactivate,
    /// The neuron began to slide along the kink.
    Slide,
    /// The neuron left the kink it slid along.
    Release,
    /// The output weight changed its sign.
    SignChange,
}

/// One event of an exactly integrated flow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// Flow time.
    pub time: f64,
    /// The neuron, counted from 0.
    pub neuron: usize,
    /// The kink: the first training point of its hyperplane, counted from 0; 0 for a
    /// change of sign, which has none.
    pub kink: usize,
    /// What happened.
    pub kind: EventKind,
}

/// The work a run took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Accepted steps.
    pub steps: u64,
    /// Evaluations of the velocity, those of rejected steps and of locating the stop included.
    pub evaluations: u64,
    /// Rejected steps.
    pub rejected: u64,
    /// Activations and deactivations seen.
    pub events: u64,
    /// Times a neuron began to slide along a kink (exact flow; otherwise 0).
    pub sliding_events: u64,
    /// Events after which the flow has more than one continuation (exact flow; otherwise 0).
    pub nonunique_events: u64,
}

/// Where a run went and why it ended.
#[derive(Clone, Debug)]
pub struct Solution<N = TwoLayer> {
    /// The states at the recorded times, in order, up to the end of the run.
    pub states: Vec<State<N>>,
    /// The last state.
    pub end: State<N>,
    /// Why the run ended.
    pub stopped: StopReason,
    /// What it took.
    pub cost: Cost,
    /// The fixed step, where there is one (descent).
    pub step: Option<f64>,
    /// The events in time order, where the method sees them (exact flow).
    pub events: Vec<Event>,
}

impl<N> Solution<N> {
    /// The solution with what is made of its networks.
    pub(super) fn map<M>(self, of: impl Fn(N) -> M) -> Solution<M> {
        let state = |state: State<N>| State {
            time: state.time,
            network: of(state.network),
        };
        Solution {
            states: self.states.into_iter().map(&state).collect(),
            end: state(self.end),
            stopped: self.stopped,
            cost: self.cost,
            step: self.step,
            events: self.events,
        }
    }
}

impl<N: Network> Solution<N> {
    /// The solution with its networks as such of any kind.
    pub fn boxed(self) -> Solution<Box<dyn Network>> {
        self.map(|network| Box::new(network) as Box<dyn Network>)
    }
}

impl Solution<Box<dyn Network>> {
    /// The solution as that of one kind of network; `None` if it is of another.
    pub fn downcast<N: Network + Clone>(&self) -> Option<Solution<N>> {
        let state = |state: &State<Box<dyn Network>>| {
            let network = state.network.downcast::<N>()?.clone();
            let time = state.time;
            Some(State { time, network })
        };
        Some(Solution {
            states: self.states.iter().map(state).collect::<Option<_>>()?,
            end: state(&self.end)?,
            stopped: self.stopped,
            cost: self.cost,
            step: self.step,
            events: self.events.clone(),
        })
    }

    /// The solution of the networks whose functions are f/gamma ([`Network::divided`]), at the same
    /// times: what the outputs of a run with an output divisor are measured on.
    pub fn divided(&self, gamma: f64) -> Self {
        self.clone().map(|network| network.divided(gamma))
    }
}
