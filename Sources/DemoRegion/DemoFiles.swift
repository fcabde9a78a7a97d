import Catalogue

/// The files of the demo region, as a hospital or a council would send them.
struct DemoFiles {
    let population: DemoPopulation

    func households(_ part: DemoPart) -> [UInt8] {
        var text = CSVText("household_id,lsoa,imd_decile,type,tenure,people,under_17,over_64,living_alone", part)
        for number in part.households {
            let household = population.households[number]
            let place = population.places.areas[household.area]
            let ages = population.people[household.people].map(\.age)
            text.row(
                Self.householdIdentifier(number), place.code, "\(place.decile)", household.kind.rawValue,
                DemoHousehold.tenures[household.tenure].code, "\(ages.count)", "\(ages.count { $0 < 17 })",
                "\(ages.count { $0 > 64 })", ages.count == 1 ? "yes" : "no")
        }
        return text.bytes
    }

    func people(_ part: DemoPart) -> [UInt8] {
        var random = part.draws(stream: 2)
        var moves = part.draws(stream: 5)
        var work = part.draws(stream: 12)
        var text = CSVText(
            "nhs_number,household_id,birth_month,registered_from,left_in,sex,ethnicity,lsoa,imd_decile,practice,"
                + "sharing_agreement,carer,work_status,mother_nhs", part)
        var mothers = DemoMothers()
        for person in population.people[part.people] {
            let home = population.area(of: person)
            let place = moves.once(in: 100) ? population.places.another(than: home, &moves) : home
            let practice = population.places.practices[person.practice]
            let stay = stay(of: person, &moves)
            text.row(
                "\(person.identifier)", Self.householdIdentifier(person.household), birth(person, &random), stay.from,
                stay.to, random.once(in: 500) ? "X" : person.isFemale ? "F" : "M", ethnicity(person, home, &random),
                place.code, "\(place.decile)", practice.code, practice.hasAgreement ? "yes" : "no",
                carer(person, &random),
                work.percent(14) ? Self.workStatuses[workStatus(person, &work)].code : "",
                mothers.mother(ofNext: person).map { "\($0.identifier)" } ?? "")
        }
        return text.bytes
    }

    /// One row for each no. Some noes have ended.
    func optOuts(_ part: DemoPart) -> [UInt8] {
        /// People of ten thousand who have said no in each way.
        let rates: [(kind: OptOutKind, perTenThousand: Int)] = [
            (.nationalDataOptOut, 500), (.type1, 200), (.rightToObject, 10), (.local, 1),
        ]
        var random = part.draws(stream: 3)
        var text = CSVText("identifier,kind,from,to", part)
        for person in population.people[part.people] {
            for (kind, rate) in rates where random.below(10_000) < rate {
                let year = 2019 + random.below(7)
                let from = "\(year)-0\(1 + random.below(9))-\(10 + random.below(19))"
                let end = random.once(in: 100) ? "2026-02-01" : ""
                text.row("\(person.identifier)", kind.rawValue, from, end)
            }
        }
        return text.bytes
    }

    /// From when to when somebody is registered: most since birth, many since they moved here, and one in fifty has left
    /// or died during the years of care.
    private func stay(of person: DemoPerson, _ random: inout DemoRandomness) -> (from: String, to: String) {
        let born = person.birthMonth.number
        let years = DemoCalendar.yearsOfCare * 12
        let hasMoved = random.percent(45)
        let from = hasMoved ? born + random.below(DemoCalendar.asOf.number - born + 1) : born
        let first = max(from, DemoCalendar.asOf.number - years + 1)
        let last = first + random.below(DemoCalendar.asOf.number - first + 1)
        return ("\(DemoCalendar.month(from))", random.once(in: 50) ? "\(DemoCalendar.month(last))" : "")
    }

    static func householdIdentifier(_ number: Int) -> String { "H\(10_000_000 + number)" }

    /// A month; one in 400 is the null date of an old system, and one in 4,000 a year typed wrongly.
    private func birth(_ person: DemoPerson, _ random: inout DemoRandomness) -> String {
        let draw = random.below(4_000)
        if draw < 10 { return "1754-09-12" }
        return draw == 10 ? "1877-01" : person.birthMonth.description
    }

    private func ethnicity(_ person: DemoPerson, _ place: DemoArea, _ random: inout DemoRandomness) -> String {
        if random.percent(DemoBorough.all[place.borough].withoutEthnicity) {
            return DemoEthnicity.notStated[random.below(DemoEthnicity.notStated.count)]
        }
        return DemoEthnicity.all[person.ethnicity].code
    }

    static let workStatuses = [
        (code: "work", title: "In work"), (code: "seeking", title: "Looking for work"),
        (code: "study", title: "In school or studying"), (code: "retired", title: "Retired"),
        (code: "unable", title: "Long-term sick or disabled"), (code: "home", title: "Looking after home or family"),
    ]

    /// Its place in `workStatuses`.
    private func workStatus(_ person: DemoPerson, _ random: inout DemoRandomness) -> Int {
        switch person.age {
        case ..<16: 2
        case 66...: random.percent(90) ? 3 : 0
        default: random.pick([70, 5, person.age < 25 ? 40 : 1, person.age > 58 ? 12 : 0, 8, 6])
        }
    }

    /// Nobody asks most people; about one adult in fourteen of those who are asked cares for somebody.
    private func carer(_ person: DemoPerson, _ random: inout DemoRandomness) -> String {
        guard person.age > 9, random.percent(70) else { return "" }
        return random.once(in: person.age > 44 ? 11 : 20) ? "yes" : "no"
    }
}
