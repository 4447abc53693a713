//! What people write: biographies, negotiations, reviews, riders, contracts.

use backline_seed::value::Cell;

const BIOS: &[&str] = &[
    "Plays songs that begin in the kitchen and end on the roof. Two records, one tour bus, no backing tracks.",
    "Trained for twelve years with the same teacher, and has been arguing with the tradition since.",
    "A live set built from field recordings of markets and trains, with percussion on top.",
    "Known for long evenings: two sets, requests in the second, no two nights alike.",
    "Sings in four languages, and tells the story of each song before it begins.",
    "A horn section, a rhythm section, and a singer who used to be a lawyer.",
];

const COVER_LETTERS: &[&str] = &[
    "We played a hall of this size last month and would love to bring the same set. Recordings are below.",
    "The date suits us: we are in the city the day before. Four people, light backline, our own engineer.",
    "Your audience knows us from the radio sessions. We can do two sets of forty-five minutes.",
    "Happy to talk about the fee if travel is covered. Our rider is short.",
];

const COUNTERS: &[&str] = &[
    "With the whole ensemble on the road we cannot go below this.",
    "This is what the hall carries on a weekday; travel and rooms are on top.",
    "We meet you half way if the soundcheck is ours alone.",
    "For two sets and the workshop in the afternoon, this is fair.",
];

const GOOD: &[&str] = &[
    "On time, well prepared, and the room was theirs after the second song. We will have them back.",
    "Friendly from the first mail to the last load-out. Sound was clear up to the back row.",
    "Rider kept to the letter, dressing room warm, money on the day agreed. A pleasure.",
    "A full house that sang along. The best Saturday of the season.",
];

const FAIR: &[&str] = &[
    "A good show in the end, after a soundcheck that began an hour late.",
    "The music was what we hoped for. Communication in the week before could have been quicker.",
    "Fine evening; monitors on stage were a struggle until the break.",
];

const POOR: &[&str] = &[
    "The set was cut short without a word, and the invoice came at full length.",
    "Nothing of the rider was there. We ate standing in the corridor.",
    "Two members missing, and nobody told us before the doors opened.",
];

const CHAT: &[&str] = &[
    "Could you send the stage plot before Friday?",
    "Attached. The drum riser is optional.",
    "Load-in is from the lane behind the building, between two and four.",
    "Thanks! One of us is vegetarian, two eat everything.",
    "Is there a piano, or shall we bring the stage piano?",
    "There is an upright, tuned on the day.",
    "We are four, plus one engineer.",
    "Parking is booked for one van.",
    "The train arrives at eleven; is somebody at the station?",
    "Yes, a driver with your name on a board.",
];

/// The text of contracts made from the platform's template.
pub(super) const CONTRACT: &str = "The artist performs at the venue and on the day stated above, for the length stated above. \
The organiser pays the fee: the deposit within seven days of both signatures, the balance before the day of the \
performance. The money lies in escrow with the platform until the performance is done. Whoever cancels within fourteen \
days of the performance bears the cost that the other side can show. The rider is part of this contract.";

pub(super) fn bio(cell: &mut Cell) -> &'static str {
    cell.pick::<&str>(BIOS)
}

pub(super) fn cover_letter(cell: &mut Cell) -> &'static str {
    cell.pick::<&str>(COVER_LETTERS)
}

pub(super) fn counter(cell: &mut Cell) -> &'static str {
    cell.pick::<&str>(COUNTERS)
}

/// A review that fits its rating.
pub(super) fn review(rating: i16, cell: &mut Cell) -> &'static str {
    cell.pick::<&str>(match rating {
        4.. => GOOD,
        3 => FAIR,
        _ => POOR,
    })
}

/// A review's title that fits its rating.
pub(super) fn review_title(rating: i16) -> &'static str {
    match rating {
        5 => "Come back soon",
        4 => "A very good evening",
        3 => "Fine, with a few knots",
        2 => "Not what was agreed",
        _ => "Never again",
    }
}

/// The next message of a conversation: question and answer take turns.
pub(super) fn chat(position: usize, start: usize) -> &'static str {
    CHAT[(start * 2 + position) % CHAT.len()]
}
