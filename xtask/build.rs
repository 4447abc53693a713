//! How the command is linked.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // A command runs often and briefly. At a fixed address sixty thousand pointers need not be set right before it begins, nor
    // the pages that hold them be copied (docs/adr/0006).
    let target = |key: &str| std::env::var(format!("CARGO_CFG_TARGET_{key}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
