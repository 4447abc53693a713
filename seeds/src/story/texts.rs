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

const COUNTERS_OF_ARTISTS: &[&str] = &[
    "With the whole ensemble on the road we cannot go below this.",
    "For two sets and the workshop in the afternoon, this is fair.",
    "We can come as a trio for this; the full band is a third more.",
    "Flights have gone up since we last played for you.",
];
const COUNTERS_OF_PROMOTERS: &[&str] = &[
    "This is what the hall carries on a weekday; travel and rooms are on top.",
    "We meet you half way if the soundcheck is ours alone.",
    "Last year we sold three in four seats; more is not in it.",
    "Our best, with dinner and a driver.",
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

/// What a side says to its offer.
pub(super) fn counter(by_artist: bool, cell: &mut Cell) -> &'static str {
    cell.pick::<&str>(if by_artist { COUNTERS_OF_ARTISTS } else { COUNTERS_OF_PROMOTERS })
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

/// What somebody complains of.
pub(super) fn complaint(reason: &str) -> &'static str {
    match reason {
        "non_payment" => "We played both sets as agreed. The balance has not come, and nobody answers.",
        "late_payment" => {
            "The balance came eleven days late; the drivers had to be paid out of our own pocket."
        }
        "rider_not_met" => "No monitors, no lights, one room for six of us. The rider was signed by both.",
        "contract_breach" => "Our set was filmed and sold on, against the third paragraph of the contract.",
        "no_show" => "Doors were open, four hundred people inside, and nobody came on stage.",
        "quality" => "Forty minutes instead of ninety, with a singer we did not book.",
        "late_cancellation" => {
            "They called off on the morning of the show. Hall, sound and posters were paid for."
        }
        "refund_refused" => "The show was called off by them, and the deposit has not come back.",
        _ => "We agreed otherwise; the messages of that week show it.",
    }
}

const EVENING_GOOD: &[&str] = &[
    "Came for the headliner, stayed for the opener. Queue at the bar was short, too.",
    "Sound like at home, only louder. The last hour under the trees I will not forget.",
    "Well run from the gate to the last train. We brought the children and had no regrets.",
    "Three acts I did not know, two records bought. That is what a festival is for.",
];
const EVENING_FAIR: &[&str] = &[
    "Good music, long queues. Bring water.",
    "The second stage could be heard on the first. Otherwise a fine night.",
];
const EVENING_POOR: &[&str] = &[
    "Started ninety minutes late without a word, and ended on time all the same.",
    "Too many tickets for too little lawn. We saw nothing.",
];
const HOUSE_GOOD: &[&str] =
    &["A room that loves guitars. Cloakroom is free.", "Clear sound up to the balcony, and fans that work."];
const HOUSE_POOR: &[&str] = &[
    "One lift, out of order. Call ahead if you cannot do stairs.",
    "The pillar in row F should be on the seating plan.",
];

/// What a guest says of an evening.
pub(super) fn event_review(rating: i16, cell: &mut Cell) -> &'static str {
    cell.pick::<&str>(match rating {
        4.. => EVENING_GOOD,
        3 => EVENING_FAIR,
        _ => EVENING_POOR,
    })
}

/// What a guest says of a house.
pub(super) fn house_review(rating: i16, cell: &mut Cell) -> &'static str {
    cell.pick::<&str>(if rating > 3 { HOUSE_GOOD } else { HOUSE_POOR })
}

const EVENINGS: &[&str] = &[
    "Two stages, eleven acts, food from the neighbourhood. Gates open an hour before the first set.",
    "An evening for listeners: seats for all, phones away, an interval with tea.",
    "From the first raga at dusk to the last encore. Children under ten come free.",
    "Local bands first, then the ones you came for. Shuttle buses until one.",
    "Dance floor, workshops in the afternoon, live music from eight.",
];
const CALLED_OFF: &[&str] = &[
    "The ground is under water after the rains",
    "The licence for the open air did not come in time",
    "The headliner is ill",
    "Too few tickets were sold",
];
const CALLS: &[&str] = &[
    "A listening audience, a good piano, dinner before the show.",
    "Wedding reception for three hundred, songs of the last thirty years.",
    "Our monthly night; the house is usually full by nine.",
    "Corporate evening, background first, then an hour to dance.",
    "Opening of the season on the lawn, weather permitting.",
];
const PROMOTERS: &[&str] = &[
    "Small rooms, long evenings, fair deals.",
    "Tours, festivals and the odd wedding, for fifteen years.",
    "We put new bands on before somebody else does.",
    "Classical music in places where nobody expects it.",
];
const BOOKING_NOTES: &[&str] = &[
    "Soundcheck at five. The lane behind the house is for loading only.",
    "The band before strikes within twenty minutes; please be in the wings.",
    "No amplified sound after eleven: the neighbours have small children.",
    "Green room is on the first floor, no lift.",
    "Client wants two songs in Marathi; list follows.",
];
const RIDER_NOTES: &[&str] = &[
    "No smoke on stage. Tea, not coffee, before the show.",
    "Two guitar stands, one low stool, carpet for the tabla.",
    "Drummer is left-handed; please leave the kit open.",
    "Vegetarian food only in the green room.",
];

/// What an evening is like.
pub(super) fn evening(cell: &mut Cell) -> &'static str {
    cell.pick::<&str>(EVENINGS)
}

/// Why an event does not take place.
pub(super) fn called_off(cell: &mut Cell) -> &'static str {
    cell.pick::<&str>(CALLED_OFF)
}

/// What an opportunity offers.
pub(super) fn call(cell: &mut Cell) -> &'static str {
    cell.pick::<&str>(CALLS)
}

/// What is expected of whom is looked for.
pub(super) fn requirement(of: &str) -> &'static str {
    match of {
        "A voice" => "Own microphone welcome; accompanist can be arranged.",
        "One guitar" => "Bring your own pedals and a spare set of strings.",
        "A dance teacher" => "An hour for beginners first, partner not needed.",
        "Percussion" => "Bring your own cymbals, sticks and carpet.",
        _ => "Stage plot and input list two weeks before.",
    }
}

/// What promoters say of themselves.
pub(super) fn promoter(cell: &mut Cell) -> &'static str {
    cell.pick::<&str>(PROMOTERS)
}

pub(super) fn booking_note(cell: &mut Cell) -> &'static str {
    cell.pick::<&str>(BOOKING_NOTES)
}

pub(super) fn rider_note(cell: &mut Cell) -> &'static str {
    cell.pick::<&str>(RIDER_NOTES)
}

/// Why a booking is called off.
pub(super) fn cancelling(by_artist: bool, cell: &mut Cell) -> &'static str {
    cell.pick::<&str>(if by_artist {
        &["Our singer has lost her voice", "A tour abroad was moved onto that week", "A death in the family"]
    } else {
        &[
            "The hall is not to be had that night",
            "The sponsor has withdrawn",
            "The wedding is moved to spring",
        ]
    })
}

/// What is answered to a review of so many stars.
pub(super) fn answer(rating: i16) -> &'static str {
    match rating {
        5 => "Thank you. We hope to see you again.",
        4 => "Thank you! The notes on the sound have gone to our engineer.",
        3 => "Fair points. The schedule was too tight that day; we have changed it.",
        2 => "We are sorry. Please write to us, we would like to put it right.",
        _ => "This is not how we remember the evening, and we have said so to the platform.",
    }
}

/// An offer within a conversation, in the first, second or third round.
pub(super) fn proposal(round: u64) -> &'static str {
    match round {
        1 => "Our proposal: one set of ninety minutes, travel on us, rooms on you.",
        2 => "What about two sets of forty-five, and the rooms are shared?",
        _ => "Last word from our side: as you said, and dinner for six.",
    }
}
