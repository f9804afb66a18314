//! Which columns of a table are used, and for what.

use super::header::Header;
use crate::config::FileConfig;
use crate::data::DataError;
use crate::data::files::Cells;

/// What a column of labels is mostly called.
const LABELS: [&str; 5] = ["y", "label", "labels", "target", "class"];

/// Rows from which on numbers that count them are noted.
const ROWS: usize = 10;

/// The columns of a table.
#[derive(Debug)]
pub(super) struct Columns<'a> {
    pub cells: &'a Cells,
    pub header: Header,
}

/// The columns that are used, by position.
#[derive(Debug)]
pub(super) struct Chosen {
    pub features: Vec<usize>,
    pub label: Option<usize>,
    /// What was taken for granted.
    pub notes: Vec<String>,
}

impl Columns<'_> {
    /// The columns that a configuration asks for; `labelled` where the labels stand among them.
    pub fn choose(&self, config: &FileConfig, labelled: bool) -> Result<Chosen, DataError> {
        let mut notes = Vec::new();
        if self.cells.width == 1
            && let Some(mark) = self.cells.unread_separator
        {
            return Err(DataError::Separator { mark });
        }
        let label = match &config.label_column {
            _ if !labelled => None,
            Some(name) => Some(self.find(name)?),
            None => Some(self.usual_label(&mut notes)?),
        };
        let all = 0..self.cells.width;
        let found = |names: &[String]| -> Result<Vec<usize>, DataError> {
            names.iter().map(|name| self.find(name)).collect()
        };
        let (columns, left_out) = (found(&config.columns)?, found(&config.leave_out)?);
        let asked = |at: &usize| columns.is_empty() || columns.contains(at);
        let used = all.filter(|at| Some(*at) != label && asked(at) && !left_out.contains(at));
        let mut features: Vec<usize> = used.collect();
        if columns.is_empty() {
            features.retain(|&at| match self.unnamed_index(at) {
                false => true,
                true => {
                    notes.push(format!(
                        "the first column has no name and another whole number in every row: an \
                         index, which is left out (data.columns can name it, as {at})"
                    ));
                    false
                }
            });
        }
        self.refuse_twins(&features, label)?;
        for &at in features.iter().filter(|&&at| !columns.contains(&at)) {
            if self.counts_rows(at) {
                notes.push(format!(
                    "column {} counts the rows: if it is an index, leave it out with \
                     data.leave_out",
                    self.header.names[at]
                ));
            }
        }
        Ok(Chosen {
            features,
            label,
            notes,
        })
    }

    /// The column of a name or, where no column has it, of a position from 0. What is both is
    /// refused.
    pub fn find(&self, name: &str) -> Result<usize, DataError> {
        let names = &self.header.names;
        let place: Option<usize> = name.parse().ok().filter(|&at| at < names.len());
        let mut named = (0..names.len()).filter(|&at| names[at] == name && !self.is_numbered(at));
        let first = named.next();
        let others: Vec<usize> = first.into_iter().chain(named).collect();
        match (first, place) {
            _ if others.len() > 1 => Err(self.twins(name, others)),
            (Some(at), Some(place)) if at != place => Err(DataError::NameAndPosition {
                name: name.to_owned(),
                at,
                other: names[place].clone(),
                line: self.cells.line(0),
            }),
            (Some(at), _) | (None, Some(at)) => Ok(at),
            (None, None) => Err(DataError::not_found("column", name, names.clone())),
        }
    }

    /// Whether a column is called by its position, for want of a name.
    fn is_numbered(&self, at: usize) -> bool {
        self.header.first == 0 && self.cells.names.is_none()
            || self.header.unnamed[at] && self.header.names[at] == at.to_string()
    }

    fn twins(&self, name: &str, at: Vec<usize>) -> DataError {
        let name = name.to_owned();
        DataError::DuplicateName { name, at }
    }

    /// Two columns that are used and have one name.
    fn refuse_twins(&self, features: &[usize], label: Option<usize>) -> Result<(), DataError> {
        let names = &self.header.names;
        let used: Vec<usize> = features.iter().copied().chain(label).collect();
        for &at in &used {
            let twins = used.iter().filter(|&&other| names[other] == names[at]);
            let mut twins: Vec<usize> =
                twins.copied().filter(|&at| !self.is_numbered(at)).collect();
            if twins.len() > 1 {
                twins.sort_unstable();
                return Err(self.twins(&names[at], twins));
            }
        }
        Ok(())
    }

    /// The only column with a usual name for labels.
    fn usual_label(&self, notes: &mut Vec<String>) -> Result<usize, DataError> {
        let names = &self.header.names;
        let usual = |at: &usize| LABELS.contains(&names[*at].to_lowercase().as_str());
        let found: Vec<usize> = (0..names.len()).filter(usual).collect();
        let [only] = found[..] else {
            return Err(DataError::NoLabels(format!(
                "set data.label_column (--label-column) to one of its columns ({}), or data.labels \
                 to a file",
                crate::data::error::list(names)
            )));
        };
        let name = &names[only];
        notes.push(format!(
            "the labels are taken from column {name}; data.label_column chooses another"
        ));
        Ok(only)
    }

    /// Whether the first column, without a name, has another whole number in every row.
    fn unnamed_index(&self, at: usize) -> bool {
        let nameless = self.header.unnamed[at] || self.cells.short_first_line;
        if at != 0 || !nameless {
            return false;
        }
        if self.cells.short_first_line {
            return true;
        }
        let Some(mut numbers) = self.whole_numbers(at) else {
            return false;
        };
        numbers.sort_unstable();
        numbers.windows(2).all(|pair| pair[0] != pair[1])
    }

    /// Whether a column goes up by one from row to row.
    fn counts_rows(&self, at: usize) -> bool {
        let Some(numbers) = self.whole_numbers(at) else {
            return false;
        };
        numbers.len() >= ROWS && numbers.windows(2).all(|pair| pair[0] + 1 == pair[1])
    }

    /// The values of a column, where all are whole numbers.
    fn whole_numbers(&self, at: usize) -> Option<Vec<i64>> {
        let values = self.cells.column(self.header.first, at);
        values.map(|cell| cell.parse().ok()).collect()
    }
}
