//! Gradient descent with a fixed step: the explicit Euler method on the flow.
//!
//! Full batch it approximates the gradient flow with an error proportional to the
//! step; with batches it is stochastic gradient descent, and with momentum or as Adam
//! what practitioners train with. The step is the caller's, or one
//! [chosen from the data and the start](chosen_step).

mod batches;
mod standstill;
mod step;
mod stepper;
mod update;

pub use step::chosen_step;

pub(super) use self::step::scaled_rate;
pub(super) use self::update::Update;

use self::stepper::DescentStepper;
use super::driver::drive;
use super::error::FlowError;
use super::field::{DeepField, Field, FlatField, TwoLayerField};
use super::setting;
use super::solution::Solution;
use crate::config::{DescentConfig, Precision};
use crate::data::Dataset;
use crate::network::{Deep, Loss, Network, TwoLayer};
use crate::random::Stream;

/// The settings of gradient descent.
#[derive(Clone, Debug, Default)]
pub struct Descent {
    pub(super) step: Option<f64>,
    pub(super) halvings: u32,
    pub(super) batches: Option<(usize, Stream)>,
    pub(super) update: Update,
}

/// Gradient descent on a data set.
pub type Flow<'a> = setting::Flow<'a, Descent>;

impl<'a> Flow<'a> {
    /// Descends on the sum of `loss` over `data`.
    pub fn new(data: &'a Dataset, loss: Loss) -> Self {
        Flow::with_method(data, loss, Descent::default())
    }

    /// The step in flow time of the sum loss; chosen from the data where this is not called.
    pub fn step(mut self, step: f64) -> Self {
        self.method.step = Some(step);
        self
    }

    /// Divides the step, given or chosen, by 2 to this power: the way to measure
    /// what the step costs in accuracy.
    pub fn halvings(mut self, halvings: u32) -> Self {
        self.method.halvings = halvings;
        self
    }

    /// Takes steps on batches of this many points instead of on all. Batches run
    /// through the data in an order shuffled afresh each epoch; their gradient is
    /// scaled by n / batch size, so that flow time keeps its meaning.
    pub fn batches(mut self, size: usize, stream: Stream) -> Self {
        self.method.batches = Some((size, stream));
        self
    }

    /// Makes steps of gradients as a configuration's optimizer does, with its momentum and weight
    /// decay; plain ones unless this is called. Its step, rate and batch size are not looked at.
    pub fn optimizer(mut self, descent: &DescentConfig) -> Self {
        self.method.update = Update::from(descent);
        self
    }

    /// Descends from `start` until the stop rule is met, to 1e-10 of its value, or the run ends
    /// otherwise. A chosen step that lets the risk rise by more than 1% within a full-batch step
    /// was too long: the run starts again with half of it (the work is counted).
    ///
    /// # Errors
    /// Sizes that do not fit, and settings out of range.
    pub fn integrate(&self, start: &TwoLayer) -> Result<Solution, FlowError> {
        self.check(start)?;
        // That of the equivalent network whose function is f/gamma, in a time gamma times as long.
        let (data, loss, gamma) = (self.setting.data, self.setting.loss, self.setting.divisor);
        let chosen = || gamma * chosen_step(data, loss, &start.divided(gamma));
        let step = self.method.step.unwrap_or_else(chosen);
        let field = TwoLayerField::new(&self.setting, start.width());
        self.follow(field, start, step)
    }

    /// Descends from any network, over its flat parameters.
    ///
    /// # Errors
    /// Those of [`integrate`](Flow::integrate), and a step that is not given: how to choose one is
    /// known for two-layer networks only.
    pub fn integrate_any(
        &self,
        start: &dyn Network,
    ) -> Result<Solution<Box<dyn Network>>, FlowError> {
        self.check(start)?;
        let none = || FlowError::NoStep(start.kind().to_string());
        let step = self.method.step.ok_or_else(none)?;
        let (setting, network) = (&self.setting, start.boxed());
        let Some(deep) = start.downcast::<Deep>() else {
            return self.follow(FlatField::new(setting, start), &network, step);
        };
        match deep.precision() {
            Precision::F64 => self.follow(DeepField::<f64>::new(setting, deep), &network, step),
            Precision::F32 => self.follow(DeepField::<f32>::new(setting, deep), &network, step),
        }
    }

    fn follow<F: Field>(
        &self,
        field: F,
        start: &F::Network,
        step: f64,
    ) -> Result<Solution<F::Network>, FlowError> {
        let Descent {
            step: given,
            halvings,
            batches,
            update,
        } = self.method.clone();
        let length = (step * 0.5f64.powi(halvings as i32), given.is_some());
        let stepper = DescentStepper::new(&self.setting, field, start, length, (update, batches));
        Ok(drive(&self.setting, start, stepper))
    }

    fn check(&self, start: &dyn Network) -> Result<(), FlowError> {
        self.setting.check(start)?;
        let step = self.method.step.unwrap_or(1.0);
        FlowError::unless(
            step.is_finite() && step > 0.0,
            "the step of descent",
            step,
            "it must be a finite number above 0",
        )?;
        let samples = self.setting.data.samples();
        let size = self.method.batches.as_ref().map_or(1, |(size, _)| *size);
        FlowError::unless(
            (1..=samples).contains(&size),
            "the batch size of descent",
            size as f64,
            "a batch has at least one point, and at most all that train",
        )
    }
}
