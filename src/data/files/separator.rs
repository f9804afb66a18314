//! What stands between the cells of a line: that which cuts all lines into equally many cells.

use std::borrow::Cow;

use csv::{Reader, ReaderBuilder, StringRecord, Trim};

/// What separates cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    Comma,
    Semicolon,
    Tab,
    Bar,
    /// One or more spaces or tabs.
    Spaces,
}

/// In the order in which they are tried: commas and spaces also stand within cells.
const ALL: [Separator; 5] = [
    Separator::Tab,
    Separator::Semicolon,
    Separator::Bar,
    Separator::Comma,
    Separator::Spaces,
];

/// Rows and bytes that are looked at.
const ROWS: usize = 200;
const BYTES: usize = 1 << 18;

/// Share of the lines that have to have the usual number of cells, if not all do.
const MOST: f64 = 0.9;

impl Separator {
    /// The byte between the cells of a [`prepared`](Self::prepared) text.
    pub fn byte(self) -> u8 {
        match self {
            Separator::Comma => b',',
            Separator::Semicolon => b';',
            Separator::Bar => b'|',
            Separator::Tab | Separator::Spaces => b'\t',
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Separator::Comma => "commas",
            Separator::Semicolon => "semicolons",
            Separator::Tab => "tabs",
            Separator::Bar => "|",
            Separator::Spaces => "spaces",
        }
    }

    /// The text with one byte between cells: a run of spaces becomes a tab, outside of quotes.
    pub fn prepared(self, text: &str) -> Cow<'_, str> {
        if self != Separator::Spaces {
            return Cow::Borrowed(text);
        }
        let mut tabbed = String::with_capacity(text.len());
        let (mut quoted, mut pending, mut begun) = (false, false, false);
        for letter in text.chars() {
            match letter {
                ' ' | '\t' if !quoted => pending = begun,
                '\n' | '\r' if !quoted => {
                    (pending, begun) = (false, false);
                    tabbed.push(letter);
                }
                _ => {
                    if pending {
                        tabbed.push('\t');
                    }
                    quoted ^= letter == '"';
                    (pending, begun) = (false, true);
                    tabbed.push(letter);
                }
            }
        }
        Cow::Owned(tabbed)
    }
}

/// Records of a prepared text.
pub(super) fn reader(text: &str, separator: Separator) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .delimiter(separator.byte())
        .from_reader(text.as_bytes())
}

/// A line without anything in it but separators.
pub(super) fn is_blank(record: &StringRecord) -> bool {
    record.iter().all(str::is_empty)
}

/// The beginning of a text, to the end of a line.
fn beginning(text: &str) -> &str {
    if text.len() <= BYTES {
        return text;
    }
    let end = text.as_bytes()[..BYTES]
        .iter()
        .rposition(|byte| matches!(byte, b'\n' | b'\r'));
    &text[..end.unwrap_or(0)]
}

/// The separator of a text; `None` where no line is cut by any.
pub(super) fn find(text: &str) -> Option<Separator> {
    let text = beginning(text);
    let shares = ALL.map(|separator| (separator, share(text, separator)));
    let clear = shares.iter().find(|(_, share)| *share >= MOST);
    let best = || {
        let by_share = |a: &&(Separator, f64), b: &&(Separator, f64)| a.1.total_cmp(&b.1);
        let cutting = shares.iter().filter(|(_, share)| *share > 0.0);
        cutting.max_by(by_share)
    };
    clear.or_else(best).map(|(separator, _)| *separator)
}

/// The share of the lines behind the first that are cut into the usual number of cells, 2 at least.
fn share(text: &str, separator: Separator) -> f64 {
    let prepared = separator.prepared(text);
    let mut reader = reader(&prepared, separator);
    let mut record = StringRecord::new();
    let (mut lengths, mut numbers) = (Vec::new(), false);
    while lengths.len() < ROWS && reader.read_record(&mut record).unwrap_or(false) {
        if is_blank(&record) {
            continue;
        }
        numbers |= !lengths.is_empty() && record.iter().any(|cell| cell.parse::<f64>().is_ok());
        lengths.push(record.len());
    }
    // Words have spaces between them; a table that is cut by spaces has numbers.
    if separator == Separator::Spaces && !numbers {
        return 0.0;
    }
    // The first line may be a title or a line of counts.
    let counted = if lengths.len() > 1 {
        &lengths[1..]
    } else {
        &lengths[..]
    };
    let most = |length: &&usize| counted.iter().filter(|other| *other == *length).count();
    let usual = counted
        .iter()
        .filter(|length| **length > 1)
        .max_by_key(most);
    usual.map_or(0.0, |usual| most(&usual) as f64 / counted.len() as f64)
}

/// A character that stands equally often on every line, where nothing else cuts them.
pub(super) fn unread(text: &str) -> Option<char> {
    const OTHERS: [char; 6] = [':', '^', '~', '&', '\u{1}', '/'];
    let lines = beginning(text)
        .lines()
        .filter(|line| !line.trim().is_empty());
    let lines: Vec<&str> = lines.take(ROWS).collect();
    let count = |line: &str, mark: char| line.matches(mark).count();
    OTHERS.into_iter().find(|&mark| {
        let first = lines.first().map_or(0, |line| count(line, mark));
        first > 0 && lines.len() > 1 && lines.iter().all(|line| count(line, mark) == first)
    })
}
