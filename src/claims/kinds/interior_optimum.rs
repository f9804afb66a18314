//! Some interior value of the swept key beats both ends by more than a share `margin`.

use super::kind::*;
use crate::claims::outcome::DRAWN_LEVEL;
use crate::config::schema::AT_LEAST_ZERO;
use crate::statistics::{
    Gain, InteriorOptimum, Verdict, bounded_interior_evidence, interior_optimum, kept_set,
    smallest_arms_found,
};

pub(super) const IN_FILES: KindInFiles = KindInFiles {
    name: "interior-optimum",
    keys: &["over", "quantity", "margin"],
    read: |reader| {
        Ok(Kind::statistical(Optimum {
            quantity: match reader.section.get("quantity") {
                Some(_) => reader.one_number("quantity")?,
                None => reader.default_formula("quantity", "test_error")?,
            },
            over: reader.over(3, Order::Ascending)?,
            margin: reader.number("margin", AT_LEAST_ZERO, Some(0.02))?,
        }))
    },
};

#[derive(Serialize)]
#[serde(tag = "kind", rename = "interior-optimum")]
pub struct Optimum {
    pub over: Over,
    pub quantity: Formula,
    pub margin: f64,
}

impl Statistical for Optimum {
    fn formulas(&self) -> Vec<&Formula> {
        vec![&self.quantity]
    }

    fn swept(&self) -> Vec<&Over> {
        vec![&self.over]
    }

    fn look(&self, values: &[Vec<f64>], look: Look) -> Result<Outcome, Undecided> {
        let margin = self.margin;
        let found = interior_optimum(values, margin, look.level)?;
        let (seeds, level) = (look.last_seeds, look.last_level);
        let arms = smallest_arms_found(values, found.best, margin, seeds, level)?;
        let (first, last) = (found.gain_over_first, found.gain_over_last);
        let first_is_weaker = first.estimate < last.estimate;
        let weaker = if first_is_weaker { first } else { last };
        let is_violated = found.verdict == Verdict::Violated;
        let nearer = if is_violated { weaker.high } else { weaker.low };
        Ok(Outcome {
            evidence: Some(found.evidence),
            margin: Some(nearer - margin),
            effect: Some(weaker.estimate),
            interval: Some([weaker.low, weaker.high]),
            power: Some(look.finds(format_args!(
                "arms of {:.1}% and {:.1}% are",
                100.0 * arms[0],
                100.0 * arms[1]
            ))),
            finding: self.finding(values, &found)?,
            figure: Some(Figure::along(&self.over, "test error", values)?),
            ..Outcome::default()
        })
    }

    fn evidence(&self, values: &[Vec<f64>], level: f64) -> Result<Evidence, StatisticsError> {
        Ok(interior_optimum(values, self.margin, level)?.evidence)
    }

    fn bounded(&self, values: &[Vec<f64>], ranges: &[[f64; 2]]) -> Option<Evidence> {
        bounded_interior_evidence(values, *ranges.first()?, self.margin).ok()?
    }
}

impl Optimum {
    fn finding(
        &self,
        values: &[Vec<f64>],
        found: &InteriorOptimum,
    ) -> Result<String, StatisticsError> {
        let keys = &self.over.values;
        let kept = kept_set(values, DRAWN_LEVEL)?.into_iter();
        let kept: Vec<f64> = kept.map(|k| keys[k]).collect();
        let word = match found.verdict {
            Verdict::Holds => "beats both ends",
            Verdict::Violated => "does not beat both ends",
            Verdict::Inconclusive => "is not shown to beat both ends",
        };
        Ok(format!(
            "the best value ({}) {word} by more than {}%. First end {}, last end {}; search over {} \
             values paid for. Cannot be told from the best: {}. Skewness {} / {}",
            in_full(keys[found.best]),
            100.0 * self.margin,
            arm(found.gain_over_first),
            arm(found.gain_over_last),
            values.len() - 2,
            list_in_full(&kept),
            tenths(found.skewness[0]),
            tenths(found.skewness[1])
        ))
    }
}

fn arm(gain: Gain) -> String {
    let number = |share: f64| match share.is_finite() {
        true => format!("{:.1}", 100.0 * share),
        false => "infinite".to_owned(),
    };
    let [estimate, low, high] = [gain.estimate, gain.low, gain.high].map(number);
    match gain.estimate.is_finite() {
        true => format!("{estimate}% worse [{low}, {high}]"),
        false => format!("infinitely worse (the best error is 0) [{low}, {high}]"),
    }
}
