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
    /// Of a thousand people those of each five years of age, and those of 90 and over (estimates for 2020, OGL v3.0).
    let ages: [Int]
    /// Persons of a hundred whose ethnicity is not recorded (made up).
    let withoutEthnicity: Int
    /// General practices, by the number of people (made up).
    let practices: Int

    /// The council's id as a controller, such as `st_helens`.
    var council: String {
        name.lowercased().split(separator: " ").map { $0.filter(\.isLetter) }.joined(separator: "_")
    }

    static let all = [
        DemoBorough(
            code: "E06000006", name: "Halton", people: 128_200, wards: 18,
            areasInDecile: [25, 11, 6, 8, 5, 4, 2, 6, 7, 6], tenure: [31, 30, 24, 15],
            ages: [57, 65, 66, 55, 53, 63, 65, 65, 59, 66, 68, 70, 63, 57, 54, 33, 22, 13, 6],
            withoutEthnicity: 4, practices: 17),
        DemoBorough(
            code: "E08000011", name: "Knowsley", people: 154_500, wards: 15,
            areasInDecile: [40, 14, 8, 7, 4, 10, 9, 6, 2, 0], tenure: [29, 31, 25, 15],
            ages: [66, 66, 61, 54, 58, 70, 72, 62, 52, 58, 67, 75, 66, 53, 45, 29, 24, 14, 8],
            withoutEthnicity: 9, practices: 20),
        DemoBorough(
            code: "E08000012", name: "Liverpool", people: 486_100, wards: 64,
            areasInDecile: [111, 51, 30, 20, 27, 14, 10, 13, 17, 9], tenure: [24, 23, 27, 26],
            ages: [58, 57, 51, 60, 106, 90, 81, 69, 57, 53, 58, 60, 53, 44, 39, 26, 20, 12, 6],
            withoutEthnicity: 14, practices: 63),
        DemoBorough(
            code: "E08000013", name: "St. Helens", people: 183_200, wards: 18,
            areasInDecile: [28, 16, 15, 9, 8, 7, 6, 12, 14, 6], tenure: [35, 30, 20, 15],
            ages: [55, 59, 58, 50, 53, 65, 67, 62, 55, 66, 71, 72, 61, 55, 58, 41, 29, 16, 7],
            withoutEthnicity: 5, practices: 23),
        DemoBorough(
            code: "E08000014", name: "Sefton", people: 279_300, wards: 22,
            areasInDecile: [36, 16, 14, 15, 19, 21, 17, 23, 19, 11], tenure: [38, 30, 14, 18],
            ages: [50, 57, 57, 51, 48, 55, 58, 56, 52, 61, 70, 78, 71, 61, 60, 45, 35, 23, 12],
            withoutEthnicity: 3, practices: 36),
        DemoBorough(
            code: "E08000015", name: "Wirral", people: 320_200, wards: 22,
            areasInDecile: [49, 19, 14, 18, 11, 11, 17, 22, 20, 28], tenure: [36, 30, 15, 19],
            ages: [53, 61, 60, 53, 49, 57, 59, 58, 56, 63, 71, 74, 65, 59, 59, 42, 31, 19, 11],
            withoutEthnicity: 7, practices: 41),
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
    /// Where most of its people are registered: its place in `DemoPlaces.practices`.
    let practice: Int
}

/// A made-up general practice.
struct DemoPractice {
    let code: String
    let title: String
    /// Its place in `DemoBorough.all`.
    let borough: Int
    /// 6 of the 200 have signed no sharing agreement, and 3 of 100 people are theirs.
    let hasAgreement: Bool
}

/// The places of the demo region: 1,003 areas in 159 wards in 6 boroughs, and 200 practices. Only the boroughs are real.
struct DemoPlaces {
    let areas: [DemoArea]
    let wards: [(code: String, title: String)]
    let practices: [DemoPractice]

    /// - Parameter random: deals the deciles to the areas of each borough.
    init(random: inout DemoRandomness) {
        var areas: [DemoArea] = []
        var wards: [(code: String, title: String)] = []
        var practices: [DemoPractice] = []
        for (index, borough) in DemoBorough.all.enumerated() {
            var deciles = zip(1..., borough.areasInDecile).flatMap { Array(repeating: $0, count: $1) }
            for last in deciles.indices.dropFirst().reversed() { deciles.swapAt(last, random.below(last + 1)) }
            for (place, decile) in deciles.enumerated() {
                let number = areas.count + 1
                areas.append(
                    DemoArea(
                        code: Self.padded("DEMO-LSOA-", number, digits: 4),
                        title: "Made-up area \(number) in \(borough.name)",
                        ward: wards.count + place * borough.wards / deciles.count, borough: index, decile: decile,
                        practice: practices.count + place * borough.practices / deciles.count))
            }
            for practice in 1...borough.practices {
                let number = practices.count + 1
                practices.append(
                    DemoPractice(
                        code: Self.padded("DEMO-GP-", number, digits: 3),
                        title: "Made-up practice \(practice) of \(borough.name)", borough: index,
                        hasAgreement: number % 33 != 16))
            }
            for ward in 1...borough.wards {
                wards.append(
                    (Self.padded("DEMO-WARD-", wards.count + 1, digits: 3), "Made-up ward \(ward) of \(borough.name)"))
            }
        }
        self.areas = areas
        self.wards = wards
        self.practices = practices
    }

    /// Any other area of the same borough: where a register still has somebody who has moved.
    func another(than home: DemoArea, _ random: inout DemoRandomness) -> DemoArea {
        let first = DemoBorough.all[..<home.borough].reduce(0) { $0 + $1.areas }
        let others = areas[first..<first + DemoBorough.all[home.borough].areas].filter { $0.code != home.code }
        return others[random.below(others.count)]
    }

    /// The place of any practice of a borough.
    func practice(in borough: Int, _ random: inout DemoRandomness) -> Int {
        let before = DemoBorough.all[..<borough].reduce(0) { $0 + $1.practices }
        return before + random.below(DemoBorough.all[borough].practices)
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
