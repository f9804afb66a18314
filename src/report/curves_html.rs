//! The reference curves as a page.

use super::ReportError;
use super::curves_text::line;
use super::html::{Block, Page};
use super::reference_figure;
use super::table::{Cell, Column, Row, Table, Tone};
use super::verify_words::counted;
use crate::curves::{Definition, Difference, Number, Numbers};

/// Significant digits of the numbers in the page; the files have more.
const DIGITS: usize = 4;

/// The curves as an HTML report: whether a number moved, then for every curve what it shows, its
/// figure, the numbers that moved, the claims it belongs to, all its numbers and its definition
/// folded away, and the command that makes it again. `found` are the numbers of the definitions, in their order.
///
/// # Errors
/// [`ReportError::EmptyPanel`] for a figure with nothing in it.
pub fn curves_html(
    definitions: &[&Definition],
    found: &[Numbers],
    differences: &[Difference],
    command: &str,
) -> Result<String, ReportError> {
    let mut page = Page::new("sweetspot curves", command);
    page.lead.push(summary(found, differences));
    for (curve, numbers) in definitions.iter().zip(found) {
        let moved = differences.iter().filter(|one| one.curve == curve.name);
        page.section(&curve.title, section(curve, numbers, moved.collect())?);
    }
    Ok(page.render())
}

fn summary(found: &[Numbers], differences: &[Difference]) -> Block {
    let numbers = found.iter().map(Numbers::count).sum();
    let all = format!(
        "{} of {}",
        counted(numbers, "number"),
        counted(found.len(), "curve")
    );
    match differences.len() {
        0 => Block::Verdict(Tone::Good, format!("{all}: all as in the snapshots.")),
        moved => {
            let moved = counted(moved, "difference");
            Block::Verdict(Tone::Bad, format!("{all}: {moved} from the snapshots."))
        }
    }
}

fn section(
    curve: &Definition,
    numbers: &Numbers,
    moved: Vec<&Difference>,
) -> Result<Vec<Block>, ReportError> {
    let mut blocks = vec![Block::Text(curve.shows.clone())];
    let moved: Vec<String> = moved.into_iter().map(line).collect();
    if !moved.is_empty() {
        let count = counted(moved.len(), "difference");
        let text = format!("{count} from the snapshot.");
        blocks.push(Block::Verdict(Tone::Bad, text));
        blocks.push(Block::Code(moved.join("\n")));
    }
    let figure = reference_figure(curve, numbers)?;
    blocks.push(Block::Figure(figure, String::new()));
    if !curve.claims.is_empty() {
        blocks.push(Block::Text(format!("Claims: {}.", curve.claims.join(", "))));
    }
    let count = counted(numbers.count(), "number");
    blocks.push(Block::Folded(
        count,
        vec![Block::Table(table(curve, numbers))],
    ));
    blocks.push(Block::Folded(
        "The definition: configuration, tolerances, figure".to_string(),
        vec![Block::Code(curve.text.clone())],
    ));
    blocks.push(Block::Code(format!(
        "sweetspot curves --check {}",
        curve.name
    )));
    Ok(blocks)
}

fn table(curve: &Definition, numbers: &Numbers) -> Table {
    let names = numbers.keys.iter().chain(&numbers.quantities);
    Table {
        caption: format!("The numbers of {}, to {DIGITS} digits", curve.name),
        columns: [Column::text("series")]
            .into_iter()
            .chain(names.map(Column::number))
            .collect(),
        rows: numbers.rows.iter().map(row).collect(),
    }
}

fn row(row: &crate::curves::Row) -> Row {
    let number = |value: &Option<Number>| match value {
        Some(number) => Cell::number(number.rounded(DIGITS), Some(number.value)),
        None => Cell::number("-", None),
    };
    let numbers = row.keys.iter().chain(&row.values).map(number);
    let cells = [Cell::text(&row.series)].into_iter().chain(numbers);
    Row::from(cells.collect::<Vec<_>>())
}
