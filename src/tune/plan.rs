//! What is searched over, and what is compared: configurations only.

use std::time::Instant;

use toml::Value;

use crate::config::{
    Config, ConfigError, Data, DescentConfig, Loss, Method, Parametrisation, StopConfig, TestPart,
};
use crate::data::{DataError, TableSummary, TestSet};
use crate::network::{Networks, StartError};
use crate::runs::draw_problem;
use crate::statistics::{Overlap, Resampled, StatisticsError, resampled};

/// log2 of the smallest and largest c, and of the factor between neighbours.
const SMALLEST: i32 = -14;
const LARGEST: i32 = 4;
const STRIDE: i32 = 2;

/// Passes over the data after which a run that has not met its target ends as it is.
pub const EPOCHS: usize = 200;

/// Points in a batch.
const BATCH: usize = 32;

/// Share of the points that the risk of a constant answer has to fall to.
const TARGET_RISK: f64 = 0.1;

/// The first replicate of the confirmation: its splits are none of the search's.
pub(super) const FRESH: u64 = 1 << 32;

/// The networks that are tuned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Model {
    /// Two layers, 64 neurons.
    TwoLayer,
    /// Three hidden layers of 128.
    #[default]
    Mlp,
    /// Two convolutions.
    Cnn,
}

impl Model {
    /// Its name in a configuration.
    pub fn name(self) -> &'static str {
        match self {
            Model::TwoLayer => "two-layer",
            Model::Mlp => "mlp",
            Model::Cnn => "cnn",
        }
    }

    /// The keys that a search starts from, each with its value: SGD in batches of 32 and single
    /// precision, as practitioners train, with biases; a two-layer network starts at alpha = 1,
    /// so that c = alpha^2.
    pub fn keys(self) -> Vec<(&'static str, Value)> {
        let mut keys = vec![
            ("network.kind", self.name().into()),
            ("flow.method", "descent".into()),
        ];
        match self {
            Model::TwoLayer => keys.push(("network.alpha", 1.0.into())),
            Model::Mlp | Model::Cnn => {
                keys.push(("network.precision", "f32".into()));
                keys.push(("network.bias", true.into()));
            }
        }
        keys
    }
}

/// What is tuned: a configuration and the data that it describes.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The configuration of a run, but for c and the step.
    pub config: Config,
    /// The values of c, rising.
    pub grid: Vec<f64>,
    /// Rows that train, validate and test in a split.
    pub rows: [usize; 3],
    /// What was taken from a file.
    pub table: Option<TableSummary>,
    /// Numbers of a point.
    pub features: usize,
    /// Outputs: 1, or one for each of three or more classes.
    pub outputs: usize,
    /// Layers of weights of the network.
    pub depth: usize,
    /// Whether all splits are of one finite set.
    shared: bool,
}

/// Why a search cannot begin; the messages say what each part is.
#[allow(missing_docs)]
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("tune trains by gradient descent, not by flow.method = \"{0}\"")]
    NotDescent(&'static str),
    #[error(
        "there are no rows to test on: all {0} train; leave data.samples out, or take a smaller one"
    )]
    NoTest(usize),
    #[error(
        "network.output_divisor is what tune varies: leave it out (c = 1/gamma goes from 2^{SMALLEST} to 2^{LARGEST})"
    )]
    GivenDivisor,
    #[error(
        "data.test names a file, but tune draws rows to test on anew for every split: leave it out, and \
         keep that file for a last look"
    )]
    TestFile,
    #[error(
        "tune compares {{c}}, {{gamma}} or {{alpha}} and nothing else: give `{0}` one value, or go through all by `sweep --command`"
    )]
    OtherAxis(String),
    #[error("a curve has at least 3 values of {name}, not {count}: --axis {name}=A,B,C")]
    FewValues { name: &'static str, count: usize },
    #[error("tune finds the step for every c itself: leave flow.step and flow.rate out")]
    GivenStep,
}

impl Setup {
    /// Looks at the data of a configuration, and gives it batches, target and limit: those that
    /// it has where they are not the defaults.
    ///
    /// # Errors
    /// Whatever is wrong with the configuration or its data; nothing to test on.
    pub fn of(mut config: Config) -> Result<Setup, SetupError> {
        if config.network.output_divisor.is_some() {
            return Err(SetupError::GivenDivisor);
        }
        let method = config.flow.method;
        let Some(descent) = method.descending() else {
            return Err(SetupError::NotDescent(method.name()));
        };
        let asked = *descent;
        if asked.step.is_some() || asked.rate != Default::default() {
            return Err(SetupError::GivenStep);
        }
        if let Data::File(file) = &config.data.kind
            && matches!(file.test, Some(TestPart::File(_)))
        {
            return Err(SetupError::TestFile);
        }
        let problem = draw_problem(&config)?;
        let training = problem.training.samples();
        let TestSet::Rows(test) = &problem.test else {
            return Err(SetupError::NoTest(training));
        };
        let batch = asked.batch_size.unwrap_or(BATCH).min(training);
        config.flow.method = Method::Descent(DescentConfig {
            batch_size: Some(batch),
            ..asked
        });
        if config.stop == StopConfig::default() {
            config.stop.value = TARGET_RISK;
            config.stop.max_steps = (EPOCHS * training.div_ceil(batch)) as u64;
        }
        config.validate()?;
        let start = Networks::default().start(&config, &problem)?;
        let steps = (SMALLEST..=LARGEST).step_by(STRIDE as usize);
        let validation = problem.validation.as_ref().map_or(0, |rows| rows.samples());
        Ok(Setup {
            grid: steps.map(|k| libm::exp2(f64::from(k))).collect(),
            rows: [training, validation, test.samples()],
            features: problem.training.dimension(),
            outputs: problem.outputs,
            table: problem.table,
            depth: start.depth(),
            shared: matches!(config.data.kind, Data::File(_) | Data::Digits(_)),
            config,
        })
    }

    /// Whether the labels are targets of a regression, brought to mean 0 and variance 1.
    pub fn is_regression(&self) -> bool {
        self.config.loss.name == Loss::Squared
    }

    /// The interval of a mean difference of held-out errors over splits, that misses it with probability
    /// `level`.
    pub(super) fn interval(
        &self,
        differences: &[f64],
        level: f64,
    ) -> Result<Resampled, StatisticsError> {
        let overlap = match self.is_regression() {
            true => self.overlap(),
            false => self.overlap().of_counts(differences, self.rows[2]),
        };
        resampled(differences, overlap, level)
    }

    /// The largest error there is.
    pub(super) fn largest_error(&self) -> f64 {
        match self.is_regression() {
            true => f64::INFINITY,
            false => 1.0,
        }
    }

    /// How the splits overlap.
    pub fn overlap(&self) -> Overlap {
        match self.shared {
            true => Overlap::of_splits(self.rows[2], self.rows[0]),
            false => Overlap::default(),
        }
    }

    /// The configuration at c, without a step.
    pub fn at(&self, c: f64) -> Config {
        let mut config = self.config.clone();
        config.network.output_divisor = Some(1.0 / c);
        config
    }

    /// What a framework does unless it is told otherwise: its own initial weights and c = 1.
    ///
    /// For a two-layer network that is an mlp of one hidden layer.
    ///
    /// # Errors
    /// None that a configuration that trains leads to.
    pub fn pytorch(&self) -> Result<Config, ConfigError> {
        let config = match self.config.network.two_layer() {
            None => self.at(1.0),
            Some(two_layer) => {
                let width = Value::from(vec![Value::from(two_layer.width as i64)]);
                let mut keys = vec![("network.hidden".to_owned(), width)];
                let of_model = Model::Mlp.keys().into_iter();
                keys.extend(of_model.map(|(key, value)| (key.to_owned(), value)));
                let mut plain = self.config.clone();
                plain.network = Default::default();
                plain.with(&keys)?
            }
        };
        let init = serde_word(Parametrisation::Pytorch);
        config.with(&[("network.init".to_owned(), init)])
    }
}

fn serde_word(word: impl serde::Serialize) -> Value {
    Value::try_from(word).unwrap_or(Value::Boolean(false))
}

/// How much of a time is used up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    began: Instant,
    budget: f64,
}

impl Clock {
    /// Starts now.
    pub fn start(budget: f64) -> Clock {
        let began = Instant::now();
        Clock { began, budget }
    }

    /// Seconds since the start.
    pub fn spent(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }

    /// Seconds until this share of the budget is used up; 0 when it is.
    pub fn left(&self, share: f64) -> f64 {
        (share * self.budget - self.spent()).max(0.0)
    }
}
