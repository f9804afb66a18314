//! The one primitive: a number per seed, and whether its mean is above a cut.

use serde::Serialize;

use super::error::{FINITE, check_at_least_zero, check_level, check_share, check_values};
use super::{Evidence, StatisticsError};
use crate::math::{bisect, largest, normal};

/// Below this share of the values' size a spread is rounding, and the contrast is
/// decided without statistics.
pub(super) const ROUNDING: f64 = 1e-12;

/// The sample skewness is too small on average where it matters; this factor, found by simulation
/// at 32 seeds, makes up for it.
const SKEWNESS_FACTOR: f64 = 1.25;

/// What the seeds say about the mean of one number D per seed.
///
/// The claim is "the mean of D is above the cut". With n seeds, mean m, standard
/// deviation s and T = sqrt(n) (m - cut)/s:
/// 1. Skewness guard (Hall 1992): with g = 1.25 times the adjusted sample skewness and
///    u = g/(3 sqrt n), G = T + u T^2 + u^2 T^3/3 + g/(6 sqrt n); whichever of T and G is
///    nearer 0 is kept, and 0 if their signs differ.
/// 2. Student to normal (Wallace 1959): z = sign(T) (8v+1)/(8v+3) sqrt(v log(1 + T^2/v)),
///    v = n - 1.
/// 3. p = Phi(-z) for the claim, Phi(z) against it.
///
/// A spread below 1e-12 of the values' size is rounding: then the sign of m - cut
/// decides (z infinite), or nothing does if that is rounding too (z = 0).
///
/// ```
/// use sweetspot::statistics::{Contrast, Verdict};
///
/// let gains = [0.9, 1.2, 1.1, 0.7, 1.3, 1.0, 0.8, 1.1];
/// let contrast = Contrast::new(&gains)?;
/// assert_eq!(contrast.evidence(0.0).decide(0.01), Verdict::Holds);
/// assert_eq!(contrast.evidence(2.0).decide(0.01), Verdict::Violated);
/// let [low, high] = contrast.interval(0.01)?;
/// assert!(0.0 < low && low < 1.0 && high < 2.0);
/// # Ok::<(), sweetspot::statistics::StatisticsError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Contrast {
    /// Number of seeds.
    pub seeds: usize,
    /// Mean over seeds.
    pub mean: f64,
    /// Standard deviation over seeds (divisor n - 1).
    pub standard_deviation: f64,
    /// Adjusted sample skewness, sqrt(n (n-1))/(n-2) m_3/m_2^(3/2); 0 with two seeds.
    pub skewness: f64,
    /// Size of the numbers the contrast was computed from; spreads are judged against it.
    pub scale: f64,
}

impl Contrast {
    /// The contrast of values that were not computed from larger ones.
    ///
    /// # Errors
    /// Fewer than two values, or one that is not finite.
    pub fn new(values: &[f64]) -> Result<Contrast, StatisticsError> {
        Contrast::with_scale(values, largest(values))
    }

    /// The contrast of differences: `scale` is the size of the numbers subtracted, so
    /// that what is left of equal numbers is known to be rounding.
    ///
    /// # Errors
    /// Fewer than two values, or one that is not finite; a scale that is not a finite
    /// number of at least 0.
    pub fn with_scale(values: &[f64], scale: f64) -> Result<Contrast, StatisticsError> {
        if values.len() < 2 {
            return Err(StatisticsError::TooFewSeeds(values.len()));
        }
        check_values(&[values], FINITE, f64::is_finite)?;
        check_at_least_zero("scale", scale)?;
        Ok(Contrast::of(values, scale))
    }

    /// As [`Contrast::with_scale`], for two or more finite values.
    pub(super) fn of(values: &[f64], scale: f64) -> Contrast {
        let n = values.len() as f64;
        // In units of the largest value: sums of squares of tiny or huge values neither
        // underflow nor overflow, and equal values have exactly no spread.
        let unit = largest(values);
        if unit == 0.0 {
            return Contrast {
                seeds: values.len(),
                mean: 0.0,
                standard_deviation: 0.0,
                skewness: 0.0,
                scale,
            };
        }
        let mean = values.iter().map(|d| d / unit).sum::<f64>() / n;
        let (mut squares, mut cubes) = (0.0, 0.0);
        for d in values {
            let deviation = d / unit - mean;
            squares += deviation * deviation;
            cubes += deviation * deviation * deviation;
        }
        let variance = squares / n;
        let plain = cubes / n / (variance * variance.sqrt());
        let skewness = match n < 3.0 || cubes == 0.0 {
            true => 0.0,
            false => (n * (n - 1.0)).sqrt() / (n - 2.0) * plain,
        };
        Contrast {
            seeds: values.len(),
            mean: mean * unit,
            standard_deviation: (squares / (n - 1.0)).sqrt() * unit,
            skewness,
            scale,
        }
    }

    /// s / sqrt(n).
    pub fn standard_error(&self) -> f64 {
        self.standard_deviation / (self.seeds as f64).sqrt()
    }

    /// Whether the spread is rounding, so that no statistics enter the decision.
    pub fn is_deterministic(&self) -> bool {
        self.standard_deviation <= ROUNDING * self.scale
    }

    /// z of "the mean is above the cut": positive supports it. Falls as the cut rises.
    pub fn normal_score(&self, cut: f64) -> f64 {
        let above = self.mean - cut;
        if self.is_deterministic() {
            return match above.abs() <= ROUNDING * self.scale {
                true => 0.0,
                false => f64::INFINITY.copysign(above),
            };
        }
        let t = above / self.standard_error();
        let guarded = skewness_guard(t, self.seeds, self.skewness);
        normal_score(guarded, self.seeds - 1)
    }

    /// The p-values of "the mean is above the cut" and of its opposite.
    pub fn evidence(&self, cut: f64) -> Evidence {
        let z = self.normal_score(cut);
        Evidence {
            holds: normal::cdf(-z),
            violated: normal::cdf(z),
        }
    }

    /// The largest cut that the mean is above with p at most `error`.
    ///
    /// # Errors
    /// `error` outside (0, 1/2).
    pub fn lower_limit(&self, error: f64) -> Result<f64, StatisticsError> {
        check_share("error of one limit", 2.0 * error)?;
        Ok(self.limit(-1.0, |cut| self.evidence(cut).holds <= error))
    }

    /// The smallest cut that the mean is below with p at most `error`.
    ///
    /// # Errors
    /// `error` outside (0, 1/2).
    pub fn upper_limit(&self, error: f64) -> Result<f64, StatisticsError> {
        check_share("error of one limit", 2.0 * error)?;
        Ok(self.limit(1.0, |cut| self.evidence(cut).violated <= error))
    }

    /// The cuts that neither side rejects at `level` / 2: an interval that covers the mean with
    /// probability 1 - `level`.
    ///
    /// # Errors
    /// A level outside (0, 1).
    pub fn interval(&self, level: f64) -> Result<[f64; 2], StatisticsError> {
        check_level(level)?;
        let error = level / 2.0;
        Ok([self.lower_limit(error)?, self.upper_limit(error)?])
    }

    /// Evidence for "the mean lies between `low` and `high`" by two one-sided tests (Schuirmann
    /// 1987): the larger p supports it, twice the smaller opposite p refutes it.
    ///
    /// With a = `level` / 2 the interval's limits have error a each where the verdict is `Holds` and
    /// a/2 otherwise, so that it lies between the bounds exactly where the verdict is `Holds` and
    /// beyond one of them exactly where it is `Violated`. It covers the mean with probability
    /// 1 - `level`: it never is narrower than the one with errors a.
    pub(super) fn within(
        &self,
        [low, high]: [f64; 2],
        level: f64,
    ) -> Result<(Evidence, [f64; 2]), StatisticsError> {
        let evidence = Evidence::all([self.evidence(low), self.evidence(high).opposite()]);
        let error = match evidence.holds <= level / 2.0 {
            true => level / 2.0,
            false => level / 4.0,
        };
        let interval = [self.lower_limit(error)?, self.upper_limit(error)?];
        Ok((evidence, interval))
    }

    /// The rejected cut nearest the mean, on the side of `direction`.
    fn limit(&self, direction: f64, rejected: impl Fn(f64) -> bool) -> f64 {
        if self.is_deterministic() {
            return self.mean + direction * ROUNDING * self.scale;
        }
        let mut step = self.standard_error();
        while !rejected(self.mean + direction * step) {
            step *= 2.0;
            if !step.is_finite() {
                return direction * f64::INFINITY;
            }
        }
        bisect(self.mean + direction * step, self.mean, rejected)
    }
}

/// The middle one of T, G and 0, which rises with T, because dG/dT = (1 + u T)^2.
fn skewness_guard(t: f64, seeds: usize, skewness: f64) -> f64 {
    let root = (seeds as f64).sqrt();
    let g = SKEWNESS_FACTOR * skewness;
    let u = g / (3.0 * root);
    let corrected = t + u * t * t + u * u * t * t * t / 3.0 + g / (6.0 * root);
    if corrected * t <= 0.0 {
        0.0
    } else if t > 0.0 {
        t.min(corrected)
    } else {
        t.max(corrected)
    }
}

/// Conservative, that is nearer 0 than the exact score. For v >= 31 and p from 1e-2 to 1e-6 it is
/// short by at most 5e-4 of itself.
fn normal_score(t: f64, degrees_of_freedom: usize) -> f64 {
    let v = degrees_of_freedom as f64;
    let size = (8.0 * v + 1.0) / (8.0 * v + 3.0) * (v * libm::log1p(t * t / v)).sqrt();
    size.copysign(t)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::statistics::Verdict;

    fn values() -> impl Strategy<Value = Vec<f64>> {
        // Cubes of uniform numbers: skewed either way, with ties at 0 likely enough.
        prop::collection::vec(
            (-4_i32..=8).prop_map(|x| f64::from(x * x * x) / 64.0),
            2..40,
        )
    }

    #[test]
    fn moments_of_a_small_sample() {
        // Deviations -2, -1, -1, 0, 4: squares sum to 22, cubes to 54.
        let contrast = Contrast::new(&[1.0, 2.0, 2.0, 3.0, 7.0]).unwrap();
        assert!((contrast.mean - 3.0).abs() < 1e-15);
        assert!((contrast.standard_deviation - (22.0_f64 / 4.0).sqrt()).abs() < 1e-15);
        let plain = (54.0 / 5.0) / (4.4 * 4.4_f64.sqrt());
        let adjusted = 20.0_f64.sqrt() / 3.0 * plain;
        assert!((contrast.skewness - adjusted).abs() < 1e-14);
        assert!((contrast.standard_error() - (22.0_f64 / 20.0).sqrt()).abs() < 1e-15);
    }

    /// Deviations -1, -1, 2: the fewest seeds that have a skewness.
    #[test]
    fn three_seeds_have_a_skewness_and_two_have_none() {
        let three = Contrast::new(&[0.0, 0.0, 3.0]).unwrap();
        assert!((three.skewness - 3.0_f64.sqrt()).abs() < 1e-14);
        assert_eq!(Contrast::new(&[0.1, 0.7]).unwrap().skewness, 0.0);
    }

    #[test]
    fn a_symmetric_sample_gives_the_t_interval() {
        // Seven symmetric values: no skewness. t_6(.975) = 2.446911851 by tables; Wallace
        // is conservative by .1% there.
        let contrast = Contrast::new(&[-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0]).unwrap();
        let [low, high] = contrast.interval(0.05).unwrap();
        let exact = 2.446_911_851 * contrast.standard_error();
        assert!((low + high).abs() < 1e-12);
        assert!(high > exact && high < 1.002 * exact, "{high} {exact}");
    }

    #[test]
    fn equal_values_are_decided_without_statistics() {
        for value in [0.1, -0.3] {
            let contrast = Contrast::new(&[value; 7]).unwrap();
            assert!(contrast.is_deterministic());
            let expected = if value > 0.0 {
                Verdict::Holds
            } else {
                Verdict::Violated
            };
            assert_eq!(contrast.evidence(0.0).decide(1e-9), expected);
            assert_eq!(contrast.evidence(value).holds, 0.5);
            let [low, high] = contrast.interval(0.05).unwrap();
            assert!(low < value && value < high && high - low < 1e-12);
        }
    }

    #[test]
    fn what_is_left_of_equal_numbers_is_rounding() {
        let rests = [1e-17, 3e-17, 2e-17, 1e-17, 2e-17];
        assert_eq!(
            Contrast::with_scale(&rests, 0.1)
                .unwrap()
                .evidence(0.0)
                .holds,
            0.5
        );
        assert!(Contrast::new(&rests).unwrap().evidence(0.0).holds < 0.01);
        // Rounding grows with the scale: 1e-10 beside numbers of 1000 is, beside 10 is not.
        let beside = |scale| Contrast::with_scale(&[1e-10; 3], scale).unwrap();
        assert_eq!(beside(1e3).evidence(0.0).holds, 0.5);
        assert_eq!(beside(1e3).normal_score(0.0), 0.0);
        assert_eq!(beside(10.0).evidence(0.0).holds, 0.0);
        let spread = [1e-10, 3e-10, 2e-10];
        let beside = |scale| Contrast::with_scale(&spread, scale).unwrap();
        assert!(beside(1e3).is_deterministic() && !beside(10.0).is_deterministic());
    }

    #[test]
    fn sizes_at_the_ends_of_the_range_neither_overflow_nor_underflow() {
        let plain = [0.5, 1.0, 0.75, 0.25, 1.0];
        let expected = Contrast::new(&plain).unwrap().normal_score(0.0);
        for factor in [1e-300, 1e300] {
            let scaled = plain.map(|d| d * factor);
            let found = Contrast::new(&scaled).unwrap().normal_score(0.0);
            assert!((found - expected).abs() < 1e-12, "{factor}");
        }
    }

    #[test]
    fn bad_input_is_refused_with_its_place() {
        assert_eq!(Contrast::new(&[1.0]), Err(StatisticsError::TooFewSeeds(1)));
        let message = Contrast::new(&[1.0, f64::INFINITY])
            .unwrap_err()
            .to_string();
        assert!(
            message.contains("seed 1") && message.contains("inf"),
            "{message}"
        );
        assert!(Contrast::with_scale(&[1.0, 2.0], f64::NAN).is_err());
        assert!(Contrast::with_scale(&[1.0, 2.0], -1.0).is_err());
        assert!(Contrast::with_scale(&[0.0, 0.0], 0.0).is_ok());
        let contrast = Contrast::new(&[1.0, 2.0]).unwrap();
        assert!(contrast.interval(1.0).is_err() && contrast.lower_limit(0.5).is_err());
    }

    proptest! {
        #[test]
        fn a_cut_is_outside_the_interval_exactly_where_the_test_decides(
            values in values(), cut in -9.0..9.0_f64, level in 1e-6..0.9_f64,
        ) {
            let contrast = Contrast::new(&values).unwrap();
            let [low, high] = contrast.interval(level).unwrap();
            let expected = match contrast.evidence(cut).decide(level) {
                Verdict::Holds => cut <= low,
                Verdict::Violated => cut >= high,
                Verdict::Inconclusive => low < cut && cut < high,
            };
            prop_assert!(expected, "[{low}, {high}] {cut}");
            prop_assert!(low <= contrast.mean && contrast.mean <= high);
        }

        #[test]
        fn shifting_the_cut_shifting_the_values_and_scaling_are_the_same_question(
            values in values(), cut in -2.0..2.0_f64, power in -30_i32..30,
        ) {
            let contrast = Contrast::new(&values).unwrap();
            prop_assume!(!contrast.is_deterministic());
            let z = contrast.normal_score(cut);
            let shifted: Vec<f64> = values.iter().map(|d| d - cut).collect();
            let by_values = Contrast::with_scale(&shifted, contrast.scale).unwrap().normal_score(0.0);
            prop_assert!((z - by_values).abs() <= 1e-9 * (1.0 + z.abs()));
            let factor = libm::pow(3.0, f64::from(power));
            let scaled: Vec<f64> = values.iter().map(|d| d * factor).collect();
            let by_scale = Contrast::new(&scaled).unwrap().normal_score(cut * factor);
            prop_assert!((z - by_scale).abs() <= 1e-9 * (1.0 + z.abs()));
            let mirrored: Vec<f64> = values.iter().map(|d| -d).collect();
            let by_mirror = Contrast::new(&mirrored).unwrap().normal_score(-cut);
            prop_assert!((z + by_mirror).abs() <= 1e-9 * (1.0 + z.abs()));
        }

        #[test]
        fn the_order_of_the_seeds_does_not_matter(values in values(), turn in 0_usize..40) {
            let mut turned = values.clone();
            turned.rotate_left(turn % values.len());
            let (one, other) = (Contrast::new(&values).unwrap(), Contrast::new(&turned).unwrap());
            let (z, w) = (one.normal_score(0.1), other.normal_score(0.1));
            prop_assert!(z == w || (z - w).abs() <= 1e-9 * (1.0 + z.abs()));
        }
    }

    const AROUND_A_TENTH: [f64; 9] = [-0.4, -0.3, -0.1, 0.0, 0.1, 0.2, 0.3, 0.5, 0.6];

    /// The mean is .1. By hand from the two one-sided tests.
    #[test]
    fn the_weaker_side_supports_and_either_side_refutes() {
        let contrast = Contrast::new(&AROUND_A_TENTH).unwrap();
        let below = contrast.evidence(-0.3);
        let above = contrast.evidence(0.4);
        let (evidence, _) = contrast.within([-0.3, 0.4], 0.1).unwrap();
        assert_eq!(evidence.holds, below.holds.max(above.violated));
        assert_eq!(evidence.holds, above.violated);
        assert_eq!(evidence.violated, 1.0);
        let (evidence, _) = contrast.within([0.5, 0.7], 0.1).unwrap();
        assert_eq!(evidence.violated, 2.0 * contrast.evidence(0.5).violated);
    }

    #[test]
    fn the_limits_have_the_error_of_the_verdict() {
        let contrast = Contrast::new(&AROUND_A_TENTH).unwrap();
        let (evidence, [low, high]) = contrast.within([-1.0, 1.0], 0.1).unwrap();
        assert_eq!(evidence.decide(0.1), Verdict::Holds);
        assert_eq!(low, contrast.lower_limit(0.05).unwrap());
        assert_eq!(high, contrast.upper_limit(0.05).unwrap());
        let (evidence, [low, high]) = contrast.within([0.0, 1.0], 0.1).unwrap();
        assert_eq!(evidence.decide(0.1), Verdict::Inconclusive);
        assert_eq!(low, contrast.lower_limit(0.025).unwrap());
        assert_eq!(high, contrast.upper_limit(0.025).unwrap());
    }

    proptest! {
        #[test]
        fn interval_and_verdict_agree(
            values in prop::collection::vec(-1.0..1.0_f64, 2..30),
            middle in -1.5..1.5_f64, half_width in 0.01..1.0_f64, level in 0.001..0.5_f64,
        ) {
            let contrast = Contrast::new(&values).unwrap();
            let [from, to] = [middle - half_width, middle + half_width];
            let (evidence, [low, high]) = contrast.within([from, to], level).unwrap();
            let expected = if from <= low && high <= to {
                Verdict::Holds
            } else if low >= to || high <= from {
                Verdict::Violated
            } else {
                Verdict::Inconclusive
            };
            prop_assert_eq!(evidence.decide(level), expected);
        }
    }

    #[test]
    fn known_mean_and_standard_error() {
        let contrast = Contrast::new(&[1.0, 2.0, 3.0, 4.0, 5.0]).unwrap();
        assert!((contrast.mean - 3.0).abs() < 1e-15);
        assert!((contrast.standard_error() - 0.5_f64.sqrt()).abs() < 1e-15);
        let [low, high] = contrast.interval(0.05).unwrap();
        // t_4(.975) = 2.776445; Wallace widens it a little.
        let half_width = high - contrast.mean;
        assert!((half_width / (2.776_445 * 0.5_f64.sqrt()) - 1.0).abs() < 0.01);
        assert!((contrast.mean - low - half_width).abs() < 1e-12);
    }

    #[test]
    fn a_smaller_level_is_a_wider_interval() {
        let contrast = Contrast::new(&[0.1, 0.4, 0.2, 0.9, 0.3, 0.1]).unwrap();
        let [low, high] = contrast.interval(0.05).unwrap();
        let wide = contrast.interval(0.01).unwrap();
        assert!(wide[0] < low && high < wide[1]);
        assert!(contrast.interval(0.0).is_err());
    }

    /// Quantiles t with P(T > t) = p, to 17 digits from the incomplete beta function
    /// computed with 40 digits.
    const QUANTILES: [(usize, f64, f64); 12] = [
        (1, 1e-2, 31.82051595377396),
        (3, 5e-3, 5.840909309733357),
        (7, 1e-4, 7.063432828157514),
        (15, 5e-3, 2.946712883475239),
        (31, 1e-2, 2.4528241934026456),
        (31, 5e-3, 2.7440419192942693),
        (31, 1e-4, 4.215502580843719),
        (31, 1e-6, 5.828601803899664),
        (63, 1e-2, 2.387007863469797),
        (63, 1e-6, 5.237200198870492),
        (255, 5e-3, 2.5952464847916277),
        (255, 1e-6, 4.865637492996957),
    ];

    #[test]
    fn the_normal_score_of_exact_quantiles_is_close_and_conservative() {
        for (v, p, t) in QUANTILES {
            let exact = -normal::quantile(p).unwrap();
            let short = 1.0 - normal_score(t, v) / exact;
            let allowed = if v >= 31 { 5e-4 } else { 0.08 };
            assert!(
                short > 0.0 && short < allowed,
                "v {v}, p {p}: short by {short}"
            );
            assert_eq!(normal_score(-t, v), -normal_score(t, v));
        }
    }

    #[test]
    fn many_degrees_of_freedom_are_the_normal_distribution() {
        assert!((normal_score(3.0, 1_000_000_000) - 3.0).abs() < 1e-7);
        assert_eq!(normal_score(0.0, 31), 0.0);
    }

    #[test]
    fn without_skewness_the_guard_does_nothing() {
        for k in -50..50 {
            let t = f64::from(k) * 0.3;
            assert_eq!(skewness_guard(t, 32, 0.0), t);
        }
    }

    /// At n = 32, skewness 2: g = 2.5, u = .147314, and G by hand.
    #[test]
    fn known_values_of_the_guard() {
        let u = 2.5 / (3.0 * 32.0_f64.sqrt());
        let shift = 2.5 / (6.0 * 32.0_f64.sqrt());
        // A positive skewness makes a negative T less sure, and leaves a positive one.
        let corrected = -3.0 + 9.0 * u - 9.0 * u * u + shift;
        assert!((corrected - -1.795_830).abs() < 1e-6, "{corrected}");
        assert!((skewness_guard(-3.0, 32, 2.0) - corrected).abs() < 1e-14);
        assert_eq!(skewness_guard(3.0, 32, 2.0), 3.0);
        // Mirrored.
        assert!((skewness_guard(3.0, 32, -2.0) + corrected).abs() < 1e-14);
        // Near 0 the correction has another sign: nothing is claimed.
        assert_eq!(skewness_guard(-0.05, 32, 2.0), 0.0);
    }

    #[test]
    fn the_guard_never_makes_surer_and_rises_with_t() {
        for skewness in [-6.0, -1.0, 0.3, 2.0, 5.0] {
            let mut previous = f64::NEG_INFINITY;
            for k in -400..=400 {
                let t = f64::from(k) * 0.05;
                let guarded = skewness_guard(t, 32, skewness);
                assert!(guarded.abs() <= t.abs() && guarded * t >= 0.0);
                assert!(guarded >= previous - 1e-12, "{skewness} {t}");
                previous = guarded;
            }
        }
    }

    /// For large n the correction goes away like 1/sqrt(n).
    #[test]
    fn with_many_seeds_the_guard_goes_away() {
        let gap = |n: usize| -2.0 - skewness_guard(-2.0, n, 1.0);
        assert!((gap(1_000_000) / gap(10_000) - 0.1).abs() < 1e-3);
    }
}
