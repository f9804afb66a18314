//! .npz, numpy's archives of arrays, and other zip archives of one file.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::array::Array;
use super::npy;
use crate::data::DataError;

const ARCHIVE: &str = "readable .npz archive";

/// What the entry of the points is called, and that of their labels, as pairs belong together.
const USUAL: [(&str, &str); 6] = [
    ("X", "y"),
    ("x", "y"),
    ("x_train", "y_train"),
    ("X_train", "y_train"),
    ("data", "target"),
    ("data", "labels"),
];

/// The same of points that the archive holds apart, to test on.
const TESTED: [(&str, &str); 2] = [("x_test", "y_test"), ("X_test", "y_test")];

type Zip<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// An archive with the names of its arrays.
pub(super) struct Archive<'a> {
    zip: Zip<'a>,
    /// The arrays, without `.npy`.
    pub names: Vec<String>,
}

/// An archive, or the bytes of the one file that was packed in it.
pub(super) enum Opened<'a> {
    Arrays(Archive<'a>),
    File(Vec<u8>),
}

pub(super) fn open(bytes: &[u8]) -> Result<Opened<'_>, DataError> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(DataError::broken(ARCHIVE))?;
    let files = zip
        .file_names()
        .map(|name| name.map(|name| name.to_string()));
    let files: Result<Vec<String>, _> = files.collect();
    let files = files.map_err(DataError::broken(ARCHIVE))?;
    let arrays = files.iter().filter_map(|name| name.strip_suffix(".npy"));
    let names: Vec<String> = arrays.map(str::to_owned).collect();
    match &files[..] {
        _ if !names.is_empty() => Ok(Opened::Arrays(Archive { zip, names })),
        _ if files.iter().any(|name| name == "[Content_Types].xml") => Err(DataError::OtherFormat(
            "an Excel workbook: save the sheet as .csv",
        )),
        [only] => Ok(Opened::File(unpack(&mut zip, only)?)),
        _ => Err(DataError::OtherFormat(
            "a zip archive of several files: unpack it, and give one of them",
        )),
    }
}

fn unpack(zip: &mut Zip<'_>, name: &str) -> Result<Vec<u8>, DataError> {
    let mut unpacked = Vec::new();
    zip.by_name(name)
        .and_then(|mut file| file.read_to_end(&mut unpacked).map_err(ZipError::Io))
        .map_err(DataError::broken(ARCHIVE))?;
    Ok(unpacked)
}

impl Archive<'_> {
    /// The array of a name.
    pub fn entry(&mut self, name: &str) -> Result<Array, DataError> {
        if !self.has(name) {
            return Err(DataError::not_found("entry", name, self.names.clone()));
        }
        npy::parse(&unpack(&mut self.zip, &format!("{name}.npy"))?)
    }

    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|other| other == name)
    }

    /// The entry of the points: the one asked for, else a usual name, else the only one that the
    /// labels leave.
    pub fn points(&self, asked: Option<&str>, labels: Option<&str>) -> Result<String, DataError> {
        if let Some(asked) = asked {
            return Ok(asked.to_owned());
        }
        let free = |name: &&str| self.has(name) && Some(*name) != labels;
        if let Some(usual) = USUAL.iter().map(|(points, _)| *points).find(free) {
            return Ok(usual.to_owned());
        }
        let mut others = self
            .names
            .iter()
            .filter(|name| Some(name.as_str()) != labels);
        match (others.next(), others.next()) {
            (Some(only), None) => Ok(only.clone()),
            _ => Err(DataError::PointsEntry(self.names.clone())),
        }
    }

    /// The entry of the labels beside these points.
    pub fn labels(&self, points: &str) -> Result<String, DataError> {
        let usual = USUAL.iter().filter(|(of, _)| *of == points);
        let others = USUAL.iter().map(|(_, labels)| *labels);
        let mut names = usual.map(|(_, labels)| *labels).chain(others).chain(["Y"]);
        let found = names.find(|name| self.has(name));
        found.map(str::to_owned).ok_or_else(|| {
            DataError::NoLabels(format!(
                "no entry \"y\": there is {}; set data.label_column to the entry of the labels",
                self.names.join(", ")
            ))
        })
    }

    /// The entries of points and labels to test on, where the archive holds them.
    pub fn tested(&self) -> Option<(&'static str, &'static str)> {
        let mut pairs = TESTED.into_iter();
        pairs.find(|(points, labels)| self.has(points) && self.has(labels))
    }
}
