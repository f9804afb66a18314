//! Viridis: a perceptually uniform palette that survives grey print and colour blindness.

use super::palette::Colour;

/// The palette of matplotlib (van der Walt and Smith 2015, CC0) at every tenth.
const ANCHORS: [(u8, u8, u8); 11] = [
    (68, 1, 84),
    (72, 37, 118),
    (65, 68, 135),
    (53, 96, 141),
    (42, 120, 142),
    (33, 144, 140),
    (34, 168, 132),
    (67, 191, 113),
    (122, 209, 81),
    (187, 223, 39),
    (253, 231, 37),
];

/// The colour of a place from 0 (dark) to 1 (bright).
pub(super) fn colour(place: f64) -> Colour {
    let steps = (ANCHORS.len() - 1) as f64;
    let place = place.clamp(0.0, 1.0) * steps;
    let first = (place.floor() as usize).min(ANCHORS.len() - 2);
    let share = place - first as f64;
    let (from, to) = (ANCHORS[first], ANCHORS[first + 1]);
    let mix = |a: u8, b: u8| (f64::from(a) + share * (f64::from(b) - f64::from(a))).round() as u8;
    Colour(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

/// The colour of text on it, the one with more contrast. Neither is a colour of the palette, which
/// dark pages would swap.
pub(super) fn text_on(place: f64) -> Colour {
    if luminance(colour(place)) < EVEN_CONTRAST {
        Colour(254, 254, 254)
    } else {
        Colour(1, 1, 1)
    }
}

/// The luminance on which black and white have the same contrast, `(L + 0.05)^2 = 0.05 * 1.05`
/// (WCAG 2).
const EVEN_CONTRAST: f64 = 0.179;

/// Relative luminance, 0 to 1 (ITU-R BT.709, at an exponent of 2.2).
fn luminance(colour: Colour) -> f64 {
    let linear = |c: u8| libm::pow(f64::from(c) / 255.0, 2.2);
    0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_larger_value_is_brighter() {
        let places: Vec<f64> = (0..=100)
            .map(|k| luminance(colour(f64::from(k) / 100.0)))
            .collect();
        assert!(places.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(colour(-1.0), colour(0.0));
        assert_eq!(colour(2.0), Colour(253, 231, 37));
    }

    #[test]
    fn text_can_be_read_on_every_colour() {
        for k in 0..=100 {
            let place = f64::from(k) / 100.0;
            let (a, b) = (luminance(colour(place)), luminance(text_on(place)));
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(contrast > 4.0, "{place}: {contrast}");
        }
    }
}
