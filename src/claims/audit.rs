//! How often a verdict is not the expected one: the statistical claims under fresh master seeds.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Claim, Outcome, Verdict};
use crate::statistics::clopper_pearson;
use crate::sweep::NUMERICS_VERSION;

/// One minus the coverage of the intervals of an audit's rates.
const LEVEL: f64 = 0.05;

/// All statistical verdicts under one master seed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditedSuite {
    /// The master seed.
    pub seed: u64,
    /// Verdicts of claims.
    pub verdicts: usize,
    /// Claims and settings whose verdict was not the expected one.
    pub unexpected: Vec<String>,
    /// Planted deviations: negative controls run.
    pub controls: usize,
    /// Those that did not come out VIOLATED.
    pub missed: Vec<String>,
}

impl AuditedSuite {
    /// Counts the outcomes of one master seed.
    pub fn of(seed: u64, outcomes: &[Outcome]) -> Self {
        let name = |outcome: &&Outcome| format!("{} ({})", outcome.id, outcome.setting);
        let (controls, claims): (Vec<&Outcome>, Vec<&Outcome>) =
            outcomes.iter().partition(|outcome| outcome.control);
        let unexpected = claims
            .iter()
            .copied()
            .filter(|outcome| !outcome.is_expected());
        let missed = controls
            .iter()
            .copied()
            .filter(|outcome| outcome.verdict != Verdict::Violated);
        AuditedSuite {
            seed,
            verdicts: claims.len(),
            unexpected: unexpected.map(|o| name(&o)).collect(),
            controls: controls.len(),
            missed: missed.map(|o| name(&o)).collect(),
        }
    }
}

/// A rate with its exact 95% interval (Clopper, Pearson 1934).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Rate {
    /// How often.
    pub count: usize,
    /// Of how many.
    pub of: usize,
    /// The interval of the rate.
    pub interval: [f64; 2],
}

impl Rate {
    fn new(count: usize, of: usize) -> Self {
        Rate {
            count,
            of,
            // With nothing counted nothing is known.
            interval: clopper_pearson(count, of, LEVEL).unwrap_or([0.0, 1.0]),
        }
    }
}

/// What an audit found.
#[derive(Clone, Debug, Serialize)]
pub struct Audit {
    /// Suites with any unexpected verdict.
    pub suites: Rate,
    /// Unexpected verdicts.
    pub verdicts: Rate,
    /// Planted deviations that were found.
    pub planted: Rate,
    /// What was unexpected or missed, with its master seed.
    pub exceptions: Vec<String>,
}

impl Audit {
    /// Joins the suites.
    pub fn of(suites: &[AuditedSuite]) -> Self {
        let with_any = suites.iter().filter(|suite| !suite.unexpected.is_empty());
        let sum = |count: fn(&AuditedSuite) -> usize| suites.iter().map(count).sum::<usize>();
        let controls = sum(|suite| suite.controls);
        let exceptions = suites.iter().flat_map(|suite| {
            let seed = suite.seed;
            let unexpected = suite.unexpected.iter();
            let missed = suite.missed.iter();
            unexpected
                .map(move |name| format!("seed {seed}: {name} unexpected"))
                .chain(missed.map(move |name| format!("seed {seed}: {name} not found")))
        });
        Audit {
            suites: Rate::new(with_any.count(), suites.len()),
            verdicts: Rate::new(
                sum(|suite| suite.unexpected.len()),
                sum(|suite| suite.verdicts),
            ),
            planted: Rate::new(controls - sum(|suite| suite.missed.len()), controls),
            exceptions: exceptions.collect(),
        }
    }

    /// The audit in words.
    pub fn text(&self) -> String {
        let percent = |rate: &Rate| {
            let [low, high] = rate.interval.map(|end| 100.0 * end);
            format!("{} of {} [{low:.2}%, {high:.2}%]", rate.count, rate.of)
        };
        let mut text = format!(
            "suites with an unexpected verdict: {}\nunexpected verdicts: {}\nplanted deviations found: {}\n\
             (95% intervals of Clopper and Pearson)\n",
            percent(&self.suites),
            percent(&self.verdicts),
            percent(&self.planted)
        );
        for exception in &self.exceptions {
            // Writing to a string does not fail.
            let _ = writeln!(text, "  {exception}");
        }
        text
    }
}

/// The file of an audit: finished suites survive an interruption.
#[derive(Debug)]
pub struct AuditLedger {
    path: PathBuf,
    suites: Vec<AuditedSuite>,
}

/// Why an audit's file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// It belongs to other claims or numerics.
    #[error("{} holds an audit of other claims or of another version: choose another folder with --out", .0.display())]
    OtherClaims(PathBuf),
    /// It cannot be read or written.
    #[error("cannot use {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl AuditLedger {
    /// Opens the audit of some claims in a folder, or begins it.
    ///
    /// # Errors
    /// A file of other claims, one that cannot be read or made.
    pub fn open(folder: &Path, claims: &[&Claim]) -> Result<Self, AuditError> {
        let path = folder.join("audit.jsonl");
        let failed = |source| AuditError::Io {
            path: path.clone(),
            source,
        };
        let header = header(claims);
        if !path.exists() {
            fs::create_dir_all(folder).map_err(failed)?;
            fs::write(&path, format!("{header}\n")).map_err(failed)?;
        }
        let text = fs::read_to_string(&path).map_err(failed)?;
        let mut lines = text.lines();
        if lines.next() != Some(header.as_str()) {
            return Err(AuditError::OtherClaims(path));
        }
        // A line cut off by a crash is dropped.
        let suites: Vec<AuditedSuite> = lines
            .map_while(|line| serde_json::from_str(line).ok())
            .collect();
        let mut kept = format!("{header}\n");
        for suite in &suites {
            kept += &format!("{}\n", line(suite).map_err(failed)?);
        }
        fs::write(&path, kept).map_err(failed)?;
        Ok(AuditLedger { path, suites })
    }

    /// The suites finished.
    pub fn suites(&self) -> &[AuditedSuite] {
        &self.suites
    }

    /// Whether the suite of a master seed is finished.
    pub fn has(&self, seed: u64) -> bool {
        self.suites.iter().any(|suite| suite.seed == seed)
    }

    /// Adds a finished suite.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn add(&mut self, suite: AuditedSuite) -> Result<(), AuditError> {
        let written = line(&suite).and_then(|line| {
            let mut file = OpenOptions::new().append(true).open(&self.path)?;
            writeln!(file, "{line}")
        });
        written.map_err(|source| AuditError::Io {
            path: self.path.clone(),
            source,
        })?;
        self.suites.push(suite);
        Ok(())
    }
}

fn line(suite: &AuditedSuite) -> io::Result<String> {
    serde_json::to_string(suite).map_err(io::Error::from)
}

/// What the suites belong to.
fn header(claims: &[&Claim]) -> String {
    let mut hash = Sha256::new();
    for claim in claims {
        hash.update(format!("{claim:?}"));
    }
    let mut text = format!("{{\"numerics\":{NUMERICS_VERSION},\"claims\":\"");
    for byte in hash.finalize() {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text + "\"}"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::{claim, inequality, outcome};

    fn suite(seed: u64, unexpected: &[&str], missed: &[&str]) -> AuditedSuite {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        AuditedSuite {
            seed,
            verdicts: 10,
            unexpected: owned(unexpected),
            controls: 4,
            missed: owned(missed),
        }
    }

    #[test]
    fn rates_count_suites_verdicts_and_plants() {
        let audit = Audit::of(&[
            suite(1, &[], &[]),
            suite(2, &["a", "b"], &["c"]),
            suite(3, &[], &[]),
        ]);
        let counts = |rate: Rate| (rate.count, rate.of);
        assert_eq!(counts(audit.suites), (1, 3));
        assert_eq!(counts(audit.verdicts), (2, 30));
        assert_eq!(counts(audit.planted), (11, 12));
        assert_eq!(
            audit.exceptions,
            [
                "seed 2: a unexpected",
                "seed 2: b unexpected",
                "seed 2: c not found"
            ]
        );
        assert!(
            audit
                .text()
                .contains("suites with an unexpected verdict: 1 of 3")
        );
    }

    #[test]
    fn no_exception_in_300_suites_bounds_the_rate_by_1_22_percent() {
        let clean: Vec<AuditedSuite> = (0..300).map(|seed| suite(seed, &[], &[])).collect();
        let [low, high] = Audit::of(&clean).suites.interval;
        // 1 - .025^(1/300).
        assert_eq!(low, 0.0);
        assert!((high - 0.012_220_9).abs() < 1e-6, "{high}");
        assert_eq!(Audit::of(&[]).suites.interval, [0.0, 1.0]);
    }

    #[test]
    fn a_ledger_is_found_again_without_its_torn_line() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = AuditLedger::open(folder.path(), &[]).unwrap();
        ledger.add(suite(7, &["a"], &[])).unwrap();
        let path = folder.path().join("audit.jsonl");
        let mut text = fs::read_to_string(&path).unwrap();
        text += "{\"seed\":8,\"verd";
        fs::write(&path, text).unwrap();
        let mut ledger = AuditLedger::open(folder.path(), &[]).unwrap();
        assert_eq!(ledger.suites(), [suite(7, &["a"], &[])]);
        assert!(ledger.has(7) && !ledger.has(8));
        ledger.add(suite(8, &[], &[])).unwrap();
        let again = AuditLedger::open(folder.path(), &[]).unwrap();
        assert_eq!(again.suites().len(), 2);
        fs::write(&path, "{}\n").unwrap();
        assert!(matches!(
            AuditLedger::open(folder.path(), &[]),
            Err(AuditError::OtherClaims(_))
        ));
    }

    #[test]
    fn the_ledger_of_other_claims_is_refused() {
        let claim = |name: &str| claim(name, inequality("1", "0"), inequality("0", "1"));
        let (one, other) = (claim("a"), claim("b"));
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = AuditLedger::open(folder.path(), &[&one]).unwrap();
        ledger.add(suite(7, &[], &[])).unwrap();
        assert_eq!(
            AuditLedger::open(folder.path(), &[&one])
                .unwrap()
                .suites()
                .len(),
            1
        );
        for claims in [vec![&other], vec![&one, &other], Vec::new()] {
            assert!(matches!(
                AuditLedger::open(folder.path(), &claims),
                Err(AuditError::OtherClaims(_))
            ));
        }
    }

    #[test]
    fn a_suite_counts_claims_and_controls_apart() {
        use crate::claims::Expectation;
        let of = |setting: &str, control: bool, expected, verdict| Outcome {
            setting: setting.to_owned(),
            control,
            expected,
            ..outcome("tests/a", verdict)
        };
        let (holds, violated) = (Verdict::Holds, Verdict::Violated);
        let suite = AuditedSuite::of(
            9,
            &[
                of("first", false, Expectation::Holds, holds),
                of("second", false, Expectation::Holds, violated),
                of("third", false, Expectation::Violated, violated),
                of("first", true, Expectation::Violated, violated),
                of("second", true, Expectation::Violated, holds),
            ],
        );
        assert_eq!((suite.seed, suite.verdicts, suite.controls), (9, 3, 2));
        assert_eq!(suite.unexpected, ["tests/a (second)"]);
        assert_eq!(suite.missed, ["tests/a (second)"]);
    }
}
