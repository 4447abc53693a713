#![doc = include_str!("../README.md")]

mod acting;
mod condition;
pub mod description;
mod key;
pub mod prelude;
mod registry;
mod state_machine;

pub mod analytics;
pub mod booking;
pub mod calendar;
pub mod communication;
pub mod contracts;
pub mod events;
pub mod geography;
pub mod identity;
pub mod media;
pub mod organizations;
pub mod payments;
pub mod production;
pub mod system;
pub mod talent;
pub mod trust;
pub mod venues;

pub use acting::{APP_ROLE, act_as, act_as_app};
pub use key::new_key;
pub use registry::{entities, enums, state_machines};
pub use state_machine::StateMachine;
