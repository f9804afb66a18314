//! A curve's numbers: one row a point, in a file that people and pandas read.

/// Significant digits written: more than any tolerance needs, fewer than rounding touches.
const DIGITS: usize = 9;

/// The column that names the series.
const SERIES: &str = "series";

/// The numbers of one curve.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers {
    /// Columns that say which point a row is, after the series.
    pub keys: Vec<String>,
    /// Columns of numbers.
    pub quantities: Vec<String>,
    /// The points.
    pub rows: Vec<Row>,
}

/// One point, or with empty keys a statement about a whole series (its fitted slope).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The series.
    pub series: String,
    /// The values of the keys.
    pub keys: Vec<Option<Number>>,
    /// The numbers, `None` where one has no meaning.
    pub values: Vec<Option<Number>>,
}

/// A number as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// What the text says.
    pub value: f64,
    /// The text.
    pub text: String,
}

impl Number {
    /// The number as it will be written, rounded to nine digits; `None` unless finite.
    pub fn new(value: f64) -> Option<Number> {
        if !value.is_finite() {
            return None;
        }
        let text = text(value, DIGITS);
        Some(Number {
            value: text.parse().unwrap_or(value),
            text,
        })
    }

    /// The number that a text stands for, as it is written; none where it is empty.
    fn read(text: &str) -> Result<Option<Number>, String> {
        if text.is_empty() {
            return Ok(None);
        }
        let value = text.parse().ok().filter(|value: &f64| value.is_finite());
        let text = text.to_string();
        match value {
            Some(value) => Ok(Some(Number { value, text })),
            None => Err(format!(
                "`{text}` is not a finite number; leave it empty where there is none"
            )),
        }
    }

    /// The number with at most this many significant digits.
    pub fn rounded(&self, digits: usize) -> String {
        text(self.value, digits)
    }
}

/// Shortest text with at most `digits` significant digits.
fn text(value: f64, digits: usize) -> String {
    if value == 0.0 {
        return "0".to_string();
    }
    let scientific = format!("{:.*e}", digits - 1, value);
    let rounded: f64 = scientific.parse().unwrap_or(value);
    match (1e-4..1e9).contains(&rounded.abs()) {
        true => format!("{rounded}"),
        false => format!("{rounded:e}"),
    }
}

impl Numbers {
    /// No rows yet, in these columns.
    pub(super) fn new(keys: Vec<String>, quantities: Vec<String>) -> Numbers {
        Numbers {
            keys,
            quantities,
            rows: Vec::new(),
        }
    }

    /// Adds a point: keys and quantities by name, in any order; what is left out stays empty.
    pub(super) fn push(&mut self, series: &str, keys: &[(String, f64)], values: &[(String, f64)]) {
        let cells = |names: &[String], given: &[(String, f64)]| {
            let cell = |name| Number::new(given.iter().find(|(known, _)| known == name)?.1);
            names.iter().map(cell).collect()
        };
        self.rows.push(Row {
            series: series.to_string(),
            keys: cells(&self.keys, keys),
            values: cells(&self.quantities, values),
        });
    }

    /// The number of a row in a column, key or quantity.
    pub fn at(&self, row: &Row, column: &str) -> Option<f64> {
        let find = |names: &[String], values: &[Option<Number>]| {
            let place = names.iter().position(|name| name == column)?;
            values.get(place)?.as_ref().map(|number| number.value)
        };
        find(&self.keys, &row.keys).or_else(|| find(&self.quantities, &row.values))
    }

    /// The row of the same point: series and keys agree, keys to rounding.
    pub(super) fn same_point(&self, row: &Row) -> Option<&Row> {
        let near = |pair: (&Option<Number>, &Option<Number>)| match pair {
            (None, None) => true,
            (Some(a), Some(b)) => (a.value - b.value).abs() <= 1e-7 * a.value.abs(),
            _ => false,
        };
        self.rows
            .iter()
            .find(|other| other.series == row.series && other.keys.iter().zip(&row.keys).all(near))
    }

    /// How many numbers there are.
    pub fn count(&self) -> usize {
        let values = self.rows.iter().flat_map(|row| &row.values);
        values.flatten().count()
    }

    /// The names of all columns.
    fn header(&self) -> Vec<&str> {
        let columns = self.keys.iter().chain(&self.quantities);
        let columns = columns.map(String::as_str);
        [SERIES].into_iter().chain(columns).collect()
    }

    /// The text of `snapshots/<name>.csv`.
    pub fn to_csv(&self) -> String {
        let mut out = self.header().join(",") + "\n";
        for row in &self.rows {
            out.push_str(&quoted(&row.series));
            for number in row.keys.iter().chain(&row.values) {
                out.push(',');
                out.push_str(number.as_ref().map_or("", |number| &number.text));
            }
            out.push('\n');
        }
        out
    }

    /// With the rows of a text of these columns; else the line at fault.
    pub(super) fn filled(mut self, text: &str) -> Result<Numbers, (usize, String)> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes());
        for (index, record) in reader.records().enumerate() {
            let line = |at: Option<&csv::Position>| at.map_or(index + 1, |at| at.line() as usize);
            let record = record.map_err(|error| (line(error.position()), error.to_string()))?;
            let fields: Vec<&str> = record.iter().collect();
            let added = match index {
                0 => self.check_header(&fields),
                _ => self.add(&fields),
            };
            added.map_err(|problem| (line(record.position()), problem))?;
        }
        Ok(self)
    }

    fn check_header(&self, fields: &[&str]) -> Result<(), String> {
        let expected = self.header();
        let [found, needed] = [fields, &expected].map(|columns| columns.join(","));
        match fields == expected {
            true => Ok(()),
            false => Err(format!("the columns are {found}, not {needed}")),
        }
    }

    fn add(&mut self, fields: &[&str]) -> Result<(), String> {
        let numbers = fields[1..].iter().map(|text| Number::read(text));
        let mut keys = numbers.collect::<Result<Vec<_>, _>>()?;
        let values = keys.split_off(self.keys.len());
        let row = Row {
            series: fields[0].to_string(),
            keys,
            values,
        };
        if self.same_point(&row).is_some() {
            return Err("this point is there twice".to_string());
        }
        self.rows.push(row);
        Ok(())
    }
}

impl Row {
    /// The point in words: `balanced start, alpha = 0.01`.
    pub(super) fn point(&self, keys: &[String]) -> String {
        let named = keys.iter().zip(&self.keys);
        let named = named.filter_map(|(name, key)| {
            let key = key.as_ref()?;
            Some(format!("{name} = {}", key.rounded(6)))
        });
        let series = Some(self.series.clone()).filter(|series| !series.is_empty());
        let parts: Vec<String> = series.into_iter().chain(named).collect();
        match parts.is_empty() {
            true => "the whole curve".to_string(),
            false => parts.join(", "),
        }
    }
}

/// A field of CSV.
fn quoted(text: &str) -> String {
    match text.contains([',', '"', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curves::Definition;
    use crate::curves::definition::tests::SMALL;

    const CSV: &str = "series,alpha,test_error,test_error_low,test_error_high\n\
                       ,0.01,0.25,0.2,0.3\n\
                       ,0.1,0.125,,\n";

    fn definition() -> Definition {
        Definition::read("small", SMALL).unwrap()
    }

    #[test]
    fn what_is_written_is_read_again_to_the_letter() {
        let numbers = definition().read_numbers(CSV).unwrap();
        assert_eq!(numbers.to_csv(), CSV);
        assert_eq!(numbers.count(), 4);
        assert_eq!(numbers.at(&numbers.rows[1], "alpha"), Some(0.1));
        assert_eq!(numbers.at(&numbers.rows[1], "test_error_low"), None);
        let mut named = numbers;
        named.rows[0].series = "a, \"quoted\" name".to_string();
        let again = definition().read_numbers(&named.to_csv()).unwrap();
        assert_eq!(again, named);
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        for (change, expected) in [
            (
                ("alpha,", "beta,"),
                "snapshots/small.csv:1: the columns are series,beta",
            ),
            (
                (",0.25,", ",0.25x,"),
                "snapshots/small.csv:2: `0.25x` is not a finite number",
            ),
            (
                (",0.25,", ",NaN,"),
                "snapshots/small.csv:2: `NaN` is not a finite number",
            ),
            (
                ("0.1,0.125", "0.01,0.125"),
                "snapshots/small.csv:3: this point is there twice",
            ),
            ((",0.2,0.3", ",0.2"), "snapshots/small.csv:2: CSV error"),
        ] {
            let text = CSV.replacen(change.0, change.1, 1);
            let message = definition().read_numbers(&text).unwrap_err().to_string();
            assert!(message.starts_with(expected), "{message}");
        }
    }

    #[test]
    fn numbers_are_short_and_keep_nine_digits() {
        for (value, text) in [
            (0.1 + 0.2, "0.3"),
            (1.0 / 3.0, "0.333333333"),
            (1e-100, "1e-100"),
            (-2.5e-5, "-2.5e-5"),
            (123_456.0, "123456"),
            (0.0, "0"),
        ] {
            assert_eq!(Number::new(value).unwrap().text, text);
        }
        assert_eq!(Number::new(f64::NAN), None);
        assert_eq!(Number::new(1.0 / 3.0).unwrap().rounded(2), "0.33");
    }
}
