//! A claim's file as a whole.

use std::path::Path;

use super::super::error::ClaimProblem;
use super::super::{Claim, ClaimError, Setting};
use super::check::{check, check_pair, check_values};
use super::control::{Claimed, control};
use super::quantity::KnownQuantity;
use super::setting::{is_name, setting};
use crate::config::Origin;
use crate::config::document::Section;
use crate::config::document::Source;

/// The keys of a claim's file.
pub const KEYS: &[&str] = &[
    "title",
    "source",
    "statement",
    "question",
    "check",
    "control",
    "setting",
];

impl Claim {
    /// Reads the text of a claim's file; `path` gives the claim its name and stands in errors.
    ///
    /// ```
    /// use std::path::Path;
    /// use sweetspot::claims::{Axis, Claim, KnownQuantity};
    /// let text = r#"
    /// title = "The first neuron's weight norm stays below the bound"
    /// source = "an example"
    /// statement = "|w_j| <= bound"
    /// [check]
    /// kind = "inequality"
    /// each = ["time", "neuron"]
    /// left = "bound"
    /// right = "weight_norm"
    /// [control]
    /// why = "a hundredth of the bound"
    /// replace = { left = "0.01 * bound" }
    /// settings = ["mixture"]
    /// [setting.mixture]
    /// expect = "holds"
    /// seeds = { quick = 1, full = 4 }
    /// config = { network.alpha = 0.01 }
    /// "#;
    /// let known = [
    ///     KnownQuantity { name: "bound", axes: &[], before: true },
    ///     KnownQuantity { name: "weight_norm", axes: &[Axis::Time, Axis::Neuron], before: false },
    /// ];
    /// let claim = Claim::parse(text, Path::new("norms.toml"), "local", &known)?;
    /// assert_eq!((claim.id.as_str(), claim.settings[0].config.network.alpha), ("local/norms", 0.01));
    /// # Ok::<(), sweetspot::claims::ClaimError>(())
    /// ```
    ///
    /// # Errors
    /// A text that is not TOML; unknown and missing keys; values of a wrong type or out of range;
    /// formulas that are none, or of unknown quantities; configurations that do not hold together;
    /// a control that changes nothing. The error says where, and what is allowed.
    pub fn parse(
        text: &str,
        path: &Path,
        paper: &str,
        known: &[KnownQuantity<'_>],
    ) -> Result<Claim, ClaimError> {
        let (source, root) = Source::parse(path, text)?;
        let root = Section::root(&source, &root);
        root.only(KEYS)?;
        let text = |name, why| -> Result<String, ClaimError> {
            Ok(root.need(name, why)?.text()?.to_owned())
        };
        let title = text("title", "one line for a table")?;
        let from = text("source", "paper and theorem, or where the proof is")?;
        let statement = text("statement", "what is checked, in words and symbols")?;
        let questions = questions(&root)?;
        let checked = root.need("check", "what is checked, as [check]")?;
        let section = checked.section("a table, as in [check]")?;
        let check = check(&section, known)?;
        let settings = settings(&root, check.is_statistical())?;
        let plain: Vec<Setting> = settings
            .iter()
            .map(|(_, setting)| setting.clone())
            .collect();
        check_values(&section, &plain)?;
        check_pair(&section, &check, &plain)?;
        let claimed = Claimed {
            section,
            check: &check,
            settings: &settings,
        };
        let written = root.need("control", "the same check on a wrong premise, as [control]")?;
        let control = control(
            &written.section("a table, as in [control]")?,
            &claimed,
            known,
        )?;
        Ok(Claim {
            id: format!("{paper}/{}", stem(path)?),
            paper: paper.to_owned(),
            title,
            source: from,
            statement,
            questions,
            check,
            settings: plain,
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

fn questions(root: &Section<'_>) -> Result<Vec<u32>, ClaimError> {
    let Some(field) = root.get("question") else {
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
    Ok(questions)
}

/// Where a claim's file says which questions it bears on.
pub fn origin_of_questions(text: &str, path: &Path) -> Origin {
    let read = Source::parse(path, text);
    read.map_or(Origin::Unwritten, |(source, root)| {
        let field = Section::root(&source, &root).get("question").cloned();
        field.map_or(Origin::Unwritten, |field| {
            source.origin(field.written.span.clone())
        })
    })
}

fn stem(path: &Path) -> Result<String, ClaimError> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    if is_name(&stem) {
        return Ok(stem.into_owned());
    }
    let name = path.display().to_string();
    let problem = ClaimProblem::BadName {
        name,
        what: "claim",
    };
    Err(ClaimError::new(Origin::Unwritten, problem))
}
