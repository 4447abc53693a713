//! Crew, equipment and projects: what it takes to put a show on stage.

pub mod crew_members;
pub mod crew_roles;
pub mod equipment;
pub mod event_types;
pub mod project_equipment;
pub mod project_equipment_groups;
pub mod project_event_equipment;
pub mod project_event_roles;
pub mod project_events;
pub mod project_roles;
pub mod project_types;
pub mod project_variants;
pub mod projects;

mod crew_assignment_status;
mod crew_rate_type;
mod equipment_stock_calculation;
mod project_event_status;
mod project_status;

pub use crew_assignment_status::CrewAssignmentStatus;
pub use crew_rate_type::CrewRateType;
pub use equipment_stock_calculation::EquipmentStockCalculation;
pub use project_event_status::ProjectEventStatus;
pub use project_status::ProjectStatus;
