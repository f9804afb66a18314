//! How the residuals run along a step: on a line or parabola, or relaxing in a stiff phase.
//!
//! A boost needs one constant residual vector. Its best choice is the average over
//! the step (the first term of the Magnus series, Magnus 1954).

use super::kernel::TangentKernel;
use super::kinks::Kinks;
use super::neurons::Neurons;
use super::output::Output;
use super::relaxation::Relaxation;
use crate::flow::setting::Setting;
use crate::math::{largest, refill};

/// A step is stiff where the residuals at its end answer a change of their average by more than
/// this: the product of step and fastest rate.
const STIFF: f64 = 0.7;

/// A stiff phase is over when the product has fallen to this.
const NOT_STIFF: f64 = 0.3;

/// Residuals below this part of the largest are faint: a parabola through numbers that fall by powers
/// of ten, or the eigenvectors' rounding errors, may give their average another sign, and a neuron
/// that nothing else pulls would turn.
const FAINT: f64 = 1e-20;

/// The residuals' course from the accepted state on.
#[derive(Default)]
pub struct Course {
    path: Path,
    chord: Chord,
    /// The residuals one step back, and the length of the step since.
    before: Option<(Vec<f64>, f64)>,
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
    pub fn prepare(
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
        kernel.fill(neurons, kinks, &mut relaxation.modes.kernel);
        let pairs = output.predictions.iter().zip(setting.data.labels());
        let curvatures = pairs.map(|(f, y)| setting.loss.curvature(*f, *y));
        self.relaxes = relaxation.begin(residuals, curvatures);
    }

    /// Prepares again after a rejected step that turned out to be stiff.
    pub fn needs_relaxation(&self) -> bool {
        self.stiff && !self.relaxes
    }

    /// The longest step for which it is a guide.
    pub fn longest(&mut self) -> f64 {
        self.relaxing()
            .map_or(f64::INFINITY, |relaxation| relaxation.longest())
    }

    /// Predicts from the residuals at the start.
    pub fn ahead(&mut self, now: &[f64], length: f64) {
        self.chord.set(now, &[], length);
        match self.relaxing() {
            Some(relaxation) => relaxation.ahead(length),
            None => self.path.ahead(now, self.before.as_ref(), length),
        }
    }

    /// Corrects with the residuals predicted at the end.
    pub fn through(&mut self, now: &[f64], end: &[f64], length: f64) {
        self.chord.set(now, end, length);
        match self.relaxing() {
            Some(relaxation) => relaxation.through(end, length),
            None => self.path.through(now, self.before.as_ref(), end, length),
        }
    }

    /// The average over the first `time` of the step.
    pub fn average(&mut self, time: f64, average: &mut Vec<f64>) {
        match self.relaxing() {
            Some(relaxation) => relaxation.average(time, average),
            None => self.path.average(time, average),
        }
        self.chord.mend(time, average);
    }

    /// Sees whether the next step is stiff from how the residuals at the end of a step have
    /// answered the change of their average from prediction to correction. An eigendecomposition
    /// is made only after its price in explicit steps has been paid.
    pub fn judge(
        &mut self,
        length: f64,
        ends: (&[f64], &[f64]),
        averages: (&[f64], &[f64]),
        neurons: &Neurons,
    ) {
        self.stiff = match self.relaxing() {
            Some(relaxation) => length * relaxation.fastest() > NOT_STIFF,
            None => {
                let is_held = largest_change(ends) > STIFF * largest_change(averages);
                self.held_back = if is_held { self.held_back + 1 } else { 0 };
                is_held && f64::from(self.held_back) > price(ends.0.len(), neurons)
            }
        };
    }

    /// Takes note of the residuals at the start of an accepted step.
    pub fn accept(&mut self, start: &[f64], length: f64) {
        let before = self.before.get_or_insert_default();
        refill(&mut before.0, start.iter().copied());
        before.1 = length;
    }

    fn relaxing(&mut self) -> Option<&mut Relaxation> {
        let made = self.relaxation.as_mut().filter(|_| self.relaxes);
        made.map(|(_, relaxation)| relaxation)
    }
}

/// What the average of a faint residual may be: between its ends, or while the one is not known
/// between 0 and twice the other.
#[derive(Clone, Debug, Default)]
struct Chord {
    start: Vec<f64>,
    /// Empty while it is not known.
    end: Vec<f64>,
    length: f64,
}

impl Chord {
    fn set(&mut self, start: &[f64], end: &[f64], length: f64) {
        self.length = length;
        refill(&mut self.start, start.iter().copied());
        refill(&mut self.end, end.iter().copied());
    }

    /// Puts faint residuals' averages over the first `time` of the step on the straight line where
    /// they are out of range.
    fn mend(&self, time: f64, average: &mut [f64]) {
        let faint = FAINT * largest(&self.start);
        let half = 0.5 * time / self.length;
        for (i, (average, &start)) in average.iter_mut().zip(&self.start).enumerate() {
            let known = self.end.get(i).copied();
            let end = known.unwrap_or(start);
            if start.abs() > faint || end.abs() > faint {
                continue;
            }
            let (a, b) = known.map_or((0.0, 2.0 * start), |end| (start, end));
            if !(a.min(b)..=a.max(b)).contains(average) {
                *average = start + half * (end - start);
            }
        }
    }
}

/// r(t_n + tau) = r_n + tau slope + tau (tau - length) bend.
#[derive(Clone, Debug, Default)]
struct Path {
    start: Vec<f64>,
    slope: Vec<f64>,
    bend: Vec<f64>,
    length: f64,
}

impl Path {
    /// The line through the last two residuals; a constant where there is one only.
    fn ahead(&mut self, now: &[f64], before: Option<&(Vec<f64>, f64)>, length: f64) {
        self.start(now, length);
        if let Some((before, since)) = before {
            let pairs = now.iter().zip(before);
            for (slope, (r, old)) in self.slope.iter_mut().zip(pairs) {
                *slope = (r - old) / since;
            }
        }
    }

    /// The parabola through the last two residuals and the predicted ones at the end.
    fn through(&mut self, now: &[f64], before: Option<&(Vec<f64>, f64)>, end: &[f64], length: f64) {
        self.start(now, length);
        for (i, (r, next)) in now.iter().zip(end).enumerate() {
            self.slope[i] = (next - r) / length;
            if let Some((before, since)) = before {
                let behind = (r - before[i]) / since;
                self.bend[i] = (self.slope[i] - behind) / (length + since);
            }
        }
    }

    /// The average over the first `time` of the step.
    fn average(&self, time: f64, average: &mut Vec<f64>) {
        let (half, third) = (0.5 * time, time * (time / 3.0 - 0.5 * self.length));
        let terms = self.start.iter().zip(&self.slope).zip(&self.bend);
        let terms = terms.map(|((r, slope), bend)| r + half * slope + third * bend);
        refill(average, terms);
    }

    fn start(&mut self, now: &[f64], length: f64) {
        self.length = length;
        refill(&mut self.start, now.iter().copied());
        for values in [&mut self.slope, &mut self.bend] {
            refill(values, now.iter().map(|_| 0.0));
        }
    }
}

/// What a step of relaxing residuals costs in explicit steps, roughly (as measured): a tangent
/// kernel and its eigenvectors. So many explicit steps are spent on a stiff phase first, and the
/// run costs no more than twice what it has to.
fn price(samples: usize, neurons: &Neurons) -> f64 {
    let (n, h) = (samples as f64, neurons.width() as f64);
    let (m, d) = (neurons.kinks as f64, neurons.dimension as f64);
    let evaluations = 2.0 * m * h * (4.0 * d + 20.0);
    (20.0 * n * n * h + 20.0 * n * n * n) / evaluations.max(1.0)
}

/// The largest change of residuals, 0 where it is rounding.
fn largest_change((a, b): (&[f64], &[f64])) -> f64 {
    let changes = a.iter().zip(b).map(|(a, b)| {
        let change = (a - b).abs();
        let is_rounding = change <= 1e-12 * (a.abs() + b.abs());
        if is_rounding { 0.0 } else { change }
    });
    changes.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parabola_is_averaged_exactly() {
        let r = |t: f64| 1.0 - 2.0 * t + 3.0 * t * t;
        let before = (vec![r(-0.4)], 0.4);
        let mut path = Path::default();
        path.through(&[r(0.0)], Some(&before), &[r(0.7)], 0.7);
        let mut average = Vec::new();
        for time in [0.1, 0.7] {
            path.average(time, &mut average);
            assert!((average[0] - (1.0 - time + time * time)).abs() < 1e-15);
        }
    }

    #[test]
    fn the_average_of_a_faint_residual_lies_between_its_ends() {
        // The parabola through 1e-22, 1e-25 and 1e-28 is negative on average, that through the
        // others is kept.
        let (before, now, end) = ([1.0, 1e-22], [0.9, 1e-25], [0.7, 1e-28]);
        let (mut course, mut path) = (Course::default(), Path::default());
        let (mut average, mut plain) = (Vec::new(), Vec::new());
        course.accept(&before, 1.0);
        course.ahead(&now, 1.0);
        course.average(1.0, &mut average);
        assert!(average[1] > 0.0 && average[1] <= 2.0 * now[1]);
        course.through(&now, &end, 1.0);
        course.average(1.0, &mut average);
        path.through(&now, Some(&(before.to_vec(), 1.0)), &end, 1.0);
        path.average(1.0, &mut plain);
        assert!(plain[1] < 0.0);
        assert_eq!(average[0], plain[0]);
        assert!((end[1]..=now[1]).contains(&average[1]));
    }

    #[test]
    fn a_line_is_continued() {
        let before = (vec![1.0], 0.5);
        let (mut path, mut average) = (Path::default(), Vec::new());
        path.ahead(&[2.0], Some(&before), 1.0);
        path.average(1.0, &mut average);
        assert_eq!(average, [3.0]);
    }
}
