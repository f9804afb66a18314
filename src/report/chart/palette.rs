//! Colours of curves and cells, and what becomes of them in dark mode.
//!
//! The curves' colours are those of Okabe and Ito (2008, "Color universal design"), told apart
//! with every common colour blindness. Colours are written as attributes, and dark mode is a style
//! sheet that maps one colour to another: a colour must have one role only.

use std::fmt;

/// Red, green and blue, a byte each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Colour(u32);

impl Colour {
    fn channels(self) -> [f64; 3] {
        [16, 8, 0].map(|shift| f64::from(self.0 >> shift & 0xFF))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:06X}", self.0)
    }
}

pub(super) const BACKGROUND: Colour = Colour(0xFFFFFF);
pub(super) const INK: Colour = Colour(0x1F2328);
pub(super) const MUTED: Colour = Colour(0x59636E);
pub(super) const GRID: Colour = Colour(0xE1E4E8);

/// Blue, vermilion, green, purple, orange, sky blue: those that are strong on white first.
const SERIES: [u32; 6] = [0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9];

/// On a dark page blue is too dim: it becomes the palette's sky blue, and sky blue its yellow.
const DARK: [(Colour, u32); 6] = [
    (BACKGROUND, 0x0D1117),
    (INK, 0xE6EDF3),
    (MUTED, 0x9DA7B1),
    (GRID, 0x30363D),
    (Colour(SERIES[0]), 0x56B4E9),
    (Colour(SERIES[5]), 0xF0E442),
];

/// The colour of a curve; from the seventh on they repeat.
pub(super) fn series(index: usize) -> Colour {
    Colour(SERIES[index % SERIES.len()])
}

/// The style sheet of a figure: the page's font, round joins, dark mode. `within` is put in front
/// of every selector: nothing in a file of its own, a parent where the figure stands in a page.
pub(in crate::report) fn style_sheet(within: &str) -> String {
    let dark = DARK.map(|(light, dark)| {
        format!(
            "  {within}[fill=\"{light}\"] {{ fill: #{dark:06X}; }} {within}[stroke=\"{light}\"] {{ stroke: #{dark:06X}; }}\n"
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
const VIRIDIS: [u32; 11] = [
    0x440154, 0x482576, 0x414487, 0x35608D, 0x2A788E, 0x21908C, 0x22A884, 0x43BF71, 0x7AD151,
    0xBBDF27, 0xFDE725,
];

/// The colour of a place from 0 (dark) to 1 (bright).
pub(super) fn viridis(place: f64) -> Colour {
    let place = place.clamp(0.0, 1.0) * (VIRIDIS.len() - 1) as f64;
    let first = (place.floor() as usize).min(VIRIDIS.len() - 2);
    let share = place - first as f64;
    let ends = [Colour(VIRIDIS[first]), Colour(VIRIDIS[first + 1])];
    let [from, to] = ends.map(Colour::channels);
    let mix = |k: usize| (from[k] + share * (to[k] - from[k])).round() as u32;
    Colour(mix(0) << 16 | mix(1) << 8 | mix(2))
}

/// The colour of text on it, the one with more contrast. Neither is a colour of the palette, which
/// dark pages would swap.
pub(super) fn text_on(place: f64) -> Colour {
    match luminance(viridis(place)) < EVEN_CONTRAST {
        true => Colour(0xFEFEFE),
        false => Colour(0x010101),
    }
}

/// The luminance on which black and white have the same contrast, `(L + 0.05)^2 = 0.05 * 1.05`
/// (WCAG 2).
const EVEN_CONTRAST: f64 = 0.179;

/// Relative luminance, 0 to 1 (ITU-R BT.709, at an exponent of 2.2).
fn luminance(colour: Colour) -> f64 {
    let [red, green, blue] = colour.channels().map(|c| libm::pow(c / 255.0, 2.2));
    0.2126 * red + 0.7152 * green + 0.0722 * blue
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
        assert_eq!(viridis(2.0), Colour(0xFDE725));
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
