//! CSV, Parquet and JSON, read back.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;

use parquet::basic::ColumnOrder;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::Value;
use sweetspot::config::{Config, Method, Record};
use sweetspot::quantities::{Row, Run, TRAJECTORY, trajectory};
use sweetspot::report::{curve_csv, runs_parquet, sweep_json, train_json, trajectory_csv};
use sweetspot::runs::{Request, Rows, RunRecord, Workers};
use sweetspot::sweep::{Curve, Sweep, step_error};

use crate::fixtures::{antisymmetric, balanced, keys, point, runs};

/// The fields of a serialised struct, by name.
fn fields(value: &impl serde::Serialize) -> BTreeMap<String, Value> {
    serde_json::from_value(serde_json::to_value(value).unwrap()).unwrap()
}

/// Header and rows of a CSV file; an empty field is null.
fn rows(bytes: &[u8]) -> Vec<BTreeMap<String, Value>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().unwrap().clone();
    let value = |text: &str| match text {
        "" => Value::Null,
        number => serde_json::from_str(number).unwrap(),
    };
    let records = reader.records().map(|record| record.unwrap());
    records
        .map(|record| {
            let pairs = header.iter().zip(&record);
            pairs
                .map(|(name, text)| (name.to_string(), value(text)))
                .collect()
        })
        .collect()
}

/// 32 and 32.0 are the same number.
fn as_floats(row: &BTreeMap<String, Value>) -> BTreeMap<&str, Option<f64>> {
    row.iter()
        .map(|(name, value)| (name.as_str(), value.as_f64()))
        .collect()
}

#[test]
fn curve_csv_reads_back_equal() {
    let mut second = antisymmetric();
    second.keys = keys(64, None, Some(0.1 + 0.2));
    second.points[0] = point(1e-300, None);
    let curves = [balanced(), second];
    let read = rows(&curve_csv(&curves).unwrap());

    let expected = curves.iter().flat_map(|curve| {
        curve.points.iter().map(move |point| {
            let mut row = fields(point);
            let value = row.remove("value").unwrap();
            row.insert(curve.axis.clone(), value);
            for (name, value) in &curve.keys {
                row.insert(name.clone(), serde_json::to_value(value).unwrap());
            }
            row
        })
    });
    let expected: Vec<_> = expected.collect();
    assert_eq!(read.len(), 26);
    for (read, expected) in read.iter().zip(&expected) {
        assert_eq!(as_floats(read), as_floats(expected));
    }
}

#[test]
fn trajectory_csv_reads_back_equal() {
    let mut config = Config::default();
    config.network.set_width(4);
    config.flow.record = Record::Count(3);
    let finished = run(&config);
    let read = rows(&trajectory_csv(&finished).unwrap());
    let expected = trajectory(&finished);
    assert_eq!((read.len(), expected.len()), (3, 3));
    for (read, expected) in read.iter().zip(expected) {
        for (name, value) in TRAJECTORY.iter().zip(expected) {
            assert_eq!(as_floats(read)[*name], value, "{name}");
        }
    }
    config.flow.record = Record::default();
    let finished = run(&config);
    let empty = trajectory_csv(&finished).unwrap();
    assert!(empty.starts_with(b"time,training_risk,") && rows(&empty).is_empty());
}

fn run(config: &Config) -> Run {
    let request = Request::from(config.clone());
    request.run(&Workers::default()).unwrap()
}

fn reader_of(bytes: &[u8]) -> SerializedFileReader<File> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    SerializedFileReader::new(file).unwrap()
}

#[test]
fn runs_parquet_reads_back_equal() {
    let runs = runs();
    let bytes = runs_parquet(&runs).unwrap();
    let reader = reader_of(&bytes);
    let read: Vec<BTreeMap<String, Value>> = reader
        .get_row_iter(None)
        .unwrap()
        .map(|row| {
            let row = row.unwrap();
            let columns = row.get_column_iter();
            columns
                .map(|(name, field)| (name.clone(), json_of(field)))
                .collect()
        })
        .collect();
    let expected: Vec<BTreeMap<String, Value>> = runs
        .iter()
        .map(|run| columns(run).into_iter().collect())
        .collect();
    assert_eq!(read, expected);
}

/// The columns of a run in their order.
fn columns(run: &RunRecord) -> Vec<(String, Value)> {
    let json = |value: &Option<toml::Value>| serde_json::to_value(value).unwrap();
    let place = run.at.values.iter();
    let mut columns: Vec<(String, Value)> = place
        .map(|(name, value)| (name.clone(), json(value)))
        .collect();
    columns.push(("replicate".to_string(), run.at.replicate.into()));
    let row = run.row.as_ref().unwrap();
    let text = serde_json::to_string(row).unwrap();
    let mut fields: Vec<(String, Value)> = fields(row).into_iter().collect();
    fields.sort_by_key(|(name, _)| text.find(&format!("\"{name}\":")));
    columns.extend(fields);
    columns
}

/// Only the four types that the file may have.
fn json_of(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Double(number) => Value::from(*number),
        Field::Long(count) => Value::from(*count),
        Field::Str(text) => Value::from(text.as_str()),
        other => panic!("unexpected type: {other:?}"),
    }
}

#[test]
fn runs_parquet_uses_no_order_of_columns_that_older_readers_refuse() {
    let bytes = runs_parquet(&runs()).unwrap();
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&bytes).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let orders = reader.metadata().file_metadata().column_orders().unwrap();
    assert_eq!(orders.len(), 30);
    let old = |order: &ColumnOrder| matches!(order, ColumnOrder::TYPE_DEFINED_ORDER(_));
    assert!(orders.iter().all(old), "{orders:?}");
}

#[test]
fn runs_parquet_keeps_the_order_of_the_fields() {
    let bytes = runs_parquet(&[]).unwrap();
    let reader = reader_of(&bytes);
    let file = reader.metadata().file_metadata();
    let written = file.schema_descr().columns();
    let names: Vec<&str> = written.iter().map(|column| column.name()).collect();
    let expected: Vec<String> = columns(&runs()[0])
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, expected);
    assert_eq!(file.created_by(), Some("sweetspot"));
}

#[test]
fn json_of_one_group() {
    let mut curve = balanced();
    curve.unreached = 3;
    curve.points[1].low = Some(f64::NAN);
    curve.points[2].time = f64::INFINITY;
    let config = Config::default();
    let document = sweep_json(&of(&[curve]), &config, "sweetspot sweep").unwrap();
    let keys: Vec<&String> = document.as_object().unwrap().keys().collect();
    let expected = [
        "command",
        "config",
        "curve",
        "optimum",
        "step_check",
        "u_test",
        "unreached",
        "version",
    ];
    assert_eq!(keys, expected);
    assert_eq!(document["curve"].as_array().unwrap().len(), 13);
    assert_eq!(document["curve"][0]["test_error"], 0.045);
    assert_eq!(document["curve"][0]["width"], Value::Null);
    assert_eq!(document["curve"][1]["test_error_low"], Value::Null);
    assert_eq!(document["curve"][2]["time"], Value::Null);
    assert_eq!(document["optimum"]["test_error"], 0.0388);
    assert_eq!(document["u_test"]["verdict"], "interior");
    assert_eq!(document["unreached"], 3);
}

#[test]
fn json_of_several_groups() {
    let group = |width, unreached| Curve {
        keys: keys(width, Some(2.0), None),
        unreached,
        ..balanced()
    };
    let curves = [group(32, 1), group(64, 2)];
    let sweep = of(&curves);
    let document = sweep_json(&sweep, &Config::default(), "sweetspot sweep").unwrap();
    assert_eq!(document["curve"].as_array().unwrap().len(), 26);
    assert_eq!(document["curve"][12]["width"], 32);
    assert_eq!(document["curve"][13]["width"], 64);
    assert_eq!(document["curve"][13]["signal"], 2.0);
    assert!(document["optimum"].is_null() && document["u_test"].is_null());
    assert_eq!(document["unreached"], 3);
    let second = &document["groups"][1];
    assert_eq!(second["width"], 64);
    assert_eq!(second["unreached"], 2);
    assert_eq!(second["curve"].as_array().unwrap().len(), 13);
    assert_eq!(second["optimum"]["test_error"], 0.0388);
    assert_eq!(second["u_test"]["margin"], 0.02);
}

fn of(curves: &[Curve]) -> Sweep {
    Sweep {
        rows: Rows {
            unbounded: false,
            axis: "alpha".to_string(),
            records: Vec::new(),
        },
        curves: curves.to_vec(),
        metric: None,
        step_check: None,
        table: None,
    }
}

#[test]
fn json_of_a_run_is_its_summary_and_how_it_was_made() {
    let mut config = Config {
        seed: 7,
        ..Config::default()
    };
    config.network.set_width(8);
    config.flow.method = Method::descent();
    let run = run(&config);
    let step_error = step_error(&run, &Workers::default()).unwrap();
    let document = train_json(&run, step_error.as_ref(), 0.25, &config).unwrap();
    for (key, value) in fields(&Row::of(&run)) {
        assert_eq!(document[&key], value, "{key}");
    }
    assert_eq!(document["stop_reason"], "reached");
    assert_eq!(
        (&document["seconds"], &document["seed"]),
        (&Value::from(0.25), &Value::from(7))
    );
    assert_eq!(document["config"], serde_json::to_value(&config).unwrap());
    assert_eq!(document["step"].as_f64(), run.solution.unwrap().step);
    assert_eq!(document["draw"]["tries"], 1);
    let angle = document["step_error"]["direction"].as_f64().unwrap();
    assert!(angle > 0.0 && angle < 0.05, "{angle}");
}
