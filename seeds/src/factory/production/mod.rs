//! Projects, crew and equipment.

pub(super) mod crew_members;
pub(super) mod crew_roles;
pub(super) mod equipment;
pub(super) mod event_types;
pub(super) mod project_equipment;
pub(super) mod project_equipment_groups;
pub(super) mod project_event_equipment;
pub(super) mod project_event_roles;
pub(super) mod project_events;
pub(super) mod project_roles;
pub(super) mod project_types;
pub(super) mod project_variants;
pub(super) mod projects;

pub use crew_members::CrewMemberFactory;
pub use crew_roles::CrewRoleFactory;
pub use equipment::EquipmentFactory;
pub use event_types::EventTypeFactory;
pub use project_equipment::ProjectEquipmentFactory;
pub use project_equipment_groups::ProjectEquipmentGroupFactory;
pub use project_event_equipment::ProjectEventEquipmentFactory;
pub use project_event_roles::ProjectEventRoleFactory;
pub use project_events::ProjectEventFactory;
pub use project_roles::ProjectRoleFactory;
pub use project_types::ProjectTypeFactory;
pub use project_variants::ProjectVariantFactory;
pub use projects::ProjectFactory;
