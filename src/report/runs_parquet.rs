//! runs.parquet: one row a run, in typed columns.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use toml::Value;

use super::ReportError;
use crate::quantities::{Row, SUMMARY, find};
use crate::runs::{RunRecord, USUAL, number};

struct Column {
    name: String,
    values: Values,
}

/// Columns without nulls, which every two-layer network has; NaN where one is not finite.
const ALWAYS: [&str; 4] = [
    "time",
    "balancedness_drift",
    "relative_weight_change",
    "stable_rank",
];

enum Values {
    Double(Vec<f64>),
    OptionalDouble(Vec<Option<f64>>),
    Unsigned(Vec<u64>),
    OptionalUnsigned(Vec<Option<u64>>),
    Text(Vec<String>),
}

/// The runs that were made as a Parquet file in memory, in the order given: where each lies in its
/// plan, then those of [`SUMMARY`], by name.
/// Numbers are doubles, counts unsigned 64-bit integers, `stop_reason` is text;
/// what has no meaning is null. The same runs give the same bytes.
///
/// # Errors
/// [`ReportError::Parquet`] should the Parquet library refuse a column.
pub fn runs_parquet(runs: &[RunRecord]) -> Result<Vec<u8>, ReportError> {
    let columns = columns(runs);
    // The library's default names its own version, which would make the bytes
    // of equal results differ between builds.
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by("sweetspot".to_string())
        .build();
    let schema = schema(&columns)?;
    let mut file = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties))?;
    let mut group = file.next_row_group()?;
    for column in &columns {
        if let Some(mut writer) = group.next_column()? {
            write(&mut writer, &column.values)?;
            writer.close()?;
        }
    }
    group.close()?;
    Ok(file.into_inner()?)
}

fn columns(runs: &[RunRecord]) -> Vec<Column> {
    let made: Vec<&Row> = runs
        .iter()
        .filter_map(|run| run.row.as_ref().ok())
        .collect();
    let mut columns = places(runs);
    columns.extend(SUMMARY.map(|name| {
        let numbers = made.iter().map(|row| row.number(name));
        let is_count = find(name).is_some_and(|quantity| quantity.count);
        let values = match name {
            "stop_reason" => Values::Text(made.iter().map(|row| word(row)).collect()),
            _ if is_count => Values::Unsigned(numbers.map(|n| n.unwrap_or(0.0) as u64).collect()),
            _ if ALWAYS.contains(&name) => {
                Values::Double(numbers.map(|x| x.unwrap_or(f64::NAN)).collect())
            }
            _ => Values::OptionalDouble(numbers.collect()),
        };
        Column {
            name: name.to_owned(),
            values,
        }
    }));
    columns
}

/// Where the runs lie: the columns of the plan, the replicate after the usual five.
fn places(runs: &[RunRecord]) -> Vec<Column> {
    let runs: Vec<&RunRecord> = runs.iter().filter(|run| run.row.is_ok()).collect();
    let all = |run: &&RunRecord| run.at.values.iter().map(|(name, _)| name.clone()).collect();
    let names: Vec<String> = runs.first().map_or(USUAL.map(str::to_owned).into(), all);
    let mut columns: Vec<Column> = names
        .into_iter()
        .map(|name| {
            let cells: Vec<Option<&Value>> = runs.iter().map(|run| run.at.value(&name)).collect();
            Column {
                values: Values::of(&name, &cells),
                name,
            }
        })
        .collect();
    let replicate = Column {
        name: "replicate".to_owned(),
        values: Values::Unsigned(runs.iter().map(|run| run.at.replicate).collect()),
    };
    columns.insert(USUAL.len(), replicate);
    columns
}

impl Values {
    /// The values of an axis: counts, numbers or, where there is anything else, text.
    fn of(name: &str, cells: &[Option<&Value>]) -> Values {
        let numbers = || cells.iter().map(|cell| cell.and_then(number));
        let count = |cell: &&Value| matches!(cell, Value::Integer(n) if *n >= 0);
        let all = |is: &dyn Fn(&&Value) -> bool| cells.iter().flatten().all(is);
        match name {
            "alpha" => Values::Double(numbers().flatten().collect()),
            "width" if cells.iter().all(Option::is_some) => {
                Values::Unsigned(numbers().flatten().map(|n| n as u64).collect())
            }
            "width" | "samples" => {
                Values::OptionalUnsigned(numbers().map(|n| n.map(|n| n as u64)).collect())
            }
            "signal" | "learning_rate" => Values::OptionalDouble(numbers().collect()),
            _ if all(&count) => {
                Values::OptionalUnsigned(numbers().map(|n| n.map(|n| n as u64)).collect())
            }
            _ if all(&|cell| number(cell).is_some()) => Values::OptionalDouble(numbers().collect()),
            _ => Values::Text(
                cells
                    .iter()
                    .map(|cell| cell.map_or(String::new(), text))
                    .collect(),
            ),
        }
    }
}

/// A value as a cell.
fn text(value: &Value) -> String {
    match value {
        Value::String(word) => word.clone(),
        other => other.to_string(),
    }
}

/// The same word as in JSON.
fn word(row: &Row) -> String {
    row.stop_reason.name().to_owned()
}

fn schema(columns: &[Column]) -> Result<TypePtr, ReportError> {
    let field = |column: &Column| {
        let (physical, repetition, logical) = match column.values {
            Values::Double(_) => (PhysicalType::DOUBLE, Repetition::REQUIRED, None),
            Values::OptionalDouble(_) => (PhysicalType::DOUBLE, Repetition::OPTIONAL, None),
            Values::Unsigned(_) => (
                PhysicalType::INT64,
                Repetition::REQUIRED,
                Some(LogicalType::integer(64, false)),
            ),
            Values::OptionalUnsigned(_) => (
                PhysicalType::INT64,
                Repetition::OPTIONAL,
                Some(LogicalType::integer(64, false)),
            ),
            Values::Text(_) => (
                PhysicalType::BYTE_ARRAY,
                Repetition::REQUIRED,
                Some(LogicalType::String),
            ),
        };
        Type::primitive_type_builder(&column.name, physical)
            .with_repetition(repetition)
            .with_logical_type(logical)
            .build()
            .map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<_, _>>()?;
    let schema = Type::group_type_builder("run")
        .with_fields(fields)
        .build()?;
    Ok(Arc::new(schema))
}

fn write(writer: &mut SerializedColumnWriter<'_>, values: &Values) -> Result<(), ReportError> {
    match values {
        Values::Double(values) => {
            writer
                .typed::<DoubleType>()
                .write_batch(values, None, None)?;
        }
        Values::OptionalDouble(values) => {
            let levels = definition_levels(values);
            let present: Vec<f64> = values.iter().flatten().copied().collect();
            writer
                .typed::<DoubleType>()
                .write_batch(&present, Some(&levels), None)?;
        }
        Values::Unsigned(values) => {
            // Parquet keeps unsigned integers as the same 64 bits, read as signed.
            let bits: Vec<i64> = values.iter().map(|v| v.cast_signed()).collect();
            writer.typed::<Int64Type>().write_batch(&bits, None, None)?;
        }
        Values::OptionalUnsigned(values) => {
            let levels = definition_levels(values);
            let bits: Vec<i64> = values.iter().flatten().map(|v| v.cast_signed()).collect();
            writer
                .typed::<Int64Type>()
                .write_batch(&bits, Some(&levels), None)?;
        }
        Values::Text(values) => {
            let texts: Vec<ByteArray> =
                values.iter().map(|v| ByteArray::from(v.as_str())).collect();
            writer
                .typed::<ByteArrayType>()
                .write_batch(&texts, None, None)?;
        }
    }
    Ok(())
}

/// 1 for a value, 0 for a null; nulls are left out of the values themselves.
fn definition_levels<T>(values: &[Option<T>]) -> Vec<i16> {
    values.iter().map(|v| i16::from(v.is_some())).collect()
}
