//! Names of people by region, of acts, venues, firms and events.

use backline_seed::value::Cell;

/// Given names of women, of men, and family names, region by region; [`super::places::City::region`] is the index.
type Region = (&'static [&'static str], &'static [&'static str], &'static [&'static str]);

const REGIONS: [Region; 16] = [
    // Maharashtra
    (
        &["Aditi", "Mrunal", "Sayali", "Gauri", "Pooja", "Rutuja", "Shruti", "Tejal", "Ketaki", "Manasi"],
        &["Aditya", "Omkar", "Sameer", "Nikhil", "Rohan", "Tanmay", "Ganesh", "Swapnil", "Chinmay", "Yash"],
        &[
            "Deshpande",
            "Joshi",
            "Kulkarni",
            "Patil",
            "Pawar",
            "Jadhav",
            "Shinde",
            "Gokhale",
            "Bhosale",
            "Sawant",
        ],
    ),
    // The north
    (
        &["Anjali", "Neha", "Priya", "Ritu", "Shreya", "Kavita", "Nandini", "Zoya", "Saba", "Meenakshi"],
        &["Arjun", "Rahul", "Vikram", "Amit", "Kabir", "Imran", "Faizan", "Manish", "Rajat", "Siddharth"],
        &[
            "Sharma",
            "Verma",
            "Gupta",
            "Mishra",
            "Tiwari",
            "Khan",
            "Rathore",
            "Shekhawat",
            "Saxena",
            "Qureshi",
        ],
    ),
    // Bengal and the north-east
    (
        &[
            "Ananya",
            "Moushumi",
            "Sohini",
            "Ritwika",
            "Paromita",
            "Ishani",
            "Debjani",
            "Trisha",
            "Madhurima",
            "Jonaki",
        ],
        &[
            "Arindam",
            "Sourav",
            "Debashish",
            "Anirban",
            "Subhojit",
            "Rituraj",
            "Abhishek",
            "Kaushik",
            "Partha",
            "Bhaskar",
        ],
        &["Banerjee", "Chatterjee", "Mukherjee", "Sen", "Ghosh", "Das", "Bose", "Baruah", "Saikia", "Dutta"],
    ),
    // Karnataka
    (
        &[
            "Sahana", "Deepika", "Ramya", "Chaitra", "Pallavi", "Varsha", "Spoorthi", "Anusha", "Bhavana",
            "Meghana",
        ],
        &[
            "Karthik",
            "Raghavendra",
            "Manjunath",
            "Sudeep",
            "Pavan",
            "Vinay",
            "Prajwal",
            "Harsha",
            "Srinivas",
            "Chethan",
        ],
        &["Gowda", "Hegde", "Shetty", "Rao", "Bhat", "Murthy", "Kamath", "Nayak", "Urs", "Hebbar"],
    ),
    // Tamil Nadu
    (
        &[
            "Kavya",
            "Lakshmi",
            "Meena",
            "Nithya",
            "Priyanka",
            "Sangeetha",
            "Revathi",
            "Yamini",
            "Vidya",
            "Thenmozhi",
        ],
        &[
            "Arun",
            "Balaji",
            "Ganapathy",
            "Karthikeyan",
            "Murugan",
            "Prakash",
            "Senthil",
            "Vignesh",
            "Ashwin",
            "Ilango",
        ],
        &[
            "Iyer",
            "Iyengar",
            "Subramanian",
            "Natarajan",
            "Krishnan",
            "Raman",
            "Sundaram",
            "Chandran",
            "Pillai",
            "Mudaliar",
        ],
    ),
    // Telangana and Andhra
    (
        &[
            "Sravani",
            "Lavanya",
            "Keerthi",
            "Harika",
            "Swathi",
            "Sirisha",
            "Tejaswini",
            "Mounika",
            "Padma",
            "Bhargavi",
        ],
        &[
            "Charan",
            "Sai",
            "Venkatesh",
            "Naveen",
            "Rakesh",
            "Tarun",
            "Srikanth",
            "Phani",
            "Kalyan",
            "Anudeep",
        ],
        &["Reddy", "Naidu", "Chowdary", "Raju", "Varma", "Prasad", "Yadav", "Goud", "Sastry", "Kapoor"],
    ),
    // Kerala
    (
        &[
            "Anjana", "Devika", "Gayathri", "Parvathy", "Reshma", "Sneha", "Aswathy", "Fathima", "Mariam",
            "Nimisha",
        ],
        &[
            "Vishnu",
            "Jithin",
            "Sreejith",
            "Anoop",
            "Basil",
            "Nithin",
            "Shahid",
            "Thomas",
            "Arjun",
            "Unnikrishnan",
        ],
        &[
            "Nair",
            "Menon",
            "Varghese",
            "Kurian",
            "Panicker",
            "Pillai",
            "Mathew",
            "Namboothiri",
            "Warrier",
            "Rahman",
        ],
    ),
    // Gujarat
    (
        &["Hetal", "Komal", "Dhara", "Jinal", "Krupa", "Riddhi", "Urvi", "Falguni", "Bhumi", "Aesha"],
        &["Harsh", "Jignesh", "Parth", "Dhruv", "Ketan", "Mihir", "Nirav", "Chirag", "Hardik", "Smit"],
        &["Patel", "Shah", "Mehta", "Desai", "Trivedi", "Bhatt", "Parikh", "Gandhi", "Solanki", "Vyas"],
    ),
    // Punjab
    (
        &[
            "Harpreet", "Simran", "Jasleen", "Gurpreet", "Navneet", "Amrit", "Mehak", "Kiran", "Rupinder",
            "Prabhjot",
        ],
        &[
            "Gurdeep",
            "Harjit",
            "Jaspreet",
            "Manpreet",
            "Amanpreet",
            "Ranjit",
            "Karan",
            "Balwinder",
            "Tejinder",
            "Sukhdev",
        ],
        &["Singh", "Brar", "Gill", "Dhillon", "Sandhu", "Sidhu", "Grewal", "Bedi", "Ahluwalia", "Walia"],
    ),
    // Britain
    (
        &["Alice", "Charlotte", "Emily", "Freya", "Grace", "Imogen", "Niamh", "Poppy", "Rhiannon", "Zara"],
        &["Alfie", "Callum", "Ewan", "George", "Harry", "Isaac", "Kwame", "Liam", "Owen", "Theo"],
        &[
            "Adeyemi", "Bennett", "Clarke", "Davies", "Evans", "Fraser", "Hughes", "Murray", "Okafor",
            "Wright",
        ],
    ),
    // The United States
    (
        &["Ava", "Brianna", "Chloe", "Jasmine", "Madison", "Naomi", "Olivia", "Riley", "Savannah", "Sofia"],
        &["Andre", "Caleb", "Diego", "Ethan", "Jamal", "Logan", "Marcus", "Noah", "Tyler", "Xavier"],
        &[
            "Anderson",
            "Brooks",
            "Carter",
            "Garcia",
            "Hernandez",
            "Jackson",
            "Miller",
            "Nguyen",
            "Ramirez",
            "Washington",
        ],
    ),
    // Germany
    (
        &["Anna", "Clara", "Elif", "Greta", "Hannah", "Johanna", "Lea", "Marlene", "Nele", "Sophie"],
        &["Anton", "Emre", "Felix", "Jonas", "Leon", "Lukas", "Max", "Moritz", "Paul", "Tim"],
        &[
            "Becker",
            "Fischer",
            "Hoffmann",
            "Krüger",
            "Meyer",
            "Schneider",
            "Schulz",
            "Wagner",
            "Weber",
            "Yılmaz",
        ],
    ),
    // Spain
    (
        &["Alba", "Carmen", "Elena", "Inés", "Laia", "Lucía", "Marta", "Nuria", "Paula", "Rocío"],
        &["Álvaro", "Carlos", "Diego", "Hugo", "Iker", "Javier", "Jordi", "Marc", "Pablo", "Sergio"],
        &["Álvarez", "Castro", "Díaz", "Fernández", "García", "López", "Martín", "Navarro", "Ruiz", "Vidal"],
    ),
    // Japan
    (
        &["Aoi", "Hana", "Haruka", "Mei", "Misaki", "Nanami", "Rin", "Sakura", "Yui", "Yuna"],
        &["Daiki", "Haruto", "Kaito", "Kenta", "Ren", "Riku", "Shota", "Sota", "Takumi", "Yuto"],
        &[
            "Fujimoto",
            "Hayashi",
            "Ito",
            "Kobayashi",
            "Nakamura",
            "Saito",
            "Sato",
            "Suzuki",
            "Tanaka",
            "Yamamoto",
        ],
    ),
    // Singapore
    (
        &["Huimin", "Jiahui", "Liting", "Meiling", "Nuraisyah", "Shufen", "Siti", "Xinyi"],
        &["Aidil", "Boonkiat", "Hafiz", "Junwei", "Kokleong", "Rajesh", "Weijie", "Zhihao"],
        &["Chan", "Goh", "Koh", "Lim", "Ng", "Ong", "Tan", "Teo", "Wong", "Yeo"],
    ),
    // Dubai
    (
        &["Aisha", "Fatima", "Hessa", "Latifa", "Maitha", "Maryam", "Noura", "Shamma"],
        &["Ahmed", "Hamdan", "Khalid", "Majid", "Mansour", "Rashid", "Saeed", "Sultan"],
        &["Al Falasi", "Al Hashimi", "Al Ketbi", "Al Maktari", "Al Mazrouei", "Al Nuaimi", "Al Suwaidi"],
    ),
];

/// A given and a family name, and whether it is a woman's.
pub(super) fn person(region: usize, cell: &mut Cell) -> (&'static str, &'static str, bool) {
    let (women, men, families) = REGIONS[region.min(REGIONS.len() - 1)];
    let woman = cell.chance(0.48);
    (*cell.pick(if woman { women } else { men }), *cell.pick(families), woman)
}

const ACT_FIRST: &[&str] = &[
    "Monsoon", "Copper", "Midnight", "Saffron", "Paper", "River", "Neon", "Banyan", "Velvet", "Harbour",
    "Indigo", "Electric", "Silver", "Coastal", "Wild", "Lotus", "Amber", "Distant", "Painted", "Hidden",
];
const ACT_SECOND: &[&str] = &[
    "Collective",
    "Parade",
    "Echo",
    "Brothers",
    "Sisters",
    "Quartet",
    "Junction",
    "Drift",
    "Express",
    "Garden",
    "Signal",
    "Theory",
    "Union",
    "Caravan",
    "Project",
    "Machine",
    "Republic",
    "Line",
    "Lanterns",
    "Assembly",
];

/// What a band calls itself.
pub(super) fn band(cell: &mut Cell) -> String {
    format!("{} {}", cell.pick(ACT_FIRST), cell.pick(ACT_SECOND))
}

const VENUE_FIRST: &[&str] = &[
    "Raintree",
    "Tidewater",
    "Old Mill",
    "Lantern",
    "Gulmohar",
    "Peepal",
    "Railway",
    "Observatory",
    "Courtyard",
    "Lakeside",
    "Turbine",
    "Marigold",
    "Clocktower",
    "Hillside",
    "Palm Court",
    "Fort",
    "Jasmine",
    "Foundry",
];

/// Kinds of venues with what they hold, at least and at most.
pub(super) const VENUE_KINDS: &[(&str, &str, i64, i64)] = &[
    ("club", "Club", 120, 450),
    ("concert hall", "Hall", 400, 2_400),
    ("cafe", "Cafe", 40, 110),
    ("auditorium", "Auditorium", 300, 1_500),
    ("open air", "Grounds", 1_500, 9_000),
    ("banquet hall", "Banquets", 200, 900),
    ("theatre", "Theatre", 250, 1_100),
];

/// What a venue of this kind is called.
pub(super) fn venue(kind: &str, cell: &mut Cell) -> String {
    format!("The {} {kind}", cell.pick(VENUE_FIRST))
}

const FIRM_SECOND: &[&str] =
    &["Live", "Nights", "Events", "Artist Agency", "Productions", "Presents", "Sound", "Touring"];

/// What a firm is called.
pub(super) fn firm(cell: &mut Cell) -> String {
    format!("{} {}", cell.pick(ACT_FIRST), cell.pick(FIRM_SECOND))
}

/// What fits any season and country.
const EVENTS: &[&str] = &[
    "Indie Weekender",
    "Jazz by the Lake",
    "Bass Camp",
    "Folk Gathering",
    "Strings and Skins",
    "Dance Marathon",
    "Rooftop Sessions",
    "New Voices",
];
/// By season, first in India, then elsewhere: winter, spring, summer or the rains, autumn.
const SEASONAL: [[&[&str]; 4]; 2] = [
    [
        &["Winter Ragas", "Sufi Nights", "Margazhi Evenings", "Sunburnt Lawns"],
        &["Holi Sounds", "Spring Baithak", "Mango Season Sessions"],
        &["Monsoon Festival", "Rain Songs", "Malhar Nights"],
        &["Navratri Nights", "Harvest Sounds", "Diwali Mela"],
    ],
    [
        &["Winter Lights", "Fireside Sessions", "Carols and Cables"],
        &["Spring Awakening", "May Dance"],
        &["Midsummer Open Air", "Summer on the Lawn", "Late Light Festival"],
        &["Harvest Sounds", "October Jazz", "Autumn Leaves"],
    ],
];

/// What an event is called that is in this month: two in three by the season.
pub(super) fn event(month: time::Month, indian: bool, cell: &mut Cell) -> &'static str {
    let season = usize::from(u8::from(month)) % 12 / 3;
    if cell.chance(0.35) {
        return cell.pick::<&str>(EVENTS);
    }
    cell.pick::<&str>(SEASONAL[usize::from(!indian)][season])
}

const CUSTOMER_FIRST: &[&str] = &[
    "Kaveri",
    "Meridian",
    "Northstar",
    "Sahyadri",
    "Blue Hill",
    "Ashoka",
    "Parkside",
    "Crescent",
    "Malabar",
    "Grand Trunk",
    "Seven Oaks",
    "Lakshmi",
];
const CUSTOMER_SECOND: &[&str] = &[
    "Hotels",
    "Software",
    "Textiles",
    "Motors",
    "Foods",
    "Hospitals",
    "College",
    "Bank",
    "Weddings",
    "Resorts",
];

/// What a firm is called that has music made for it.
pub(super) fn customer(cell: &mut Cell) -> String {
    format!("{} {}", cell.pick(CUSTOMER_FIRST), cell.pick(CUSTOMER_SECOND))
}

/// A name as it stands in an address: lower case letters and digits, hyphens between.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for letter in text.chars() {
        let plain = match letter.to_ascii_lowercase() {
            'á' | 'Á' | 'ä' => 'a',
            'é' | 'è' => 'e',
            'í' | 'ı' => 'i',
            'ó' | 'ö' => 'o',
            'ú' | 'ü' => 'u',
            'ñ' => 'n',
            other => other,
        };
        if plain.is_ascii_alphanumeric() {
            slug.push(plain);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("The Old Mill Hall"), "the-old-mill-hall");
        assert_eq!(slug("Lucía Álvarez"), "lucia-alvarez");
        assert_eq!(slug("Yılmaz & Söhne!"), "yilmaz-sohne");
    }
}
