//! What can be wrong with data.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::TooMuchMemory;

/// What is wrong with data, where, and what is allowed: the messages say it.
#[allow(missing_docs)]
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DataError {
    #[error("the data are empty: at least one row and one column are needed")]
    Empty,
    #[error("{points} points but {labels} labels: every point needs one label")]
    LengthsDiffer { points: usize, labels: usize },
    #[error(
        "the points have dimension d = {dimension}, so network.weights has to be {dimension} lists, one for each input, not {lists}"
    )]
    OtherDimension { lists: usize, dimension: usize },
    #[error(
        "row {row}, column {column} (counted from 0) is {value}: every coordinate must be a finite number"
    )]
    NotFinite {
        row: usize,
        column: usize,
        value: f64,
    },
    #[error(
        "the label of row {row} (counted from 0) is {value}: every label must be a finite number"
    )]
    LabelNotFinite { row: usize, value: f64 },
    #[error(transparent)]
    Memory(#[from] TooMuchMemory),
    #[error(
        "{rows} points of dimension {columns} are too many: at most {most} numbers in all are drawn"
    )]
    TooLarge {
        rows: usize,
        columns: usize,
        most: usize,
    },
    #[error(
        "0 of {tries} draws of {samples} points in dimension {dimension} were orthogonally separable (acceptance rate below {:.0e} with 95% confidence): set data.construction = \"scaled-noise\", or take fewer samples or a larger signal",
        3.0 / *tries as f64
    )]
    RejectionHopeless {
        tries: u64,
        samples: usize,
        dimension: usize,
    },
    #[error("data.signal is {0}: orthogonally separable sets need a signal above 0")]
    SignalNeeded(f64),
    #[error(
        "no factor on the noise makes signal {signal} and noise {noise} an orthogonally separable set in floating point (separability {separability}): bring data.noise closer to data.signal"
    )]
    NotSeparable {
        separability: f64,
        signal: f64,
        noise: f64,
    },
    #[error(
        "the labels of this kind of data are real numbers, not -1 and +1: set loss.name = \"squared\", or choose another data.kind"
    )]
    RegressionLabels,
    #[error("labels of {0} classes need loss.name = \"cross-entropy\"")]
    ClassesNeedCrossEntropy(usize),
    #[error(
        "loss.name = \"cross-entropy\" needs labels of three classes or more: set data.task = \"ten\" or \"classes\", or data.kind = \"classes\" or \"teacher\""
    )]
    ManyClassesNeeded,
    #[error(
        "{intrinsic} intrinsic dimensions do not fit into {dimension}: data.intrinsic_dimension is at most data.dimension"
    )]
    IntrinsicDimension { intrinsic: usize, dimension: usize },
    #[error(
        "data.label_noise flips labels -1 and +1, but a training label is {0}: set it to 0, or data.task to two classes"
    )]
    LabelNoiseOnRegression(f64),
    #[error("all {rows} labels are {value}: classification needs two classes")]
    OneClass { value: String, rows: usize },
    #[error("the labels are {} and {}: loss.name = \"cross-entropy\" is for three classes or more; take --loss logistic", .0[0], .0[1])]
    TwoClasses(Vec<String>),
    #[error("the labels are the words {}: data.task takes \"classes\", each a class of its own, or is left out", list(.0))]
    TaskOfNumbers(Vec<String>),
    #[error(
        "the label of row {row} (counted from 0) is {value}: data.task = \"ten\" needs the labels 0 to 9; data.task = \"classes\" takes every distinct label as a class"
    )]
    NotOfTen { row: usize, value: f64 },
    /// With the distinct labels, rising.
    #[error(
        "the labels are {}: data.task = \"classes\" needs 3 to {most} distinct ones, and two are named with data.task = [a, b]",
        list(.known)
    )]
    ClassCount { known: Vec<f64>, most: usize },
    /// With the distinct labels, rising.
    #[error(
        "the labels are {}, more than two classes: set loss.name = \"cross-entropy\" with network.kind = \"mlp\" for each as a class of its own, name two numbers with data.task = [a, b] (a becomes +1, b becomes -1), or set data.task = \"parity\"; numbers that were measured are targets for loss.name = \"squared\"",
        list(.0)
    )]
    TaskMissing(Vec<String>),
    #[error(
        "data.task names the class {class}, but the labels are {}",
        list(known)
    )]
    ClassMissing { class: i64, known: Vec<f64> },
    #[error("data.task = [{0}, {0}]: the two classes have to differ")]
    SameClassTwice(i64),
    #[error(
        "the label of row {row} (counted from 0) is {value}: data.task = \"parity\" needs whole numbers"
    )]
    NoParity { row: usize, value: f64 },
    #[error(
        "{rows} usable rows: beside {validation} validation samples{} there is room for {allowed} training samples{}",
        match test {
            Some(0) => String::new(),
            Some(test) => format!(" and {test} to test on"),
            None if samples.is_some() => " and at least one test row".to_owned(),
            None => String::new(),
        },
        samples.map_or(String::new(), |n| format!(", but data.samples is {n} (1 at least is needed)"))
    )]
    TooFewRows {
        rows: usize,
        samples: Option<usize>,
        validation: usize,
        test: Option<usize>,
        allowed: usize,
    },
    #[error(
        "the mean square norm of the training points is {0}, which data.scale cannot bring to 1: set data.scale = false, or take more samples (a single centred point is zero)"
    )]
    NotScalable(f64),
    #[error("data.kind = \"file\" needs data.path, the file of the points")]
    PathMissing,
    #[error("{}: {error}", path.display())]
    InFile {
        path: PathBuf,
        error: Box<DataError>,
    },
    #[error("cannot be read: {0}")]
    Read(io::Error),
    #[error("cannot be written: {0}")]
    Write(io::Error),
    #[error("not a {format}: {error}")]
    Broken {
        format: &'static str,
        error: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error(
        "unknown file format: neither a table (.csv, .tsv, .txt, .parquet) nor arrays (.npy, .npz, IDX), gzipped or not"
    )]
    UnknownFormat,
    #[error("this is {0}")]
    OtherFormat(&'static str),
    #[error("line {line} is not text in utf-8: save the file in utf-8")]
    NotUtf8 { line: usize },
    #[error("data.skip_lines = {skip}, but the file has {lines} lines")]
    SkippedAll { lines: usize, skip: usize },
    #[error("data.skip_lines = {0} has no meaning for this file, which has no lines")]
    NoLines(usize),
    #[error("{0} has no meaning for an array, only for tables: leave it out")]
    TablesOnly(&'static str),
    #[error("which entry holds the points? There is {}: set data.points to one of them", list(.0))]
    PointsEntry(Vec<String>),
    #[error(
        "column {column} holds neither numbers, truth values nor texts: leave it out with data.leave_out"
    )]
    ParquetType { column: String },
    #[error(
        "no rows are left to test on, so that a sweep has no test errors: set data.test = 0.25 (a share of the rows) or data.test = FILE, or data.samples, beside which all other rows are tested on"
    )]
    NoTestRows,
    #[error("the file has one row of data: classes need two at least, and so do columns that vary")]
    OneRow,
    #[error("no column is left to train on: all others are empty, constant or left out")]
    NoFeatures,
    #[error("no labels: {0}")]
    NoLabels(String),
    #[error("data.label_column = {0:?} has no meaning for labels in this format: leave it out")]
    ColumnMeaningless(String),
    #[error(
        "no {what} {name:?}{}: there is {}",
        nearest.as_ref().map_or(String::new(), |name| format!(" (did you mean {name:?}?)")),
        list(known)
    )]
    NotFound {
        what: &'static str,
        name: String,
        nearest: Option<String>,
        known: Vec<String>,
    },
    #[error("line {line} has {found} cells where the first line has {expected}")]
    Ragged {
        line: usize,
        found: usize,
        expected: usize,
    },
    #[error(
        "line {line} has {found} cells where all lines after it have {expected}: {}",
        match counts {
            true => "it counts rows and columns, as in the tables of scikit-learn; skip it with data.skip_lines = 1",
            false => "if it is a title or a line of counts, skip it with data.skip_lines = 1",
        }
    )]
    FirstLine {
        line: usize,
        found: usize,
        expected: usize,
        counts: bool,
    },
    #[error(
        "the lines are not cut into columns: {mark:?} stands equally often on each of them, but columns are separated by commas, semicolons, tabs, | or spaces"
    )]
    Separator { mark: char },
    #[error("{} columns are named {name} (columns {}, counted from 0): rename them, or choose by position with data.label_column, data.columns or data.leave_out", at.len(), list(at))]
    DuplicateName { name: String, at: Vec<usize> },
    #[error(
        "{name:?} is both the name of column {at} and the position of column {name} ({other}), counted from 0: take another way to name the one that is meant, or, if line {line} is no header but a line of counts, skip it with data.skip_lines = 1"
    )]
    NameAndPosition {
        name: String,
        at: usize,
        other: String,
        line: usize,
    },
    #[error("line {line}, column {column}: {value:?} is not a finite number")]
    NotANumber {
        line: usize,
        column: String,
        value: String,
    },
    #[error(
        "column {column} holds {levels} different texts in {rows} rows, such as {value:?}: neither numbers nor a category; leave it out with data.leave_out"
    )]
    TextColumn {
        column: String,
        levels: usize,
        rows: usize,
        value: String,
    },
    /// The first of them, and all by column.
    #[error("line {}, column {}: {:?} is a missing value; {}", first.line, first.name, first.value, absent(columns, *is_label))]
    MissingValues {
        first: Absent,
        columns: Vec<Absent>,
        is_label: bool,
    },
    #[error("line {line}, column {column}: a label is missing")]
    NoLabel { line: usize, column: String },
    #[error("{0} rows to test on lack a value: set data.missing = \"drop\" or \"mean\"")]
    TestMissing(usize),
    #[error("a label to test on is {0}, which no training row has")]
    TestLabel(String),
    #[error("the points to test on have dimension {found}, those to train on {expected}")]
    TestDimension { found: usize, expected: usize },
    #[error(
        "the array's type is {0}: allowed are f8, f4, f2, booleans and integers of 1 to 8 bytes"
    )]
    NpyType(String),
    #[error("not a readable .npy array: at byte {at} of its header {needed} is needed")]
    NpyHeader { at: usize, needed: &'static str },
    #[error("the array's shape is {found:?}: {expected} is needed")]
    Shape {
        found: Vec<u64>,
        expected: &'static str,
    },
    /// With the file's first four bytes, or fewer.
    #[error(
        "wrong magic number {0:02x?}: an IDX file begins with 00 00, its type (08, 09, 0b, 0c, 0d or 0e) and the number of dimensions"
    )]
    IdxMagic(Vec<u8>),
    #[error("the file ends after {found} of {expected} bytes")]
    Truncated { expected: u128, found: usize },
}

impl DataError {
    /// The same error, with the file it is in, unless it names one.
    pub(super) fn in_file(self, path: &Path) -> Self {
        if matches!(self, DataError::InFile { .. }) {
            return self;
        }
        DataError::InFile {
            path: path.to_path_buf(),
            error: Box::new(self),
        }
    }

    /// What a reader said of bytes that are not in this format.
    pub(super) fn broken<E: Into<Box<dyn std::error::Error + Send + Sync>>>(
        format: &'static str,
    ) -> impl Fn(E) -> Self {
        move |error| DataError::Broken {
            format,
            error: error.into(),
        }
    }

    /// A column or entry that is not there, with the nearest that is.
    pub(super) fn not_found(what: &'static str, name: &str, known: Vec<String>) -> Self {
        let nearest = known
            .iter()
            .min_by_key(|other| strsim::damerau_levenshtein(name, other))
            .filter(|other| strsim::jaro_winkler(name, other) > 0.7);
        DataError::NotFound {
            what,
            name: name.to_string(),
            nearest: nearest.cloned(),
            known,
        }
    }
}

/// A column that lacks values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    /// Its position, from 0.
    pub column: usize,
    /// Its name.
    pub name: String,
    /// Rows without a value.
    pub count: usize,
    /// The first line without one.
    pub line: usize,
    /// What stands there.
    pub value: String,
}

/// How many values each column lacks, and what to do about it.
fn absent(columns: &[Absent], is_label: bool) -> String {
    let counts: Vec<String> = columns
        .iter()
        .map(|absent| format!("{} in {}", absent.count, absent.name))
        .collect();
    let counts = list(&counts);
    match is_label {
        true => {
            format!("{counts}, the labels: set data.missing = \"drop\" to leave these rows out")
        }
        false => format!(
            "{counts}: set data.missing = \"drop\" to leave these rows out, \"mean\" to take the \
             training mean, or \"indicator\" for the mean and an input that says where"
        ),
    }
}

/// The values in a sentence; a long list is cut before its last value (a table's labels
/// are often its last column).
pub(super) fn list<T: std::fmt::Display>(values: &[T]) -> String {
    const SHOWN: usize = 12;
    match values {
        [] => "none".to_string(),
        [first @ .., last] if values.len() > SHOWN => {
            let shown = list(&first[..SHOWN - 1]);
            format!("{shown}, ..., {last} ({} in all)", values.len())
        }
        _ => values
            .iter()
            .map(T::to_string)
            .collect::<Vec<_>>()
            .join(", "),
    }
}
