//! The one model of a table: drawn as text and as Markdown here, as HTML in [`super::html`].

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
    /// What stands in front of it on a terminal where it stands out, and how it is coloured.
    pub mark: Option<(char, Tone)>,
}

/// A cell.
#[derive(Clone, Debug, Default)]
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

/// How a verdict is coloured; the words say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Good,
    /// Not as it should be.
    Bad,
    /// Refuted: a finding, and no failure.
    Refuted,
    /// None of these.
    Neutral,
}

impl Column {
    /// A column of texts.
    pub fn text(name: impl Into<String>) -> Column {
        let (name, numeric) = (name.into(), false);
        Column { name, numeric }
    }

    /// A column of numbers.
    pub fn number(name: impl Into<String>) -> Column {
        let (name, numeric) = (name.into(), true);
        Column { name, numeric }
    }
}

impl From<Vec<Cell>> for Row {
    fn from(cells: Vec<Cell>) -> Row {
        Row { cells, mark: None }
    }
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell {
            text: text.into(),
            ..Cell::default()
        }
    }

    /// A number as it is shown, and as it sorts; `None` sorts last.
    pub fn number(text: impl Into<String>, sort: Option<f64>) -> Cell {
        Cell {
            sort: sort.filter(|value| !value.is_nan()),
            ..Cell::text(text)
        }
    }

    /// A whole number.
    pub fn count(count: u64) -> Cell {
        Cell::number(count.to_string(), Some(count as f64))
    }

    /// The same cell, leading to a card.
    pub fn leading_to(self, anchor: impl Into<String>) -> Cell {
        let link = Some(anchor.into());
        Cell { link, ..self }
    }

    /// The same cell, coloured.
    pub fn toned(self, tone: Tone) -> Cell {
        let tone = Some(tone);
        Cell { tone, ..self }
    }
}

impl Tone {
    /// The text in bold and in this colour on a terminal.
    pub(super) fn painted(self, text: &str) -> String {
        let colour = match self {
            Tone::Good => 32,
            Tone::Bad => 31,
            Tone::Refuted => 35,
            Tone::Neutral => 33,
        };
        format!("\u{1b}[1m\u{1b}[{colour}m{text}\u{1b}[0m")
    }
}

impl Table {
    pub(super) fn without(mut self, names: &[&str]) -> Table {
        let kept = |column: &Column| !names.contains(&column.name.as_str());
        let keep: Vec<bool> = self.columns.iter().map(kept).collect();
        for row in &mut self.rows {
            let mut keep = keep.iter();
            row.cells.retain(|_| keep.next() == Some(&true));
        }
        self.columns.retain(kept);
        self
    }

    /// A line for the headings and one a row, numbers set to the right, two spaces between columns
    /// where that leaves lines of at most `most` characters, else one. The first cell of a row is
    /// painted in its tone.
    pub(super) fn text(&self, most: usize) -> String {
        let names = self.columns.iter().map(|column| Cell::text(&column.name));
        let headings = Row::from(names.collect::<Vec<_>>());
        let lines = || [&headings].into_iter().chain(&self.rows);
        let length = |row: &Row, column: usize| row.cells[column].text.chars().count();
        let width = |column: usize| lines().map(|row| length(row, column)).max().unwrap_or(0);
        let widths: Vec<usize> = (0..self.columns.len()).map(width).collect();
        let full = 2 * widths.len() + widths.iter().sum::<usize>();
        let gap = if full <= most { "  " } else { " " };
        let mut text = String::new();
        for row in lines() {
            text.push(row.mark.map_or(' ', |(mark, _)| mark));
            for (index, cell) in row.cells.iter().enumerate() {
                let room = " ".repeat(widths[index] - length(row, index));
                let shown = match cell.tone {
                    Some(tone) if index == 0 => tone.painted(&cell.text),
                    _ => cell.text.clone(),
                };
                text += if index == 0 { " " } else { gap };
                text += &match self.columns[index].numeric {
                    true => room + &shown,
                    false if index + 1 == widths.len() => shown,
                    false => shown + &room,
                };
            }
            text.push('\n');
        }
        text
    }

    pub(super) fn markdown(&self) -> String {
        let names = self.columns.iter().map(|column| match &*column.name {
            "" => "| ".to_string(),
            name => format!("| {name} "),
        });
        let rules = self.columns.iter().map(|column| match column.numeric {
            true => "| ---: ",
            false => "| --- ",
        });
        let (names, rules): (String, String) = (names.collect(), rules.collect());
        let cell = |cell: &Cell| format!("| {} ", escaped(&cell.text));
        let row = |row: &Row| row.cells.iter().map(cell).collect::<String>() + "|\n";
        let rows: String = self.rows.iter().map(row).collect();
        format!("{names}|\n{rules}|\n{rows}")
    }
}

/// What Markdown would take for markup or the end of a cell, as plain text in one line.
pub(super) fn escaped(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut plain = String::new();
    for character in words.join(" ").chars() {
        match character {
            '<' => plain.push_str("&lt;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '~' | '\\' => plain.extend(['\\', character]),
            _ => plain.push(character),
        }
    }
    plain
}
