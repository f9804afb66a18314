//! runs.parquet: one row a run, in typed columns.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use toml::Value;

use super::ReportError;
use crate::quantities::{Row, SUMMARY, find};
use crate::runs::{RunRecord, USUAL, number};

/// Columns without nulls, which every two-layer network has; NaN where one is not finite.
const ALWAYS: [&str; 4] = [
    "time",
    "balancedness_drift",
    "relative_weight_change",
    "stable_rank",
];

/// Its name, whether every run has a value, the values.
type Column = (String, bool, Values);

enum Values {
    Double(Vec<Option<f64>>),
    Counts(Vec<Option<i64>>),
    Text(Vec<Option<ByteArray>>),
}

/// The runs as a Parquet file in memory, in the order given: where each lies in its plan, then those
/// of [`SUMMARY`], by name. A run that failed has none of these, but its reason in the column
/// `failure`, which stands last and only where a run failed.
/// Numbers are doubles, counts signed 64-bit integers (differences of unsigned ones wrap around), `stop_reason` is text;
/// what has no meaning is null. The same runs give the same bytes.
///
/// # Errors
/// [`ReportError::Parquet`] should the Parquet library refuse a column.
pub fn runs_parquet(runs: &[RunRecord]) -> Result<Vec<u8>, ReportError> {
    let mut columns = places(runs);
    let has = |name: &&str| match is_of_commands(runs) {
        true => runs
            .iter()
            .any(|run| *name == "stop_reason" || measures(run, name)),
        false => true,
    };
    let names = SUMMARY.into_iter().filter(has);
    columns.extend(names.map(|name| measured(name, runs)));
    if runs.iter().any(|run| run.row.is_err()) {
        let reasons = runs
            .iter()
            .map(|run| Some(run.row.as_ref().err()?.reason()));
        columns.push(column("failure", false, text(reasons)));
    }
    // The library's default names its own version, which would make the bytes
    // of equal results differ between builds.
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by("sweetspot".to_string())
        .build();
    let schema = schema(&columns)?;
    let mut file = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties))?;
    let mut group = file.next_row_group()?;
    for (_, required, values) in &columns {
        if let Some(mut writer) = group.next_column()? {
            match values {
                Values::Double(values) => write::<DoubleType>(&mut writer, values, *required)?,
                Values::Counts(values) => write::<Int64Type>(&mut writer, values, *required)?,
                Values::Text(values) => write::<ByteArrayType>(&mut writer, values, *required)?,
            }
            writer.close()?;
        }
    }
    group.close()?;
    Ok(file.into_inner()?)
}

/// Whether the runs are a command's: they have no time.
fn is_of_commands(runs: &[RunRecord]) -> bool {
    let mut made = runs.iter().filter(|run| run.row.is_ok()).peekable();
    made.peek().is_some() && !made.any(|run| measures(run, "time"))
}

fn measures(run: &RunRecord, name: &str) -> bool {
    run.row.as_ref().is_ok_and(|row| row.number(name).is_some())
}

/// Where the runs lie: the columns of the plan, the replicate after the usual five.
fn places(runs: &[RunRecord]) -> Vec<Column> {
    let names: Vec<String> = match runs.first() {
        Some(run) => run.at.values.iter().map(|(name, _)| name.clone()).collect(),
        None => USUAL.map(str::to_owned).into(),
    };
    // A command's axes are what it calls them.
    let usual = USUAL
        .iter()
        .all(|usual| names.iter().any(|name| name == usual));
    let place = |name: &String| {
        let cells = runs.iter().map(|run| run.at.value(name));
        let cells: Vec<_> = cells.collect();
        match usual {
            true => place(name, &cells),
            false => any_place(name, &cells),
        }
    };
    let mut columns: Vec<Column> = names.iter().map(place).collect();
    let replicates = counted(runs.iter().map(|run| Some(run.at.replicate)));
    let before = if usual { USUAL.len() } else { names.len() };
    columns.insert(before, column("replicate", true, replicates));
    columns
}

/// The values of an axis: counts, numbers or, where there is anything else, text.
fn place(name: &str, cells: &[Option<&Value>]) -> Column {
    let numbers = || cells.iter().map(|cell| cell.and_then(number));
    let counts = || counted(numbers().map(|n| n.map(|n| n as u64)));
    match name {
        "alpha" => column(name, true, Values::Double(numbers().collect())),
        "width" => column(name, cells.iter().all(Option::is_some), counts()),
        "samples" => column(name, false, counts()),
        "signal" | "learning_rate" => column(name, false, Values::Double(numbers().collect())),
        _ => any_place(name, cells),
    }
}

/// The same of an axis of any name.
fn any_place(name: &str, cells: &[Option<&Value>]) -> Column {
    let numbers = || cells.iter().map(|cell| cell.and_then(number));
    let is_count = |cell: &&Value| matches!(cell, Value::Integer(n) if *n >= 0);
    let mut known = cells.iter().flatten();
    if known.clone().all(is_count) {
        let counts = counted(numbers().map(|n| n.map(|n| n as u64)));
        return column(name, false, counts);
    }
    if known.all(|cell| number(cell).is_some()) {
        return column(name, false, Values::Double(numbers().collect()));
    }
    let texts = cells.iter().map(|cell| match cell {
        Some(Value::String(word)) => Some(word.clone()),
        other => Some(other.map_or(String::new(), Value::to_string)),
    });
    column(name, true, text(texts))
}

fn measured(name: &str, runs: &[RunRecord]) -> Column {
    let rows = || runs.iter().map(|run| run.row.as_ref().ok());
    let number = |row: &Row| row.number(name);
    // Every run that was made has it.
    let whole = rows().all(|row| row.is_some());
    let is_count = find(name).is_some_and(|quantity| quantity.count);
    if name == "stop_reason" {
        let reasons = rows().map(|row| Some(row?.stop_reason.name().to_owned()));
        column(name, whole, text(reasons))
    } else if is_count {
        let counts = rows().map(|row| Some(number(row?).unwrap_or(0.0) as u64));
        column(name, whole, counted(counts))
    } else if ALWAYS.contains(&name) {
        let numbers = rows().map(|row| Some(number(row?).unwrap_or(f64::NAN)));
        column(name, whole, Values::Double(numbers.collect()))
    } else {
        let numbers = rows().map(|row| number(row?));
        column(name, false, Values::Double(numbers.collect()))
    }
}

fn column(name: &str, required: bool, values: Values) -> Column {
    (name.to_owned(), required, values)
}

fn counted(values: impl Iterator<Item = Option<u64>>) -> Values {
    Values::Counts(
        values
            .map(|value| value.map(|count| i64::try_from(count).unwrap_or(i64::MAX)))
            .collect(),
    )
}

fn text(values: impl Iterator<Item = Option<String>>) -> Values {
    let bytes = |value: Option<String>| Some(value?.into_bytes().into());
    Values::Text(values.map(bytes).collect())
}

fn schema(columns: &[Column]) -> Result<TypePtr, ReportError> {
    let field = |(name, required, values): &Column| {
        let (physical, logical) = match values {
            Values::Double(_) => (PhysicalType::DOUBLE, None),
            Values::Counts(_) => (PhysicalType::INT64, Some(LogicalType::integer(64, true))),
            Values::Text(_) => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let repetition = match required {
            true => Repetition::REQUIRED,
            false => Repetition::OPTIONAL,
        };
        Type::primitive_type_builder(name, physical)
            .with_repetition(repetition)
            .with_logical_type(logical)
            .build()
            .map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<_, _>>()?;
    let run = Type::group_type_builder("run").with_fields(fields);
    Ok(Arc::new(run.build()?))
}

/// Nulls are left out of the values; the level of each is 0, that of a value 1.
fn write<Kind: DataType>(
    writer: &mut SerializedColumnWriter<'_>,
    values: &[Option<Kind::T>],
    required: bool,
) -> Result<(), ReportError> {
    let levels = values.iter().map(|value| i16::from(value.is_some()));
    let levels: Vec<i16> = levels.collect();
    let present: Vec<Kind::T> = values.iter().flatten().cloned().collect();
    let levels = (!required).then_some(&levels[..]);
    writer.typed::<Kind>().write_batch(&present, levels, None)?;
    Ok(())
}
