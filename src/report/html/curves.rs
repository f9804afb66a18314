//! The reference curves as a page.

use super::{Block, Page};
use crate::curves::{self, Definition, Difference, Number, Numbers};
use crate::report::curves_text::{line, of_curve};
use crate::report::table::{Cell, Column, Row, Table, Tone};
use crate::report::words::counted;
use crate::report::{ReportError, reference_figure};

const DIGITS: usize = 4;

/// The curves as an HTML report: whether a number moved, then for every curve what it shows, its
/// figure, the numbers that moved, its claims, all its numbers and its definition folded away, and
/// the command that makes it again. `found` are the numbers of the definitions, in their order.
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
        let moved = of_curve(curve, differences).into_iter().map(line);
        let moved: Vec<String> = moved.collect();
        page.section(&curve.title, section(curve, numbers, &moved)?);
    }
    Ok(page.render())
}

fn summary(found: &[Numbers], differences: &[Difference]) -> Block {
    let numbers = counted(found.iter().map(Numbers::count).sum(), "number");
    let all = format!("{numbers} of {}", counted(found.len(), "curve"));
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
    moved: &[String],
) -> Result<Vec<Block>, ReportError> {
    let mut blocks = vec![Block::Text(curve.shows.clone())];
    if !moved.is_empty() {
        let count = counted(moved.len(), "difference");
        let text = format!("{count} from the snapshot.");
        blocks.extend([
            Block::Verdict(Tone::Bad, text),
            Block::Code(moved.join("\n")),
        ]);
    }
    let figure = reference_figure(curve, numbers)?;
    blocks.push(Block::Figure(figure, String::new()));
    if !curve.claims.is_empty() {
        blocks.push(Block::Text(format!("Claims: {}.", curve.claims.join(", "))));
    }
    let folded = |summary: &str, block| Block::Folded(summary.to_string(), vec![block]);
    let (numbers, table) = (counted(numbers.count(), "number"), table(curve, numbers));
    let definition = "The definition: configuration, tolerances, figure";
    blocks.push(folded(&numbers, Block::Table(table)));
    blocks.push(folded(definition, Block::Code(curve.text.clone())));
    let command = format!("sweetspot curves --check {}", curve.name);
    blocks.push(Block::Code(command));
    Ok(blocks)
}

fn table(curve: &Definition, numbers: &Numbers) -> Table {
    let names = numbers.keys.iter().chain(&numbers.quantities);
    let mut columns = vec![Column::text("series")];
    columns.extend(names.map(Column::number));
    Table {
        caption: format!("The numbers of {}, to {DIGITS} digits", curve.name),
        columns,
        rows: numbers.rows.iter().map(row).collect(),
    }
}

fn row(row: &curves::Row) -> Row {
    let number = |value: &Option<Number>| match value {
        Some(number) => Cell::number(number.rounded(DIGITS), Some(number.value)),
        None => Cell::number("-", None),
    };
    let mut cells = vec![Cell::text(&row.series)];
    cells.extend(row.keys.iter().chain(&row.values).map(number));
    Row::from(cells)
}
