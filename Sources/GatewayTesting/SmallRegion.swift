/// A made-up place, small enough to count by hand: what every test of questions is asked of.
///
/// Rows are texts by variable name, as a file would hold them; an empty text is *not stated*. Units are numbers.
package struct SmallRegion: Sendable {
    package struct Row: Sendable {
        /// The person or household that the row belongs to.
        package let unit: Int
        package let values: [String: String]

        package init(unit: Int, values: [String: String]) {
            self.unit = unit
            self.values = values
        }
    }

    package struct Person: Sendable {
        package let values: [String: String]
        package let household: Int?
        package let mother: Int?

        package init(values: [String: String], household: Int?, mother: Int?) {
            self.values = values
            self.household = household
            self.mother = mother
        }
    }

    package let persons: [Person]
    package let households: [[String: String]]
    /// One row for some persons.
    package let consents: [Row]
    package let events: [Row]
    package let conditions: [Row]
    /// One row for some persons.
    package let cohort: [Row]
    package let optedOut: Set<Int>
    /// Who refused the use of records of general practice.
    package let withheld: Set<Int>

    package init(
        persons: [Person], households: [[String: String]], consents: [Row], events: [Row], conditions: [Row],
        cohort: [Row] = [], optedOut: Set<Int>, withheld: Set<Int> = []
    ) {
        self.persons = persons
        self.households = households
        self.consents = consents
        self.events = events
        self.conditions = conditions
        self.cohort = cohort
        self.optedOut = optedOut
        self.withheld = withheld
    }

    /// As many persons as asked, a third as many households, some events; some people are not linked, and some said no.
    package init(persons count: Int, using random: inout SeededRandomness) {
        func pick(_ words: [String]) -> String { words[Int.random(in: words.indices, using: &random)] }
        func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
        let homes = max(1, count / 3)
        households = (0..<homes).map { _ in
            [
                "tenure": pick(["own", "rent", ""]), "imd": pick(["1", "2", "3", "4"]),
                "rooms": "\(Int.random(in: 1...9, using: &random))",
            ]
        }
        func anyMonth(_ years: ClosedRange<Int>) -> String {
            let month = Int.random(in: 1...12, using: &random)
            return "\(Int.random(in: years, using: &random))-\(month < 10 ? "0" : "")\(month)"
        }
        persons = (0..<count).map { _ in
            let year = Int.random(in: 1930...2025, using: &random)
            let month = Int.random(in: 1...12, using: &random)
            let birth = chance(5) ? "" : "\(year)-\(month < 10 ? "0" : "")\(month)"
            return Person(
                values: [
                    "sex": pick(["F", "M", "F", "M", ""]), "carer": pick(["yes", "no", "no", ""]),
                    "area": pick(["L1", "L2", "L3", "L4", "L5", "L6"]), "birthMonth": birth,
                    "smoker": pick(["yes", "no", ""]), "registered": chance(50) ? "" : anyMonth(2024...2025),
                    "left": chance(60) ? "" : anyMonth(2024...2025),
                ],
                household: chance(90) ? Int.random(in: 0..<homes, using: &random) : nil,
                mother: chance(30) ? Int.random(in: 0..<count, using: &random) : nil)
        }
        consents = (0..<count).filter { _ in chance(70) }.map { Row(unit: $0, values: ["status": pick(["a", "b"])]) }
        events = (0..<count * 2).map { _ in
            // A few people have most of the events, so that bounds are felt.
            let unit =
                chance(40)
                ? Int.random(in: 0..<max(1, count / 8), using: &random) : Int.random(in: 0..<count, using: &random)
            let day = Int.random(in: 1...28, using: &random)
            let date = "2025-0\(Int.random(in: 1...6, using: &random))-\(day < 10 ? "0" : "")\(day)"
            return Row(
                unit: unit,
                values: [
                    "date": date, "type": pick(["AE", "EM", "EL"]),
                    "losDays": chance(10) ? "" : "\(Int.random(in: 0...20, using: &random))",
                ])
        }
        conditions = (0..<count).map { _ in
            Row(
                unit: Int.random(in: 0..<count, using: &random),
                values: [
                    "group": pick(["c1", "c2", "c3"]), "first": anyMonth(2024...2025),
                    "resolved": chance(50) ? "" : anyMonth(2024...2025),
                ])
        }
        cohort = Self.cohort(count, using: &random)
        optedOut = Set((0..<count).filter { _ in chance(8) })
        withheld = Set((0..<count).filter { _ in chance(15) })
    }

    private static func cohort(_ count: Int, using random: inout SeededRandomness) -> [Row] {
        var rows: [Row] = []
        for unit in 0..<count where Int.random(in: 0..<2, using: &random) == 0 {
            let weight = Int.random(in: 18...50, using: &random)
            let agreed = ["all", "some", "none"][Int.random(in: 0..<3, using: &random)]
            rows.append(Row(unit: unit, values: ["agreed": agreed, "weight": weight < 20 ? "" : "\(weight)"]))
        }
        return rows
    }

    /// What the declarations say of area codes.
    package static let wardOf = ["L1": "W1", "L2": "W1", "L3": "W2", "L4": "W2", "L5": "W3", "L6": "W3"]
    package static let boroughOf = ["L1": "B1", "L2": "B1", "L3": "B1", "L4": "B1", "L5": "B2", "L6": "B2"]
    /// B and C of the declarations.
    package static let eventBounds = (perCell: 3, cells: 2)
}
