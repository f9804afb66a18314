//! The residuals along a step: a line or parabola, and its averages.
//!
//! A boost needs one constant residual vector. Its best choice is the average over
//! the step (the first term of the Magnus series, Magnus 1954).

/// r(t_n + tau) = r_n + tau slope + tau (tau - length) bend.
#[derive(Clone, Debug, Default)]
pub(super) struct Path {
    start: Vec<f64>,
    slope: Vec<f64>,
    bend: Vec<f64>,
    length: f64,
}

/// The residuals one step back.
#[derive(Clone, Debug)]
pub(super) struct Before {
    /// The residuals.
    pub residuals: Vec<f64>,
    /// The length of the step since.
    pub length: f64,
}

impl Path {
    /// The line through the last two residuals; a constant where there is one only.
    pub(super) fn ahead(&mut self, now: &[f64], before: Option<&Before>, length: f64) {
        self.start(now, length);
        if let Some(before) = before {
            let pairs = now.iter().zip(&before.residuals);
            for (slope, (r, old)) in self.slope.iter_mut().zip(pairs) {
                *slope = (r - old) / before.length;
            }
        }
    }

    /// The parabola through the last two residuals and the predicted ones at the end.
    pub(super) fn through(
        &mut self,
        now: &[f64],
        before: Option<&Before>,
        end: &[f64],
        length: f64,
    ) {
        self.start(now, length);
        for (i, (r, next)) in now.iter().zip(end).enumerate() {
            self.slope[i] = (next - r) / length;
            if let Some(before) = before {
                let behind = (r - before.residuals[i]) / before.length;
                self.bend[i] = (self.slope[i] - behind) / (length + before.length);
            }
        }
    }

    /// The average over the first `time` of the step.
    pub(super) fn average(&self, time: f64, average: &mut Vec<f64>) {
        let (half, third) = (0.5 * time, time * (time / 3.0 - 0.5 * self.length));
        average.clear();
        let terms = self.start.iter().zip(&self.slope).zip(&self.bend);
        average.extend(terms.map(|((r, slope), bend)| r + half * slope + third * bend));
    }

    fn start(&mut self, now: &[f64], length: f64) {
        self.length = length;
        self.start.clear();
        self.start.extend_from_slice(now);
        for values in [&mut self.slope, &mut self.bend] {
            values.clear();
            values.resize(now.len(), 0.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parabola_is_averaged_exactly() {
        let r = |t: f64| 1.0 - 2.0 * t + 3.0 * t * t;
        let before = Before {
            residuals: vec![r(-0.4)],
            length: 0.4,
        };
        let mut path = Path::default();
        path.through(&[r(0.0)], Some(&before), &[r(0.7)], 0.7);
        let mut average = Vec::new();
        for time in [0.1, 0.7] {
            path.average(time, &mut average);
            assert!((average[0] - (1.0 - time + time * time)).abs() < 1e-15);
        }
    }

    #[test]
    fn a_line_is_continued() {
        let before = Before {
            residuals: vec![1.0],
            length: 0.5,
        };
        let (mut path, mut average) = (Path::default(), Vec::new());
        path.ahead(&[2.0], Some(&before), 1.0);
        path.average(1.0, &mut average);
        assert_eq!(average, [3.0]);
    }
}
