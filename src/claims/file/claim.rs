//! A claim's file as a whole.

use std::path::Path;

use super::check::{check, check_configurations};
use super::control::control;
use super::reader::{optional_text, text};
use super::setting::{is_name, setting};
use crate::claims::error::ClaimProblem;
use crate::claims::{Claim, ClaimError, Setting};
use crate::config::document::{Section, Source};

pub const KEYS: &[&str] = &[
    "title",
    "source",
    "statement",
    "question",
    "stronger",
    "identity",
    "check",
    "control",
    "setting",
];

impl Claim {
    /// Reads the text of a claim's file; `path` gives the claim its name and stands in errors.
    ///
    /// ```
    /// use std::path::Path;
    /// use sweetspot::claims::Claim;
    /// let text = r#"
    /// title = "The first neuron's weight norm stays below the bound"
    /// source = "an example"
    /// statement = "|w_j|^2 <= bound"
    /// [check]
    /// kind = "inequality"
    /// each = ["time", "neuron"]
    /// left = "weight_bound_published"
    /// right = "weight_squared"
    /// [control]
    /// why = "a hundredth of the bound"
    /// replace = { left = "0.01 * weight_bound_published" }
    /// settings = ["mixture"]
    /// [setting.mixture]
    /// expect = "holds"
    /// seeds = { quick = 1, full = 4 }
    /// config = { network.alpha = 0.01 }
    /// "#;
    /// let claim = Claim::parse(text, Path::new("norms.toml"), "local")?;
    /// assert_eq!((claim.id.as_str(), claim.settings[0].config.network.alpha), ("local/norms", 0.01));
    /// # Ok::<(), sweetspot::claims::ClaimError>(())
    /// ```
    ///
    /// # Errors
    /// A text that is not TOML; unknown and missing keys; values of a wrong type or out of range;
    /// formulas that are none, or of unknown quantities; configurations that do not hold together;
    /// a control that changes nothing. The error says where, and what is allowed.
    pub fn parse(text: &str, path: &Path, paper: &str) -> Result<Claim, ClaimError> {
        Claim::of_paper(text, path, paper, None)
    }

    /// The same, where a paper's file is known to have so many questions.
    pub(crate) fn of_paper(
        written: &str,
        path: &Path,
        paper: &str,
        known: Option<(&Path, usize)>,
    ) -> Result<Claim, ClaimError> {
        let (source, root) = Source::parse(path, written)?;
        let root = Section::root(&source, &root);
        root.only(KEYS)?;
        let title = text(&root, "title", "one line for a table")?;
        let from = text(&root, "source", "paper and theorem, or where the proof is")?;
        let statement = text(&root, "statement", "what is checked, in words and symbols")?;
        let questions = numbers(&root, "question", known)?;
        let stronger = numbers(&root, "stronger", known)?;
        let identity = optional_text(&root, "identity")?;
        exclude(
            &root,
            "identity",
            "question",
            "what no run can fail is no evidence",
        )?;
        exclude(
            &root,
            "identity",
            "stronger",
            "what no run can fail is no evidence",
        )?;
        let both = stronger.iter().find(|number| questions.contains(number));
        if let (Some(both), Some(field)) = (both, root.get("stronger")) {
            let why =
                "is answered by the claim, or the claim is a stronger reading of it: not both";
            let problem = format!("question {both} {why}");
            return Err(field.error(ClaimProblem::Refused(problem)));
        }
        let checked = root.need("check", "what is checked, as [check]")?;
        let section = checked.section("a table, as in [check]")?;
        let check = check(&section)?;
        let settings = settings(&root, check.is_statistical())?;
        let plain = settings.iter().map(|(_, setting)| setting);
        check_configurations(&section, &check, plain.clone())?;
        let why = "the same check on a wrong premise, as [control]";
        let control = root.need("control", why)?;
        let control = control.section("a table, as in [control]")?;
        let control = self::control(&control, (&section, &check), &settings)?;
        Ok(Claim {
            id: format!("{paper}/{}", stem(path)?),
            paper: paper.to_owned(),
            title,
            source: from,
            statement,
            questions,
            stronger,
            identity,
            settings: plain.cloned().collect(),
            check,
            control,
        })
    }
}

/// The settings in the order of the file, each as written and as read.
fn settings<'a>(
    root: &Section<'a>,
    statistical: bool,
) -> Result<Vec<(Section<'a>, Setting)>, ClaimError> {
    let why = "where it is checked, as [setting.NAME]";
    let form = "a table of settings, as in [setting.NAME]";
    let field = root.need("setting", why)?;
    let section = field.section(form)?;
    let mut settings = Vec::new();
    for field in section.fields() {
        let setting = setting(field, statistical)?;
        settings.push((field.section(form)?, setting));
    }
    if settings.is_empty() {
        return Err(field.not(form));
    }
    Ok(settings)
}

fn exclude(
    root: &Section<'_>,
    name: &str,
    other: &str,
    why: &'static str,
) -> Result<(), ClaimError> {
    let (Some(field), Some(_)) = (root.get(name), root.get(other)) else {
        return Ok(());
    };
    let (key, other) = (field.key.clone(), other.to_owned());
    Err(field.name_error(ClaimProblem::Excluded { key, other, why }))
}

fn numbers(
    root: &Section<'_>,
    name: &str,
    known: Option<(&Path, usize)>,
) -> Result<Vec<u32>, ClaimError> {
    let Some(field) = root.get(name) else {
        return Ok(Vec::new());
    };
    let form = "a question's number in paper.toml, counted from 1, or a list of different ones";
    let values = match field.written.value.as_array() {
        Some(list) => list.as_slice(),
        None => std::slice::from_ref(&field.written.value),
    };
    let mut questions: Vec<u32> = Vec::new();
    for value in values {
        let number = value.as_integer().and_then(|n| u32::try_from(n).ok());
        match number.filter(|n| *n > 0 && !questions.contains(n)) {
            Some(number) => questions.push(number),
            None => return Err(field.not(form)),
        }
    }
    questions.sort_unstable();
    let unknown = |count: usize| questions.iter().find(|number| **number as usize > count);
    match known.and_then(|(paper, count)| Some((paper.display(), count, *unknown(count)?))) {
        None => Ok(questions),
        Some((paper, count, question)) => Err(field.error(ClaimProblem::Refused(format!(
            "question {question} is not one of the {count} of {paper}"
        )))),
    }
}

fn stem(path: &Path) -> Result<String, ClaimError> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    if is_name(&stem) {
        return Ok(stem.into_owned());
    }
    let problem = ClaimProblem::bad_name(&path.display().to_string(), "claim");
    Err(ClaimError::unplaced(problem))
}
