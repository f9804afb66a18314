//! Colours, and what becomes of them in dark mode.
//!
//! The curves' colours are those of Okabe and Ito (2008, "Color universal design"),
//! told apart with every common colour blindness. plotters writes colours as
//! attributes, so that dark mode is a style sheet that maps one colour to another:
//! a colour must have one role only.

use std::fmt::Write;

use plotters::style::RGBColor;

pub(in crate::report) const BACKGROUND: RGBColor = RGBColor(255, 255, 255);
pub(in crate::report) const INK: RGBColor = RGBColor(31, 35, 40);
pub(in crate::report) const MUTED: RGBColor = RGBColor(89, 99, 110);
pub(in crate::report) const GRID: RGBColor = RGBColor(225, 228, 232);

/// Blue, vermilion, green, purple, orange, sky blue: those that are strong on white first.
const SERIES: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
];

/// On a dark page blue is too dim: it becomes the palette's sky blue, and sky blue its yellow.
const DARK: [(RGBColor, RGBColor); 6] = [
    (BACKGROUND, RGBColor(13, 17, 23)),
    (INK, RGBColor(230, 237, 243)),
    (MUTED, RGBColor(157, 167, 177)),
    (GRID, RGBColor(48, 54, 61)),
    (SERIES[0], RGBColor(86, 180, 233)),
    (SERIES[5], RGBColor(240, 228, 66)),
];

/// The colour of a curve; from the seventh on they repeat.
pub(in crate::report) fn series(index: usize) -> RGBColor {
    SERIES[index % SERIES.len()]
}

/// The style sheet of a figure: the page's font, round joins, dark mode. `within` is put in front
/// of every selector: nothing in a file of its own, a parent where the figure stands in a page.
pub(in crate::report) fn style_sheet(within: &str) -> String {
    let mut sheet = format!(
        "{within}text {{ font-family: -apple-system, \"Segoe UI\", Helvetica, Arial, \"DejaVu Sans\", sans-serif; }}\n\
         {within}polyline {{ stroke-linejoin: round; stroke-linecap: round; }}\n\
         @media (prefers-color-scheme: dark) {{\n",
    );
    for (light, dark) in DARK {
        let (light, dark) = (hexadecimal(light), hexadecimal(dark));
        // Writing to a String cannot fail.
        let _ = writeln!(
            sheet,
            "  {within}[fill=\"{light}\"] {{ fill: {dark}; }} {within}[stroke=\"{light}\"] {{ stroke: {dark}; }}"
        );
    }
    sheet.push_str("}\n");
    sheet
}

/// As plotters writes a colour.
pub(in crate::report) fn hexadecimal(colour: RGBColor) -> String {
    format!("#{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2)
}
