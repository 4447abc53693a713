//! The two databases of the schema-repair document: every mismatch that it names is told, and mended.

use backline_ops::catalog::{Risk, compare};

use crate::support::{TestDatabase, assert_mends};

const PROD: &str = include_str!("prod.sql");
const DEV: &str = include_str!("dev.sql");

#[tokio::test]
async fn every_mismatch_of_the_document_is_told() {
    let (prod, dev) = (TestDatabase::with(PROD).await, TestDatabase::with(DEV).await);
    let comparison = compare(&prod.connection, &dev.connection, true).await.unwrap();
    let lines: Vec<String> =
        comparison.differences.iter().map(|difference| difference.change.to_string()).collect();
    let table = |name: &str| format!("public.\"bazaar-vid_{name}\"");
    let mut named = vec![
        // 2.1: text instead of uuid and varchar, and what the new table has besides.
        format!("~ column {}.id: text", table("exports")),
        format!("~ column {}.user_id: text", table("exports")),
        format!("~ column {}.project_id: text", table("exports")),
        format!("+ default {}.id", table("exports")),
        format!("+ constraint {}.exports_render_id_unique", table("exports")),
        format!("+ constraint {}.exports_user_fk", table("exports")),
        format!("+ constraint {}.exports_project_fk", table("exports")),
        // 2.2
        format!("~ column {}.export_id: uuid -> text", table("export_analytics")),
        // 3.1
        "- table public.api_usage_metric".to_owned(),
    ];
    named.extend(
        ["user", "project", "render", "created"].map(|name| format!("+ index public.exports_{name}_idx")),
    );
    // 4.1, 4.2, 5.1, 7.1
    let gone = [
        "component_error",
        "patch",
        "scene_plan",
        "scene_specs",
        "project_memory",
        "metric",
        "agent_message",
    ];
    named.extend(gone.map(|name| format!("- table {}", table(name))));
    named.extend(["auth", "neon_auth", "pgrst"].map(|name| format!("+ schema {name}")));
    named.push("+ function auth.user_id()".to_owned());
    let new = ["promo_codes", "promo_code_usage", "paywall_events", "paywall_analytics"];
    named.extend(new.map(|name| format!("+ table {}", table(name))));
    for expected in &named {
        assert!(
            lines.iter().any(|line| line.starts_with(expected.as_str())),
            "{expected} is not in:\n{}",
            lines.join("\n")
        );
    }
    assert!(!lines.iter().any(|line| line.starts_with('>')), "nothing was renamed:\n{}", lines.join("\n"));

    // What would lose rows says so; rows are compared where both have the table.
    let risky = comparison.differences.iter().filter(|difference| difference.risk == Some(Risk::LosesData));
    assert_eq!(risky.count(), gone.len() + 1);
    let data = comparison.data.unwrap();
    let tables: Vec<&str> = data.iter().map(|table| table.table.as_str()).collect();
    assert_eq!(tables, [table("api_usage_metric"), table("exports"), table("project")]);
    assert_eq!((data[1].first_rows, data[1].second_rows), (20, 0));
}

#[tokio::test]
async fn either_becomes_the_other_and_keeps_its_rows() {
    let (prod, dev) = (TestDatabase::with(PROD).await, TestDatabase::with(DEV).await);
    assert_mends(&prod, &dev).await;
    assert_eq!(prod.value("SELECT count(DISTINCT id)::text FROM \"bazaar-vid_exports\"").await, "20");
    assert_eq!(prod.value("SELECT pg_typeof(id)::text FROM \"bazaar-vid_exports\" LIMIT 1").await, "uuid");
    assert_mends(&dev, &TestDatabase::with(PROD).await).await;
}
