//! Parquet: named columns of typed values.

#[cfg(feature = "report")]
use parquet::{
    file::reader::{FileReader, SerializedFileReader},
    record::Field,
};

use super::cells::Cells;
use crate::data::DataError;

/// Reads the bytes of a Parquet file; nulls are cells without a value.
#[cfg(feature = "report")]
pub(super) fn read(bytes: Vec<u8>) -> Result<Cells, DataError> {
    let broken = DataError::broken("readable Parquet file");
    let file = SerializedFileReader::new(bytes::Bytes::from(bytes)).map_err(&broken)?;
    let schema = file.metadata().file_metadata().schema();
    let names: Vec<String> = schema
        .get_fields()
        .iter()
        .map(|field| field.name().to_owned())
        .collect();
    let mut cells = Cells::new(names.len());
    for (row, record) in file.get_row_iter(None).map_err(&broken)?.enumerate() {
        let record = record.map_err(&broken)?;
        let texts: Result<Vec<String>, DataError> = record
            .get_column_iter()
            .map(|(name, field)| text(name, field))
            .collect();
        cells.push(row + 1, texts?.iter().map(String::as_str));
    }
    cells.names = Some(names);
    Ok(cells)
}

/// A value as a text that gives the same number again.
#[cfg(feature = "report")]
fn text(name: &str, field: &Field) -> Result<String, DataError> {
    Ok(match field {
        Field::Null => String::new(),
        Field::Bool(truth) => truth.to_string(),
        Field::Byte(n) => n.to_string(),
        Field::Short(n) => n.to_string(),
        Field::Int(n) | Field::Date(n) => n.to_string(),
        Field::Long(n) | Field::TimestampMillis(n) | Field::TimestampMicros(n) => n.to_string(),
        Field::UByte(n) => n.to_string(),
        Field::UShort(n) => n.to_string(),
        Field::UInt(n) => n.to_string(),
        Field::ULong(n) => n.to_string(),
        Field::Float16(x) => f64::from(*x).to_string(),
        // Through the number itself: the shortest text of a float is that of another double.
        Field::Float(x) => f64::from(*x).to_string(),
        Field::Double(x) => x.to_string(),
        Field::Str(text) => text.trim().to_owned(),
        Field::Decimal(_) => field.to_string(),
        _ => {
            let column = name.to_owned();
            return Err(DataError::ParquetType { column });
        }
    })
}

/// This build reads none.
#[cfg(not(feature = "report"))]
pub(super) fn read(_: Vec<u8>) -> Result<Cells, DataError> {
    Err(DataError::OtherFormat(
        "a Parquet file, which this build without the feature `report` does not read",
    ))
}
