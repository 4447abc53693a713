//! A new column of one table leaves all other tables as they are, and the other columns of its own.

use backline_seed::load::Rows;
use backline_seed::row;
use backline_seed::value::Seed;
use time::Duration;
use time::macros::datetime;

const SEED: Seed = Seed::new(11);

/// A customer with orders, told together; with or without a telephone.
fn tell(ordinal: u64, with_phone: bool, rows: &mut Rows) {
    let draw = SEED.row("customers", ordinal);
    let joined = datetime!(2026-01-05 09:00 UTC) + Duration::minutes(draw.cell("joined").between(0, 9_000));
    let id = draw.id(joined);
    write_customer(ordinal, with_phone, rows);
    for place in 0..draw.cell("orders").between(0, 4).unsigned_abs() {
        let order = SEED.row("orders", ordinal * 8 + place);
        row!(
            rows,
            orders { id: order.id(joined), customer_id: id, cents: order.cell("cents").between(199, 25_000) }
        );
    }
}

fn write_customer(ordinal: u64, with_phone: bool, rows: &mut Rows) {
    let draw = SEED.row("customers", ordinal);
    let joined = datetime!(2026-01-05 09:00 UTC) + Duration::minutes(draw.cell("joined").between(0, 9_000));
    let (id, name) = (draw.id(joined), *draw.cell("name").pick(&["Asha", "Farid", "Mei"]));
    if with_phone {
        let phone = format!("+9155555{:05}", draw.cell("phone").between(0, 99_999));
        row!(rows, customers { id: id, phone: phone, name: name, created_at: joined });
    } else {
        row!(rows, customers { id: id, name: name, created_at: joined });
    }
}

/// All rows, and each customer's columns but the new one.
fn told(with_phone: bool) -> (Rows, Vec<Vec<String>>) {
    let mut rows = Rows::default();
    let images = (0..200).map(|ordinal| {
        tell(ordinal, with_phone, &mut rows);
        let customer = Rows::default().with_image(|rows| write_customer(ordinal, with_phone, rows));
        let columns = customer.columns().filter(|(column, _)| *column != "phone");
        columns.map(|(column, value)| format!("{column}: {value}")).collect()
    });
    let images = images.collect();
    (rows, images)
}

#[test]
fn a_new_column_changes_no_other_table_and_no_other_column() {
    let ((before, customers), (after, same_customers)) = (told(false), told(true));
    assert_ne!(before.digest("customers"), after.digest("customers"), "the column is there");
    assert_eq!(before.digest("orders"), after.digest("orders"));
    assert!(before.tables().iter().all(|table| table.rows >= 200), "{:?}", before.tables());
    assert_eq!(customers, same_customers);
}
