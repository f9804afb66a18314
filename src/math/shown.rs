//! Numbers as a person reads them: neither `0.0000001` nor `0.00e0`.

/// A value with at most `digits` significant digits: plain from 0.001 up to
/// 100,000, else with an exponent, without trailing zeros: 0, 10, 0.032, 3.2e-4; "infinite".
pub fn short(value: f64, digits: usize) -> String {
    if value.is_infinite() {
        return (if value > 0.0 { "infinite" } else { "-infinite" }).to_owned();
    }
    if value == 0.0 || value.is_nan() {
        // Not -0.
        return format!("{}", value + 0.0);
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
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.'),
        false => text,
    }
}

/// Every digit that tells the value from its neighbours: plain from 0.0001 up to 1,000,000, else with an
/// exponent, since zeros would fill the line.
pub fn in_full(value: f64) -> String {
    let plain = (1e-4..1e6).contains(&value.abs());
    match value == 0.0 || plain || !value.is_finite() {
        // Not -0.
        true => format!("{}", value + 0.0),
        false => format!("{value:e}"),
    }
}

/// The values as [`in_full`], as a list: "[0.1, 1, 1e-30]".
pub fn list_in_full(values: &[f64]) -> String {
    let texts: Vec<String> = values.iter().map(|value| in_full(*value)).collect();
    format!("[{}]", texts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_read_well() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
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
    fn far_numbers_have_an_exponent() {
        let texts = [1e-100, -2.5e7, 0.0, -0.0, f64::INFINITY, 1234.5].map(in_full);
        assert_eq!(texts, ["1e-100", "-2.5e7", "0", "0", "inf", "1234.5"]);
        assert_eq!(list_in_full(&[20.0, 1e-16]), "[20, 1e-16]");
    }
}
