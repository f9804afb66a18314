//! `sweetspot curves`: the reference curves, regenerated and compared.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use super::arguments::threads;
use super::command_line::command_line;
use super::failure::{Exit, Failure};
use super::interrupt;
use super::output::Output;
use super::progress::Bar;
use crate::curves::{
    CurveError, Definition, Difference, Numbers, Snapshot, differences, kept, named, regenerate,
};
use crate::report::{
    curves_html, curves_json, curves_list, curves_text, reference_figure, write_atomically,
};
use crate::runs::Workers;

/// Where the reference curves live in the repository.
const FOLDER: &str = "snapshots";

/// Everything on one page.
const REPORT: &str = "report.html";

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
  sweetspot curves --update sweet-spot-mixture
  sweetspot curves --check --out fresh

A number may move by absolute + relative |old| of its quantity's tolerance. --check exits 1 where
one moved further; --update rewrites those numbers and the figures, and leaves all others as they
are. --out writes numbers, figures and report.html into another folder.")]
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
    /// Use this many threads [default: one a core]
    #[arg(long, value_name = "N", help_heading = "Running")]
    threads: Option<NonZeroUsize>,
    /// Print one JSON document on stdout
    #[arg(long, help_heading = "Output")]
    json: bool,
    /// Write numbers, figures and report.html into this folder
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    out: Option<PathBuf>,
    /// Print no notes and no progress
    #[arg(long, short, help_heading = "Output")]
    quiet: bool,
    /// Print more about what is done
    #[arg(long, short, action = clap::ArgAction::Count, help_heading = "Output")]
    verbose: u8,
}

impl Curves {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let output = Output {
            json: self.json,
            quiet: self.quiet,
            verbose: self.verbose,
        };
        let snapshots = named(&self.names)?;
        if !self.check && !self.update {
            let definitions: Vec<&Definition> = snapshots.iter().map(|s| &s.definition).collect();
            output.text(&curves_list(&definitions))?;
            output.json(&curves_json(&definitions, &[]))?;
            return Ok(Exit::Done);
        }
        let folder = self.folder()?;
        let found = self.regenerate(&snapshots, output)?;
        let moved = self.compare(&snapshots, &found)?;
        if let Some(folder) = &folder {
            for (snapshot, numbers) in snapshots.iter().zip(&found) {
                write(folder, snapshot, numbers)?;
            }
            output.note(&format!("written to {}", folder.display()));
        }
        let definitions: Vec<&Definition> = snapshots.iter().map(|s| &s.definition).collect();
        if let Some(folder) = &self.out {
            let page = curves_html(&definitions, &found, &moved, &command_line());
            let page = page.map_err(Failure::running)?;
            write_atomically(&folder.join(REPORT), page.as_bytes()).map_err(Failure::running)?;
        }
        output.text(&curves_text(&definitions, &found, &moved))?;
        output.json(&curves_json(&definitions, &moved))?;
        Ok(self.exit(&moved))
    }

    /// A check fails where a number moved; an update is how it is meant to.
    fn exit(&self, moved: &[Difference]) -> Exit {
        if self.update || moved.is_empty() {
            Exit::Done
        } else {
            Exit::Unexpected
        }
    }

    /// Where numbers and figures go; nowhere for a check that was given no folder.
    fn folder(&self) -> Result<Option<PathBuf>, Failure> {
        if let Some(folder) = &self.out {
            std::fs::create_dir_all(folder).map_err(|error| {
                Failure::input(format!(
                    "cannot make the folder {}: {error}",
                    folder.display()
                ))
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

    fn regenerate(&self, snapshots: &[Snapshot], output: Output) -> Result<Vec<Numbers>, Failure> {
        let definitions: Vec<&Definition> = snapshots.iter().map(|s| &s.definition).collect();
        let bar = Bar::new(output);
        let show = |progress| bar.show(progress);
        let workers = Workers::default()
            .threads(threads(self.threads))
            .interrupt(interrupt::flag()?)
            .progress(&show);
        let found = regenerate(&definitions, &workers);
        bar.clear();
        Ok(found?)
    }

    fn compare(
        &self,
        snapshots: &[Snapshot],
        found: &[Numbers],
    ) -> Result<Vec<Difference>, Failure> {
        let mut all = Vec::new();
        for (snapshot, new) in snapshots.iter().zip(found) {
            let old = match snapshot.numbers() {
                Ok(numbers) => numbers.unwrap_or_else(|| Numbers::of(&snapshot.definition)),
                // An update is how numbers get the columns of a definition that changed.
                Err(_) if self.update => Numbers::of(&snapshot.definition),
                Err(error) => return Err(error.into()),
            };
            all.extend(differences(&snapshot.definition, &old, new));
        }
        Ok(all)
    }
}

/// Writes numbers and figure of a curve. What the folder holds already is kept where it is right:
/// it can be newer than what was compiled in.
fn write(folder: &Path, snapshot: &Snapshot, numbers: &Numbers) -> Result<(), Failure> {
    let definition = &snapshot.definition;
    let path = folder.join(format!("{}.csv", definition.name));
    let there = match std::fs::read_to_string(&path) {
        Ok(text) => Numbers::read(definition, &text).ok(),
        Err(_) => None,
    };
    let compiled = || snapshot.numbers().ok().flatten();
    let numbers = match there.or_else(compiled) {
        Some(old) => kept(definition, &old, numbers),
        None => numbers.clone(),
    };
    write_atomically(&path, numbers.to_csv().as_bytes()).map_err(Failure::running)?;
    let figure = reference_figure(definition, &numbers).map_err(Failure::running)?;
    let path = folder.join(format!("{}.svg", definition.name));
    write_atomically(&path, figure.svg().as_bytes()).map_err(Failure::running)
}

impl From<CurveError> for Failure {
    fn from(error: CurveError) -> Self {
        match error {
            CurveError::Run(error) => Failure::from(error),
            CurveError::Unknown { .. } => {
                Failure::input(error).hint("`sweetspot curves` lists them")
            }
            CurveError::Unmeasurable { .. } => Failure::running(error),
            _ => Failure::input(error),
        }
    }
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
