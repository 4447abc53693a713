//! Addresses: streets that the city has, numbers as they are written there, postal codes of the city.

use backline_seed::value::Cell;

use super::places::City;

/// Streets by city.
const STREETS: &[(&str, &[&str])] = &[
    ("Mumbai", &["Linking Road", "Hill Road", "LBS Marg", "Senapati Bapat Marg", "Carter Road", "SV Road"]),
    ("Pune", &["FC Road", "JM Road", "Karve Road", "MG Road", "North Main Road", "Baner Road"]),
    ("Delhi", &["Mehrauli Road", "Lodhi Road", "Barakhamba Road", "Mathura Road", "Ring Road"]),
    ("Jaipur", &["MI Road", "Tonk Road", "JLN Marg", "Ajmer Road"]),
    ("Lucknow", &["Hazratganj", "Vidhan Sabha Marg", "Faizabad Road", "Park Road"]),
    ("Kolkata", &["Park Street", "Rashbehari Avenue", "Sarat Bose Road", "Camac Street", "Lake Road"]),
    ("Guwahati", &["GS Road", "Zoo Road", "MG Road", "RG Baruah Road"]),
    ("Bengaluru", &["100 Feet Road", "CMH Road", "Residency Road", "Sampige Road", "Church Street"]),
    ("Chennai", &["Cathedral Road", "TTK Road", "Luz Church Road", "Anna Salai", "Lattice Bridge Road"]),
    ("Hyderabad", &["Road No. 36", "Road No. 12", "Tank Bund Road", "Raj Bhavan Road", "Necklace Road"]),
    ("Kochi", &["MG Road", "Chittoor Road", "Princess Street", "Burgher Street", "Marine Drive"]),
    ("Ahmedabad", &["CG Road", "Ashram Road", "SG Highway", "Drive In Road", "Law Garden Road"]),
    ("Chandigarh", &["Madhya Marg", "Jan Marg", "Himalaya Marg", "Dakshin Marg", "Sukhna Path"]),
    ("London", &["Church Street", "Mill Lane", "Victoria Road", "Mare Street", "Kingsland Road"]),
    ("Manchester", &["Oldham Street", "Deansgate", "Wilmslow Road", "Canal Street"]),
    ("New York City", &["Bergen Street", "West 44th Street", "Grand Street", "Metropolitan Avenue"]),
    ("Chicago", &["North Milwaukee Avenue", "West Randolph Street", "North Clark Street"]),
    ("Berlin", &["Oranienstraße", "Kastanienallee", "Karl-Marx-Allee", "Lindenstraße"]),
    ("Hamburg", &["Schanzenstraße", "Reeperbahn", "Große Bergstraße", "Lange Reihe"]),
    ("Madrid", &["Calle Mayor", "Calle de Alcalá", "Calle del Pez", "Calle de Atocha"]),
    ("Barcelona", &["Carrer de Mallorca", "Carrer de Verdi", "Carrer de Blai", "Passeig del Born"]),
    ("Tokyo", &["Dogenzaka", "Kita-Aoyama", "Kitazawa", "Nakameguro"]),
    ("Osaka", &["Namba", "Umeda", "Shinsaibashi-suji", "Nakazaki-nishi"]),
    ("Singapore", &["Esplanade Drive", "Bras Basah Road", "Tras Street", "Joo Chiat Road"]),
    ("Dubai", &["Al Wasl Road", "Jumeirah Street", "Sheikh Zayed Road"]),
];

/// Postal codes begin so.
const POSTAL: &[(&str, &str, usize)] = &[
    ("Mumbai", "4000", 2),
    ("Bengaluru", "5600", 2),
    ("Delhi", "1100", 2),
    ("Chennai", "6000", 2),
    ("Kolkata", "7000", 2),
    ("Hyderabad", "5000", 2),
    ("Pune", "4110", 2),
    ("Kochi", "6820", 2),
    ("Jaipur", "3020", 2),
    ("Ahmedabad", "3800", 2),
    ("Chandigarh", "1600", 2),
    ("Guwahati", "7810", 2),
    ("Lucknow", "2260", 2),
    ("London", "E", 1),
    ("Manchester", "M", 1),
    ("New York City", "112", 2),
    ("Chicago", "606", 2),
    ("Berlin", "10", 3),
    ("Hamburg", "20", 3),
    ("Munich", "80", 3),
    ("Madrid", "280", 2),
    ("Barcelona", "080", 2),
    ("Tokyo", "150-00", 2),
    ("Osaka", "530-00", 2),
    ("Singapore", "0398", 2),
];

impl City {
    /// Number and street, in the order of the country.
    fn street(&self, cell: &mut Cell) -> String {
        let streets = STREETS
            .iter()
            .find(|(city, _)| *city == self.name)
            .map_or(&["High Street"][..], |(_, each)| each);
        let street = cell.pick::<&str>(streets);
        let number = cell.between(2, 180);
        match self.market.code {
            "DE" | "ES" => format!("{street} {number}"),
            "JP" => format!("{street} {}-{}-{}", 1 + number % 5, 1 + number % 24, 1 + number % 14),
            "IN" => format!("{number}, {street}"),
            _ => format!("{number} {street}"),
        }
    }

    /// A postal code of the city; none where there are none.
    fn postal_code(&self, cell: &mut Cell) -> Option<String> {
        let (_, prefix, digits) = POSTAL.iter().find(|(city, ..)| *city == self.name)?;
        let number = cell.between(1, if *digits == 3 { 899 } else { 60 });
        Some(match self.market.code {
            // The outward code, a number and two letters that stand in no code.
            "GB" => format!("{prefix}{} {}QQ", 1 + number % 20, 1 + number % 9),
            _ => format!("{prefix}{number:0digits$}"),
        })
    }

    /// The postal code of the address that the same generator makes.
    pub(super) fn postal_code_of(&self, mut cell: Cell) -> Option<String> {
        self.street(&mut cell);
        self.postal_code(&mut cell)
    }

    /// An address as JSON.
    pub(super) fn address(&self, cell: &mut Cell) -> String {
        let line = self.street(cell);
        match self.postal_code(cell) {
            Some(code) => {
                format!(r#"{{"line1": "{line}", "city": "{}", "postal_code": "{code}"}}"#, self.name)
            }
            None => format!(r#"{{"line1": "{line}", "city": "{}"}}"#, self.name),
        }
    }
}
