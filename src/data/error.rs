//! What can be wrong with data.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

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
    OneClass { value: f64, rows: usize },
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
        "the labels are {}: name two of them with data.task = [a, b] (a becomes +1, b becomes -1), or set data.task = \"parity\", or \"classes\" for each as a class of its own; without a task they have to be -1 and 1, or 0 and 1",
        list(.0)
    )]
    TaskMissing(Vec<f64>),
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
        if samples.is_some() { " and at least one test row" } else { "" },
        samples.map_or(String::new(), |n| format!(", but data.samples is {n} (1 at least is needed)"))
    )]
    TooFewRows {
        rows: usize,
        samples: Option<usize>,
        validation: usize,
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
        "unknown file format: the name has to end in .csv, .npy, .npz, .idx or -ubyte (MNIST's IDX), each also with .gz"
    )]
    UnknownFormat,
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
    #[error("line {line}, column {column}: {value:?} is not a finite number")]
    NotANumber {
        line: usize,
        column: String,
        value: String,
    },
    #[error("the array's type is {0}: allowed are f8, f4, booleans and integers of 1 to 8 bytes")]
    NpyType(String),
    #[error("the array's shape is {found:?}: {expected} is needed")]
    Shape {
        found: Vec<u64>,
        expected: &'static str,
    },
    /// With the file's first four bytes, or fewer.
    #[error(
        "wrong magic number {0:02x?}: an IDX file of unsigned bytes begins with 00 00 08 and the number of dimensions"
    )]
    IdxMagic(Vec<u8>),
    #[error("the file ends after {found} of {expected} bytes")]
    Truncated { expected: u128, found: usize },
}

impl DataError {
    /// The same error, with the file it is in.
    pub(super) fn in_file(self, path: &Path) -> Self {
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
