//! Comma-separated values: one point a line, with or without a header.

use csv::{ReaderBuilder, StringRecord, Trim};
use faer::Mat;

use crate::data::DataError;
use crate::data::error::list;

/// The numbers of a file, row after row.
pub(in crate::data) struct Cells {
    /// Names, or indices counted from 0 where there is no header.
    pub columns: Vec<String>,
    values: Vec<f64>,
}

impl Cells {
    /// Every column as a coordinate: n x d.
    pub fn points(&self) -> Mat<f64> {
        self.without(None)
    }

    /// The labels are in the column of this name or, where no column has it, of this index
    /// counted from 0; the others are the coordinates, n x d.
    pub fn labelled(&self, column: &str) -> Result<(Mat<f64>, Vec<f64>), DataError> {
        let column = self.find(column)?;
        Ok((self.without(Some(column)), self.column(column)))
    }

    /// One column; which one has to be said only where there are several.
    pub fn labels(&self, column: Option<&str>) -> Result<Vec<f64>, DataError> {
        match column {
            Some(column) => Ok(self.column(self.find(column)?)),
            None if self.columns.len() == 1 => Ok(self.column(0)),
            None => Err(DataError::NoLabels(format!(
                "set data.label_column to one of its columns ({})",
                list(&self.columns)
            ))),
        }
    }

    fn column(&self, column: usize) -> Vec<f64> {
        let values = self.values.iter().skip(column);
        values.step_by(self.columns.len()).copied().collect()
    }

    /// All columns but one.
    fn without(&self, left_out: Option<usize>) -> Mat<f64> {
        let width = self.columns.len();
        let kept: Vec<usize> = (0..width).filter(|&j| Some(j) != left_out).collect();
        let rows = self.values.len() / width;
        Mat::from_fn(rows, kept.len(), |i, j| self.values[i * width + kept[j]])
    }

    fn find(&self, column: &str) -> Result<usize, DataError> {
        let index = || column.parse().ok().filter(|&j| j < self.columns.len());
        let named = self.columns.iter().position(|name| name == column);
        let found = named.or_else(index);
        found.ok_or_else(|| DataError::not_found("column", column, self.columns.clone()))
    }
}

/// Reads the bytes of a .csv file.
pub(in crate::data) fn read(bytes: &[u8]) -> Result<Cells, DataError> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(bytes);
    let mut columns: Option<Vec<String>> = None;
    let mut values = Vec::new();
    let mut record = StringRecord::new();
    while reader
        .read_record(&mut record)
        .map_err(DataError::broken("readable .csv file"))?
    {
        let header = columns.is_none() && is_header(&record);
        let names = columns.get_or_insert_with(|| {
            let name = |(j, cell): (usize, &str)| if header { cell.into() } else { j.to_string() };
            record.iter().enumerate().map(name).collect()
        });
        if !header {
            read_row(bytes, &record, names, &mut values)?;
        }
    }
    match columns {
        Some(columns) if !values.is_empty() => Ok(Cells { columns, values }),
        _ => Err(DataError::Empty),
    }
}

/// Whether the first line names the columns: some cell is not a number, and those that
/// are look like indices (a table library's unnamed columns). So a slip in a first line
/// of measurements is reported, not taken for a header.
fn is_header(record: &StringRecord) -> bool {
    let is_index = |cell: &str| !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit());
    let is_name = |cell: &str| cell.parse::<f64>().is_err();
    record.iter().any(is_name) && record.iter().all(|cell| is_name(cell) || is_index(cell))
}

fn read_row(
    bytes: &[u8],
    record: &StringRecord,
    columns: &[String],
    values: &mut Vec<f64>,
) -> Result<(), DataError> {
    if record.len() != columns.len() {
        return Err(DataError::Ragged {
            line: line(bytes, record),
            found: record.len(),
            expected: columns.len(),
        });
    }
    for (column, cell) in columns.iter().zip(record) {
        match cell.parse::<f64>() {
            Ok(value) if value.is_finite() => values.push(value),
            _ => {
                return Err(DataError::NotANumber {
                    line: line(bytes, record),
                    column: column.clone(),
                    value: cell.to_string(),
                });
            }
        }
    }
    Ok(())
}

/// The line of a record, counted from 1. The reader's own position is where the record
/// before it ended, which is wrong after a blank line.
fn line(bytes: &[u8], record: &StringRecord) -> usize {
    let before = record.position().map_or(0, |position| position.byte());
    let begins =
        |&(place, &byte): &(usize, &u8)| place as u64 >= before && !matches!(byte, b'\r' | b'\n');
    let above = bytes.iter().enumerate().take_while(|at| !begins(at));
    1 + above.filter(|(_, byte)| **byte == b'\n').count()
}
