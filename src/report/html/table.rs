//! Tables that sort on a click, or with the keyboard.

use maud::{Markup, html};

use super::Tone;

/// From this many characters on a text keeps a width at which it can be read on a phone.
const LONG: usize = 40;

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// What it shows, above it.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, in the order before anything was sorted.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub name: String,
    /// Whether its cells are numbers, set to the right.
    pub numeric: bool,
}

/// A row; as many cells as the table has columns.
#[derive(Clone, Debug)]
pub struct Row {
    /// The cells.
    pub cells: Vec<Cell>,
    /// How the row stands out, if it does.
    pub tone: Option<Tone>,
}

/// A cell.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What it shows.
    pub text: String,
    /// The number it sorts by; without one it sorts by its text in a column of texts, and last
    /// in a column of numbers.
    pub sort: Option<f64>,
    /// The anchor of a card it leads to.
    pub link: Option<String>,
    /// The colour of a verdict.
    pub tone: Option<Tone>,
}

impl Column {
    /// A column of texts.
    pub fn text(name: impl Into<String>) -> Column {
        Column {
            name: name.into(),
            numeric: false,
        }
    }

    /// A column of numbers.
    pub fn number(name: impl Into<String>) -> Column {
        Column {
            name: name.into(),
            numeric: true,
        }
    }
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell {
            text: text.into(),
            sort: None,
            link: None,
            tone: None,
        }
    }

    /// A number as it is shown, and as it sorts; `None` sorts last.
    pub fn number(text: impl Into<String>, sort: Option<f64>) -> Cell {
        Cell {
            sort: sort.filter(|value| !value.is_nan()),
            ..Cell::text(text)
        }
    }

    /// The same cell, leading to a card.
    pub fn leading_to(self, anchor: impl Into<String>) -> Cell {
        Cell {
            link: Some(anchor.into()),
            ..self
        }
    }

    /// The same cell, coloured.
    pub fn toned(self, tone: Tone) -> Cell {
        Cell {
            tone: Some(tone),
            ..self
        }
    }
}

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
