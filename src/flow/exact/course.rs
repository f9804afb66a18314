//! How the residuals run along a step: on a line or parabola, or relaxing in a stiff phase.

use super::control::{NOT_STIFF, STIFF};
use super::kernel::TangentKernel;
use super::kinks::Kinks;
use super::neurons::Neurons;
use super::output::Output;
use super::path::{Before, Path};
use super::relaxation::Relaxation;
use crate::flow::Setting;

/// The residuals' course from the accepted state on.
#[derive(Default)]
pub(super) struct Course {
    path: Path,
    before: Option<Before>,
    /// Whether residuals are taken to relax.
    stiff: bool,
    /// Tries in a row that a fast mode has held back.
    held_back: u32,
    relaxes: bool,
    /// Made when first needed.
    relaxation: Option<(TangentKernel, Relaxation)>,
}

impl Course {
    /// Prepares for steps from a state; it stays on the path if the kernel has no
    /// eigendecomposition.
    pub(super) fn prepare(
        &mut self,
        neurons: &Neurons,
        kinks: &Kinks,
        output: &Output,
        setting: &Setting<'_>,
    ) {
        self.relaxes = false;
        if !self.stiff {
            return;
        }
        let residuals = &output.residuals;
        let (kernel, relaxation) = self.relaxation.get_or_insert_with(|| {
            let relaxation = Relaxation::new(residuals.len());
            (TangentKernel::new(neurons, kinks), relaxation)
        });
        kernel.fill(neurons, kinks, &mut relaxation.kernel);
        let pairs = output.predictions.iter().zip(setting.data.labels());
        let curvatures = pairs.map(|(f, y)| setting.loss.curvature(*f, *y));
        self.relaxes = relaxation.begin(residuals, curvatures);
    }

    /// Prepares again after a rejected step that turned out to be stiff.
    pub(super) fn needs_relaxation(&self) -> bool {
        self.stiff && !self.relaxes
    }

    /// The longest step for which it is a guide.
    pub(super) fn longest(&mut self) -> f64 {
        self.relaxing()
            .map_or(f64::INFINITY, |relaxation| relaxation.longest())
    }

    /// Predicts from the residuals at the start.
    pub(super) fn ahead(&mut self, now: &[f64], length: f64) {
        match self.relaxing() {
            Some(relaxation) => relaxation.ahead(length),
            None => self.path.ahead(now, self.before.as_ref(), length),
        }
    }

    /// Corrects with the residuals predicted at the end.
    pub(super) fn through(&mut self, now: &[f64], end: &[f64], length: f64) {
        match self.relaxing() {
            Some(relaxation) => relaxation.through(end, length),
            None => self.path.through(now, self.before.as_ref(), end, length),
        }
    }

    /// The average over the first `time` of the step.
    pub(super) fn average(&mut self, time: f64, average: &mut Vec<f64>) {
        match self.relaxing() {
            Some(relaxation) => relaxation.average(time, average),
            None => self.path.average(time, average),
        }
    }

    /// Sees whether the next step is stiff from how the residuals at the end of a step have
    /// answered the `change` of their average from prediction to correction. An eigendecomposition
    /// is made only after its `price` in explicit steps has been paid.
    pub(super) fn judge(&mut self, length: f64, answer: f64, change: f64, price: f64) {
        self.stiff = match self.relaxing() {
            Some(relaxation) => length * relaxation.fastest() > NOT_STIFF,
            None => {
                let is_held = answer > STIFF * change;
                self.held_back = if is_held { self.held_back + 1 } else { 0 };
                is_held && f64::from(self.held_back) > price
            }
        };
    }

    /// Takes note of the residuals at the start of an accepted step.
    pub(super) fn accept(&mut self, start: &[f64], length: f64) {
        let mut residuals = self.before.take().map_or_else(Vec::new, |b| b.residuals);
        residuals.clear();
        residuals.extend_from_slice(start);
        self.before = Some(Before { residuals, length });
    }

    fn relaxing(&mut self) -> Option<&mut Relaxation> {
        let made = self.relaxation.as_mut().filter(|_| self.relaxes);
        made.map(|(_, relaxation)| relaxation)
    }
}
