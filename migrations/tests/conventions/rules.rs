//! What holds for every table, read from the migrated catalog.

use backline_ops::catalog::ForeignKeyDescription;

use crate::{assert_none, catalog};

/// Columns of a status type that no state machine rules: table, column, why.
const NO_MACHINE: [(&str, &str, &str); 3] = [
    ("event_attendances", "status", "an answer, and any may follow any"),
    ("booking_history", "from_status", "a record of what was, never changed"),
    ("booking_history", "to_status", "a record of what was, never changed"),
];

/// How the names of numeric columns end that hold a measure, not an amount of money.
const MEASURES: [&str; 9] = [
    "change",
    "multiplier",
    "percent",
    "percentage",
    "rating_average",
    "rating_avg",
    "score",
    "seconds",
    "threshold",
];

/// The key columns of a whole (not partial) B-tree index, in order.
fn key_columns(definition: &str) -> Vec<&str> {
    if definition.contains(" WHERE ") {
        return Vec::new();
    }
    let Some((_, columns)) = definition.split_once(" USING btree (") else { return Vec::new() };
    let columns = columns.split(" INCLUDE (").next().unwrap_or(columns);
    columns
        .trim_end_matches(')')
        .split(", ")
        .map(|column| column.split(' ').next().unwrap_or(column).trim_matches('"'))
        .collect()
}

#[test]
fn key_columns_are_read_from_definitions() {
    let definition = "CREATE INDEX i ON public.t USING btree (a DESC, \"order\") INCLUDE (c)";
    assert_eq!(key_columns(definition), ["a", "order"]);
    assert!(key_columns("CREATE INDEX i ON public.t USING btree (a) WHERE (b IS NULL)").is_empty());
    assert!(key_columns("CREATE INDEX i ON public.t USING gist (a)").is_empty());
}

#[tokio::test]
async fn every_table_has_a_comment_and_a_key() {
    let tables = &catalog().await.tables;
    let without: Vec<String> =
        tables.iter().filter(|table| table.comment.is_none()).map(|table| table.name.clone()).collect();
    assert_none(&without, "tables without a comment");
    let without: Vec<String> =
        tables.iter().filter(|table| table.primary_key.is_empty()).map(|table| table.name.clone()).collect();
    assert_none(&without, "tables without a primary key");
}

#[tokio::test]
async fn every_foreign_key_has_an_index() {
    let mut without = Vec::new();
    for table in &catalog().await.tables {
        for key in &table.foreign_keys {
            let serves = |definition: &str| {
                let columns = key_columns(definition);
                let leading = columns.get(..key.columns.len());
                leading.is_some_and(|leading| {
                    key.columns.iter().all(|column| leading.contains(&column.as_str()))
                })
            };
            if !table.indexes.iter().any(|index| serves(&index.definition)) {
                without.push(format!("{}.{} ({})", table.name, key.name, key.columns.join(", ")));
            }
        }
    }
    assert_none(&without, "no index begins with the columns of these foreign keys; see NewTable::references");
}

#[tokio::test]
async fn every_updated_at_is_kept_by_a_trigger() {
    let mut without = Vec::new();
    for table in &catalog().await.tables {
        let has = table.columns.iter().any(|column| column.name == "updated_at");
        let kept = table.triggers.iter().any(|trigger| {
            trigger.definition.contains("BEFORE UPDATE ON")
                && trigger.definition.ends_with("FOR EACH ROW EXECUTE FUNCTION touch_updated_at()")
        });
        if has != kept {
            without.push(table.name.clone());
        }
    }
    assert_none(
        &without,
        "updated_at and the trigger touch_updated_at belong together; see NewTable::timestamps",
    );
}

#[tokio::test]
async fn every_amount_stands_beside_its_currency() {
    let mut without = Vec::new();
    let mut loose = Vec::new();
    for table in &catalog().await.tables {
        let currencies: Vec<&str> = table
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .filter(|name| *name == "currency" || *name == "currency_code" || name.ends_with("_currency"))
            .collect();
        for column in &table.columns {
            let measure = MEASURES.iter().any(|end| column.name.ends_with(end));
            if column.data_type.starts_with("numeric") && !measure && currencies.is_empty() {
                without.push(format!("{}.{}", table.name, column.name));
            }
        }
        for currency in currencies.iter().filter(|_| table.name != "currencies") {
            let refers = |key: &ForeignKeyDescription| {
                key.target == "currencies" && key.columns == [*currency] && key.on_delete == "RESTRICT"
            };
            if !table.foreign_keys.iter().any(refers) {
                loose.push(format!("{}.{currency}", table.name));
            }
        }
    }
    assert_none(&without, "amounts in tables without a currency; a measure's name says so, see MEASURES");
    assert_none(&loose, "currencies without a restricting foreign key");
}

#[tokio::test]
async fn every_status_is_an_enum_ruled_by_a_state_machine() {
    let catalog = catalog().await;
    let mut wrong = Vec::new();
    for table in &catalog.tables {
        for column in &table.columns {
            let (name, data_type) = (&column.name, &column.data_type);
            if name == "status" && !catalog.is_enum(data_type) {
                wrong.push(format!("{}.{name} is a {data_type}, not an enum", table.name));
            }
            let status = catalog.is_enum(data_type) && (name == "status" || data_type.ends_with("_status"));
            let excepted = NO_MACHINE.iter().any(|(of, column, _)| of == &table.name && column == name);
            let call = format!("guard_status_transition('{}', '{name}', '{data_type}')", table.name);
            let ruled = table.triggers.iter().any(|trigger| trigger.definition.contains(&call));
            if status && ruled == excepted {
                wrong.push(format!(
                    "{}.{name}: {}",
                    table.name,
                    if ruled { "excepted and ruled" } else { "not ruled" }
                ));
            }
        }
    }
    assert_none(&wrong, "see GUARDED in create_status_transition_triggers");
}

#[tokio::test]
async fn moments_have_a_time_zone_and_keys_a_type_of_their_own() {
    let mut wrong = Vec::new();
    for table in &catalog().await.tables {
        for column in &table.columns {
            if column.data_type.starts_with("timestamp") && !column.data_type.ends_with("with time zone") {
                wrong.push(format!("{}.{}: {}", table.name, column.name, column.data_type));
            }
            if column.name == "id" && column.data_type != "uuid" {
                wrong.push(format!("{}.id: {}", table.name, column.data_type));
            }
        }
    }
    assert_none(&wrong, "moments are timestamptz, an id is a uuid");
}
