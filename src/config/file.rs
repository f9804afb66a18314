//! A file of the user's own: what of it is used, and how its rows are split and prepared.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer, Serialize};

use super::task::DigitsTask;

/// A file of the user's own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileConfig {
    /// How its rows are split and prepared.
    #[serde(flatten)]
    pub rows: RowsConfig,
    /// The file of the points; it has to be given.
    #[serde(skip_serializing_if = "is_missing")]
    pub path: PathBuf,
    /// The file of the labels, where they are apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<PathBuf>,
    /// The column of a table, or the entry of a .npz, that holds the labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_column: Option<String>,
    /// The entry of a .npz that holds the points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<String>,
    /// The columns of a table that are used; all where it is empty.
    #[serde(
        deserialize_with = "one_or_many",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub columns: Vec<String>,
    /// The columns of a table that are not used.
    #[serde(
        deserialize_with = "one_or_many",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub leave_out: Vec<String>,
    /// Lines of a table before its first.
    pub skip_lines: usize,
    /// What becomes of values that are not there.
    pub missing: Missing,
    /// Whether each number is brought to mean 0 and variance 1 over the training rows; for tables
    /// unless centre or scale is asked for, where it is `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standardise: Option<bool>,
    /// The rows to test on; a quarter of a table where it is `None`, beside `samples` all others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test: Option<TestPart>,
}

/// What becomes of values that are not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// They are refused, with their number by column.
    #[default]
    Refuse,
    /// Their rows are left out.
    Drop,
    /// They are the mean of the training rows that have one.
    Mean,
    /// The same, and one more input says where.
    Indicator,
}

/// The rows to test on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TestPart {
    /// A share of the file's rows.
    Share(f64),
    /// All rows of another file.
    File(PathBuf),
}

/// How the rows of a finite set are split and prepared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RowsConfig {
    /// Number of training points n; every row that is for nothing else where it is `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub samples: Option<usize>,
    /// The classes; the labels as they are where it is `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<DigitsTask>,
    /// Subtract the training mean.
    pub centre: bool,
    /// Scale to mean square norm 1 over the training rows.
    pub scale: bool,
    /// Append a constant 1 to every point.
    pub bias: bool,
    /// Points held out for the validation risk.
    pub validation_samples: usize,
}

fn is_missing(path: &Path) -> bool {
    path.as_os_str().is_empty()
}

/// A list of names, or one name without brackets.
fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Names {
        One(String),
        Many(Vec<String>),
    }
    Ok(match Names::deserialize(deserializer)? {
        Names::One(name) => vec![name],
        Names::Many(names) => names,
    })
}

/// The key that a value of `--labels` is meant for: a file, or else a column of the table.
pub fn key_of_labels(value: &str) -> &'static str {
    let path = Path::new(value);
    let like_a_file = path.extension().is_some() || path.components().count() > 1;
    match like_a_file || path.exists() {
        true => "data.labels",
        false => "data.label_column",
    }
}

#[cfg(test)]
mod tests {
    use super::key_of_labels;

    #[test]
    fn what_looks_like_a_file_is_one() {
        for (value, key) in [
            ("y.npy", "data.labels"),
            ("folder/y", "data.labels"),
            ("src", "data.labels"),
            ("species", "data.label_column"),
            ("4", "data.label_column"),
        ] {
            assert_eq!(key_of_labels(value), key, "{value}");
        }
    }
}
