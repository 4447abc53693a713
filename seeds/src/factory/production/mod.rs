//! Projects, crew and equipment.

pub(super) mod project_types;
pub(super) mod projects;

pub use project_types::ProjectTypeFactory;
pub use projects::ProjectFactory;
