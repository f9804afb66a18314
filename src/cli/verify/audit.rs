//! `sweetspot verify --audit`: how often a verdict is not the expected one.

use std::path::Path;

use super::super::command_line::command_line;
use super::super::failure::{Exit, Failure};
use super::super::output::{Output, make_folder};
use super::super::running::{opened, with_bar_of};
use crate::claims::{Case, Counting, Verification};
use crate::report::{audit_markdown, audit_text, write_atomically};
use crate::runs::Shard;

/// Where audits go that were given no `--out`.
const FOLDER: &str = "sweetspot-out/audit";

const LEDGER: &str = "audit";

/// Bounds a typing error, not a patient user: at a millisecond each a quarter of an hour.
const MOST_SEEDS: u64 = 1_000_000;

/// What `--audit` takes besides a number.
const RECORDED: &str = "recorded";

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Running")]
pub(super) struct Arguments {
    /// Judge every claim again under N fresh master seeds, from --seed + 1 on, and count the unexpected
    /// verdicts; goes on where it was stopped. `recorded`: run nothing, show all that was counted
    #[arg(long, value_name = "N", value_parser = seeds, conflicts_with_all = ["junit", "html"])]
    audit: Option<Asked>,
    /// Only part i of N of the master seeds, i from 0 to N - 1; the parts may share a folder, and
    /// their ledgers in one folder are that of the whole
    #[arg(long, value_name = "i/N", value_parser = Shard::parse, requires = "audit")]
    shard: Option<Shard>,
    /// Only the settings of which a master seed takes less than so many milliseconds here
    #[arg(long, value_name = "MS", value_parser = milliseconds, requires = "audit")]
    pub(super) cheaper_than: Option<f64>,
}

fn milliseconds(text: &str) -> Result<f64, String> {
    let number = text
        .parse()
        .ok()
        .filter(|ms: &f64| ms.is_finite() && *ms > 0.0);
    number.ok_or_else(|| "a time in milliseconds is a number above 0".to_owned())
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Asked {
    Fresh(u64),
    Recorded,
}

fn seeds(text: &str) -> Result<Asked, String> {
    if text == RECORDED {
        return Ok(Asked::Recorded);
    }
    match text.parse() {
        Ok(number @ 1..=MOST_SEEDS) => Ok(Asked::Fresh(number)),
        _ => Err(format!(
            "a number of master seeds is a whole number from 1 to {MOST_SEEDS}, or `{RECORDED}`"
        )),
    }
}

impl Arguments {
    /// What is to be counted; `None`: there is to be no audit.
    pub fn counting(&self, master: u64) -> Result<Option<Counting>, Failure> {
        let seeds = match (self.audit, self.shard) {
            (None, _) => return Ok(None),
            (Some(Asked::Recorded), None) => return Ok(Some(Counting::Recorded)),
            (Some(Asked::Recorded), Some(_)) => {
                let what = "--shard divides master seeds that are run; `recorded` runs none";
                return Err(Failure::input(what));
            }
            (Some(Asked::Fresh(seeds)), shard) => match shard {
                None => 0..seeds,
                Some(shard) => shard.of_seeds(seeds),
            },
        };
        if seeds.is_empty() {
            let what = "this part has no master seeds: there are more parts than seeds";
            return Err(Failure::input(what));
        }
        let at = |seed: u64| {
            let seed = master
                .checked_add(1)
                .and_then(|first| first.checked_add(seed));
            let what = format!("the master seeds after --seed {master} do not go that far");
            seed.ok_or_else(|| Failure::input(what).hint("take a smaller --seed"))
        };
        Ok(Some(Counting::Seeds(at(seeds.start)?..at(seeds.end)?)))
    }
}

/// Counts, shows and writes; `page` is where the page goes besides the folder.
pub fn audit(
    verification: Verification<'_>,
    counting: &Counting,
    cheaper_than: Option<f64>,
    selected: &dyn Fn(&Case<'_>) -> bool,
    output: &Output,
    page: Option<&Path>,
) -> Result<Exit, Failure> {
    if verification.cases(selected).is_empty() {
        let what = "none of these claims has such a setting in this budget";
        return Err(Failure::input(what).hint("--budget full runs every setting"));
    }
    let folder = output.out.as_deref().unwrap_or(Path::new(FOLDER));
    make_folder(folder)?;
    let store = opened(folder, LEDGER, output)?;
    let audit = with_bar_of("blocks of seeds", output, verification.workers, |workers| {
        let verification = Verification {
            workers,
            ..verification
        };
        verification.audit(counting, cheaper_than, selected, &store)
    });
    let audit = audit.map_err(|error| Failure::from(error).in_store(folder))?;
    if audit.is_empty() {
        let what = format!("{} has no counts of such settings", folder.display());
        let hint = "--audit N makes them; --cheaper-than may leave none";
        return Err(Failure::input(what).hint(hint));
    }
    let document = serde_json::to_string_pretty(&audit).map_err(Failure::running)? + "\n";
    write_atomically(&folder.join("audit.json"), document.as_bytes())?;
    let text = audit_markdown(&audit, &command_line());
    for path in [Some(&*folder.join("audit.md")), page]
        .into_iter()
        .flatten()
    {
        write_atomically(path, text.as_bytes())?;
    }
    output.text(&audit_text(&audit))?;
    output.json(&audit)?;
    Ok(Exit::of(audit.is_clean()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_seeds_are_bounded() {
        assert_eq!(seeds("300"), Ok(Asked::Fresh(300)));
        assert_eq!(seeds("1000000"), Ok(Asked::Fresh(1_000_000)));
        assert_eq!(seeds("recorded"), Ok(Asked::Recorded));
        for text in [
            "0",
            "1000001",
            "18446744073709551615",
            "-1",
            "1.5",
            "all",
            "",
        ] {
            assert!(
                seeds(text).unwrap_err().contains("from 1 to 1000000"),
                "{text}"
            );
        }
    }

    #[test]
    fn master_seeds_begin_after_the_given_one_and_do_not_run_over() {
        let arguments = |seeds, shard| Arguments {
            audit: Some(Asked::Fresh(seeds)),
            shard,
            cheaper_than: None,
        };
        let counting = |arguments: &Arguments, master| arguments.counting(master).ok().flatten();
        let whole = arguments(10, None);
        assert_eq!(counting(&whole, 0), Some(Counting::Seeds(1..11)));
        assert_eq!(counting(&whole, 500), Some(Counting::Seeds(501..511)));
        let last = u64::MAX - 11;
        assert_eq!(
            counting(&whole, last),
            Some(Counting::Seeds(last + 1..u64::MAX))
        );
        assert_eq!(counting(&whole, last + 1), None);
        assert_eq!(counting(&whole, u64::MAX), None);
        let part = arguments(10, Shard::parse("1/2").ok());
        assert_eq!(counting(&part, 0), Some(Counting::Seeds(6..11)));
        let empty = arguments(1, Shard::parse("0/2").ok());
        assert!(empty.counting(0).is_err());
    }
}
