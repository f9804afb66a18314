//! Scales and ticks.

/// Where values lie along an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scale {
    /// Evenly spaced values.
    Linear {
        /// The value at the low end.
        low: f64,
        /// The value at the high end.
        high: f64,
    },
    /// Evenly spaced ratios.
    Log {
        /// The logarithm to base 10 of the value at the low end: the ratio of the two ends may
        /// not be a finite number.
        low: f64,
        /// The logarithm of the value at the high end.
        high: f64,
        /// The label of the lowest part of the axis, where it belongs to what has no logarithm.
        floor: Option<&'static str>,
    },
}

/// A labelled place on an axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    pub value: f64,
    pub label: String,
}

/// A ratio above which the small values of a linear axis are pressed onto its floor.
const LARGEST_LINEAR_RATIO: f64 = 4.0;

/// Room between the outermost value and the end of the axis, as a share of their span.
const MARGIN: f64 = 0.05;

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

    /// The scale of test errors: logarithmic where the largest mean is more than
    /// four times the smallest, since otherwise the low arm could not be seen.
    /// `ends` are the ends of the error bars; they widen the axis, but one close to
    /// 0 does not stretch a logarithmic axis and is cut off instead.
    pub fn of_errors(means: &[f64], ends: &[f64]) -> Scale {
        let positive = means.iter().copied().filter(|mean| *mean > 0.0);
        let mut shown: Vec<f64> = positive.collect();
        let zero = shown.len() < means.len();
        let (lowest, highest) = range(&shown);
        if highest > LARGEST_LINEAR_RATIO * lowest {
            shown.extend(ends.iter().filter(|end| **end > lowest / 2.0));
            return logarithmic(&shown, zero.then_some("0"));
        }
        // An interval may reach below 0, an error cannot.
        let ends: Vec<f64> = ends.iter().map(|end| end.max(0.0)).collect();
        linear(&[means, &ends].concat(), 0.0)
    }

    /// The evenly spaced scale of any values; it does not go below 0 where none does.
    pub fn linear(values: &[f64]) -> Scale {
        let negative = values.iter().any(|value| *value < 0.0);
        linear(values, if negative { f64::NEG_INFINITY } else { 0.0 })
    }

    /// The scale between two ends, without room beyond them.
    pub fn between([low, high]: [f64; 2], log: bool) -> Scale {
        if !log {
            return Scale::Linear { low, high };
        }
        Scale::Log {
            low: libm::log10(low),
            high: libm::log10(high),
            floor: None,
        }
    }

    /// The place of a value from 0 (the low end) to 1; values outside stay at the end.
    pub(super) fn place(&self, value: f64) -> f64 {
        match *self {
            Scale::Linear { low, high } => ((value - low) / (high - low)).clamp(0.0, 1.0),
            Scale::Log { floor, .. } if value <= 0.0 => share_of(floor) / 2.0,
            Scale::Log { low, high, floor } => {
                let floor = share_of(floor);
                let place = (libm::log10(value) - low) / (high - low);
                floor + (1.0 - floor) * place.clamp(0.0, 1.0)
            }
        }
    }

    /// Whether a value lies on the axis, ends included.
    pub(super) fn holds(&self, value: f64) -> bool {
        match *self {
            Scale::Linear { low, high } => (low..=high).contains(&value),
            Scale::Log { low, high, .. } => (low..=high).contains(&libm::log10(value)),
        }
    }

    /// The value at a place from 0 to 1 of an axis without a place for zero.
    pub(super) fn value(&self, place: f64) -> f64 {
        match *self {
            Scale::Linear { low, high } => low + place * (high - low),
            Scale::Log { low, high, .. } => libm::exp10(low + place * (high - low)),
        }
    }

    /// Labelled ticks, at least `spacing` apart on an axis of `length` (both in pixels).
    pub(super) fn ticks(&self, length: f64, spacing: f64) -> Vec<Tick> {
        match *self {
            Scale::Linear { low, high } => linear_ticks(low, high, length / spacing),
            Scale::Log { low, high, floor } => {
                let floor = floor.map(|label| Tick {
                    value: 0.0,
                    label: label.to_string(),
                });
                let above = log_ticks(low, high, (high - low) * spacing / length);
                floor.into_iter().chain(above).collect()
            }
        }
    }

    /// The multiples 2 to 9 of the powers of ten on a logarithmic axis, for short
    /// marks without a label; none where there are too many decades to see them.
    pub(super) fn minor(&self) -> Vec<f64> {
        match *self {
            Scale::Log { low, high, .. } if high - low < MOST_DECADES_WITH_MINOR => {
                let marks = decades(low, high).flat_map(|k| (2..10).map(move |m| (m, k)));
                marks
                    .filter(|(m, k)| (low..=high).contains(&exponent_of(*m, *k)))
                    .map(|(m, k)| power(m, k))
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The logarithmic scale of values above 0, with a margin on either side; half a decade around a
/// single value.
fn logarithmic(values: &[f64], floor: Option<&'static str>) -> Scale {
    let (low, high) = range(values);
    let (low, high) = (libm::log10(low), libm::log10(high));
    let margin = if low == high {
        0.5
    } else {
        MARGIN * (high - low)
    };
    Scale::Log {
        low: low - margin,
        high: high + margin,
        floor,
    }
}

/// Share of a logarithmic axis that belongs to what has no logarithm.
fn share_of(floor: Option<&str>) -> f64 {
    if floor.is_some() { 0.1 } else { 0.0 }
}

/// Powers of ten first, then the other multiples where there is room. All lengths
/// are in decades.
fn log_ticks(low: f64, high: f64, apart: f64) -> Vec<Tick> {
    let steps = [1, 2, 5, 10, 20, 50, 100, 200];
    let wide_enough = |step: &i32| f64::from(*step) >= apart;
    let every = steps.into_iter().find(wide_enough).unwrap_or(500);
    // Where not every power of ten is labelled, what lies between them is not either.
    let mantissas = if every > 1 {
        &MANTISSAS[..1]
    } else {
        &MANTISSAS[..]
    };
    let mut chosen: Vec<(u32, i32)> = Vec::new();
    for &mantissa in mantissas {
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
    let tick = |&(mantissa, exponent): &(u32, i32)| Tick {
        value: power(mantissa, exponent),
        label: if plain {
            plain_label(mantissa, exponent)
        } else {
            power_label(mantissa, exponent)
        },
    };
    chosen.iter().map(tick).collect()
}

/// From a margin below the smallest value, but not below `floor`, to a margin above the largest.
fn linear(values: &[f64], floor: f64) -> Scale {
    let (low, high) = range(values);
    let margin = match high - low {
        0.0 if high == 0.0 => 0.1,
        0.0 => 0.2 * high.abs(),
        span => 2.0 * MARGIN * span,
    };
    Scale::Linear {
        low: (low - margin).max(floor),
        high: high + margin,
    }
}

/// Multiples of 1, 2 or 5 times a power of ten, as many as fit.
fn linear_ticks(low: f64, high: f64, at_most: f64) -> Vec<Tick> {
    let least = (high - low) / at_most;
    let exponent = libm::log10(least).floor() as i32;
    let candidates = [
        (1, exponent),
        (2, exponent),
        (5, exponent),
        (1, exponent + 1),
    ];
    let (mantissa, exponent) = candidates
        .into_iter()
        .find(|&(m, k)| power(m, k) >= least)
        .unwrap_or((1, exponent + 1));
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
        Tick {
            value,
            label: label.replace('-', "−"),
        }
    };
    (first..=last).map(tick).collect()
}

fn range(values: &[f64]) -> (f64, f64) {
    values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
            (low.min(*v), high.max(*v))
        })
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
    let raised: String = exponent.to_string().chars().map(superscript).collect();
    if mantissa == 1 {
        format!("10{raised}")
    } else {
        format!("{mantissa}·10{raised}")
    }
}

fn superscript(character: char) -> char {
    match character {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        digit => char::from_u32('⁰' as u32 + digit.to_digit(10).unwrap_or(0)).unwrap_or(digit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: Scale, length: f64, spacing: f64) -> Vec<String> {
        let ticks = scale.ticks(length, spacing);
        ticks.into_iter().map(|tick| tick.label).collect()
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
        assert!(matches!(wide, Scale::Log { floor: None, .. }));
        let expected = ["0.04", "0.05", "0.07", "0.1", "0.2", "0.3"];
        assert_eq!(labels(wide, 300.0, 26.0), expected);

        let narrow = Scale::of_errors(&[0.0385, 0.0438], &[0.0355, 0.0468]);
        assert!(matches!(narrow, Scale::Linear { .. }));
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
                .map(|tick| 300.0 * scale.place(tick.value))
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
        assert!(matches!(scale, Scale::Log { floor: Some(_), .. }));
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
        assert!(matches!(above, Scale::Log { floor: None, .. }));
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
    }
}
