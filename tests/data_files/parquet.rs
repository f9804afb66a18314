//! .parquet files: named columns of typed values, some of which may be null.

use std::sync::Arc;

use faer::mat;
use parquet::data_type::{BoolType, ByteArrayType, DoubleType, FloatType, Int32Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use sweetspot::config::Loss;
use sweetspot::data::Problem;
use sweetspot::random::Streams;

use crate::folder::*;

/// Columns a (double, with a null), n (unsigned), h (float), kind (text), y (truth).
fn table() -> Vec<u8> {
    let schema = "message table {
        OPTIONAL DOUBLE a;
        REQUIRED INT32 n (INTEGER(32, false));
        REQUIRED FLOAT h;
        REQUIRED BYTE_ARRAY kind (STRING);
        REQUIRED BOOLEAN y;
    }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = Arc::new(WriterProperties::builder().build());
    let mut file = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
    let mut group = file.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column
        .typed::<DoubleType>()
        .write_batch(&[0.1, 3.0], Some(&[1, 0, 1]), None)
        .unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column
        .typed::<Int32Type>()
        .write_batch(&[-1, 7, 8], None, None)
        .unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column
        .typed::<FloatType>()
        .write_batch(&[0.1, 0.5, -2.0], None, None)
        .unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    let words = ["u", "v", "u"].map(Into::into);
    column
        .typed::<ByteArrayType>()
        .write_batch(&words, None, None)
        .unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column
        .typed::<BoolType>()
        .write_batch(&[true, false, true], None, None)
        .unwrap();
    column.close().unwrap();
    group.close().unwrap();
    file.into_inner().unwrap()
}

/// The crate that decodes Parquet panics over some of these.
#[test]
fn a_damaged_byte_is_an_error_or_another_table() {
    let (folder, whole) = (Folder::new(), table());
    let mut refused = 0;
    for at in 0..whole.len() {
        for damage in [0x01, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] ^= damage;
            let config = with_column(folder.write("d.parquet", &bytes), "y");
            refused += usize::from(
                Problem::draw(&config.into(), Loss::Logistic, &Streams::new(1)).is_err(),
            );
        }
    }
    assert!(refused > whole.len(), "{refused} of {} x 3", whole.len());
}

#[test]
fn parquet_has_names_types_and_nulls() {
    let folder = Folder::new();
    // Whatever it is called.
    let path = folder.write("table.dat", table());
    let config = with_column(path.clone(), "y");
    refuse(&config, &["line 2, column a", "1 in a"]);
    let mut dropped = config.clone();
    dropped.columns = ["a", "n", "h"].map(str::to_owned).to_vec();
    dropped.missing = sweetspot::config::Missing::Mean;
    let single = f64::from(0.1f32);
    let points = mat![
        [0.1, 4294967295.0, single],
        [1.55, 7.0, 0.5],
        [3.0, 8.0, -2.0]
    ];
    expect(&dropped, points, &[1.0, -1.0, 1.0]);
    let mut words = config;
    words.leave_out = ["a", "n"].map(str::to_owned).to_vec();
    expect(
        &words,
        mat![[single, 0.0], [0.5, 1.0], [-2.0, 0.0]],
        &[1.0, -1.0, 1.0],
    );
    let packed = folder.write("t.parquet.gz", gzip(table()));
    words.path = packed;
    draw(&words);
    let broken = folder.write("b.parquet", &table()[..60]);
    refuse(
        &with_column(broken, "y"),
        &["b.parquet", "not a readable Parquet file"],
    );
}
