//! Pictures, recordings and documents, and the equipment that people own.

pub mod equipment_inventories;
#[expect(clippy::module_inception, reason = "the domain is called as its first table")]
pub mod media;

mod inventory_category;
mod inventory_condition;
mod media_entity;
mod media_type;
mod media_visibility;

pub use inventory_category::InventoryCategory;
pub use inventory_condition::InventoryCondition;
pub use media_entity::MediaEntity;
pub use media_type::MediaType;
pub use media_visibility::MediaVisibility;
