//! `sweetspot verify`: which claims hold, by what margin, and where they stop holding.

mod audit;
mod new;

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::command_line::{command_line, quote};
use super::failure::{Exit, Failure};
use super::output::{Output, check_file, make_folder};
use super::running::{Threads, opened, with_bar};
use crate::claims::{
    Answer, Budget, Case, Claim, Outcome, Registry, Report, Verification, answers,
};
use crate::config::{Changes, Override};
use crate::report::{
    Detail, ReportError, claims_json, claims_text, junit_xml, verify_html, verify_json,
    verify_markdown, verify_text, write_atomically,
};

/// How often the rule of a statistical check is repeated on seeds drawn again: no other verdict in as
/// many is at most one in 700 (95%).
const ADMISSION_REPETITIONS: usize = 2000;

const RUNS: &str = "runs";

/// Check the theory: which claims hold, by what margin, and where they stop holding
///
/// Every claim is a file: a statement, formulas over measured quantities, settings with the verdict
/// expected in each, and a negative control. A verdict is HOLDS (this finite check passed),
/// VIOLATED (with the counterexample) or INCONCLUSIVE (with what would have been found). The papers'
/// own claims are answered in a sentence each; -v lists the checks with what each found, -vv also what was
/// checked and the command that repeats it. The exit code is 1 when a verdict differs from the
/// expected one.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  sweetspot verify
  sweetspot verify --paper yhl26
  sweetspot verify --claim dhl18/balancedness --controls
  sweetspot verify --budget full --html report.html --junit junit.xml
  sweetspot verify --new my-theorem
  sweetspot verify --claims my-claims/
  sweetspot verify --claims my-claims/ --data-dir my-data/
  sweetspot verify --audit 300 --controls --markdown audit.md

docs/claim-format.md says how to write a claim, docs/statistics.md how a verdict is reached;
`sweetspot quantities` lists what formulas may use.")]
pub(super) struct Verify {
    /// Write a claim's file to start from, <name> or <paper>/<name>, into the folder of --claims (claims/)
    #[arg(long, value_name = "ID", conflicts_with_all = ["list", "audit"], help_heading = "Which")]
    new: Option<String>,
    /// List the claims, run nothing
    #[arg(long, help_heading = "Which")]
    list: bool,
    /// Only the claims of this paper (repeatable; case does not matter)
    #[arg(long, value_name = "KEY", help_heading = "Which")]
    paper: Vec<String>,
    /// Only this claim, <paper>/<name> (repeatable)
    #[arg(long, value_name = "ID", help_heading = "Which")]
    claim: Vec<String>,
    /// Only the settings of this name (repeatable)
    #[arg(long, value_name = "NAME", help_heading = "Which")]
    setting: Vec<String>,
    /// Only the checks that are decided this way
    #[arg(long, value_name = "HOW", value_parser = ["elements", "statistics"], help_heading = "Which")]
    decided_by: Option<String>,
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
        value_parser = ["quick", "full"],
        default_value = "quick",
        help_heading = "Running"
    )]
    budget: String,
    /// The folder of data that do not ship; claims on them are not run without it
    #[arg(long, value_name = "DIR", help_heading = "Running")]
    data_dir: Option<PathBuf>,
    #[command(flatten)]
    audit: audit::Arguments,
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
    #[command(flatten)]
    threads: Threads,
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
    output: Output,
}

impl Verify {
    pub(super) fn run(self) -> Result<Exit, Failure> {
        let output = &self.output;
        if let Some(id) = &self.new {
            return new::write(id, self.claims.as_deref(), output);
        }
        let registry = match &self.claims {
            Some(folder) => {
                refuse_no_folder(folder)?;
                Registry::read(folder)?
            }
            None => Registry::built_in()?,
        };
        if let Some(folder) = self.data_dir.as_ref().filter(|folder| !folder.is_dir()) {
            let what = format!("--data-dir: there is no folder {}", folder.display());
            return Err(Failure::input(what));
        }
        for note in &registry.notes {
            output.note(&format!("note: {note}"));
        }
        let claims = self.configured(&registry)?;
        let chosen = self.chosen(&claims)?;
        if self.list {
            output.text(&claims_text(&chosen))?;
            output.json(&claims_json(&chosen))?;
            return Ok(Exit::Done);
        }
        for file in [&self.junit, &self.markdown, &self.html]
            .into_iter()
            .flatten()
        {
            check_file(file)?;
        }
        let (budget, repetitions) = match self.budget.as_str() {
            "full" => (Budget::Full, 0),
            _ => (Budget::Quick, ADMISSION_REPETITIONS),
        };
        let verification = Verification {
            claims: &claims,
            budget,
            controls: self.controls,
            seed: self.seed,
            data: self.data_dir.as_deref(),
            workers: self.threads.workers()?,
            store: None,
        };
        let is_chosen = |case: &Case<'_>| {
            chosen.iter().any(|claim| claim.id == case.claim.id) && self.takes(case)
        };
        if let Some(counting) = self.audit.counting(self.seed)? {
            let page = self.markdown.as_deref();
            let cheaper_than = self.audit.cheaper_than;
            return audit::audit(
                verification,
                &counting,
                cheaper_than,
                &is_chosen,
                output,
                page,
            );
        }
        let cases = verification.cases(&is_chosen);
        if cases.is_empty() {
            let what = "none of these claims has a setting in this budget";
            return Err(Failure::input(what).hint("--budget full runs every setting"));
        }
        let began = Instant::now();
        // Keeps what is measured, where a folder was given.
        let store = match &output.out {
            Some(folder) => {
                make_folder(folder)?;
                Some(opened(folder, RUNS, output)?)
            }
            None => None,
        };
        let outcomes = with_bar(output, verification.workers, |workers| {
            let verification = Verification {
                workers,
                store: store.as_ref(),
                ..verification
            };
            verification.run(&cases, repetitions)
        });
        let mut outcomes = outcomes.map_err(|error| match &output.out {
            Some(folder) => Failure::from(error).in_store(folder),
            None => Failure::from(error),
        })?;
        for outcome in &mut outcomes {
            outcome.reproduce += &self.same_claims();
        }
        let mut questions = answers(&registry.papers, &claims, &outcomes);
        let detail = match (self.claim.is_empty(), output.verbose) {
            (true, 0) => Detail::Answers,
            (_, 0 | 1) => Detail::Checks,
            _ => Detail::Everything,
        };
        questions.retain(|answer| self.asks(answer, &outcomes));
        let report = Report {
            questions,
            outcomes,
            command: command_line(),
            budget: self.budget.clone(),
            seconds: began.elapsed().as_secs_f64(),
        };
        self.write(&report)?;
        output.text(&verify_text(&report, detail))?;
        output.json(&verify_json(&report)?)?;
        Ok(Exit::of(report.summary().unexpected == 0))
    }

    /// All claims, the chosen ones with the keys of `--config` and `--set` in every configuration.
    fn configured(&self, registry: &Registry) -> Result<Vec<Claim>, Failure> {
        let set = self.set.iter().map(|text| Override::set(text));
        let set = set.collect::<Result<Vec<_>, _>>()?;
        let changes = Changes::read(self.config.as_deref(), &set)?;
        let chosen = self.chosen(&registry.claims)?;
        let configured = |claim: &Claim| match chosen.iter().any(|one| one.id == claim.id) {
            true => claim.configured(&changes),
            false => Ok(claim.clone()),
        };
        let claims = registry.claims.iter().map(configured);
        Ok(claims.collect::<Result<_, _>>()?)
    }

    /// What a command that repeats one of the checks needs besides its claim.
    fn same_claims(&self) -> String {
        let path = |path: &PathBuf| path.to_string_lossy().into_owned();
        let claims = self.claims.iter().map(|folder| ("--claims", path(folder)));
        let config = self.config.iter().map(|file| ("--config", path(file)));
        let set = self.set.iter().map(|text| ("--set", text.clone()));
        let data = self
            .data_dir
            .iter()
            .map(|folder| ("--data-dir", path(folder)));
        let flags = claims.chain(config).chain(set).chain(data);
        let words = flags.map(|(flag, value)| format!(" {flag} {}", quote(&value)));
        words.collect()
    }

    fn chosen<'c>(&self, claims: &'c [Claim]) -> Result<Vec<&'c Claim>, Failure> {
        let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
        for paper in &self.paper {
            find("paper", paper, claims.iter().map(|claim| &*claim.paper))?;
        }
        for id in &self.claim {
            find("claim", id, claims.iter().map(|claim| &*claim.id))?;
        }
        for name in &self.setting {
            let settings = claims.iter().flat_map(|claim| &claim.settings);
            find("setting", name, settings.map(|setting| &*setting.name))?;
        }
        let everything = self.paper.is_empty() && self.claim.is_empty();
        let is_chosen = |claim: &&Claim| {
            everything
                || self.paper.iter().any(|paper| same(paper, &claim.paper))
                || self.claim.iter().any(|id| same(id, &claim.id))
        };
        Ok(claims.iter().filter(is_chosen).collect())
    }

    /// Whether a question is among those that were asked: all of a paper's, unless only some claims or
    /// settings were chosen.
    fn asks(&self, answer: &Answer, outcomes: &[Outcome]) -> bool {
        let whole = |paper: &String| paper.eq_ignore_ascii_case(&answer.paper);
        let narrowed = !self.setting.is_empty() || self.decided_by.is_some();
        let everything = self.claim.is_empty() || self.paper.iter().any(whole);
        let was_run = |id: &String| outcomes.iter().any(|outcome| outcome.id == *id);
        (everything && !narrowed) || answer.claims.iter().any(was_run)
    }

    /// Whether a case of a chosen claim is to be run.
    fn takes(&self, case: &Case<'_>) -> bool {
        let named = |name: &String| name.eq_ignore_ascii_case(&case.setting.name);
        let statistical = self.decided_by.as_deref().map(|how| how == "statistics");
        (self.setting.is_empty() || self.setting.iter().any(named))
            && statistical.is_none_or(|asked| asked == case.check.is_statistical())
    }

    fn write(&self, report: &Report) -> Result<(), ReportError> {
        type Text<'a> = &'a dyn Fn() -> Result<String, ReportError>;
        let put = |named: &Option<PathBuf>, name: &str, text: Text<'_>| {
            let in_folder = self.output.out.as_ref().map(|folder| folder.join(name));
            let mut paths = named.iter().chain(&in_folder);
            paths.try_for_each(|path| write_atomically(path, text()?.as_bytes()))
        };
        put(&self.junit, "junit.xml", &|| junit_xml(report))?;
        put(&self.markdown, "verify.md", &|| Ok(verify_markdown(report)))?;
        put(&self.html, "verify.html", &|| Ok(verify_html(report)))?;
        put(&None, "verify.json", &|| {
            verify_json(report).map(|document| format!("{document:#}\n"))
        })
    }
}

/// Refuses a file where a folder of claims is meant.
fn refuse_no_folder(folder: &Path) -> Result<(), Failure> {
    let shown = folder.display();
    if folder.is_dir() {
        return Ok(());
    }
    if !folder.exists() {
        return Err(Failure::input(format!(
            "--claims: there is no folder {shown}"
        )));
    }
    let parent = folder
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    let stem = folder.file_stem().unwrap_or_default().to_string_lossy();
    let what = format!("--claims takes a folder of claims, but {shown} is a file");
    Err(Failure::input(what).hint(format!(
        "--claims {} reads all .toml files there; --claim local/{stem} chooses one",
        quote(&parent.to_string_lossy())
    )))
}

/// Refuses a name that nothing has, and names the one most like it.
fn find<'a>(
    what: &str,
    name: &str,
    mut known: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), Failure> {
    let likeness = |known: &str| strsim::jaro_winkler(known, name);
    let nearest = known.clone();
    let nearest = nearest.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    if known.any(|known| known.eq_ignore_ascii_case(name)) {
        return Ok(());
    }
    let hint = nearest.map_or(String::new(), |known| format!("; did you mean `{known}`?"));
    Err(Failure::input(format!("no {what} `{name}`{hint}"))
        .hint("`sweetspot verify --list` shows all claims"))
}
