//! A figure inside a page.

use maud::{Markup, PreEscaped, html};

/// A figure as an exporter of this library draws it, and what stands below it.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The SVG document.
    pub svg: String,
    /// The caption; empty for none.
    pub caption: String,
}

impl Figure {
    pub(super) fn markup(&self) -> Markup {
        html! {
            figure {
                (PreEscaped(without_style_sheet(&self.svg)))
                @if !self.caption.is_empty() { figcaption { (self.caption) } }
            }
        }
    }
}

/// A style sheet inside an SVG would hold for the whole page, and once for every figure: the page
/// has one for all of them, which reaches only into figures.
fn without_style_sheet(svg: &str) -> String {
    let parts = svg.split_once("<style>");
    let rest = parts.and_then(|(front, rest)| Some((front, rest.split_once("</style>")?.1)));
    match rest {
        Some((front, back)) => format!("{}{}", front.trim_end(), back),
        None => svg.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_style_sheet_goes() {
        let svg = "<svg>\n<title>t</title>\n<style>\ntext { a: b; }\n</style>\n<text/></svg>";
        assert_eq!(
            without_style_sheet(svg),
            "<svg>\n<title>t</title>\n<text/></svg>"
        );
        assert_eq!(without_style_sheet("<svg></svg>"), "<svg></svg>");
    }
}
