//! Lines of cells: separated by commas, semicolons, tabs, | or spaces, which the lines tell.

use csv::StringRecord;

use super::cells::Cells;
use super::separator::{Separator, find, is_blank, reader, unread};
use crate::data::DataError;

/// Reads the bytes of a table, without its first lines.
pub(in crate::data) fn read(bytes: &[u8], skip_lines: usize) -> Result<Cells, DataError> {
    let text = decoded(bytes)?;
    let (skipped, text) = without_lines(&text, skip_lines)?;
    let separator = find(text);
    let unread = if separator.is_none() {
        unread(text)
    } else {
        None
    };
    let separator = separator.unwrap_or(Separator::Comma);
    let text = separator.prepared(text);
    let mut cells = rows(&text, separator, skipped)?;
    cells.unread_separator = unread;
    if cells.width > 1 && separator != Separator::Comma {
        let words = separator.words();
        cells
            .notes
            .push(format!("the columns are separated by {words}"));
    }
    cells.decimal_comma = separator != Separator::Comma && has_decimal_commas(&cells);
    if cells.decimal_comma {
        let note = "numbers have a decimal comma";
        cells.notes.push(note.to_owned());
    }
    Ok(cells)
}

/// The text of bytes in UTF-8, or in UTF-16 that begins with its mark.
fn decoded(bytes: &[u8]) -> Result<String, DataError> {
    let units = |order: fn([u8; 2]) -> u16| -> Vec<u16> {
        let pairs = bytes[2..].chunks_exact(2);
        pairs.map(|pair| order([pair[0], pair[1]])).collect()
    };
    let wide = match bytes {
        [0xff, 0xfe, ..] => Some(units(u16::from_le_bytes)),
        [0xfe, 0xff, ..] => Some(units(u16::from_be_bytes)),
        _ => None,
    };
    if let Some(wide) = wide {
        return String::from_utf16(&wide).map_err(DataError::broken("UTF-16 text"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = 1 + ends(&String::from_utf8_lossy(before));
        DataError::NotUtf8 { line }
    })?;
    Ok(text.to_owned())
}

/// Lines that end in a text: by \n, \r\n or \r.
fn ends(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_end = |(at, byte): (usize, &u8)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    bytes.iter().enumerate().filter(|at| is_end(*at)).count()
}

/// A text without its first lines, and how many they were.
fn without_lines(text: &str, skip: usize) -> Result<(usize, &str), DataError> {
    let mut rest = text;
    for skipped in 0..skip {
        let Some(end) = rest.find(['\n', '\r']) else {
            return Err(DataError::SkippedAll {
                lines: skipped + usize::from(!rest.is_empty()),
                skip,
            });
        };
        let long = if rest[end..].starts_with("\r\n") {
            2
        } else {
            1
        };
        rest = &rest[end + long..];
    }
    Ok((skip, rest))
}

fn rows(text: &str, separator: Separator, skipped: usize) -> Result<Cells, DataError> {
    let mut reader = reader(text, separator);
    let mut record = StringRecord::new();
    let mut place = Place::new(text, skipped);
    let mut lengths = Vec::new();
    let mut records = Vec::new();
    let mut blank = 0;
    while reader
        .read_record(&mut record)
        .map_err(DataError::broken("readable table"))?
    {
        let line = place.line(record.position().map_or(0, |position| position.byte()));
        if is_blank(&record) {
            blank += usize::from(record.len() > 1);
            continue;
        }
        lengths.push(record.len());
        records.push((line, record.clone()));
    }
    let Some(&first) = lengths.first() else {
        return Err(DataError::Empty);
    };
    let others = &lengths[1..];
    let alike = others
        .first()
        .filter(|one| others.iter().all(|other| other == *one));
    // One cell more on every line than in the names: the names of the rows (R's write.table), or a
    // separator at the end of the line.
    let short_first_line = alike == Some(&(first + 1)) && !are_counts(&records[0].1, &lengths);
    let width = if short_first_line { first + 1 } else { first };
    check_widths(&records, &lengths, width, short_first_line)?;
    let mut cells = Cells::new(width);
    let ends_in_separator = short_first_line && {
        let mut others = records[1..].iter();
        others.all(|(_, record)| record.get(first) == Some(""))
    };
    for (index, (line, record)) in records.iter().enumerate() {
        match short_first_line && index == 0 {
            true if ends_in_separator => cells.push(*line, record.iter().chain([""])),
            true => cells.push(*line, [""].into_iter().chain(record.iter())),
            false => cells.push(*line, record.iter()),
        }
    }
    cells.short_first_line = short_first_line && !ends_in_separator;
    if blank > 0 {
        cells
            .notes
            .push(format!("{blank} lines without a value are left out"));
    }
    Ok(cells)
}

/// The line of counts in front of the tables of scikit-learn: rows, columns, names of the classes.
fn are_counts(first: &StringRecord, lengths: &[usize]) -> bool {
    let count = |cell: usize| first.get(cell)?.parse().ok();
    let width = lengths.get(1).copied().unwrap_or(0);
    count(0) == Some(lengths.len() - 1) && count(1).is_some_and(|count: usize| count + 1 == width)
}

fn check_widths(
    records: &[(usize, StringRecord)],
    lengths: &[usize],
    width: usize,
    short_first_line: bool,
) -> Result<(), DataError> {
    let from = usize::from(short_first_line);
    let Some(at) = (from..lengths.len()).find(|&row| lengths[row] != width) else {
        return Ok(());
    };
    let (line, found) = (records[at].0, lengths[at]);
    let (first, others) = (records[0].0, &lengths[1..]);
    // All lines but the first agree: the first is no row of the table.
    if others.iter().all(|length| *length == found) {
        return Err(DataError::FirstLine {
            line: first,
            found: width,
            expected: found,
            counts: are_counts(&records[0].1, lengths),
        });
    }
    Err(DataError::Ragged {
        line,
        found,
        expected: width,
    })
}

/// Some cell is a number with a comma, and none has a point.
fn has_decimal_commas(cells: &Cells) -> bool {
    let mut some = false;
    for column in 0..cells.width {
        for cell in cells.column(0, column) {
            let number = |mark: char| {
                let (whole, part) = cell.split_once(mark)?;
                let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
                let whole = whole.trim_start_matches(['-', '+']);
                let part = part.split(['e', 'E']).next().unwrap_or("");
                (digits(whole) && digits(part) && !(whole.is_empty() && part.is_empty()))
                    .then_some(())
            };
            if number('.').is_some() {
                return false;
            }
            some |= number(',').is_some();
        }
    }
    some
}

/// Lines by their bytes, in rising order.
struct Place<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
}

impl<'a> Place<'a> {
    fn new(text: &'a str, skipped: usize) -> Self {
        Place {
            text: text.as_bytes(),
            at: 0,
            line: 1 + skipped,
        }
    }

    /// The line of a record, counted from 1. The reader's own position is where the record before it
    /// ended, which is wrong after a blank line, and it knows no lines that end in \r alone.
    fn line(&mut self, byte: u64) -> usize {
        let is_end = |byte: u8| matches!(byte, b'\r' | b'\n');
        let text = self.text;
        while self.at < text.len() && ((self.at as u64) < byte || is_end(text[self.at])) {
            let ended = match text[self.at] {
                b'\n' => true,
                b'\r' => text.get(self.at + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line += usize::from(ended);
            self.at += 1;
        }
        self.line
    }
}
