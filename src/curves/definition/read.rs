//! From the text of a definition to a definition that holds together.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned, Table, Value};

use super::{Axis, Definition, Series, Tolerance, covers};
use crate::config::{Config, Override};
use crate::curves::{CurveError, Figure, Measure};

/// The file's text as serde reads it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    shows: String,
    #[serde(default)]
    claims: Vec<String>,
    measure: Measure,
    config: Option<Spanned<Table>>,
    #[serde(default)]
    series: Vec<SeriesOfFile>,
    #[serde(default)]
    axes: Vec<Axis>,
    #[serde(default = "single")]
    replicates: u64,
    tolerance: Spanned<BTreeMap<String, Tolerance>>,
    figure: Figure,
}

fn single() -> u64 {
    1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeriesOfFile {
    name: String,
    #[serde(default)]
    config: Option<Spanned<Table>>,
}

impl Definition {
    /// Reads the text of `snapshots/<name>.toml`.
    ///
    /// # Errors
    /// [`CurveError::Definition`] and [`CurveError::Config`], with file and line.
    pub fn read(name: &str, text: &str) -> Result<Definition, CurveError> {
        let file = format!("snapshots/{name}.toml");
        let read: File = toml::from_str(text).map_err(|error| CurveError::Definition {
            file: file.clone(),
            line: error.span().map_or(1, |span| line_of(text, span.start)),
            message: error.message().to_string(),
        })?;
        let tolerance_line = line_of(text, read.tolerance.span().start);
        let definition = Definition {
            name: name.to_string(),
            series: series(&file, text, &read)?,
            title: read.title,
            shows: read.shows,
            claims: read.claims,
            measure: read.measure,
            axes: read.axes,
            replicates: read.replicates,
            tolerance: read.tolerance.into_inner(),
            figure: read.figure,
            text: text.to_string(),
        };
        definition.check(&file, tolerance_line)?;
        Ok(definition)
    }

    /// Every quantity has a tolerance, and a tolerance belongs to a quantity; axes and panels
    /// name what there is.
    fn check(&self, file: &str, tolerance_line: usize) -> Result<(), CurveError> {
        let wrong = |line: usize, message: String| {
            Err(CurveError::Definition {
                file: file.to_string(),
                line,
                message,
            })
        };
        if let Err(error) = self.measure.check(self) {
            return wrong(1, error.to_string());
        }
        let quantities = self.quantities();
        for quantity in &quantities {
            if self.tolerance_of(quantity).is_none() {
                let message = format!("`{quantity}` needs a tolerance");
                return wrong(tolerance_line, message);
            }
        }
        for name in self.tolerance.keys() {
            if !quantities.iter().any(|quantity| covers(name, quantity)) {
                let known = quantities.join(", ");
                let message = format!("`{name}` is no quantity of this curve; it has {known}");
                return wrong(tolerance_line, message);
            }
        }
        let mut columns = self.keys();
        columns.extend(quantities);
        for panel in &self.figure.panels {
            let directions = [Some(&panel.x), Some(&panel.y), panel.colour.as_ref()];
            for direction in directions.into_iter().flatten() {
                if !columns.contains(&direction.column) {
                    let (column, known) = (&direction.column, columns.join(", "));
                    let message = format!("a panel shows `{column}`; there are {known}");
                    return wrong(1, message);
                }
            }
        }
        for series in 0..self.series.len() {
            let first: Vec<f64> = self
                .axes
                .iter()
                .map(|axis| axis.values.values()[0])
                .collect();
            self.config(series, &first)?;
        }
        Ok(())
    }
}

fn series(file: &str, text: &str, read: &File) -> Result<Vec<Series>, CurveError> {
    let line = |table: &Option<Spanned<Table>>| {
        table
            .as_ref()
            .map(|table| line_of(text, table.span().start))
    };
    let unnamed = [SeriesOfFile {
        name: String::new(),
        config: None,
    }];
    let listed = if read.series.is_empty() {
        &unnamed[..]
    } else {
        &read.series[..]
    };
    let common = line(&read.config).unwrap_or(1);
    listed
        .iter()
        .map(|one| {
            let mut overrides = Vec::new();
            for table in [&read.config, &one.config].into_iter().flatten() {
                flatten("", table.get_ref(), &mut overrides);
            }
            let line = line(&one.config).unwrap_or(common);
            Ok(Series {
                name: one.name.clone(),
                config: load(file, line, &overrides)?,
                overrides,
                line,
            })
        })
        .collect()
}

pub(super) fn load(file: &str, line: usize, overrides: &[Override]) -> Result<Config, CurveError> {
    Config::load(None, overrides).map_err(|error| CurveError::Config {
        file: file.to_string(),
        line,
        error: Box::new(error),
    })
}

/// The keys of nested tables, dotted.
fn flatten(prefix: &str, table: &Table, into: &mut Vec<Override>) {
    for (name, value) in table {
        let key = format!("{prefix}{name}");
        match value {
            Value::Table(inner) => flatten(&format!("{key}."), inner, into),
            value => {
                let text = value.to_string();
                into.push(Override::flag(&format!("{key} = {text}"), &key, &text));
            }
        }
    }
}

/// The line of a byte, counted from 1.
fn line_of(text: &str, byte: usize) -> usize {
    let before = &text.as_bytes()[..byte.min(text.len())];
    1 + before.iter().filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
pub(in crate::curves) mod tests {
    use super::*;

    /// A curve over two alphas.
    pub(in crate::curves) const SMALL: &str = r#"title = "Small"
shows = "Nothing."
replicates = 2
axes = [{ key = "network.alpha", column = "alpha", values = [0.01, 0.1] }]

[measure.means]
of = "end"
quantities = ["test_error"]

[config]
network.width = 4
data = { samples = 6, dimension = 3, test_lines = 4 }

[tolerance]
test_error = { absolute = 0.001, relative = 0.01 }

[[figure.panels]]
x = { column = "alpha", label = "α", log = true }
y = { column = "test_error", label = "error" }
"#;

    fn refused(change: (&str, &str)) -> String {
        assert!(SMALL.contains(change.0), "{}", change.0);
        let text = SMALL.replacen(change.0, change.1, 1);
        Definition::read("small", &text).unwrap_err().to_string()
    }

    #[test]
    fn a_definition_is_read() {
        let found = Definition::read("small", SMALL).unwrap();
        assert_eq!(found.keys(), ["alpha"]);
        let columns = ["test_error", "test_error_low", "test_error_high"];
        assert_eq!(found.quantities(), columns);
        let of_end = found.tolerance_of("test_error_high").unwrap();
        assert!((of_end.of(0.5) - 0.006).abs() < 1e-15);
        let config = found.config(0, &[0.1]).unwrap();
        assert_eq!(
            (config.network.width(), config.network.alpha),
            (Some(4), 0.1)
        );
    }

    #[test]
    fn an_axis_may_be_in_units_of_something_else() {
        let axis = (
            "key = \"network.alpha\"",
            "key = \"data.dimension\", times = 40",
        );
        let text = SMALL
            .replacen(axis.0, axis.1, 1)
            .replacen("[0.01, 0.1]", "[0.25, 2]", 1);
        let found = Definition::read("small", &text).unwrap();
        assert_eq!(found.config(0, &[0.25]).unwrap().data.dimension(), Some(10));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (change, expected) in [
            (
                ("title = \"Small\"", "title = 3"),
                "snapshots/small.toml:1: invalid type: integer `3`, expected a string",
            ),
            (
                ("replicates", "replicate"),
                "snapshots/small.toml:3: unknown field `replicate`, expected one of",
            ),
            (
                ("of = \"end\"", "of = \"ende\""),
                "snapshots/small.toml:7: unknown variant `ende`, expected one of `end`, `kernel-change`",
            ),
            (
                (
                    "quantities = [\"test_error\"]",
                    "quantities = [\"test_errors\"]",
                ),
                "`test_errors` is not observed; there are test_error, test_ties",
            ),
            (
                ("network.width = 4", "network.widht = 4"),
                "snapshots/small.toml:10: network.widht = 4: unknown key `network.widht`; did you mean `network.width`?",
            ),
            (
                ("test_error = {", "test_eror = {"),
                "snapshots/small.toml:14: `test_error` needs a tolerance",
            ),
            (
                ("[tolerance]\n", "[tolerance]\nevents = {}\n"),
                "snapshots/small.toml:14: `events` is no quantity of this curve; it has test_error",
            ),
            (
                ("y = { column = \"test_error\"", "y = { column = \"events\""),
                "a panel shows `events`; there are alpha, test_error",
            ),
            (
                ("0.01, 0.1", "-1, 0.1"),
                "network.alpha = -1: `network.alpha` is -1, but it must be",
            ),
        ] {
            let message = refused(change);
            assert!(message.contains(expected), "{message}");
        }
    }
}
