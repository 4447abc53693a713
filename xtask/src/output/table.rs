//! Tables without lines: aligned columns, as wide as the terminal at most.

use std::fmt;
use std::io::{self, IsTerminal as _};

use comfy_table::{CellAlignment, ContentArrangement, presets};

/// A table for people.
#[derive(Debug)]
pub struct Table(comfy_table::Table);

impl Table {
    /// With a head.
    pub fn new<const N: usize>(head: [&str; N]) -> Self {
        let mut table = Self::plain();
        table.0.set_header(head);
        table
    }

    /// Without one: names at the left and values at the right.
    pub fn plain() -> Self {
        let mut table = comfy_table::Table::new();
        table.load_preset(presets::NOTHING);
        if let Some(width) = width() {
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        }
        Self(table)
    }

    /// One more row.
    pub fn row<const N: usize>(&mut self, cells: [&dyn fmt::Display; N]) -> &mut Self {
        self.0.add_row(cells.map(ToString::to_string));
        self
    }

    /// This column, counted from 0, is of numbers: aligned to the right.
    #[must_use]
    pub fn numeric(mut self, column: usize) -> Self {
        if let Some(column) = self.0.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        self
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in self.0.lines() {
            // Cells are padded to the column's width, also the last ones.
            writeln!(formatter, "{}", line.strip_prefix(' ').unwrap_or(&line).trim_end())?;
        }
        Ok(())
    }
}

/// Of the terminal; elsewhere lines are as long as they need.
fn width() -> Option<u16> {
    if !io::stdout().is_terminal() {
        return None;
    }
    terminal_size::terminal_size().map(|(terminal_size::Width(width), _height)| width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_calm() {
        let mut table = Table::new(["table", "rows"]).numeric(1);
        table.row([&"bookings", &1200]).row([&"tags", &7]);
        assert_eq!(table.to_string(), "table     rows\nbookings  1200\ntags         7\n");
    }
}
