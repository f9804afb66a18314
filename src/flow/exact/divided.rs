//! The flow of f/gamma, by that of a network whose function it is.

use super::Flow;
use crate::flow::{Event, FlowError, Setting, Solution, State, Stop, StopReason};
use crate::network::TwoLayer;

impl Flow<'_> {
    /// The flow of the loss of f/gamma in theta. With `theta = gamma^(1/2) theta'`, f/gamma at theta
    /// is f at theta', and `dtheta'/dt = -grad L(theta')/gamma`: the flow of f from theta'(0), at
    /// the time t/gamma. Exact for two-layer networks, which are 2-homogeneous.
    pub(super) fn integrate_divided(&self, start: &TwoLayer) -> Result<Solution, FlowError> {
        let Setting {
            divisor: gamma,
            stop,
            ref record,
            ..
        } = self.setting;
        let inner = Flow {
            setting: Setting {
                divisor: 1.0,
                stop: match stop {
                    Stop::Time(end) => Stop::Time(end / gamma),
                    // The gradient in theta is that in theta' over gamma^(1/2).
                    Stop::GradientNorm(norm) => Stop::GradientNorm(norm * gamma.sqrt()),
                    other => other,
                },
                record: record.iter().map(|time| time / gamma).collect(),
                ..self.setting.clone()
            },
            method: self.method,
        };
        let solution = inner.integrate_plain(&start.divided(gamma))?;
        let outer = |network: &TwoLayer| network.scaled(gamma.sqrt());
        let states = solution.states.iter().zip(record);
        Ok(Solution {
            states: states
                .map(|(state, &time)| State {
                    time,
                    network: outer(&state.network),
                })
                .collect(),
            end: State {
                time: match stop {
                    Stop::Time(end) if solution.stopped == StopReason::Reached => end,
                    _ => gamma * solution.end.time,
                },
                network: outer(&solution.end.network),
            },
            events: solution
                .events
                .iter()
                .map(|event| Event {
                    time: gamma * event.time,
                    ..*event
                })
                .collect(),
            ..solution
        })
    }
}
