//! runs.parquet: one row a run, in typed columns.

use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::ReportError;
use crate::flow::StopReason;
use crate::sweep::RunRecord;

struct Column {
    name: &'static str,
    values: Values,
}

enum Values {
    Double(Vec<f64>),
    OptionalDouble(Vec<Option<f64>>),
    Unsigned(Vec<u64>),
    OptionalUnsigned(Vec<Option<u64>>),
    Text(Vec<&'static str>),
}

/// The runs as a Parquet file in memory, in the order given: the fields of
/// [`crate::sweep::RunKey`], then those of [`crate::observables::Summary`], by name.
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
    let double = |name, value: fn(&RunRecord) -> f64| Column {
        name,
        values: Values::Double(runs.iter().map(value).collect()),
    };
    let optional = |name, value: fn(&RunRecord) -> Option<f64>| Column {
        name,
        values: Values::OptionalDouble(runs.iter().map(value).collect()),
    };
    let unsigned = |name, value: fn(&RunRecord) -> u64| Column {
        name,
        values: Values::Unsigned(runs.iter().map(value).collect()),
    };
    let optional_unsigned = |name, value: fn(&RunRecord) -> Option<u64>| Column {
        name,
        values: Values::OptionalUnsigned(runs.iter().map(value).collect()),
    };
    let text = |name, value: fn(&RunRecord) -> &'static str| Column {
        name,
        values: Values::Text(runs.iter().map(value).collect()),
    };
    vec![
        double("alpha", |run| run.key.alpha),
        unsigned("width", |run| run.key.width as u64),
        optional_unsigned("samples", |run| run.key.samples.map(|n| n as u64)),
        optional("signal", |run| run.key.signal),
        optional("learning_rate", |run| run.key.learning_rate),
        unsigned("replicate", |run| run.key.replicate),
        double("time", |run| run.summary.time),
        unsigned("steps", |run| run.summary.steps),
        unsigned("evaluations", |run| run.summary.evaluations),
        unsigned("events", |run| run.summary.events),
        unsigned("sliding_events", |run| run.summary.sliding_events),
        unsigned("nonunique_events", |run| run.summary.nonunique_events),
        text("stop_reason", |run| stop_reason(run.summary.stop_reason)),
        optional("training_risk", |run| run.summary.training_risk),
        optional("training_error", |run| run.summary.training_error),
        optional("test_error", |run| run.summary.test_error),
        optional("test_error_low", |run| run.summary.test_error_low),
        optional("test_error_high", |run| run.summary.test_error_high),
        optional("test_ties", |run| run.summary.test_ties),
        optional("effective_psi", |run| run.summary.effective_psi),
        optional("phi", |run| run.summary.phi),
        optional("omega", |run| run.summary.omega),
        optional("excess_error", |run| run.summary.excess_error),
        optional("over_alignment", |run| run.summary.over_alignment),
        optional("over_fitting", |run| run.summary.over_fitting),
        double("balancedness_drift", |run| run.summary.balancedness_drift),
        double("relative_weight_change", |run| {
            run.summary.relative_weight_change
        }),
        double("stable_rank", |run| run.summary.stable_rank),
        optional("normalized_margin", |run| run.summary.normalized_margin),
    ]
}

/// The same words as in JSON.
fn stop_reason(reason: StopReason) -> &'static str {
    match reason {
        StopReason::Reached => "reached",
        StopReason::Exhausted => "exhausted",
        StopReason::Stationary => "stationary",
        StopReason::Stalled => "stalled",
        StopReason::Diverged => "diverged",
        StopReason::Interrupted => "interrupted",
    }
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
        Type::primitive_type_builder(column.name, physical)
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
            let texts: Vec<ByteArray> = values.iter().map(|v| ByteArray::from(*v)).collect();
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
