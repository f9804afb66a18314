//! Scales and ticks.

/// Where values lie along an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// Whether equal distances are equal ratios.
    pub log: bool,
    /// The low end. On a logarithmic scale both ends are logarithms to base 10: the ratio of the
    /// values themselves may not be a finite number.
    pub low: f64,
    /// The high end.
    pub high: f64,
    /// The label of the lowest part of a logarithmic axis, where it belongs to what has no
    /// logarithm.
    pub floor: Option<&'static str>,
}

impl Default for Scale {
    fn default() -> Scale {
        Scale::between([0.0, 1.0], false)
    }
}

/// A labelled value.
pub(super) type Tick = (f64, String);

/// A ratio above which the small values of a linear axis are pressed onto its floor.
const LARGEST_LINEAR_RATIO: f64 = 4.0;

/// Room between the outermost value and the end of a logarithmic axis, as a share of their span;
/// twice as much on a linear one.
const MARGIN: f64 = 0.05;

/// Share of a logarithmic axis that belongs to what has no logarithm.
const FLOOR: f64 = 0.1;

/// Above this many decades the marks between them would touch.
const MOST_DECADES_WITH_MINOR: f64 = 12.0;

/// Mantissas by how much a reader likes to see them.
const MANTISSAS: [u32; 9] = [1, 5, 2, 3, 4, 7, 6, 8, 9];

impl Scale {
    /// The logarithmic scale of finite values of which some are above 0; those that are not
    /// share a part of the axis of their own at its low end.
    pub fn logarithmic(values: &[f64]) -> Scale {
        let positive: Vec<f64> = values.iter().copied().filter(|v| *v > 0.0).collect();
        let below = positive.len() < values.len();
        logarithmic(&positive, below.then_some("≤ 0"))
    }

    /// The scale of test errors: logarithmic where the largest mean is more than four times the
    /// smallest, since otherwise the low arm could not be seen. The ends of error bars widen the
    /// axis, but one close to 0 does not stretch a logarithmic axis and is cut off instead.
    pub fn of_errors(means: &[f64], ends: &[f64]) -> Scale {
        let positive = means.iter().copied().filter(|mean| *mean > 0.0);
        let mut shown: Vec<f64> = positive.collect();
        let zero = shown.len() < means.len();
        let [lowest, highest] = range(&shown);
        if highest > LARGEST_LINEAR_RATIO * lowest {
            shown.extend(ends.iter().filter(|end| **end > lowest / 2.0));
            return logarithmic(&shown, zero.then_some("0"));
        }
        // An interval may reach below 0, an error cannot.
        let ends: Vec<f64> = ends.iter().map(|end| end.max(0.0)).collect();
        Scale::linear(&[means, &ends].concat())
    }

    /// The evenly spaced scale of any values; it does not go below 0 where none does.
    pub fn linear(values: &[f64]) -> Scale {
        let scale = with_room(range(values), false, 2.0 * MARGIN);
        match values.iter().any(|value| *value < 0.0) {
            true => scale,
            false => Scale {
                low: scale.low.max(0.0),
                ..scale
            },
        }
    }

    /// The scale between two ends, without room beyond them unless they are equal.
    pub fn between(ends: [f64; 2], log: bool) -> Scale {
        let ends = if log { ends.map(libm::log10) } else { ends };
        with_room(ends, log, 0.0)
    }

    fn measure(&self, value: f64) -> f64 {
        if self.log { libm::log10(value) } else { value }
    }

    /// The place of a value from 0 (the low end) to 1; values outside stay at the end.
    pub(super) fn place(&self, value: f64) -> f64 {
        let floor = self.floor.map_or(0.0, |_| FLOOR);
        if self.log && value <= 0.0 {
            return floor / 2.0;
        }
        let place = (self.measure(value) - self.low) / (self.high - self.low);
        floor + (1.0 - floor) * place.clamp(0.0, 1.0)
    }

    pub(in crate::report) fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&self.measure(value))
    }

    /// The value at a place from 0 to 1 of an axis without a place for zero.
    pub(super) fn value(&self, place: f64) -> f64 {
        let measured = self.low + place * (self.high - self.low);
        if self.log {
            libm::exp10(measured)
        } else {
            measured
        }
    }

    /// Labelled ticks, at least `spacing` apart on an axis of `length` (both in pixels).
    pub(super) fn ticks(&self, length: f64, spacing: f64) -> Vec<Tick> {
        let Scale { low, high, .. } = *self;
        if !self.log {
            return linear_ticks(low, high, length / spacing);
        }
        let floor = self.floor.map(|label| (0.0, label.to_string()));
        let above = log_ticks(low, high, (high - low) * spacing / length);
        floor.into_iter().chain(above).collect()
    }

    /// The multiples 2 to 9 of the powers of ten, unless there are too many to see them.
    pub(super) fn minor(&self) -> Vec<f64> {
        let Scale { low, high, .. } = *self;
        if !self.log || high - low >= MOST_DECADES_WITH_MINOR {
            return Vec::new();
        }
        let marks = decades(low, high).flat_map(|k| (2..10).map(move |m| (m, k)));
        let inside = |&(m, k): &(u32, i32)| (low..=high).contains(&exponent_of(m, k));
        marks.filter(inside).map(|(m, k)| power(m, k)).collect()
    }
}

fn logarithmic(values: &[f64], floor: Option<&'static str>) -> Scale {
    Scale {
        floor,
        ..with_room(range(values).map(libm::log10), true, MARGIN)
    }
}

/// The scale between two ends with this share of their distance on either side; with a single
/// value in its middle, half a decade or a fifth of the value away from the ends.
fn with_room([low, high]: [f64; 2], log: bool, share: f64) -> Scale {
    let room = match high - low {
        0.0 if log => 0.5,
        0.0 if high == 0.0 => 0.1,
        0.0 => 0.2 * high.abs(),
        span => share * span,
    };
    Scale {
        log,
        low: low - room,
        high: high + room,
        floor: None,
    }
}

/// Powers of ten first, then the other multiples where there is room; lengths are in decades.
fn log_ticks(low: f64, high: f64, apart: f64) -> Vec<Tick> {
    let steps = [1, 2, 5, 10, 20, 50, 100, 200];
    let wide_enough = |step: &i32| f64::from(*step) >= apart;
    let every = steps.into_iter().find(wide_enough).unwrap_or(500);
    // Where not every power of ten is labelled, what lies between them is not either.
    let mantissas = if every > 1 { 1 } else { MANTISSAS.len() };
    let mut chosen: Vec<(u32, i32)> = Vec::new();
    for &mantissa in &MANTISSAS[..mantissas] {
        for exponent in decades(low, high).filter(|k| k.rem_euclid(every) == 0) {
            let place = exponent_of(mantissa, exponent);
            let free = |&(m, k): &(u32, i32)| (exponent_of(m, k) - place).abs() >= apart;
            if (low..=high).contains(&place) && chosen.iter().all(free) {
                chosen.push((mantissa, exponent));
            }
        }
    }
    chosen.sort_by(|a, b| exponent_of(a.0, a.1).total_cmp(&exponent_of(b.0, b.1)));
    let plain = chosen.iter().all(|(_, k)| (-4..5).contains(k));
    let label = if plain { plain_label } else { power_label };
    let tick = |(mantissa, exponent)| (power(mantissa, exponent), label(mantissa, exponent));
    chosen.into_iter().map(tick).collect()
}

/// Multiples of 1, 2 or 5 times a power of ten, as many as fit.
fn linear_ticks(low: f64, high: f64, at_most: f64) -> Vec<Tick> {
    let least = (high - low) / at_most;
    let k = libm::log10(least).floor() as i32;
    let steps = [(1, k), (2, k), (5, k)].into_iter();
    let wide_enough = |&(mantissa, exponent): &(u32, i32)| power(mantissa, exponent) >= least;
    let (mantissa, exponent) = steps.into_iter().find(wide_enough).unwrap_or((1, k + 1));
    let step = power(mantissa, exponent);
    let decimals = usize::try_from(-exponent).unwrap_or(0);
    let plain = (1e-3..1e5).contains(&low.abs().max(high.abs()));
    let (first, last) = ((low / step).ceil() as i64, (high / step).floor() as i64);
    let tick = |k: i64| {
        let value = k as f64 * step;
        let label = match k * i64::from(mantissa) {
            0 if !plain => "0".to_string(),
            _ if plain => format!("{value:.decimals$}"),
            multiple => format!("{multiple}·{}", power_label(1, exponent)),
        };
        (value, label.replace('-', "−"))
    };
    (first..=last).map(tick).collect()
}

fn range(values: &[f64]) -> [f64; 2] {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    [low, high]
}

/// The powers of ten between two logarithms, and one more on either side.
fn decades(low: f64, high: f64) -> std::ops::RangeInclusive<i32> {
    (low.floor() as i32)..=(high.ceil() as i32)
}

/// The logarithm of mantissa * 10^exponent.
fn exponent_of(mantissa: u32, exponent: i32) -> f64 {
    libm::log10(f64::from(mantissa)) + f64::from(exponent)
}

fn power(mantissa: u32, exponent: i32) -> f64 {
    f64::from(mantissa) * libm::exp10(f64::from(exponent))
}

/// 0.0005, 0.3, 2, 100.
fn plain_label(mantissa: u32, exponent: i32) -> String {
    match usize::try_from(exponent) {
        Ok(zeros) => format!("{mantissa}{}", "0".repeat(zeros)),
        Err(_) => format!("0.{}{mantissa}", "0".repeat((-exponent - 1) as usize)),
    }
}

/// 10⁻⁶, 2·10⁻⁶.
fn power_label(mantissa: u32, exponent: i32) -> String {
    let digits = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raised = |digit: char| {
        digit
            .to_digit(10)
            .map_or('⁻', |digit| digits[digit as usize])
    };
    let raised: String = exponent.to_string().chars().map(raised).collect();
    match mantissa {
        1 => format!("10{raised}"),
        _ => format!("{mantissa}·10{raised}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: Scale, length: f64, spacing: f64) -> Vec<String> {
        let ticks = scale.ticks(length, spacing);
        ticks.into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn decades_of_alpha_are_labelled_plainly() {
        let scale = Scale::logarithmic(&[1e-4, 1e-2, 10.0]);
        let expected = ["0.0001", "0.001", "0.01", "0.1", "1", "10"];
        assert_eq!(labels(scale, 640.0, 64.0), expected);
    }

    #[test]
    fn far_decades_are_labelled_by_powers() {
        let scale = Scale::logarithmic(&[1e-300, 1e3]);
        let labels = labels(scale, 640.0, 64.0);
        assert!(labels.contains(&"10⁻³⁰⁰".to_string()), "{labels:?}");
        assert!(labels.len() >= 5 && labels.len() <= 11, "{labels:?}");
    }

    #[test]
    fn a_wide_range_of_errors_is_logarithmic_and_a_narrow_one_linear() {
        let wide = Scale::of_errors(&[0.039, 0.33], &[0.036, 0.34]);
        assert!(wide.log && wide.floor.is_none());
        let expected = ["0.04", "0.05", "0.07", "0.1", "0.2", "0.3"];
        assert_eq!(labels(wide, 300.0, 26.0), expected);

        let narrow = Scale::of_errors(&[0.0385, 0.0438], &[0.0355, 0.0468]);
        assert!(!narrow.log);
        let expected = ["0.036", "0.038", "0.040", "0.042", "0.044", "0.046"];
        assert_eq!(labels(narrow, 300.0, 26.0), expected);
    }

    #[test]
    fn ticks_keep_their_distance_and_lie_on_the_axis() {
        for means in [
            [0.001, 0.5],
            [0.04, 0.33],
            [0.2, 0.3],
            [0.0, 0.4],
            [0.4999, 0.5],
        ] {
            let scale = Scale::of_errors(&means, &[]);
            let places: Vec<f64> = scale
                .ticks(300.0, 26.0)
                .iter()
                .map(|(value, _)| 300.0 * scale.place(*value))
                .collect();
            assert!(places.len() >= 2, "{means:?}: {places:?}");
            for pair in places.windows(2) {
                assert!(
                    pair[1] - pair[0] > 25.9 || pair[0] == 15.0,
                    "{means:?}: {places:?}"
                );
            }
        }
    }

    #[test]
    fn zero_has_a_place_of_its_own_below_all_others() {
        let scale = Scale::of_errors(&[0.0, 0.001, 0.4], &[]);
        assert!(scale.log && scale.floor.is_some());
        assert!(scale.place(0.0) < scale.place(0.001));
        assert_eq!(labels(scale, 300.0, 26.0)[0], "0");
    }

    #[test]
    fn a_linear_scale_goes_below_zero_and_to_any_size() {
        let around = Scale::linear(&[-0.5, 1.0]);
        assert_eq!(labels(around, 200.0, 50.0), ["−0.5", "0.0", "0.5", "1.0"]);
        let tiny = Scale::linear(&[-2e-13, 4e-13]);
        assert_eq!(
            labels(tiny, 200.0, 50.0),
            ["−2·10⁻¹³", "0", "2·10⁻¹³", "4·10⁻¹³"]
        );
        let large = Scale::linear(&[0.0, 3e7]);
        assert_eq!(labels(large, 200.0, 50.0), ["0", "1·10⁷", "2·10⁷", "3·10⁷"]);
        assert_eq!(Scale::linear(&[-2.0]).place(-2.0), 0.5);
    }

    #[test]
    fn what_has_no_logarithm_lies_on_the_floor() {
        let scale = Scale::logarithmic(&[-3.0, 0.01, 1.0]);
        assert!(scale.place(-3.0) < scale.place(0.01) && scale.place(0.01) < scale.place(1.0));
        let above = Scale::logarithmic(&[0.01, 1.0]);
        assert!(above.log && above.floor.is_none());
    }

    #[test]
    fn larger_values_lie_higher() {
        for scale in [
            Scale::of_errors(&[0.0, 0.3], &[]),
            Scale::of_errors(&[0.03, 0.3], &[]),
            Scale::of_errors(&[0.2, 0.3], &[0.1]),
        ] {
            let places: Vec<f64> = (20..=30)
                .map(|k| scale.place(0.01 * f64::from(k)))
                .collect();
            assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "{scale:?}");
        }
    }

    #[test]
    fn what_is_off_the_axis_stays_at_its_end() {
        let wide = Scale::of_errors(&[0.03, 0.3], &[0.001]);
        let narrow = Scale::of_errors(&[0.2, 0.3], &[-0.1]);
        for scale in [wide, narrow] {
            assert_eq!(scale.place(-0.05), 0.0);
            assert_eq!(scale.place(9.0), 1.0);
        }
        assert_eq!(wide.place(0.001), 0.0);
    }

    #[test]
    fn values_below_zero_have_their_place() {
        let scale = Scale::linear(&[-0.9, 1.0]);
        assert!(scale.place(-0.9) > 0.0 && scale.place(1.0) < 1.0);
        assert_eq!(labels(scale, 100.0, 26.0), ["−1", "0", "1"]);
        assert_eq!(Scale::linear(&[0.01, 1.0]).place(0.0), 0.0);
        for (scale, middle) in [
            (Scale::between([-1.0, 3.0], false), 1.0),
            (Scale::between([0.01, 1.0], true), 0.1),
        ] {
            assert!((scale.value(0.5) - middle).abs() < 1e-12);
            assert!((scale.place(middle) - 0.5).abs() < 1e-12);
        }
    }

    #[test]
    fn one_value_is_in_the_middle() {
        assert!((Scale::logarithmic(&[0.3]).place(0.3) - 0.5).abs() < 1e-12);
        assert!((Scale::of_errors(&[0.2], &[]).place(0.2) - 0.5).abs() < 1e-12);
        for (value, log) in [(0.0, false), (-3.0, false), (0.3, true)] {
            let scale = Scale::between([value, value], log);
            assert!((scale.place(value) - 0.5).abs() < 1e-12);
            assert!(!scale.ticks(200.0, 28.0).is_empty());
        }
    }
}
