//! `sweetspot curves`: the reference curves, regenerated and compared.

use std::path::{Path, PathBuf};

use super::arguments::refuse_out;
use super::command_line::command_line;
use super::failure::{Exit, Failure};
use super::output::Output;
use super::running::{Threads, with_bar};
use crate::curves::{
    Check, Definition, Difference, Numbers, Snapshot, differences, kept, named, regenerate,
};
use crate::report::{
    ReportError, curves_html, curves_json, curves_list, curves_text, reference_figure,
    write_atomically,
};

/// Where the reference curves live in the repository.
const FOLDER: &str = "snapshots";

/// Regenerate the reference curves, and see whether one has moved
///
/// A reference curve is a picture of the field computed from nothing: a definition, its numbers and
/// a figure, side by side in snapshots/ and compiled into the program. Without --check or --update
/// they are listed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sweetspot curves
  sweetspot curves --check
  sweetspot curves --check escape-time cost
  sweetspot curves --check --all
  sweetspot curves --update sweet-spot-mixture
  sweetspot curves --check --out fresh

A number may move by absolute + relative |old| of its quantity's tolerance. --check exits 1 where
one moved further; --update rewrites those numbers and the figures, and leaves all others as they
are. Curves that cost too much for every change are left out unless they are named or --all is
given; the list marks them. --out writes numbers, figures and report.html into another folder.")]
#[command(mut_args(|arg| match arg.get_id().as_str() {
    "out" => arg.help("Write numbers, figures and report.html into this folder"),
    _ => arg,
}))]
pub(super) struct Curves {
    /// Only these curves
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Compare with the numbers in the program; exit 1 if one moved
    #[arg(long, conflicts_with = "update")]
    check: bool,
    /// Rewrite what moved
    #[arg(long)]
    update: bool,
    /// The costly curves too
    #[arg(long, conflicts_with = "names")]
    all: bool,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    output: Output,
}

impl Curves {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let output = &self.output;
        let mut snapshots = named(&self.names)?;
        let is_listed = !self.check && !self.update;
        let known = snapshots.len();
        snapshots.retain(|snapshot| is_listed || self.asks_for(&snapshot.definition));
        let left_out = known - snapshots.len();
        if left_out > 0 {
            output.note(&format!(
                "left out, since they cost much: {left_out} of {known} curves (--all has them)"
            ));
        }
        let definitions: Vec<&Definition> = snapshots.iter().map(|s| &s.definition).collect();
        if is_listed {
            refuse_out(output, "the list of curves")?;
            output.text(&curves_list(&definitions))?;
            output.json(&curves_json(&definitions, &[]))?;
            return Ok(Exit::Done);
        }
        let folder = self.folder()?;
        let workers = self.threads.workers()?;
        let found = with_bar(output, workers, |workers| {
            regenerate(&definitions, &workers)
        })?;
        let moved = self.compare(&snapshots, &found)?;
        if let Some(folder) = &folder {
            for (snapshot, numbers) in snapshots.iter().zip(&found) {
                write(folder, snapshot, numbers)?;
            }
            output.note(&format!("written to {}", folder.display()));
        }
        if let Some(folder) = &output.out {
            let page = curves_html(&definitions, &found, &moved, &command_line())?;
            write_atomically(&folder.join("report.html"), page.as_bytes())?;
        }
        output.text(&curves_text(&definitions, &found, &moved))?;
        output.json(&curves_json(&definitions, &moved))?;
        Ok(self.exit(&moved))
    }

    /// Whether a curve is made: a costly one only by its name, or with all.
    fn asks_for(&self, curve: &Definition) -> bool {
        curve.check == Check::Always || self.all || !self.names.is_empty()
    }

    /// A check fails where a number moved; an update is how it is meant to.
    fn exit(&self, moved: &[Difference]) -> Exit {
        Exit::of(self.update || moved.is_empty())
    }

    /// Where numbers and figures go; nowhere for a check that was given no folder.
    fn folder(&self) -> Result<Option<PathBuf>, Failure> {
        if let Some(folder) = &self.output.out {
            std::fs::create_dir_all(folder).map_err(|error| {
                let folder = folder.display();
                Failure::input(format!("cannot make the folder {folder}: {error}"))
            })?;
            return Ok(Some(folder.clone()));
        }
        if !self.update {
            return Ok(None);
        }
        if !Path::new(FOLDER).is_dir() {
            return Err(
                Failure::input(format!("there is no folder {FOLDER} here to update"))
                    .hint("go to the repository's root, or name a folder with --out"),
            );
        }
        Ok(Some(PathBuf::from(FOLDER)))
    }

    fn compare(
        &self,
        snapshots: &[Snapshot],
        found: &[Numbers],
    ) -> Result<Vec<Difference>, Failure> {
        let mut all = Vec::new();
        for (snapshot, new) in snapshots.iter().zip(found) {
            let old = match snapshot.numbers() {
                Ok(numbers) => numbers.unwrap_or_else(|| snapshot.definition.no_numbers()),
                // An update is how numbers get the columns of a definition that changed.
                Err(_) if self.update => snapshot.definition.no_numbers(),
                Err(error) => return Err(error.into()),
            };
            all.extend(differences(&snapshot.definition, &old, new));
        }
        Ok(all)
    }
}

/// Writes numbers and figure of a curve. What the folder holds already is kept where it is right:
/// it can be newer than what was compiled in.
fn write(folder: &Path, snapshot: &Snapshot, numbers: &Numbers) -> Result<(), ReportError> {
    let definition = &snapshot.definition;
    let path = |ending| folder.join(format!("{}.{ending}", definition.name));
    let there = std::fs::read_to_string(path("csv")).ok();
    let there = there.and_then(|text| definition.read_numbers(&text).ok());
    let numbers = match there.or_else(|| snapshot.numbers().ok().flatten()) {
        Some(old) => kept(definition, &old, numbers),
        None => numbers.clone(),
    };
    write_atomically(&path("csv"), numbers.to_csv().as_bytes())?;
    let figure = reference_figure(definition, &numbers)?;
    write_atomically(&path("svg"), figure.svg().as_bytes())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::curves::Change;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        curves: Curves,
    }

    #[test]
    fn a_moved_number_fails_a_check_and_not_an_update() {
        let of = |option| Line::parse_from(["curves", option]).curves;
        let moved = [Difference {
            curve: "decay".to_string(),
            point: "logistic".to_string(),
            quantity: Some("gap".to_string()),
            change: Change::Appeared { new: Some(1.0) },
        }];
        assert_eq!(of("--check").exit(&moved), Exit::Unexpected);
        assert_eq!(of("--check").exit(&[]), Exit::Done);
        assert_eq!(of("--update").exit(&moved), Exit::Done);
        assert!(Line::try_parse_from(["curves", "--check", "--update"]).is_err());
    }
}
