//! One check in one setting: the unit that gets a verdict.

use std::path::Path;

use super::data_files::{located, missing};
use super::{Check, Claim, Setting};
use crate::config::{Config, ConfigError};

/// A claim's check (or its negative control's) in one of its settings.
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    pub claim: &'a Claim,
    /// What is checked: the claim's check, or the control's.
    pub check: &'a Check,
    pub setting: &'a Setting,
    pub control: bool,
}

/// One point of a case's grid: what every seed runs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Point {
    pub config: Config,
    /// Of the pair's second run.
    pub pair: Option<Config>,
}

impl<'a> Case<'a> {
    /// The cases of a claim: its settings, then its control's.
    pub fn of(claim: &'a Claim, controls: bool) -> impl Iterator<Item = Case<'a>> {
        let plain = (&claim.check, &claim.settings, false);
        let wrong = (&claim.control.check, &claim.control.settings, true);
        let parts = [plain, wrong].into_iter().take(1 + usize::from(controls));
        parts.flat_map(move |(check, settings, control)| {
            settings.iter().map(move |setting| Case {
                claim,
                check,
                setting,
                control,
            })
        })
    }

    /// The grid, the values of an inner key within each of an outer one.
    pub(super) fn grid(&self) -> Result<Vec<Point>, ConfigError> {
        let mut grid = vec![Vec::new()];
        for over in self.check.kind.swept() {
            let finer = |changes: Vec<_>| {
                let values = over.values.iter();
                values.map(move |&value| [&changes[..], &[over.change(value)]].concat())
            };
            grid = grid.into_iter().flat_map(finer).collect();
        }
        let point = |changes: &Vec<_>| {
            let config = self.setting.config.with(changes)?;
            let pair = self.check.pair.as_ref();
            let pair = pair.map(|pair| config.with(&pair.config)).transpose()?;
            Ok(Point { config, pair })
        };
        grid.iter().map(point).collect()
    }

    /// The same with the data files of a folder.
    pub(super) fn grid_in(&self, folder: Option<&Path>) -> Result<Vec<Point>, ConfigError> {
        let found = |point: Point| Point {
            config: located(&point.config, folder),
            pair: point.pair.map(|pair| located(&pair, folder)),
        };
        Ok(self.grid()?.into_iter().map(found).collect())
    }

    /// Why it cannot be run, if it needs data that are not in the folder.
    pub(super) fn missing_data(
        &self,
        folder: Option<&Path>,
    ) -> Result<Option<String>, ConfigError> {
        let grid = self.grid()?;
        let configs = grid
            .iter()
            .flat_map(|point| point.pair.iter().chain([&point.config]));
        Ok(configs
            .into_iter()
            .find_map(|config| missing(config, folder)))
    }
}
