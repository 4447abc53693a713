//! Names of people by region.

use backline_seed::value::Cell;

/// Given names of women, of men, and family names, region by region; [`crate::story::places::City::region`] is the index.
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
pub(in crate::story) fn person(region: usize, cell: &mut Cell) -> (&'static str, &'static str, bool) {
    let (women, men, families) = REGIONS[region.min(REGIONS.len() - 1)];
    let woman = cell.chance(0.48);
    (*cell.pick(if woman { women } else { men }), *cell.pick(families), woman)
}
