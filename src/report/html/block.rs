//! What a page is built of.

use maud::{Markup, PreEscaped, html};

use crate::report::chart::Chart;
use crate::report::table::{Table, Tone};

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
    pub(super) fn markup(&self) -> Markup {
        match self {
            Block::Text(text) => html! { p { (text) } },
            Block::Verdict(tone, text) => html! { p.verdict.(tone.class()) { (text) } },
            Block::Code(text) => html! { pre tabindex="0" { code { (text.trim_end()) } } },
            Block::Table(table) => table.markup(),
            Block::Figure(chart, caption) => html! {
                figure {
                    (PreEscaped(chart.inline_svg()))
                    @if !caption.is_empty() { figcaption { (caption) } }
                }
            },
            Block::Cards(cards) => html! {
                div.cards { @for card in cards { (card.markup()) } }
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

impl Tone {
    pub(super) fn class(self) -> &'static str {
        match self {
            Tone::Good => "good",
            Tone::Bad => "bad",
            Tone::Neutral => "neutral",
        }
    }
}

impl Card {
    fn markup(&self) -> Markup {
        let (tone, verdict) = &self.verdict;
        html! {
            article.(tone.class()) id=(self.anchor) {
                h3 { (self.heading) }
                p.chip.(tone.class()) { (verdict) }
                @for block in &self.blocks { (block.markup()) }
            }
        }
    }
}
