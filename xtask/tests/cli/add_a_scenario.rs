//! docs/guides/add-a-scenario.md, followed command by command.

use std::fs;
use std::path::Path;

use backline_seeds::testdb;

use crate::support::Cli;

#[tokio::test]
async fn the_guide_can_be_followed() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = tempfile::tempdir().unwrap();
    for file in ["mod.rs", "template.rs"] {
        fs::copy(workspace.join("seeds/src/scenario").join(file), folder.path().join(file)).unwrap();
    }
    let db = testdb::reference().await.unwrap();
    let cli = Cli::on(db.url());
    let guide = fs::read_to_string(workspace.join("docs/guides/add-a-scenario.md")).unwrap();
    let commands: Vec<&str> = guide.lines().filter_map(|line| line.strip_prefix("cargo xtask ")).collect();
    assert_eq!(commands.len(), 4, "{commands:?}");
    for command in commands {
        // What is made here is not built here: the others are about a scenario that is.
        let run = if command.starts_with("new ") {
            cli.run(&format!("{command} --folder {}", folder.path().display()))
        } else {
            let yes = if command.contains("--runs") { "" } else { " --yes" };
            cli.run(&format!("{}{yes}", command.replace("lost-luggage", "new-platform")))
        };
        assert_eq!(run.code, 0, "{command}: {run:?}");
    }
    let made = fs::read_to_string(folder.path().join("lost_luggage.rs")).unwrap();
    assert!(made.contains("pub struct LostLuggage;"));
    let registry = fs::read_to_string(folder.path().join("mod.rs")).unwrap();
    assert!(registry.contains("listing!(lost_luggage, LostLuggage),"));

    let again = cli.run(&format!("new scenario lost-luggage --folder {}", folder.path().display()));
    assert_eq!(again.code, 2);
    assert_eq!(fs::read_to_string(folder.path().join("mod.rs")).unwrap(), registry);
}
