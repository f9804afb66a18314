//! Numbers as a person reads them.

/// A value with at most `digits` significant digits: plain from 0.001 up to
/// 100,000, else with an exponent, without trailing zeros: 0, 10, 0.032, 3.2e-4.
pub(super) fn short(value: f64, digits: usize) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{value}");
    }
    let scientific = format!("{:.*e}", digits.saturating_sub(1), value);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if !(-3..5).contains(&exponent) {
        return format!("{}e{exponent}", without_trailing_zeros(mantissa));
    }
    let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
    // Through the rounded value, so that 99.96 with three digits is 100 and not 99.
    let rounded: f64 = scientific.parse().unwrap_or(value);
    without_trailing_zeros(&format!("{rounded:.decimals$}")).to_string()
}

fn without_trailing_zeros(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

/// The values as [`short`] text, with two significant digits or as many more as
/// it takes to tell different values apart.
pub(super) fn distinct(values: &[f64]) -> Vec<String> {
    let texts = |digits| -> Vec<String> { values.iter().map(|v| short(*v, digits)).collect() };
    let told_apart = |texts: &[String]| {
        let mut pairs = (0..values.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
        pairs.all(|(i, j)| values[i] == values[j] || texts[i] != texts[j])
    };
    (2..17)
        .map(texts)
        .find(|candidate| told_apart(candidate))
        .unwrap_or_else(|| texts(17))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_read_well() {
        let cases = [
            (0.0, "0"),
            (1e-4, "1e-4"),
            (3.1622e-4, "3.2e-4"),
            (0.001, "0.001"),
            (0.031622, "0.032"),
            (0.5, "0.5"),
            (1.0, "1"),
            (9.96, "10"),
            (10.0, "10"),
            (316.2, "320"),
            (12345.0, "12000"),
            (99999.0, "1e5"),
            (1e-300, "1e-300"),
            (-0.25, "-0.25"),
        ];
        for (value, text) in cases {
            assert_eq!(short(value, 2), text);
        }
        assert_eq!(short(99.96, 3), "100");
        assert_eq!(short(1234.0, 4), "1234");
    }

    #[test]
    fn different_values_have_different_texts() {
        assert_eq!(distinct(&[0.1, 0.2]), ["0.1", "0.2"]);
        assert_eq!(distinct(&[0.101, 0.102, 1.0]), ["0.101", "0.102", "1"]);
        assert_eq!(distinct(&[1.0, 1.0]), ["1", "1"]);
    }
}
