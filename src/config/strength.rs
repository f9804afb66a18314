//! Which strength of feature learning a command goes by, and its values.

use super::Config;
use super::command::{CommandConfig, POWERS, Strength, number};

impl Config {
    /// What the strength of feature learning is called by a command: the name that is an axis, else the
    /// first in the command line, else c, which a program can take from its environment.
    pub fn strength(&self) -> Strength {
        let axis = |one: &Strength| self.sweep.axes.contains_key(one.name());
        let named = self.command.as_ref().map(CommandConfig::placeholders);
        let named = named.unwrap_or_default();
        let place = |one: &Strength| named.iter().position(|name| name == one.name());
        let first = Strength::ALL.into_iter().filter(|one| place(one).is_some());
        let first = first.min_by_key(|one| place(one));
        let of_axis = Strength::ALL.into_iter().find(axis);
        of_axis.or(first).unwrap_or(Strength::C)
    }

    /// The values that the strength takes: those of its axis, of `sweep.alphas` where it is alpha, or else those
    /// of c = 2^-14, 2^-12, ..., 2^4.
    pub fn strengths(&self) -> Vec<f64> {
        let strength = self.strength();
        if let Some(values) = self.sweep.axes.get(strength.name()) {
            return values.iter().filter_map(number).collect();
        }
        if strength == Strength::Alpha {
            return self.sweep.alphas.values();
        }
        let [least, most, stride] = POWERS;
        let powers = (least..=most).step_by(stride as usize);
        let values = powers.map(|power| strength.of_c(libm::exp2(f64::from(power))));
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        values
    }
}
