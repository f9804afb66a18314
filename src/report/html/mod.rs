//! The HTML report: one page of text, tables and figures that needs nothing beside it.
//!
//! `sweep`, `verify` and `curves` describe their page with the same few blocks; [`Page::render`]
//! makes the document. It fetches nothing (a content security policy forbids it), adapts to
//! phones and to dark mode, and its tables sort. The same page gives the same bytes.

mod curves;
mod sweep;
mod tune;
mod verify;

use maud::{DOCTYPE, Markup, PreEscaped, html};

pub use curves::curves_html;
pub use sweep::sweep_html;
pub use tune::tune_html;
pub use verify::verify_html;

use super::characters::without_forbidden;
use super::chart::{Chart, style_sheet};
use super::table::{Cell, Table, Tone};
use crate::runs::NUMERICS_VERSION;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Nothing may be fetched, framed or sent; only what stands in the page itself runs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      img-src data:; base-uri 'none'; form-action 'none'";

/// From this many sections on the page begins with a list of them.
const SECTIONS_WITH_CONTENTS: usize = 4;

/// From this many characters on a text in a table keeps a width at which it can be read on a phone.
const LONG: usize = 40;

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
        without_forbidden(document.into_string())
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

/// One thing in a page. Texts are plain: whatever they hold is shown, never run.
#[derive(Clone, Debug)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// A paragraph that stands out: a verdict.
    Verdict(Tone, String),
    /// A line or a file to copy.
    Code(String),
    /// A table that sorts.
    Table(Table),
    /// A figure with its caption; empty for none.
    Figure(Chart, String),
    /// Figures with their captions, beside each other where there is room.
    Figures(Vec<(Chart, String)>),
    /// Cards beside each other where there is room.
    Cards(Vec<Card>),
    /// What opens on a click, under the text that is always seen.
    Folded(String, Vec<Block>),
}

/// One result with all that belongs to it.
#[derive(Clone, Debug)]
pub struct Card {
    /// What a link to it names; no other card of the page has the same.
    pub anchor: String,
    /// Its heading.
    pub heading: String,
    /// Its verdict.
    pub verdict: (Tone, String),
    /// What stands in it.
    pub blocks: Vec<Block>,
}

impl Block {
    fn markup(&self) -> Markup {
        match self {
            Block::Text(text) => html! { p { (text) } },
            Block::Verdict(tone, text) => html! { p.verdict.(class(*tone)) { (text) } },
            Block::Code(text) => html! { pre tabindex="0" { code { (text.trim_end()) } } },
            Block::Table(table) => markup_of_table(table),
            Block::Figure(chart, caption) => markup_of_figure(chart, caption),
            Block::Figures(figures) => html! {
                div.figures {
                    @for (chart, caption) in figures { (markup_of_figure(chart, caption)) }
                }
            },
            Block::Cards(cards) => html! {
                div.cards { @for card in cards { (markup_of_card(card)) } }
            },
            Block::Folded(summary, blocks) => html! {
                details {
                    summary { (summary) }
                    @for block in blocks { (block.markup()) }
                }
            },
        }
    }
}

fn markup_of_figure(chart: &Chart, caption: &str) -> Markup {
    html! {
        figure {
            (PreEscaped(chart.inline_svg()))
            @if !caption.is_empty() { figcaption { (caption) } }
        }
    }
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Refuted => "refuted",
        Tone::Neutral => "neutral",
    }
}

fn markup_of_card(card: &Card) -> Markup {
    let (tone, verdict) = &card.verdict;
    html! {
        article.(class(*tone)) id=(card.anchor) {
            h3 { (card.heading) }
            p.chip.(class(*tone)) { (verdict) }
            @for block in &card.blocks { (block.markup()) }
        }
    }
}

/// A table that sorts on a click, or with the keyboard. Its box scrolls where it is wider than the
/// screen, the page does not.
fn markup_of_table(table: &Table) -> Markup {
    html! {
        div.scroll role="region" tabindex="0" aria-label=(table.caption) {
            table.sortable {
                caption { span { (table.caption) } }
                thead {
                    tr {
                        @for column in &table.columns {
                            th scope="col" aria-sort="none" class=[column.numeric.then_some("number")] {
                                button type="button" { (column.name) }
                            }
                        }
                    }
                }
                tbody {
                    @for row in &table.rows {
                        tr class=[row.mark.map(|(_, tone)| class(tone))] {
                            @for (column, cell) in table.columns.iter().zip(&row.cells) {
                                (markup_of_cell(cell, column.numeric))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn markup_of_cell(cell: &Cell, numeric: bool) -> Markup {
    let key = numeric.then(|| cell.sort.map_or_else(String::new, sort_key));
    let width = match cell.text.chars().count() {
        _ if numeric => Some("number"),
        LONG.. => Some("long"),
        _ => None,
    };
    html! {
        td class=[width] data-sort=[key] {
            @match (&cell.link, cell.tone) {
                (Some(anchor), _) => a href={ "#" (anchor) } { (cell.text) },
                (None, Some(tone)) => span.chip.(class(tone)) { (cell.text) },
                (None, None) => (cell.text),
            }
        }
    }
}

/// As JavaScript's `Number` reads it.
fn sort_key(value: f64) -> String {
    match value {
        f64::INFINITY => "Infinity".to_string(),
        f64::NEG_INFINITY => "-Infinity".to_string(),
        value => format!("{value:e}"),
    }
}
