//! A sentence with places for what checks measured, filled in when they have run.

use super::Outcome;
use crate::math::short;

/// A text with places such as `{interior-optimum/mixture}`: the effect of a claim in a setting, with its
/// interval; `{interior-optimum/mixture %}` in percent. The claim is named without its paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Words(String),
    Place(Place),
}

/// A place of a [`Sentence`].
#[allow(missing_docs)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The claim's name without its paper.
    pub claim: String,
    pub setting: String,
    /// Whether the effect is a share that is said in percent.
    pub percent: bool,
}

impl Sentence {
    /// Reads a sentence; `None` where a brace is not that of a place, or there is no place.
    pub fn parse(text: &str) -> Option<Sentence> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((words, after)) = rest.split_once('{') {
            let (place, after) = after.split_once('}')?;
            parts.extend([
                Part::Words(words.to_owned()),
                Part::Place(Place::of(place)?),
            ]);
            rest = after;
        }
        parts.push(Part::Words(rest.to_owned()));
        let stray = |part: &Part| matches!(part, Part::Words(words) if words.contains('}'));
        let filled = parts.len() > 1 && !parts.iter().any(stray);
        filled.then_some(Sentence { parts })
    }

    /// What is to be filled in.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        self.parts.iter().filter_map(|part| match part {
            Part::Words(_) => None,
            Part::Place(place) => Some(place),
        })
    }

    /// The sentence with what the checks found, or `None` if none of them was run.
    pub(super) fn filled(&self, outcomes: &[&Outcome]) -> Option<String> {
        let mut any = false;
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Words(words) => text += words,
                Part::Place(place) => {
                    let outcome = outcomes.iter().find(|outcome| place.is_of(outcome));
                    any |= outcome.is_some();
                    text += &outcome.map_or("(not run)".to_owned(), |found| place.said(found));
                }
            }
        }
        any.then_some(text)
    }
}

impl Place {
    fn of(text: &str) -> Option<Place> {
        let (name, percent) = match text.strip_suffix(" %") {
            Some(name) => (name, true),
            None => (text, false),
        };
        let (claim, setting) = name.split_once('/')?;
        Some(Place {
            claim: claim.to_owned(),
            setting: setting.to_owned(),
            percent,
        })
    }

    fn is_of(&self, outcome: &Outcome) -> bool {
        let name = outcome.id.split_once('/').map(|(_, name)| name);
        !outcome.control && name == Some(&*self.claim) && outcome.setting == self.setting
    }

    /// The effect with its interval, or how many elements were tested and fail.
    fn said(&self, outcome: &Outcome) -> String {
        let Some(effect) = outcome.effect else {
            let (first, _) = outcome
                .finding
                .split_once("; ")
                .unwrap_or((&outcome.finding, ""));
            return match first.starts_with("all ") {
                true => format!("{first} hold"),
                false => first.to_owned(),
            };
        };
        let (number, unit) = match self.percent {
            true => (percent as fn(f64) -> String, "%"),
            false => (plain as fn(f64) -> String, ""),
        };
        let interval = outcome.interval.map(|[low, high]| {
            let (low, high) = (number(low), number(high));
            format!(" [{low}, {high}]")
        });
        format!("{}{unit}{}", number(effect), interval.unwrap_or_default())
    }
}

fn percent(share: f64) -> String {
    format!("{:.1}", 100.0 * share)
}

/// Three digits.
fn plain(value: f64) -> String {
    short(value, 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::Verdict;
    use crate::claims::tests::outcome;

    #[test]
    fn places_are_filled_with_effects_in_their_units_and_with_elements() {
        let text =
            "the best is {gain/plain %} below, slope {slope/first}; {bound/first}, {other/first}";
        let sentence = Sentence::parse(text).unwrap();
        let named: Vec<&str> = sentence.places().map(|place| &*place.claim).collect();
        assert_eq!(named, ["gain", "slope", "bound", "other"]);
        let gain = Outcome {
            setting: "plain".to_owned(),
            effect: Some(0.0447),
            interval: Some([0.0229, 0.108]),
            ..outcome("tests/gain", Verdict::Holds)
        };
        let slope = Outcome {
            effect: Some(-0.5),
            interval: Some([-0.6, 0.0012]),
            ..outcome("tests/slope", Verdict::Violated)
        };
        let bound = Outcome {
            finding: "all 12 elements; nearest to failing in replicate 1".to_owned(),
            ..outcome("tests/bound", Verdict::Holds)
        };
        let control = Outcome {
            control: true,
            ..outcome("tests/other", Verdict::Violated)
        };
        assert_eq!(
            sentence.filled(&[&gain, &slope, &bound, &control]).unwrap(),
            "the best is 4.5% [2.3, 10.8] below, slope -0.5 [-0.6, 0.0012]; all 12 elements hold, (not run)"
        );
        let failing = Outcome {
            finding: "3 of 12 elements fail; the violation stays".to_owned(),
            ..bound
        };
        let only = Sentence::parse("{bound/first}").unwrap();
        assert_eq!(only.filled(&[&failing]).unwrap(), "3 of 12 elements fail");
        assert_eq!(only.filled(&[&control, &gain]), None);
    }

    #[test]
    fn a_sentence_has_a_place_and_no_stray_brace() {
        for text in ["no number", "{a}", "{a/b", "a/b}", "{a/b} and }", ""] {
            assert_eq!(Sentence::parse(text), None, "{text}");
        }
        assert!(Sentence::parse("{a/b}").is_some());
    }
}
