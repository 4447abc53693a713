//! Everything that a query needs, by its own name: `users::Entity`, `bookings::Column::Status`, `BookingStatus`.

pub use crate::StateMachine;
pub use crate::analytics::*;
pub use crate::booking::*;
pub use crate::calendar::*;
pub use crate::communication::*;
pub use crate::contracts::*;
pub use crate::events::*;
pub use crate::geography::*;
pub use crate::identity::*;
pub use crate::media::*;
pub use crate::organizations::*;
pub use crate::payments::*;
pub use crate::production::*;
pub use crate::system::*;
pub use crate::talent::*;
pub use crate::trust::*;
pub use crate::venues::*;
