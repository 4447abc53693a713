//! The index: the domains with what they count, and every table's place.

use backline_ops::catalog::{EnumDescription, TableDescription};

use crate::schema::domains::Domains;
use crate::schema::markdown;

/// The text of the page.
pub(super) fn text(domains: &Domains, tables: &[TableDescription], enums: &[EnumDescription]) -> String {
    let mut rows = Vec::new();
    for domain in &domains.all {
        let name = domain.name;
        let here: Vec<_> =
            tables.iter().filter(|table| domains.of_table(&table.name) == Some(name)).collect();
        let columns: usize = here.iter().map(|table| table.columns.len()).sum();
        let enums = enums.iter().filter(|found| domains.of_enum(&found.name) == Some(name)).count();
        let numbers = [here.len(), columns, enums].map(|number| number.to_string());
        let [count, columns, enums] = numbers;
        rows.push([format!("[{name}]({name}.md)"), count, columns, enums, markdown::cell(domain.about)]);
    }
    let places: Vec<_> = tables
        .iter()
        .filter_map(|table| {
            let domain = domains.of_table(&table.name)?;
            let comment = markdown::cell(table.comment.as_deref().unwrap_or_default());
            Some([format!("[{0}]({domain}.md#{0})", table.name), domain.to_owned(), comment])
        })
        .collect();
    let columns = tables.iter().map(|table| table.columns.len()).sum();
    format!(
        "# The schema\n\nThe tables of a migrated database, as its own catalog and comments describe them: {}, {}, {}, \
         {}.\nEach domain's page has a diagram and, table by table, columns, keys, rules and triggers. The labels of all \
         enums and the\nstate machines are in [enums.md](enums.md).\n\n## Domains\n\n{}\n## All tables\n\n{}",
        markdown::count(domains.all.len(), "domain"),
        markdown::count(tables.len(), "table"),
        markdown::count(columns, "column"),
        markdown::count(enums.len(), "enum"),
        markdown::table(["domain", "tables", "columns", "enums", "about"], &rows),
        markdown::table(["table", "domain", "comment"], &places),
    )
}
