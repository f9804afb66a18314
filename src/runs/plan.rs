//! Many runs: a configuration, axes over its keys, and replicates.

use std::sync::Arc;

use toml::Value;

use super::command::with_values;
use super::memory::check_grid;
use super::{Made, Request, RunError, Store, Workers};
use crate::config::Config;
pub use crate::config::number;
use crate::data::Problem;
use crate::quantities::Row;

/// A grid of runs: every combination of the values of its axes, each with every replicate.
///
/// All runs of a replicate share its random streams, so that they are paired. They begin before
/// those of the next, so that an interrupted plan holds whole pairs; the first axis runs fastest.
#[derive(Clone, Debug)]
pub struct Plan {
    config: Config,
    problem: Option<Arc<Problem>>,
    /// Dotted keys of the configuration, with the values in the order in which they are run.
    axes: Vec<(String, Vec<Value>)>,
    replicates: u64,
}

/// Columns by name; what has no meaning for a run has no value.
pub type Columns = Vec<(String, Option<Value>)>;

/// Where a run lies in its plan, by names of columns: alpha, width, samples, signal and learning
/// rate, then every other axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Coordinates {
    /// The values.
    pub values: Columns,
    /// Which draw of data and weights.
    pub replicate: u64,
}

/// A run of a plan as it came back.
#[derive(Clone, Debug)]
pub struct RunRecord {
    /// Which run.
    pub at: Coordinates,
    /// What was measured at its end, or why there is nothing.
    pub row: Made<Row>,
}

/// What a plan found.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// The column of the first axis.
    pub axis: String,
    /// Every run, in the order of the plan.
    pub records: Vec<RunRecord>,
    /// Whether the test errors are no shares, so that they have no upper bound.
    pub unbounded: bool,
}

/// The columns that every plan has, in their order.
pub const USUAL: [&str; 5] = ["alpha", "width", "samples", "signal", "learning_rate"];

/// The keys that have a short name as a column.
const SHORT: [(&str, &str); 6] = [
    ("network.alpha", "alpha"),
    ("network.width", "width"),
    ("data.samples", "samples"),
    ("data.signal", "signal"),
    ("flow.step", "learning_rate"),
    ("network.output_divisor", "output_divisor"),
];

/// The column of a configuration key.
pub fn column(key: &str) -> &str {
    let short = SHORT.iter().find(|(long, _)| *long == key);
    short.map_or(key, |(_, short)| short)
}

impl Plan {
    /// The single run of a configuration.
    pub fn new(config: Config) -> Self {
        Plan {
            config,
            problem: None,
            axes: Vec::new(),
            replicates: 1,
        }
    }

    /// The grid of a configuration's `[sweep]` section.
    pub fn of_sweep(config: &Config) -> Self {
        if config.command.is_some() {
            return Plan::of_command(config);
        }
        let sweep = &config.sweep;
        let counts = |of: &[usize]| of.iter().map(|&n| Value::from(n as i64)).collect();
        let numbers = |of: &[f64]| of.iter().map(|&x| Value::from(x)).collect();
        let alphas: Vec<Value> = numbers(&sweep.alphas.values());
        // Without alphas the output divisor is what the strength of feature learning is varied by.
        let by_alpha = usize::from(!alphas.is_empty());
        let mut usual: [(&str, Vec<Value>); 6] = [
            ("network.alpha", alphas),
            ("network.width", counts(&sweep.widths)),
            ("data.samples", counts(&sweep.samples)),
            ("data.signal", numbers(&sweep.signals)),
            ("flow.step", numbers(&sweep.learning_rates)),
            ("network.output_divisor", numbers(&sweep.output_divisors)),
        ];
        usual[..].rotate_right(1 - by_alpha);
        // Without values the configured one is meant.
        let usual = usual.into_iter().filter(|(_, values)| !values.is_empty());
        let others = sweep.axes.iter();
        let others = others.map(|(key, values)| (key.as_str(), values.clone()));
        let plan = Plan::new(config.clone()).replicates(sweep.replicates);
        let add = |plan: Plan, (key, values)| plan.axis::<Value>(key, values);
        usual.chain(others).fold(plan, add)
    }

    /// The grid of a command: its strength first, then the other axes by name.
    fn of_command(config: &Config) -> Self {
        let strength = config.strength().name();
        let plan = Plan::new(config.clone()).replicates(config.sweep.replicates);
        let others = config.sweep.axes.iter();
        let others = others.filter(|(name, _)| *name != strength);
        let first = plan.axis(strength, config.strengths());
        others.fold(first, |plan, (name, values)| {
            plan.axis::<Value>(name, values.clone())
        })
    }

    /// The same grid on data in memory, in place of those that the configuration describes.
    pub fn on(self, problem: Problem) -> Self {
        Plan {
            problem: Some(Arc::new(problem)),
            ..self
        }
    }

    /// The plan with one more axis: a dotted key of the configuration and the values it takes.
    pub fn axis<V: Into<Value>>(mut self, key: &str, values: impl IntoIterator<Item = V>) -> Self {
        let values = values.into_iter().map(Into::into).collect();
        self.axes.push((key.to_owned(), values));
        self
    }

    /// The plan with this many independent draws of data and weights for each point of the grid.
    pub fn replicates(self, replicates: u64) -> Self {
        Plan { replicates, ..self }
    }

    /// The configuration that the grid is laid over.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Number of runs.
    pub fn len(&self) -> usize {
        let axes = self.axes.iter().map(|(_, values)| values.len());
        let points = axes.fold(1, usize::saturating_mul);
        points.saturating_mul(usize::try_from(self.replicates).unwrap_or(usize::MAX))
    }

    /// Refuses more runs than a list of them could hold.
    pub(crate) fn check_length(&self) -> Result<(), RunError> {
        Ok(check_grid(self.len() as f64)?)
    }

    /// Whether there is nothing to run.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The runs, each with where it lies.
    ///
    /// # Errors
    /// An axis over a key that is not known, a value that the configuration refuses, and more runs than a
    /// list of them could hold.
    pub fn requests(&self) -> Result<Vec<(Coordinates, Request)>, RunError> {
        self.check_length()?;
        let mut grid = Vec::new();
        for values in self.grid() {
            let config = match &self.config.command {
                Some(_) => with_values(&self.config, &values),
                None => self.config.with(&values)?,
            };
            grid.push((self.columns(&config, values), config));
        }
        let mut requests = Vec::with_capacity(self.len());
        for replicate in 0..self.replicates {
            for (values, config) in &grid {
                let values = values.clone();
                let mut request = Request::from(config.clone());
                request.config.replicate = replicate;
                request.problem = self.problem.clone();
                requests.push((Coordinates { values, replicate }, request));
            }
        }
        Ok(requests)
    }

    /// Makes the runs that the store does not hold yet.
    ///
    /// # Errors
    /// As for [`Plan::requests`] and [`Workers::perform`]. A run that fails is a row with its
    /// reason.
    pub fn run(&self, workers: &Workers<'_>, store: Option<&Store>) -> Result<Rows, RunError> {
        let (at, requests): (Vec<_>, Vec<_>) = self.requests()?.into_iter().unzip();
        let rows = workers.perform(&requests, store)?;
        Ok(self.rows(at, rows))
    }

    /// Answers with where they lie.
    pub(crate) fn rows(&self, at: Vec<Coordinates>, rows: Vec<Made<Row>>) -> Rows {
        let axis = self.axes.first().map_or("alpha", |(key, _)| column(key));
        let records = at.into_iter().zip(rows);
        Rows {
            axis: axis.to_owned(),
            records: records.map(|(at, row)| RunRecord { at, row }).collect(),
            unbounded: self
                .config
                .command
                .as_ref()
                .is_some_and(|command| !command.is_share()),
        }
    }

    /// The values of the axes at every point, the first axis running fastest, then the last.
    fn grid(&self) -> Vec<Vec<(String, Value)>> {
        let mut points = vec![Vec::new()];
        let (first, others) = self.axes.split_at(self.axes.len().min(1));
        for (key, values) in others.iter().chain(first) {
            let mut longer = Vec::new();
            for point in &points {
                for value in values {
                    longer.push([&point[..], &[(key.clone(), value.clone())]].concat());
                }
            }
            points = longer;
        }
        points
    }

    fn columns(&self, config: &Config, axes: Vec<(String, Value)>) -> Columns {
        if config.command.is_some() {
            return axes
                .into_iter()
                .map(|(name, value)| (name, Some(value)))
                .collect();
        }
        let (data, network) = (&config.data, &config.network);
        let given = self.problem.as_ref();
        let samples = given.map(|problem| problem.training.samples());
        let samples = samples.or_else(|| data.samples());
        let signal = data.signal().filter(|_| given.is_none());
        let count = |n: usize| Value::from(n as i64);
        let usual = [
            Some(Value::from(network.alpha)),
            network.width().map(count),
            samples.map(count),
            signal.map(Value::from),
            config.flow.method.step().map(Value::from),
        ];
        let names = USUAL.map(str::to_owned);
        let mut columns: Columns = names.into_iter().zip(usual).collect();
        for (key, value) in axes {
            let name = column(&key);
            if !columns.iter().any(|(known, _)| known == name) {
                columns.push((name.to_owned(), Some(value)));
            }
        }
        columns
    }
}

impl Coordinates {
    /// The value of a column as a number; `None` where it is none.
    pub fn number(&self, column: &str) -> Option<f64> {
        number(self.value(column)?)
    }

    /// The value of a column; `None` where it has no meaning.
    pub fn value(&self, column: &str) -> Option<&Value> {
        let (_, value) = self.values.iter().find(|(name, _)| name == column)?;
        value.as_ref()
    }

    /// Everything but one column and the replicate.
    pub fn without(&self, column: &str) -> Columns {
        let others = self.values.iter().filter(|(name, _)| name != column);
        others.cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_axis_multiplies_the_grid() {
        let mut config = Config::default();
        config.sweep.replicates = 2;
        config.sweep.widths = vec![8, 16];
        config.sweep.signals = vec![1.0, 2.0, 3.0];
        let plan = Plan::of_sweep(&config);
        assert_eq!(plan.len(), 13 * 2 * 2 * 3);
        let runs = plan.requests().unwrap();
        assert_eq!(runs.len(), plan.len());
        for (i, (at, _)) in runs.iter().enumerate() {
            assert!(
                !runs[..i].iter().any(|(other, _)| other == at),
                "{at:?} is there twice"
            );
        }
        // Whole replicates, and in them whole curves.
        let replicates: Vec<u64> = runs.iter().map(|(at, _)| at.replicate).collect();
        assert!(replicates.is_sorted());
        assert_eq!(runs[12].0.number("alpha"), Some(10.0));
        assert_eq!(runs[13].0.number("alpha"), Some(1e-4));
        assert_eq!(runs[13].0.number("signal"), Some(2.0));
    }

    #[test]
    fn the_runs_of_one_replicate_share_its_streams() {
        let plan = Plan::of_sweep(&Config::default());
        for (at, request) in plan.requests().unwrap() {
            let config = request.config;
            assert_eq!(config.replicate, at.replicate);
            assert_eq!(config.seed, plan.config().seed);
            assert_eq!(Some(config.network.alpha), at.number("alpha"));
        }
    }

    #[test]
    fn any_key_is_an_axis_with_a_column_of_its_name() {
        let plan = Plan::new(Config::default())
            .axis("data.dimension", [3, 5])
            .axis("network.init", ["balanced", "antisymmetric"]);
        let runs = plan.requests().unwrap();
        let dimensions = runs
            .iter()
            .map(|(_, request)| request.config.data.dimension());
        assert_eq!(dimensions.collect::<Vec<_>>(), [3, 5, 3, 5].map(Some));
        let at = &runs[3].0;
        assert_eq!(at.number("data.dimension"), Some(5.0));
        let init = (
            "network.init".to_owned(),
            Some(Value::from("antisymmetric")),
        );
        assert!(at.values.contains(&init));
        assert_eq!(plan.rows(Vec::new(), Vec::new()).axis, "data.dimension");
    }

    /// The data of a replicate, given in memory, lead to the run of that replicate.
    #[test]
    fn a_plan_on_data_in_memory_runs_on_them() {
        let config = Config::default()
            .with(&[("network.width".to_owned(), 4.into())])
            .unwrap();
        let plan = Plan::new(config.clone()).axis("network.alpha", [0.1, 1.0]);
        let configured = plan.run(&Workers::default(), None).unwrap();
        let problem = crate::runs::draw_problem(&config).unwrap();
        let given = plan.clone().on(problem.clone());
        let rows = given.run(&Workers::default(), None).unwrap();
        for (a, b) in configured.records.iter().zip(&rows.records) {
            assert_eq!(a.row.as_ref().unwrap(), b.row.as_ref().unwrap());
            assert_eq!(
                (b.at.number("samples"), b.at.number("signal")),
                (Some(40.0), None)
            );
        }
        // Other points are other runs.
        let key = |plan: &Plan| {
            let request = &plan.requests().unwrap()[0].1;
            crate::runs::Job::key(request, &crate::runs::Digests::default()).unwrap()
        };
        let mut labels = problem.training.labels().to_vec();
        labels[0] *= -1.0;
        let points = problem.training.points().to_owned();
        let other = Problem {
            training: crate::data::Dataset::new(points, labels).unwrap(),
            ..problem
        };
        let keys = [key(&plan), key(&given), key(&plan.clone().on(other))];
        assert!(keys[0] != keys[1] && keys[1] != keys[2], "{keys:?}");
    }

    #[test]
    fn a_key_that_is_not_known_and_a_value_that_is_not_allowed_are_refused() {
        let refused = |key: &str, value: f64| {
            let plan = Plan::new(Config::default()).axis(key, [value]);
            plan.requests().unwrap_err().to_string()
        };
        assert!(refused("network.alhpa", 1.0).contains("`network.alpha`"));
        assert!(refused("network.alpha", -1.0).contains("network.alpha"));
    }
}
