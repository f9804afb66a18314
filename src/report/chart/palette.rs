//! Colours of curves and cells, and what becomes of them in dark mode.
//!
//! The curves' colours are those of Okabe and Ito (2008, "Color universal design"), told apart
//! with every common colour blindness. Colours are written as attributes, and dark mode is a style
//! sheet that maps one colour to another: a colour must have one role only.

use std::fmt;

/// Red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour(pub u8, pub u8, pub u8);

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02X}{:02X}{:02X}", self.0, self.1, self.2)
    }
}

pub(super) const BACKGROUND: Colour = Colour(255, 255, 255);
pub(super) const INK: Colour = Colour(31, 35, 40);
pub(super) const MUTED: Colour = Colour(89, 99, 110);
pub(super) const GRID: Colour = Colour(225, 228, 232);

/// Blue, vermilion, green, purple, orange, sky blue: those that are strong on white first.
const SERIES: [Colour; 6] = [
    Colour(0, 114, 178),
    Colour(213, 94, 0),
    Colour(0, 158, 115),
    Colour(204, 121, 167),
    Colour(230, 159, 0),
    Colour(86, 180, 233),
];

/// On a dark page blue is too dim: it becomes the palette's sky blue, and sky blue its yellow.
const DARK: [(Colour, Colour); 6] = [
    (BACKGROUND, Colour(13, 17, 23)),
    (INK, Colour(230, 237, 243)),
    (MUTED, Colour(157, 167, 177)),
    (GRID, Colour(48, 54, 61)),
    (SERIES[0], Colour(86, 180, 233)),
    (SERIES[5], Colour(240, 228, 66)),
];

/// The colour of a curve; from the seventh on they repeat.
pub(super) fn series(index: usize) -> Colour {
    SERIES[index % SERIES.len()]
}

/// The style sheet of a figure: the page's font, round joins, dark mode. `within` is put in front
/// of every selector: nothing in a file of its own, a parent where the figure stands in a page.
pub(in crate::report) fn style_sheet(within: &str) -> String {
    let dark = DARK.map(|(light, dark)| {
        format!(
            "  {within}[fill=\"{light}\"] {{ fill: {dark}; }} {within}[stroke=\"{light}\"] {{ stroke: {dark}; }}\n"
        )
    });
    format!(
        "{within}text {{ font-family: -apple-system, \"Segoe UI\", Helvetica, Arial, \"DejaVu Sans\", sans-serif; }}\n\
         {within}polyline {{ stroke-linejoin: round; stroke-linecap: round; }}\n\
         @media (prefers-color-scheme: dark) {{\n{}}}\n",
        dark.concat()
    )
}

/// Viridis, which survives grey print and colour blindness: the palette of matplotlib (van der
/// Walt and Smith 2015, CC0) at every tenth.
const VIRIDIS: [(u8, u8, u8); 11] = [
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
pub(super) fn viridis(place: f64) -> Colour {
    let steps = (VIRIDIS.len() - 1) as f64;
    let place = place.clamp(0.0, 1.0) * steps;
    let first = (place.floor() as usize).min(VIRIDIS.len() - 2);
    let share = place - first as f64;
    let (from, to) = (VIRIDIS[first], VIRIDIS[first + 1]);
    let mix = |a: u8, b: u8| (f64::from(a) + share * (f64::from(b) - f64::from(a))).round() as u8;
    Colour(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

/// The colour of text on it, the one with more contrast. Neither is a colour of the palette, which
/// dark pages would swap.
pub(super) fn text_on(place: f64) -> Colour {
    if luminance(viridis(place)) < EVEN_CONTRAST {
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
            .map(|k| luminance(viridis(f64::from(k) / 100.0)))
            .collect();
        assert!(places.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(viridis(-1.0), viridis(0.0));
        assert_eq!(viridis(2.0), Colour(253, 231, 37));
    }

    #[test]
    fn text_can_be_read_on_every_colour() {
        for k in 0..=100 {
            let place = f64::from(k) / 100.0;
            let (a, b) = (luminance(viridis(place)), luminance(text_on(place)));
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(contrast > 4.0, "{place}: {contrast}");
        }
    }
}
