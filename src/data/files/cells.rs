//! A table as its file has it: rows of texts, before anyone asks what they mean.

/// Cells row after row, all rows of one width, with how they were found.
#[derive(Debug, Default)]
pub(in crate::data) struct Cells {
    /// Cells a row.
    pub width: usize,
    /// All texts, one behind the other.
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// The line of the file on which each row begins, counted from 1.
    lines: Vec<usize>,
    /// The names of the columns, where the format has them apart from the rows.
    pub names: Option<Vec<String>>,
    /// Whether a comma in a number is its decimal point.
    pub decimal_comma: bool,
    /// A character that stands equally often on every line, where no separator was found.
    pub unread_separator: Option<char>,
    /// The width of a first line that was narrower than all others by one cell.
    pub short_first_line: bool,
    /// What was taken for granted in reading.
    pub notes: Vec<String>,
}

impl Cells {
    /// An empty table of a width.
    pub fn new(width: usize) -> Self {
        Cells {
            width,
            ..Cells::default()
        }
    }

    /// Adds a row from its line.
    pub fn push<'a>(&mut self, line: usize, cells: impl Iterator<Item = &'a str>) {
        for cell in cells {
            self.text += cell;
            self.ends.push(self.text.len());
        }
        self.lines.push(line);
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.lines.len()
    }

    /// A cell.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        let index = row * self.width + column;
        let begin = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[begin..self.ends[index]]
    }

    /// A column from this row on.
    pub fn column(&self, from: usize, column: usize) -> impl Iterator<Item = &str> + Clone {
        (from..self.rows()).map(move |row| self.cell(row, column))
    }

    /// The line of a row, counted from 1.
    pub fn line(&self, row: usize) -> usize {
        self.lines.get(row).copied().unwrap_or(0)
    }

    /// The number that a cell is; infinite ones too.
    pub fn number(&self, cell: &str) -> Option<f64> {
        match self.decimal_comma && cell.contains(',') {
            true => cell.replacen(',', ".", 1).parse().ok(),
            false => cell.parse().ok(),
        }
    }
}

/// The ways in which a value that is not there is written: those of pandas, and `?` and `<null>` of
/// the UCI and KEEL repositories.
pub(in crate::data) fn is_missing(cell: &str) -> bool {
    const MISSING: [&str; 20] = [
        "", "?", "<null>", "NA", "N/A", "n/a", "<NA>", "NaN", "nan", "-NaN", "-nan", "NULL",
        "null", "None", "#N/A", "#N/A N/A", "#NA", "NaT", "NAN", "Null",
    ];
    MISSING.contains(&cell)
}
