//! `sweetspot verify`: which claims hold, by what margin, and where they stop holding.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::arguments::{Printing, threads};
use super::command_line::{command_line, quote};
use super::failure::{Exit, Failure};
use super::interrupt;
use super::progress::Bar;
use crate::claims::{
    Budget, Case, Claim, Registry, Report, Verification, answers, known_quantities,
};
use crate::config::{Changes, Override};
use crate::report::{
    claims_json, claims_text, junit_xml, verify_html, verify_json, verify_markdown, verify_text,
    write_atomically,
};
use crate::runs::{Store, Workers};

/// How often the rule of a statistical check is repeated on seeds drawn again: no other verdict in as
/// many is at most one in 700 (95%).
const ADMISSION_REPETITIONS: usize = 2000;

/// Where audits go that were given no `--out`.
const AUDIT_FOLDER: &str = "sweetspot-out/audit";

/// The verdicts of an audit's papers, in its folder.
const AUDIT: &str = "audit.jsonl";

/// What a verification measured, in its folder.
const RUNS: &str = "runs.jsonl";

/// Check the theory: which claims hold, by what margin, and where they stop holding
///
/// Every claim is a file: a statement, formulas over measured quantities, settings with the verdict
/// expected in each, and a negative control. A verdict is HOLDS (this finite check passed),
/// VIOLATED (with the counterexample) or INCONCLUSIVE (with what would have been found). The papers'
/// own claims are answered at the end. The exit code is 1 when a verdict differs from the
/// expected one.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sweetspot verify
  sweetspot verify --paper yhl26
  sweetspot verify --claim dhl18/balancedness --controls
  sweetspot verify --budget full --html report.html --junit junit.xml
  sweetspot verify --claims my-claims/

docs/claim-format.md says how to write a claim, docs/statistics.md how a verdict is reached;
`sweetspot quantities` lists what formulas may use.")]
pub(super) struct Verify {
    /// List the claims, run nothing
    #[arg(long, help_heading = "Which")]
    list: bool,
    /// Only the claims of this paper (repeatable; case does not matter)
    #[arg(long, value_name = "KEY", help_heading = "Which")]
    paper: Vec<String>,
    /// Only this claim, <paper>/<name> (repeatable)
    #[arg(long, value_name = "ID", help_heading = "Which")]
    claim: Vec<String>,
    /// The claims in the .toml files of this folder instead of those built in
    #[arg(long, value_name = "DIR", help_heading = "Which")]
    claims: Option<PathBuf>,
    /// The negative controls as well: each has to come out VIOLATED
    #[arg(long, help_heading = "Which")]
    controls: bool,
    /// quick: within a minute; full: every setting with more seeds, within a quarter of an hour
    #[arg(
        long,
        value_name = "BUDGET",
        default_value = "quick",
        help_heading = "Running"
    )]
    budget: Budgets,
    /// Repeat the statistical claims and their controls at N fresh master seeds, and count what is
    /// unexpected; goes on where it was stopped
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Running")]
    audit: Option<u64>,
    /// Set the keys of a TOML file in every setting's configuration; keys that a claim sweeps keep its
    /// values
    #[arg(long, value_name = "FILE", help_heading = "Running")]
    config: Option<PathBuf>,
    /// Set a key in every setting's configuration (repeatable; ranks above --config)
    #[arg(long, value_name = "KEY=VALUE", help_heading = "Running")]
    set: Vec<String>,
    /// Master seed of all random numbers
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = "Running")]
    seed: u64,
    /// Use this many threads [default: one a core]
    #[arg(long, value_name = "N", help_heading = "Running")]
    threads: Option<NonZeroUsize>,
    /// Write a JUnit XML report
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    junit: Option<PathBuf>,
    /// Write a Markdown report, fit for a CI job's summary
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    markdown: Option<PathBuf>,
    /// Write an HTML report with a figure for every claim
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    html: Option<PathBuf>,
    #[command(flatten)]
    printing: Printing,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Budgets {
    Quick,
    Full,
}

impl Verify {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let output = self.printing.output();
        let registry = self.registry()?;
        let claims = self.configured(&registry)?;
        let chosen = self.chosen(&claims)?;
        if self.list {
            output.text(&claims_text(&chosen))?;
            output.json(&claims_json(&chosen))?;
            return Ok(Exit::Done);
        }
        let verification = Verification {
            claims: &claims,
            budget: self.budget(),
            controls: self.controls,
            seed: self.seed,
            workers: Workers::default()
                .threads(threads(self.threads))
                .interrupt(interrupt::flag()?),
            store: None,
        };
        if let Some(suites) = self.audit {
            return self.audit(verification, &chosen, suites);
        }
        let selected = |case: &Case<'_>| chosen.iter().any(|claim| claim.id == case.claim.id);
        let cases = verification.cases(&selected);
        if cases.is_empty() {
            return Err(
                Failure::input("none of these claims has a setting in this budget")
                    .hint("--budget full runs every setting"),
            );
        }
        let began = Instant::now();
        let bar = Bar::new(output);
        let repetitions = match verification.budget {
            Budget::Quick => ADMISSION_REPETITIONS,
            Budget::Full => 0,
        };
        let show = |progress| bar.show(progress);
        let store = self.store()?;
        let verification = Verification {
            workers: verification.workers.progress(&show),
            store: store.as_ref(),
            ..verification
        };
        let outcomes = verification.run_and_admit(&cases, repetitions);
        bar.clear();
        let kept = |error| match &self.printing.out {
            Some(folder) => Failure::from(error).in_store(folder),
            None => Failure::from(error),
        };
        let mut outcomes = outcomes.map_err(kept)?;
        for outcome in &mut outcomes {
            outcome.reproduce += &self.same_claims();
        }
        let report = Report {
            questions: answers(registry.papers(), &claims, &outcomes),
            outcomes,
            command: command_line(),
            budget: self.budget_word().to_owned(),
            seconds: began.elapsed().as_secs_f64(),
        };
        self.write(&report)?;
        output.text(&verify_text(&report))?;
        output.json(&verify_json(&report).map_err(Failure::running)?)?;
        Ok(match report.summary().unexpected {
            0 => Exit::Done,
            _ => Exit::Unexpected,
        })
    }

    /// The statistical claims again and again, each time under the next master seed.
    fn audit(
        &self,
        verification: Verification<'_>,
        chosen: &[&Claim],
        suites: u64,
    ) -> Result<Exit, Failure> {
        let output = self.printing.output();
        let default = || Path::new(AUDIT_FOLDER).to_owned();
        let folder = self.printing.out.clone().unwrap_or_else(default);
        let selected = |case: &Case<'_>| {
            case.is_statistical() && chosen.iter().any(|claim| claim.id == case.claim.id)
        };
        if verification.cases(&selected).is_empty() {
            return Err(Failure::input(
                "none of these claims has a statistical setting in this budget",
            )
            .hint("an audit repeats statistical claims; the others do not depend on chance"));
        }
        make_folder(&folder)?;
        let store = Store::open(&folder.join(AUDIT))?;
        let first = self.seed + 1;
        let bar = Bar::new(output);
        let tell = |suite, progress| bar.show_part(suite, suites, progress);
        let audit = verification.audit(first..first + suites, &selected, &store, &tell);
        bar.clear();
        let audit = audit.map_err(|error| Failure::from(error).in_store(&folder))?;
        output.text(&audit.text())?;
        output.json(&audit)?;
        Ok(match audit.is_clean() {
            true => Exit::Done,
            false => Exit::Unexpected,
        })
    }

    /// Keeps what is measured, where a folder was given.
    fn store(&self) -> Result<Option<Store>, Failure> {
        let Some(folder) = &self.printing.out else {
            return Ok(None);
        };
        make_folder(folder)?;
        Ok(Some(Store::open(&folder.join(RUNS))?))
    }

    fn registry(&self) -> Result<Registry, Failure> {
        let known = known_quantities();
        let registry = match &self.claims {
            Some(folder) => Registry::read(folder, &known),
            None => Registry::built_in(&known),
        };
        Ok(registry?)
    }

    /// All claims, the chosen ones with the keys of `--config` and `--set` in every configuration.
    fn configured(&self, registry: &Registry) -> Result<Vec<Claim>, Failure> {
        let mut overrides = Vec::new();
        for text in &self.set {
            overrides.push(Override::set(text)?);
        }
        let changes = Changes::read(self.config.as_deref(), &overrides)?;
        let chosen = self.chosen(registry.claims())?;
        let is_chosen = |claim: &Claim| chosen.iter().any(|one| one.id == claim.id);
        let mut claims = Vec::new();
        for claim in registry.claims() {
            claims.push(if is_chosen(claim) {
                claim.configured(&changes)?
            } else {
                claim.clone()
            });
        }
        Ok(claims)
    }

    /// What a command that repeats one of the checks needs besides its claim.
    fn same_claims(&self) -> String {
        let mut words = Vec::new();
        let path = |path: &Path| path.to_string_lossy().into_owned();
        for (flag, path) in [
            ("--claims", self.claims.as_deref().map(path)),
            ("--config", self.config.as_deref().map(path)),
        ] {
            words.extend(
                path.map(|path| [flag.to_owned(), path])
                    .into_iter()
                    .flatten(),
            );
        }
        for text in &self.set {
            words.extend(["--set".to_owned(), text.clone()]);
        }
        words
            .iter()
            .map(|word| format!(" {}", quote(word)))
            .collect()
    }

    fn chosen<'c>(&self, claims: &'c [Claim]) -> Result<Vec<&'c Claim>, Failure> {
        let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
        for paper in &self.paper {
            let known = claims.iter().map(|claim| claim.paper.as_str());
            find("paper", paper, known)?;
        }
        for id in &self.claim {
            find("claim", id, claims.iter().map(|claim| claim.id.as_str()))?;
        }
        let everything = self.paper.is_empty() && self.claim.is_empty();
        let is_chosen = |claim: &&Claim| {
            everything
                || self.paper.iter().any(|paper| same(paper, &claim.paper))
                || self.claim.iter().any(|id| same(id, &claim.id))
        };
        Ok(claims.iter().filter(is_chosen).collect())
    }

    fn budget(&self) -> Budget {
        match self.budget {
            Budgets::Quick => Budget::Quick,
            Budgets::Full => Budget::Full,
        }
    }

    fn budget_word(&self) -> &'static str {
        match self.budget {
            Budgets::Quick => "quick",
            Budgets::Full => "full",
        }
    }

    fn write(&self, report: &Report) -> Result<(), Failure> {
        let put = |path: &Path, text: String| {
            write_atomically(path, text.as_bytes()).map_err(Failure::running)
        };
        let in_folder = |name: &str| self.printing.out.as_ref().map(|folder| folder.join(name));
        for path in [self.junit.clone(), in_folder("junit.xml")]
            .iter()
            .flatten()
        {
            put(path, junit_xml(report).map_err(Failure::running)?)?;
        }
        for path in [self.markdown.clone(), in_folder("verify.md")]
            .iter()
            .flatten()
        {
            put(path, verify_markdown(report))?;
        }
        for path in [self.html.clone(), in_folder("verify.html")]
            .iter()
            .flatten()
        {
            put(path, verify_html(report))?;
        }
        if let Some(path) = in_folder("verify.json") {
            let document = verify_json(report).map_err(Failure::running)?;
            put(&path, format!("{document:#}\n"))?;
        }
        Ok(())
    }
}

fn make_folder(folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::running(format!("cannot make {}: {error}", folder.display())))
}

/// Refuses a name that nothing has, and names the one most like it.
fn find<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Result<(), Failure> {
    let mut names: Vec<&str> = known.collect();
    if names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return Ok(());
    }
    names.dedup();
    let nearest = names.iter().max_by(|a, b| {
        let likeness = |known: &str| strsim::jaro_winkler(known, name);
        likeness(a).total_cmp(&likeness(b))
    });
    let hint = nearest.map_or(String::new(), |known| format!("; did you mean `{known}`?"));
    Err(Failure::input(format!("no {what} `{name}`{hint}"))
        .hint("`sweetspot verify --list` shows all claims"))
}
