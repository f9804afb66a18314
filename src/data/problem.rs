//! Everything that one replicate trains and tests on.

use faer::Mat;
use serde::Serialize;

use super::classes::{ClassLaw, GaussianClasses, Teacher};
use super::label_noise::flip_labels;
use super::labels::{classify, outputs};
use super::memory::check_data;
use super::rows::{Preparation, Sizes, split};
use super::separable::{reject, scale_noise};
use super::shipped::{DIGITS_IMAGE, digits, sparse_path, three_points};
use super::sparse_regression::sparse_regression;
use super::split::Split;
use super::table::{self, Drawn, TableSummary};
use super::{DataError, Dataset, Image, Mixture, orthogonal_separability};
use crate::config::{
    Construction, Data, DataConfig, Loss, MixtureConfig, RowsConfig, SeparableConfig,
};
use crate::random::Streams;

/// What a network is tested on.
#[derive(Clone, Debug, PartialEq)]
pub enum TestSet {
    /// Lines along the signal s of a mixture, m x d: each row is sigma z with the
    /// component along s set to 0 ([`Mixture::draw_lines`]).
    Lines(Mat<f64>),
    /// Labelled points, with clean labels.
    Rows(Dataset),
    /// Nothing to test on.
    None,
}

/// How the training set came about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DrawReport {
    /// Draws made until one was accepted: 1/tries estimates the acceptance rate. 1 unless
    /// the set was drawn by rejection.
    pub tries: u64,
    /// Factor c in (0, 1] on the noise of a separable set; 1 unless it was shrunk.
    pub noise_scale: f64,
    /// mu of the training set as it is trained on, label noise included (mixture and
    /// separable); see [`orthogonal_separability`].
    pub orthogonal_separability: Option<f64>,
    /// Training labels that label noise flipped.
    pub flipped_labels: usize,
}

/// One replicate's data.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The training set.
    pub training: Dataset,
    /// Points for the validation risk, with clean labels.
    pub validation: Option<Dataset>,
    /// The test set.
    pub test: TestSet,
    /// The law behind the points, where it is known. Points of a separable set follow
    /// it only before they are selected or their noise is shrunk.
    pub law: Option<Mixture>,
    /// How the training set came about.
    pub draw: DrawReport,
    /// Outputs that the labels ask for: 1, or K for the classes 0, ..., K - 1.
    pub outputs: usize,
    /// What the points are images of.
    pub image: Option<Image>,
    /// What was taken from a file.
    pub table: Option<TableSummary>,
    /// How the rows of a file or of the digits became points.
    pub preparation: Option<Preparation>,
    /// Which rows of a file or of the digits the points are.
    pub split: Option<Split>,
}

impl Problem {
    /// The problem with these rows as its test set.
    pub fn tested_on(self, rows: Dataset) -> Self {
        Problem {
            test: TestSet::Rows(rows),
            ..self
        }
    }

    /// Draws the problem that a `[data]` section describes, from the streams of one
    /// replicate. Nothing else enters: equal streams give equal data for every alpha,
    /// width and method.
    ///
    /// For mixtures, classes, teachers, digits and files a larger n extends a smaller one (before the
    /// digits' and files' own preprocessing, which depends on the training rows).
    /// Orthogonally separable sets do not nest: both constructions depend on the whole.
    ///
    /// # Errors
    /// Says what is wrong with the section or the file, where, and what is allowed.
    ///
    /// ```
    /// use sweetspot::config::{DigitsConfig, Loss};
    /// use sweetspot::{data::Problem, random::Streams};
    /// let digits = DigitsConfig { samples: 100, ..Default::default() };
    /// let problem = Problem::draw(&digits.into(), Loss::Logistic2, &Streams::new(0))?;
    /// assert_eq!(problem.training.samples(), 100);
    /// assert_eq!(problem.training.dimension(), 65); // 64 pixels and the bias
    /// # Ok::<(), sweetspot::data::DataError>(())
    /// ```
    pub fn draw(config: &DataConfig, loss: Loss, streams: &Streams) -> Result<Self, DataError> {
        if config.is_regression() && loss != Loss::Squared {
            return Err(DataError::RegressionLabels);
        }
        let undecided = config.has_many_classes() || config.file_decides_classes();
        if loss == Loss::CrossEntropy && !undecided {
            return Err(DataError::ManyClassesNeeded);
        }
        check_data(config)?;
        let mut problem = match &config.kind {
            Data::Mixture(mixture) => {
                let training = law(mixture).draw(&mut streams.data())?;
                with_test(training.into(), mixture, streams)?
            }
            Data::Separable(separable) => of_separable(separable, streams)?,
            Data::ThreePoints(points) => three_points(points.eta)?.into(),
            Data::SparsePath => sparse_path()?.into(),
            Data::SparseRegression(regression) => {
                sparse_regression(regression, &mut streams.data())?.into()
            }
            Data::Classes(classes) => {
                let law = GaussianClasses::draw_law(classes, &mut streams.law())?;
                let tested = [classes.validation_samples, classes.test_samples];
                of_classes(&law, classes.samples, tested, streams)?
            }
            Data::Teacher(teacher) => {
                let law = Teacher::draw_law(teacher, &mut streams.law())?;
                let tested = [teacher.validation_samples, teacher.test_samples];
                of_classes(&law, teacher.samples, tested, streams)?
            }
            Data::Digits(chosen) => {
                let image = Some(DIGITS_IMAGE);
                of_rows((digits()?, image), &chosen.rows(), loss, streams)?
            }
            Data::File(file) => of_file(table::draw(file, loss, streams)?),
        };
        let outputs = problem.outputs;
        if outputs > 1 && loss != Loss::CrossEntropy {
            return Err(DataError::ClassesNeedCrossEntropy(outputs));
        }
        let (rate, stream) = (config.label_noise, &mut streams.label_noise());
        let (training, flipped) = flip_labels(problem.training, outputs, rate, stream)?;
        problem.draw.flipped_labels = flipped;
        if problem.law.is_some() {
            problem.draw.orthogonal_separability = Some(orthogonal_separability(&training));
        }
        problem.training = training;
        Ok(problem)
    }
}

/// A training set that stands in memory, without anything else.
impl From<Dataset> for Problem {
    fn from(training: Dataset) -> Self {
        Problem {
            training,
            validation: None,
            test: TestSet::None,
            law: None,
            draw: DrawReport {
                tries: 1,
                noise_scale: 1.0,
                orthogonal_separability: None,
                flipped_labels: 0,
            },
            outputs: 1,
            image: None,
            table: None,
            preparation: None,
            split: None,
        }
    }
}

/// The law of a configured mixture.
fn law(mixture: &MixtureConfig) -> Mixture {
    Mixture {
        samples: mixture.samples,
        dimension: mixture.dimension,
        signal: mixture.signal,
        noise: mixture.noise,
    }
}

/// A training set with validation points and test lines of the law that it was drawn from.
fn with_test(
    mut problem: Problem,
    mixture: &MixtureConfig,
    streams: &Streams,
) -> Result<Problem, DataError> {
    let law = law(mixture);
    if mixture.validation_samples > 0 {
        let validation = Mixture {
            samples: mixture.validation_samples,
            ..law
        };
        problem.validation = Some(validation.draw(&mut streams.validation())?);
    }
    if mixture.test_lines > 0 {
        let lines = law.draw_lines(mixture.test_lines, &mut streams.test())?;
        problem.test = TestSet::Lines(lines);
    }
    problem.law = Some(law);
    Ok(problem)
}

/// An orthogonally separable set.
fn of_separable(config: &SeparableConfig, streams: &Streams) -> Result<Problem, DataError> {
    let law = law(&config.mixture);
    if law.signal.is_nan() || law.signal <= 0.0 {
        return Err(DataError::SignalNeeded(law.signal));
    }
    let stream = &mut streams.data();
    let (training, tries, noise_scale) = match config.construction {
        Construction::Rejection => {
            let (training, tries) = reject(&law, stream)?;
            (training, tries, 1.0)
        }
        Construction::ScaledNoise => {
            let (training, noise_scale) = scale_noise(&law, stream)?;
            (training, 1, noise_scale)
        }
    };
    let mut problem = Problem::from(training);
    (problem.draw.tries, problem.draw.noise_scale) = (tries, noise_scale);
    with_test(problem, &config.mixture, streams)
}

/// Training, validation and test points of a law of classes.
fn of_classes(
    law: &impl ClassLaw,
    samples: usize,
    [validation, test]: [usize; 2],
    streams: &Streams,
) -> Result<Problem, DataError> {
    let mut problem = Problem::from(law.draw(samples, &mut streams.data())?);
    if validation > 0 {
        problem.validation = Some(law.draw(validation, &mut streams.validation())?);
    }
    if test > 0 {
        problem.test = TestSet::Rows(law.draw(test, &mut streams.test())?);
    }
    problem.outputs = match law.classes() {
        2 => 1,
        classes => classes,
    };
    Ok(problem)
}

/// The parts of a file.
fn of_file(drawn: Drawn) -> Problem {
    Problem {
        validation: drawn.validation,
        test: drawn.test.map_or(TestSet::None, TestSet::Rows),
        outputs: drawn.outputs,
        image: drawn.image,
        table: Some(drawn.table),
        preparation: Some(drawn.preparation),
        split: Some(drawn.split),
        ..Problem::from(drawn.training)
    }
}

/// A random split of a finite set, perhaps of images, labelled by the task and preprocessed.
fn of_rows(
    (all, image): (&Dataset, Option<Image>),
    config: &RowsConfig,
    loss: Loss,
    streams: &Streams,
) -> Result<Problem, DataError> {
    let kept = classify(all.labels(), config.task, loss)?;
    let sizes = Sizes {
        samples: config.samples,
        validation: config.validation_samples,
        test: None,
    };
    let [training, validation, test] = split(kept.len(), sizes, None, &mut streams.data())?;
    let points = |chosen: &[usize]| {
        Mat::from_fn(chosen.len(), all.dimension(), |i, j| {
            all.points()[(kept[chosen[i]].0, j)]
        })
    };
    let preparation = Preparation::fit(points(&training).as_ref(), config, &[])?;
    let prepare = |chosen: &[usize]| {
        let labels = chosen.iter().map(|&i| kept[i].1).collect();
        Dataset::new(preparation.apply(points(chosen).as_ref()), labels)
    };
    let mut problem = Problem::from(prepare(&training)?);
    problem.outputs = outputs(all.labels(), config.task);
    // A column of ones is no pixel.
    problem.image = image.filter(|_| !config.bias);
    if !validation.is_empty() {
        problem.validation = Some(prepare(&validation)?);
    }
    if !test.is_empty() {
        problem.test = TestSet::Rows(prepare(&test)?);
    }
    problem.preparation = Some(preparation);
    let of_all = |chosen: &[usize]| chosen.iter().map(|&i| kept[i].0).collect();
    problem.split = Some(Split {
        training: of_all(&training),
        validation: of_all(&validation),
        test: of_all(&test),
        test_file: None,
    });
    Ok(problem)
}
