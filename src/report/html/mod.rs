//! The HTML report: one page of text, tables and figures that needs nothing beside it.
//!
//! `sweep`, `verify` and `curves` describe their page with the same few blocks; [`Page::render`]
//! makes the document. It fetches nothing (a content security policy forbids it), adapts to
//! phones and to dark mode, and its tables sort. The same page gives the same bytes.

mod block;
mod curves;
mod sweep;
mod verify;

use maud::{DOCTYPE, Markup, PreEscaped, html};

pub use block::{Block, Card};
pub use curves::curves_html;
pub use sweep::sweep_html;
pub use verify::verify_html;

use super::chart::style_sheet;
use crate::runs::NUMERICS_VERSION;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Nothing may be fetched, framed or sent; only what stands in the page itself runs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      img-src data:; base-uri 'none'; form-action 'none'";

/// From this many sections on the page begins with a list of them.
const SECTIONS_WITH_CONTENTS: usize = 4;

/// A report.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The heading, and the title of the browser's tab.
    pub title: String,
    /// What it comes to, in words, under the heading.
    pub lead: Vec<Block>,
    /// The sections in order: their headings and what stands under them.
    pub sections: Vec<(String, Vec<Block>)>,
    /// The line that makes the results again.
    pub command: String,
    /// The configuration as TOML, where there is one.
    pub config: Option<String>,
}

impl Page {
    /// An empty page.
    pub fn new(title: impl Into<String>, command: impl Into<String>) -> Page {
        Page {
            title: title.into(),
            command: command.into(),
            ..Page::default()
        }
    }

    /// Adds a section at the end.
    pub fn section(&mut self, heading: impl Into<String>, blocks: Vec<Block>) {
        self.sections.push((heading.into(), blocks));
    }

    /// The document.
    pub fn render(&self) -> String {
        let document = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) }
                    style { (PreEscaped(STYLE)) (PreEscaped(style_sheet("figure svg "))) }
                }
                body {
                    header {
                        h1 { (self.title) }
                        @for block in &self.lead { (block.markup()) }
                    }
                    @if self.sections.len() >= SECTIONS_WITH_CONTENTS {
                        nav aria-label="Contents" {
                            ul {
                                @for (index, (heading, _)) in self.sections.iter().enumerate() {
                                    li { a href={ "#" (anchor(index)) } { (heading) } }
                                }
                            }
                        }
                    }
                    main {
                        @for (index, (heading, blocks)) in self.sections.iter().enumerate() {
                            section id=(anchor(index)) {
                                h2 { (heading) }
                                @for block in blocks { (block.markup()) }
                            }
                        }
                    }
                    (self.origin())
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        };
        document.into_string()
    }

    /// Where the numbers come from.
    fn origin(&self) -> Markup {
        let version = env!("CARGO_PKG_VERSION");
        html! {
            footer {
                h2 { "How to make this again" }
                (Block::Code(self.command.clone()).markup())
                p { "Made by sweetspot " (version) ", numerics version " (NUMERICS_VERSION) "." }
                @if let Some(config) = &self.config {
                    (Block::Folded("The configuration".into(), vec![Block::Code(config.clone())]).markup())
                }
            }
        }
    }
}

fn anchor(section: usize) -> String {
    format!("section-{}", section + 1)
}
