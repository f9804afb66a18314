//! A neuron that goes on sliding along several kinks: most decisions at the start of a step.
//!
//! The general rule of `decide` comes to the same numbers; here it is one solve and the check
//! that nothing else comes into question.

use super::bits;
use super::contact::Contact;
use super::kinks::Kinks;

/// A pivot below this part of its diagonal entry leaves the decision to the general rule.
const DEPENDENT: f64 = 1e-8;

/// Buffers of the solve.
#[derive(Clone, Debug, Default)]
pub struct Held {
    kinks: Vec<usize>,
    /// The Cholesky factor of the kinks' Gram matrix, by rows.
    factor: Vec<f64>,
    /// By how much rho changes.
    changes: Vec<f64>,
}

impl Held {
    /// Goes on sliding along all kinks the neuron is held by, if each of them attracts and the
    /// rho at which all slopes vanish lie clearly between those of the two sides; tells
    /// whether it does.
    #[inline(always)]
    pub fn slide(&mut self, contact: &mut Contact<'_>) -> bool {
        self.kinks.clear();
        self.kinks.extend(bits::each(contact.neuron.held));
        // With all kinks at zero w may be 0, which is a case of its own.
        let is_slide = self.kinks.len() < contact.kinks.count()
            && self.kinks.iter().all(|k| contact.attracts(*k))
            && self.factorise(contact.kinks)
            && self.solve(contact);
        if is_slide {
            let Contact { pull, neuron, .. } = contact;
            for (&k, change) in self.kinks.iter().zip(&self.changes) {
                pull.set(k, pull.rho[k] + change, contact.kinks);
                neuron.preactivations[k] = 0.0;
            }
            for &k in &self.kinks {
                pull.slopes[k] = 0.0;
            }
        }
        is_slide
    }

    /// The Cholesky factor; false if the kinks are close to dependent.
    #[inline(always)]
    fn factorise(&mut self, kinks: &Kinks) -> bool {
        let q = self.kinks.len();
        self.factor.clear();
        self.factor.resize(q * q, 0.0);
        for (a, k) in self.kinks.iter().enumerate() {
            let column = kinks.gram_column(*k);
            let (above, row) = self.factor.split_at_mut(a * q);
            let rows = above.chunks_exact(q).zip(&self.kinks);
            for (b, (before, l)) in rows.enumerate() {
                let products = row[..b].iter().zip(before).map(|(x, y)| x * y);
                row[b] = (column[*l] - products.sum::<f64>()) / before[b];
            }
            let squares = row[..a].iter().map(|x| x * x);
            let rest = column[*k] - squares.sum::<f64>();
            if rest > DEPENDENT * column[*k] {
                row[a] = rest.sqrt();
            } else {
                return false;
            }
        }
        true
    }

    /// The changes of rho that make all slopes vanish; false if one of them leads close to
    /// the end of its interval.
    #[inline(always)]
    fn solve(&mut self, contact: &Contact<'_>) -> bool {
        let q = self.kinks.len();
        self.changes.clear();
        for (a, k) in self.kinks.iter().enumerate() {
            let row = &self.factor[a * q..a * q + a];
            let known = row.iter().zip(&self.changes);
            let rest = -contact.pull.slopes[*k] - known.map(|(x, y)| x * y).sum::<f64>();
            self.changes.push(rest / self.factor[a * q + a]);
        }
        for a in (0..q).rev() {
            let below = (a + 1..q).map(|b| self.factor[b * q + a] * self.changes[b]);
            let rest = self.changes[a] - below.sum::<f64>();
            self.changes[a] = rest / self.factor[a * q + a];
        }
        let mut moved = self.kinks.iter().zip(&self.changes);
        moved.all(|(&k, change)| contact.is_between(k, contact.pull.rho[k] + change))
    }
}

#[cfg(test)]
mod tests {
    use super::super::contact::Journal;
    use super::super::decide::Decision;
    use super::super::kinks::Sides;
    use super::super::neurons::Neurons;
    use super::super::pulls::Pulls;
    use super::*;
    use crate::data::Dataset;
    use crate::network::{Init, TwoLayer};
    use crate::random::Streams;
    use faer::{Mat, mat};
    use rand::RngExt;

    /// A neuron held by the first `count` of m kinks in d dimensions, decided about by the
    /// solve and by the general rule: whether the first slides, whether the second does
    /// along all, and how far apart their pulls end.
    fn both(seed: u64, m: usize, d: usize, count: usize) -> (bool, bool, f64) {
        let mut stream = Streams::new(seed).data();
        let points = Mat::from_fn(m, d, |_, _| stream.random_range(-1.0..1.0));
        let kinks = Kinks::new(&Dataset::new(points, vec![1.0; m]).unwrap());
        let network = TwoLayer::init(Init::Balanced, 1, d, &mut stream);
        let sign = network.outputs[0].signum();
        // Most of the first kinks attract, and the other points pull less.
        let residuals: Vec<f64> = (0..m)
            .map(|k| {
                let strength = if k < count { -0.2..1.0 } else { -0.3..0.3 };
                -sign * stream.random_range(strength)
            })
            .collect();
        let mut neurons = Neurons::new(&network, &kinks);
        let mut sides = Sides::default();
        sides.fill(&kinks, &residuals, &vec![0.0; m]);
        for k in 0..count {
            let neuron = neurons.neuron(0);
            neuron.preactivations[k] = 0.0;
            bits::put(neuron.held, k, true);
        }
        let mut pulls = Pulls::new(&neurons);
        pulls.fill(&neurons, &kinks, &sides);
        let (mut others, mut other_pulls) = (neurons.clone(), pulls.clone());

        let (mut journal, mut other_journal) = (Journal::default(), Journal::default());
        let mut contact = Contact {
            neuron: neurons.neuron(0),
            pull: pulls.of(0),
            journal: &mut journal,
            sign,
            kinks: &kinks,
            sides: &sides,
            own: 0.0,
        };
        let slides = Held::default().slide(&mut contact);
        let mut other = Contact {
            neuron: others.neuron(0),
            pull: other_pulls.of(0),
            journal: &mut other_journal,
            sign,
            kinks: &kinks,
            sides: &sides,
            own: 0.0,
        };
        let mut decision = Decision::default();
        (0..count).for_each(|k| decision.add(k, false));
        decision.settle(&mut other);
        let (pull, other_pull) = (&contact.pull, &other.pull);
        let all = (0..count).all(|k| bits::has(other.neuron.held, k));
        let rho = pull.rho.iter().zip(other_pull.rho.iter());
        let slopes = pull.slopes.iter().zip(other_pull.slopes.iter());
        let pairs = rho
            .chain(slopes)
            .chain(pull.vector.iter().zip(other_pull.vector.iter()));
        let apart = pairs.fold(0.0, |most: f64, (x, y)| most.max((x - y).abs()));
        let exact = (0..count).all(|k| pull.slopes[k] == 0.0);
        (slides, all, if slides && !exact { 1.0 } else { apart })
    }

    #[test]
    fn it_slides_exactly_where_the_general_rule_does() {
        let mut found = [0, 0];
        for seed in 0..600 {
            let (slides, all, apart) = both(seed, 9, 5, 2 + seed as usize % 3);
            assert_eq!(slides, all, "{seed}");
            assert!(!slides || apart < 1e-12, "{seed}: {apart}");
            found[usize::from(slides)] += 1;
        }
        assert!(found.iter().all(|count| *count > 20), "{found:?}");
    }

    #[test]
    fn a_neuron_on_all_kinks_is_left_to_the_general_rule() {
        // Opposite points, which all push back to the kinks: the slopes vanish at rho = 0,
        // clearly between the sides, where w may be 0.
        let points = mat![
            [1.0, 0.1, 0.2],
            [-1.0, -0.1, -0.2],
            [0.0, 1.0, 0.1],
            [0.0, -1.0, -0.1],
            [0.2, 0.0, 1.0],
            [-0.2, 0.0, -1.0]
        ];
        let kinks = Kinks::new(&Dataset::new(points, vec![1.0; 6]).unwrap());
        let network = TwoLayer::init(Init::Balanced, 1, 3, &mut Streams::new(0).data());
        let sign = network.outputs[0].signum();
        let mut sides = Sides::default();
        sides.fill(&kinks, &[-sign; 6], &[0.0; 6]);
        for (count, slides) in [(2, true), (3, false)] {
            let mut neurons = Neurons::new(&network, &kinks);
            for k in 0..count {
                bits::put(neurons.neuron(0).held, k, true);
            }
            let mut pulls = Pulls::new(&neurons);
            pulls.fill(&neurons, &kinks, &sides);
            let found = Held::default().slide(&mut Contact {
                neuron: neurons.neuron(0),
                pull: pulls.of(0),
                journal: &mut Journal::default(),
                sign,
                kinks: &kinks,
                sides: &sides,
                own: 0.0,
            });
            assert_eq!(found, slides, "{count} of {}", kinks.count());
        }
    }

    #[test]
    fn dependent_kinks_and_all_of_them_are_left_to_the_general_rule() {
        for seed in 0..200 {
            assert!(!both(seed, 9, 2, 3).0, "{seed}");
            assert!(!both(seed, 3, 5, 3).0, "{seed}");
        }
    }
}
