//! Colours, and what becomes of them in dark mode.
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
