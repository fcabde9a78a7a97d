/// A borough of the Liverpool City Region: real codes, and real numbers of areas and people.
struct DemoBorough {
    let code: String
    let name: String
    let people: Int
    let wards: Int
    /// How many small areas stand in each decile of deprivation, the most deprived first (IMD 2025, OGL v3.0).
    let areasInDecile: [Int]
    /// Households of a hundred that own outright, own with a mortgage, rent from a council or housing association, and
    /// rent from a private landlord (Census 2021, OGL v3.0).
    let tenure: [Int]
    /// Persons of a hundred whose ethnicity is not recorded (made up).
    let withoutEthnicity: Int

    /// The council's id as a controller, such as `st_helens`.
    var council: String {
        name.lowercased().split(separator: " ").map { $0.filter(\.isLetter) }.joined(separator: "_")
    }

    static let all = [
        DemoBorough(
            code: "E06000006", name: "Halton", people: 128_200, wards: 18,
            areasInDecile: [25, 11, 6, 8, 5, 4, 2, 6, 7, 6], tenure: [31, 30, 24, 15], withoutEthnicity: 4),
        DemoBorough(
            code: "E08000011", name: "Knowsley", people: 154_500, wards: 15,
            areasInDecile: [40, 14, 8, 7, 4, 10, 9, 6, 2, 0], tenure: [29, 31, 25, 15], withoutEthnicity: 9),
        DemoBorough(
            code: "E08000012", name: "Liverpool", people: 486_100, wards: 64,
            areasInDecile: [111, 51, 30, 20, 27, 14, 10, 13, 17, 9], tenure: [24, 23, 27, 26], withoutEthnicity: 14),
        DemoBorough(
            code: "E08000013", name: "St. Helens", people: 183_200, wards: 18,
            areasInDecile: [28, 16, 15, 9, 8, 7, 6, 12, 14, 6], tenure: [35, 30, 20, 15], withoutEthnicity: 5),
        DemoBorough(
            code: "E08000014", name: "Sefton", people: 279_300, wards: 22,
            areasInDecile: [36, 16, 14, 15, 19, 21, 17, 23, 19, 11], tenure: [38, 30, 14, 18], withoutEthnicity: 3),
        DemoBorough(
            code: "E08000015", name: "Wirral", people: 320_200, wards: 22,
            areasInDecile: [49, 19, 14, 18, 11, 11, 17, 22, 20, 28], tenure: [36, 30, 15, 19], withoutEthnicity: 7),
    ]

    static let peopleOfRegion = all.reduce(0) { $0 + $1.people }
    /// Households of the whole region.
    static let householdsOfRegion = 690_000

    var areas: Int { areasInDecile.reduce(0, +) }
}

/// A made-up small area, of the size of a lower-layer super output area.
struct DemoArea {
    let code: String
    let title: String
    /// Its place in `DemoPlaces.wards`.
    let ward: Int
    /// Its place in `DemoBorough.all`.
    let borough: Int
    /// 1 is the most deprived.
    let decile: Int

    /// A ward shares its general practices; those of 1 ward in 33 have signed no sharing agreement.
    var hasAgreement: Bool { ward % 33 != 16 }
}

/// The places of the demo region: 1,003 areas in 159 wards in 6 boroughs. Only the boroughs are real.
struct DemoPlaces {
    let areas: [DemoArea]
    let wards: [(code: String, title: String)]

    /// - Parameter random: deals the deciles to the areas of each borough.
    init(random: inout DemoRandomness) {
        var areas: [DemoArea] = []
        var wards: [(code: String, title: String)] = []
        for (index, borough) in DemoBorough.all.enumerated() {
            var deciles = zip(1..., borough.areasInDecile).flatMap { Array(repeating: $0, count: $1) }
            for last in deciles.indices.dropFirst().reversed() { deciles.swapAt(last, random.below(last + 1)) }
            for (place, decile) in deciles.enumerated() {
                let number = areas.count + 1
                areas.append(
                    DemoArea(
                        code: Self.padded("DEMO-LSOA-", number, digits: 4),
                        title: "Made-up area \(number) in \(borough.name)",
                        ward: wards.count + place * borough.wards / deciles.count, borough: index, decile: decile))
            }
            for ward in 1...borough.wards {
                wards.append(
                    (Self.padded("DEMO-WARD-", wards.count + 1, digits: 3), "Made-up ward \(ward) of \(borough.name)"))
            }
        }
        self.areas = areas
        self.wards = wards
    }

    /// What a decile has of what all have on average, in thousandths, where the most deprived has `gradient` hundredths of
    /// what the least deprived has: it falls in equal steps.
    static func share(_ gradient: Int, decile: Int) -> Int {
        (900 + (gradient - 100) * (10 - decile)) * 2_000 / (9 * (gradient + 100))
    }

    private static func padded(_ prefix: String, _ number: Int, digits: Int) -> String {
        let text = "\(number)"
        return prefix + String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
