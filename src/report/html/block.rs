//! What a page is built of.

use maud::{Markup, PreEscaped, html};

use crate::report::chart::Chart;
use crate::report::table::{Cell, Table, Tone};

/// From this many characters on a text in a table keeps a width at which it can be read on a phone.
const LONG: usize = 40;

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
            Block::Verdict(tone, text) => html! { p.verdict.(class(*tone)) { (text) } },
            Block::Code(text) => html! { pre tabindex="0" { code { (text.trim_end()) } } },
            Block::Table(table) => markup_of_table(table),
            Block::Figure(chart, caption) => html! {
                figure {
                    (PreEscaped(chart.inline_svg()))
                    @if !caption.is_empty() { figcaption { (caption) } }
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

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Bad => "bad",
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
