//! What is shown, and what is owned.

pub(super) mod equipment_inventories;
#[expect(clippy::module_inception, reason = "a file is called as its table")]
pub(super) mod media;

pub use equipment_inventories::EquipmentInventoryFactory;
pub use media::MediaFactory;
