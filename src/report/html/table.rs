//! Tables that sort on a click, or with the keyboard.

use maud::{Markup, html};

use crate::report::table::{Cell, Column, Table, Tone};

/// From this many characters on a text keeps a width at which it can be read on a phone.
const LONG: usize = 40;

impl Table {
    pub(super) fn markup(&self) -> Markup {
        // The box scrolls where the table is wider than the screen, the page does not.
        html! {
            div.scroll role="region" tabindex="0" aria-label=(self.caption) {
                table.sortable {
                    caption { span { (self.caption) } }
                    thead { tr { @for column in &self.columns { (column.markup()) } } }
                    tbody {
                        @for row in &self.rows {
                            tr class=[row.tone.map(Tone::class)] {
                                @for (column, cell) in self.columns.iter().zip(&row.cells) {
                                    (cell.markup(column.numeric))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

impl Column {
    fn markup(&self) -> Markup {
        html! {
            th scope="col" aria-sort="none" class=[self.numeric.then_some("number")] {
                button type="button" { (self.name) }
            }
        }
    }
}

impl Cell {
    fn markup(&self, numeric: bool) -> Markup {
        let key = numeric.then(|| self.sort.map_or_else(String::new, sort_key));
        let class = match self.text.chars().count() {
            _ if numeric => Some("number"),
            LONG.. => Some("long"),
            _ => None,
        };
        html! {
            td class=[class] data-sort=[key] {
                @match (&self.link, self.tone) {
                    (Some(anchor), _) => a href={ "#" (anchor) } { (self.text) },
                    (None, Some(tone)) => span.chip.(tone.class()) { (self.text) },
                    (None, None) => (self.text),
                }
            }
        }
    }
}

/// As JavaScript's `Number` reads it.
fn sort_key(value: f64) -> String {
    if value.is_infinite() {
        let sign = if value < 0.0 { "-" } else { "" };
        return format!("{sign}Infinity");
    }
    format!("{value:e}")
}
