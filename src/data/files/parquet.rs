//! Parquet: named columns of typed values.

#[cfg(feature = "report")]
use parquet::{
    basic::ConvertedType,
    column::reader::{ColumnReader, ColumnReaderImpl},
    data_type::DataType,
    errors::ParquetError,
    file::reader::{FileReader, RowGroupReader, SerializedFileReader},
    record::Field,
    schema::types::ColumnDescPtr,
};

use super::cells::Cells;
use crate::data::DataError;

pub(super) const FORMAT: &str = "readable Parquet file";

/// Rows of a column that are decoded at once.
#[cfg(feature = "report")]
const ROWS: usize = 8192;

/// Reads the bytes of a Parquet file; nulls are cells without a value. Column by column: the crate's
/// iterator over rows panics more often where a file is damaged.
#[cfg(feature = "report")]
pub(super) fn read(bytes: Vec<u8>) -> Result<Cells, DataError> {
    let broken = DataError::broken(FORMAT);
    let file = SerializedFileReader::new(bytes::Bytes::from(bytes)).map_err(&broken)?;
    let schema = file.metadata().file_metadata().schema_descr_ptr();
    let names = schema
        .columns()
        .iter()
        .map(|column| column.name().to_owned());
    let mut cells = Cells::new(schema.num_columns());
    cells.names = Some(names.collect());
    let mut row = 0;
    for group in 0..file.num_row_groups() {
        let group = file.get_row_group(group).map_err(&broken)?;
        let columns = (0..schema.num_columns()).map(|at| column(&*group, at, &schema.column(at)));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let rows = columns.first().map_or(0, Vec::len);
        if columns.iter().any(|column| column.len() != rows) {
            return Err(broken(ParquetError::General(
                "columns of different lengths".to_owned(),
            )));
        }
        for at in 0..rows {
            row += 1;
            cells.push(row, columns.iter().map(|column| column[at].as_str()));
        }
    }
    Ok(cells)
}

/// The cells of a column of numbers, truth values or texts.
#[cfg(feature = "report")]
fn column(
    group: &dyn RowGroupReader,
    at: usize,
    of: &ColumnDescPtr,
) -> Result<Vec<String>, DataError> {
    let refused = || DataError::ParquetType {
        column: of.path().string(),
    };
    let is_interval = of.converted_type() == ConvertedType::INTERVAL;
    // Lists, maps and groups.
    if of.path().parts().len() != 1 || of.max_rep_level() > 0 || is_interval {
        return Err(refused());
    }
    let broken = DataError::broken(FORMAT);
    let fields = match group.get_column_reader(at).map_err(&broken)? {
        ColumnReader::BoolColumnReader(reader) => {
            values(reader, of, |x| Ok(Field::convert_bool(of, x)))
        }
        ColumnReader::Int32ColumnReader(reader) => {
            values(reader, of, |x| Ok(Field::convert_int32(of, x)))
        }
        ColumnReader::Int64ColumnReader(reader) => {
            values(reader, of, |x| Ok(Field::convert_int64(of, x)))
        }
        ColumnReader::Int96ColumnReader(reader) => {
            values(reader, of, |x| Ok(Field::convert_int96(of, x)))
        }
        ColumnReader::FloatColumnReader(reader) => {
            values(reader, of, |x| Ok(Field::convert_float(of, x)))
        }
        ColumnReader::DoubleColumnReader(reader) => {
            values(reader, of, |x| Ok(Field::convert_double(of, x)))
        }
        ColumnReader::ByteArrayColumnReader(reader) => {
            values(reader, of, |x| Field::convert_byte_array(of, x))
        }
        ColumnReader::FixedLenByteArrayColumnReader(reader) => {
            values(reader, of, |x| Field::convert_byte_array(of, x.into()))
        }
    };
    let fields = fields.map_err(&broken)?;
    fields.iter().map(|field| text(of.name(), field)).collect()
}

/// A column's values in order, nulls among them.
#[cfg(feature = "report")]
fn values<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    of: &ColumnDescPtr,
    field: impl Fn(T::T) -> Result<Field, ParquetError>,
) -> Result<Vec<Field>, ParquetError> {
    let mut fields = Vec::new();
    loop {
        let (mut levels, mut values) = (Vec::new(), Vec::new());
        let (rows, ..) = reader.read_records(ROWS, Some(&mut levels), None, &mut values)?;
        if rows == 0 {
            return Ok(fields);
        }
        // A required column has no levels: all its values are there.
        levels.resize(rows, of.max_def_level());
        let mut values = values.into_iter();
        for level in levels {
            fields.push(match level {
                level if level < of.max_def_level() => Field::Null,
                _ => field(values.next().ok_or_else(too_few)?)?,
            });
        }
    }
}

#[cfg(feature = "report")]
fn too_few() -> ParquetError {
    ParquetError::General("fewer values than its levels announce".to_owned())
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
