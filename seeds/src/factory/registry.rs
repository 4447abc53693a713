//! All factories, a line each. The next one goes at the end of its domain.

use super::{
    Listing, booking, communication, contracts, events, identity, organizations, payments, production,
};
use super::{talent, trust, venues};

/// All factories with their presets.
#[must_use]
pub fn factories() -> Vec<Listing> {
    vec![
        identity::users::presets().listed(),
        organizations::organization_members::presets().listed(),
        organizations::organizations::presets().listed(),
        organizations::promoters::presets().listed(),
        talent::artists::presets().listed(),
        venues::venues::presets().listed(),
        events::event_attendances::presets().listed(),
        events::events::presets().listed(),
        booking::applications::presets().listed(),
        booking::bookings::presets().listed(),
        booking::negotiation_rounds::presets().listed(),
        booking::negotiations::presets().listed(),
        booking::opportunities::presets().listed(),
        contracts::contract_signatures::presets().listed(),
        contracts::contracts::presets().listed(),
        payments::payments::presets().listed(),
        trust::reviews::presets().listed(),
        communication::conversation_participants::presets().listed(),
        communication::conversations::presets().listed(),
        communication::messages::presets().listed(),
        communication::notification_types::presets().listed(),
        communication::notifications::presets().listed(),
        production::project_types::presets().listed(),
        production::projects::presets().listed(),
        // the next one goes here
    ]
}
